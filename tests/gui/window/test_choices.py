"""gui.window.choices: a menu in which exactly one entry is checked."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gui.window.choices import Choices

ENTRIES = (("a", "Alpha"), ("b", "Beta"), ("c", "Gamma"))


@pytest.fixture
def menu(qtbot: QtBot) -> QMenu:
    """Make an empty menu."""
    made = QMenu()
    qtbot.addWidget(made)
    return made


def checked(menu: QMenu) -> list[str]:
    """Give the checked entries."""
    return [action.text() for action in menu.actions() if action.isChecked()]


def test_what_is_taken_is_told_by_its_key(menu: QMenu) -> None:
    """And checked instead of what was."""
    told = list[str]()
    Choices(menu, ENTRIES, told.append)
    for action in menu.actions()[1:]:
        action.trigger()

    assert (told, checked(menu)) == (["b", "c"], ["Gamma"])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [((), []), (("b",), ["Beta"]), (("b", "a"), ["Alpha"]), (("b", "unknown"), ["Beta"]), (("",), [])],
)
def test_one_is_checked_at_most_and_nothing_is_told(
    menu: QMenu, keys: tuple[str, ...], expected: list[str]
) -> None:
    """By its key; one that there is none of changes nothing."""
    told = list[str]()
    choices = Choices(menu, ENTRIES, told.append)
    for key in keys:
        choices.check(key)

    assert (expected, []) == (checked(menu), told)


def test_an_entry_is_added_once(menu: QMenu) -> None:
    """At the end, whatever it is called the second time."""
    told = list[str]()
    choices = Choices(menu, ENTRIES, told.append)
    for words in ("Delta", "Other"):
        choices.add("d", words)
    menu.actions()[-1].trigger()

    assert [action.text() for action in menu.actions()] == ["Alpha", "Beta", "Gamma", "Delta"]
    assert (told, checked(menu)) == (["d"], ["Delta"])
