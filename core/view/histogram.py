"""Times of the shown rows into counts per stretch of time, all stretches equally long and round."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count, pairwise
from typing import cast

from core.notation.filetime import TICKS_PER_SECOND
from core.view.step_sort import sorting
from core.view.view import SLICE, View

_DAY = 86_400
_SECONDS = (
    *(1, 5, 15, 30, 60, 5 * 60, 15 * 60, 30 * 60),
    *(3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600, _DAY),
    *(7 * _DAY, 28 * _DAY, 91 * _DAY, 364 * _DAY),
)
"""Widths of a bin; those of more than a day are whole weeks, for FILETIME begins on a Monday."""

_TIME = "time_created"
_MOST_ASIDE = 100
"""One row in so many, and one in any case, may lie far from all others and be left out of the picture."""
_FAR = 10
"""How many times as long as the stretch of nearly all rows the whole must be for the rest to be left out."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many rows fall into each of some bins, which follow each other without a gap."""

    start: int
    """Beginning of the first bin, FILETIME; a multiple of the width, so that bins begin at round times in UTC."""
    width: int
    """Of a bin, in ticks of 100 ns."""
    counts: tuple[int, ...]
    """Rows in each bin."""
    flagged: tuple[int, ...]
    """How many of them the rule in force flags."""
    before: int = 0
    """Rows left out because they lie far before all others, as those of a clock that was never set."""
    after: int = 0
    """Rows left out because they lie far behind."""

    @property
    def end(self) -> int:
        """End of the last bin, FILETIME; not part of it."""
        return self.start + self.width * len(self.counts)


def histogram(view: View, bins: int) -> Histogram | None:
    """Count the shown rows over `time_created` in at most `bins` bins (two at least), the finest that will do.

    A few rows far away from all others are counted aside. `None` where no row that is shown has a time.
    """
    met = view.met(view.terms)
    return _drawn(view, met, _times(view, met), bins)


def drawing(view: View, bins: int) -> Generator[None, None, Histogram | None]:
    """Do what `histogram` does in steps, of the rows that are shown when it begins."""
    met = view.met(view.terms)
    while not view.sort_keys_ahead(_TIME):
        yield
    if b"\0" not in met:
        while not view.ascending_ahead(_TIME):
            yield
    elif met.count(1) > 2 * SLICE:
        times = yield from _ordering(view, met)
        return _drawn(view, met, times, bins)
    return _drawn(view, met, _times(view, met), bins)


def _drawn(view: View, met: bytes, times: Sequence[int], bins: int) -> Histogram | None:
    keys = view.sort_keys(_TIME)
    if not times:
        return None
    bins = max(bins, 2)
    low, high = _picture(times, bins)
    width = next(width for width in _widths() if high // width - low // width < bins)
    edges = range(low // width * width, high // width * width + 2 * width, width)
    flagged = sorted(
        time for n in view.flagged if n < len(met) and met[n] and isinstance(time := keys[n], int)
    )
    return Histogram(
        start=edges[0],
        width=width,
        counts=_counts(times, edges),
        flagged=_counts(flagged, edges),
        before=bisect_left(times, edges[0]),
        after=len(times) - bisect_left(times, edges[-1]),
    )


def _times(view: View, met: bytes) -> Sequence[int]:
    """Give the times of these rows, ascending. To sort a million takes a while: the view keeps those of all."""
    if b"\0" not in met:
        return cast(Sequence[int], view.ascending(_TIME))
    times = compress(view.sort_keys(_TIME), met)
    return sorted(time for time in times if isinstance(time, int))


def _ordering(view: View, met: bytes) -> Generator[None, None, Sequence[int]]:
    """Give the same in steps."""
    keys = view.sort_keys(_TIME)
    numbers = yield from sorting(keys, array("I", compress(range(len(met)), met)), False, SLICE)
    times: list[int] = []
    for begin in range(0, len(numbers), 5 * SLICE):
        values = map(keys.__getitem__, numbers[begin : begin + 5 * SLICE])
        times += [time for time in values if isinstance(time, int)]
        yield
    return times


def _widths() -> Iterator[int]:
    """Give widths in ticks, ascending without an end."""
    yield from (seconds * TICKS_PER_SECOND for seconds in _SECONDS)
    yield from (_SECONDS[-1] * TICKS_PER_SECOND * 10**power for power in count(1))


def _picture(times: Sequence[int], bins: int) -> tuple[int, int]:
    """Give the first and the last time to draw: of all rows, or of those around nearly all where some are far."""
    whole = times[-1] - times[0]
    core = len(times) - max(1, len(times) // _MOST_ASIDE)
    if core < 2:
        return times[0], times[-1]
    first = min(range(len(times) - core + 1), key=lambda n: times[n + core - 1] - times[n])
    low, high = times[first], times[first + core - 1]
    near = max(high - low, bins * TICKS_PER_SECOND)
    if whole <= _FAR * near:
        return times[0], times[-1]
    return times[bisect_left(times, low - near)], times[bisect_right(times, high + near) - 1]


def _counts(times: Sequence[int], edges: Sequence[int]) -> tuple[int, ...]:
    return tuple(after - before for before, after in pairwise(bisect_left(times, edge) for edge in edges))
