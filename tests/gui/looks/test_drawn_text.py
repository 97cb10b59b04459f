"""gui.looks.drawn_text: parts of a text stand in the order of the log, and are found there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication

from core.notation.visible import visible
from gui.looks.drawn_text import DrawnText

HEBREW = "C:\\\u05d0\u05d1\\\u05d2\u05d3 \u05d4\u05d5.exe"


def lefts_of(text: str, parts: list[str]) -> list[float]:
    """Lay a text out as a cell does, and give where the letters of each part begin at their left."""
    drawn = DrawnText(text)
    layout = QTextLayout(drawn.text, QApplication.font())
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    lefts = []
    for part in parts:
        start, length = drawn.span(text.index(part), text.index(part) + len(part))
        edges = (line.cursorToX(start + letter)[0] for letter in (0, length))  # type: ignore[index]
        lefts.append(min(edges))
    return lefts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("C:\\a\\b c.exe", ["C:", "a", "b", "c", ".exe"]),
        (HEBREW, ["C:", "\u05d0\u05d1", "\u05d2\u05d3", "\u05d4\u05d5", ".exe"]),
        ("\u05d0 \u05d1 \u05d2", ["\u05d0", "\u05d1", "\u05d2"]),
        ("\u0627=\u0628;\u062a", ["\u0627", "\u0628", "\u062a"]),
    ],
)
def test_parts_stand_from_left_to_right(qapp: QApplication, text: str, parts: list[str]) -> None:
    """Folders before their files, arguments in their order."""
    lefts = lefts_of(text, parts)

    assert sorted(lefts) == lefts
    assert len(parts) == len(set(lefts))


@given(text=st.text().map(visible), cut=st.integers(0, 20))
def test_letters_are_found_where_qt_counts_them(text: str, cut: int) -> None:
    """In units of UTF-16, unseen marks included."""
    start, end = min(cut, len(text)), min(cut + 3, len(text))
    drawn = DrawnText(text)
    first, length = drawn.span(start, end)
    units = drawn.text.encode("utf-16-le", "surrogatepass")
    found = units[2 * first : 2 * (first + length)].decode("utf-16-le")

    assert text[start:end] == found.replace("\u200e", "")


def test_a_text_from_left_to_right_is_drawn_as_it_is() -> None:
    """No marks where none are needed."""
    texts = ["C:\\a b", "日本語 テスト", "é ü", "👩 x"]

    assert texts == [DrawnText(text).text for text in texts]
