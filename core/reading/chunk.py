"""One chunk's bytes into its records' places, and an account of what is present and what is damaged."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.reading.chunk_copy import padded
from core.reading.evtx_file import CHUNK_SIZE, ChunkHeader, data_checksum_agrees, read_chunk_header
from core.reading.read_report import Failure, NumberRange, RangeReport, runs
from core.reading.record_walk import Break, Span, Walk, walk


@dataclass(frozen=True)
class Chunk:
    """One chunk in memory."""

    file: str
    """The file's name as text."""
    number: int
    start: int
    """Offset in the file."""
    data: bytes
    """65,536 bytes, padded where the file ends before."""
    available: int
    """Bytes of it that are in the file."""
    header: ChunkHeader
    walk: Walk

    @cached_property
    def sha256(self) -> str:
        """Hash of its bytes in the file."""
        return hashlib.sha256(self.data[: self.available]).hexdigest()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Places of the live records."""
        return self.walk.spans

    def spans_over(self, offsets: Sequence[int]) -> tuple[Span, ...]:
        """Give the records that hold one of these offsets, which ascend and count from the chunk's start."""
        found: list[Span] = []
        at = 0
        for span in self.spans:
            while at < len(offsets) and offsets[at] <= span.offset:
                at += 1
            if at == len(offsets):
                break
            if offsets[at] <= span.offset + span.size:
                found.append(span)
        return tuple(found)


def load(file: str, number: int, start: int, data: bytes) -> Chunk:
    """Take the bytes of one chunk, perhaps cut by the end of the file, and find its records."""
    whole = padded(data)
    header = read_chunk_header(whole)
    return Chunk(file, number, start, whole, len(data), header, walk(whole, len(data), header))


def account(chunk: Chunk, report: RangeReport) -> None:
    """Add to the report what this chunk holds: all records present, and the failures known before reading."""
    header, is_cut = chunk.header, chunk.available < CHUNK_SIZE
    if not header.has_magic and not chunk.spans and is_cut:
        report.trailing_bytes += chunk.available
        return
    report.chunks_present += 1
    report.slack_records += chunk.walk.slack_records
    report.chunks_truncated += is_cut
    if not header.has_magic:
        report.bad_magic.append(chunk.number)
    if not header.header_checksum_agrees:
        report.bad_header_checksum.append(chunk.number)
    if not is_cut and not data_checksum_agrees(chunk.data, header):
        report.bad_data_checksum.append(chunk.number)
    failures = [_failure(chunk, found) for found in chunk.walk.breaks]
    accounted = len(chunk.spans) + sum(failure.records for failure in failures)
    declared = _believed_numbers(chunk)
    if declared and (unseen := declared[1] - declared[0] + 1 - accounted) > 0:
        failures.append(_unseen(chunk, unseen))
        accounted += unseen
    report.records_present += accounted
    report.failures += failures
    report.numbers += runs([span[2] for span in chunk.spans])
    report.numbers += [
        (found.number, found.number + found.records - 1)
        for found in chunk.walk.breaks
        if found.number is not None and found.records
    ]
    if declared:
        report.numbers.append(declared)
    if not chunk.spans and not header.has_magic and not failures:
        report.failures.append(_no_chunk(chunk))


def _believed_numbers(chunk: Chunk) -> NumberRange | None:
    """Believe the header's number range where its checksum agrees or the first record bears its first number."""
    header = chunk.header
    if not header.declared_records:
        return None
    starts_there = bool(chunk.spans) and chunk.spans[0].number == header.first_record_number
    if header.header_checksum_agrees or starts_there:
        return header.first_record_number, header.last_record_number
    return None


def _failure(chunk: Chunk, found: Break) -> Failure:
    raw = chunk.data[found.offset : found.offset + found.size].hex() if found.is_cut else None
    return Failure(
        chunk=chunk.number,
        file_offset=chunk.start + found.offset,
        size=found.size,
        records=found.records,
        record_number=found.number,
        reason=found.reason,
        raw=raw,
    )


def _unseen(chunk: Chunk, records: int) -> Failure:
    where = "behind the end of the file" if chunk.available < CHUNK_SIZE else "in it"
    return Failure(
        chunk=chunk.number,
        file_offset=chunk.start,
        size=chunk.available,
        records=records,
        reason=f"the chunk's header counts more records than are found {where}",
    )


def _no_chunk(chunk: Chunk) -> Failure:
    return Failure(
        chunk=chunk.number,
        file_offset=chunk.start,
        size=chunk.available,
        records=0,
        reason="the chunk does not begin with ElfChnk and holds no record",
    )
