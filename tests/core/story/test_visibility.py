"""core.story.visibility: what was recorded of each host and when, and every limit with its grade and its span."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.processes.host_events import HostEvent, HostEventKind
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.process import OtherRecord, ParentLink
from core.reading.read_report import Failure, ReadReport
from core.story import host_tally, visibility
from core.story.host_limits import MOST_OF_A_KIND, MOST_PLACES
from core.story.limit import Grade, Limit, LimitKind
from core.story.limits_of_events import PROCESS_CREATION
from core.story.visibility import HostVisibility, steps
from tests.core.log_reading import steady
from tests.core.story.hosts import (
    HOST,
    MINUTE,
    SECURITY,
    START,
    SYSMON,
    at,
    booted,
    every,
    place,
    scan,
    started,
    told,
)
from tests.core.work.cases import scanned
from tests.evtx_writer import security_1102, sysmon_1, sysmon_4, write_log

K = HostEventKind
OTHER = "0CCE922C-69AE-11D9-BED3-505054503030"
BOTH = (SYSMON, SECURITY)

Found = tuple[LimitKind, Grade, float | None, float | None]
"""Kind, grade, and from when to when in minutes behind eight."""


def looked_at(*arguments: object, **fields: object) -> HostVisibility:
    """Look at a scan of one host."""
    (host,) = visibility.visibility(scan(*arguments, **fields))  # type: ignore[arg-type]
    return host


def minutes(time: int | None) -> float | None:
    """Give a time in minutes behind eight."""
    return None if time is None else (time - START) / MINUTE


def found(limit: Limit) -> Found:
    """Give what a test compares of a limit."""
    return limit.kind, limit.grade, minutes(limit.since), minutes(limit.until)


def spans(host: HostVisibility) -> list[tuple[float | None, float | None, tuple[str, ...]]]:
    """Give in which minutes of a host something was recorded, and by what."""
    return [(minutes(one.since), minutes(one.until), one.sources) for one in host.recorded]


HOUR = every(range(0, 60, 2))
"""Sysmon records a process creation at every second minute, to 58."""
BEFORE, BEHIND = every(range(0, 21, 2)), every(range(40, 60, 2))
FOREIGN = every(range(60), SECURITY)


@pytest.mark.parametrize(
    ("creations", "events", "limits", "recorded"),
    [
        (HOUR, [], [], [(0, 58, (SYSMON,))]),
        (
            HOUR,
            [told(K.LOG_CLEARED, -1, subject="Microsoft-Windows-Sysmon/Operational")],
            [(LimitKind.LOG_CLEARED, Grade.BLIND, None, -1)],
            [(0, 58, (SYSMON,))],
        ),
        (
            [*BEFORE, *BEHIND],
            [told(K.LOG_CLEARED, 39, subject="Microsoft-Windows-Sysmon/Operational")],
            [(LimitKind.LOG_CLEARED, Grade.BLIND, 20, 39)],
            [(0, 20, (SYSMON,)), (39, 58, (SYSMON,))],
        ),
        (  # what was cleared is not where process creations are
            HOUR,
            [told(K.LOG_CLEARED, 30, subject="System"), told(K.LOG_CLEARED, 31, subject=None)],
            [(LimitKind.LOG_CLEARED, Grade.NOTED, 30, 30), (LimitKind.LOG_CLEARED, Grade.NOTED, 31, 31)],
            [(0, 58, (SYSMON,))],
        ),
        (  # records of the same second are of the new log
            every([-0.005, 0, 5], SECURITY),
            [told(K.LOG_CLEARED, 0, subject="Security")],
            [(LimitKind.LOG_CLEARED, Grade.BLIND, None, 0)],
            [(0, 5, (SECURITY,))],
        ),
        (  # another source was there all the time
            [*HOUR, *every(range(30, 60), SECURITY)],
            [told(K.LOG_CLEARED, 30, subject="Security")],
            [(LimitKind.LOG_CLEARED, Grade.DOUBT, None, 30)],
            [(0, 59, BOTH)],
        ),
        (
            [*BEFORE, *BEHIND],
            [told(K.SENSOR_STOPPED, 21), told(K.SENSOR_STARTED, 39)],
            [(LimitKind.SENSOR_STOPPED, Grade.BLIND, 21, 39)],
            [(0, 21, (SYSMON,)), (39, 58, (SYSMON,))],
        ),
        (  # it records before the start is written
            [*BEFORE, *BEHIND],
            [told(K.SENSOR_STOPPED, 21), told(K.SENSOR_STOPPED, 25), told(K.SENSOR_STARTED, 41)],
            [(LimitKind.SENSOR_STOPPED, Grade.BLIND, 21, 40)],
            [(0, 21, (SYSMON,)), (40, 58, (SYSMON,))],
        ),
        (
            BEFORE,
            [told(K.SENSOR_STOPPED, 21)],
            [(LimitKind.SENSOR_STOPPED, Grade.BLIND, 21, None)],
            [(0, 20, (SYSMON,))],
        ),
        (
            [*BEFORE, *FOREIGN],
            [told(K.SENSOR_STOPPED, 21)],
            [(LimitKind.SENSOR_STOPPED, Grade.DOUBT, 21, None)],
            [(0, 59, BOTH)],
        ),
        (  # the other source ends before
            [*BEFORE, *BEHIND, *every(range(0, 31), SECURITY)],
            [told(K.SENSOR_STOPPED, 21), told(K.SENSOR_STARTED, 39)],
            [(LimitKind.SENSOR_STOPPED, Grade.BLIND, 21, 39)],
            [(0, 30, BOTH), (39, 58, (SYSMON,))],
        ),
        (HOUR, [told(K.SENSOR_STARTED, -1)], [], [(0, 58, (SYSMON,))]),
        (
            HOUR,
            [told(K.SENSOR_STARTED, 31)],
            [(LimitKind.SENSOR_BACK, Grade.NOTED, 31, 31)],
            [(0, 58, (SYSMON,))],
        ),
        (
            HOUR,
            [told(K.SENSOR_RECONFIGURED, -1), told(K.SENSOR_RECONFIGURED, 30, detail="b.xml")],
            [
                (LimitKind.SENSOR_RECONFIGURED, Grade.DOUBT, 30, 30),
                (LimitKind.SENSOR_RECONFIGURED, Grade.NOTED, -1, -1),
            ],
            [(0, 58, (SYSMON,))],
        ),
        (
            HOUR,
            [told(K.SENSOR_ERROR, 5, detail="QUEUE"), told(K.SENSOR_ERROR, 9, detail="QUEUE")],
            [(LimitKind.SENSOR_ERROR, Grade.DOUBT, 5, 9)],
            [(0, 58, (SYSMON,))],
        ),
        (
            HOUR,
            [told(K.EVENTS_DROPPED, 5)],
            [(LimitKind.EVENTS_DROPPED, Grade.DOUBT, 5, 5)],
            [(0, 58, (SYSMON,))],
        ),
        (
            every([*range(0, 21), *range(40, 60)], SECURITY),
            [
                told(K.AUDIT_CHANGED, 20.5, subject=PROCESS_CREATION, detail="%%8448, %%8450"),
                told(K.AUDIT_CHANGED, 39, subject=PROCESS_CREATION, detail="%%8449"),
            ],
            [(LimitKind.AUDIT_CHANGED, Grade.BLIND, 20.5, 39)],
            [(0, 20.5, (SECURITY,)), (39, 59, (SECURITY,))],
        ),
        (
            every(range(40, 60), SECURITY),
            [told(K.AUDIT_CHANGED, 39, subject=PROCESS_CREATION, detail="%%8449")],
            [(LimitKind.AUDIT_CHANGED, Grade.BLIND, None, 39)],
            [(40, 59, (SECURITY,))],
        ),
        (  # failures are not what 4688 is, and other subcategories are only noted
            every(range(60), SECURITY),
            [
                told(K.AUDIT_CHANGED, 30, subject=PROCESS_CREATION, detail="%%8450"),
                told(K.AUDIT_CHANGED, 31, subject=OTHER, detail="%%8448"),
                told(K.AUDIT_CHANGED, 35, subject=None, detail=""),
            ],
            [(LimitKind.AUDIT_CHANGED, Grade.NOTED, 31, 35)],
            [(0, 59, (SECURITY,))],
        ),
        (
            HOUR,
            [
                told(K.CLOCK_CHANGED, 30, before=at(30), after=at(-90)),
                told(K.CLOCK_CHANGED, 31, before=at(31), after=at(31.5)),
                told(K.CLOCK_CHANGED, 33, before=at(33), after=at(32.1)),
                told(K.CLOCK_CHANGED, 34, before=None),
            ],
            [
                (LimitKind.CLOCK_CHANGED, Grade.DOUBT, 30, -90),
                (LimitKind.CLOCK_CHANGED, Grade.DOUBT, 34, 34),
                (LimitKind.CLOCK_CHANGED, Grade.NOTED, 31, 33),
            ],
            [(0, 58, (SYSMON,))],
        ),
        (
            [*BEFORE, *BEHIND],
            [told(K.LOGGING_STOPPED, 21), told(K.LOGGING_STOPPED, 59)],
            [
                (LimitKind.LOGGING_STOPPED, Grade.DOUBT, 21, 40),
                (LimitKind.LOGGING_STOPPED, Grade.NOTED, 59, 59),
            ],
            [(0, 58, (SYSMON,))],
        ),
        (
            [],
            [told(K.LOG_CLEARED, 0, subject="Security")],
            [
                (LimitKind.NO_CREATIONS, Grade.BLIND, None, None),
                (LimitKind.LOG_CLEARED, Grade.BLIND, None, 0),
            ],
            [],
        ),
    ],
)
def test_what_events_limit(
    creations: Sequence[object],
    events: Sequence[HostEvent],
    limits: list[Found],
    recorded: list[tuple[float, float, tuple[str, ...]]],
) -> None:
    """Each by its span; the worst come first, and what is blind is taken out of what was recorded."""
    host = looked_at(creations, events)

    assert sorted(limits, key=str) == sorted(map(found, host.limits), key=str)
    assert [one.rank for one in (limit.grade for limit in host.limits)] == sorted(
        limit.grade.rank for limit in host.limits
    )
    assert recorded == spans(host)
    assert host.is_blind == any(grade is Grade.BLIND for _, grade, _, _ in limits)


def test_a_start_of_the_host_explains_a_stop() -> None:
    """Of the event log service and of Sysmon; where starts are recorded and none is there, it does not."""
    events = [
        told(K.LOGGING_STOPPED, 21),
        told(K.SENSOR_STARTED, 39),
        told(K.LOGGING_STOPPED, 59),
        told(K.SENSOR_STARTED, 61),
    ]
    creations = [*BEFORE, *BEHIND, *every(range(70, 80))]

    host = looked_at(creations, events, booted(38))

    assert [found(limit) for limit in host.limits] == [
        (LimitKind.LOGGING_STOPPED, Grade.DOUBT, 59, 70),
        (LimitKind.SENSOR_BACK, Grade.DOUBT, 61, 61),
        (LimitKind.LOGGING_STOPPED, Grade.NOTED, 21, 21),
    ]


@pytest.mark.parametrize(
    ("fields", "kind", "some", "all_"),
    [
        (
            {"parent_link": ParentLink.UNKNOWN, "parent_image_path": None},
            LimitKind.NO_PARENTS,
            Grade.DOUBT,
            Grade.BLIND,
        ),
        ({"command_line": None}, LimitKind.NO_COMMAND_LINES, Grade.NOTED, Grade.DOUBT),
        ({"integrity_level": None}, LimitKind.NO_INTEGRITY_LEVELS, Grade.NOTED, Grade.NOTED),
    ],
)
def test_what_values_lack(fields: dict[str, Any], kind: LimitKind, some: Grade, all_: Grade) -> None:
    """In all process creations of a source it is worse than in some; without parents nothing can be flagged."""
    lacking = every(range(10), **fields)

    all_of_them, some_of_them = looked_at(lacking), looked_at([*lacking, *every(range(10, 20))])

    assert [(kind, all_, None, None)] == [found(limit) for limit in all_of_them.limits]
    assert [(kind, some, None, None)] == [found(limit) for limit in some_of_them.limits]
    assert (all_ is Grade.BLIND) == (not all_of_them.recorded)
    assert "10 of 20" in some_of_them.limits[0].words
    assert "none of 10" in all_of_them.limits[0].words


def test_the_counts_of_a_host() -> None:
    """Of rows; a start that both sources recorded counts for both and is one."""
    other = OtherRecord(
        source=SECURITY, place=place("Security.evtx", 7), event_record_id=7, channel=None, time_created=at(1)
    )
    creations = [
        started(1, other_record=other),
        started(2, command_line=None, parent_link=ParentLink.INFERRED),
        started(4, parent_link=ParentLink.AMBIGUOUS, integrity_level=None),
        started(9, SECURITY, parent_link=ParentLink.UNKNOWN, also_in=(place("copy.evtx", 3),)),
        started(3, time_created=None),
    ]

    host = looked_at(creations)

    assert (host.creations, host.with_command_line, host.with_integrity_level) == (5, 4, 4)
    assert (host.parents_recorded, host.parents_inferred, host.parents_unknown) == (2, 2, 1)
    assert [(one.source, one.creations, minutes(one.first), minutes(one.last)) for one in host.seen] == [
        (SYSMON, 4, 1, 4),
        (SECURITY, 2, 1, 9),
    ]
    assert (minutes(host.first), minutes(host.last)) == (1, 9)
    assert (at(4), at(9)) == host.longest_gap
    assert host.files == ("Security.evtx", "Sysmon.evtx", "copy.evtx")


def test_hosts_are_kept_apart_and_compared_without_case() -> None:
    """Those with blind spans first; a host without process creations behind those that have some."""
    creations = [*every([1], fqdn="b.example"), *every([2], fqdn="B.EXAMPLE"), *every([3], fqdn=None)]
    events = [told(K.LOG_CLEARED, 0, fqdn="z.example", subject="Security")]
    cleared = told(K.LOG_CLEARED, 0, fqdn="B.example", subject="Microsoft-Windows-Sysmon/Operational")
    result = scan([*creations, *every([4], fqdn="a\u202e.example")], [*events, cleared])

    hosts = visibility.visibility(result)

    assert [host.name for host in hosts] == [
        "b.example",
        "z.example",
        "(no host in the record)",
        "a‹U+202E›.example",
    ]
    assert [host.creations for host in hosts] == [2, 0, 1, 1]


def test_a_host_of_which_only_ends_or_starts_are_known_is_blind() -> None:
    """Its process creations were not read, and that is said."""
    result = scan(boots=[Boot("b", at(1))])
    ends = [ProcessEnd("a", 4, at(2))]

    hosts = visibility.visibility(type(result)([], [], {}, [], boots=result.boots, ends=ends))

    assert [(host.name, host.is_blind) for host in hosts] == [("a", True), ("b", True)]


def test_logs_that_were_not_read_completely_are_named() -> None:
    """Only those that hold the host's records; whether its own are missing cannot be told."""
    failure = Failure(chunk=0, file_offset=0x1200, size=8, records=2, reason="noise")
    reports = [
        ReadReport(r"C:\logs\Sysmon.evtx", 1, records_present=9, records_read=7, failures=[failure]),
        ReadReport("other.evtx", 1, error="it is empty"),
    ]
    creations = [started(1, place=place(r"C:\logs\Sysmon.evtx", 1))]

    (limit,) = looked_at(creations, reports=reports).limits

    assert found(limit) == (LimitKind.RECORDS_LOST, Grade.DOUBT, None, None)
    assert "(Sysmon.evtx: 2 records unread)" in limit.words


