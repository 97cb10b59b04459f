"""The logs that the user names into those that a row of an export may be from: by SHA-256 first, then by name.

Only these are ever opened. A path in an export is text to compare, nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from typing import BinaryIO

from core.reading.evtx_file import CHUNK_SIZE
from core.reading.open_log import open_log
from core.work.sources import LogFile

MOST_ALIKE = 16
"""Logs of one name that are tried for a row."""
_MOST_OPEN = 16
_BLOCK = 8 * 1024 * 1024
_ALIAS = re.compile(r" \([0-9]{1,9}\)\Z")
"""What tells two logs of one path apart, see `core.work.sources`."""


class NamedLogs:
    """Finds logs and reads bytes of them; a context manager, which closes them."""

    def __init__(self, logs: Sequence[LogFile]) -> None:
        self._logs = logs
        self._by_name: dict[str, list[LogFile]] = defaultdict(list)
        for log in logs:
            self._by_name[_file_name(log.name)].append(log)
        self._hashes: dict[str, str | None] = {}
        self._by_hash: dict[str, LogFile] = {}
        self._last_chunk: tuple[str, int, str] = ("", 0, "")
        self._open: OrderedDict[str, BinaryIO] = OrderedDict()

    def __enter__(self) -> NamedLogs:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._open.values():
            file.close()
        self._open.clear()

    def with_hash(self, sha256: str, name: str | None) -> LogFile | None:
        """Find the log with this hash; those with this name are hashed first, the others only if need be."""
        wanted = sha256.lower()
        for logs in (self.with_name(name), self._logs):
            if wanted in self._by_hash:
                break
            if len(self._hashes) < len(self._logs):
                any(self.sha256(log) == wanted for log in logs)
        return self._by_hash.get(wanted)

    def with_name(self, name: str | None) -> Sequence[LogFile]:
        """Find the logs whose file is called like this one, in any folder of any system; the same path first."""
        if name is None:
            return ()
        alike = self._by_name.get(_file_name(name)) or self._by_name.get(_file_name(_ALIAS.sub("", name)), [])
        return sorted(alike, key=lambda log: log.name != name)[:MOST_ALIKE]

    def sha256(self, log: LogFile) -> str | None:
        """Hash a log once; `None` where it cannot be read."""
        if log.path not in self._hashes:
            found = self._hashes[log.path] = _hash_of(log.path)
            if found is not None:
                self._by_hash.setdefault(found, log)
        return self._hashes[log.path]

    def read(self, log: LogFile, offset: int, size: int) -> bytes:
        """Read bytes of a log; fewer where it ends before. Raises OSError."""
        file = self._open.get(log.path)
        if file is None:
            file = self._open[log.path] = open_log(log.path)  # see __exit__
            if len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)[1].close()
        self._open.move_to_end(log.path)
        file.seek(offset)
        return file.read(size)

    def chunk_sha256(self, log: LogFile, start: int) -> str:
        """Hash the bytes of a chunk that are in the file; the last answer is remembered. Raises OSError."""
        if self._last_chunk[:2] != (log.path, start):
            data = self.read(log, start, CHUNK_SIZE)
            self._last_chunk = (log.path, start, hashlib.sha256(data).hexdigest())
        return self._last_chunk[2]


def _hash_of(path: str) -> str | None:
    digest = hashlib.sha256()
    try:
        with open_log(path) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()


def _file_name(path: str) -> str:
    """Give the name of a file without its folders, as Windows or as other systems write them."""
    return path.replace("\\", "/").rpartition("/")[2].casefold()
