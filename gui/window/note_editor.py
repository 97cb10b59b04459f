"""The note of some rows into a small window to write it in; the work goes on beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from core.view.marks import LONGEST_NOTE, note_of
from gui.looks.plain_text import label
from gui.looks.theme import SPACE

_NEARLY_FULL = LONGEST_NOTE * 9 // 10


class NoteEditor(QDialog):
    """Ctrl+Enter saves; Esc asks first where something would be lost."""

    saved = Signal(str)
    """The note."""

    def __init__(self, about: str, note: str, hint: str, parent: QWidget | None = None) -> None:
        """`about` says of what the note is, `hint` what to know of it; both can be shown as they are."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Note")
        self.resize(60 * SPACE, 36 * SPACE)
        self._before = note
        self._is_done = False
        about_label = label(about, "heading")
        about_label.setWordWrap(True)
        self.text = QPlainTextEdit(note)
        self.text.setAccessibleName(f"Note: {about}")
        self.text.setPlaceholderText(hint or "What you found out, whom you asked, which ticket")
        self.text.setTabChangesFocus(True)
        self.text.setStyleSheet(
            "QPlainTextEdit { border: 1px solid palette(mid); border-radius: 4px; padding: 4px; }"
        )
        self.count = label("", "muted")
        kind = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kind.Save | kind.Cancel)
        self.save = self.buttons.button(kind.Save)
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        self.save.setToolTip("Ctrl+Enter")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(about_label)
        layout.addWidget(self.text, 1)
        layout.addLayout(foot)
        self.text.textChanged.connect(self._measure)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self._measure()

    @property
    def is_changed(self) -> bool:
        """Whether something would be lost."""
        return not self._is_done and self.text.toPlainText().strip() != self._before.strip()

    def _measure(self) -> None:
        length = len(self.text.toPlainText().strip())
        is_too_long = length > LONGEST_NOTE
        self.save.setEnabled(not is_too_long)
        self.count.setText(
            f"{length:,} of {LONGEST_NOTE:,} characters" if length > _NEARLY_FULL else "Ctrl+Enter saves"
        )
        self.count.setProperty("rank", "problem" if is_too_long else "muted")
        self.count.style().polish(self.count)

    def accept(self) -> None:
        if self.save.isEnabled():
            self._is_done = True
            self.saved.emit(note_of(self.text.toPlainText()))
            super().accept()

    def reject(self) -> None:
        """Close; ask first where something would be lost."""
        if not self.is_changed:
            super().reject()
            return
        box = QMessageBox(QMessageBox.Icon.NoIcon, "Note", "The note has changed. Save it?", parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kind = QMessageBox.StandardButton
        box.setStandardButtons(kind.Save | kind.Discard | kind.Cancel)
        box.setDefaultButton(kind.Save)
        box.button(kind.Save).clicked.connect(self.accept)
        box.button(kind.Discard).clicked.connect(self.discard)
        box.open()

    def discard(self) -> None:
        """Close, and lose what was written."""
        self._is_done = True
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.accept()
        else:
            super().keyPressEvent(event)
