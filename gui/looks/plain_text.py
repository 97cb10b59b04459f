"""Hostile text into what Qt shows as it stands: never markup, nothing hidden."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from core.notation.visible import visible

LONGEST_TOOLTIP = 2_000


def tooltip(text: str) -> str:
    """Write a text so that a tooltip shows it letter by letter: Qt would take what looks like markup for markup."""
    shown = visible(text[:LONGEST_TOOLTIP].replace("\r\n", "\n").replace("\n", " "))
    cut = "…" if len(text) > LONGEST_TOOLTIP else ""
    return f"<p style='white-space:pre-wrap'>{escape(shown)}{cut}</p>" if shown else ""


def label(text: str = "", rank: str = "", parent: QWidget | None = None) -> QLabel:
    """Make a label of plain text; `rank` is `title`, `heading`, `muted` or nothing (`resources/window.qss`)."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("rank", rank)
    made.setText(visible(text))
    return made
