"""The arguments of `scan` into its output: rows to standard output or a file, the rest to standard error."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, nullcontext
from pathlib import Path

from core.detection.detections import Detection
from core.errors import CellspawnError, UsageError, writing_sentence
from core.exit_status import ExitStatus
from core.notation.visible import visible
from core.output import terminal
from core.output.export import csv_lines, json_lines
from core.output.provenance import provenance
from core.output.report_json import report_json
from core.output.safe_file import try_to_write, write_whole
from core.view.filters import Filter, moment
from core.view.row import Row, row_of
from core.work.chunk_range import Effort
from core.work.scan import ScanOptions, ScanResult, scan
from core.work.sources import FileIdentity, LogFile, NoLog, file_identity, find_logs, look_at
from core.work.workers import default_jobs

LINES: Mapping[str, Callable[[Iterable[Row]], Iterable[str]]] = {"csv": csv_lines, "jsonl": json_lines}


def run_scan(arguments: argparse.Namespace) -> int:
    """Scan, print, and return the exit status."""
    try:
        return _scan(arguments)
    except CellspawnError as error:
        sys.stderr.write(f"cellspawn: {visible(str(error))}\n")
        return ExitStatus.WRONG_USE


def _scan(arguments: argparse.Namespace) -> int:
    meets = _filter(arguments).test()
    sources = find_logs(arguments.paths)
    if not sources:
        raise UsageError(
            "there is no event log in what was named; logs are known by .evtx or their signature"
        )
    _check_outputs(sources, arguments.output, arguments.report)
    options = ScanOptions(
        rule=arguments.rule,
        effort=Effort.HOT if arguments.flagged_only else Effort.FULL,
        with_second_reader=arguments.verify,
        jobs=arguments.jobs or default_jobs(),
    )
    result = _run(sources, options)
    hashes = {report.file: report.sha256 for report in result.reports}
    rows = [
        row_of(detection, options.rule, hashes[detection.process.place.file])
        for detection in result.flagged
        if meets(detection.process)
    ]
    _write_rows(arguments, rows, result)
    if arguments.report:
        _write(arguments.report, [report_json(result.reports, provenance(arguments.given))])
    if arguments.format != "table" or arguments.output:
        sys.stderr.write(f"{terminal.headline(len(rows), result)}\n")
    sys.stderr.write("".join(f"{line}\n" for line in terminal.closing_lines(result, options, len(rows))))
    is_all_read = all(report.is_all_read for report in result.reports)
    return ExitStatus.OK if is_all_read else ExitStatus.INCOMPLETE


def _filter(arguments: argparse.Namespace) -> Filter:
    since = moment("--since", arguments.since, at_its_end=False) if arguments.since else None
    until = moment("--until", arguments.until, at_its_end=True) if arguments.until else None
    if since is not None and until is not None and since > until:
        raise UsageError(
            f"--since {arguments.since} is later than --until {arguments.until}; no row can be between"
        )
    return Filter(tuple(arguments.user), tuple(arguments.integrity), since, until)


def _run(sources: Sequence[LogFile | NoLog], options: ScanOptions) -> ScanResult:
    """Drive the scan to its end, showing progress where someone watches."""
    watched = terminal.progress(sys.stderr) if sys.stderr.isatty() else nullcontext()
    with closing(scan(sources, options)) as steps, watched as show:
        while True:
            try:
                batch = next(steps)
            except StopIteration as ended:
                result: ScanResult = ended.value
                return result
            if show is not None:
                show(batch)


def _write_rows(arguments: argparse.Namespace, rows: Sequence[Row], result: ScanResult) -> None:
    lines = LINES.get(arguments.format)
    if arguments.output:
        encoding = "utf-8-sig" if arguments.format == "csv" else "utf-8"
        parts = lines(rows) if lines else [terminal.table(_detections(rows), result, None)]
        _write(arguments.output, parts, encoding)
    elif lines:
        _print(lines(rows))
    else:
        _print([terminal.table(_detections(rows), result, sys.stdout)])


def _detections(rows: Iterable[Row]) -> list[Detection]:
    return [row.detection for row in rows if row.detection is not None]


def _print(parts: Iterable[str]) -> None:
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        encoding = out.encoding if out.isatty() else "utf-8"
        out.reconfigure(encoding=encoding, errors="backslashreplace", newline="")
    try:
        out.writelines(parts)
        out.flush()
    except OSError as error:
        # What is left in the buffer must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        if not isinstance(error, BrokenPipeError):  # there, whoever read it has seen enough, as with `| head`
            raise CellspawnError(
                f"standard output could not be written: {writing_sentence(error)}"
            ) from error


def _write(name: str, parts: Iterable[str], encoding: str = "utf-8") -> None:
    try:
        write_whole(Path(name), parts, encoding)
    except OSError as error:
        raise CellspawnError(f"{name} could not be written: {writing_sentence(error)}") from error


def _check_outputs(sources: Sequence[LogFile | NoLog], *outputs: str | None) -> None:
    """Refuse outputs that would lose something, and say before the scan what could not be written after it."""
    evidence = {file_identity(source.path) for source in sources}
    written: set[FileIdentity] = set()
    for output in outputs:
        if not output:
            continue
        identity = file_identity(output)
        holds_bytes = os.path.isfile(output) and os.path.getsize(output) > 0
        if identity in evidence or (holds_bytes and look_at(output, was_named=False) is not None):
            raise UsageError(f"{output} is an event log; evidence is never written to, so name another file")
        if identity in written:
            raise UsageError(f"{output} is named for the rows and for the report; name two files")
        written.add(identity)
        try:
            try_to_write(Path(output))
        except OSError as error:
            raise CellspawnError(f"{output} could not be written: {writing_sentence(error)}") from error
