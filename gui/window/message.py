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
