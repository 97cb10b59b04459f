"""core.detection.rules: the truth table of the analytic's three rules, and the words that they search for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.rules import (
    DEFAULT_RULE,
    FINDING,
    RULES,
    TECHNIQUE,
    is_renamed_excel,
    literals,
    matched,
)
from core.notation.windows import ascii_lower
from tests.core.builders import EXCEL, SYSTEM32

CMD = rf"{SYSTEM32}cmd.exe"
PARENT_ROWS: list[tuple[str, str, str]] = [
    ("office", EXCEL, "seed published strict"),
    ("name-alone", "EXCEL.EXE", "seed published strict"),
    ("other-case", r"c:\office\eXcEl.ExE", "seed published strict"),
    ("slashes", "C:/Office/EXCEL.EXE", "seed published strict"),
    ("8.3-folders", r"C:\PROGRA~1\MICROS~1\Office16\EXCEL.EXE", "seed published strict"),
    ("device", r"\Device\HarddiskVolume3\Office\EXCEL.EXE", "seed published strict"),
    ("long-path", r"\\?\C:\Office\excel.exe", "seed published strict"),
    ("nt-path", r"\??\C:\Office\excel.exe", "seed published strict"),
    ("share", r"\\server\share\excel.exe", "seed published strict"),
    ("fake-in-profile", r"C:\Users\jdoe\AppData\Roaming\EXCEL.exe", "seed published strict"),
    ("trailing-blank", "C:\\x\\excel.exe ", "seed strict"),
    ("trailing-dot", r"C:\x\excel.exe.", "seed strict"),
    ("trailing-nul", "C:\\x\\excel.exe\0", "seed strict"),
    ("quoted", r'"C:\x\excel.exe"', "seed strict"),
    ("folder", r"C:\excel.exe\foo.exe", "seed"),
    ("other-extension", r"C:\x\excel.exe.bak", "seed"),
    ("stream", r"C:\x\excel.exe:hidden", "seed"),
    ("longer-name", r"C:\x\notexcel.exe", "seed published"),
    ("two-words", r"C:\Temp\Microsoft Excel.exe", "seed published"),
    ("stream-of-that-name", r"C:\x\a.txt:excel.exe", "seed published"),
    ("word", r"C:\Office\WINWORD.EXE", "published"),
    ("password", r"C:\x\password.exe", "published"),
    ("outlook", r"C:\Office\OUTLOOK.EXE", "published"),
    ("word-with-blank", "C:\\Office\\WINWORD.EXE ", ""),
    ("word-as-folder", r"C:\winword.exe\foo.exe", ""),
    ("excelcnv", r"C:\x\EXCELCNV.EXE", ""),
    ("8.3-name", r"C:\x\EXCEL~1.EXE", ""),
    ("no-extension", r"C:\x\excel", ""),
    ("com", r"C:\x\excel.com", ""),
    ("powerpoint", r"C:\Office\POWERPNT.EXE", ""),
    ("cyrillic", "C:\\x\\\u0435\u0445\u0441\u0435l.exe", ""),
    ("full-width", "C:\\x\\\uff25\uff38\uff23\uff25\uff2c.EXE", ""),
    ("script-l", "C:\\x\\exce\u2113.exe", ""),
    ("roman-fifty", "C:\\x\\exce\u216c.exe", ""),
    ("combining-mark", "C:\\x\\excel\u0301.exe", ""),
    ("zero-width", "C:\\x\\ex\u200bcel.exe", ""),
    ("outlook-with-kelvin-sign", "C:\\x\\outloo\u212a.exe", ""),
    ("dash", "-", ""),
    ("question-mark", "?", ""),
    ("empty", "", ""),
]
"""Case, parent's image, and the rules that flag cmd.exe under it."""

CHILD_ROWS: list[tuple[str, str | None, str]] = [
    ("exe", CMD, "seed published strict"),
    ("capitals", r"C:\X.EXE", "seed published strict"),
    ("excel-itself", EXCEL, "seed published strict"),
    ("extension-alone", ".exe", "seed published strict"),
    ("com", r"C:\x.com", "strict"),
    ("scr", r"C:\x.scr", "strict"),
    ("pif", r"C:\x.pif", "strict"),
    ("tmp", r"C:\Windows\Installer\MSI4FFD.tmp", "strict"),
    ("no-extension", r"C:\x", "strict"),
    ("trailing-blank", "C:\\x.exe ", "strict"),
    ("stream", r"C:\x.exe:y", "strict"),
    ("cyrillic-extension", "C:\\x.\u0435\u0445\u0435", "strict"),
    ("absent", None, "strict"),
]
LITERAL_ROWS: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (("strict",), ("excel.exe",)),
    (("seed",), ("excel.exe",)),
    (("published",), ("excel.exe", "outlook.exe", "word.exe")),
    (("strict", "seed"), ("excel.exe",)),
    (("seed", "published", "strict"), ("excel.exe", "outlook.exe", "word.exe")),
    ((), ()),
]
PIECES = [
    "excel",
    "word",
    "outlook",
    ".exe",
    "EXCEL.EXE",
    "Word.exe",
    "\\",
    "/",
    ".",
    " ",
    "\0",
    '"',
    "C:",
    "x",
]


