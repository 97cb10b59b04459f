"""Logs into the units of work that read them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.work.chunk_range import ChunkRange, Effort
from core.work.file_hash import HashFile
from core.work.sources import LogFile
from core.work.units import CHUNKS_IN_A_RANGE, all_units, units_of
from tests.core.log_reading import log_file, read_log, steady
from tests.evtx_writer import sysmon_1, write_log

WORDS = ("excel.exe",)


def _log(size: int, first_chunk_offset: int = FILE_HEADER_SIZE) -> LogFile:
    return LogFile("a.evtx", size, 0, first_chunk_offset, None)


def _ranges(log: LogFile, effort: Effort = Effort.FULL) -> list[ChunkRange]:
    return [unit for unit in units_of(log, effort, WORDS) if isinstance(unit, ChunkRange)]


@pytest.mark.parametrize(
    ("chunks", "ranges", "hashes"),
    [
        (0, [(0, 0)], 0),
        (1, [(0, 1)], 0),
        (64, [(0, 64)], 0),
        (65, [(0, 64), (64, 1)], 1),
        (200, [(0, 64), (64, 64), (128, 64), (192, 8)], 1),
    ],
)
def test_a_log_is_cut_into_ranges(chunks: int, ranges: list[tuple[int, int]], hashes: int) -> None:
    """One range hashes the file itself; of several none has all bytes, so a unit of its own does."""
    units = list(units_of(_log(FILE_HEADER_SIZE + chunks * CHUNK_SIZE), Effort.FULL, WORDS))

    found = [unit for unit in units if isinstance(unit, ChunkRange)]
    assert ranges == [(unit.first, unit.count) for unit in found]
    assert hashes == sum(isinstance(unit, HashFile) for unit in units)
    assert {hashes == 0} == {unit.is_whole_file for unit in found}


@pytest.mark.parametrize("chunks", [1, 65])
def test_triage_hashes_nothing(chunks: int) -> None:
    """It reads what it must."""
    units = list(units_of(_log(FILE_HEADER_SIZE + chunks * CHUNK_SIZE), Effort.HOT, WORDS))

    assert all(isinstance(unit, ChunkRange) and not unit.is_whole_file for unit in units)


@pytest.mark.parametrize("follows", [True, False])
def test_a_search_ahead_of_the_full_read_is_cut_like_it(follows: bool) -> None:
    """So that each of its ranges has its counterpart."""
    log = _log(200 * CHUNK_SIZE)

    ahead = list(all_units([log], Effort.HOT, WORDS, full_read_follows=follows))

    assert [(unit.first, unit.count) for unit in _ranges(log)] == [
        (unit.first, unit.count) for unit in ahead if isinstance(unit, ChunkRange)
    ]
    assert {follows} == {unit.full_read_follows for unit in ahead if isinstance(unit, ChunkRange)}


def test_a_unit_carries_what_its_reader_must_know() -> None:
    """The path as the system has it, the name as text, and what is asked for."""
    (unit,) = _ranges(LogFile("b\udcff.evtx", 70_000, 0, 0x2000, None), Effort.HOT)

    assert (unit.path, unit.file) == (b"b\xff.evtx", r"b\udcff.evtx")
    assert (
        unit.first_chunk_offset,
        unit.size,
        unit.effort,
        unit.literals,
    ) == (0x2000, 70_000, Effort.HOT, WORDS)


@steady
@given(st.integers(0, 400 * CHUNK_SIZE), st.sampled_from((0, FILE_HEADER_SIZE, 0x2345)))
def test_ranges_cover_a_log_once(size: int, first_chunk_offset: int) -> None:
    """From the first chunk to the last byte, without a gap."""
    ranges = _ranges(_log(size, first_chunk_offset))

    assert max(0, size - first_chunk_offset) == sum(unit.length for unit in ranges)
    following = [(unit.first + unit.count) for unit in ranges[:-1]]
    assert [unit.first for unit in ranges[1:]] == following
    assert all(0 <= unit.count <= CHUNKS_IN_A_RANGE for unit in ranges)


def test_all_logs_come_in_their_order() -> None:
    """One after the other."""
    logs = [LogFile(name, 70_000, 0, FILE_HEADER_SIZE, None) for name in ("b", "a", "c")]

    units = list(all_units(logs, Effort.FULL, WORDS))

    assert [unit.file for unit in units] == ["b", "a", "c"]


def test_a_log_of_more_than_one_range_is_read_as_a_whole(tmp_path: Path) -> None:
    """Its records, its numbers and its hash."""
    log = write_log(tmp_path / "a.evtx", [sysmon_1() for _ in range(130)], chunk_fill=2)

    found = read_log(tmp_path / "a.evtx")

    assert len(_ranges(log_file(tmp_path / "a.evtx"))) == 2
    assert (found.report.records_read, found.report.chunks_present) == (130, 65)
    assert hashlib.sha256(log).hexdigest() == found.report.sha256
    assert found.report.missing_record_numbers == []
