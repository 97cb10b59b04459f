"""What a user looks for into signals: a line to type it, where one stands among what was found, and two arrows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from gui.looks.icon_button import IconButton
from gui.looks.plain_text import label
from gui.looks.theme import SPACE

MOST_TYPED = 1_000


class FindLine(QWidget):
    """A line to find something in what is shown; it hides nothing."""

    changed = Signal(str)
    """Another text is looked for."""
    step_asked = Signal(int)
    """1: the next one; -1: the one before."""
    closed = Signal()
    """Escape in an empty line."""

    def __init__(self, asks: str, parent: QWidget | None = None) -> None:
        """`asks` stands in the empty line."""
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setPlaceholderText(asks)
        self.line.setAccessibleName(asks)
        self.line.setMaxLength(MOST_TYPED)
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self.changed)
        self._count = label("", "muted")
        self._before = IconButton("caret-up", "Previous (Shift+F3)", lambda: self.step_asked.emit(-1))
        self._next = IconButton("caret-down", "Next (F3)", lambda: self.step_asked.emit(1))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self.line, 1)
        layout.addWidget(self._count)
        layout.addWidget(self._before)
        layout.addWidget(self._next)
        self.say_count(None, 0)

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.line.text()

    def take_focus(self) -> None:
        """Let the user type, over what stands there."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def say_count(self, number: int | None, count: int) -> None:
        """Say which of how many is shown, counted from 0; `None` where nothing is looked for."""
        self._before.setEnabled(count > 0)
        self._next.setEnabled(count > 0)
        words = "" if number is None else f"{number + 1:,} of {count:,}" if count else "not found"
        self._count.setText(words)
        self._count.setVisible(bool(words))
        self.line.setAccessibleDescription(words)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape:
                event.accept()  # before the window takes it for something else
                return True
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._take_key(event)
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step_asked.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            if self.line.text():
                self.line.clear()
            else:
                self.closed.emit()
            return True
        return False


class Finder:
    """Where one stands among what was found, and the step to the next, round and round."""

    def __init__(self) -> None:
        self.found: list[int] = []
        self.number = 0

    def start(self, found: list[int], at_or_behind: int = 0) -> int | None:
        """Take what was found, ascending; gives the first at or behind a place, else the first of all."""
        self.found = found
        self.number = next((number for number, place in enumerate(found) if place >= at_or_behind), 0)
        return found[self.number] if found else None

    def step(self, by: int) -> int | None:
        """Go to the next (1) or the one before (-1)."""
        if not self.found:
            return None
        self.number = (self.number + by) % len(self.found)
        return self.found[self.number]
