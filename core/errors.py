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


_WHAT_NEXT_WHEN_WRITING: Mapping[int, str] = {
    errno.ENOENT: "its folder does not exist; make it first, or name another",
    errno.ENOTDIR: "its folder is a file; name another folder",
    errno.EISDIR: "it is a folder; name a file in it",
    errno.EACCES: "no permission to write there; name another folder",
    errno.EPERM: "no permission to write there; name another folder",
    errno.EROFS: "the disk is read-only; name a file on another disk",
    errno.ENOSPC: "the disk is full; make room, or name a file on another disk",
}


_HELD_OPEN = frozenset({32, 33})
"""ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION (Microsoft, System Error Codes)."""
_COPY_A_LIVE_LOG = (
    "Windows holds it open, as it does with a live log; copy it as administrator with: "
    "wevtutil epl NAME-OF-THE-LOG copy.evtx, and open the copy"
)


def io_sentence(error: OSError) -> str:
    """Say why a file could not be read, without its name, as the end of a sentence."""
    if getattr(error, "winerror", None) in _HELD_OPEN:
        return _COPY_A_LIVE_LOG
    return _WHAT_NEXT.get(error.errno or 0) or _in_the_words_of_the_system(error)


def writing_sentence(error: OSError) -> str:
    """Say why a file could not be written, without its name, as the end of a sentence."""
    return _WHAT_NEXT_WHEN_WRITING.get(error.errno or 0) or _in_the_words_of_the_system(error)


def _in_the_words_of_the_system(error: OSError) -> str:
    return f"the system says: {error.strerror or error}"
