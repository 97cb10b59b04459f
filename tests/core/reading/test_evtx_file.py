"""What the headers of a log and of its chunks say, and what is not believed."""

from __future__ import annotations

import struct
from collections.abc import Callable
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading.evtx_file import (
    CHUNK_HEADER_SIZE,
    CHUNK_MAGIC,
    CHUNK_SIZE,
    FILE_HEADER_SIZE,
    FILE_MAGIC,
    MOST_RECORDS_IN_A_CHUNK,
    ChunkHeader,
    FileHeader,
    count_chunks,
    data_checksum_agrees,
    first_chunk_offset,
    read_chunk_header,
    read_file_header,
)
from tests.core.log_reading import steady
from tests.evtx_writer import damage, sysmon_1, write_chunk, write_log

LOG = write_log(None, [sysmon_1() for _ in range(6)], first_record=100, chunk_fill=2)
CHUNK = LOG[FILE_HEADER_SIZE : FILE_HEADER_SIZE + CHUNK_SIZE]
NO_RECORD = 2**64 - 1


def test_the_sizes_are_those_of_the_format() -> None:
    """libevtx's description of the format, sections 3 and 4."""
    sizes = (FILE_HEADER_SIZE, CHUNK_SIZE, CHUNK_HEADER_SIZE, FILE_MAGIC, CHUNK_MAGIC)

    assert sizes == (4096, 65536, 512, b"ElfFile\0", b"ElfChnk\0")


def test_a_sound_file_header() -> None:
    """Everything that it declares, and its checksum agrees."""
    expected = FileHeader(
        chunks_declared=3,
        next_record_number=106,
        version=(3, 1),
        dirty=False,
        full=False,
        has_checksums=True,
        checksum_agrees=True,
    )

    assert expected == read_file_header(LOG[:FILE_HEADER_SIZE])


@pytest.mark.parametrize(("dirty", "full"), [(False, False), (True, False), (False, True), (True, True)])
def test_flags_of_a_file_header(dirty: bool, full: bool) -> None:
    """Each flag has a bit of its own."""
    header = read_file_header(write_log(None, [], dirty=dirty, full=full))

    assert header is not None
    assert (dirty, full) == (header.dirty, header.full)


@pytest.mark.parametrize(("flags", "expected"), [(0, True), (1, True), (4, False), (5, False)])
def test_a_log_may_say_that_it_has_no_checksums(flags: int, expected: bool) -> None:
    """Flag 0x4."""
    head = LOG[:0x78] + struct.pack("<I", flags) + LOG[0x7C:FILE_HEADER_SIZE]

    header = read_file_header(head)

    assert header is not None
    assert expected is header.has_checksums


def test_a_newer_version_is_told() -> None:
    """Windows 11 writes 3.2."""
    header = read_file_header(write_log(None, [], minor_version=2))

    assert header is not None
    assert header.version == (3, 2)


def test_a_stale_header_is_told_as_it_is() -> None:
    """A log that is still open declares too few chunks, and says that it is dirty."""
    header = read_file_header(damage.stale_header(LOG, 1))

    assert header is not None
    assert (header.dirty, header.chunks_declared, header.checksum_agrees) == (True, 1, True)


@pytest.mark.parametrize("offset", [0x08, 0x10, 0x2A, 0x77, 0x7C])
def test_a_changed_file_header_does_not_agree_with_its_checksum(offset: int) -> None:
    """The checksum is over the first 120 bytes."""
    header = read_file_header(damage.flip_byte(LOG, offset))

    assert header is not None
    assert not header.checksum_agrees


@pytest.mark.parametrize(
    "head",
    [b"", FILE_MAGIC, LOG[:127], b"ElfFilE\0" + LOG[8:4096], damage.zero_file_header(LOG), CHUNK],
    ids=["empty", "magic-only", "127-bytes", "other-magic", "zeros", "chunk"],
)
def test_what_is_no_file_header(head: bytes) -> None:
    """It is `None`, never a guess."""
    assert read_file_header(head) is None


@steady
@given(st.binary(max_size=200) | st.binary(max_size=200).map(FILE_MAGIC.__add__))
def test_any_bytes_give_a_file_header_or_none(head: bytes) -> None:
    """Nothing is raised."""
    header = read_file_header(head)

    assert (header is not None) == (len(head) >= 128 and head.startswith(FILE_MAGIC))


def test_a_sound_chunk_header() -> None:
    """Both ranges of numbers, the end of the records, and the checksums."""
    (free_space,) = struct.unpack_from("<I", CHUNK, 0x30)
    expected = ChunkHeader(
        has_magic=True,
        first_record_number=100,
        last_record_number=101,
        counted_records=2,
        free_space_offset=free_space,
        header_checksum_agrees=True,
        data_checksum=crc32(CHUNK[0x200:free_space]),
    )

    header = read_chunk_header(CHUNK)

    assert expected == header
    assert header.declared_records == 2


