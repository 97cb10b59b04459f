"""core.story.record_ids: where ids of a channel go further than the numbers of the logs that hold its records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.processes.process import OtherRecord
from core.reading.read_report import ReadReport
from core.story import record_ids
from core.story.limit import Grade, LimitKind
from core.story.limits_of_ids import MOST_STRETCHES
from core.story.record_ids import Logs, Points, add_creations
from core.story.visibility import visibility
from tests.core.log_reading import steady
from tests.core.story.hosts import HOST, MINUTE, SECURITY, START, place, scan, started
from tests.core.work.cases import scanned
from tests.evtx_writer import Event, sysmon_1, sysmon_3, write_log

Known = Sequence[tuple[int, int]]
"""Number in the log and id of process creations; the id is the minute as well."""
Found = tuple[int, int, int, str | None]
"""Id before, id behind, how many are missing, and in which log."""


def points_of(logs: dict[str, Known]) -> Points:
    """Say what is known of one host and channel."""
    points: Points = {}
    for file, known in logs.items():
        add_creations(
            points, [started(id, place=place(file, number), event_record_id=id) for number, id in known]
        )
    return points


def report(file: str, first: int, last: int, sha256: str | None = None) -> ReadReport:
    """Build what was read of a log with these record numbers."""
    return ReadReport(file, 1, sha256=sha256, numbers=[(first, last)])


def found(logs: dict[str, Known], reports: Iterable[ReadReport] = ()) -> list[Found]:
    """Look for what was left out."""
    all_logs, points = Logs(reports), points_of(logs)
    for _ in all_logs.counting([points]):
        pass
    return [(one.before[1], one.after[1], one.missing, one.file) for one in all_logs.left_out(points)]


@pytest.mark.parametrize(
    ("logs", "reports", "expected"),
    [
        pytest.param({"a": [(1, 5), (2, 6), (9, 13)]}, [], [], id="a log as it was written"),
        pytest.param({"a": [(1, 905), (9, 913)]}, [], [], id="numbered anew, nothing left out"),
        pytest.param({"a": [(1, 1), (2, 5_000)]}, [], [(1, 5_000, 4_998, "a")], id="all between"),
        pytest.param({"a": [(1, 1), (10, 30)]}, [], [(1, 30, 20, "a")], id="at least so many"),
        pytest.param({"a": [(1, 5), (2, 3), (3, 9)]}, [], [], id="ids that fall: no log of one channel"),
        pytest.param({"a": [(1, 1), (2, 9)], "b": [(1, 1), (9, 9)]}, [], [], id="another log is whole"),
        pytest.param(
            {"a": [(1, 1), (2, 9)], "b": [(4, 4), (5, 5)]},
            [report("b", 4, 5)],
            [(1, 4, 2, "a"), (5, 9, 3, "a")],
            id="another log has some",
        ),
        pytest.param({"a": [(1, 1), (9, 9)], "b": [(3, 33)]}, [], [], id="between logs of unknown length"),
        pytest.param(
            {"a": [(1, 1), (9, 9)], "b": [(3, 33)]},
            [report("a", 1, 12), report("b", 1, 9)],
            [(9, 33, 18, None)],
            id="between two logs",
        ),
        pytest.param(
            {"a": [(1, 1), (9, 9)], "b": [(33, 33)]},
            [report("a", 1, 12), report("b", 13, 40)],
            [],
            id="adjoining logs",
        ),
        pytest.param(
            {"a": [(1, 1), (9, 9)], "b": [(3, 33)]},
            [report("a", 1, 12), report("b", 1, 9), report("c", 1, 10)],
            [(9, 33, 8, None)],
            id="a log of which nothing is known may hold some",
        ),
        pytest.param(
            {"a": [(1, 1), (9, 30)], "b": [(1, 1), (9, 30)]},
            [report("a", 1, 9, "same"), report("b", 1, 9, "same")],
            [(1, 30, 21, "a")],
            id="a copy adds nothing",
        ),
    ],
)
def test_what_was_left_out(logs: dict[str, Known], reports: list[ReadReport], expected: list[Found]) -> None:
    """Only what no log can hold is said to be missing."""
    assert expected == found(logs, reports)


def test_a_collection_of_several_channels_says_nothing() -> None:
    """Its numbers count records of all of them."""
    points = points_of({"forwarded": [(1, 1), (2, 9)]})
    add_creations(
        points,
        [started(3, SECURITY, place=place("forwarded", 3), event_record_id=1, channel="Security")],
    )
    logs = Logs([report("forwarded", 1, 90)])
    assert list(logs.counting([points])) == [None]

    assert list(logs.left_out(points)) == []


def test_copies_and_other_records_count_as_well() -> None:
    """What a copy, or the other log's record of the same start, holds is there."""
    points: Points = {}
    other = OtherRecord(
        source=SECURITY, place=place("b", 7), event_record_id=7, channel="Security", time_created=START
    )
    add_creations(points, [started(1, also_in=(place("c", 3),), other_record=other)])

    assert sorted(file for file, _ in points) == ["Sysmon.evtx", "b", "c"]


