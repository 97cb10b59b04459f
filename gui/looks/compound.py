"""A widget of several parts: the focus it is given goes to one of them, and Tab still meets them all in order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget


class Compound(QWidget):
    """Hands on the focus that it is given; a proxy of Qt's would also draw Tab past what stands before it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part: QWidget | None = None

    def give_focus_to(self, part: QWidget | None) -> None:
        """Let this part have the focus that the whole is given, at once where it has it now; `None`: keep it."""
        self._part = part
        if part is not None and self.window().focusWidget() is self:
            part.setFocus()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        if self._part is None:
            super().setFocus(reason)
        else:
            self._part.setFocus(reason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._part is not None:
            self._part.setFocus(event.reason())