def test_in_triage_nothing_is_looked_for() -> None:
    """And nothing is said to be recorded."""
    reports = [ReadReport("Sysmon.evtx", 1, is_triage=True)]

    host = looked_at(HOUR, [told(K.SENSOR_STOPPED, 3)], reports=reports)

    assert found(host.limits[0]) == (LimitKind.NOT_LOOKED_FOR, Grade.DOUBT, None, None)
    assert (host.is_looked_at, host.recorded, host.longest_gap) == (False, (), None)


def test_an_event_in_two_logs_counts_once() -> None:
    """A copied log says nothing twice."""
    event = told(K.EVENTS_DROPPED, 5)
    copy = told(K.EVENTS_DROPPED, 5, place=place("copy.evtx", 1))

    (limit,) = looked_at(HOUR, [event, copy]).limits

    assert (1, (event.place,)) == (limit.count, limit.places)


def test_what_a_crafted_log_repeats_is_bounded() -> None:
    """A thousand limits of one kind are told apart up to a number, and all of them count."""
    events = [told(K.SENSOR_ERROR, n / 10, detail=f"error {n}") for n in range(1_000)]

    host = looked_at(HOUR, events)

    assert len(host.limits) == MOST_OF_A_KIND + 1
    assert sum(limit.count for limit in host.limits) == 1_000
    assert all(len(limit.places) <= MOST_PLACES for limit in host.limits)


