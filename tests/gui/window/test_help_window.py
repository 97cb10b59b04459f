"""gui.window.help_window: the manual of the filter language, and the keys of all commands."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMessageBox, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from core import __version__
from core.filter.manual import MANUAL
from gui.window.actions import MENUS, Command
from gui.window.help_window import HelpWindow, keys_text, show_about

COMMANDS = [command for commands in MENUS.values() for command in commands]


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.keys], ids=lambda command: command.name)
def test_every_command_with_a_key_is_listed_with_all_of_them(command: Command) -> None:
    """In words without the marks of a menu, on one line."""
    words = command.words.replace("&", "").rstrip("…")
    (line,) = (line for line in keys_text().splitlines() if line.endswith(f"  {words}"))
    keys = [QKeySequence(one).toString(QKeySequence.SequenceFormat.NativeText) for one in command.keys]

    assert ", ".join(keys) == line.removesuffix(words).strip()


def test_nothing_else_is_listed_but_the_menus() -> None:
    """In their order."""
    lines = [line for line in keys_text().splitlines() if line]

    assert [title.replace("&", "") for title in MENUS] == [line for line in lines if line[0] != " "]
    assert len(lines) == len(MENUS) + sum(bool(command.keys) for command in COMMANDS)


def test_it_can_be_read_and_not_written(qtbot: QtBot) -> None:
    """As plain text."""
    window = HelpWindow()
    qtbot.addWidget(window)
    window.show()
    pages = window.findChildren(QPlainTextEdit)

    assert {MANUAL, keys_text()} == {page.toPlainText() for page in pages}
    assert all(page.isReadOnly() and page.accessibleName() for page in pages)


def test_the_version_is_said_beside_the_window(qtbot: QtBot) -> None:
    """It does not keep anybody from going on."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    show_about(window)
    (box,) = window.findChildren(QMessageBox)

    assert (box.isVisible(), box.isModal()) == (True, False)
    assert f"Cellspawn {__version__}" in box.text()
    box.close()
