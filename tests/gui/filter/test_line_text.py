"""gui.filter.line_text: places as Python and Qt count them, what a change put in, and what was entered before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QLineEdit

from gui.filter.line_text import LineHistory, beginning, put_in, units

GRIN = "\U0001f600"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20), st.integers(0, 20))
def test_a_place_is_the_same_counted_either_way(text: str, at: int) -> None:
    """From Python to Qt and back."""
    assert text[:at] == beginning(text, units(text[:at]))


def test_units_are_what_the_line_counts(qapp: QApplication) -> None:
    """Checked against Qt itself."""
    line = QLineEdit(f"a{GRIN}b")

    line.end(False)

    assert line.cursorPosition() == units(line.text())


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("", "abc", "abc"),
        ("ac", "abc", "b"),
        ("abc", "ac", ""),
        ("aXc", "abbc", "bb"),
        ("aa", "aaa", "a"),
        ("abab", "ababab", "ab"),
        ("same", "same", ""),
    ],
)
def test_what_was_put_in_is_what_differs(before: str, text: str, expected: str) -> None:
    """Between the beginning and the end that both have."""
    start, end = put_in(before, text)

    assert expected == text[start:end]


def test_the_latest_is_recalled_first_and_the_draft_last() -> None:
    """As a shell does it; at both ends it stays."""
    history = LineHistory(20)
    history.remember("a", "b", "a")

    walked = [history.walk(step, "draft") for step in (-1, -1, -1, 1, 1, 1)]

    assert history.texts == ("b", "a")
    assert walked == ["a", "b", "b", "a", "draft", "draft"]


def test_only_the_last_are_kept() -> None:
    """The oldest go."""
    history = LineHistory(3)

    history.remember(*"abcde")

    assert tuple("cde") == history.texts
