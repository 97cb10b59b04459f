"""core.work.scan, searching before it reads: flags come first, and the result is that of the full read alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest

from core.reading.evtx_file import FILE_HEADER_SIZE
from core.work import scan_case
from core.work.chunk_range import ENOUGH_HOT_CHUNKS, Effort
from core.work.scan import Batch, ScanResult, Stage
from core.work.sources import find_logs
from core.work.units import CHUNKS_IN_A_RANGE
from core.work.workers import Limits
from tests.core.work.cases import (
    CMD,
    EXCEL,
    NOON,
    accounted,
    batches_and_result,
    begun,
    children,
    in_order,
    next_batch,
    scanned,
    stopped,
    write_case,
    written,
)
from tests.evtx_writer import sysmon_1, write_log
from tests.evtx_writer.damage import (
    break_record_chain,
    contradict_size_copy,
    cyclic_string_table,
    cyclic_template_table,
    drop_file_header,
    flip_chunk_data,
    garble_record,
    hide_record,
    trailing_bytes,
    truncate,
    zero_chunk,
    zero_chunk_magic,
)
from tests.evtx_writer.hostile import amplified_by_nesting

LARGE = 2 * CHUNKS_IN_A_RANGE + 5
"""Chunks of a log that is searched ahead of the full read."""

DAMAGES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "garbled": lambda log: garble_record(log, 5),
    "contradiction": lambda log: contradict_size_copy(log, 4),
    "chain": lambda log: break_record_chain(log, 7),
    "strings": lambda log: cyclic_string_table(log, 1),
    "templates": lambda log: cyclic_template_table(log, 2),
    "zeros": lambda log: zero_chunk(log, 1),
    "magic": lambda log: zero_chunk_magic(log, 2),
    "hidden": lambda log: hide_record(log, 6, 2),
    "data": lambda log: flip_chunk_data(log, 0),
    "headless": drop_file_header,
    "trailing": trailing_bytes,
    "cut": lambda log: truncate(log, len(log) - 50_000),
}


@pytest.fixture
def _search_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search logs of any size ahead."""
    monkeypatch.setattr(scan_case, "LARGE", 0)
    monkeypatch.setattr(scan_case, "LEAST_TO_SEARCH", 0)


def stages(batches: Sequence[Batch]) -> list[Stage]:
    """Give the stages of batches, each run of equal ones once."""
    found: list[Stage] = []
    for batch in batches:
        if batch.stage not in found[-1:]:
            found.append(batch.stage)
    return found


def of(stage: Stage, batches: Sequence[Batch]) -> list[Batch]:
    """Give the batches of one stage."""
    return [batch for batch in batches if batch.stage is stage]


def assert_equal(one: ScanResult, other: ScanResult) -> None:
    """Compare all that two scans say."""
    assert one.creations == other.creations
    assert one.flagged == other.flagged
    assert one.looser == other.looser
    assert in_order(one.reports) == in_order(other.reports)
    assert (one.is_stopped, other.is_stopped) == (False, False)


# ---------------------------------------------------------------- the result
@pytest.mark.usefixtures("_search_all")
@pytest.mark.parametrize("jobs", [1, 3])
def test_the_result_is_that_of_the_full_read(tmp_path: Path, jobs: int) -> None:
    """Of a case with sound and damaged logs, flags by recorded and by inferred parents, and a file that is none."""
    sources = find_logs([str(write_case(tmp_path))])

    batches, searched = batches_and_result(sources, hot_first=True, jobs=jobs)
    _, bare = batches_and_result(sources, jobs=jobs)

    assert stages(batches)[0] is Stage.SEARCHING
    assert_equal(bare, searched)


