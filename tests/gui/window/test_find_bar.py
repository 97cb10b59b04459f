"""gui.window.find_bar: a text that is asked for forward and back, and whether it was found."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.looks.icon_button import IconButton
from gui.window.find_bar import FindBar

Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Make a window for the bar."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def bar(qtbot: QtBot, window: QWidget) -> FindBar:
    """Open the bar in it, with the focus."""
    made = FindBar(window)
    QVBoxLayout(window).addWidget(made)
    window.resize(600, 60)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    made.open_bar()
    qtbot.waitUntil(made.line.hasFocus)
    return made


@pytest.fixture
def asked(bar: FindBar) -> list[tuple[str, bool]]:
    """What the bar asks for."""
    told: list[tuple[str, bool]] = []
    bar.asked.connect(lambda text, is_forward: told.append((text, is_forward)))
    return told


def press(bar: FindBar, name: str) -> None:
    """Press the button whose name begins so."""
    next(one for one in bar.findChildren(IconButton) if one.accessibleName().startswith(name)).click()


def test_enter_and_buttons_ask(bar: FindBar, asked: list[tuple[str, bool]]) -> None:
    """Forward and back."""
    QTest.keyClicks(bar.line, "a b")
    QTest.keyClick(bar.line, Key.Key_Return)
    press(bar, "Previous")
    press(bar, "Next")

    assert asked == [("a b", True), ("a b", False), ("a b", True)]


def test_nothing_is_asked_for_without_a_text(bar: FindBar, asked: list[tuple[str, bool]]) -> None:
    """Neither by Enter nor by a button."""
    QTest.keyClick(bar.line, Key.Key_Return)
    press(bar, "Previous")
    bar.go(is_forward=True)

    assert asked == []


@pytest.mark.parametrize(("was_found", "expected"), [(True, ""), (False, "in no row shown")])
def test_what_is_not_found_is_said_until_another_text_comes(
    bar: FindBar, was_found: bool, expected: str
) -> None:
    """Nothing is said where the row is in sight."""
    (words,) = bar.findChildren(QLabel)
    bar.say(was_found)
    said = words.text()
    QTest.keyClicks(bar.line, "x")

    assert (expected, "") == (said, words.text())


@pytest.mark.parametrize(
    "close",
    [lambda bar: QTest.keyClick(bar.line, Key.Key_Escape), lambda bar: press(bar, "Close")],
    ids=["escape", "button"],
)
def test_it_closes_and_keeps_its_text(qtbot: QtBot, bar: FindBar, close: object) -> None:
    """Opened again, the text is selected, so that another can be typed over it."""
    assert callable(close)
    QTest.keyClicks(bar.line, "first")
    with qtbot.waitSignal(bar.closed):
        close(bar)
    is_hidden = bar.isHidden()
    bar.open_bar()
    qtbot.waitUntil(bar.line.hasFocus)

    assert is_hidden
    assert bar.line.selectedText() == "first"
