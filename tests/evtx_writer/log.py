"""Events into a complete log file."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from zlib import crc32

from .chunk import chunks
from .event import Event

FILE_MAGIC: Final = b"ElfFile\0"
FILE_HEADER_SIZE: Final = 0x1000

_MAJOR: Final = 3
_DIRTY, _FULL = 1, 2


def write_log(
    path: Path | None,
    events: Iterable[Event],
    *,
    first_record: int = 1,
    dirty: bool = False,
    full: bool = False,
    chunk_fill: int | None = None,
    declared_chunks: int | None = None,
    minor_version: int = 1,
) -> bytes:
    """The bytes of a log with `events`, written to `path` as well unless that is None.

    `chunk_fill` limits the records of each chunk; `declared_chunks` stands for the real chunk count.
    """
    written: list[bytes] = []
    next_record = first_record
    for writer in chunks(events, first_record, chunk_fill):
        written.append(writer.finish())
        next_record = writer.next_record
    header = file_header(
        len(written) if declared_chunks is None else declared_chunks,
        next_record,
        flags=(_DIRTY if dirty else 0) | (_FULL if full else 0),
        minor_version=minor_version,
    )
    log = header + b"".join(written)
    if path is not None:
        path.write_bytes(log)
    return log


def file_header(chunk_count: int, next_record: int, *, flags: int = 0, minor_version: int = 1) -> bytes:
    """The 4,096 bytes before the first chunk."""
    header = bytearray(FILE_HEADER_SIZE)
    struct.pack_into("<8sQQQ", header, 0, FILE_MAGIC, 0, max(chunk_count - 1, 0), next_record)
    struct.pack_into("<IHHHI", header, 0x20, 0x80, minor_version, _MAJOR, FILE_HEADER_SIZE, chunk_count)
    struct.pack_into("<I", header, 0x78, flags)
    seal_header(header)
    return bytes(header)


def seal_header(header: bytearray) -> None:
    """Write the checksum that belongs to the present first 0x78 bytes."""
    struct.pack_into("<I", header, 0x7C, crc32(header[:0x78]))
