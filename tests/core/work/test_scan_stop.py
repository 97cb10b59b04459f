"""core.work.scan, stopped: what was read stays, what was not is named, and nothing runs on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from core.processes.process import ParentLink
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.reading.read_report import Failure, ReadReport, Verdict
from core.work.chunk_range import Effort
from core.work.log_reports import NOT_COME_TO
from core.work.scan import STOP, Batch, Stage, Steps
from core.work.sources import find_logs
from core.work.units import CHUNKS_IN_A_RANGE
from core.work.workers import Limits
from tests.core.work.cases import (
    accounted,
    batches_and_result,
    begun,
    children,
    excel_starts,
    next_batch,
    orphan,
    stopped,
    worker_processes,
    write_case,
    written,
)
from tests.evtx_writer import sysmon_1
from tests.evtx_writer.hostile import amplified_by_nesting

BOUND = 5.0
"""Seconds: far more than a stop takes, far less than the patience below."""
PATIENT = Limits(seconds=60.0, seconds_alone=60.0, memory=1 << 40)


def left_out(report: ReadReport) -> list[Failure]:
    """Give the failures that a stop left, in the order of the file."""
    found = [failure for failure in report.failures if failure.reason == NOT_COME_TO]
    return sorted(found, key=lambda failure: failure.file_offset)


def stretches(report: ReadReport) -> list[tuple[int | None, int, int]]:
    """Give chunk, offset and size of what a stop left."""
    return [(failure.chunk, failure.file_offset, failure.size) for failure in left_out(report)]


def reading(batches: Sequence[Batch]) -> list[Batch]:
    """Leave out the checks."""
    return [batch for batch in batches if batch.stage is Stage.READING]


def with_batches(steps: Steps, count: int) -> list[Batch]:
    """Begin a scan and go on until so many batches came."""
    if count == 0:
        next(steps)
    return [next_batch(steps) for _ in range(count)]


def test_what_was_read_stays_and_what_was_not_is_named(tmp_path: Path) -> None:
    """Of four ranges of one log the first came; the others are one stretch, and so is the next log."""
    first = written(tmp_path, "a.evtx", *children(4 * CHUNKS_IN_A_RANGE), chunk_fill=1)
    second = written(tmp_path, "b.evtx", *children(3, "WS02"))
    steps = begun(find_logs([str(first), str(second)]))

    batch = next_batch(steps)
    batches, result = stopped(steps)

    assert batches == []
    assert result.is_stopped
    assert list(batch.flagged) == list(result.flagged)
    assert len(result.flagged) == CHUNKS_IN_A_RANGE
    one, two = result.reports
    begin = FILE_HEADER_SIZE + CHUNKS_IN_A_RANGE * CHUNK_SIZE
    assert stretches(one) == [(CHUNKS_IN_A_RANGE, begin, first.stat().st_size - begin)]
    assert stretches(two) == [(0, FILE_HEADER_SIZE, CHUNK_SIZE)]
    assert [accounted(one), accounted(two)] == [(CHUNKS_IN_A_RANGE, CHUNKS_IN_A_RANGE, 0), (0, 0, 0)]
    assert [one.verdict, two.verdict] == [Verdict.PARTIAL] * 2
    assert [one.missing_record_numbers, two.missing_record_numbers] == [[], []]


@pytest.mark.parametrize("after", [0, 1, 2, 3, 5, 7])
def test_what_was_read_and_what_was_not_are_the_whole(tmp_path: Path, after: int) -> None:
    """Wherever several workers are stopped, no byte is in both and none in neither; neighbours are one stretch."""
    write_case(tmp_path)
    written(tmp_path, "z.evtx", *children(2 * CHUNKS_IN_A_RANGE, "WS09"), chunk_fill=1)
    sources = find_logs([str(tmp_path)])
    whole, complete = batches_and_result(sources, jobs=3)
    steps = begun(sources, jobs=3)

    came = with_batches(steps, after)
    more, result = stopped(steps)

    assert (more, result.is_stopped) == ([], True)
    left = sum(failure.size for report in result.reports for failure in left_out(report))
    done = came[-1].done if came else 0
    assert reading(whole)[-1].done == done + left
    for report, other in zip(result.reports, complete.reports, strict=True):
        ends = [(failure.file_offset, failure.file_offset + failure.size) for failure in left_out(report)]
        assert all(before[1] < behind[0] for before, behind in pairwise(ends))
        if not ends:
            assert accounted(other) == accounted(report)
        elif report.error is None:
            assert report.verdict is Verdict.PARTIAL


def test_parents_are_inferred_among_what_was_read(tmp_path: Path) -> None:
    """Both logs were read when the stop came: the flag is there, and has no proof yet."""
    written(tmp_path, "a.evtx", excel_starts())
    written(tmp_path, "b.evtx", orphan())
    written(tmp_path, "c.evtx", *children(1))
    steps = begun(find_logs([str(tmp_path)]))

    with_batches(steps, 2)
    _, result = stopped(steps)

    (row,) = result.flagged
    assert row.process.parent_link is ParentLink.INFERRED
    assert row.proof is None
    assert [report.verdict for report in result.reports] == [
        Verdict.COMPLETE,
        Verdict.COMPLETE,
        Verdict.PARTIAL,
    ]


def test_a_stop_while_rows_are_checked_loses_no_row(tmp_path: Path) -> None:
    """All was read; rows that were not come to have no second reader's word."""
    log = written(tmp_path, "a.evtx", *children(200))
    steps = begun(find_logs([str(log)]), with_second_reader=True)

    batch = next(batch for batch in steps if batch is not None and batch.stage is Stage.CHECKING)
    _, result = stopped(steps)

    assert result.is_stopped
    assert result.reports[0].verdict is Verdict.COMPLETE
    assert len(result.flagged) == 200
    assert all(row.proof is not None for row in result.flagged)
    checked = sum(row.verification is not None for row in result.flagged)
    sizes = sum(row.process.place.record_size for row in result.flagged)
    assert 0 < checked < 200
    assert (0 < batch.done < batch.total, batch.total) == (True, sizes)


