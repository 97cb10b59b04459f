"""gui.looks.icon_button: a named button that follows the theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.looks.colours import Theme
from gui.looks.icon_button import IconButton
from gui.looks.theme import apply_theme


@pytest.mark.parametrize(("shows_name", "text", "tip"), [(False, "", "Copy it"), (True, "Copy it", "")])
def test_its_name_is_always_there(qtbot: QtBot, shows_name: bool, text: str, tip: str) -> None:
    """As text, else as tooltip, and for screen readers; Space presses it."""
    pressed: list[bool] = []
    button = IconButton("copy", "Copy it", lambda: pressed.append(True), shows_name=shows_name)
    qtbot.addWidget(button)
    button.show()

    QTest.keyClick(button, Qt.Key.Key_Space)

    assert (button.text(), button.toolTip(), button.accessibleName()) == (text, tip, "Copy it")
    assert pressed == [True]


def test_a_theme_recolours(qtbot: QtBot, qapp: QApplication) -> None:
    """The icon is drawn in the text's colour."""
    button = IconButton("copy", "Copy it", lambda: None)
    qtbot.addWidget(button)
    button.show()
    before = button.icon().pixmap(16, 16).toImage()

    apply_theme(qapp, Theme.DARK)

    assert button.icon().pixmap(16, 16).toImage() != before
