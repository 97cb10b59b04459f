"""gui.filter.bar_plot: bars and bins in whole pixels."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from core.view.histogram import Histogram
from gui.filter.bar_plot import LOWEST_BAR, NARROWEST_BAR, BarPlot

_COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=300)


def plot(counts: list[int], width: int, flagged: list[int] | None = None) -> BarPlot:
    """Make a plot 40 pixels high."""
    histogram = Histogram(0, 10, tuple(counts), tuple(flagged or [0] * len(counts)))
    return BarPlot.of(histogram, QRect(3, 2, width, 40))


@given(_COUNTS, st.integers(1, 2_000))
def test_bars_stand_inside_and_a_pixel_apart(counts: list[int], width: int) -> None:
    """At any width, for any number of bins; none that is not empty is lost."""
    made = plot(counts, width)
    bars = list(made.bars())

    assert len(bars) == sum(map(bool, made.histogram.counts))
    assert all(made.area.contains(bar) and bar.height() >= LOWEST_BAR for bar in bars)
    assert all(left.right() + 1 < right.left() for left, right in pairwise(bars)) or width < NARROWEST_BAR
    assert all(bar.bottom() == made.area.bottom() for bar in bars)


@given(_COUNTS, st.integers(1, 2_000), st.integers(-50, 2_050))
def test_the_bin_at_a_pixel_is_the_one_that_covers_it(counts: list[int], width: int, x: int) -> None:
    """The bins cover the whole width without a gap; outside, the nearest."""
    made = plot(counts, width)
    inside = min(max(x, made.area.left()), made.area.right())
    number = made.bin_at(x)

    assert made.edge(number) <= inside < made.edge(number + 1)
    assert number == made.bin_of(made.ticks_of(number)) == made.bin_of(made.ticks_of(number + 1) - 1)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=50))
def test_flagged_bars_stand_in_front_of_the_others(pairs: list[tuple[int, int]]) -> None:
    """On the same scale, logarithmic or not: as high where all are flagged, and never higher."""
    made = plot([sum(pair) for pair in pairs], 1_000, [flagged for _, flagged in pairs])
    heights = {bar.left(): bar.height() for bar in made.bars()}
    most = max(made.histogram.counts)

    assert all(bar.height() <= heights[bar.left()] for bar in made.flagged_bars())
    assert not most or max(heights.values()) == made.area.height()
