"""core.view.histogram: every shown row with a time is in one bin or counted aside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.detections import detect
from core.filter.language import parse
from core.notation import filetime
from core.rows.row import Row
from core.view.histogram import Histogram, drawing, histogram
from core.view.view import Order, View
from tests.core.builders import EXCEL, process

SECOND = filetime.TICKS_PER_SECOND
DAY = 86_400 * SECOND
EXPLORER = r"C:\Windows\explorer.exe"
DAMAGED = 0
"""1601-01-01: the time of a record whose bytes are zeros."""


def at(text: str) -> int:
    """Read a time."""
    ticks = filetime.from_text(text)
    assert ticks is not None
    return ticks


NOON = at("2026-03-02T12:00:00")


def histogram_of(times: Sequence[int | None], bins: int = 10, flagged: Sequence[int] = ()) -> Histogram:
    """Count these times; the rows at some places among them are flagged."""
    found = histogram(view_of(times, flagged), bins)
    assert found is not None
    return found


def view_of(times: Sequence[int | None], flagged: Sequence[int] = ()) -> View:
    """Make a view of rows at these times."""
    creations = [
        process(time_created=time, parent_image_path=EXCEL if number in flagged else EXPLORER, pid=number)
        for number, time in enumerate(times)
    ]
    view = View()
    view.replace([Row(creation, next(detect([creation]), None), "strict") for creation in creations])
    return view


@pytest.mark.parametrize(
    ("times", "start", "width", "counts"),
    [
        pytest.param(["12:00:00.5"], "12:00:00", 1, [1], id="one-row"),
        pytest.param(["12:00:03", "12:00:01.9"], "12:00:01", 1, [1, 0, 1], id="seconds"),
        pytest.param(
            ["12:00:04", "12:00:05", "12:00:13.9"], "12:00:04", 1, [1, 1, *[0] * 7, 1], id="ten-bins"
        ),
        pytest.param(["12:00:04", "12:00:14"], "12:00:00", 5, [1, 0, 1], id="one-second-more"),
        pytest.param(["12:00:00", "12:59:59"], "12:00:00", 900, [1, 0, 0, 1], id="an-hour"),
        pytest.param(["00:00:00", "23:59:59"], "00:00:00", 3 * 3600, [1, *[0] * 6, 1], id="a-day"),
    ],
)
def test_bins_are_round_and_the_finest_that_fit(
    times: Sequence[str], start: str, width: int, counts: Sequence[int]
) -> None:
    """They begin at round times in UTC."""
    expected = Histogram(at(f"2026-03-02T{start}"), width * SECOND, tuple(counts), (0,) * len(counts))

    assert expected == histogram_of([at(f"2026-03-02T{time}") for time in times])


def test_weeks_begin_on_monday() -> None:
    """Where the bins are whole weeks."""
    found = histogram_of([at("2026-03-04"), at("2026-04-20")])

    assert (at("2026-03-02"), 7 * DAY) == (found.start, found.width)
    assert found.end == at("2026-04-27")


def test_flagged_rows_are_counted_besides() -> None:
    """They are among the others, too."""
    expected = Histogram(NOON, SECOND, (2, 0, 1), (1, 0, 1))

    assert expected == histogram_of([NOON, NOON, NOON + 2 * SECOND, None], flagged=[1, 2, 3])


def test_only_what_is_shown_is_counted() -> None:
    """Of the flagged rows as well, and whatever the order."""
    view = view_of([NOON, NOON + SECOND, NOON + SECOND, NOON + 2 * SECOND], flagged=[0, 1, 2])
    view.filter_by(parse("-pid:1"))
    view.sort_by([Order("time_created", is_descending=True)])

    assert Histogram(NOON, SECOND, (1, 1, 1), (1, 1, 0)) == histogram(view, 10)


@pytest.mark.parametrize("text", ["", "-pid:1", "pid:1", "pid:77"])
@pytest.mark.parametrize("count", [0, 1, 3, 100_001])
def test_what_is_drawn_in_steps_is_the_same(text: str, count: int) -> None:
    """Of few rows and of many, filtered or not."""
    made = view_of([None, *(NOON + number * 7_919 % 10_007 * SECOND for number in range(5))], flagged=[1, 3])
    made.replace([row for _ in range(-(-count // 5)) for row in made.rows][:count])
    made.filter_by(parse(text))
    steps = drawing(made, 10)
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            found = ended.value
            break

    plain = View()
    plain.replace(made.rows)
    plain.filter_by(parse(text))
    assert histogram(plain, 10) == found


@pytest.mark.parametrize("times", [[], [None, None]])
def test_without_a_time_there_is_no_histogram(times: list[int | None]) -> None:
    """Rows whose record has no time are nowhere on the line."""
    assert histogram(view_of(times), 10) is None


@pytest.mark.parametrize(
    ("far", "near", "before", "after"),
    [
        pytest.param([DAMAGED], 2, 1, 0, id="one-before-two"),
        pytest.param([at("2087-01-01")], 2, 0, 1, id="one-behind-two"),
        pytest.param([DAMAGED] * 3 + [at("2030-01-01")] * 2, 500, 3, 2, id="one-in-a-hundred"),
    ],
)
def test_a_few_rows_far_from_all_others_do_not_spoil_the_picture(
    far: list[int], near: int, before: int, after: int
) -> None:
    """They are counted aside: a clock that was not set, a record that is damaged."""
    found = histogram_of([*far, *(NOON + number * SECOND for number in range(near))], bins=500)

    assert Histogram(NOON, SECOND, (1,) * near, (0,) * near, before, after) == found


@pytest.mark.parametrize(
    "times",
    [
        pytest.param([DAMAGED, NOON], id="two-rows-are-both-near"),
        pytest.param([DAMAGED] * 2 + [NOON] * 8, id="more-than-a-few-are-a-part-of-the-picture"),
        pytest.param([NOON + number * DAY for number in range(300)], id="evenly-spread"),
        pytest.param([NOON, *[NOON + number * SECOND for number in range(300, 400)]], id="not-far-enough"),
    ],
)
def test_nothing_is_left_out_without_need(times: list[int]) -> None:
    """The whole stretch is drawn where that serves."""
    found = histogram_of(times, bins=60)

    assert (0, 0, len(times)) == (found.before, found.after, sum(found.counts))


some_times = st.lists(
    st.none() | st.integers(NOON, NOON + 100 * SECOND) | st.integers(-(2**60), 2**64), max_size=60
)


@given(some_times, st.integers(-1, 50), st.sets(st.integers(0, 60)))
def test_every_time_is_in_its_bin_or_counted_aside(
    times: list[int | None], bins: int, flagged: set[int]
) -> None:
    """Whatever the times; there are never more bins than asked for, except that two are the least."""
    found = histogram(view_of(times, sorted(flagged)), bins)
    present = [(time, number in flagged) for number, time in enumerate(times) if time is not None]
    if found is None:
        assert not present
        return
    edges = [found.start + number * found.width for number in range(len(found.counts) + 1)]

    assert len(found.counts) <= max(bins, 2)
    assert (0, edges[-1]) == (found.start % found.width, found.end)
    assert [
        (
            sum(low <= time < high for time, _ in present),
            sum(low <= time < high for time, is_flag in present if is_flag),
        )
        for low, high in pairwise(edges)
    ] == list(zip(found.counts, found.flagged, strict=True))
    assert found.before == sum(time < found.start for time, _ in present)
    assert found.after == sum(time >= found.end for time, _ in present)
    assert found.before + found.after <= max(1, len(present) // 100)
    assert found.counts[0]
    assert found.counts[-1]
