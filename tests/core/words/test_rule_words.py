"""core.words.rule_words: which rules match a row, and by what, in words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given

from core.detection.detections import detect
from core.detection.rules import RULES
from core.processes.process import ParentLink, ProcessCreation
from core.rows.row import Row
from core.words.rule_words import _WORDS, rule_statements, why_not
from core.words.statement import Tone
from tests.core.builders import EXCEL, process, started
from tests.core.strategies import any_process

EXPLORER = r"C:\Windows\explorer.exe"
EXE_CHILD = "and the child's path ends in .exe"
STRICT = "matches: the parent's file name is excel.exe, whatever the child"
NO_EXE = "does not match: the child's path does not end in .exe"
NO_IMAGE = "does not match: the log does not name the child's image"
NO_SUFFIX = "does not match: the parent's path ends in none of excel.exe, word.exe, outlook.exe"
NONE_FITS = "does not match: no possible parent fits, and the likely one's"
NOT_IN_PATH = "does not match: the parent's path does not contain excel.exe"


def _row(creation: ProcessCreation, rule: str = "strict", renamed: bool = False) -> Row:
    known = frozenset({("ws01.corp.example", creation.parent_guid or "")}) if renamed else frozenset()
    return Row(creation, next(iter(detect([creation], known)), None), rule)


def _words(row: Row) -> dict[str, str]:
    return {statement.label: statement.text for statement in rule_statements(row)}


def _ambiguous(*candidates: str) -> ProcessCreation:
    return process(
        parent_link=ParentLink.AMBIGUOUS, parent_image_path=candidates[0], parent_candidates=candidates
    )


@pytest.mark.parametrize(
    ("creation", "seed", "published", "strict"),
    [
        pytest.param(
            process(),
            f"matches: the parent's path contains excel.exe, {EXE_CHILD}",
            f"matches: the parent's path ends in excel.exe, {EXE_CHILD}",
            STRICT,
            id="excel",
        ),
        pytest.param(
            process(parent_image_path=EXPLORER),
            NOT_IN_PATH,
            NO_SUFFIX,
            "does not match: the parent's file name is explorer.exe, not excel.exe",
            id="explorer",
        ),
        pytest.param(
            process(parent_image_path=r"C:\Office\WINWORD.EXE"),
            NOT_IN_PATH,
            f"matches: the parent's path ends in word.exe, {EXE_CHILD}",
            "does not match: the parent's file name is winword.exe, not excel.exe",
            id="word",
        ),
        pytest.param(
            process(parent_image_path=r"C:\EXCEL.EXE\python.exe"),
            f"matches: the parent's path contains excel.exe, {EXE_CHILD}",
            NO_SUFFIX,
            "does not match: the parent's file name is python.exe, not excel.exe",
            id="folder",
        ),
        pytest.param(started(r"C:\a.tmp"), NO_EXE, NO_EXE, STRICT, id="not-exe"),
        pytest.param(process(image_path=None), NO_IMAGE, NO_IMAGE, STRICT, id="no-image"),
        pytest.param(
            process(parent_image_path="C:\\"),
            NOT_IN_PATH,
            NO_SUFFIX,
            "does not match: the parent's file name is (none), not excel.exe",
            id="no-name",
        ),
        pytest.param(
            process(parent_image_path="C:\\x\u202e.exe"),
            NOT_IN_PATH,
            NO_SUFFIX,
            "does not match: the parent's file name is x‹U+202E›.exe, not excel.exe",
            id="hostile",
        ),
        pytest.param(
            _ambiguous(EXPLORER, EXCEL),
            f"matches: a possible parent's path contains excel.exe, {EXE_CHILD}",
            f"matches: a possible parent's path ends in excel.exe, {EXE_CHILD}",
            "matches: a possible parent's file name is excel.exe, whatever the child",
            id="one-of-two",
        ),
        pytest.param(
            _ambiguous(EXPLORER, r"C:\a.exe"),
            f"{NONE_FITS} path does not contain excel.exe",
            f"{NONE_FITS} path ends in none of excel.exe, word.exe, outlook.exe",
            f"{NONE_FITS} file name is explorer.exe, not excel.exe",
            id="none-of-two",
        ),
    ],
)
def test_each_rule_says_whether_it_matches_and_why(
    creation: ProcessCreation, seed: str, published: str, strict: str
) -> None:
    """The one in force first."""
    expected = {"Rule strict (in force)": strict, "Rule seed": seed, "Rule published": published}

    assert list(expected.items()) == list(_words(_row(creation)).items())


def test_the_words_are_those_of_the_rules() -> None:
    """None is without words, and those that count parents name them all."""
    assert list(_WORDS) == list(RULES)
    for name, rule in RULES.items():
        assert all(word in _WORDS[name].other_parent for word in rule.parent_words)
        assert all(word in _WORDS[name].child for word in rule.child_words)


@pytest.mark.parametrize(
    ("rule", "labels"),
    [
        ("seed", ["Rule seed (in force)", "Rule published", "Rule strict"]),
        ("published", ["Rule published (in force)", "Rule seed", "Rule strict"]),
        ("strict", ["Rule strict (in force)", "Rule seed", "Rule published"]),
    ],
)
def test_only_the_rule_in_force_is_a_warning(rule: str, labels: Sequence[str]) -> None:
    """The others are told beside it; each names the values that it looked at."""
    found = list(rule_statements(_row(process(), rule)))

    assert labels == [statement.label for statement in found]
    assert [statement.tone for statement in found] == [Tone.WARN, Tone.NOTE, Tone.NOTE]
    for statement in found:
        looks_at_child = "strict" not in statement.label
        image = (("image_path", process().image_path),) if looks_at_child else ()
        assert statement.evidence == (("parent_image_path", EXCEL), *image)


def test_a_renamed_excel_is_a_rule_of_its_own() -> None:
    """It counts whatever rule is in force, so it comes right behind that one."""
    renamed = process(parent_image_path=r"C:\Temp\viewer.exe")

    _, found, *_ = rule_statements(_row(renamed, renamed=True))

    assert found.label == "Rule renamed (in force with any)"
    assert found.text.startswith("matches: the parent's own record has the OriginalFileName Excel.exe")
    assert ("parent_image_path", r"C:\Temp\viewer.exe") in found.evidence


def test_without_a_parent_no_rule_can_match() -> None:
    """Which is one statement, not three."""
    row = _row(process(parent_image_path=None, parent_link=ParentLink.UNKNOWN))

    assert _words(row) == {"Rules": "none can match: the parent is not known"}
    assert why_not(row) == "the parent is not known, so no rule can match"


@given(any_process())
def test_what_the_words_say_is_what_the_rules_do(creation: ProcessCreation) -> None:
    """For any child of Excel, however its parent is known."""
    row = _row(creation)
    assert row.detection is not None
    words = _words(row)

    for name in RULES:
        text = words.get(f"Rule {name}") or words[f"Rule {name} (in force)"]
        assert text.startswith("matches: ") is (name in row.detection.matched)
