"""The arguments of the command into a run of the core: `python -m core scan PATH...`.

Loads no more than argparse needs: worker processes import this module again when they start.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence

from core import __version__
from core.detection.rules import DEFAULT_RULE, RULES
from core.exit_status import ExitStatus
from core.tree_arguments import add_tree_parser
from core.verify_arguments import add_verify_parser

_EXAMPLES = """\
examples:
  cellspawn scan Sysmon.evtx
  cellspawn scan C:\\Cases\\17 --format csv --output rows.csv --report read.json
  cellspawn scan logs/ --user 'CORP\\j*' --integrity '>=high' --since 2024-01-31
  cellspawn scan logs/ --filter='image~cmd|mshta integrity>=medium -host:LAB*'

exit status: 0 everything was read, 3 something could not be read (what was read
is still reported), 2 wrong use, no such file, or an output that could not be
written, 130 stopped by Ctrl+C.
A flag means an Excel child process; DDE is one possible cause.
"""


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    command = argparse.ArgumentParser(
        prog="cellspawn",
        description="Shows what Excel spawned, from Windows event logs.",
        epilog="cellspawn [PATH ...] opens the window, on logs, folders or globs.",
    )
    command.add_argument("--version", action="version", version=f"cellspawn {__version__}")
    subcommands = command.add_subparsers(
        dest="subcommand", required=True, title="commands", metavar="COMMAND"
    )
    scan = subcommands.add_parser(
        "scan",
        help="find the processes that Excel spawned in event logs",
        description="Find the processes that Excel spawned in event logs (EVTX).",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    scan.add_argument(
        "paths", nargs="+", metavar="PATH", help="a log, a folder with logs at any depth, or a glob"
    )
    out = scan.add_argument_group("output")
    out.add_argument(
        "--format",
        choices=(
            *("table", "csv", "jsonl", "xlsx", "html"),
            *("navigator", "stix", "timesketch-csv", "timesketch-jsonl"),
        ),
        default="table",
        metavar="FORMAT",
        help="table (default); csv, for any spreadsheet; jsonl, without loss; xlsx, for Excel; html, to read and "
        "print; navigator, a layer for ATT&CK; stix, a bundle of STIX 2.1; timesketch-csv or timesketch-jsonl, a "
        "time line",
    )
    out.add_argument(
        "--output", metavar="FILE", help="write the flagged rows there instead of standard output"
    )
    out.add_argument("--report", metavar="FILE", help="write what was read and what could not be, as JSON")
    which = scan.add_argument_group("which rows")
    which.add_argument(
        "--rule",
        choices=tuple(RULES),
        default=DEFAULT_RULE,
        help="rule of the analytic in force: CAR-2020-12-004 as written, CAR-2021-01-006, or parents "
        "named excel.exe (default); other matches are counted",
    )
    which.add_argument(
        "--user", action="append", default=[], metavar="NAME", help="DOMAIN\\name, name or SID; * fits any"
    )
    which.add_argument(
        "--integrity", action="append", default=[], metavar="LEVEL", help="high, or '>=high' for it and above"
    )
    which.add_argument("--since", metavar="TIME", help="UTC: 2024-01-31 or 2024-01-31T23:59:58Z")
    which.add_argument(
        "--until", metavar="TIME", help="UTC; a day, minute or second includes the whole of it"
    )
    which.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="TEXT",
        help="terms that must all hold: field:value (* fits any text), field~pattern, field>=value, a word; "
        "- before one leaves out what it fits; the fields are the keys of JSON Lines and shorter names",
    )
    which.add_argument(
        "--descendants",
        action="store_true",
        help="also what flagged processes started in turn, each with its chain from Excel",
    )
    which.add_argument(
        "--known-good",
        nargs="?",
        const="",
        metavar="FILE",
        help="mark known-good children, each with the reason, by Cellspawn's list and your own, or by "
        "that list and this file; none is left out",
    )
    how = scan.add_argument_group("how to read")
    how.add_argument(
        "--flagged-only",
        action="store_true",
        help="triage: read only records whose bytes hold the parent's name. Many times faster, and finds all "
        "flags whose parent is recorded; inferred parents, renamed Excels, hashes and the account of what "
        "could not be read need the full read",
    )
    how.add_argument(
        "--verify",
        action="store_true",
        help="read each flagged record with a second reader as well, and compare",
    )
    how.add_argument(
        "--jobs", type=_positive, metavar="N", help="worker processes (default: one a processor)"
    )
    add_tree_parser(subcommands)
    add_verify_parser(subcommands, _positive)
    return command


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise argparse.ArgumentTypeError(f"{text} is no number of processes; give 1 or more")
    return int(text[:9])


# Each loads what it needs when it is asked for: see the module's docstring.
def _run_scan(arguments: argparse.Namespace) -> int:
    from core.command import run_scan

    return run_scan(arguments)


def _run_tree(arguments: argparse.Namespace) -> int:
    from core.tree_command import run_tree

    return run_tree(arguments)


def _run_verify(arguments: argparse.Namespace) -> int:
    from core.verify_command import run_verify

    return run_verify(arguments)


_RUNS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "scan": _run_scan,
    "tree": _run_tree,
    "verify": _run_verify,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (default: the process's own) and return its exit status."""
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else ExitStatus.WRONG_USE

    try:
        arguments.given = list(sys.argv[1:] if argv is None else argv)
        return _RUNS[arguments.subcommand](arguments)
    except KeyboardInterrupt:
        sys.stderr.write("\ncellspawn: stopped\n")
        return ExitStatus.INTERRUPTED


if __name__ == "__main__":
    import multiprocessing

    multiprocessing.freeze_support()
    raise SystemExit(main())
