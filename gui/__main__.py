"""The arguments of `cellspawn` into a subcommand of the core or the window.

Loads no Qt at import: a subcommand must run, and start fast, where Qt is absent.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence

from core.exit_status import ExitStatus
from core.notation.visible import visible

IN_THE_CORE = frozenset({"scan", "tree", "verify", "-h", "--help", "--version"})
"""First words that are answered without a window."""

NO_QT = (
    "cellspawn: the window cannot start, for a library that Qt needs is missing ({}).\n"
    "On Debian: apt install libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0. "
    "Without a window: cellspawn scan PATH...\n"
)

NO_DISPLAY = "cellspawn: there is no display for the window; without one use: cellspawn scan PATH...\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Run `cellspawn` with these arguments (default: the process's own) and return its exit status."""
    # Before anything else: a frozen executable starts its worker processes through here.
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    first = arguments[0] if arguments else ""
    if first in IN_THE_CORE:
        return _run_in_core(arguments)
    if first.startswith("-"):
        sys.stderr.write(f"cellspawn: there is no option {visible(first)}; see cellspawn --help\n")
        return ExitStatus.WRONG_USE
    if (gone := _first_that_is_gone(arguments)) is not None:
        sys.stderr.write(
            f"cellspawn: there is no file, folder or command {visible(gone)}; see cellspawn --help\n"
        )
        return ExitStatus.WRONG_USE
    return _open_window(arguments)


def _first_that_is_gone(paths: list[str]) -> str | None:
    # Here and not above: a worker process imports this module again.
    from core.work.sources import leads_somewhere

    return next((path for path in paths if not leads_somewhere(path)), None)


def _run_in_core(arguments: list[str]) -> int:
    # Here and not above: a worker process imports this module again.
    from core.__main__ import main as run

    return run(arguments)


def _open_window(paths: list[str]) -> int:
    if _has_no_display():
        sys.stderr.write(NO_DISPLAY)
        return ExitStatus.WRONG_USE
    try:
        from gui.window.application import run_window
    except ImportError as error:
        sys.stderr.write(NO_QT.format(visible(str(error))))
        return ExitStatus.WRONG_USE
    return run_window(paths)


def _has_no_display() -> bool:
    """Tell whether Qt would look for a screen and abort."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in names)


if __name__ == "__main__":
    raise SystemExit(main())