def test_a_stopped_triage_says_what_was_not_searched(tmp_path: Path) -> None:
    """Partial, and still a triage."""
    log = written(tmp_path, "a.evtx", *children(3 * CHUNKS_IN_A_RANGE), chunk_fill=1)
    steps = begun(find_logs([str(log)]), effort=Effort.HOT)

    batch = next_batch(steps)
    _, result = stopped(steps)

    (report,) = result.reports
    assert (report.verdict, report.is_triage, len(left_out(report))) == (Verdict.PARTIAL, True, 1)
    assert len(batch.flagged) == len(result.flagged)


def test_a_file_that_is_no_log_stays_unreadable(tmp_path: Path) -> None:
    """A stop has nothing to do with it."""
    (tmp_path / "a.evtx").write_bytes(b"hello")
    written(tmp_path, "b.evtx", *children(1))
    steps = begun(find_logs([str(tmp_path)]))

    next(steps)
    _, result = stopped(steps)

    assert [report.verdict for report in result.reports] == [Verdict.UNREADABLE, Verdict.PARTIAL]


# ---------------------------------------------------------------- at once
def endless(folder: Path) -> list[str]:
    """Write two logs that no worker gets through."""
    record = sysmon_1(command_line=amplified_by_nesting(9))
    return [str(written(folder, name, record)) for name in ("a.evtx", "b.evtx")]


def test_a_scan_is_asked_whether_to_go_on_while_nothing_comes(tmp_path: Path) -> None:
    """Its workers hang, and the caller gets tick after tick."""
    with closing(begun(find_logs(endless(tmp_path)), jobs=2, limits=PATIENT)) as steps:
        assert [next(steps) for _ in range(5)] == [None] * 5


def test_a_stop_ends_workers_that_hang_at_once(tmp_path: Path) -> None:
    """They are gone with the first step after the stop, and the result names both logs."""
    steps = begun(find_logs(endless(tmp_path)), jobs=2, limits=PATIENT)
    while len(worker_processes()) < 2:
        next(steps)
    processes = worker_processes()

    asked = time.monotonic()
    steps.send(STOP)
    took = time.monotonic() - asked
    _, alive = psutil.wait_procs(processes, 0)
    _, result = stopped(steps)

    assert alive == []
    assert took < BOUND
    assert [len(left_out(report)) for report in result.reports] == [1, 1]


def test_a_stopped_scan_can_still_be_closed(tmp_path: Path) -> None:
    """Nobody waits for the conclusion then."""
    log = written(tmp_path, "a.evtx", *children(3))
    steps = begun(find_logs([str(log)]))
    next(steps)

    steps.send(STOP)
    steps.close()

    assert worker_processes() == []


def test_asking_twice_to_stop_does_no_harm(tmp_path: Path) -> None:
    """A scan that was stopped goes on to its end, whatever it is sent."""
    log = written(tmp_path, "a.evtx", *children(3))
    steps = begun(find_logs([str(log)]))
    next(steps)

    for _ in range(3):
        steps.send(STOP)
    _, result = stopped(steps)

    assert result.is_stopped
