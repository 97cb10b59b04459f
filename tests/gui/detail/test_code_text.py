"""gui.detail.code_text: what is shown of a hostile text, and what of it is copied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.detail.code_text import LONGEST_PIECE, MOST_LINES, CodeText, Wrap
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme
from tests.core.log_reading import steady

_HOSTILE = st.text(st.sampled_from("ab \n\t\r\x00\x1b\u202e\u200b\U0001f600é<&>"), max_size=60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("<b>x</b> &amp;", "<b>x</b> &amp;"),
        ("a\x1b[0m\x00", "a␛[0m␀"),
        ("inv\u202efdp.exe", "inv‹U+202E›fdp.exe"),
        ("one\ntwo\r\n", "one\ntwo␍\n"),
        ("a\tb", "a␉b"),
        ("x" + " " * 8 + "y", "x········y"),
        ("x" + " " * 7 + "y", "x       y"),
        ("\ud800", "‹U+D800›"),
    ],
)
def test_every_character_is_shown(qtbot: QtBot, text: str, shown: str) -> None:
    """Markup is letters; what would be unseen has a sign; blanks that push something away are dots."""
    page = CodeText("text")
    qtbot.addWidget(page)

    page.show_text(text)

    assert shown == page.toPlainText()
    assert text == page.text


def test_the_indent_of_a_reader_is_no_padding(qtbot: QtBot) -> None:
    """On a page that breaks at words, as that of XML does; behind it blanks are dots as everywhere."""
    page = CodeText("text", Wrap.WrapAtWordBoundaryOrAnywhere)
    qtbot.addWidget(page)

    page.show_text("<a>\n          <b>x          y</b>")

    assert page.toPlainText() == "<a>\n          <b>x··········y</b>"


@given(text=_HOSTILE, first=st.integers(0, 60), length=st.integers(0, 60))
@steady
def test_what_is_selected_is_copied_as_it_is(qapp: QApplication, text: str, first: int, length: int) -> None:
    """Wherever the selection begins and ends: signs, pairs of UTF-16 units and line ends are mapped back."""
    page = CodeText("text")
    page.show_text(text)
    first = min(first, len(text))

    page.select(first, min(length, len(text) - first))

    assert text[first : first + length] == page.selected()
    page.selectAll()
    assert text == page.selected()


def test_half_a_sign_is_a_whole_character(qtbot: QtBot) -> None:
    """Selecting some letters of ‹U+202E› copies the one character that they stand for."""
    page = CodeText("text")
    qtbot.addWidget(page)
    page.show_text("a\u202eb")
    cursor = page.textCursor()
    cursor.setPosition(3)
    cursor.setPosition(5, QTextCursor.MoveMode.KeepAnchor)
    page.setTextCursor(cursor)

    page.copy()

    assert QApplication.clipboard().text() == "\u202e"


def test_keys_select_and_copy(qtbot: QtBot) -> None:
    """No mouse is needed."""
    page = CodeText("text")
    qtbot.addWidget(page)
    page.show_text("a\x1bb")
    page.show()
    page.setFocus()

    QTest.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QApplication.clipboard().text() == "a\x1bb"


def test_a_long_line_is_cut_into_blocks_and_copied_in_one(qtbot: QtBot) -> None:
    """Qt lays out a block at once; the cuts are nobody's line ends."""
    page, text = CodeText("text"), "A" * 30_000 + "\nB"
    qtbot.addWidget(page)

    page.show_text(text)
    page.selectAll()

    assert page.blockCount() == 30_000 // LONGEST_PIECE + 1
    assert text == page.selected()


def test_line_ends_beyond_count_are_signs(qtbot: QtBot) -> None:
    """A text of nothing but line ends must not become a million blocks."""
    page, text = CodeText("text"), "\n" * (MOST_LINES + 1)
    qtbot.addWidget(page)

    page.show_text(text)

    assert page.blockCount() < 100
    page.selectAll()
    assert text == page.selected()


def test_finding_minds_no_case_and_no_cuts(qtbot: QtBot) -> None:
    """What stands across two blocks is found and selected as well."""
    page = CodeText("text")
    qtbot.addWidget(page)
    page.show_text("x" * (LONGEST_PIECE - 2) + "Needle" + "y" * LONGEST_PIECE + "needle")

    found = page.places_of("nEEdle")

    assert found == [LONGEST_PIECE - 2, 2 * LONGEST_PIECE + 4]
    page.select(found[0], len("needle"))
    assert page.selected() == "Needle"
    assert page.places_of("") == []


def test_the_font_follows_the_size_of_text(qtbot: QtBot, qapp: QApplication) -> None:
    """As it is changed in the menu: the font, then the theme once more."""
    page, before = CodeText("text"), qapp.font()
    qtbot.addWidget(page)
    larger = qapp.font()
    larger.setPointSize(20)

    try:
        qapp.setFont(larger)
        apply_theme(qapp, Theme.LIGHT)

        assert page.font().pointSize() == 20
    finally:
        qapp.setFont(before)
        apply_theme(qapp, Theme.LIGHT)
