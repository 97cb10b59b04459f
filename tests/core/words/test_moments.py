"""Moments and spans as sentences have them."""

from __future__ import annotations

import pytest

from core.words.moments import moment, span

SECOND = 10_000_000


@pytest.mark.parametrize(
    ("ticks", "expected"),
    [
        (133_805_226_452_345_678, "2025-01-05 03:50:45.234 UTC"),
        (0, "1601-01-01 00:00:00.000 UTC"),
        (1 << 62, f"FILETIME {1 << 62}"),
    ],
)
def test_moment(ticks: int, expected: str) -> None:
    """A moment is told to the millisecond, and one outside the calendar as its number."""
    assert moment(ticks) == expected


@pytest.mark.parametrize(
    ("ticks", "expected"),
    [
        (4_000_000, "0.4 seconds"),
        (-4_000_000, "0.4 seconds"),
        (18 * SECOND, "18 seconds"),
        (300 * SECOND, "5 minutes"),
        (3 * 86_400 * SECOND, "3 days"),
    ],
)
def test_span(ticks: int, expected: str) -> None:
    """A span is told in the unit that a reader would use."""
    assert span(ticks) == expected
