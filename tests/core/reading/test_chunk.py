"""What one chunk holds: its records' places, and an account that does not depend on any reader."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from functools import partial

import pytest

from core.reading.chunk import Chunk, account, load
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.reading.read_report import RangeReport
from tests.core.log_reading import chunk_of, chunks_in
from tests.evtx_writer import damage, sysmon_1, sysmon_5, write_log
from tests.evtx_writer.chunk import seal_chunk

LOG = write_log(None, [sysmon_1() for _ in range(10)], first_record=71)
SIZE = len(LOG)
OFFSETS = damage.record_offsets(LOG)

Damage = Callable[[bytes], bytes]


def _account(*chunks: Chunk) -> RangeReport:
    report = RangeReport()
    for chunk in chunks:
        account(chunk, report)
    return report


def _declare(log: bytes, last: int, *, sealed: bool) -> bytes:
    """Let the header of the first chunk count up to `last`."""
    chunk = bytearray(log[FILE_HEADER_SIZE:])
    struct.pack_into("<Q", chunk, 0x10, last)
    struct.pack_into("<Q", chunk, 0x20, last)
    if sealed:
        seal_chunk(chunk)
    return log[:FILE_HEADER_SIZE] + bytes(chunk)


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [
        ([], []),
        ([0x100], []),
        ([0x200], []),
        ([0x201], [1]),
        (["end of 1"], [1]),
        (["end of 1", "end of 3"], [1, 3]),
        ([0x201, 0x202, "end of 1"], [1]),
        ([0x100, "end of 2"], [2]),
        (["end of 4", 0xFFFF], [4]),
        ([0xFFFF], []),
    ],
)
def test_records_over_the_ends_of_literals(offsets: list[int | str], expected: list[int]) -> None:
    """A literal that ends where a record ends is in it; one in a chunk's header or free space is in none."""
    chunk = chunk_of(*(sysmon_5() for _ in range(4)))
    ends = {f"end of {span.number}": span.offset + span.size for span in chunk.spans}

    found = chunk.spans_over([ends[offset] if isinstance(offset, str) else offset for offset in offsets])

    assert expected == [span.number for span in found]


def test_a_sound_chunk_is_present_with_all_its_records() -> None:
    """And nothing else is said of it."""
    expected = RangeReport(chunks_present=1, records_present=10, numbers=[(71, 80), (71, 80)])

    assert expected == _account(*chunks_in(LOG))


@pytest.mark.parametrize(
    ("damaged", "expected"),
    [
        (partial(damage.zero_chunk_magic, chunk=0), {"bad_magic": [0], "bad_header_checksum": [0]}),
        (partial(damage.flip_chunk_header, chunk=0), {"bad_header_checksum": [0]}),
        (partial(damage.flip_chunk_data, chunk=0), {"bad_data_checksum": [0]}),
    ],
    ids=["magic", "header-checksum", "data-checksum"],
)
def test_damage_that_costs_no_record(damaged: Damage, expected: dict[str, list[int]]) -> None:
    """It is noted, and all records stay."""
    report = _account(*chunks_in(damaged(LOG)))

    noted = {
        name: found
        for name in ("bad_magic", "bad_header_checksum", "bad_data_checksum")
        if (found := getattr(report, name))
    }
    assert expected == noted
    assert (report.records_present, report.failures) == (10, [])


@pytest.mark.parametrize(
    ("damaged", "present", "failed"),
    [
        (partial(damage.destroy_record, record=4), 10, [(1, 75)]),
        (partial(damage.contradict_size_copy, record=4), 10, [(1, 75)]),
        (partial(damage.break_record_chain, record=4), 10, []),
        (partial(damage.destroy_record, record=0), 10, [(0, None), (1, None)]),
        (partial(damage.destroy_record, record=9), 10, [(0, None), (1, None)]),
        (partial(_declare, last=85, sealed=True), 15, [(5, None)]),
        (partial(_declare, last=85, sealed=False), 15, [(5, None)]),
        (partial(_declare, last=75, sealed=True), 10, []),
        (partial(_declare, last=71 + 5000, sealed=True), 10, []),
    ],
    ids=[
        "destroyed",
        "size-copy",
        "size-zero",
        "first-destroyed",
        "last-destroyed",
        "more-declared",
        "more-declared-unsealed",
        "fewer-declared",
        "impossible",
    ],
)
def test_records_present_are_the_larger_of_two_counts(
    damaged: Damage, present: int, failed: list[tuple[int, int | None]]
) -> None:
    """What the walk finds with its gaps, and what the chunk's header counts; the difference is a failure."""
    report = _account(*chunks_in(damaged(LOG)))

    assert present == report.records_present
    assert failed == [(failure.records, failure.record_number) for failure in report.failures]


