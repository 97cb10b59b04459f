"""The arguments of `cellspawn` into a subcommand of the core or, later, the window.

Loads no Qt at import: a subcommand must run, and start fast, where Qt is absent.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence

from core import __version__

SUBCOMMANDS = frozenset({"scan"})
"""Words that are answered without a window."""

OK = 0
WRONG_USE = 2

NO_WINDOW = "The window is not part of this version yet; use: cellspawn scan PATH...\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Run `cellspawn` with these arguments (default: the process's own) and return its exit status."""
    # Before anything else: a frozen executable starts its worker processes through here.
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    first = arguments[0] if arguments else ""
    if first == "--version":
        return _say_version()
    if first in SUBCOMMANDS or first in {"-h", "--help"}:
        return _run_in_core(arguments)
    sys.stderr.write(NO_WINDOW)
    return WRONG_USE


def _say_version() -> int:
    sys.stdout.write(f"cellspawn {__version__}\n")
    return OK


def _run_in_core(arguments: list[str]) -> int:
    # Here and not above: a worker process imports this module again, and the version needs no parser.
    from core.__main__ import main as run

    return run(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
