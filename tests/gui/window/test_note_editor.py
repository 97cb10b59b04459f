"""gui.window.note_editor: a note is written beside the work, and never lost by a slip."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from core.view.marks import LONGEST_NOTE
from gui.window.note_editor import NoteEditor

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def editor(qtbot: QtBot) -> NoteEditor:
    """An editor of a note that says what was known before."""
    made = NoteEditor("excel.exe → cmd.exe", "before", "")
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def saved(editor: NoteEditor) -> list[str]:
    """What is saved."""
    heard: list[str] = []
    editor.saved.connect(heard.append)
    return heard


def question(editor: NoteEditor) -> QMessageBox | None:
    """Give the question that is asked."""
    return editor.findChild(QMessageBox)


def test_it_stands_beside_the_work(editor: NoteEditor) -> None:
    """It says of what the note is, and begins behind what is there."""
    QTest.keyClicks(editor.text, ", and after")

    assert not editor.isModal()
    assert editor.text.toPlainText() == "before, and after"
    assert editor.text.accessibleName() == "Note: excel.exe → cmd.exe"


def test_control_enter_saves(editor: NoteEditor, saved: list[str]) -> None:
    """Enter alone is a new line."""
    QTest.keyClick(editor.text, Key.Key_Return)
    QTest.keyClicks(editor.text, "more ")
    QTest.keyClick(editor.text, Key.Key_Return, Ctrl)

    assert saved == ["before\nmore"]
    assert not editor.isVisible()


def test_escape_closes_what_has_not_changed(editor: NoteEditor, saved: list[str]) -> None:
    """Blanks are no change."""
    QTest.keyClicks(editor.text, "  ")
    QTest.keyClick(editor.text, Key.Key_Escape)

    assert (editor.isVisible(), saved, question(editor)) == (False, [], None)


@pytest.mark.parametrize(
    ("answer", "is_open", "expected"),
    [
        (QMessageBox.StandardButton.Save, False, ["before!"]),
        (QMessageBox.StandardButton.Discard, False, []),
        (QMessageBox.StandardButton.Cancel, True, []),
    ],
)
def test_escape_asks_where_something_would_be_lost(
    editor: NoteEditor,
    saved: list[str],
    answer: QMessageBox.StandardButton,
    is_open: bool,
    expected: list[str],
) -> None:
    """And does what the answer says."""
    QTest.keyClicks(editor.text, "!")
    was_changed = editor.is_changed
    QTest.keyClick(editor.text, Key.Key_Escape)
    box = question(editor)
    assert box is not None
    box.button(answer).click()

    assert (is_open, expected) == (editor.isVisible(), saved)
    assert (True, is_open) == (was_changed, editor.is_changed)


def test_a_note_that_is_too_long_is_not_saved(editor: NoteEditor, saved: list[str]) -> None:
    """It says how much too long."""
    editor.text.setPlainText("x" * (LONGEST_NOTE + 1))
    QTest.keyClick(editor.text, Key.Key_Return, Ctrl)
    words = editor.count.text()
    editor.text.setPlainText("x" * LONGEST_NOTE)
    QTest.keyClick(editor.text, Key.Key_Return, Ctrl)

    assert words == "10,001 of 10,000 characters"
    assert saved == ["x" * LONGEST_NOTE]


def test_what_is_pasted_is_plain(editor: NoteEditor, saved: list[str]) -> None:
    """Markup is text."""
    editor.text.insertPlainText("<b>x</b>")
    editor.save.click()

    assert saved == ["before<b>x</b>"]
