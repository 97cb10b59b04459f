"""gui.detail.page: a tab made late, words where there is none, a warning above it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gui.detail.page import Page


@pytest.fixture
def page(qtbot: QtBot) -> Page[QLineEdit]:
    """The place of a tab that is a line."""
    made = Page(QLineEdit)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_tab_is_made_when_it_is_shown(page: Page[QLineEdit]) -> None:
    """And once."""
    page.say("Nothing", "There is no row.")
    found = [page.made]
    for _ in range(2):
        page.show_tab()
        found.append(page.made)
        page.say("Nothing")

    nothing, first, second = found
    assert nothing is None
    assert first is not None
    assert first is second


def test_words_take_the_place_of_the_tab(page: Page[QLineEdit]) -> None:
    """Hostile characters in them are seen, markup is letters."""
    page.show_tab("warning")

    page.say("Not read", "a\u202eb.evtx: <b>gone</b>")

    assert page.words == "a‹U+202E›b.evtx: <b>gone</b>"
    assert page.warning == ""
    page.show_tab()
    assert page.words == ""


def test_a_warning_stands_above_the_tab(page: Page[QLineEdit]) -> None:
    """And goes with the next record that needs none."""
    page.show_tab("a\x1b: changed since")

    assert page.warning == "a␛: changed since"
    assert page.words == ""
    page.show_tab()
    assert page.warning == ""


def test_the_focus_goes_to_the_tab(page: Page[QLineEdit]) -> None:
    """Also where it was given to the place before there was one."""
    page.say("", "Reading the record…")
    page.setFocus()

    page.show_tab()

    assert page.window().focusWidget() is page.made
    page.say("Nothing")
    page.show_tab()
    page.setFocus()
    assert page.window().focusWidget() is page.made
