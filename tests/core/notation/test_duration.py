"""core.notation.duration: a length of time in the unit that a reader would choose."""

from __future__ import annotations

import pytest

from core.notation.duration import in_words
from core.notation.filetime import TICKS_PER_SECOND


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 seconds"),
        (0.9, "0 seconds"),
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7_199, "119 minutes"),
        (7_200, "2 hours"),
        (172_800, "2 days"),
        (86_400 * 12_345, "12,345 days"),
    ],
)
def test_the_largest_unit_that_it_holds_twice(seconds: float, expected: str) -> None:
    """Whole units, cut."""
    assert in_words(int(seconds * TICKS_PER_SECOND)) == expected
