"""core.words.visibility_words: what was recorded of a host and when, where it was blind, and why, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from core.processes.host_events import HostEventKind
from core.processes.process import ParentLink, ProcessCreation
from core.reading.read_report import ReadReport
from core.story.limit import Grade, Limit, LimitKind
from core.story.visibility import HostVisibility, visibility
from core.words.read_words import why_none
from core.words.visibility_words import (
    MOST_HOSTS_NAMED,
    NOT_KNOWN,
    NOT_LOOKED_FOR,
    blind_line,
    facts,
    limit_sentence,
    outline,
    records,
    share,
    sources,
    state,
    utc,
    what_none_means,
)
from tests.core.story.hosts import SECURITY, at, booted, every, place, scan, started, told

K = HostEventKind
HOUR = every(range(60), fqdn="ws")
STOPS = [told(K.SENSOR_STOPPED, 21, fqdn="ws"), told(K.SENSOR_STARTED, 39, fqdn="ws")]
GAP = [one for one in HOUR if one.time_created is not None and not at(21) < one.time_created < at(39)]

NO_PARENT: dict[str, Any] = {"parent_link": ParentLink.UNKNOWN, "parent_image_path": None}


def exported(minutes: Iterable[int]) -> list[ProcessCreation]:
    """Build the process creations of an export, numbered anew; that of minute n has the id 1,000 + n."""
    return [
        started(minute, fqdn="ws", event_record_id=1_000 + minute, place=place("Sysmon.evtx", number))
        for number, minute in enumerate(minutes, 1)
    ]


FILTERED = exported([*range(20), *range(40, 60)])


def clock(ticks: int) -> str:
    """Write a time as minutes behind eight."""
    return f"{(ticks - at(0)) / (at(1) - at(0)):g}"


def hosts(*arguments: object, **fields: object) -> tuple[HostVisibility, ...]:
    """Look at a scan."""
    return visibility(scan(*arguments, **fields))  # type: ignore[arg-type]


def limit(since: int | None, until: int | None, **fields: object) -> Limit:
    """Build a limit, except for `fields`."""
    return Limit(
        **{  # type: ignore[arg-type]
            "kind": LimitKind.EVENTS_DROPPED,
            "grade": Grade.DOUBT,
            "since": since,
            "until": until,
            "words": "words",
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (limit(None, None), "words"),
        (limit(None, at(3)), "before 3: words"),
        (limit(at(3), None), "from 3 on: words"),
        (limit(at(3), at(4)), "from 3 to 4: words"),
        (limit(at(3), at(3)), "at 3: words"),
        (limit(at(3), at(3), count=2), "2 times at 3: words"),
        (limit(at(3), at(9), count=1_200), "1,200 times from 3 to 9: words"),
        (limit(at(9), at(3), kind=LimitKind.CLOCK_CHANGED), "9 → 3: words"),
        (limit(at(3), at(3), kind=LimitKind.CLOCK_CHANGED), "at 3: words"),
    ],
)
def test_a_limit_in_a_sentence(given: Limit, expected: str) -> None:
    """When, how often, and what it means."""
    assert expected == limit_sentence(given, clock)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (limit(None, None), ""),
        (limit(1, 1, places=(place(r"C:\a\b.evtx", 7),)), "b.evtx, record 7"),
        (limit(1, 1, places=(place("/a/b\x1b.evtx", 7),), count=3), "b␛.evtx, record 7, 2 more"),
    ],
)
def test_the_record_that_says_so(given: Limit, expected: str) -> None:
    """By its log and its number in it."""
    assert expected == records(given)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, ""),
        (0, 5, "0 %"),
        (5, 5, "100 %"),
        (1, 1_000, "<1 %"),
        (999, 1_000, ">99 %"),
        (1, 3, "33 %"),
    ],
)
def test_a_share_is_all_or_none_only_where_it_is(part: int, whole: int, expected: str) -> None:
    """One of a thousand without a command line is not none."""
    assert expected == share(part, whole)


def test_times_are_utc_to_the_second() -> None:
    """A number outside years is given as it is."""
    assert utc(at(1)) == "2026-03-02 08:01:00 UTC"
    assert utc(-7) == "FILETIME -7"


@pytest.mark.parametrize(
    ("given", "expected", "in_short"),
    [
        (
            hosts(HOUR),
            "Recorded from 0 to 59 (Sysmon 1): 60 process creations, no sign of a gap; longest silence 60 seconds",
            "no gap seen",
        ),
        (
            hosts([started(0, fqdn="ws"), started(365 * 24 * 60, fqdn="ws")]),
            "Recorded from 0 to 525600 (Sysmon 1): 2 process creations, too few to tell a gap; "
            "longest silence 365 days",
            "few records",
        ),
        (
            hosts(every(range(0, 30 * 90, 90), fqdn="ws")),
            "Recorded from 0 to 2610 (Sysmon 1): 30 process creations, too few to tell a gap; "
            "longest silence 90 minutes",
            "few records",
        ),
        (
            hosts([*every(range(2), fqdn="ws"), *every(range(2, 11), fqdn="ws", **NO_PARENT)]),
            "Recorded from 0 to 10 (Sysmon 1): 11 process creations; longest silence 60 seconds; "
            "in doubt: 9 of 11 parents unknown",
            "in doubt",
        ),
        (
            hosts(FILTERED),
            "Recorded from 0 to 59 (Sysmon 1): 40 process creations; longest silence 21 minutes; "
            "in doubt: 20 records left out",
            "in doubt",
        ),
        (
            hosts(GAP, STOPS),
            "Recorded from 0 to 21 (Sysmon 1), from 39 to 59 (Sysmon 1): 43 process creations; "
            "longest silence 18 minutes; blind from 21 to 39: Sysmon stopped",
            "blind at times",
        ),
        (
            hosts(every([5], SECURITY, fqdn="ws")),
            "Recorded at 5 (Security 4688): 1 process creation, too few to tell a gap",
            "few records",
        ),
        (
            hosts([], [told(K.LOG_CLEARED, 3, fqdn="ws", subject="Security", user="eve")]),
            "Nothing can be said of any time; blind throughout (and 1 more): no process creation of this host was "
            "read, neither of Sysmon 1 nor of Security 4688",
            "blind",
        ),
        (
            hosts(HOUR, [told(K.EVENTS_DROPPED, 5, fqdn="ws"), told(K.SENSOR_ERROR, 5, fqdn="ws")]),
            "Recorded from 0 to 59 (Sysmon 1): 60 process creations; longest silence 60 seconds; "
            "in doubt: events dropped, sensor error",
            "in doubt",
        ),
        (
            hosts(HOUR, reports=[ReadReport("a.evtx", 1, is_triage=True)]),
            "Blind spans were not looked for",
            "not looked for",
        ),
    ],
)
def test_what_was_recorded_of_a_host(given: Sequence[HostVisibility], expected: str, in_short: str) -> None:
    """From when to when and by what, how densely, what is in doubt, and where it was blind."""
    (host,) = given

    assert (expected, in_short) == (
        outline(host, clock),
        state(host),
    )


def test_the_facts_of_a_host() -> None:
    """Of each source, then how many have which values, and the longest silence."""
    creations = [started(0), *every([7, 8], SECURITY, command_line=None, parent_link=ParentLink.UNKNOWN)]
    (host,) = hosts(creations)

    assert sources(host) == "Sysmon 1, Security 4688"
    assert list(facts(host, clock)) == [
        ("Sysmon 1", "1 process creation, from 0 to 0"),
        ("Security 4688", "2 process creations, from 7 to 8"),
        ("Command line", "1 of 3 (33 %)"),
        ("Parent", "1 recorded, 0 inferred, 2 unknown"),
        ("Integrity level", "3 of 3 (100 %)"),
        ("Longest silence", "7 minutes, from 0 to 7"),
    ]


def test_a_host_without_process_creations_has_no_facts() -> None:
    """And nothing recorded them."""
    (host,) = hosts(boots=booted(3))

    assert (sources(host), list(facts(host))) == ("none", [])


def test_blind_hosts_in_a_line() -> None:
    """The first few by name, with their first span; nothing where none is blind."""
    creations = [one for n in range(5) for one in every(range(60), fqdn=f"ws{n}")]
    stops = [told(K.SENSOR_STOPPED, 59.5, fqdn=f"ws{n}") for n in range(5)]

    assert blind_line(hosts(HOUR), clock) == ""
    assert (
        blind_line(hosts(creations, stops[:1]), clock)
        == "1 host has blind spans: ws0 from 59.5 on (sensor stopped)"
    )
    expected = "; ".join(f"ws{n} from 59.5 on (sensor stopped)" for n in range(3))
    assert f"5 hosts have blind spans: {expected}; and 2 more" == blind_line(hosts(creations, stops), clock)


def test_nothing_flagged_says_for_whom_and_when() -> None:
    """Hosts that were recorded at times, then those that were blind, a few of each."""
    creations = [one for n in range(5) for one in every(range(60), fqdn=f"ws{n}")]
    stops = [told(K.SENSOR_STOPPED, 59.5, fqdn=f"ws{n}") for n in range(4)]

    said = list(what_none_means(hosts(creations, stops), clock))

    how = "60 process creations; longest silence 60 seconds"
    assert [f"ws{n} was recorded from 0 to 59 (Sysmon 1): {how}." for n in range(3)] == said[:3]
    assert said[3] == "2 more hosts were recorded at times as well."
    assert said[4] == "ws0 was blind from 59.5 on: Sysmon stopped and is not seen to start again."
    assert said[7] == "1 more host had blind spans as well."
    assert said[8:] == [NOT_KNOWN]
    assert len(said) == 2 * MOST_HOSTS_NAMED + 3


def test_a_triage_says_that_nothing_was_looked_for() -> None:
    """Neither is anything said to be recorded."""
    found = hosts(HOUR, reports=[ReadReport("a.evtx", 1, is_triage=True)])

    assert list(what_none_means(found)) == [NOT_LOOKED_FOR]


def test_why_nothing_is_flagged_names_hosts_where_they_are_known() -> None:
    """Behind what was looked at; nothing more where they are not known yet."""
    result = scan(GAP, STOPS, reports=[ReadReport("a.evtx", 1, records_present=9, records_read=9)])

    without, with_hosts = list(why_none(result)), list(why_none(result, visibility(result), clock))

    assert [
        *without,
        "ws was recorded from 0 to 21 (Sysmon 1), from 39 to 59 (Sysmon 1): 43 process creations; "
        "longest silence 18 minutes.",
        "ws was blind from 21 to 39: Sysmon stopped.",
        NOT_KNOWN,
    ] == with_hosts
