"""gui.filter.chip: one term, what it looks like, and all that keys and clicks do with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.filter.language import parse
from core.filter.stack import Held
from core.filter.term import exactly
from gui.filter.chip import LONGEST, Chip

Key, Left, Middle = Qt.Key, Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


def held(text: str, is_on: bool = True) -> Held:
    """Hold a term."""
    (term,) = parse(text)
    return Held(term, is_on)


@pytest.fixture
def chip(qtbot: QtBot) -> Chip:
    """A chip on the screen."""
    made = Chip()
    qtbot.addWidget(made)
    made.show_held(held("user:alice"))
    made.resize(made.sizeHint())
    made.show()
    qtbot.waitExposed(made)
    return made


def heard_of(chip: Chip) -> list[str]:
    """Write down what the chip asks for."""
    heard: list[str] = []
    for name in ("switched", "removed", "edited", "inverted"):
        getattr(chip, name).connect(lambda name=name: heard.append(name))
    return heard


def cross(chip: Chip) -> QPoint:
    """Give where the cross is."""
    return QPoint(chip.width() - 12, chip.height() // 2)


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        pytest.param(lambda chip: QTest.mouseClick(chip, Left, pos=QPoint(10, 8)), ["switched"], id="click"),
        pytest.param(lambda chip: QTest.mouseClick(chip, Left, pos=cross(chip)), ["removed"], id="cross"),
        pytest.param(
            lambda chip: QTest.mouseClick(chip, Middle, pos=QPoint(10, 8)), ["removed"], id="middle"
        ),
        pytest.param(lambda chip: QTest.keyClick(chip, Key.Key_Space), ["switched"], id="space"),
        pytest.param(lambda chip: QTest.keyClick(chip, Key.Key_Return), ["switched"], id="enter"),
        pytest.param(lambda chip: QTest.keyClick(chip, Key.Key_Delete), ["removed"], id="delete"),
        pytest.param(lambda chip: QTest.keyClick(chip, Key.Key_F2), ["edited"], id="f2"),
        pytest.param(
            lambda chip: [
                press(chip, Left, pos=QPoint(10, 8)) for press in (QTest.mouseClick, QTest.mouseDClick)
            ],
            ["switched", "switched", "edited"],
            id="double-click-leaves-it-as-it-was",
        ),
    ],
)
def test_each_way_asks_once(chip: Chip, act: Callable[[Chip], object], expected: list[str]) -> None:
    """The chip itself changes nothing: who holds the terms does."""
    heard = heard_of(chip)

    act(chip)

    assert expected == heard
    assert chip.isChecked()


def test_a_press_that_slips_off_the_cross_does_nothing(chip: Chip) -> None:
    """As with any button."""
    heard = heard_of(chip)

    QTest.mousePress(chip, Left, pos=cross(chip))
    QTest.mouseRelease(chip, Left, pos=QPoint(10, 8))

    assert heard == []


@pytest.mark.parametrize(
    ("text", "is_on", "words", "asked"),
    [
        ("user:a", True, ["Switch off\tSpace", "≠ Exclude instead", "Edit\tF2", "Remove\tDel"], 1),
        ("-user:a", False, ["Switch on\tSpace", "≠ Include instead", "Edit\tF2", "Remove\tDel"], 1),
    ],
)
def test_the_menu_offers_all(chip: Chip, text: str, is_on: bool, words: list[str], asked: int) -> None:
    """In the words of the term's state."""
    chip.show_held(held(text, is_on))
    heard = heard_of(chip)

    menu = chip.menu()
    actions = [action for action in menu.actions() if not action.isSeparator()]
    for action in actions:
        action.trigger()

    assert words == [action.text() for action in actions]
    assert heard == ["switched", "inverted", "edited", "removed"]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (held("user:alice"), "filter user:alice, on"),
        (held("-user:alice", False), "filter -user:alice, off"),
        (Held(exactly("user", ["\u202e<b>\x1b[31m\n"])), 'filter user:"\\‹U+202E›<b>␛[31m ", on'),
    ],
)
def test_it_says_what_it_is_to_those_who_do_not_see_it(chip: Chip, one: Held, expected: str) -> None:
    """Term and state; nothing hostile."""
    chip.show_held(one)

    assert expected == chip.accessibleName()
    assert one.is_on == chip.isChecked()
    assert "<b>" not in chip.toolTip()


def test_a_long_term_is_cut(chip: Chip) -> None:
    """The tooltip has all of it."""
    chip.show_held(Held(exactly("command_line", ["x" * 5_000])))

    assert chip.sizeHint().width() <= chip.fontMetrics().horizontalAdvance("W") * (LONGEST + 6)
    assert "x" * 1_000 in chip.toolTip()
