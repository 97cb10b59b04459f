"""A yes or no into a check box that is seen in every theme: Fusion's own is near black on black in a dark one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.looks.ink import LEAST_FOR_MARKS, contrast
from gui.looks.theme import colours, icon

BOX = 14
"""Pixels of its side."""


class CheckBoxDelegate(QStyledItemDelegate):
    """Draws the items of a list or tree as usual, but for their check boxes."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        place = drawn.widget.style().subElementRect(
            QStyle.SubElement.SE_ItemViewItemCheckIndicator, drawn, drawn.widget
        )
        box = QRect(0, 0, BOX, BOX)
        box.moveCenter(place.center())
        is_selected = bool(drawn.state & QStyle.StateFlag.State_Selected)
        draw_check_box(painter, box, Qt.CheckState(state) is Qt.CheckState.Checked, is_selected)


def draw_check_box(painter: QPainter, box: QRect, is_checked: bool, is_selected: bool = False) -> None:
    """Draw a check box that fills a square, on a row's ground."""
    shades = colours()
    ground = shades.selection if is_selected else shades.base
    text = shades.selection_text if is_selected else shades.text
    full, tick = shades.accent, shades.accent_text
    if contrast(full, ground) < LEAST_FOR_MARKS:
        full, tick = text, ground
    edge = shades.muted if contrast(shades.muted, ground) >= LEAST_FOR_MARKS else text
    # An empty box darker than its row would look like a full one.
    empty = shades.base if contrast(shades.base, ground) < LEAST_FOR_MARKS else ground
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(full if is_checked else edge))
    painter.setBrush(QColor(full if is_checked else empty))
    painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if is_checked:
        icon("check-bold", tick).paint(painter, box.adjusted(2, 2, -2, -2))
    painter.restore()
