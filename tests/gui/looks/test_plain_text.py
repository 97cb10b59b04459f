"""gui.looks.plain_text: what looks like markup is shown letter by letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from core.notation.visible import visible
from gui.looks.plain_text import LONGEST_TOOLTIP, label, tooltip

HOSTILE = (
    "<b>bold</b>",
    "<img src=x onerror=alert(1)>",
    "a & b &amp; c",
    "<a href='https://example.net'>here</a>",
    "quote \" and ' both",
    "  blanks   are kept  ",
    "\u202egnp.exe",
    "tab\tand\x1bescape",
    "<!-- hidden -->",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_tooltip_shows_a_text_letter_by_letter(text: str) -> None:
    """As Qt draws it, read back from the document that it makes of it."""
    document = QTextDocument()
    document.setHtml(tooltip(text))

    assert document.toPlainText() == visible(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_no_text_makes_a_tooltip_of_more_than_one_paragraph(text: str) -> None:
    """Whatever it holds, there is no element but ours."""
    shown = tooltip(text)

    assert shown.startswith("<p style='white-space:pre-wrap'>")
    assert shown.count("<") == 2


def test_a_long_text_is_cut_and_says_so() -> None:
    """A tooltip must not fill the screen."""
    assert tooltip("x" * (LONGEST_TOOLTIP + 1)).endswith("x…</p>")
    assert tooltip("") == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_is_plain_text(qtbot: QtBot, text: str) -> None:
    """And shows what is hidden."""
    made = label(text)
    qtbot.addWidget(made)

    assert made.textFormat() is Qt.TextFormat.PlainText
    assert made.text() == visible(text)
