"""FILETIMEs into moments and spans, as sentences have them."""

from __future__ import annotations

from core.notation.duration import in_words
from core.notation.filetime import TICKS_PER_SECOND, to_datetime


def moment(ticks: int) -> str:
    """Write a moment for a sentence: `2026-03-12 09:14:21.667 UTC`."""
    at = to_datetime(ticks)
    if at is None:
        return f"FILETIME {ticks}"
    return f"{at:%Y-%m-%d %H:%M:%S}.{ticks % TICKS_PER_SECOND // 10_000:03d} UTC"


def span(ticks: int) -> str:
    """Write a span for a sentence: `0.4 seconds`, `18 seconds`, `5 minutes`; back in time it is positive too."""
    length = abs(ticks)
    return f"{length / TICKS_PER_SECOND:.1f} seconds" if length < 10 * TICKS_PER_SECOND else in_words(length)
