"""A view into the same with a line around it while the keyboard is in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.looks.theme import colours


class Framed(QWidget):
    """Stands around a view; the line takes no room when it comes."""

    def __init__(self, view: QWidget) -> None:
        super().__init__()
        self._view = view
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(view)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view.hasFocus():
            painter = QPainter(self)
            painter.setPen(QColor(colours().accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
