"""core.words.severity_words: why a severity is what it is, one statement for each reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from core.detection.detections import Detection, detect, with_proof
from core.detection.proof import Proof
from core.detection.severity import MODIFIERS, RANKS
from core.notation.windows import IntegrityLevel
from core.processes.process import ParentLink, Place, ProcessCreation
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.words import severity_words
from core.words.severity_words import case_reasons, severity_statements
from core.words.statement import Statement, Tone
from tests.core.builders import EXCEL, other_record, process, started
from tests.core.log_reading import steady
from tests.core.strategies import any_process

EXPLORER = r"C:\Windows\explorer.exe"
APP = r"C:\Program Files\App\a.exe"
NET = "C:\\Windows\\System32\\net.exe"
CMD_IS_A_SHELL = ("Severity", r"high: a shell or script host: C:\Windows\System32\cmd.exe", Tone.BAD)
JOINED = Proof("00" * 32, "11" * 32, holds_literal=False)
ONE_OF_TWO: dict[str, Any] = {
    "parent_link": ParentLink.AMBIGUOUS,
    "parent_image_path": EXPLORER,
    "parent_candidates": (EXPLORER, EXCEL),
}


def _detection(creation: ProcessCreation, proof: Proof | None = None, is_renamed: bool = False) -> Detection:
    known = frozenset({("ws01.corp.example", creation.parent_guid or "")}) if is_renamed else frozenset()
    (found,) = detect([creation], known)
    return with_proof(found, proof, None)


def _statements(detection: Detection) -> list[Statement]:
    return list(severity_statements(Row(detection.process, detection, "strict"), detection))


def _said(detection: Detection) -> list[tuple[str, str, Tone]]:
    return [(found.label, found.text, found.tone) for found in _statements(detection)]


@pytest.mark.parametrize(
    ("detection", "expected"),
    [
        pytest.param(_detection(process()), [CMD_IS_A_SHELL], id="rank-alone"),
        pytest.param(
            _detection(started(r"C:\Windows\splwow64.exe", "8192")),
            [("Severity", r'info: a helper that Excel starts: "C:\Windows\splwow64.exe" 8192', Tone.GOOD)],
            id="helper",
        ),
        pytest.param(
            _detection(started(NET, integrity_level=IntegrityLevel.HIGH)),
            [
                (
                    "Severity",
                    f"high, raised from medium (a discovery or administration tool: {NET})",
                    Tone.BAD,
                ),
                ("Raised", "the integrity level, which is rare for Excel: high", Tone.WARN),
            ],
            id="raised-by-a-step",
        ),
        pytest.param(
            _detection(process(integrity_level=IntegrityLevel.HIGH)),
            [CMD_IS_A_SHELL, ("Also", "the integrity level, which is rare for Excel: high", Tone.WARN)],
            id="already-high",
        ),
        pytest.param(
            _detection(
                started(
                    APP, parent_command_line=rf'"{EXCEL}" "C:\Users\a\Downloads\x, y.xlsx" https://x.example'
                )
            ),
            [
                ("Severity", f"medium, raised from low (an application in Program Files: {APP})", Tone.WARN),
                ("Raised", "the parent's command line holds a URL: https://x.example", Tone.WARN),
                ("Also", "the parent opened a document from download", Tone.WARN),
            ],
            id="one-step-in-all",
        ),
        pytest.param(
            _detection(process(command_line=None)),
            [CMD_IS_A_SHELL, ("Also", "arguments unknown (the log has no command lines)", Tone.NOTE)],
            id="arguments-unknown",
        ),
        pytest.param(
            _detection(started(APP, altered_in=(Place("b.evtx", 0, 512, 9, 1),), repeated_names=("Image",))),
            [
                ("Severity", f"high, raised from low (an application in Program Files: {APP})", Tone.BAD),
                ("Raised", "the same event has other values in b.evtx: one of them was altered", Tone.BAD),
                ("Raised", "the record holds Image more than once, as Windows never writes it", Tone.BAD),
            ],
            id="altered",
        ),
        pytest.param(
            _detection(process(), JOINED),
            [
                CMD_IS_A_SHELL,
                (
                    "Also",
                    "the record's bytes never hold the parent's name in one piece: it was joined from pieces, as "
                    "Windows never writes it, and only the full read finds it",
                    Tone.BAD,
                ),
            ],
            id="joined",
        ),
        pytest.param(
            _detection(process(**ONE_OF_TWO, parent_guid=None)),
            [
                (
                    "Severity",
                    f"low, lowered from high ({CMD_IS_A_SHELL[1].removeprefix('high: ')})",
                    Tone.NOTE,
                ),
                ("Also", f"the parent does not run from an Office folder: {EXPLORER}", Tone.WARN),
                ("Lowered", "the newest of them, the likely parent, is not Excel", Tone.NOTE),
            ],
            id="lowered",
        ),
        pytest.param(
            _detection(started(APP, **ONE_OF_TWO)),
            [
                ("Severity", f"high, raised from low (an application in Program Files: {APP})", Tone.BAD),
                ("Raised", f"the parent does not run from an Office folder: {EXPLORER}", Tone.WARN),
                ("Raised", "the parent is ambiguous, and one of its records was altered", Tone.BAD),
            ],
            id="ambiguous-by-guid",
        ),
        pytest.param(
            _detection(process(parent_image_path=r"C:\Temp\v.exe"), is_renamed=True),
            [
                CMD_IS_A_SHELL,
                ("Also", r"the parent does not run from an Office folder: C:\Temp\v.exe", Tone.WARN),
                (
                    "Also",
                    "the parent calls itself Excel.exe inside (OriginalFileName) and goes by another name",
                    Tone.BAD,
                ),
            ],
            id="renamed",
        ),
        pytest.param(
            _detection(
                process(
                    parent_link=ParentLink.INFERRED,
                    parent_candidates=(EXCEL,),
                    parent_command_line_inferred=True,
                )
            ),
            [CMD_IS_A_SHELL],
            id="how-the-parent-is-known-is-told-elsewhere",
        ),
    ],
)
def test_each_reason_is_a_statement(detection: Detection, expected: list[tuple[str, str, Tone]]) -> None:
    """What decided first, then what raised or lowered it, then what else counts."""
    assert expected == _said(detection)


@pytest.mark.parametrize(
    "words",
    [
        "; raised from low to medium",
        "; raised from foo to bar",
        "raised to high: ",
        "lowered to low: ",
        "the parent is inferred: it is fine",
        "the parent opened a document from {}",
    ],
)
def test_words_of_a_reason_in_a_value_change_nothing(words: str) -> None:
    """A path that ends or begins like a reason of ours is a path."""
    odd = f"C:\\{words}".rstrip()
    quiet = _said(_detection(started(APP, parent_image_path=r"D:\x\excel.exe")))
    loud = _said(_detection(started(APP, parent_image_path=rf"{odd}\excel.exe")))
    child = _said(_detection(started(rf"C:\Program Files\{words}", parent_image_path=rf"{odd}\excel.exe")))

    assert [(label, tone) for label, _, tone in quiet] == [(label, tone) for label, _, tone in loud]
    assert words.strip() in loud[1][1]
    assert child[0][0] == "Severity"


def test_every_kind_rests_on_columns_that_exist() -> None:
    """And every kind of the table is one of the severity model."""
    kinds = {rank.kind for rank in RANKS} | {modifier.kind for modifier in MODIFIERS}
    columns = {
        column
        for table in (severity_words._RESTS_ON, severity_words._CASE_RESTS_ON)
        for names in table.values()
        for column in names
    }

    assert severity_words._RESTS_ON.keys() <= kinds
    assert columns <= COLUMNS.keys()


@pytest.mark.parametrize(
    ("detection", "key"),
    [
        (_detection(started(NET)), "image_path"),
        (_detection(started(r"C:\Windows\splwow64.exe", "8192")), "command_line"),
        (_detection(process(integrity_level=IntegrityLevel.HIGH)), "integrity_level"),
        (_detection(process(parent_image_path=r"D:\excel.exe")), "parent_image_path"),
        (_detection(process(altered_in=(Place("b.evtx", 0, 512, 9, 1),))), "altered_in"),
        (_detection(process(**ONE_OF_TWO)), "parent_candidates"),
        (_detection(process(other_record=other_record(differs=(("user", "x"),)))), "other_differs"),
        (_detection(process(other_record=other_record(differs=(("ppid", "1"),)))), "other_differs"),
    ],
)
def test_a_reason_names_the_columns_that_it_rests_on(detection: Detection, key: str) -> None:
    """With what stands in them."""
    text = COLUMNS[key].text(Row(detection.process, detection, "strict"))

    assert (key, text) in _statements(detection)[-1].evidence


@given(any_process())
@steady
def test_no_reason_is_left_out_but_those_of_the_parent(creation: ProcessCreation) -> None:
    """For any flag; the first statement names its severity."""
    detection = _detection(creation)
    elsewhere = sum(
        reason.startswith(severity_words.HOW_THE_PARENT_IS_KNOWN) for reason in case_reasons(detection)
    )
    found = _said(detection)

    assert len(detection.reasons) - elsewhere == len(found)
    assert found[0][1].startswith(str(detection.severity))
