"""The filter's language into a small panel that stays open beside the typing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from core.filter.fields import field_of
from core.filter.manual import EXAMPLES, INTRODUCTION, NOTES
from core.rows.columns import COLUMNS
from gui.looks.theme import SPACE, colours

WIDTH = 520
_HEIGHT = 520


class FilterHelp(QFrame):
    """Lies over the window under the filter; Esc closes it."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter-help")
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setAccessibleName("How to write a filter")
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.setFocusProxy(self.page)
        self.hide()

    def open_under(self, anchor: QWidget) -> None:
        """Show the panel under a widget, its right edge below that widget's."""
        window = anchor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._write()
        self.show()
        scale = self.fontMetrics().height() / 15
        size = QSize(round(WIDTH * scale), round(_HEIGHT * scale))
        corner = anchor.mapTo(window, QPoint(anchor.width(), anchor.height() + 2))
        size = size.boundedTo(QSize(corner.x() - SPACE // 2, window.height() - corner.y() - SPACE))
        self.setGeometry(QRect(QPoint(corner.x() - size.width(), corner.y()), size))
        self.raise_()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self.isVisible():
            self._write()

    def _write(self) -> None:
        shades = colours()
        self.setStyleSheet(f"#filter-help {{ background: {shades.base}; border: 1px solid {shades.line}; }}")
        self.page.setHtml(manual_html(shades.muted))
        self.page.document().setDocumentMargin(SPACE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def close_panel(self) -> None:
        """Take the panel away."""
        self.hide()
        self.closed.emit()


def manual_html(muted: str) -> str:
    """Write the manual; all its words are the program's own."""
    fields = [(field_of(column), column.meaning) for column in COLUMNS.values()]
    return (
        f"<p>{escape(INTRODUCTION)}</p>"
        f"<table width='100%' cellspacing='0' cellpadding='3'>{_rows(EXAMPLES, muted)}"
        f"{_heading('Good to know')}{_rows(NOTES, muted)}"
        f"{_heading('Fields')}{_rows(fields, muted)}</table>"
    )


def _heading(words: str) -> str:
    return f"<tr><td colspan='2'><br/><b>{words}</b></td></tr>"


def _rows(rows: Sequence[tuple[str, str]], muted: str) -> str:
    return "".join(
        f"<tr><td width='44%'>{escape(left)}</td><td style='color:{muted}'>{escape(right)}</td></tr>"
        for left, right in rows
    )
