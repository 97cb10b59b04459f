"""core.view.histogram_words: what is said of bars, spans of time and scales."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation import filetime
from core.view.histogram import Histogram
from core.view.histogram_words import (
    bins_words,
    coarser,
    edge_words,
    histogram_words,
    is_skewed,
    moment,
    scale_words,
    span,
    width_words,
)
from core.view.times import UTC_ZONE, Zone

SECOND = filetime.TICKS_PER_SECOND
MINUTE, HOUR, DAY = 60 * SECOND, 3_600 * SECOND, 86_400 * SECOND
BERLIN = Zone("Europe/Berlin")


def at(text: str) -> int:
    """Read a time in UTC."""
    ticks = filetime.from_text(text)
    assert ticks is not None
    return ticks


def bars(
    width: int, *counts: int, start: str = "2024-12-22T14:20:00Z", flagged: tuple[int, ...] = ()
) -> Histogram:
    """Make a histogram."""
    return Histogram(at(start), width, counts, flagged or (0,) * len(counts))


# ---------------------------------------------------------------- times
@pytest.mark.parametrize(
    ("time", "zone", "expected"),
    [
        ("2024-12-22T00:00:00Z", UTC_ZONE, "2024-12-22"),
        ("2024-12-22T14:20:00Z", UTC_ZONE, "2024-12-22 14:20"),
        ("2024-12-22T14:20:05Z", UTC_ZONE, "2024-12-22 14:20:05"),
        ("2024-12-22T00:00:00Z", BERLIN, "2024-12-22 01:00"),
        ("2024-10-27T00:30:00Z", BERLIN, "2024-10-27 02:30 +02:00"),
    ],
)
def test_a_time_is_written_without_units_that_are_zero(time: str, zone: Zone, expected: str) -> None:
    """An hour that is there twice says which it is."""
    assert expected == moment(at(time), zone)


@pytest.mark.parametrize(
    ("since", "until", "zone", "expected"),
    [
        ("2024-12-22T14:20:00Z", "2024-12-22T14:25:00Z", UTC_ZONE, "2024-12-22 14:20–14:25"),
        ("2024-12-22T14:20:00Z", "2024-12-22T14:20:05Z", UTC_ZONE, "2024-12-22 14:20–14:20:05"),
        ("2024-12-22T23:55:00Z", "2024-12-23T00:05:00Z", UTC_ZONE, "2024-12-22 23:55 – 2024-12-23 00:05"),
        ("2024-12-22T00:00:00Z", "2024-12-23T00:00:00Z", UTC_ZONE, "2024-12-22"),
        ("2024-12-22T00:00:00Z", "2024-12-29T00:00:00Z", UTC_ZONE, "2024-12-22 – 2024-12-28"),
        ("2024-12-22T00:00:00Z", "2024-12-23T00:00:00Z", BERLIN, "2024-12-22 01:00 – 2024-12-23 01:00"),
        ("2024-10-27T00:00:00Z", "2024-10-27T00:30:00Z", BERLIN, "2024-10-27 02:00–02:30 +02:00"),
        (
            "2024-10-27T00:30:00Z",
            "2024-10-27T01:30:00Z",
            BERLIN,
            "2024-10-27 02:30 +02:00 – 2024-10-27 02:30 +01:00",
        ),
    ],
)
def test_a_span_says_the_day_once(since: str, until: str, zone: Zone, expected: str) -> None:
    """Whole days are written by their first and last."""
    assert expected == span(at(since), at(until), zone)


def test_a_span_may_leave_the_day_out() -> None:
    """Where all is of one day."""
    since, until = at("2024-12-22T14:20:00Z"), at("2024-12-22T14:25:00Z")

    assert span(since, until, UTC_ZONE, with_date=False) == "14:20–14:25"


def test_a_span_beyond_all_years_is_numbers() -> None:
    """A forged time is shown as it stands."""
    assert f"FILETIME {2**62} – FILETIME {2**62 + 1}" == span(2**62, 2**62 + 1, UTC_ZONE)


# ---------------------------------------------------------------- bars
@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (SECOND, "1 s"),
        (30 * SECOND, "30 s"),
        (5 * MINUTE, "5 min"),
        (12 * HOUR, "12 h"),
        (DAY, "1 day"),
        (7 * DAY, "1 week"),
        (364 * DAY, "52 weeks"),
        (3_640 * DAY, "520 weeks"),
    ],
)
def test_a_width_is_said_in_its_largest_unit(width: int, expected: str) -> None:
    """A number and a word."""
    assert expected == width_words(bars(width, 1))


@pytest.mark.parametrize(
    ("bins", "expected"),
    [
        ((0, 0), "14:20–14:25 · 37 shown, 2 flagged"),
        ((1, 1), "14:25–14:30 · 0 shown"),
        ((0, 2), "14:20–14:35 · 1,037 shown, 2 flagged"),
    ],
)
def test_a_stretch_of_bars_says_when_and_how_many(bins: tuple[int, int], expected: str) -> None:
    """Without the day, which the ends of the strip say."""
    shown = bars(5 * MINUTE, 37, 0, 1_000, flagged=(2, 0, 0))

    assert expected == bins_words(shown, *bins, UTC_ZONE)


def test_a_stretch_of_bars_says_the_day_where_there_are_several() -> None:
    """Twelve hours a bar."""
    assert (
        bins_words(bars(12 * HOUR, 1, 0, start="2024-12-22T12:00:00Z"), 0, 0, UTC_ZONE)
        == "2024-12-22 12:00 – 2024-12-23 · 1 shown"
    )


def test_the_ends_say_what_lies_far_outside() -> None:
    """A clock that was never set must not hide the rest, nor be hidden."""
    shown = Histogram(at("2024-12-22T14:20:00Z"), MINUTE, (1, 2), (0, 0), before=3, after=1_000)

    assert edge_words(shown, UTC_ZONE) == ("3 before 2024-12-22 14:20", "1,000 after 2024-12-22 14:22")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1,), False),
        ((0, 0), False),
        ((1, 1, 200), False),
        ((1, 1, 201), True),
        ((0, 0, 0, 0, 1, 1, 201), True),
        ((100, 100, 201), False),
    ],
)
def test_a_scale_is_logarithmic_where_most_bars_could_not_be_seen(
    counts: tuple[int, ...], expected: bool
) -> None:
    """More than 200 times the median of the bars that are not empty."""
    shown = bars(MINUTE, *counts)

    assert expected == is_skewed(shown)
    assert ("each bar 1 min · log scale" if expected else "each bar 1 min") == scale_words(shown)


def test_the_whole_is_said_in_one_sentence() -> None:
    """For those who do not see it."""
    shown = bars(5 * MINUTE, 37, 0, 1, flagged=(2, 0, 0))

    assert histogram_words(None, UTC_ZONE) == "no times"
    assert (
        histogram_words(shown, UTC_ZONE)
        == "2024-12-22 14:20–14:35 (UTC): 38 shown, 2 flagged; each bar 5 min"
    )


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30),
    st.integers(1, 7),
    st.integers(0, 50),
)
def test_a_coarser_histogram_counts_the_same_rows(
    pairs: list[tuple[int, int]], factor: int, start: int
) -> None:
    """Its bars begin at multiples of their width, and hold what the finer ones within them hold."""
    counts, flagged = zip(*pairs, strict=True)
    fine = Histogram(start * MINUTE, MINUTE, counts, flagged, 1, 2)

    coarse = coarser(fine, factor)

    assert (sum(counts), sum(flagged), 1, 2) == (
        sum(coarse.counts),
        sum(coarse.flagged),
        coarse.before,
        coarse.after,
    )
    assert coarse.start % coarse.width == 0
    assert coarse.start <= fine.start < fine.end <= coarse.end
    assert len(coarse.counts) == len(coarse.flagged) <= len(counts) // factor + 2
