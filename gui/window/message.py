"""A sentence into a message beside the window, which goes on meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def warn(window: QWidget, title: str, words: str) -> None:
    """Say what went wrong, or what is not as it was."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, words, parent=window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.show()


def may_lose_notes(window: QWidget, number: int) -> bool:
    """Ask whether notes that were begun and not saved may be lost."""
    notes = "A note was begun" if number == 1 else f"{number:,} notes were begun"
    box = QMessageBox(
        QMessageBox.Icon.Question, "Notes", f"{notes} and not saved. Close all the same?", parent=window
    )
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setStandardButtons(QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel)
    return box.exec() == QMessageBox.StandardButton.Discard
