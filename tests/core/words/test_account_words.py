"""core.words.account_words: as whom a process runs, and how far Windows trusts it, in words."""

from __future__ import annotations

import pytest

from core.notation.decoded import MEANING_OF_LEVEL
from core.notation.windows import IntegrityLevel
from core.processes.process import ProcessCreation
from core.rows.row import Row
from core.words.account_words import integrity, user
from core.words.statement import Tone
from tests.core.builders import other_record, process

ORDINARY = "S-1-5-21-1-2-3-1001"
BOB = r"CORP\bob"
ELEVATED = (IntegrityLevel.HIGH, IntegrityLevel.SYSTEM, IntegrityLevel.PROTECTED)


@pytest.mark.parametrize(
    ("creation", "text", "tone"),
    [
        pytest.param(process(), r"CORP\jdoe", Tone.NOTE, id="user"),
        pytest.param(process(parent_user=r"corp\JDOE"), r"CORP\jdoe", Tone.NOTE, id="same-in-another-case"),
        pytest.param(process(parent_user=None), r"CORP\jdoe", Tone.NOTE, id="parent-unknown"),
        pytest.param(
            process(parent_user=BOB),
            r"CORP\jdoe; the parent runs as CORP\bob",
            Tone.WARN,
            id="parent-differs",
        ),
        pytest.param(
            process(source="security-4688", parent_user=BOB),
            r"CORP\jdoe; the record's subject is CORP\bob",
            Tone.NOTE,
            id="subject-differs",
        ),
        pytest.param(
            process(parent_user=BOB, other_record=other_record(filled=("parent_user",))),
            r"CORP\jdoe; the record's subject is CORP\bob",
            Tone.NOTE,
            id="subject-of-the-other-record",
        ),
        pytest.param(
            process(parent_user=BOB, other_record=other_record()),
            r"CORP\jdoe; the parent runs as CORP\bob",
            Tone.WARN,
            id="sysmons-of-two-records",
        ),
        pytest.param(process(sid=ORDINARY), r"CORP\jdoe", Tone.NOTE, id="ordinary-sid"),
        pytest.param(
            process(user=r"NT-AUTORITÄT\SYSTEM", parent_user=None, sid="S-1-5-18"),
            r"NT-AUTORITÄT\SYSTEM (SYSTEM)",
            Tone.NOTE,
            id="localised",
        ),
        pytest.param(process(user=None, sid=ORDINARY), ORDINARY, Tone.NOTE, id="sid-alone"),
        pytest.param(
            process(user=None, sid="S-1-5-18"), "S-1-5-18 (SYSTEM)", Tone.NOTE, id="known-sid-alone"
        ),
        pytest.param(process(user=None), "not in the log", Tone.NOTE, id="nobody"),
        pytest.param(process(user="j\u202e\n", parent_user=None), "j‹U+202E›", Tone.NOTE, id="hostile"),
    ],
)
def test_a_user_is_named_and_who_else_the_record_names(
    creation: ProcessCreation, text: str, tone: Tone
) -> None:
    """The subject of event 4688 need not be whom the parent runs as, so it is not called that."""
    (found,) = user(Row(creation, None, "strict"))

    assert ("User", text, tone) == (found.label, found.text, found.tone)
    assert [key for key, _ in found.evidence] == [
        key for key in ("user", "sid", "parent_user") if getattr(creation, key)
    ]


@pytest.mark.parametrize("level", [level for level in IntegrityLevel if level is not IntegrityLevel.UNKNOWN])
def test_a_level_is_explained(level: IntegrityLevel) -> None:
    """Those with administrator rights and above are a warning."""
    (found,) = integrity(Row(process(integrity_level=level), None, "strict"))

    assert f"{level}: {MEANING_OF_LEVEL[level]}" == found.text
    assert found.tone is (Tone.WARN if level in ELEVATED else Tone.NOTE)
    assert ("integrity_level", level.value) in found.evidence


@pytest.mark.parametrize(
    ("creation", "text"),
    [
        (process(integrity_level=None, integrity_recorded=None), "not in the log"),
        (
            process(integrity_level=None, integrity_recorded=None, token_elevation_type="%%1937"),
            "not in the log; full token, elevated under UAC",
        ),
        (
            process(token_elevation_type="%%1938"),
            "medium: with the rights of a standard user; limited token: administrator rights removed",
        ),
        (process(token_elevation_type="%%9"), "medium: with the rights of a standard user"),
        (
            process(integrity_level=IntegrityLevel.UNKNOWN, integrity_recorded="Ho\u202ech"),
            "unknown: the log writes Ho‹U+202E›ch, which is not on Windows' scale",
        ),
    ],
)
def test_no_level_is_inferred(creation: ProcessCreation, text: str) -> None:
    """What the token is stands beside it, and never for it."""
    (found,) = integrity(Row(creation, None, "strict"))

    assert (text, Tone.NOTE) == (found.text, found.tone)
