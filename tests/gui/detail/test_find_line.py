"""gui.detail.find_line: keys into signals, and the way from one place to the next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.detail.find_line import Finder, FindLine

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def line(qtbot: QtBot) -> FindLine:
    """A line that is shown."""
    made = FindLine("Find something")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(("modifier", "step"), [(_NONE, 1), (_SHIFT, -1)])
def test_enter_goes_on(line: FindLine, modifier: Qt.KeyboardModifier, step: int) -> None:
    """With Shift, back."""
    asked: list[int] = []
    line.step_asked.connect(asked.append)

    QTest.keyClick(line.line, Qt.Key.Key_Return, modifier)

    assert asked == [step]


def test_escape_empties_then_closes(line: FindLine, qtbot: QtBot) -> None:
    """One step for each press."""
    closed: list[bool] = []
    line.closed.connect(lambda: closed.append(True))
    line.line.setText("abc")

    QTest.keyClick(line.line, Qt.Key.Key_Escape)
    assert (line.text, closed) == ("", [])

    QTest.keyClick(line.line, Qt.Key.Key_Escape)
    assert closed == [True]


def test_escape_is_taken_before_the_window_takes_it(line: FindLine) -> None:
    """Qt asks with an event whether a key is a shortcut."""
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, _NONE)
    asked.ignore()

    QApplication.sendEvent(line.line, asked)

    assert asked.isAccepted()


@pytest.mark.parametrize(
    ("number", "count", "words"),
    [(None, 0, ""), (0, 0, "not found"), (0, 1, "1 of 1"), (1, 1_200, "2 of 1,200")],
)
def test_the_count_is_said(line: FindLine, number: int | None, count: int, words: str) -> None:
    """To a screen reader too."""
    line.say_count(number, count)

    assert words == line.line.accessibleDescription()


def test_a_finder_goes_round() -> None:
    """From the first at or behind where one stands; past the end it begins anew."""
    finder = Finder()

    assert finder.start([3, 10, 20], at_or_behind=5) == 10
    assert [finder.step(1), finder.step(1), finder.step(-1), finder.step(-1)] == [20, 3, 20, 10]
    assert finder.start([3], at_or_behind=5) == 3
    assert finder.start([]) is None
    assert finder.step(1) is None
