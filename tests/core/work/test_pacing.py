"""core.work.pacing: what a screen is shown of a scan, and when. Times are numbers here, not waits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.detections import detect
from core.work.pacing import BETWEEN_BATCHES, BETWEEN_PROGRESS, BatchCollector, Progress, ProgressMeter
from core.work.scan_result import Batch, Stage
from tests.core.builders import process

MIB = 1024 * 1024
FLAGGED = list(detect([process()]))


def batch(done: int = 0, stage: Stage = Stage.READING, rows: int = 1, file: str = "a.evtx") -> Batch:
    """Describe a batch of so many rows."""
    return Batch(
        file, [process(pid=number) for number in range(rows)], FLAGGED[:rows], done, 100 * MIB, stage
    )


def told(*points: tuple[float, Batch | None]) -> list[Progress]:
    """Give what a meter says at these times, at each of which a batch came or none did."""
    meter, found = ProgressMeter(), []
    for now, came in points:
        if came is not None:
            meter.take(came, now)
        if (progress := meter.due(now)) is not None:
            found.append(progress)
    return found


# ---------------------------------------------------------------- progress
def test_nothing_is_told_before_something_came() -> None:
    """Not even a zero: nobody knows the total."""
    assert told((0.0, None), (1.0, None)) == []


def test_progress_is_told_at_once_and_then_ten_times_a_second() -> None:
    """However many batches come."""
    points = [(number / 1_000, batch(number * MIB)) for number in range(100)]

    found = told(*points, (BETWEEN_PROGRESS, batch(100 * MIB)))

    assert [progress.done for progress in found] == [0, 100 * MIB]


def test_speed_and_the_time_left_are_told_once_they_can_be() -> None:
    """10 MiB a second, of 100."""
    found = told((0.0, batch(0)), (0.2, batch(2 * MIB)), (1.0, batch(10 * MIB)))

    assert found == [
        Progress(Stage.READING, "a.evtx", 0, 100 * MIB, None, None),
        Progress(Stage.READING, "a.evtx", 2 * MIB, 100 * MIB, None, None),
        Progress(Stage.READING, "a.evtx", 10 * MIB, 100 * MIB, 10 * MIB, 9.0),
    ]


def test_the_speed_is_that_of_the_last_seconds() -> None:
    """A slow beginning is forgotten."""
    slow = [(float(second), batch(second * MIB // 10)) for second in range(10)]
    fast = [(10.0 + second, batch((1 + 10 * second) * MIB)) for second in range(1, 6)]

    assert told(*slow, *fast)[-1].bytes_per_second == 10 * MIB


def test_a_scan_that_stands_still_slows_down() -> None:
    """And in the end nobody knows how long it will take."""
    points = [(0.0, batch(0)), (1.0, batch(10 * MIB)), *((2.0 + second, None) for second in range(9))]

    speeds = [progress.bytes_per_second for progress in told(*points)][1:]

    assert speeds == sorted(speeds, key=lambda speed: -(speed or 0.0))
    last = told(*points)[-1]
    assert (last.done, last.bytes_per_second, last.seconds_left) == (10 * MIB, 0.0, None)


def test_each_stage_is_measured_alone() -> None:
    """A search at 100 MiB a second says nothing of the read behind it."""
    search = Stage.SEARCHING
    found = told((0.0, batch(0, search)), (1.0, batch(100 * MIB, search)), (1.5, batch(0)), (2.5, batch(MIB)))

    assert [(progress.stage, progress.bytes_per_second) for progress in found] == [
        (search, None),
        (search, 100 * MIB),
        (Stage.READING, None),
        (Stage.READING, MIB),
    ]


def test_a_stage_that_is_over_does_not_come_back() -> None:
    """The last range of the search may come after the first of the read."""
    late = batch(9, Stage.SEARCHING)
    found = told((0.0, batch(5)), (0.2, late), (0.4, batch(7)), (0.6, batch(1, Stage.CHECKING)))

    assert [(progress.stage, progress.done) for progress in found] == [
        (Stage.READING, 5),
        (Stage.READING, 5),
        (Stage.READING, 7),
        (Stage.CHECKING, 1),
    ]


# ---------------------------------------------------------------- batches
def test_the_first_batch_waits_for_nothing() -> None:
    """And is given as it came."""
    collector, first = BatchCollector(), batch()

    collector.take(first)

    (given_back,) = collector.due(123.0)
    assert given_back is first


def test_batches_that_come_fast_are_put_together() -> None:
    """With all their rows in their order, and as far as the last of them."""
    collector = BatchCollector()
    collector.take(batch(1))
    assert len([*collector.due(0.0)]) == 1
    parts = [batch(2, rows=2), batch(3, rows=3, file="b.evtx"), batch(4, rows=0, file="c.evtx")]
    for part in parts:
        collector.take(part)

    early, (whole,) = [*collector.due(BETWEEN_BATCHES / 2)], collector.due(BETWEEN_BATCHES)

    assert early == []
    assert [*parts[0].creations, *parts[1].creations] == list(whole.creations)
    assert list(whole.flagged) == FLAGGED * 2
    assert (whole.file, whole.done) == ("b.evtx", 3)
    assert [*collector.rest()] == []


def test_batches_of_two_stages_stay_apart() -> None:
    """What the search found comes before what the read found: it may be the same."""
    collector = BatchCollector()
    for stage in (Stage.READING, Stage.SEARCHING, Stage.READING):
        collector.take(batch(1, stage))

    assert [(given.stage, len(given.creations)) for given in collector.rest()] == [
        (Stage.SEARCHING, 1),
        (Stage.READING, 2),
    ]


@pytest.mark.parametrize("stage", list(Stage))
def test_a_batch_without_rows_is_nothing_to_show(stage: Stage) -> None:
    """Its bytes are in the progress."""
    collector = BatchCollector()

    collector.take(batch(1, stage, rows=0))

    assert [*collector.due(0.0), *collector.rest()] == []


@given(st.lists(st.tuples(st.floats(0, 0.2), st.integers(0, 3), st.sampled_from(list(Stage)[:2]))))
def test_no_row_is_lost_and_none_comes_twice(steps: list[tuple[float, int, Stage]]) -> None:
    """However the batches come, no two given ones of a stage are nearer than they may be."""
    collector, now, times = BatchCollector(), 0.0, []
    taken: list[Batch] = []
    found: list[Batch] = []
    for pause, rows, stage in steps:
        now += pause
        taken.append(batch(0, stage, rows))
        collector.take(taken[-1])
        due = [*collector.due(now)]
        found += due
        times += [now] * bool(due)
    found += collector.rest()

    for stage in Stage:
        assert [row for one in taken if one.stage is stage for row in one.creations] == [
            row for one in found if one.stage is stage for row in one.creations
        ]
    assert all(after - before >= BETWEEN_BATCHES for before, after in pairwise(times))
