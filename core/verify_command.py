"""The arguments of `verify` into its output: what became of each row of an export."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack

from core.errors import CellspawnError, UsageError, writing_sentence
from core.exit_status import ExitStatus
from core.notation.visible import one_line, visible
from core.output.export_check import Checked, Known, check, settled
from core.output.named_logs import NamedLogs
from core.output.read_export import ReadExport, read_export
from core.output.value_check import COMPARED, NOT_COMPARED, OF_THE_OTHER, check_values
from core.output.verify_words import Summary, json_parts, lines
from core.work.scan_result import NO_LOGS
from core.work.sources import LogFile, NoLog, find_logs, printable
from core.work.workers import Workers, default_jobs

MOST_AT_ONCE = 5_000
"""Rows that are settled, and their values compared, together."""
MOST_BYTES_AT_ONCE = 32 * 1024 * 1024
"""Of the lines of these rows."""
_MOST_NAMED = 10


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify, print, and return the exit status."""
    try:
        return _verify(arguments)
    except CellspawnError as error:
        sys.stderr.write(f"cellspawn: {visible(str(error))}\n")
        return ExitStatus.WRONG_USE


def _verify(arguments: argparse.Namespace) -> int:
    sources = find_logs(arguments.paths)
    logs = [one for one in sources if isinstance(one, LogFile)]
    with ExitStack() as stack:
        export = stack.enter_context(read_export(arguments.export))
        if not logs:
            raise UsageError(_why_none(sources))
        named = stack.enter_context(NamedLogs(logs))
        workers = None
        if arguments.values:
            workers = stack.enter_context(Workers(arguments.jobs or default_jobs()))
        found = _checked(export, named, workers)
        summary = Summary(with_values=arguments.values)
        if arguments.format == "json":
            about: dict[str, object] = {
                "export": printable(arguments.export),
                "format": export.kind,
                "values": arguments.values,
                "compared": [*COMPARED, *OF_THE_OTHER] if arguments.values else [],
                "not_compared": NOT_COMPARED
                if arguments.values
                else [*COMPARED, *OF_THE_OTHER, *NOT_COMPARED],
            }
            _print(json_parts(found, summary, about, [log.name for log in logs]))
            sys.stderr.write(f"{summary.sentence}\n")
        else:
            for one in found:
                summary.add(one)
            _print(f"{line}\n" for line in lines(summary))
    sys.stderr.write("".join(f"{line}\n" for line in _no_logs(sources)))
    return ExitStatus.OK if summary.is_confirmed else ExitStatus.INCOMPLETE


def _checked(export: ReadExport, logs: NamedLogs, workers: Workers | None) -> Iterator[Checked]:
    """Check all rows in their order, with their values where there are workers for that."""
    known: Known = set()
    for some in _some(check(row, logs) for row in export.rows):
        found = list(settled(some, known))
        yield from found if workers is None else check_values(found, export.kind, workers, logs)


def _some(found: Iterable[Checked]) -> Iterator[list[Checked]]:
    """Take rows together, no more than memory should hold."""
    some: list[Checked] = []
    size = 0
    for one in found:
        some.append(one)
        size += one.row.size
        if len(some) >= MOST_AT_ONCE or size >= MOST_BYTES_AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _why_none(sources: Sequence[LogFile | NoLog]) -> str:
    named = [f"{one.name}: {one.reason}" for one in sources if isinstance(one, NoLog)]
    return "; ".join(named[:_MOST_NAMED]) or NO_LOGS


def _no_logs(sources: Sequence[LogFile | NoLog]) -> Iterator[str]:
    """Name files that were taken for logs and are none."""
    named = [f"{one_line(one.name)}: {one.reason}" for one in sources if isinstance(one, NoLog)]
    yield from named[:_MOST_NAMED]
    if len(named) > _MOST_NAMED:
        yield f"… and {len(named) - _MOST_NAMED:,} more files that are no logs"


def _print(parts: Iterable[str]) -> None:
    out = sys.stdout
    write: Callable[[bytes], object] = out.buffer.write
    try:
        for part in parts:
            write(part.encode(out.encoding if out.isatty() else "utf-8", "backslashreplace"))
        out.flush()
    except OSError as error:
        # What is left in the buffer must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        if not isinstance(error, BrokenPipeError):  # there, whoever read it has seen enough, as with `| head`
            raise CellspawnError(
                f"standard output could not be written: {writing_sentence(error)}"
            ) from error
