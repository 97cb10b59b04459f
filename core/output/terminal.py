"""Reports into what a terminal shows beside the table: the closing lines, a progress line.

Colour, width and the width of letters are left to `rich`; every text from a log is made visible before.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from core.detection.verification import Agreement
from core.notation.visible import one_line
from core.output.flagged_table import most_urgent_first, table
from core.reading.read_report import ReadReport
from core.words.read_words import NO_CREATIONS, count, sentence
from core.words.visibility_words import blind_lines, what_none_means
from core.work.chunk_range import Effort

if TYPE_CHECKING:
    from core.detection.detections import Detection
    from core.story.visibility import HostVisibility
    from core.work.scan import Batch, ScanOptions, ScanResult

__all__ = ["closing_lines", "most_urgent_first", "progress", "table"]

MOST_FILES_NAMED = 10


def closing_lines(
    result: ScanResult, options: ScanOptions, shown: int, hosts: Sequence[HostVisibility] = ()
) -> Iterator[str]:
    """Say what the rows do not: what else matched, what is unknown, what was not read, why none may be there."""
    if shown or result.flagged:
        yield "A flag means an Excel child process; DDE is one possible cause."
    looser = [f"{count:,} by the rule {name}" for name, count in result.looser.items() if count]
    if looser:
        yield f"Flagged by other rules only: {', '.join(looser)} (see them with --rule)."
    if options.with_second_reader:
        yield from _second_readers_word(result.flagged)
    unknown = sum(report.parents_unknown for report in result.reports)
    if options.effort is Effort.HOT:
        yield (
            "Triage: only records whose bytes hold the parent's name were read. Other rules, inferred parents, "
            "renamed Excels, blind spans of hosts and the account of what could not be read need the full read "
            "(without --flagged-only)."
        )
    elif unknown:
        creations = count(unknown, "process creation")
        yield f"Parent unknown: {creations}; whether Excel spawned them, the logs do not say."
    if (
        options.effort is Effort.FULL
        and not result.creations
        and any(not one.error for one in result.reports)
    ):
        yield NO_CREATIONS
    if options.effort is Effort.FULL:
        yield from _blind_spans(result, hosts)
    yield from _oddities(result.reports)
    yield from _unread(result.reports)


def _blind_spans(result: ScanResult, hosts: Sequence[HostVisibility]) -> Iterator[str]:
    """Say where hosts were blind; where nothing is flagged also what was recorded of them."""
    if not result.flagged:
        yield from what_none_means(hosts)
    else:
        yield from blind_lines(hosts)


def _second_readers_word(flagged: Sequence[Detection]) -> Iterator[str]:
    said = Counter(one.verification.agreement for one in flagged if one.verification is not None)
    counts = ", ".join(f"{said[agreement]:,} {agreement}" for agreement in Agreement)
    yield f"Second reader: {counts}."
    doubted = [
        one for one in flagged if one.verification and one.verification.agreement is not Agreement.AGREE
    ]
    for one in doubted[:MOST_FILES_NAMED]:
        place, word = one.process.place, one.verification
        details = ", ".join(word.details) if word is not None else ""
        where = f"{one_line(place.file)}, offset 0x{place.file_offset:08X}"
        yield f"  {where}: {word.agreement if word else ''}: {one_line(details)}"
    if len(doubted) > MOST_FILES_NAMED:
        yield f"  … and {len(doubted) - MOST_FILES_NAMED:,} more; see `verified` in --format jsonl."


def _oddities(reports: Sequence[ReadReport]) -> Iterator[str]:
    """Name what does not keep a record from being read and still belongs into a report."""
    slack = sum(report.slack_records for report in reports)
    if slack:
        yield f"Not read: {count(slack, 'whole record')} behind the live ones of their chunks (older or deleted)."
    bad = [report.bad_checksums for report in reports if report.bad_checksums]
    if bad:
        chunks = sum(bad)
        where = f"{count(chunks, 'chunk')} of {count(len(bad), 'file')}"
        yield f"Checksums do not agree in {where}; --report names them."


def _unread(reports: Sequence[ReadReport]) -> Iterator[str]:
    lacking = [report for report in reports if not report.is_all_read]
    for report in lacking[:MOST_FILES_NAMED]:
        yield f"{one_line(report.file)}: {sentence(report)}"
    if len(lacking) > MOST_FILES_NAMED:
        more = len(lacking) - MOST_FILES_NAMED
        yield f"… and {more:,} more files not read completely; --report FILE names them all."


@contextmanager
def progress(stream: TextIO) -> Iterator[Callable[[Batch], None]]:
    """Show a progress bar while batches come in, and take it away at the end."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    found, last_drawn = 0, 0.0
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[found]} flagged", markup=False),
        console=Console(file=stream),
        transient=True,
        auto_refresh=False,
    )
    with bar:
        task = bar.add_task("", total=None, found=0)

        def show(batch: Batch) -> None:
            nonlocal found, last_drawn
            found += len(batch.flagged)
            if (now := time.monotonic()) - last_drawn < 0.1:
                return
            last_drawn = now
            name = one_line(batch.file)[-40:]
            bar.update(task, completed=batch.done, total=batch.total, description=name, found=found)
            bar.refresh()

        yield show
