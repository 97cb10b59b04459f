"""gui.looks.check_box: a tick is seen in every theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem
from pytestqt.qtbot import QtBot

from gui.looks.check_box import BOX, CheckBoxDelegate, draw_check_box
from gui.looks.colours import COLOURS, Theme
from gui.looks.ink import LEAST_FOR_MARKS, contrast
from gui.looks.theme import apply_theme


def drawn(is_checked: bool, is_selected: bool = False) -> QImage:
    """Draw a box."""
    image = QImage(BOX, BOX, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    painter = QPainter(image)
    draw_check_box(painter, QRect(0, 0, BOX, BOX), is_checked, is_selected)
    painter.end()
    return image


@pytest.mark.parametrize("theme", list(COLOURS))
def test_a_box_has_the_colours_of_the_theme(qapp: QApplication, theme: Theme) -> None:
    """Filled with the accent where it is checked, else an outline in the colour of muted text."""
    apply_theme(qapp, theme)
    shades = COLOURS[theme]
    full, empty = drawn(is_checked=True), drawn(is_checked=False)

    assert QColor(shades.accent) == full.pixelColor(2, BOX // 2)
    assert [QColor(shades.base), QColor(shades.muted)] == [
        empty.pixelColor(BOX // 2, BOX // 2),
        empty.pixelColor(0, BOX // 2),
    ]


@pytest.mark.parametrize("theme", list(COLOURS))
def test_a_box_on_a_selected_row_is_seen(qapp: QApplication, theme: Theme) -> None:
    """Full or empty: an empty one is about as light as the row, a full one and each edge are not."""
    apply_theme(qapp, theme)
    ground = COLOURS[theme].selection
    full, empty = (drawn(is_checked, is_selected=True) for is_checked in (True, False))

    fills = [one.pixelColor(2, BOX // 2).name() for one in (full, empty)]
    edges = [one.pixelColor(0, BOX // 2).name() for one in (full, empty)]
    assert [contrast(one, ground) >= LEAST_FOR_MARKS for one in fills] == [True, False]
    assert all(contrast(one, ground) >= LEAST_FOR_MARKS for one in edges)


def test_items_of_a_list_get_the_box(qtbot: QtBot) -> None:
    """Those that can be checked."""
    pictures = []
    for state in (None, Qt.CheckState.Unchecked, Qt.CheckState.Checked):
        made = QListWidget()
        qtbot.addWidget(made)
        made.setItemDelegate(CheckBoxDelegate(made))
        item = QListWidgetItem("x", made)
        if state is not None:
            item.setCheckState(state)
        image = made.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        pictures.append(bytes(image.constBits()))  # without padding, which would differ by chance

    assert len(set(pictures)) == 3
