"""core.work.related_merge: events of many ranges into one bounded list."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.processes.process import Place
from core.reading.event import Event
from core.work.related_event import BY_LOGON, RelatedEvent
from core.work.related_merge import (
    LONGEST_EVENT,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_FIELDS,
    Limit,
    bounded,
    each_once,
    in_order,
    newest_logons,
    own_time,
    without_excess,
)
from tests.core.story.events import event, of_other

ENOUGH = 10**9


def at(time: int | None, by: int = 0, size: int = 0, file: str = "a.evtx") -> RelatedEvent:
    """Build an event about a process at a time, with a text of this size."""
    fields = (("", "x" * size),) if size else ()
    place = Place(file, 0, 0x1000 * (time or 0), 64, 1)
    return of_other(event(3, by=by), time=time, fields=fields, place=place)


_some = st.lists(st.builds(at, st.one_of(st.none(), st.integers(0, 30)), st.integers(0, 3)), max_size=30)


@given(_some, _some, st.integers(0, 20))
def test_cutting_now_and_then_keeps_what_cutting_once_keeps(
    first: list[RelatedEvent], second: list[RelatedEvent], most: int
) -> None:
    """So it does not matter how many events came before the others."""
    limit = Limit(most, ENOUGH)

    now_and_then, _ = without_excess([*without_excess(first, limit)[0], *second], limit)
    once, _ = without_excess([*first, *second], limit)

    assert Counter((one.process, one.time) for one in once) == Counter(
        (one.process, one.time) for one in now_and_then
    )


@given(_some, st.integers(0, 20))
def test_each_process_keeps_its_first(events: list[RelatedEvent], most: int) -> None:
    """No process has two more than one that lost any."""
    kept, is_cut = without_excess(events, Limit(most, ENOUGH))

    had, left = Counter(one.process for one in events), Counter(one.process for one in kept)
    assert len(kept) == min(most, len(events))
    assert is_cut is (len(kept) < len(events))
    assert all(left[one] <= left[loser] + 1 for loser in had if left[loser] < had[loser] for one in had)


def test_texts_are_bounded_too() -> None:
    """By what all of them hold together."""
    events = [at(number, size=100) for number in range(10)]

    kept, is_cut = without_excess(events, Limit(100, 450))

    assert (kept, is_cut) == (events[:4], True)


@pytest.mark.parametrize(
    ("data", "fields", "is_cut"),
    [
        ({}, (), False),
        (
            {"A": "x", "B": 7, "C": True, "D": None, "E": ["y", 1]},
            (("A", "x"), ("B", "7"), ("C", "true"), ("D", ""), ("E", "y"), ("E", "1")),
            False,
        ),
        ({"A": "x" * (LONGEST_TEXT + 1)}, (("A", "x" * LONGEST_TEXT),), True),
        ({"A" * 1000: ""}, (("A" * LONGEST_NAME, ""),), True),
    ],
)
def test_data_as_text(data: dict[str, object], fields: tuple[tuple[str, str], ...], is_cut: bool) -> None:
    """In its order; what is long is cut, and that is said."""
    assert (fields, is_cut) == bounded(Event("", 0, None, None, None, None, data))


def test_an_event_as_a_whole_is_bounded() -> None:
    """By its fields and by its characters."""
    many = Event("", 0, None, None, None, None, {str(number): "" for number in range(MOST_FIELDS + 1)})
    long = Event("", 0, None, None, None, None, dict.fromkeys("ABC", "x" * LONGEST_TEXT))

    assert (len(bounded(many)[0]), bounded(many)[1]) == (MOST_FIELDS, True)
    fields, is_cut = bounded(long)
    assert is_cut
    assert sum(len(name) + len(text) for name, text in fields) <= LONGEST_EVENT + 3


def test_order() -> None:
    """By time, then file, then place; what has no time comes last."""
    events = [at(None), at(2, file="b"), at(2, file="a"), at(1, file="b")]

    assert in_order(events, ("b", "a")) == [events[3], events[1], events[2], events[0]]


def test_copies() -> None:
    """The k-th in a file is the k-th in another; other values are another event."""
    events = [at(1), at(1), at(1, file="b"), at(1, file="b"), at(1, file="b"), at(1, size=5, file="b")]

    once = each_once(events)

    assert [(one.place.file, len(one.also_in)) for one in once] == [
        ("a.evtx", 1),
        ("a.evtx", 1),
        ("b", 0),
        ("b", 0),
    ]


def test_the_newest_logon_of_each_process() -> None:
    """What was found otherwise stays."""
    logons = [of_other(at(time, by), found_by=BY_LOGON) for time, by in ((1, 0), (5, 0), (None, 0), (3, 1))]

    assert newest_logons([*logons, at(0)]) == [logons[1], logons[3], at(0)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [({}, 7), ({"UtcTime": "2026-03-02 08:15:30.125"}, 134_169_129_301_250_000), ({"UtcTime": "x"}, 7)],
)
def test_the_time_of_an_event(data: dict[str, object], expected: int) -> None:
    """Sysmon's own where there is one."""
    assert expected == own_time(Event("", 0, None, None, None, None, data), 7)
