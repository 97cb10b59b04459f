"""gui.window.actions: every command has words, keys of its own, and something that it does."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from gui.detail.pane import Tab
from gui.window.actions import MENUS, TOOLBAR, Actions, Command
from gui.window.case_commands import CaseCommands
from gui.window.window_commands import WindowCommands

COMMANDS = [command for commands in MENUS.values() for command in commands if command.name]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_is_carried_out_by_the_window_or_the_page(command: Command) -> None:
    """Nothing in a menu leads nowhere."""
    is_tab = command.name.removeprefix("detail_") in set(Tab)
    owns = hasattr(WindowCommands, command.name) or hasattr(CaseCommands, command.name)

    assert bool(command.submenu) != (owns or is_tab)


def test_no_two_commands_have_the_same_keys() -> None:
    """Or the key would do nothing at all."""
    keys = Counter(QKeySequence(keys).toString() for command in COMMANDS for keys in command.keys)

    assert [key for key, number in keys.items() if number > 1] == []
    assert "" not in keys


def test_no_two_entries_of_a_menu_have_the_same_letter() -> None:
    """Alt and a letter must choose one."""
    for title, commands in MENUS.items():
        letters = Counter(
            command.words.partition("&")[2][:1].lower() for command in commands if "&" in command.words
        )

        assert (title, []) == (title, [letter for letter, number in letters.items() if number > 1])


def test_commands_about_a_case_wait_for_one(qtbot: QtBot) -> None:
    """And some wait for what goes on."""
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window, lambda _: None)
    actions.fill(window.menuBar())

    actions.allow(has_case=False)
    without = {name for name, action in actions.by_name.items() if action.isEnabled()}
    actions.allow(has_case=True, off=("export",))
    within = {name for name, action in actions.by_name.items() if action.isEnabled()}

    assert {command.name for command in COMMANDS if not command.needs_case and not command.submenu} == without
    assert set(actions.by_name) - {"export"} == within


def test_a_command_is_asked_for_by_its_name(qtbot: QtBot) -> None:
    """Through its action, wherever that stands."""
    window, asked = QMainWindow(), list[str]()
    qtbot.addWidget(window)
    actions = Actions(window, asked.append)
    for name in actions.by_name:
        actions.by_name[name].trigger()

    assert list(actions.by_name) == asked
    assert set(filter(None, TOOLBAR)) <= set(actions.by_name)
