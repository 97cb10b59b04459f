"""The arguments of `tree` into its output: the families of what is flagged, each from its root down."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from rich.console import Console
from rich.text import Text

from core.command import check_outputs, put, row_test, run_to_end, status_of
from core.detection.detections import Detection
from core.errors import UsageError
from core.exit_status import ExitStatus
from core.output import terminal
from core.output.provenance import provenance
from core.output.safe_file import write_text
from core.output.tree_choice import TreeChoice
from core.output.tree_json import tree_json
from core.output.tree_text import TreeText, signs_for
from core.processes.family import Family
from core.rows.row import row_of
from core.view.family_view import findings_by_id
from core.words.read_words import headline
from core.work.scan import ScanOptions, ScanResult
from core.work.scan_result import NO_LOGS
from core.work.sources import find_logs


def run_tree(arguments: argparse.Namespace) -> int:
    """Scan, print the families, and return the exit status."""
    return status_of(_tree, arguments)


def _tree(arguments: argparse.Namespace) -> int:
    meets = row_test(arguments)
    sources = find_logs(arguments.paths)
    if not sources:
        raise UsageError(NO_LOGS)
    check_outputs(sources, arguments.output)
    options = ScanOptions(rule=arguments.rule)
    result = run_to_end(sources, options)
    hashes = {report.file: report.sha256 for report in result.reports}
    flagged = [
        found
        for found in result.flagged
        if meets(row_of(found, options.rule, hashes[found.process.place.file]))
    ]
    _write(arguments, result, flagged)
    if arguments.format != "text" or arguments.output:
        sys.stderr.write(f"{headline(len(flagged), result)}\n")
    sys.stderr.write("".join(f"{line}\n" for line in terminal.closing_lines(result, options, len(flagged))))
    is_all_read = all(report.is_all_read for report in result.reports)
    return ExitStatus.OK if is_all_read else ExitStatus.INCOMPLETE


def _write(arguments: argparse.Namespace, result: ScanResult, flagged: Sequence[Detection]) -> None:
    family = Family.built(result.creations, result.ends, result.boots)
    findings = findings_by_id(family, (*result.flagged, *result.descendants))
    choice = TreeChoice(family, findings_by_id(family, flagged), shows_all=arguments.all)
    if arguments.format == "json":
        parts = tree_json(family, findings, choice, arguments.rule, provenance(arguments.given))
    else:
        parts = _text(arguments, family, findings, choice)
        if not arguments.output:
            parts = chain([f"{headline(len(flagged), result)}\n\n"], parts)
    put(arguments.output, lambda stream: write_text(stream, parts))


def _text(
    arguments: argparse.Namespace, family: Family, findings: Mapping[int, Detection], choice: TreeChoice
) -> Iterator[str]:
    """Draw for the terminal that shows it, or whole and plain."""
    if arguments.output or not sys.stdout.isatty():
        return (f"{line.plain}\n" for line in TreeText(family, findings).lines(choice))
    console = Console(file=sys.stdout, highlight=False)
    width = None if arguments.wide else console.width
    tree = TreeText(family, findings, signs_for(sys.stdout.encoding), width)
    return (_coloured(console, line) for line in tree.lines(choice))


def _coloured(console: Console, line: Text) -> str:
    with console.capture() as drawn:
        console.print(line, no_wrap=True, overflow="ignore", crop=False)
    return drawn.get()
