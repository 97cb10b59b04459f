"""Widgets one after the other, in as many lines as the width asks for."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """A layout that breaks its line of widgets as text breaks words."""

    def __init__(self, parent: QWidget, space: int) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(space)
        self._parts: list[QLayoutItem] = []

    def add(self, widget: QWidget) -> None:
        """Put a widget behind the others."""
        self.addWidget(widget)

    def clear(self) -> None:
        """Take all widgets away."""
        while (part := self.takeAt(0)) is not None:
            if (widget := part.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def addItem(self, part: QLayoutItem) -> None:
        self._parts.append(part)

    def count(self) -> int:
        return len(self._parts)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._parts[index] if 0 <= index < len(self._parts) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._parts.pop(index) if 0 <= index < len(self._parts) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), is_final=False)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._place(area, is_final=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for part in self._parts:
            size = size.expandedTo(part.minimumSize())
        return size

    def _place(self, area: QRect, is_final: bool) -> int:
        """Give the height that the widgets take in this width, and put them there."""
        x, y, line_height, space = area.x(), area.y(), 0, self.spacing()
        for part in self._parts:
            size = part.sizeHint()
            if x > area.x() and x + size.width() > area.right() + 1:
                x, y, line_height = area.x(), y + line_height + space, 0
            if is_final:
                part.setGeometry(QRect(QPoint(x, y), size))
            x, line_height = x + size.width() + space, max(line_height, size.height())
        return y + line_height - area.y()
