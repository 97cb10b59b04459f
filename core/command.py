"""The arguments of `scan` into its output: rows to standard output or a file, the rest to standard error."""

from __future__ import annotations

import argparse
import codecs
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from core.detection.severity import Severity
from core.errors import CellspawnError, UsageError, writing_sentence
from core.exit_status import ExitStatus
from core.filter.condition import time_span
from core.filter.language import FilterError, parse
from core.filter.term import Operator, Term, all_hold, test_of
from core.notation.visible import visible
from core.output import terminal
from core.output.evidence import refuse_evidence
from core.output.formats import FORMATS, Export
from core.output.known_good_file import known_good_of
from core.output.pointer import pointed
from core.output.provenance import provenance
from core.output.report_json import report_json
from core.output.safe_file import try_to_write, write_text, write_whole
from core.rows.row import Row, row_of
from core.story.visibility import HostVisibility, visibility
from core.view.known_good_rows import grey, hits, today
from core.words.known_good_words import known_good_closing
from core.words.read_words import descendants_line, headline
from core.work.chunk_range import Effort
from core.work.scan import ScanOptions, ScanResult, Stage, scan
from core.work.scan_result import NO_LOGS
from core.work.sources import FileIdentity, LogFile, NoLog, file_identity, find_logs
from core.work.workers import default_jobs

FILTERS = ("user", "integrity", "since", "until", "filter")
"""Options that choose rows."""

_NO_DESCENDANTS = (
    "--descendants needs the full read: leave out --flagged-only, which reads no other processes"
)


def run_scan(arguments: argparse.Namespace) -> int:
    """Scan, print, and return the exit status."""
    return status_of(_scan, arguments)


