"""What the command says to whoever started it."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """Exit statuses of `cellspawn`."""

    OK = 0
    """Everything was read."""
    WRONG_USE = 2
    """A wrong argument, no such file, or an output that could not be written."""
    INCOMPLETE = 3
    """Something could not be read; what was read is reported."""
    INTERRUPTED = 130
    """Ctrl+C."""
