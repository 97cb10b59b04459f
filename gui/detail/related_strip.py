"""The times of related events onto one slim line, fine near the start; a click goes to the nearest event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.view.time_scale import TimeScale
from gui.detail.mixing import mixed
from gui.looks.theme import SPACE, colours

BAND = 12
"""Pixels of the band in which events are marked."""
_MARK = 2
"""Pixels of an event's mark; so many that fall together are one mark, drawn darker."""
_MANY = 8
"""Events in one mark from which it is drawn in full."""


class TimeStrip(QWidget):
    """An overview of times; the list below it has the events."""

    chosen = Signal(int)
    """Number of the event that is nearest to where somebody clicked, among those given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: Sequence[float] = ()
        self._scale = TimeScale.over(())
        self._current: float | None = None
        self._counts: dict[int, int] | None = None
        """Events by the pixel at which they stand; `None` until it is painted in this width."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Times of the events around the start of the process")

    def show_shares(self, shares: Sequence[float], scale: TimeScale) -> None:
        """Show these events, by where on the scale each stands."""
        self._shares, self._scale, self._counts = shares, scale, None
        self.update()

    def set_current(self, share: float | None) -> None:
        """Mark the selected event."""
        self._current = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(10 * SPACE, BAND + self.fontMetrics().height() + SPACE)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _band(self) -> QRect:
        return QRect(SPACE, 0, max(self.width() - 2 * SPACE, 1), BAND)

    def _x(self, share: float) -> int:
        band = self._band()
        return band.left() + round(share * (band.width() - _MARK))

    def paintEvent(self, event: QPaintEvent) -> None:
        shades, painter, band = colours(), QPainter(self), self._band()
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(shades.line))
        painter.fillRect(band, QColor(shades.stripe))
        self._draw_marks(painter, band)
        if self._counts is None:
            left, width = band.left(), band.width() - _MARK
            self._counts = Counter([left + round(share * width) for share in self._shares])
        for x, count in self._counts.items():
            strength = 0.45 + 0.55 * min(count, _MANY) / _MANY
            painter.fillRect(x, band.top() + 2, _MARK, BAND - 4, mixed(shades.muted, shades.stripe, strength))
        if self._current is not None:
            painter.fillRect(self._x(self._current) - 1, band.top(), _MARK + 2, BAND, QColor(shades.accent))

    def _draw_marks(self, painter: QPainter, band: QRect) -> None:
        """Write what has room: the start first, then what is nearest to it."""
        shades, metrics = colours(), self.fontMetrics()
        taken: list[tuple[int, int]] = []
        for number, (share, words) in enumerate(self._scale.marks()):
            x = self._x(share)
            width = metrics.horizontalAdvance(words)
            left = min(max(x - width // 2, SPACE // 2), self.width() - width - SPACE // 2)
            if any(left < end + SPACE and begin < left + width + SPACE for begin, end in taken):
                continue
            taken.append((left, left + width))
            painter.setPen(QColor(shades.accent if number == 0 else shades.line))
            painter.drawLine(x, band.top(), x, band.bottom() + 3)
            painter.setPen(QColor(shades.muted))
            painter.drawText(QPoint(left, band.bottom() + 3 + metrics.ascent()), words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._counts = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or not self._shares:
            return
        band = self._band()
        at = (event.position().x() - band.left()) / band.width()
        nearest = min(range(len(self._shares)), key=lambda number: abs(self._shares[number] - at))
        self.chosen.emit(nearest)
