"""A severity into a badge: its icon and its word on a tint of its colour."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.detection.severity import Severity
from gui.detail.mixing import mixed
from gui.looks.theme import SPACE, colours, icon, severity_icon

NOT_FLAGGED = "Not flagged"
STRENGTH = 0.14
"""Part of a severity's colour in what its badge is filled with."""


class Badge(QWidget):
    """Says how severe a row is, or that it is not flagged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._severity: Severity | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_severity(None)

    @property
    def words(self) -> str:
        """What it says."""
        return NOT_FLAGGED if self._severity is None else f"{self._severity.value.capitalize()} severity"

    def show_severity(self, severity: Severity | None) -> None:
        """Say this severity."""
        self._severity = severity
        self.setAccessibleName(self.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.words) + metrics.height() + 3 * SPACE
        return QSize(width, metrics.height() + SPACE)

    def colours(self) -> tuple[str, str]:
        """Give the colours of the word and of what it stands on."""
        shades, severity = colours(), self._severity
        ink = shades.muted if severity is None else shades.severity_text[severity]
        shade = shades.muted if severity is None else shades.severity[severity]
        return ink, mixed(shade, shades.base, STRENGTH).name()

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, ground = self.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(ground))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(self.rect(), self.height() / 2, self.height() / 2)
        size = self.fontMetrics().height()
        sign = icon("circle", ink) if self._severity is None else severity_icon(self._severity)
        top = (self.height() - size) // 2
        sign.paint(painter, QRect(SPACE + SPACE // 4, top, size, size))
        painter.setPen(QColor(ink))
        where = self.rect().adjusted(size + 2 * SPACE, 0, 0, 0)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.words)