@pytest.mark.parametrize(
    ("parent", "names"), [pytest.param(parent, names, id=case) for case, parent, names in PARENT_ROWS]
)
def test_the_parent_decides_by_each_reading(parent: str, names: str) -> None:
    """`seed` looks for the name anywhere, `published` at the end, `strict` compares the file's name."""
    assert tuple(names.split()) == matched(parent, CMD)


@pytest.mark.parametrize(
    ("child", "names"), [pytest.param(child, names, id=case) for case, child, names in CHILD_ROWS]
)
def test_the_child_decides_by_each_reading(child: str | None, names: str) -> None:
    """`seed` and `published` want an .exe; `strict` takes whatever Excel started."""
    assert tuple(names.split()) == matched(EXCEL, child)


@given(st.integers(0, len("excel.exe") - 1), st.characters(min_codepoint=0x80))
def test_no_letter_beyond_ascii_can_stand_in_the_name(place: int, letter: str) -> None:
    """Whatever a font or a folding makes of it."""
    name = "excel.exe"[:place] + letter + "excel.exe"[place + 1 :]

    assert not matched(f"C:\\x\\{name}", CMD)


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.none() | st.text())
def test_the_name_of_a_flagged_parent_holds_a_literal(parent: str, child: str | None) -> None:
    """So the search before parsing can miss no record whose bytes hold the parent's name in one piece."""
    for name in matched(parent, child):
        assert any(word in ascii_lower(parent) for word in literals((name,)))


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_the_case_of_a_path_says_nothing(parent: str) -> None:
    """Windows' file names have none."""
    assert matched(parent.lower(), CMD.lower()) == matched(parent.upper(), CMD.upper())


@pytest.mark.parametrize(("rules", "expected"), LITERAL_ROWS)
def test_the_search_looks_for_the_words_of_the_readings_in_force(
    rules: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """In order, each word once."""
    assert expected == literals(rules)


@pytest.mark.parametrize(
    ("image", "original", "expected"),
    [
        pytest.param(r"C:\Users\jdoe\invoice.exe", "Excel.exe", True, id="renamed"),
        pytest.param(r"C:\Users\jdoe\invoice.exe", "EXCEL.EXE", True, id="any-case"),
        pytest.param(r"C:\x\excel.exe.bak", "Excel.exe", True, id="longer-name"),
        pytest.param(EXCEL, "Excel.exe", False, id="own-name"),
        pytest.param(r"C:\Office\excelcnv.exe", "Excel.exe", False, id="converter-of-that-name"),
        pytest.param("C:\\x\\excel.exe ", "Excel.exe", False, id="own-name-and-blank"),
        pytest.param(r"C:\x\invoice.exe", "Cmd.Exe", False, id="other-original"),
        pytest.param(r"C:\x\invoice.exe", "notexcel.exe", False, id="longer-original"),
        pytest.param(r"C:\x\invoice.exe", "\u0415xcel.exe", False, id="cyrillic-original"),
        pytest.param(r"C:\x\invoice.exe", None, False, id="original-absent"),
        pytest.param(None, "Excel.exe", False, id="image-absent"),
    ],
)
def test_an_excel_by_another_name_is_known_by_its_own_record(
    image: str | None, original: str | None, expected: bool
) -> None:
    """The name in its version resource against the name of its file."""
    assert expected is is_renamed_excel(image, original)


def test_each_reading_says_where_it_comes_from() -> None:
    """The seed's number is not in CAR, so the two ids are kept apart, and what a flag means is in words."""
    ids = {
        "seed": ("CAR-2020-12-004", "https://github.com/mitre-attack/car/pull/74"),
        "published": ("CAR-2021-01-006", "https://car.mitre.org/analytics/CAR-2021-01-006/"),
        "strict": ("CAR-2021-01-006", "https://car.mitre.org/analytics/CAR-2021-01-006/"),
    }

    assert ids == {name: (rule.car_id, rule.reference) for name, rule in RULES.items()}
    assert all(name == rule.name and rule.title for name, rule in RULES.items())


def test_a_finding_is_an_excel_child_and_dde_a_cause() -> None:
    """The analytic never sees DDE itself; `strict` is in force where nothing else is asked."""
    expected = ("Excel child process (DDE is one possible cause)", "T1559.002", "strict")

    assert expected == (FINDING, TECHNIQUE, DEFAULT_RULE)
