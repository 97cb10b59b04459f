"""core.work.log_reports: what a stop makes of a report; the rest is told by the tests of whole scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.reading.read_report import ReadReport, Verdict
from core.work.chunk_range import ChunkRange, Effort
from core.work.file_hash import HashFile
from core.work.log_reports import NOT_COME_TO, stopped
from core.work.sources import LogFile
from core.work.units import CHUNKS_IN_A_RANGE, units_of

RANGES = 5
SIZE = FILE_HEADER_SIZE + RANGES * CHUNKS_IN_A_RANGE * CHUNK_SIZE - 100
LOG = LogFile("a.evtx", SIZE, 0, FILE_HEADER_SIZE, None)
HASH, *PARTS = units_of(LOG, Effort.FULL, ("excel.exe",))


def read(**fields: object) -> ReadReport:
    """Describe a log of which something was read."""
    return replace(ReadReport("a.evtx", SIZE, records_present=9, records_read=9), **fields)  # type: ignore[arg-type]


def units(numbers: Sequence[int]) -> list[ChunkRange | HashFile]:
    """Give these ranges of the log."""
    return [PARTS[number] for number in numbers]


@pytest.mark.parametrize(
    ("unread", "expected"),
    [
        ([0], [(0, 1)]),
        ([4], [(4, 5)]),
        ([1, 2], [(1, 3)]),
        ([3, 1, 2], [(1, 4)]),
        ([0, 2, 4], [(0, 1), (2, 3), (4, 5)]),
        ([0, 1, 3, 4], [(0, 2), (3, 5)]),
        ([0, 1, 2, 3, 4], [(0, 5)]),
    ],
)
def test_neighbours_are_one_failure(unread: list[int], expected: list[tuple[int, int]]) -> None:
    """Which names the first chunk and all the bytes, up to where the file ends inside its last chunk."""
    report = stopped(read(), units(unread))

    starts = [FILE_HEADER_SIZE + number * CHUNKS_IN_A_RANGE * CHUNK_SIZE for number in range(RANGES)]
    bounds = [*starts, SIZE]
    assert [
        (first * CHUNKS_IN_A_RANGE, bounds[first], bounds[last] - bounds[first], 0, NOT_COME_TO)
        for first, last in expected
    ] == [
        (failure.chunk, failure.file_offset, failure.size, failure.records, failure.reason)
        for failure in report.failures
    ]


def test_what_the_report_said_before_it_still_says() -> None:
    """Every count and every failure."""
    before = read(sha256="abc", dirty=True, bad_magic=[7], numbers=[(1, 4), (6, 9)])

    after = stopped(before, units([1]))

    assert (after.sha256, after.dirty, after.bad_magic, after.records_read) == ("abc", True, [7], 9)
    assert after.numbers == [(1, 4), (6, 9)]


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (read(), Verdict.PARTIAL),
        (read(records_present=0, records_read=0), Verdict.PARTIAL),
        (read(is_triage=True), Verdict.PARTIAL),
        (read(error="it is none"), Verdict.UNREADABLE),
    ],
)
def test_a_log_that_was_not_read_to_its_end_is_partial(report: ReadReport, verdict: Verdict) -> None:
    """Also one that was never begun; a file that is no log is none."""
    assert verdict is stopped(report, units([0])).verdict


def test_no_number_is_called_missing_while_parts_are_unread() -> None:
    """It may stand there."""
    gap = read(numbers=[(1, 4), (6, 9)], next_record_number=20)

    assert gap.missing_record_numbers == [(5, 5), (10, 19)]
    assert stopped(gap, units([2])).missing_record_numbers == []


def test_a_log_that_lacks_its_hash_alone_says_so() -> None:
    """All of it was read."""
    report = stopped(read(), [HASH])

    assert [failure.reason for failure in report.failures] == [
        "no SHA-256 was made: reading was stopped before its end"
    ]
    assert report.records_read == 9


def test_a_log_that_was_read_to_its_end_stays_as_it_is() -> None:
    """The stop came too late for it."""
    report = read()

    assert stopped(report, []) is report
    assert report.verdict is Verdict.COMPLETE
