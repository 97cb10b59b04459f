"""A file into its SHA-256, for files of more than one range."""

from __future__ import annotations

import hashlib
import os

import msgspec

from core.reading.open_log import open_log
from core.reading.record_reader import Announce


class FileHash(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """What came out: the hash, or why there is none."""

    sha256: str | None
    error: str = ""


class HashFile(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """A unit of work: hash the first `size` bytes of a file."""

    path: bytes
    """The file's name as the system has it (`os.fsencode`)."""
    file: str
    """The file's name as text."""
    size: int
    is_second_try: bool = False

    def run(self, announce: Announce) -> FileHash:
        """Read the file block by block. Raises OSError."""
        digest, left = hashlib.sha256(), self.size
        with open_log(os.fsdecode(self.path)) as log:
            while left and (block := log.read(min(left, _BLOCK))):
                digest.update(block)
                left -= len(block)
                announce(self.size - left)
        return FileHash(digest.hexdigest())

    def after_loss(self, announced: int | None, reason: str) -> HashFile | FileHash:
        """Try once more, then go without a hash."""
        if self.is_second_try:
            return FileHash(None, reason)
        return msgspec.structs.replace(self, is_second_try=True)

    def after_error(self, reason: str) -> FileHash:
        """Go without a hash."""
        return FileHash(None, reason)


_BLOCK = 8 * 1024 * 1024