def test_blind_spans_count_however_many_there_are() -> None:
    """Also those that are not told apart any more."""
    stops = [told(K.SENSOR_STOPPED, n + 0.2) for n in range(100)]
    starts = [told(K.SENSOR_STARTED, n + 0.4) for n in range(100)]

    host = looked_at(every(range(101)), sorted([*stops, *starts], key=lambda event: event.time))

    assert len(host.recorded) == 101


def test_hosts_beyond_a_number_are_counted_and_not_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log can name a new host in every record."""
    monkeypatch.setattr(host_tally, "MOST_HOSTS", 3)
    creations = [started(n, fqdn=f"host{n}") for n in range(10)]

    *told_apart, rest = visibility.visibility(scan(creations))

    assert [host.name for host in told_apart] == ["host0", "host1", "host2"]
    assert (rest.creations, rest.is_looked_at) == (7, False)


def test_hostile_values_are_shown_by_signs_and_cut() -> None:
    """Whoever wrote them: the words of a limit are safe to show."""
    event = told(K.LOG_CLEARED, 3, subject="Security\u202e" + "x" * 5_000, user="eve\nroot\x1b[31m")

    (limit,) = looked_at(HOUR, [event]).limits

    assert limit.words.isprintable()
    assert len(limit.words) < 400


def _driven(
    going: Generator[float, None, tuple[HostVisibility, ...]], shares: list[float]
) -> tuple[HostVisibility, ...]:
    while True:
        try:
            shares.append(next(going))
        except StopIteration as ended:
            found: tuple[HostVisibility, ...] = ended.value
            return found


def test_the_steps_of_a_large_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares that only grow, and the same in the end."""
    monkeypatch.setattr(host_tally, "ROWS_A_STEP", 7)
    result = scan([started(n, fqdn=f"host{n % 5}") for n in range(50)])
    shares: list[float] = []

    ended = _driven(steps(result), shares)

    assert visibility.visibility(result) == ended
    assert shares == sorted(shares)
    assert len(shares) > 10
    assert shares[-1] <= 1