@pytest.mark.parametrize(
    ("damaged", "expected"),
    [
        # has its magic, checksum of its header agrees, checksum of its data agrees
        (lambda log: log, (True, True, True)),
        (lambda log: damage.zero_chunk_magic(log, 0), (False, False, True)),
        (lambda log: damage.flip_chunk_header(log, 0), (True, False, True)),
        (lambda log: damage.flip_chunk_header(log, 0, 0x100), (True, False, True)),
        (lambda log: damage.flip_chunk_header(log, 0, 0x7C), (True, False, True)),
        (lambda log: damage.flip_chunk_header(log, 0, 0x79), (True, True, True)),
        (lambda log: damage.flip_chunk_data(log, 0), (True, True, False)),
        (lambda log: damage.flip_byte(log, 0x1000 + 0xFFFF), (True, True, True)),
        (lambda log: damage.reseal(damage.flip_chunk_data(log, 0)), (True, True, True)),
    ],
    ids=["sound", "magic", "header", "table", "checksum", "flags", "data", "free-space", "resealed"],
)
def test_checksums_of_a_chunk(damaged: Callable[[bytes], bytes], expected: tuple[bool, bool, bool]) -> None:
    """Of the header without its flags and its own checksum, and of the records up to the free space."""
    chunk = damaged(LOG)[FILE_HEADER_SIZE:][:CHUNK_SIZE]
    header = read_chunk_header(chunk)

    assert expected == (
        header.has_magic,
        header.header_checksum_agrees,
        data_checksum_agrees(chunk, header),
    )


@pytest.mark.parametrize(
    ("counted", "numbers", "expected"),
    [
        ((1, 5), (1, 5), 5),
        ((1, 5), (10_001, 10_005), 5),
        ((1, 1), (7, 7), 1),
        ((1, 5), (1, 6), 0),
        ((0, 0), (7, 9), 0),
        ((5, 1), (5, 1), 0),
        ((1, MOST_RECORDS_IN_A_CHUNK), (1, MOST_RECORDS_IN_A_CHUNK), MOST_RECORDS_IN_A_CHUNK),
        ((1, MOST_RECORDS_IN_A_CHUNK + 1), (1, MOST_RECORDS_IN_A_CHUNK + 1), 0),
        ((0, NO_RECORD), (0, NO_RECORD), 0),
        ((1, 0), (NO_RECORD, NO_RECORD), 0),
    ],
)
def test_how_many_records_a_chunk_declares(
    counted: tuple[int, int], numbers: tuple[int, int], expected: int
) -> None:
    """Only where its two ranges agree on a number that a chunk can hold."""
    chunk = bytearray(CHUNK)
    struct.pack_into("<QQQQ", chunk, 8, *counted, *numbers)

    assert expected == read_chunk_header(bytes(chunk)).declared_records


def test_a_chunk_without_records_declares_none() -> None:
    """Its last number is all ones, as Windows writes it."""
    assert read_chunk_header(write_chunk([])).declared_records == 0


@steady
@given(st.binary(min_size=128, max_size=128))
def test_any_128_bytes_give_a_chunk_header(head: bytes) -> None:
    """Nothing is raised, and a chunk never declares more records than fit."""
    header = read_chunk_header(head + bytes(CHUNK_SIZE - 128))

    assert 0 <= header.declared_records <= MOST_RECORDS_IN_A_CHUNK


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (LOG, 0x1000),
        (FILE_MAGIC, 0x1000),
        (damage.zero_file_header(LOG), 0x1000),
        (damage.drop_file_header(LOG), 0),
        (b"carved" + CHUNK, 6),
        (damage.zero_chunk_magic(damage.zero_file_header(LOG), 0), 0x1000),
        (damage.zero_chunk_magic(damage.zero_chunk_magic(damage.zero_file_header(LOG), 0), 1), 0x1000),
        (damage.drop_file_header(damage.zero_chunk_magic(LOG, 0)), 0),
        (bytes(0xFFFF) + CHUNK, 0xFFFF),
        (bytes(CHUNK_SIZE) + CHUNK, 0),
        (b"", None),
        (damage.lfs_pointer(LOG), None),
        (bytes(8192), None),
    ],
    ids=[
        *("whole", "magic-only", "zeroed-header", "no-header", "carved", "no-first-magic"),
        *(
            "no-magic-but-the-third",
            "carved-without-first-magic",
            "largest-offset",
            "a-chunk-of-zeros-before",
        ),
        *("empty", "lfs", "zeros"),
    ],
)
def test_where_the_first_chunk_begins(head: bytes, expected: int | None) -> None:
    """By the file's magic, or else by the first magic of a chunk, whichever chunk it is."""
    assert expected == first_chunk_offset(head)


@pytest.mark.parametrize(
    ("size", "first_chunk", "expected"),
    [
        (0, 0x1000, 0),
        (0x0FFF, 0x1000, 0),
        (0x1000, 0x1000, 0),
        (0x1001, 0x1000, 1),
        (0x11000, 0x1000, 1),
        (0x11001, 0x1000, 2),
        (0x10000, 0, 1),
        (0x1000 + 70_000 * CHUNK_SIZE, 0x1000, 70_000),
    ],
)
def test_chunks_of_a_file(size: int, first_chunk: int, expected: int) -> None:
    """By its size alone, a cut one included; more than 65,535 do not wrap as the header's count does."""
    assert expected == count_chunks(size, first_chunk)
