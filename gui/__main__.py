"""The arguments of `cellspawn` into a subcommand of the core or, later, the window.

Loads no Qt at import: a subcommand must run, and start fast, where Qt is absent.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence

from core.exit_status import ExitStatus
from core.notation.visible import visible

IN_THE_CORE = frozenset({"scan", "-h", "--help", "--version"})
"""First words that are answered without a window."""

NO_WINDOW = "cellspawn: the window is not part of this version yet; use: cellspawn scan PATH...\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Run `cellspawn` with these arguments (default: the process's own) and return its exit status."""
    # Before anything else: a frozen executable starts its worker processes through here.
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    first = arguments[0] if arguments else ""
    if first in IN_THE_CORE:
        return _run_in_core(arguments)
    no_command = f"cellspawn: there is no command {visible(first)}; use: cellspawn scan PATH...\n"
    sys.stderr.write(no_command if first else NO_WINDOW)
    return ExitStatus.WRONG_USE


def _run_in_core(arguments: list[str]) -> int:
    # Here and not above: a worker process imports this module again.
    from core.__main__ import main as run

    return run(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