def test_numbers_of_a_header_that_nothing_confirms_are_not_believed() -> None:
    """Its checksum does not agree and its first number is not the first record's."""
    log = _declare(LOG, 85, sealed=False)
    wrong = log[: FILE_HEADER_SIZE + 0x18] + struct.pack("<Q", 70) + log[FILE_HEADER_SIZE + 0x20 :]
    wrong = wrong[: FILE_HEADER_SIZE + 0x08] + struct.pack("<Q", 70) + wrong[FILE_HEADER_SIZE + 0x10 :]

    report = _account(*chunks_in(wrong))

    assert (report.records_present, report.failures) == (10, [])


def test_the_cut_record_is_a_failure_with_its_raw_bytes() -> None:
    """And what the header counts behind the end of the file is another."""
    cut = LOG[: OFFSETS[6] + 100]

    report = _account(*chunks_in(cut))

    assert (report.records_present, report.chunks_truncated) == (10, 1)
    assert [(1, 77, OFFSETS[6], 100, cut[OFFSETS[6] :].hex()), (3, None, FILE_HEADER_SIZE, None, None)] == [
        (
            failure.records,
            failure.record_number,
            failure.file_offset,
            failure.size if failure.raw else None,
            failure.raw,
        )
        for failure in report.failures
    ]
    assert "behind the end of the file" in report.failures[1].reason


def test_a_chunk_that_is_cut_between_two_records_loses_what_its_header_counts() -> None:
    """No record is torn, so there are no raw bytes."""
    report = _account(*chunks_in(LOG[: OFFSETS[6]]))

    assert (report.records_present, report.chunks_truncated) == (10, 1)
    assert [(failure.records, failure.raw) for failure in report.failures] == [(4, None)]


def test_a_chunk_that_is_cut_in_its_header_is_truncated() -> None:
    """What it held cannot be known; the truncation is told and no number is made up."""
    report = _account(*chunks_in(LOG[: FILE_HEADER_SIZE + 60]))

    assert (report.chunks_present, report.chunks_truncated, report.records_present) == (1, 1, 0)


def test_noise_behind_the_last_chunk_is_trailing_bytes() -> None:
    """It is no chunk and holds no record."""
    report = _account(*chunks_in(damage.trailing_bytes(LOG, 777)))

    assert (report.chunks_present, report.trailing_bytes, report.failures) == (1, 777, [])


def test_a_whole_chunk_of_noise_is_a_failure_without_records() -> None:
    """It is named, so that nobody takes the file for complete."""
    report = _account(load("log.evtx", 3, 0x31000, b"\xaa" * CHUNK_SIZE))

    assert report.bad_magic == [3]
    assert [(failure.chunk, failure.file_offset, failure.size) for failure in report.failures] == [
        (3, 0x31200, CHUNK_SIZE - 0x200)
    ]
    assert report.records_present == sum(failure.records for failure in report.failures) == 0


def test_an_empty_chunk_without_magic_is_a_failure() -> None:
    """A header whose magic was lost, and nothing behind it."""
    log = damage.zero_chunk_magic(write_log(None, []), 0)

    report = _account(*chunks_in(log))

    assert [(failure.reason, failure.records) for failure in report.failures] == [
        ("the chunk does not begin with ElfChnk and holds no record", 0)
    ]


def test_slack_is_counted() -> None:
    """Older records behind the live ones are neither present nor failed."""
    chunk = bytearray(LOG[FILE_HEADER_SIZE:])
    struct.pack_into("<I", chunk, 0x30, OFFSETS[6] - FILE_HEADER_SIZE)
    struct.pack_into("<QQQQ", chunk, 0x08, 71, 76, 71, 76)
    seal_chunk(chunk)

    report = _account(load("log.evtx", 0, FILE_HEADER_SIZE, bytes(chunk)))

    assert (report.records_present, report.slack_records, report.failures) == (6, 4, [])


def test_the_hash_of_a_chunk_is_over_its_bytes_in_the_file() -> None:
    """What it is padded with is not hashed."""
    (whole,), (cut,) = chunks_in(LOG), chunks_in(LOG[: OFFSETS[6]])

    assert hashlib.sha256(LOG[FILE_HEADER_SIZE:]).hexdigest() == whole.sha256
    assert hashlib.sha256(LOG[FILE_HEADER_SIZE : OFFSETS[6]]).hexdigest() == cut.sha256
    assert len(cut.data) == CHUNK_SIZE
