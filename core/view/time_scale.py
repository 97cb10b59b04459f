"""Times around a moment onto a line: fine near it, coarse far from it, so that seconds and days both have room."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.notation.filetime import TICKS_PER_SECOND

_FINE = TICKS_PER_SECOND
"""Within about this the scale is even."""
MARKS: Sequence[tuple[int, str]] = (
    (1, "1 s"),
    (10, "10 s"),
    (60, "1 min"),
    (600, "10 min"),
    (3_600, "1 h"),
    (6 * 3_600, "6 h"),
    (86_400, "1 d"),
    (7 * 86_400, "7 d"),
    (30 * 86_400, "30 d"),
    (365 * 86_400, "1 y"),
)
"""Seconds from the moment that have a mark, and its words."""
_ZERO = "start"


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Offsets from a moment (100 ns) between a first and a last one, as shares of a line from 0 to 1."""

    first: int
    last: int

    @staticmethod
    def over(offsets: Sequence[int]) -> TimeScale:
        """Make a scale that holds all these, and the moment itself."""
        return TimeScale(min(0, *offsets, 0), max(0, *offsets, _FINE))

    def share(self, offset: int) -> float:
        """Give where an offset stands."""
        (found,) = self.shares((offset,))
        return found or 0.0

    def shares(self, offsets: Iterable[int | None]) -> list[float | None]:
        """Give where each stands; `None` stays."""
        low = _bent(self.first)
        length = _bent(self.last) - low
        return [None if offset is None else (_bent(offset) - low) / length for offset in offsets]

    def marks(self) -> Iterator[tuple[float, str]]:
        """Give marks with their words, the moment itself first, then those nearest to it."""
        yield self.share(0), _ZERO
        for seconds, words in MARKS:
            for sign, before in ((1, "+"), (-1, "\u2212")):
                offset = sign * seconds * TICKS_PER_SECOND
                if self.first <= offset <= self.last:
                    yield self.share(offset), f"{before}{words}"


def _bent(offset: int) -> float:
    return math.copysign(math.log1p(abs(offset) / _FINE), offset)
