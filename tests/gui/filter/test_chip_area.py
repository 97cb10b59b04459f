"""gui.filter.chip_area: chips in lines, two at most, and a keyboard that never falls off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.filter.language import parse
from core.filter.stack import Held
from gui.filter.chip_area import ChipArea


def held(count: int) -> list[Held]:
    """Make terms."""
    return [Held(term) for n in range(count) for term in parse(f"user:number{n}")]


@pytest.fixture
def area(qtbot: QtBot) -> ChipArea:
    """An area 400 pixels wide."""
    made = ChipArea()
    qtbot.addWidget(made)
    made.resize(400, 10)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


@pytest.mark.parametrize(
    ("count", "lines", "is_scrolled"), [(0, 0, False), (1, 1, False), (4, 2, False), (30, 2, True)]
)
def test_chips_wrap_into_two_lines_and_then_scroll(
    area: ChipArea, count: int, lines: int, is_scrolled: bool
) -> None:
    """No chip is lost, and none stands over another."""
    area.show_held(held(count))

    line = area.chips[0].height() + 4 if count else 0
    assert max(lines * line - 4, 0) == area.height()
    assert is_scrolled == (area.verticalScrollBar().maximum() > 0)
    places = [chip.geometry() for chip in area.chips]
    assert not any(one.intersects(other) for n, one in enumerate(places) for other in places[:n])
    assert all(place.left() >= 0 and place.right() < area.width() for place in places)


def test_a_chip_wider_than_the_area_is_cut_to_it(area: ChipArea) -> None:
    """It can be reached whole."""
    area.show_held([Held(term) for term in parse("user:" + "W" * 100)])

    assert area.width() == area.chips[0].width()


def test_the_focus_goes_to_the_next_chip_when_one_goes(qtbot: QtBot, area: ChipArea) -> None:
    """Del, Del, Del empties the bar; the last tells that the keyboard needs a place."""
    terms = held(3)

    def remove(at: int) -> None:
        del terms[at]
        area.show_held(terms)

    area.removed.connect(remove)
    area.show_held(terms)
    area.chips[1].setFocus()
    qtbot.waitUntil(area.chips[1].hasFocus)

    QTest.keyClick(area.chips[1], Qt.Key.Key_Delete)

    assert area.chips[1].hasFocus()
    assert area.chips[1].accessibleName() == "filter user:number2, on"

    QTest.keyClick(area.chips[1], Qt.Key.Key_Delete)

    assert area.chips[0].hasFocus()

    with qtbot.waitSignal(area.emptied):
        QTest.keyClick(area.chips[0], Qt.Key.Key_Delete)

    assert area.chips == []


def test_arrows_and_tab_walk_and_scroll(qtbot: QtBot, area: ChipArea) -> None:
    """The chip that has the focus is seen."""
    area.show_held(held(30))
    area.chips[0].setFocus()
    qtbot.waitUntil(area.chips[0].hasFocus)

    for key in [Qt.Key.Key_Right] * 20 + [Qt.Key.Key_Tab] * 9:
        QTest.keyClick(area.chips[0].window().focusWidget(), key)

    assert area.chips[29].hasFocus()
    assert area.verticalScrollBar().value() == area.verticalScrollBar().maximum()

    QTest.keyClick(area.chips[29], Qt.Key.Key_Left)

    assert area.chips[28].hasFocus()
