"""A chunk's bytes into the places of its records, by the record headers alone.

Neither parser is asked: what is present in a chunk must be known before anyone reads it, so that
"read + failed = present" can fail. Where the chain of sizes breaks, the walk goes on at the next place that
has the record magic and a size that its copy at the record's end confirms; parsers give up there.
Layout: libevtx, "Windows XML Event Log (EVTX) format", section 4.2 (event record).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from core.reading.evtx_file import CHUNK_HEADER_SIZE, CHUNK_SIZE, ChunkHeader

RECORD_MAGIC = b"**\0\0"
SMALLEST_RECORD = 28
_MAGIC = 0x2A2A
_MAGICS = re.compile(re.escape(RECORD_MAGIC))
"""Counts magics twice as fast as `bytes.count` does."""
_HEAD = struct.Struct("<IIQ")
_SIZE = struct.Struct("<I")


class Span(NamedTuple):
    """One record in a chunk."""

    offset: int
    """Bytes from the chunk's start."""
    size: int
    number: int
    """Record number in the record header."""


@dataclass(frozen=True, slots=True)
class Break:
    """Bytes in the live part of a chunk that are no whole record."""

    offset: int
    size: int
    records: int
    """Records that were lost here, by the numbers before and behind, or one where a record visibly begins."""
    number: int | None
    """Number of the first of them, by its header or its neighbours'."""
    reason: str
    is_cut: bool = False
    """True where the file ends inside a record."""


@dataclass(frozen=True, slots=True)
class Walk:
    """All that a chunk holds, in the order of its bytes."""

    spans: tuple[Span, ...]
    breaks: tuple[Break, ...]
    slack_records: int
    """Whole records behind the live ones: older, overwritten or deleted; not read."""


def walk(chunk: bytes | bytearray, available: int, header: ChunkHeader) -> Walk:
    """Find every record of a chunk of which `available` bytes are in the file."""
    end = _end_of_live_records(chunk, available, header)
    spans, breaks = _chain(chunk, min(end, available), end)
    if len(_MAGICS.findall(chunk, CHUNK_HEADER_SIZE, min(end, available))) > len(spans):
        breaks = sorted([*breaks, *_hidden(chunk, spans)], key=lambda found: found.offset)
    slack = _chain(chunk, available, available, start=end)[0] if end < available else []
    return Walk(tuple(spans), tuple(breaks), len(slack))


def count_records(data: bytes) -> int:
    """Count whole records anywhere in bytes that are no chunk."""
    count, at = 0, data.find(RECORD_MAGIC)
    while at >= 0:
        whole = is_record(data, at, len(data))
        count += whole
        step = _SIZE.unpack_from(data, at + 4)[0] if whole else 1
        at = data.find(RECORD_MAGIC, at + step)
    return count


def _hidden(chunk: bytes | bytearray, spans: Iterable[Span]) -> Iterator[Break]:
    """Find whole records inside others: a known way to remove one from sight is to enlarge the one before it.

    The last one hidden so ends where its host ends, and its size copy has become its host's.
    """
    for span in spans:
        end = span.offset + span.size
        at = chunk.find(RECORD_MAGIC, span.offset + 1, end - SMALLEST_RECORD)
        while at >= 0:
            _, size, number = _HEAD.unpack_from(chunk, at)
            if is_record(chunk, at, end) or (at + size == end and size >= SMALLEST_RECORD):
                reason = (
                    f"a whole record is hidden inside the record at offset 0x{span.offset:X} of the chunk"
                )
                yield Break(at, size, 1, number, f"{reason}: the log may have been edited")
            at = chunk.find(RECORD_MAGIC, at + 1, end - SMALLEST_RECORD)


def is_record(chunk: bytes | bytearray, at: int, end: int) -> bool:
    """Tell whether a whole record stands at `at`: magic, size, and the size's copy agree before `end`."""
    if at + SMALLEST_RECORD > end:
        return False
    magic, size, _ = _HEAD.unpack_from(chunk, at)
    if magic != _MAGIC or size < SMALLEST_RECORD or at + size > end:
        return False
    return bool(_SIZE.unpack_from(chunk, at + size - 4)[0] == size)


