"""A log's path into a file that is only read; the time of its last access stays where the system allows it."""

from __future__ import annotations

import os
from typing import BinaryIO

_KEEP_ACCESS_TIME = getattr(os, "O_NOATIME", 0)
"""Linux alone has it, and grants it to the owner of the file and to root (open(2))."""


def open_log(path: str | bytes | os.PathLike[str], *, is_buffered: bool = False) -> BinaryIO:
    """Open a log for reading. Raises OSError."""
    return open(path, "rb", buffering=-1 if is_buffered else 0, opener=_open)


def _open(path: str, flags: int) -> int:
    try:
        return os.open(path, flags | _KEEP_ACCESS_TIME)
    except PermissionError:
        if not _KEEP_ACCESS_TIME:
            raise
        return os.open(path, flags)