def test_from_logs_to_what_was_recorded(tmp_path: Path) -> None:
    """Read by workers: Sysmon was stopped for three minutes, and the Security log was cleared before all."""
    sysmon = [
        sysmon_1(time=at(0)),
        sysmon_4(time=at(1), state="Stopped"),
        sysmon_4(time=at(4)),
        sysmon_1(time=at(5)),
    ]
    write_log(tmp_path / "Sysmon.evtx", sysmon)
    write_log(tmp_path / "Security.evtx", [security_1102(time=at(-5))])

    (host,) = visibility.visibility(scanned(tmp_path))

    assert [found(limit) for limit in host.limits] == [
        (LimitKind.LOG_CLEARED, Grade.BLIND, None, -5),
        (LimitKind.SENSOR_STOPPED, Grade.BLIND, 1, 4),
    ]
    assert spans(host) == [(0, 1, (SYSMON,)), (4, 5, (SYSMON,))]
    assert HOST != host.name == "WS-0417.example.corp"


EVENTS = st.lists(
    st.builds(
        told,
        st.sampled_from(HostEventKind),
        st.integers(-10, 70),
        detail=st.sampled_from(["", "%%8448", "%%8449", "x"]),
        subject=st.sampled_from([None, "Security", "Microsoft-Windows-Sysmon/Operational", PROCESS_CREATION]),
        before=st.none() | st.integers(0, 2**62),
        after=st.none() | st.integers(0, 2**62),
    ),
    max_size=12,
)


