"""Rows and reports into what a terminal shows: the flagged table, the closing lines, a progress line.

Colour, width and the width of letters are left to `rich`; every text from a log is made visible before.
"""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from core.detection.descendants import DESCENDANT
from core.detection.severity import Severity
from core.detection.verification import Agreement
from core.notation import filetime
from core.notation.visible import one_line
from core.processes.process import ParentLink
from core.reading.read_report import ReadReport
from core.words.read_words import NO_CREATIONS, count, headline, sentence
from core.words.visibility_words import blind_line, what_none_means
from core.work.chunk_range import Effort

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from core.detection.detections import Detection
    from core.story.visibility import HostVisibility
    from core.work.scan import Batch, ScanOptions, ScanResult

NARROWEST_TABLE = 150
"""Columns that a table needs; in a narrower terminal each row is a block of lines."""
WITHOUT_TERMINAL = 200
WIDEST_UNSHARED = 24
"""Columns that a cell without a share of the width may take, such as a host's name; it is folded beyond."""
MOST_FILES_NAMED = 10

_SIGNS = {Severity.HIGH: "▲", Severity.MEDIUM: "◆", Severity.LOW: "●", Severity.INFO: "○"}
_STYLES = {
    Severity.HIGH: "bold #D55E00",
    Severity.MEDIUM: "#E69F00",
    Severity.LOW: "#56B4E9",
    Severity.INFO: "dim",
}
_HEADINGS = (
    ("Severity", 0),
    ("Time (UTC)", 0),
    ("Host", 0),
    ("User", 3),
    ("Integrity", 0),
    ("Parent → child", 4),
    ("Command line", 9),
    ("Document", 5),
)
"""Heading, and its share of the width; 0 is as wide as its content."""


def table(flagged: Sequence[Detection], result: ScanResult, stream: TextIO | None) -> str:
    """Draw the flagged rows under a headline, the most severe first and within that the newest."""
    from rich.text import Text

    console = _console(stream)
    ordered = sorted(flagged, key=most_urgent_first)
    with console.capture() as drawn:
        shown = sum(DESCENDANT not in one.matched for one in flagged)
        console.print(Text(headline(shown, result), "bold"), soft_wrap=True)
        if flagged:
            console.print()
            console.print(_grid(ordered) if console.width >= NARROWEST_TABLE else _blocks(ordered))
    return drawn.get()


def _grid(flagged: Iterable[Detection]) -> Table:
    """Draw a line for each row."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for heading, share in _HEADINGS:
        widest = None if share else WIDEST_UNSHARED
        grid.add_column(heading, ratio=share or None, max_width=widest, overflow="fold")
    for detection in flagged:
        grid.add_row(_severity(detection), *(Text(one_line(text)) for text in _cells(detection)))
    return grid


def _blocks(flagged: Iterable[Detection]) -> Table:
    """Draw three lines or more for each row: what and when, the command line, the document."""
    from rich.table import Table
    from rich.text import Text

    blocks = Table.grid(padding=(0, 2, 1, 0))
    blocks.add_column()
    blocks.add_column(overflow="fold")
    for detection in flagged:
        *head, command_line, document = (one_line(text) for text in _cells(detection))
        first = Text("  ".join(text for text in head if text), "bold")
        blocks.add_row(
            _severity(detection), Text("\n").join((first, Text(command_line), Text(document, "dim")))
        )
    return blocks


def _severity(detection: Detection) -> Text:
    from rich.text import Text

    severity = detection.severity
    return Text(f"{_SIGNS[severity]} {severity}", _STYLES[severity])


def most_urgent_first(detection: Detection) -> tuple[int, int]:
    """Give what rows that are read from the top are put in order by."""
    return detection.severity.rank, -(detection.process.time_created or 0)


def _cells(detection: Detection) -> tuple[str, ...]:
    process, document = detection.process, detection.document
    moment = filetime.to_datetime(process.time_created or 0)
    link = "" if process.parent_link is ParentLink.RECORDED else f" ({process.parent_link})"
    return (
        f"{moment:%Y-%m-%d %H:%M:%S}" if process.time_created and moment else "",
        process.hostname or "",
        process.user or "",
        process.integrity_level or "",
        f"{process.parent_exe or '?'}{link} → {process.exe or '?'}",
        process.command_line or "(the log has no command line)",
        " ".join(text for text in (document.path, document.note and f"({document.note})") if text),
    )


def _console(stream: TextIO | None) -> Console:
    from rich.console import Console

    if stream is not None and stream.isatty():
        return Console(file=stream, highlight=False)
    return Console(file=io.StringIO(), highlight=False, width=WITHOUT_TERMINAL, color_system=None)


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
    """Say where hosts were blind; where nothing is flagged also for which time that can be trusted."""
    if not result.flagged:
        yield from what_none_means(hosts)
    elif line := blind_line(hosts):
        yield f"{line}; --report names them all."


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
