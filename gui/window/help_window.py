"""The filter language and the keys into a window that stays open beside the work."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QMessageBox, QPlainTextEdit, QTabWidget, QVBoxLayout, QWidget

from core import __version__
from core.filter.manual import MANUAL
from gui.looks.theme import SPACE, mono_font
from gui.window.actions import MENUS

ABOUT = "Cellspawn {}\n\nShows what Excel spawned, from Windows event logs.\nApache-2.0"


class HelpWindow(QDialog):
    """Plain text, to be read and searched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Filters and keys")
        self.resize(760, 620)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(_page(MANUAL, "How to write a filter"), "Filters")
        tabs.addTab(_page(keys_text(), "Keys of all commands"), "Keys")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.addWidget(tabs)


def show_about(window: QWidget) -> None:
    """Say what this program is, beside the window."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "About Cellspawn", ABOUT.format(__version__), parent=window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.show()


def keys_text() -> str:
    """List every command that has a key, by its menu."""
    lines: list[str] = []
    for title, commands in MENUS.items():
        lines.append(title.replace("&", ""))
        for command in commands:
            if command.keys:
                keys = ", ".join(
                    QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
                    for keys in command.keys
                )
                lines.append(f"  {keys:<24}{command.words.replace('&', '').rstrip('…')}")
        lines.append("")
    return "\n".join(lines).rstrip()


def _page(text: str, name: str) -> QPlainTextEdit:
    page = QPlainTextEdit(text)
    page.setReadOnly(True)
    page.setFont(mono_font())
    page.setAccessibleName(name)
    return page
