"""A chunk and the records wanted from it into a copy that both parsers can read; the evidence is not touched.

In the copy
- the string and template tables are zeroed: their links can be cyclic and hang a parser, and records are read
  the same without them (names and templates are found by the offsets in the records);
- the chain of sizes steps over everything but the wanted records, so damage between them does not end the read;
- where a record's number stood stands its key: the offset in the file, so that what a parser returns says
  where it came from;
- what a truncated file lacks is filled with 0xFF, which no parser takes for a name, a template or a value.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from core.reading.evtx_file import CHUNK_HEADER_SIZE, CHUNK_MAGIC, CHUNK_SIZE, FILE_HEADER_SIZE, FILE_MAGIC
from core.reading.record_walk import SMALLEST_RECORD, Span

CARRIER_KEY = 2**64 - 1
"""Key of the empty record that is laid at the chunk's start where no wanted record begins there.

Where the first wanted record leaves no room for it the bytes before are zeroed: the first reader then refuses
the copy, and the second, which is led to its record, reads it.
"""

_TABLES = slice(0x80, CHUNK_HEADER_SIZE)
_NO_TABLES = bytes(CHUNK_HEADER_SIZE - 0x80)
_SIZE_AND_KEY = struct.Struct("<IQ")
_CARRIER = struct.Struct("<4sIQQB")
_CHUNK_HEADER = struct.Struct("<8sQQQQIIII")
_FILE_HEADER = struct.Struct("<8sQQQIHHHH")


def file_header(chunks: int) -> bytes:
    """Make a file header for `chunks` chunk copies (no more than 65,535 of them)."""
    header = bytearray(FILE_HEADER_SIZE)
    _FILE_HEADER.pack_into(header, 0, FILE_MAGIC, 0, chunks - 1, 1, 0x80, 1, 3, FILE_HEADER_SIZE, chunks)
    return bytes(header)


def padded(chunk: bytes) -> bytes:
    """Fill a chunk that the file cuts off up to its whole size."""
    return chunk + b"\xff" * (CHUNK_SIZE - len(chunk))


def copy_chunk(chunk: bytes, wanted: Iterable[Span], start: int) -> bytearray:
    """Copy one whole chunk that begins at `start` in the file, so that a parser meets only the wanted records.

    `wanted` is in the order of the bytes and holds at least one span.
    """
    copy = bytearray(chunk)
    copy[_TABLES] = _NO_TABLES
    pack = _SIZE_AND_KEY.pack_into
    before: Span | None = None
    first = last = end = 0
    for span in wanted:
        offset, size, _ = span
        if before is None:
            first = offset
        elif end != offset:
            pack(copy, before.offset + 4, offset - before.offset, start + before.offset)
        pack(copy, offset + 4, size, start + offset)
        before, last, end = span, offset, offset + size
    room = first - CHUNK_HEADER_SIZE
    if room >= SMALLEST_RECORD:
        _CARRIER.pack_into(copy, CHUNK_HEADER_SIZE, b"**\0\0", room, CARRIER_KEY, 0, _END_OF_BINARY_XML)
    else:
        copy[CHUNK_HEADER_SIZE:first] = bytes(room)
    _CHUNK_HEADER.pack_into(copy, 0, CHUNK_MAGIC, 1, 1, 1, 1, 0x80, last, end, 0)
    return copy


_END_OF_BINARY_XML = 0