def test_ids_that_go_back_in_time_are_not_compared() -> None:
    """A channel that was cleared may begin anew."""
    later = [(1, 1), (2, 2)]
    points = points_of({"new": later})
    add_creations(
        points,
        [
            started(-9, place=place("old", number), event_record_id=id, time_created=START - id * MINUTE)
            for number, id in ((1, 50), (2, 51))
        ],
    )
    logs = Logs([report("new", 1, 2), report("old", 1, 2)])
    list(logs.counting([points]))

    assert list(logs.left_out(points)) == []


@steady
@given(
    st.lists(st.sets(st.integers(1, 60), min_size=2), min_size=1, max_size=3),
    st.sets(st.integers(1, 60)),
    st.integers(2, 20),
)
def test_no_more_is_said_to_be_missing_than_is(kept: list[set[int]], shown: set[int], most: int) -> None:
    """Of one log or of all; whatever logs keep of a channel, and whichever of their records are known."""
    logs: dict[str, Known] = {}
    reports, there = [], set[int]()
    for file, ids in enumerate(kept):
        logs[str(file)] = [(number, id) for number, id in enumerate(sorted(ids), 1) if id in shown]
        there |= ids
        reports.append(report(str(file), 1, len(ids)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_ids, "MOST_POINTS", most)
        for low, high, missing, log in found(logs, reports):
            held = there if log is None else kept[int(log)]
            assert 0 < missing <= len(set(range(low + 1, high)) - held)


# ---------------------------------------------------------------- from logs
def _log(ids: Iterable[int]) -> list[Event]:
    """Build records at the minute of their id, every third of a network connection."""
    return [
        sysmon_1(time=START + id * MINUTE, record_id=id, computer=HOST, process_id=id)
        if id % 3
        else sysmon_3(time=START + id * MINUTE, record_id=id, computer=HOST)
        for id in ids
    ]


@pytest.mark.parametrize(
    ("ids", "stretches", "records"),
    [
        (range(1, 60), [], 0),
        ([*range(1, 20), *range(40, 60)], [1], 20),
        ([id for id in range(1, 60) if id % 3], [19], 19),
    ],
)
def test_an_export_that_was_filtered_is_in_doubt(
    tmp_path: Path, ids: Sequence[int], stretches: list[int], records: int
) -> None:
    """A few stretches are told apart, more are one; the log as it was written has none."""
    write_log(tmp_path / "Sysmon.evtx", _log(ids))

    (host,) = visibility(scanned(tmp_path))
    limits = [limit for limit in host.limits if limit.kind is LimitKind.RECORDS_LEFT_OUT]

    assert stretches == [limit.count for limit in limits]
    assert records == sum(limit.records for limit in limits)
    assert {Grade.DOUBT} >= {limit.grade for limit in limits}
    assert all(f"{records} records of log Microsoft-Windows-Sysmon" in limit.words for limit in limits)
    assert (max(stretches, default=0) > MOST_STRETCHES) == (stretches == [19])


def test_a_log_between_two_is_missed(tmp_path: Path) -> None:
    """When and how many; what was written in between may be in a log that nobody gave."""
    write_log(tmp_path / "a.evtx", _log(range(1, 21)))
    write_log(tmp_path / "b.evtx", _log(range(100, 131)))

    (host,) = visibility(scanned(tmp_path))
    (limit,) = host.limits

    assert (limit.since, limit.until) == (START + 20 * MINUTE, START + 100 * MINUTE)
    assert limit.words == (
        "79 records of log Microsoft-Windows-Sysmon/Operational (record ids 21 to 99) are in none of the logs "
        "that were read: another log may hold them; process creations may be among them"
    )


def test_of_a_host_in_doubt_the_scan_says_so() -> None:
    """And of one whose ids nobody knows nothing."""
    (host,) = visibility(scan([started(n, event_record_id=None) for n in range(20)]))

    assert host.limits == ()