@pytest.mark.usefixtures("_search_all")
def test_the_result_on_damaged_logs_is_that_of_the_full_read(tmp_path: Path) -> None:
    """Whatever the damage does to the search, the full read alone says what a log holds."""
    for name, damage in DAMAGES.items():
        (tmp_path / f"{name}.evtx").write_bytes(damage(write_log(None, children(15, name), chunk_fill=4)))
    sources = find_logs([str(tmp_path)])

    _, searched = batches_and_result(sources, hot_first=True, jobs=2, with_second_reader=True)
    _, bare = batches_and_result(sources, jobs=2, with_second_reader=True)

    assert len(bare.flagged) > 100
    assert_equal(bare, searched)


EVTX: Final = Path(__file__).parents[4] / "shared" / "evtx"


@pytest.mark.usefixtures("_search_all")
@pytest.mark.skipif(not EVTX.is_dir(), reason=f"the real logs are not here: there is no {EVTX}")
@pytest.mark.parametrize("rule", ["strict", "published"])
def test_the_result_on_real_logs_is_that_of_the_full_read(rule: str) -> None:
    """With all their damage, and Excel parents planted in some."""
    sources = find_logs([str(EVTX)])

    batches, searched = batches_and_result(sources, hot_first=True, jobs=2, rule=rule)
    _, bare = batches_and_result(sources, jobs=2, rule=rule)

    assert of(Stage.SEARCHING, batches)
    assert bare.flagged
    assert_equal(bare, searched)


@pytest.mark.usefixtures("_search_all")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_worker_that_the_search_loses_costs_nothing(tmp_path: Path, jobs: int) -> None:
    """The record that expands without end is one failure, and that is the full read's; its neighbours are read."""
    hostile = sysmon_1(command_line=amplified_by_nesting(9), parent_image=EXCEL)
    log = written(tmp_path, "a.evtx", *children(5), hostile, *children(5, "WS02"))
    limits = Limits(memory=200 * 1024 * 1024)

    batches, result = batches_and_result(find_logs([str(log)]), hot_first=True, limits=limits, jobs=jobs)

    (report,) = result.reports
    assert of(Stage.SEARCHING, batches)[0].flagged == []
    assert (accounted(report), len(report.failures)) == ((11, 10, 1), 1)
    assert len(result.flagged) == 10


@pytest.mark.usefixtures("_search_all")
def test_a_log_that_vanishes_is_accounted_for_once(tmp_path: Path) -> None:
    """By the full read."""
    gone = written(tmp_path, "a.evtx", *children(2))
    sources = find_logs([str(gone)])
    gone.unlink()

    _, searched = batches_and_result(sources, hot_first=True)
    _, bare = batches_and_result(sources)

    assert len(searched.reports[0].failures) == 1
    assert_equal(bare, searched)