def status_of(run: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    """Run a subcommand; say in one sentence what the world or the user did wrong."""
    try:
        return run(arguments)
    except FilterError as error:
        place = pointed(error.text, error.position, error.length)
        sys.stderr.write(f"cellspawn: --filter: {visible(str(error))}\n{place}")
        return ExitStatus.WRONG_USE
    except CellspawnError as error:
        sys.stderr.write(f"cellspawn: {visible(str(error))}\n")
        return ExitStatus.WRONG_USE


def _scan(arguments: argparse.Namespace) -> int:
    meets = row_test(arguments)
    if arguments.flagged_only and arguments.descendants:
        raise UsageError(_NO_DESCENDANTS)
    sources = find_logs(arguments.paths)
    if not sources:
        raise UsageError(NO_LOGS)
    _check_terminal(arguments)
    check_outputs(sources, arguments.output, arguments.report)
    options = ScanOptions(
        rule=arguments.rule,
        effort=Effort.HOT if arguments.flagged_only else Effort.FULL,
        with_second_reader=arguments.verify,
        jobs=arguments.jobs or default_jobs(),
    )
    result = run_to_end(sources, options)
    hosts = () if options.effort is Effort.HOT else visibility(result)
    hashes = {report.file: report.sha256 for report in result.reports}
    found = [*result.flagged, *(result.descendants if arguments.descendants else ())]
    rows = [row_of(one, options.rule, hashes[one.process.place.file]) for one in found]
    known_good = None if arguments.known_good is None else known_good_of(arguments.known_good or None)
    grey(rows, known_good, today(), result.descendants)
    # Counted before the filter: it may leave out just these.
    known, flagged = sum(hits(rows).values()), sum(row.is_flagged for row in rows)
    rows = [row for row in rows if meets(row)]
    _write_rows(arguments, rows, result, hosts)
    if arguments.report:
        report = report_json(result.reports, provenance(arguments.given), hosts)
        _write(arguments.report, lambda stream: write_text(stream, [report]))
    if arguments.format != "table" or arguments.output:
        sys.stderr.write(f"{headline(sum(row.is_flagged for row in rows), result)}\n")
    lines = list(terminal.closing_lines(result, options, len(rows), hosts))
    if result.descendants and not arguments.descendants:
        lines.append(descendants_line(len(result.descendants)))
    if known_good is not None:
        lines.append(known_good_closing(known, flagged, sum(hits(rows).values())))
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    is_all_read = all(report.is_all_read for report in result.reports)
    return ExitStatus.OK if is_all_read else ExitStatus.INCOMPLETE


def row_test(arguments: argparse.Namespace) -> Callable[[Row], bool]:
    """Make the test of rows that all options about them ask for. Raises UsageError."""
    terms = [term for text in arguments.filter for term in parse(text)]
    if arguments.user:
        terms.append(_term("--user", "user", Operator.IS, tuple(arguments.user)))
    if arguments.since:
        terms.append(_term("--since", "time_created", Operator.AT_LEAST, (arguments.since,)))
    if arguments.until:
        terms.append(_term("--until", "time_created", Operator.AT_MOST, (arguments.until,)))
    if arguments.since and arguments.until and time_span(arguments.since)[0] > time_span(arguments.until)[1]:
        raise UsageError(
            f"--since {arguments.since} is later than --until {arguments.until}; no row can be between"
        )
    meets_all = all_hold(terms)
    levels = [test_of(_level_term(text)) for text in arguments.integrity]
    if not levels:
        return meets_all
    return lambda row: any(is_level(row) for is_level in levels) and meets_all(row)


def _level_term(text: str) -> Term:
    name = text.removeprefix(Operator.AT_LEAST)
    operator = Operator.IS if name == text else Operator.AT_LEAST
    return _term("--integrity", "integrity_level", operator, (name.strip(),))


def _term(option: str, column: str, operator: Operator, values: tuple[str, ...]) -> Term:
    try:
        return Term(column, operator, values)
    except UsageError as error:
        raise UsageError(f"{option}: {error}") from None


def run_to_end(sources: Sequence[LogFile | NoLog], options: ScanOptions) -> ScanResult:
    """Drive the scan to its end, showing progress where someone watches."""
    watched = terminal.progress(sys.stderr) if sys.stderr.isatty() else nullcontext()
    with closing(scan(sources, options)) as steps, watched as show:
        while True:
            try:
                batch = next(steps)
            except StopIteration as ended:
                result: ScanResult = ended.value
                return result
            if show is not None and batch is not None and batch.stage is not Stage.CHECKING:
                show(batch)


def _write_rows(
    arguments: argparse.Namespace, rows: Sequence[Row], result: ScanResult, hosts: Sequence[HostVisibility]
) -> None:
    chosen = FORMATS.get(arguments.format)
    if chosen is None:
        drawn = terminal.table(rows, result, None if arguments.output else sys.stdout)
        put(arguments.output, lambda stream: write_text(stream, [drawn]))
        return
    if chosen.is_ranked:
        rows = sorted(rows, key=_most_urgent_first)
    export = Export(
        rows=rows,
        scope="flagged",
        filter_text=_filter_text(arguments),
        rule=arguments.rule,
        reports=result.reports,
        creations=len(result.creations),
        flagged=len(result.flagged),
        made_by=provenance(arguments.given),
        hosts=hosts,
    )
    write = chosen.write if arguments.output else chosen.write_body
    put(arguments.output, lambda stream: write(stream, export))


def _most_urgent_first(row: Row) -> tuple[int, int]:
    """Order rows as the table does."""
    if row.detection is None:
        return len(Severity), 0
    return terminal.most_urgent_first(row.detection)


def _filter_text(arguments: argparse.Namespace) -> str:
    """Give the options that choose rows, as they could be typed again."""
    given = ((name, getattr(arguments, name)) for name in FILTERS)
    values = ((name, [value] if isinstance(value, str) else value or []) for name, value in given)
    return " ".join(f"--{name}={shlex.quote(text)}" for name, texts in values for text in texts if text)


def put(output: str | None, write: Callable[[BinaryIO], object]) -> None:
    """Write into this file, or to standard output where none is named. Raises CellspawnError."""
    if output:
        _write(output, write)
    else:
        _print(write)


def _print(write: Callable[[BinaryIO], object]) -> None:
    out = sys.stdout
    try:
        out.flush()
        write(_bytes_of(out))
        out.flush()
    except OSError as error:
        # What is left in the buffer must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        if not isinstance(error, BrokenPipeError):  # there, whoever read it has seen enough, as with `| head`
            raise CellspawnError(
                f"standard output could not be written: {writing_sentence(error)}"
            ) from error


def _bytes_of(out: TextIO) -> BinaryIO:
    """Give a stream for UTF-8; a terminal that speaks another encoding gets that."""
    if not out.isatty() or codecs.lookup(out.encoding).name == "utf-8":
        return out.buffer
    recoded = codecs.EncodedFile(out.buffer, "utf-8", out.encoding, "backslashreplace")
    return cast(BinaryIO, recoded)  # it writes, and that is all that is asked of it


def _write(name: str, write: Callable[[BinaryIO], object]) -> None:
    try:
        write_whole(Path(name), write)
    except OSError as error:
        raise CellspawnError(f"{name} could not be written: {writing_sentence(error)}") from error


def _check_terminal(arguments: argparse.Namespace) -> None:
    chosen = FORMATS.get(arguments.format)
    if chosen is not None and not chosen.is_text and not arguments.output and sys.stdout.isatty():
        raise UsageError(
            f"--format {chosen.key} is no text that a terminal could show; name a file with --output"
        )


def check_outputs(sources: Sequence[LogFile | NoLog], *outputs: str | None) -> None:
    """Refuse outputs that would lose something, and say before the scan what could not be written after it."""
    written: set[FileIdentity] = set()
    for output in outputs:
        if not output:
            continue
        refuse_evidence(output, (source.path for source in sources))
        identity = file_identity(output)
        if identity in written:
            raise UsageError(f"{output} is named for the rows and for the report; name two files")
        written.add(identity)
        try:
            try_to_write(Path(output))
        except OSError as error:
            raise CellspawnError(f"{output} could not be written: {writing_sentence(error)}") from error
