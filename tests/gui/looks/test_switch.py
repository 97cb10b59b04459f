"""gui.looks.switch: a yes or no that is seen in every theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.looks.colours import COLOURS, Theme
from gui.looks.switch import Switch
from gui.looks.theme import apply_theme
from tests.gui.pixels import pixels_of


def test_a_click_anywhere_on_it_and_space_turn_it(qtbot: QtBot) -> None:
    """The words are part of it."""
    switch = Switch("With siblings")
    qtbot.addWidget(switch)
    switch.resize(switch.sizeHint())
    switch.show()
    with qtbot.waitSignal(switch.toggled):
        QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(switch.width() - 2, 4))
    QTest.keyClick(switch, Qt.Key.Key_Space)

    assert (switch.isChecked(), switch.accessibleName()) == (False, "With siblings")


@pytest.mark.parametrize("theme", COLOURS)
def test_its_box_shows_the_accent_where_it_is_on(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    """In the colours of the theme."""
    apply_theme(qapp, theme)
    switch = Switch("With siblings")
    qtbot.addWidget(switch)
    switch.show()
    pictures = []
    for is_on in (False, True):
        switch.setChecked(is_on)
        pictures.append(COLOURS[theme].accent.lower() in pixels_of(switch, switch.height() // 2 + 5, 0, 24))

    assert pictures == [False, True]
