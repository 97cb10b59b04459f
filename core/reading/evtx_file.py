"""The first bytes of a log and of each of its 64 KiB chunks into what they say of themselves.

Layout: libevtx, "Windows XML Event Log (EVTX) format", sections 3 (file header) and 4 (chunk).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

FILE_HEADER_SIZE = 0x1000
CHUNK_SIZE = 0x10000
CHUNK_HEADER_SIZE = 0x200
FILE_MAGIC = b"ElfFile\0"
CHUNK_MAGIC = b"ElfChnk\0"
MOST_RECORDS_IN_A_CHUNK = (CHUNK_SIZE - CHUNK_HEADER_SIZE) // 28

_FILE_HEADER = struct.Struct("<8sQQQIHHHH")
_FLAG_DIRTY, _FLAG_FULL, _FLAG_NO_CHECKSUMS = 1, 2, 4


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What the file header declares; a log that is still open (dirty) may declare too little."""

    chunks_declared: int
    """16 bits wide in the format, so it wraps in files of more than 65,535 chunks."""
    next_record_number: int
    version: tuple[int, int]
    dirty: bool
    full: bool
    has_checksums: bool
    """False where the writer says that it made none (flag 0x4)."""
    checksum_agrees: bool


def read_file_header(head: bytes) -> FileHeader | None:
    """Read a log's first 4,096 bytes; `None` where they do not begin with `ElfFile`."""
    if len(head) < 128 or head[:8] != FILE_MAGIC:
        return None
    _, _, _, next_record, _, minor, major, _, chunks = _FILE_HEADER.unpack_from(head)
    flags, checksum = struct.unpack_from("<II", head, 120)
    return FileHeader(
        chunks_declared=chunks,
        next_record_number=next_record,
        version=(major, minor),
        dirty=bool(flags & _FLAG_DIRTY),
        full=bool(flags & _FLAG_FULL),
        has_checksums=not flags & _FLAG_NO_CHECKSUMS,
        checksum_agrees=zlib.crc32(head[:120]) == checksum,
    )


@dataclass(frozen=True, slots=True)
class ChunkHeader:
    """What a chunk says of itself, and whether the checksum of its header agrees."""

    has_magic: bool
    first_record_number: int
    """The chunk's "first event record identifier" (0x18), which the record headers count on from."""
    last_record_number: int
    counted_records: int
    """By the chunk's other range, its "first and last event record number" (0x08)."""
    free_space_offset: int
    """Bytes from the chunk's start to the end of its live records."""
    header_checksum_agrees: bool
    data_checksum: int
    """Of the live records, as written; `data_checksum_agrees` makes it anew, which takes a while."""

    @property
    def declared_records(self) -> int:
        """Records by the chunk's own numbers; 0 where its two ranges differ or no chunk can hold so many."""
        count = self.last_record_number - self.first_record_number + 1
        return count if count == self.counted_records and 0 < count <= MOST_RECORDS_IN_A_CHUNK else 0


def read_chunk_header(chunk: bytes | memoryview) -> ChunkHeader:
    """Read the header of one whole chunk of 65,536 bytes and check its checksum."""
    view = memoryview(chunk)
    counted_first, counted_last, first, last = struct.unpack_from("<QQQQ", chunk, 0x08)
    free_space, data_checksum = struct.unpack_from("<II", chunk, 0x30)
    (header_checksum,) = struct.unpack_from("<I", chunk, 0x7C)
    of_header = zlib.crc32(view[0x80:CHUNK_HEADER_SIZE], zlib.crc32(view[:0x78]))
    return ChunkHeader(
        has_magic=bytes(chunk[:8]) == CHUNK_MAGIC,
        first_record_number=first,
        last_record_number=last,
        counted_records=counted_last - counted_first + 1,
        free_space_offset=free_space,
        header_checksum_agrees=of_header == header_checksum,
        data_checksum=data_checksum,
    )


def data_checksum_agrees(chunk: bytes | memoryview, header: ChunkHeader) -> bool:
    """Check the checksum of a whole chunk's live records."""
    end = header.free_space_offset
    end = end if CHUNK_HEADER_SIZE <= end <= CHUNK_SIZE else CHUNK_SIZE
    return zlib.crc32(memoryview(chunk)[CHUNK_HEADER_SIZE:end]) == header.data_checksum


def first_chunk_offset(head: bytes) -> int | None:
    """Give the offset of the first chunk, by a file's first bytes; `None` where they hold no log.

    A carved log may lack its file header, or hold something else in its place: there the first magic of a chunk
    tells how chunks are aligned. The first of them need not have kept its own.
    """
    if head[:8] == FILE_MAGIC:
        return FILE_HEADER_SIZE
    at = head.find(CHUNK_MAGIC)
    return None if at < 0 else at % CHUNK_SIZE


def count_chunks(size: int, first_chunk: int) -> int:
    """Give the chunks of a file of `size` bytes, a truncated last one included; no header is believed."""
    return max(0, -(-(size - first_chunk) // CHUNK_SIZE))
