"""A yes or no into a check box that is seen in every theme: Fusion's own is near black on black in a dark one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

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
        draw_check_box(painter, box, is_checked=Qt.CheckState(state) is Qt.CheckState.Checked)


def draw_check_box(painter: QPainter, box: QRect, is_checked: bool) -> None:
    """Draw a check box that fills a square."""
    shades = colours()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(shades.accent if is_checked else shades.muted))
    painter.setBrush(QColor(shades.accent if is_checked else shades.base))
    painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if is_checked:
        icon("check-bold", shades.accent_text).paint(painter, box.adjusted(2, 2, -2, -2))
    painter.restore()