@steady
@given(
    EVENTS,
    st.lists(st.integers(0, 60), max_size=8),
    st.lists(st.integers(0, 60), max_size=8),
    st.lists(st.integers(0, 60), max_size=4),
)
def test_whatever_happened_what_is_blind_is_not_recorded(
    events: list[HostEvent], sysmon: list[int], security: list[int], boots: list[int]
) -> None:
    """Spans are apart, in order, between the first and the last process creation, and no blind one reaches in."""
    result = scan([*every(sysmon), *every(security, SECURITY)], events, booted(*boots))

    for host in visibility.visibility(result):
        edges = [edge for one in host.recorded for edge in (one.since, one.until)]
        assert edges == sorted(edges)
        assert all(host.first is not None and host.first <= edge for edge in edges)
        assert all(host.last is not None and edge <= host.last for edge in edges)
        for limit in host.limits_of(Grade.BLIND):
            theirs = [one for one in host.recorded if limit.source in one.sources]
            if len({source for one in host.recorded for source in one.sources}) == 1:
                assert not any(_is_inside(one.since, one.until, limit) for one in theirs)


def _is_inside(since: int, until: int, limit: Limit) -> bool:
    """Tell whether the whole of a blind span lies inside a recorded one."""
    low, high = limit.since, limit.until
    return low is not None and high is not None and since < low < high < until
