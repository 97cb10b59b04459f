"""core.view.time_scale: seconds and days on one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.filetime import TICKS_PER_SECOND
from core.view.time_scale import MARKS, TimeScale

DAY = 86_400 * TICKS_PER_SECOND
_offsets = st.integers(-1000 * DAY, 1000 * DAY)


@given(st.lists(_offsets, max_size=20))
def test_all_times_have_a_place_in_their_order(offsets: list[int]) -> None:
    """From 0 to 1, and the start among them."""
    scale = TimeScale.over(offsets)

    shares = [share for share in scale.shares(sorted([*offsets, 0])) if share is not None]

    assert shares == sorted(shares)
    assert all(-1e-9 <= share <= 1 + 1e-9 for share in shares)


def test_what_has_no_time_has_no_place() -> None:
    """And keeps its turn."""
    assert TimeScale(0, 10).shares((None, 0, None)) == [None, 0.0, None]


def test_a_second_near_the_start_is_broader_than_an_hour_far_from_it() -> None:
    """So that what a process does at once can be told apart."""
    scale, second = TimeScale(-DAY, DAY), TICKS_PER_SECOND

    assert scale.share(second) - scale.share(0) > scale.share(DAY) - scale.share(DAY - 3600 * second)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 2, ["start", "+1 s"]),
        (-60, 10, ["start", "+1 s", "\u22121 s", "+10 s", "\u221210 s", "\u22121 min"]),
        (0, 700 * 86_400, ["start", *(f"+{words}" for _, words in MARKS)]),
    ],
)
def test_marks(first: int, last: int, expected: list[str]) -> None:
    """The start, then the nearest, within what is shown."""
    scale = TimeScale(first * TICKS_PER_SECOND, last * TICKS_PER_SECOND)

    assert expected == [words for _, words in scale.marks()]
    assert all(0 <= share <= 1 for share, _ in scale.marks())