def _end_of_live_records(chunk: bytes | bytearray, available: int, header: ChunkHeader) -> int:
    """Believe the header's free space offset where its checksum, or the walk itself, confirms it."""
    declared = header.free_space_offset
    if not CHUNK_HEADER_SIZE <= declared <= CHUNK_SIZE:
        return CHUNK_SIZE
    if header.header_checksum_agrees or declared > available:
        return declared
    spans, _ = _chain(chunk, available, available)
    if not spans or any(span.offset + span.size == declared for span in spans):
        return declared
    return available


def _chain(
    chunk: bytes | bytearray, end: int, declared_end: int, start: int = CHUNK_HEADER_SIZE
) -> tuple[list[Span], list[Break]]:
    spans: list[Span] = []
    breaks: list[Break] = []
    at, last = start, -1
    head, size_copy, new = _HEAD.unpack_from, _SIZE.unpack_from, tuple.__new__
    while at < end:
        if at + SMALLEST_RECORD <= end:
            magic, size, number = head(chunk, at)
            fits = magic == _MAGIC and SMALLEST_RECORD <= size <= end - at
            if fits and size_copy(chunk, at + size - 4)[0] == size:
                spans.append(new(Span, (at, size, number)))  # half the time of Span(at, size, number)
                at, last = at + size, number
                continue
        resumed = _next_record(chunk, at + 1, end, last)
        if resumed is not None and _only_its_size_is_lost(chunk, at, resumed, last):
            spans.append(Span(at, resumed - at, _HEAD.unpack_from(chunk, at)[2]))
        elif found := _describe(chunk, at, resumed, end, declared_end, last):
            breaks.append(found)
        at = end if resumed is None else resumed
    return spans, breaks


def _next_record(chunk: bytes | bytearray, start: int, end: int, last: int) -> int | None:
    at = chunk.find(RECORD_MAGIC, start, end)
    while at >= 0:
        if is_record(chunk, at, end) and _HEAD.unpack_from(chunk, at)[2] > last:
            return at
        at = chunk.find(RECORD_MAGIC, at + 1, end)
    return None


def _only_its_size_is_lost(chunk: bytes | bytearray, at: int, resumed: int, last: int) -> bool:
    """Tell a record whose size alone is lost: its neighbours' numbers leave room for it and nothing else."""
    if resumed - at < SMALLEST_RECORD or chunk[at : at + 4] != RECORD_MAGIC:
        return False
    _, size, number = _HEAD.unpack_from(chunk, at)
    behind = _HEAD.unpack_from(chunk, resumed)[2]
    return bool(size == 0 and last + 1 == number == behind - 1)


def _describe(
    chunk: bytes | bytearray, at: int, resumed: int | None, end: int, declared_end: int, last: int
) -> Break | None:
    """Say what stands at `at` instead of a whole record; `None` where it is only zero bytes."""
    stop = end if resumed is None else resumed
    size, number = None, None
    if at + _HEAD.size <= end and chunk[at : at + 4] == RECORD_MAGIC:
        _, size, number = _HEAD.unpack_from(chunk, at)
    if resumed is None and end < declared_end:
        return Break(at, end - at, 1, number, "the file ends inside this record", is_cut=True)
    if not any(chunk[at:stop]):
        return None
    lost = 0 if number is None else 1
    if resumed is not None and last >= 0:
        between = _HEAD.unpack_from(chunk, resumed)[2] - last - 1
        if 0 < between <= (stop - at) // SMALLEST_RECORD + 1:
            lost, number = between, last + 1
    return Break(at, stop - at, lost, number, _reason(size))


def _reason(size: int | None) -> str:
    if size is None:
        return "bytes that are no record stand in the chain of records"
    if size < SMALLEST_RECORD:
        return f"the record says that it is {size} bytes long"
    return f"the record says that it is {size} bytes long; the copy of its size behind it does not agree"
