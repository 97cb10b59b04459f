"""What a case file holds, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SavedLog:
    """A log of the case, as it was when it was last read."""

    name: str
    """As it stands in rows."""
    path: str
    """Whole, where the log was."""
    size: int
    """Bytes."""
    sha256: str | None
    """`None` until it was read to its end."""


@dataclass(frozen=True, slots=True)
class SavedMark:
    """What was said of one record."""

    file: str
    """Name of its log."""
    file_offset: int
    record_number: int
    identity: str
    """Of the process (`core.case_file.identity`): by it the same one is known in a log that has changed."""
    tags: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SavedCase:
    """All that a case file holds."""

    paths: tuple[str, ...] = ()
    """What the user opened: logs and folders, whole paths, in their order."""
    logs: tuple[SavedLog, ...] = ()
    marks: tuple[SavedMark, ...] = ()
    state: Mapping[str, str] = field(default_factory=dict)
    """Filter, columns and the like, each as the part of the window that it is of wrote it."""
