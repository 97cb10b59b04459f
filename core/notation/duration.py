"""A length of time into words: "3 seconds", "5 hours"."""

from __future__ import annotations

from core.notation.filetime import TICKS_PER_SECOND

_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60))


def in_words(ticks: int) -> str:
    """Name a length of time (100 ns, not negative) in the largest unit that it holds twice."""
    seconds = ticks // TICKS_PER_SECOND
    for unit, size in _UNITS:
        if seconds >= 2 * size:
            return f"{seconds // size:,} {unit}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
