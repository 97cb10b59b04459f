"""The arguments of `cellspawn tree`. Loads no more than argparse needs: see `core.__main__`."""

from __future__ import annotations

import argparse

from core.detection.rules import DEFAULT_RULE, RULES

_EXAMPLES = """\
examples:
  cellspawn tree logs/
  cellspawn tree Sysmon.evtx Security.evtx --filter='host:WS01 user:jdoe'
  cellspawn tree logs/ --format json --output tree.json

Links: "recorded" by ProcessGuid or by the record itself, "inferred" by host,
PID and time. A parent whose own start no log holds is drawn as "(not in these
logs)". In a narrow terminal a line names each day, and "recorded" is left out.
Exit status: as of scan.
"""


def add_tree_parser(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the subcommand."""
    tree = subcommands.add_parser(
        "tree",
        help="show who started the flagged processes, and what they started in turn",
        description="Show each flagged process between its ancestors and descendants, host by host.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tree.add_argument(
        "paths", nargs="+", metavar="PATH", help="a log, a folder with logs at any depth, or a glob"
    )
    out = tree.add_argument_group("output")
    out.add_argument("--format", choices=("text", "json"), default="text", help="text (default), or JSON")
    out.add_argument("--output", metavar="FILE", help="write the tree there instead of standard output")
    out.add_argument(
        "--wide",
        action="store_true",
        help="do not cut lines to the width of the terminal; elsewhere they are never cut",
    )
    which = tree.add_argument_group("which processes")
    which.add_argument(
        "--rule", choices=tuple(RULES), default=DEFAULT_RULE, help="rule of the analytic in force, as of scan"
    )
    chosen = which.add_mutually_exclusive_group()
    chosen.add_argument(
        "--all", action="store_true", help="every process, also in families in which nothing is flagged"
    )
    chosen.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="TEXT",
        help="only families of flagged processes that these terms fit, as of scan: host:WS01, user:jdoe, a word",
    )
    tree.set_defaults(user=[], integrity=[], since=None, until=None)