# ---------------------------------------------------------------- what comes first
def with_few_flags(folder: Path, name: str, chunks: int = LARGE) -> Path:
    """Write a log in which the first, a middle and the last chunk hold a child of Excel."""
    events = [
        sysmon_1(time=NOON + number, computer=name, parent_image=CMD, parent_command_line=CMD)
        for number in range(chunks)
    ]
    for number in (0, chunks // 2, chunks - 1):
        events[number] = children(chunks, name)[number]
    return written(folder, name, *events, chunk_fill=1)


def test_every_flag_comes_before_the_full_read(tmp_path: Path) -> None:
    """Of all logs; then each range again, with all that is in it."""
    logs = [with_few_flags(tmp_path, name) for name in ("a.evtx", "b.evtx")]

    batches, result = batches_and_result(find_logs([str(tmp_path)]), hot_first=True)

    first = of(Stage.SEARCHING, batches)
    assert stages(batches) == [Stage.SEARCHING, Stage.READING]
    assert [row for batch in first for row in batch.flagged] == list(result.flagged)
    assert len(result.flagged) == 6
    assert sum(len(batch.creations) for batch in of(Stage.READING, batches)) == len(logs) * LARGE


def test_each_stage_counts_its_own_bytes(tmp_path: Path) -> None:
    """From nothing to all of them, but for the file headers; a small log has no part in the search."""
    large, small = with_few_flags(tmp_path, "a.evtx"), written(tmp_path, "b.evtx", *children(1))
    sizes = [path.stat().st_size for path in (large, small)]

    batches, _ = batches_and_result(find_logs([str(tmp_path)]), hot_first=True)

    for stage, total, files in ((Stage.SEARCHING, sizes[0], 1), (Stage.READING, sum(sizes), 2)):
        done = [batch.done for batch in of(stage, batches)]
        assert sorted(done) == done
        assert done[-1] == total - files * FILE_HEADER_SIZE
        assert {total} == {batch.total for batch in of(stage, batches)}


def test_logs_without_a_part_in_the_search_are_read_behind_it_and_before_the_others(tmp_path: Path) -> None:
    """A few small logs beside large ones are read in no time, and their flags are new."""
    large, small = with_few_flags(tmp_path, "a.evtx"), written(tmp_path, "b.evtx", *children(1))

    batches, result = batches_and_result(find_logs([str(tmp_path)]), hot_first=True)

    assert [(batch.stage, batch.file) for batch in batches if batch.done][3:5] == [
        (Stage.READING, str(small)),
        (Stage.READING, str(large)),
    ]
    assert [report.file for report in result.reports] == [str(large), str(small)]


@pytest.mark.parametrize(
    ("chunks", "options"),
    [
        (LARGE, {"hot_first": False}),
        (LARGE, {"hot_first": True, "effort": Effort.HOT}),
        (60, {"hot_first": True}),
    ],
)
def test_nothing_is_searched_ahead(tmp_path: Path, chunks: int, options: dict[str, object]) -> None:
    """Where it is not asked for, in triage, which is a search, and where the case is small."""
    with_few_flags(tmp_path, "a.evtx", chunks)

    batches, _ = batches_and_result(find_logs([str(tmp_path)]), **options)

    expected = Stage.SEARCHING if "effort" in options else Stage.READING
    assert stages(batches) == [expected]


def test_where_nearly_all_is_hot_the_search_takes_a_part(tmp_path: Path) -> None:
    """Of each range as many chunks as are enough: the full read brings the others soon."""
    log = written(tmp_path, "a.evtx", *children(LARGE), chunk_fill=1)

    batches, result = batches_and_result(find_logs([str(log)]), hot_first=True)

    found = [len(batch.flagged) for batch in of(Stage.SEARCHING, batches)]
    assert found == [ENOUGH_HOT_CHUNKS, ENOUGH_HOT_CHUNKS, 5]
    assert len(result.flagged) == LARGE


# ---------------------------------------------------------------- stopped
def test_a_stop_keeps_what_the_search_found(tmp_path: Path) -> None:
    """In parts that were not read: the rows stay, and the report says that nothing else was read there."""
    log = with_few_flags(tmp_path, "a.evtx")
    steps = begun(find_logs([str(log)]), hot_first=True)
    batches = [next_batch(steps) for _ in range(3)]

    _, result = stopped(steps)

    (report,) = result.reports
    assert {Stage.SEARCHING} == {batch.stage for batch in batches}
    assert [row for batch in batches for row in batch.flagged] == list(result.flagged)
    assert len(result.flagged) == 3
    assert all(row.proof is not None for row in result.flagged)
    assert (accounted(report), report.process_creations) == ((0, 0, 0), 3)
    assert report.verdict == "partial"


def test_a_stop_counts_no_row_twice(tmp_path: Path) -> None:
    """A range that was searched and read gives its rows once."""
    log = with_few_flags(tmp_path, "a.evtx")
    steps = begun(find_logs([str(log)]), hot_first=True)
    while next_batch(steps).stage is not Stage.READING:
        pass

    _, result = stopped(steps)

    (report,) = result.reports
    places = [creation.place.file_offset for creation in result.creations]
    assert len(places) == len(set(places)) == report.process_creations
    assert list(scanned(log).flagged) == list(result.flagged)
    assert (report.records_read, len(places)) == (CHUNKS_IN_A_RANGE, CHUNKS_IN_A_RANGE + 2)
