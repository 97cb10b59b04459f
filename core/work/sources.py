"""What the user names (files, folders, globs) into logs, and a sentence for each file that is none."""

from __future__ import annotations

import glob
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import UsageError, io_sentence
from core.reading.evtx_file import (
    CHUNK_MAGIC,
    FILE_HEADER_SIZE,
    FILE_MAGIC,
    FileHeader,
    first_chunk_offset,
    read_file_header,
)
from core.reading.open_log import open_log
from core.reading.record_walk import count_records

_SEARCHED_FOR_A_CHUNK = 1024 * 1024
"""Bytes at the start of a file named `.evtx` in which its first chunk must begin."""

_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1"
_EVT_MAGIC = b"LfLe"


FileIdentity = tuple[int, int] | str


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file that holds chunks."""

    path: str
    size: int
    modified_ns: int
    first_chunk_offset: int
    header: FileHeader | None
    """`None` for a carved log: chunks without a file header."""
    leading_records: int = 0
    """Record headers in bytes before the first chunk, where a file was cut at its front."""
    alias: str | None = None
    """Its name where another log's path is written in the same way."""

    @property
    def name(self) -> str:
        """The path as text that any program can write; bytes that are no text are escaped."""
        return self.alias or printable(self.path)


@dataclass(frozen=True, slots=True)
class NoLog:
    """A file that was named, or is called a log, and is none that can be read."""

    path: str
    size: int
    reason: str
    """What is wrong and what next, as the end of a sentence that begins with the file's name."""

    @property
    def name(self) -> str:
        """The path as text that any program can write."""
        return printable(self.path)


def printable(path: str) -> str:
    """Escape what is no text in a path."""
    return path.encode("utf-8", "backslashreplace").decode()


GONE = "there is no such file or folder; check the path"


def find_those_there(named: Sequence[str]) -> list[LogFile | NoLog]:
    """Find logs like `find_logs`, but give each name that leads to nothing as a file that is no log.

    Raises UsageError where no name leads anywhere.
    """
    there: list[str] = []
    gone: list[NoLog] = []
    for name in named:
        if leads_somewhere(name):
            there.append(name)
        else:
            gone.append(NoLog(name, 0, GONE))
    return [*find_logs(there or named), *gone]


def leads_somewhere(name: str) -> bool:
    """Tell whether there is a file or folder of this name, or one that it fits as a glob."""
    return os.path.lexists(name) or (glob.has_magic(name) and any(glob.iglob(name, recursive=True)))


def find_logs(named: Sequence[str]) -> list[LogFile | NoLog]:
    """Find the logs behind what the user named, each file once, in the order of names and then of paths.

    In a folder and below it, logs are known by `.evtx` or by their signature. Raises UsageError where a name
    leads to nothing.
    """
    found: list[LogFile | NoLog] = []
    names: Counter[str] = Counter()
    seen: set[FileIdentity] = set()
    for path, was_named in _expand(named):
        identity = file_identity(path)
        if identity in seen:
            continue
        seen.add(identity)
        if (log := look_at(path, was_named)) is not None:
            found.append(_told_apart(log, names))
    return found


def _told_apart(log: LogFile | NoLog, names: Counter[str]) -> LogFile | NoLog:
    names[log.name] += 1
    if isinstance(log, NoLog) or names[log.name] == 1:
        return log
    return replace(log, alias=f"{log.name} ({names[log.name]})")


def _expand(named: Iterable[str]) -> Iterator[tuple[str, bool]]:
    for name in named:
        if os.path.isdir(name):
            yield from _below(name)
        elif os.path.lexists(name):
            yield name, True
        elif glob.has_magic(name) and (matches := sorted(glob.glob(name, recursive=True))):
            yield from _expand(matches)
        else:
            raise UsageError(f"{printable(name)}: {GONE}")


def _below(folder: str) -> Iterator[tuple[str, bool]]:
    """Walk a folder in the order of the names; one that was seen (by a link that leads back) is left out.

    A folder that cannot be listed is given like a file that was named, so that it is not left out silently.
    """
    entered: set[FileIdentity] = set()
    unlisted: list[OSError] = []
    for directory, folders, files in os.walk(folder, onerror=unlisted.append, followlinks=True):
        while unlisted:
            yield unlisted.pop(0).filename, True
        identity = file_identity(directory)
        if identity in entered:
            folders.clear()
            continue
        entered.add(identity)
        folders.sort()
        yield from ((os.path.join(directory, name), False) for name in sorted(files))
    yield from ((error.filename, True) for error in unlisted)


def file_identity(path: str) -> FileIdentity:
    """Give what is the same for every name of one file; for a file that is not there, its whole path."""
    try:
        status = os.stat(path)
    except OSError:
        return os.path.realpath(path)
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def look_at(path: str, was_named: bool) -> LogFile | NoLog | None:
    """Look at one file; `None` where it was not named, is not called a log and has no log's signature."""
    suffix = Path(path).suffix.lower()
    called_a_log = was_named or suffix in {".evtx", ".evt"}
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode) and not called_a_log:
            return None
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # reading a pipe could wait for ever
            return NoLog(path, 0, "it is a pipe or a device, not a file; copy what it gives into a file")
        with open_log(path) as file:
            head = file.read(FILE_HEADER_SIZE + len(CHUNK_MAGIC))
            if called_a_log and head[:8] != FILE_MAGIC:
                head += file.read(_SEARCHED_FOR_A_CHUNK - len(head))
            status = os.fstat(file.fileno())
    except OSError as error:
        return NoLog(path, 0, io_sentence(error)) if called_a_log else None
    first = first_chunk_offset(head) if called_a_log or _has_signature(head) else None
    if first is not None and suffix != ".evt":
        header = read_file_header(head)
        lost = 0 if header else count_records(head[:first])
        return LogFile(path, status.st_size, status.st_mtime_ns, first, header, lost)
    return NoLog(path, status.st_size, _why_no_log(head, suffix)) if called_a_log else None


def _has_signature(head: bytes) -> bool:
    return head[:8] in (FILE_MAGIC, CHUNK_MAGIC) or head[FILE_HEADER_SIZE:] == CHUNK_MAGIC


def _why_no_log(head: bytes, suffix: str) -> str:
    if not head:
        return "it is empty (0 bytes); copy the log again"
    if suffix == ".evt" or head[4:8] == _EVT_MAGIC:
        return (
            "it is a log of Windows XP or 2003 (.evt), which has no process trace of this kind; "
            "convert it with wevtutil epl if you need it"
        )
    if head.startswith(_LFS_POINTER):
        return "it is a Git LFS pointer, not the log itself; fetch the log with git lfs pull"
    if not any(head):
        return "it begins with zeros and holds no chunk; copy the log again"
    return "it is no EVTX log: it has neither the signature ElfFile nor a chunk (ElfChnk)"
