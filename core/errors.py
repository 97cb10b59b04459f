"""Errors of the world into one sentence each: what, where, what next."""

from __future__ import annotations

import errno
from collections.abc import Mapping


class CellspawnError(Exception):
    """An error of the world, not of the program; its message is a whole sentence for the user."""


class UsageError(CellspawnError):
    """The user asked for something that does not exist or makes no sense."""


_WHAT_NEXT: Mapping[int, str] = {
    errno.ENOENT: "the file is no longer there; find where it went and scan it again",
    errno.EACCES: "no permission to read it; copy it with an account that may, or run with that account",
    errno.EPERM: "no permission to read it; copy it with an account that may, or run with that account",
    errno.EISDIR: "it is a folder; give the folder itself to search it for logs",
    errno.EIO: "the disk or share failed while it was read; copy it elsewhere and scan the copy",
    getattr(
        errno, "ESTALE", -1
    ): "the share went away while it was read; connect it again and scan once more",
}


def io_sentence(error: OSError) -> str:
    """Say why a file could not be read, without its name, as the end of a sentence."""
    return _WHAT_NEXT.get(error.errno or 0) or f"the system says: {error.strerror or error}"
