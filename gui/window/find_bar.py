"""A text that is looked for in the table, which hides nothing: a line that comes with Ctrl+F and goes with Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from gui.looks.icon_button import IconButton
from gui.looks.plain_text import label
from gui.looks.theme import SPACE


class FindBar(QWidget):
    """Asks the table for the next row that holds a text."""

    asked = Signal(str, bool)
    """The text, and whether to go forward."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label("", "muted")
        self.line = QLineEdit()
        self.line.setPlaceholderText("Find in the rows shown")
        self.line.setAccessibleName("Find in the rows shown")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(lambda _: self._words.setText(""))
        self.line.returnPressed.connect(lambda: self.go(is_forward=True))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        layout.addWidget(self.line, 1)
        layout.addWidget(IconButton("caret-up", "Previous (Shift+F3)", lambda: self.go(is_forward=False)))
        layout.addWidget(IconButton("caret-down", "Next (F3)", lambda: self.go(is_forward=True)))
        layout.addWidget(self._words, 2)
        layout.addWidget(IconButton("x", "Close (Esc)", self.close_bar))
        self.hide()

    def open_bar(self) -> None:
        """Show the line and let the user type."""
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def close_bar(self) -> None:
        """Take the line away."""
        self.hide()
        self.closed.emit()

    def go(self, is_forward: bool) -> None:
        """Ask for the next or the previous row."""
        if text := self.line.text():
            self.asked.emit(text, is_forward)

    def say(self, was_found: bool) -> None:
        """Say whether there is such a row."""
        self._words.setText("" if was_found else "in no row shown")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return
        super().keyPressEvent(event)
