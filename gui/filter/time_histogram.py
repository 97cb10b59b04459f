"""The times of the shown rows into a strip of bars, from which a stretch of time is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from core.detection.severity import Severity
from core.view.histogram import Histogram
from core.view.histogram_words import bins_words, edge_words, histogram_words, scale_words
from core.view.times import UTC_ZONE, Zone
from gui.filter.bar_plot import BarPlot
from gui.looks.plain_text import tooltip
from gui.looks.theme import SPACE, colours

NO_TIMES = "no times"
BAR = 8
"""Pixels that a bar and its gap should have."""
_HEIGHT = 56
_CALM = 170
"""Opacity of what is not flagged, of 255: less than text has, and still 3:1 on its ground."""


class TimeHistogram(QWidget):
    """A strip of bars: how many rows are shown, and flagged, in each stretch of time."""

    range_chosen = Signal(object, object)
    """FILETIME ticks: the beginning, and the end, which is not part of the range. Too long for a C++ `int`."""
    range_cleared = Signal()
    """All times are asked for."""
    bins_changed = Signal(int)
    """How many bins there is room for, after that changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given: Histogram | None = None
        self._plot: BarPlot | None = None
        self._zone = UTC_ZONE
        # Ticks, not numbers of bins: while a log is read, the bins change under the hand.
        self._cursor = 0
        """In the bin that the keyboard or the dragging hand is at."""
        self._anchor: int | None = None
        """In the bin where the selection began; `None` where nothing is being selected."""
        self._pressed: QPoint | None = None
        """Where the mouse went down, until it comes up."""
        self._hovered: int | None = None
        self._bins = 0
        self.setAccessibleName("Times of the rows shown")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    # ------------------------------------------------------------ what is shown
    def show_histogram(self, histogram: Histogram | None) -> None:
        """Show these counts; `None` where no row that is shown has a time."""
        if histogram != self._given:
            self._given = histogram
            self._draw_anew()

    def set_zone(self, zone: Zone) -> None:
        """Write times in this zone."""
        self._zone = zone
        self._say()
        self.update()

    def bins_wanted(self) -> int:
        """Give how many bins there is room for."""
        return max(self._area().width() // BAR, 2)

    def _draw_anew(self) -> None:
        self._plot = None if self._given is None else BarPlot.of(self._given, self._area())
        self._hovered = None
        self._say()
        self.update()

    def _area(self) -> QRect:
        """Give where the bars are: above the labels."""
        return QRect(1, 2, self.width() - 2, max(self.height() - self._label_metrics().height() - 6, 1))

    def _say(self) -> None:
        plot = self._plot
        words = histogram_words(None if plot is None else plot.histogram, self._zone)
        if plot is not None and (self._anchor is not None or self.hasFocus()):
            words = f"{self._words(plot, *self._selected(plot))}; of {words}"
        self.setAccessibleDescription(words)

    def _words(self, plot: BarPlot, first: int, last: int) -> str:
        return bins_words(plot.histogram, first, last, self._zone)

    # ------------------------------------------------------------ choosing
    def _selected(self, plot: BarPlot) -> tuple[int, int]:
        """Give the first and the last bin selected, or twice the one that the keyboard is at."""
        anchor = self._cursor if self._anchor is None else self._anchor
        first, last = sorted((plot.bin_of(anchor), plot.bin_of(self._cursor)))
        return first, last

    def _choose(self, plot: BarPlot) -> None:
        first, last = self._selected(plot)
        self._drop_selection()
        self.range_chosen.emit(plot.ticks_of(first), plot.ticks_of(last + 1))

    def _drop_selection(self) -> None:
        self._anchor = self._pressed = None
        self._say()
        self.update()

    def _move_cursor(self, plot: BarPlot, number: int, is_extending: bool) -> None:
        if not is_extending:
            self._anchor = None
        elif self._anchor is None:
            self._anchor = self._cursor
        self._cursor = plot.ticks_of(min(max(number, 0), len(plot.histogram.counts) - 1))
        self._say()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plot = Qt.Key(event.key()), self._plot
        if plot is None:
            super().keyPressEvent(event)
            return
        at = plot.bin_of(self._cursor)
        goals = {
            Qt.Key.Key_Left: at - 1,
            Qt.Key.Key_Right: at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(plot.histogram.counts) - 1,
        }
        if key in goals:
            self._move_cursor(plot, goals[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(plot)
        elif key is Qt.Key.Key_Escape and self._anchor is not None:
            self._drop_selection()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._plot is not None and event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._move_cursor(self._plot, self._plot.bin_at(self._pressed.x()), is_extending=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._plot is None:
            return
        at = event.position().toPoint()
        number = self._plot.bin_at(at.x())
        if self._pressed is not None:
            is_far = abs(at.x() - self._pressed.x()) >= QApplication.startDragDistance()
            if self._anchor is not None or is_far:
                self._move_cursor(self._plot, number, is_extending=True)
        elif number != self._hovered:
            self._hovered = number
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        if self._anchor is not None and self._plot is not None:
            self._choose(self._plot)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._drop_selection()
            self.range_cleared.emit()

    # ------------------------------------------------------------ what Qt tells
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._show_tooltip(event)
            return True
        return super().event(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        plot = self._plot
        if plot is None or self._pressed is not None:
            QToolTip.hideText()
            return
        number = plot.bin_at(event.pos().x())
        words = tooltip(self._words(plot, number, number))
        QToolTip.showText(event.globalPos(), words, self, plot.stretch(number, number))

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_anew()
        if self.bins_wanted() != self._bins:
            self._bins = self.bins_wanted()
            self.bins_changed.emit(self._bins)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(400, max(_HEIGHT, 36 + self._label_metrics().height()))

    # ------------------------------------------------------------ painting
    def _label_font(self) -> QFont:
        font = self.font()
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * 0.9)
        return font

    def _label_metrics(self) -> QFontMetrics:
        return QFontMetrics(self._label_font())

    def paintEvent(self, event: QPaintEvent) -> None:
        shades, painter, area = colours(), QPainter(self), self._area()
        painter.setFont(self._label_font())
        line = QRect(area.left(), area.bottom() + 1, area.width(), 1)
        if self._plot is None:
            painter.fillRect(line, QColor(shades.line))
            painter.setPen(QColor(shades.muted))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, NO_TIMES)
        else:
            self._paint_bars(painter, self._plot)
            painter.fillRect(line, QColor(shades.line))
            self._paint_labels(painter, self._plot)
        if self.hasFocus():
            painter.setPen(QColor(shades.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_bars(self, painter: QPainter, plot: BarPlot) -> None:
        shades = colours()
        if self._anchor is not None or (self.hasFocus() and self._pressed is None):
            painter.fillRect(plot.stretch(*self._selected(plot)), QColor(shades.selection))
        if self._hovered is not None:
            painter.fillRect(plot.stretch(self._hovered, self._hovered), QColor(shades.hover))
        usual = QColor(shades.muted)
        usual.setAlpha(_CALM)
        for bar in plot.bars():
            painter.fillRect(bar, usual)
        for bar in plot.flagged_bars():
            painter.fillRect(bar, QColor(shades.severity[Severity.HIGH]))

    def _paint_labels(self, painter: QPainter, plot: BarPlot) -> None:
        """Write when the strip begins and ends, and between them what a bar or the selection is."""
        shades, top = colours(), plot.area.bottom() + 2
        row = QRect(4, top, self.width() - 8, self.height() - top - 1)
        metrics, middle = self._label_metrics(), Qt.AlignmentFlag.AlignVCenter
        first, last = edge_words(plot.histogram, self._zone)
        is_selecting = self._anchor is not None
        words = self._words(plot, *self._selected(plot)) if is_selecting else scale_words(plot.histogram)
        sides = 2 * max(map(metrics.horizontalAdvance, (first, last)))
        has_room = sides + metrics.horizontalAdvance(words) + 2 * SPACE <= row.width()
        if has_room or not is_selecting:
            painter.setPen(QColor(shades.muted))
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | middle, first)
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | middle, last)
        if has_room or is_selecting:
            painter.setPen(QColor(shades.text if is_selecting else shades.muted))
            painter.drawText(row, Qt.AlignmentFlag.AlignHCenter | middle, words)
