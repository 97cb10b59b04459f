"""Checksums, counters and tables of a written log, read straight from its bytes."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import pyevtx
import pytest
from Evtx.Evtx import FileHeader

from tests.evtx_writer import (
    CHUNK_SIZE,
    DoesNotFitError,
    security_4688,
    sysmon_1,
    sysmon_3,
    sysmon_5,
    system_6005,
    write_chunk,
    write_log,
)
from tests.evtx_writer.tables import name_hash

FIRST: Final = 41
EVENTS: Final = tuple(
    event
    for number in range(40)
    for event in (sysmon_1(command_line=f"{number}"), security_4688(), sysmon_3(), sysmon_5(), system_6005())
)


@dataclass(frozen=True, slots=True)
class Record:
    """The header of a record, and its size told at its end."""

    offset: int
    size: int
    number: int
    time: int
    size_copy: int


def test_a_chunk_is_65536_bytes_and_numbers_its_records() -> None:
    """Both pairs of numbers, the last record and the free space are those of the records."""
    number = FIRST
    for chunk in _chunks(write_log(None, EVENTS, first_record=FIRST)):
        magic, *numbers, header_size, last, free = struct.unpack_from("<8s4QIII", chunk)
        records = _records(chunk, free)

        assert (len(chunk), magic, header_size) == (CHUNK_SIZE, b"ElfChnk\0", 0x80)
        assert list(range(number, number + len(records))) == [record.number for record in records]
        assert [number, records[-1].number] * 2 == numbers
        assert (records[-1].offset, records[-1].offset + records[-1].size) == (last, free)
        assert not any(chunk[free:])
        number += len(records)
    assert FIRST + len(EVENTS) == number


def test_a_record_tells_its_size_twice_in_steps_of_eight() -> None:
    """The copy at the end is the size at the beginning, and the time is the event's."""
    for chunk in _chunks(write_log(None, EVENTS)):
        for record in _records(chunk, *struct.unpack_from("<I", chunk, 0x30)):
            assert (record.size, 0) == (record.size_copy, record.size % 8)
            assert EVENTS[record.number - 1].time == record.time


def test_checksums_fit() -> None:
    """File header, chunk headers and chunk data, by our sums and by those of two readers."""
    log = write_log(None, EVENTS, dirty=True)
    file = pyevtx.file()
    file.open_file_object(io.BytesIO(log))

    assert struct.unpack_from("<I", log, 0x7C)[0] == crc32(log[:0x78])
    for chunk in _chunks(log):
        free, data_sum = struct.unpack_from("<II", chunk, 0x30)
        assert data_sum == crc32(chunk[0x200:free])
        assert struct.unpack_from("<I", chunk, 0x7C)[0] == crc32(chunk[:0x78] + chunk[0x80:0x200])
    assert FileHeader(log, 0).verify()
    assert all(chunk.verify() for chunk in FileHeader(log, 0).chunks())
    assert not file.is_corrupted()
    assert file.number_of_recovered_records == 0
    file.close()


@pytest.mark.parametrize(
    ("dirty", "full", "flags"), [(False, False, 0), (True, False, 1), (False, True, 2), (True, True, 3)]
)
def test_the_file_header_says_what_it_is_told(dirty: bool, full: bool, flags: int) -> None:
    """Version, counts and flags; the count of chunks may be stale."""
    log = write_log(
        None,
        EVENTS[:10],
        first_record=FIRST,
        dirty=dirty,
        full=full,
        chunk_fill=4,
        declared_chunks=2,
        minor_version=2,
    )

    assert struct.unpack_from("<8sQQQ", log) == (b"ElfFile\0", 0, 1, FIRST + 10)
    assert struct.unpack_from("<IHHHH", log, 0x20) == (0x80, 2, 3, 0x1000, 2)
    assert struct.unpack_from("<I", log, 0x78) == (flags,)
    assert len(_chunks(log)) == 3


def test_each_name_stands_once_in_a_chunk_and_is_found_by_its_hash() -> None:
    """The buckets lead to every name, and no name is there twice."""
    chunk = write_chunk(EVENTS[:5])

    names = [
        (bucket, *_name(chunk, offset))
        for bucket, head in enumerate(struct.unpack_from("<64I", chunk, 0x80))
        for offset in _chain(chunk, head)
    ]

    texts = [text for _, _, text in names]
    assert sorted(set(texts)) == sorted(texts)
    assert {"Event", "System", "Provider", "EventData", "Data", "Name", "Binary", "xmlns"} <= set(texts)
    for bucket, hashed, text in names:
        assert (hashed, hashed % 64) == (name_hash(text.encode("utf-16-le")), bucket)


def test_the_hash_of_a_name_is_the_one_windows_writes() -> None:
    """Hashes seen in real logs."""
    seen = {"Event": 0x0CBA, "System": 0x546F, "Provider": 0x7BF1, "Data": 0x6F8A, "EventRecordID": 0x0346}

    assert seen == {name: name_hash(name.encode("utf-16-le")) for name in seen}


def test_each_template_stands_once_in_a_chunk_and_is_found_by_its_identifier() -> None:
    """Three System templates or less, one EventData template for each layout."""
    chunk = write_chunk(EVENTS[:10])

    guids = [
        chunk[offset + 4 : offset + 20]
        for head in struct.unpack_from("<32I", chunk, 0x180)
        for offset in _chain(chunk, head)
    ]

    assert len(set(guids)) == len(guids) == 7
    assert guids == sorted(guids, key=lambda guid: guid[0] % 32)


def test_a_template_is_the_same_in_every_chunk() -> None:
    """Its GUID follows from its tokens, not from its place."""
    first, second = (write_chunk(events) for events in (EVENTS[:2], EVENTS[1:2]))
    template = struct.unpack_from("<I", second, 0x200 + 24 + 10)[0]
    guid = second[template + 4 : template + 20]

    assert guid in first


def test_write_chunk_refuses_what_needs_two() -> None:
    """A chunk is not cut silently."""
    with pytest.raises(DoesNotFitError, match="of the events fit into one chunk"):
        write_chunk(EVENTS)


def _chunks(log: bytes) -> list[bytes]:
    return [log[offset : offset + CHUNK_SIZE] for offset in range(0x1000, len(log), CHUNK_SIZE)]


def _records(chunk: bytes, free: int) -> list[Record]:
    records: list[Record] = []
    offset = 0x200
    while offset < free:
        magic, size, number, time = struct.unpack_from("<4sIQQ", chunk, offset)
        assert magic == b"**\0\0"
        records.append(
            Record(offset, size, number, time, *struct.unpack_from("<I", chunk, offset + size - 4))
        )
        offset += size
    return records


def _chain(chunk: bytes, head: int) -> list[int]:
    offsets: list[int] = []
    while head:
        offsets.append(head)
        (head,) = struct.unpack_from("<I", chunk, head)
    return offsets


def _name(chunk: bytes, offset: int) -> tuple[int, str]:
    hashed, length = struct.unpack_from("<HH", chunk, offset + 4)
    return hashed, chunk[offset + 8 : offset + 8 + 2 * length].decode("utf-16-le")
