"""Logs as they were found into reports that their ranges fill; what a stop left unread into failures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from core.errors import io_sentence
from core.reading.evtx_file import count_chunks
from core.reading.read_report import Failure, ReadReport
from core.work.chunk_range import ChunkRange, Effort
from core.work.file_hash import HashFile
from core.work.sources import LogFile, NoLog

NOT_COME_TO = "reading was stopped before it came to this part"


def first_report(source: LogFile | NoLog, effort: Effort) -> ReadReport:
    """Say of a file what is known before its ranges are read."""
    report = ReadReport(file=source.name, size=source.size, is_triage=effort is Effort.HOT)
    if isinstance(source, NoLog):
        report.error = source.reason
        return report
    header = source.header
    report.first_chunk_offset = source.first_chunk_offset
    report.has_file_header = header is not None
    if header is None and source.leading_records:
        report.failures.append(_cut_in_front(source))
        report.records_present += source.leading_records
    if header is not None:
        report.dirty, report.full = header.dirty, header.full
        report.file_header_checksum_agrees = header.checksum_agrees
        report.chunks_declared = header.chunks_declared
        report.has_checksums = header.has_checksums
        if header.checksum_agrees and not header.dirty:
            report.next_record_number = header.next_record_number
        in_file = count_chunks(source.size, source.first_chunk_offset)
        if header.checksum_agrees and header.chunks_declared > in_file:
            report.failures.append(_cut_off(source.size, in_file, header.chunks_declared))
    return report


def without_hash(report: ReadReport, reason: str) -> Failure:
    """Say that a file has no SHA-256."""
    return Failure(
        chunk=None, file_offset=0, size=report.size, records=0, reason=f"no SHA-256 was made: {reason}"
    )


def stopped(report: ReadReport, unread: Iterable[ChunkRange | HashFile]) -> ReadReport:
    """Give a log's report again after a stop, with a failure for each stretch whose units did not come back."""
    units = list(unread)
    ranges = [unit for unit in units if isinstance(unit, ChunkRange)]
    if ranges:
        report.is_stopped = True
        report.failures.extend(_stretches(ranges))
    elif units:
        report.failures.append(without_hash(report, "reading was stopped before its end"))
    return report


def _stretches(ranges: Sequence[ChunkRange]) -> list[Failure]:
    found: list[Failure] = []
    for one in sorted(ranges, key=lambda one: one.first):
        start, size = one.start, one.length
        chunk: int | None = one.first
        if found and found[-1].file_offset + found[-1].size == start:
            before = found.pop()
            chunk, start, size = before.chunk, before.file_offset, before.size + size
        found.append(Failure(chunk=chunk, file_offset=start, size=size, records=0, reason=NOT_COME_TO))
    return found


def change(log: LogFile) -> str | None:
    """Say how a log differs from what it was when it was found; `None` where it does not."""
    try:
        now = os.stat(log.path)
    except OSError as error:
        return f"it can no longer be looked at: {io_sentence(error)}"
    if now.st_size != log.size:
        return f"it was {log.size:,} bytes long when the scan began and is {now.st_size:,} now"
    if now.st_mtime_ns != log.modified_ns:
        return "it was written to while it was read"
    return None


def _cut_in_front(log: LogFile) -> Failure:
    reason = "the bytes before the first chunk are no chunk, and hold records; copy the log again"
    return Failure(
        chunk=None, file_offset=0, size=log.first_chunk_offset, records=log.leading_records, reason=reason
    )


def _cut_off(size: int, in_file: int, declared: int) -> Failure:
    reason = (
        f"the file ends after {in_file:,} of the {declared:,} chunks that its header counts; copy it again"
    )
    return Failure(chunk=in_file, file_offset=size, size=0, records=0, reason=reason)
