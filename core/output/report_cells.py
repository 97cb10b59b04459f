"""Read reports into the lines of a sheet: one for each log, and one for each place that could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from core.reading.read_report import Failure, ReadReport
from core.words.read_words import notes

MOST_FAILURES = 100_000
"""Rows for places that could not be read; beyond them the read report (`--report`) is the place to look."""

FILE_TITLES = (
    *("Verdict", "File", "SHA-256", "Bytes", "Records present", "Records read", "Records failed"),
    *("Process creations", "Parents unknown", "What to know"),
)
_FAILURE_TITLES = (
    "Could not be read",
    "File",
    "Chunk",
    "Offset",
    "Bytes",
    "Records",
    "Record number",
    "Reason",
)
FILE_WIDTHS = (17, 48, 66, 14, 15, 14, 14, 18, 16, 90)


def report_cells(report: ReadReport) -> Iterator[str]:
    """Give a line of the sheet: how far one log was read."""
    yield from (report.verdict, report.file, report.sha256 or "", str(report.size))
    yield from (str(report.records_present), str(report.records_read), str(report.records_failed))
    yield from (str(report.process_creations), str(report.parents_unknown), "; ".join(notes(report)))


def failure_lines(reports: Iterable[ReadReport]) -> Iterator[Sequence[str]]:
    """Give a heading and a line for each place that could not be read; nothing where all could."""
    found = [
        (report.file, failure)
        for report in reports
        for failure in sorted(report.failures, key=lambda one: one.file_offset)
    ]
    if found:
        yield _FAILURE_TITLES
    for file, failure in found[:MOST_FAILURES]:
        yield _failure_cells(file, failure)
    if len(found) > MOST_FAILURES:
        yield (
            "",
            f"… and {len(found) - MOST_FAILURES:,} more places; the read report (--report) names them all",
        )


def _failure_cells(file: str, failure: Failure) -> Sequence[str]:
    chunk, number = failure.chunk, failure.record_number
    return (
        "",
        file,
        "" if chunk is None else str(chunk),
        f"0x{failure.file_offset:08X}",
        str(failure.size),
        str(failure.records),
        "" if number is None else str(number),
        failure.reason,
    )
