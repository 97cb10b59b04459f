"""A histogram and a piece of screen into pixels: where each bar stands, and which is where."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect

from core.view.histogram import Histogram
from core.view.histogram_words import coarser, is_skewed

NARROWEST_BAR = 4
"""Pixels of a bar and its gap; where there are more bins, some are drawn as one."""
WIDEST_BAR = 32
LOWEST_BAR = 2
"""Pixels of a bar that is not empty."""


@dataclass(frozen=True, slots=True)
class BarPlot:
    """Bars side by side, from the lower edge of an area upwards."""

    histogram: Histogram
    """As it is drawn: at most one bin for each `NARROWEST_BAR` pixels."""
    area: QRect

    @staticmethod
    def of(histogram: Histogram, area: QRect) -> BarPlot:
        """Join bins where they are too many for the area."""
        room = max(area.width() // NARROWEST_BAR, 1)
        return BarPlot(coarser(histogram, math.ceil(len(histogram.counts) / room)), area)

    # ------------------------------------------------------------ bins
    def edge(self, number: int) -> int:
        """Give the pixel at which a bin begins, and the one before it ends."""
        return self.area.left() + number * self.area.width() // len(self.histogram.counts)

    def stretch(self, first: int, last: int) -> QRect:
        """Give the whole height of some bins."""
        left = self.edge(first)
        return QRect(left, self.area.top(), self.edge(last + 1) - left, self.area.height())

    def bin_at(self, x: int) -> int:
        """Give the bin at a pixel; outside the area, the first or the last."""
        number = (x - self.area.left()) * len(self.histogram.counts) // max(self.area.width(), 1)
        number += x >= self.edge(number + 1)
        return self._within(number)

    def bin_of(self, ticks: int) -> int:
        """Give the bin that a time is in, or the nearest."""
        return self._within((ticks - self.histogram.start) // self.histogram.width)

    def ticks_of(self, number: int) -> int:
        """Give the time at which a bin begins."""
        return self.histogram.start + self.histogram.width * number

    def _within(self, number: int) -> int:
        return min(max(number, 0), len(self.histogram.counts) - 1)

    # ------------------------------------------------------------ bars
    def bars(self) -> Iterator[QRect]:
        """Give the bars of all rows."""
        return self._bars(self.histogram.counts)

    def flagged_bars(self) -> Iterator[QRect]:
        """Give the bars of the flagged ones, on the same scale: they stand in front of the others."""
        return self._bars(self.histogram.flagged)

    def _bars(self, amounts: Sequence[int]) -> Iterator[QRect]:
        scale: Callable[[float], float] = math.log1p if is_skewed(self.histogram) else float
        most = scale(max(self.histogram.counts)) or 1.0
        for number, amount in enumerate(amounts):
            if amount:
                height = max(round(scale(amount) / most * self.area.height()), LOWEST_BAR)
                yield self._bar(number, height)

    def _bar(self, number: int, height: int) -> QRect:
        # The gap is inside the bin, so that neighbours stay a pixel apart at any width.
        left, right = self.edge(number), self.edge(number + 1)
        width = min(max(right - left - 1, 1), WIDEST_BAR)
        return QRect(left + (right - left - width) // 2, self.area.bottom() + 1 - height, width, height)
