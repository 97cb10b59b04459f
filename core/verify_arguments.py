"""What `cellspawn verify` is given, for argparse; worker processes import it, so it loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]

_EPILOG = """\
verdicts: confirmed; changed (what); not found (no log that was named has the
hash or the name); not checkable (no hash in the export, as in triage, or a line
that is no row).

Exports that can be read back: jsonl, csv, stix, timesketch-csv,
timesketch-jsonl. Rows that were taken out of an export leave no trace in it.
Without --values what the rows say of their records is not compared; with it
conclusions (severity, document) and the analyst's words are not.

exit status: 0 every row is confirmed, 3 not every row is, 2 wrong use or no
export that can be read back, 130 stopped by Ctrl+C.
"""


def add_verify_parser(subcommands: Subcommands, jobs: Callable[[str], int]) -> None:
    """Describe the subcommand; `jobs` reads a number of processes."""
    verify = subcommands.add_parser(
        "verify",
        help="read an export back and check each row against the logs",
        description="Read an export back and check each row's record against the bytes of the logs.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verify.add_argument("export", metavar="EXPORT", help="a file that scan or the window wrote")
    verify.add_argument(
        "paths", nargs="+", metavar="PATH", help="a log, a folder with logs at any depth, or a glob"
    )
    verify.add_argument(
        "--values",
        action="store_true",
        help="read each record again as well, and compare the values that the export says it has",
    )
    verify.add_argument(
        "--format", choices=("table", "json"), default="table", help="lines (default), or JSON with every row"
    )
    verify.add_argument(
        "--jobs", type=jobs, metavar="N", help="worker processes for --values (default: one a processor)"
    )
