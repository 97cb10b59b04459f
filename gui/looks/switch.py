"""A yes or no with its words into a box that is seen in every theme."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from gui.looks.check_box import BOX, draw_check_box
from gui.looks.theme import SPACE, colours


class Switch(QCheckBox):
    """A check box beside its words."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = BOX + metrics.horizontalAdvance(self.text()) + 2 * SPACE
        return QSize(width, max(BOX, metrics.height()) + SPACE)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        shades, painter = colours(), QPainter(self)
        box = QRect(SPACE // 2, (self.height() - BOX) // 2, BOX, BOX)
        draw_check_box(painter, box, self.isChecked())
        words = self.rect().adjusted(BOX + SPACE + SPACE // 4, 0, 0, 0)
        painter.setPen(QColor(shades.text if self.isEnabled() else shades.muted))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.hasFocus():
            painter.setPen(QColor(shades.accent))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
