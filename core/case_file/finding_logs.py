"""The logs of a saved case into where they are now: at their old place, or found elsewhere by SHA-256."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.case_file.saved_case import SavedCase, SavedLog, SavedMark
from core.notation.visible import one_line
from core.processes.process import Place
from core.reading.read_report import ReadReport
from core.rows.mark import Mark
from core.work.sources import printable

_BLOCK = 1024 * 1024
MOST_LOOKED_AT = 100_000
"""Files below a folder whose size is looked at."""


@dataclass(frozen=True, slots=True)
class FoundLog:
    """Where a saved log is now."""

    log: SavedLog
    path: str | None
    """`None` where it was not found."""
    has_moved: bool = False


def find_saved_logs(saved: SavedCase, folders: Sequence[str]) -> Iterator[FoundLog]:
    """Find each log: at its old place, else a file of its size and SHA-256 below one of these folders.

    A log at its old place is taken as it is: whether it has changed shows its SHA-256 once it was read. One without
    a SHA-256 can be found by its old place alone. Reads the files that have the size of a missing log.
    """
    missing = [log for log in saved.logs if not os.path.isfile(log.path)]
    sizes = {log.size for log in missing if log.sha256}
    by_size = _files_of(sizes, folders) if sizes else {}
    hashes: dict[str, str | None] = {}
    for log in saved.logs:
        if os.path.isfile(log.path):
            yield FoundLog(log, log.path)
            continue
        path = next((path for path in by_size.get(log.size, ()) if log.sha256 == _hash(path, hashes)), None)
        yield FoundLog(log, path if log.sha256 else None, has_moved=True)


def _files_of(sizes: set[int], folders: Iterable[str]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    looked_at = 0
    for folder in folders:
        for directory, names, files in os.walk(folder):
            names.sort()
            for name in sorted(files):
                looked_at += 1
                if looked_at > MOST_LOOKED_AT:
                    return found
                path = os.path.join(directory, name)
                try:
                    size = os.stat(path).st_size
                except OSError:
                    continue
                if size in sizes:
                    found[size].append(path)
    return found


def _hash(path: str, known: dict[str, str | None]) -> str | None:
    if path not in known:
        digest = hashlib.sha256()
        try:
            with open(path, "rb", buffering=0) as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
            known[path] = digest.hexdigest()
        except OSError:
            known[path] = None
    return known[path]


def paths_to_open(saved: SavedCase, found: Sequence[FoundLog]) -> list[str]:
    """Give what is to be opened: what the user opened then where all of it is there, else the logs one by one."""
    has_moved = any(one.has_moved for one in found)
    if saved.paths and not has_moved and all(os.path.lexists(path) for path in saved.paths):
        return list(saved.paths)
    return [one.path for one in found if one.path is not None]


def what_differs(saved: SavedCase, found: Sequence[FoundLog], reports: Sequence[ReadReport]) -> list[str]:
    """Say what is not as it was when the case was saved: moved, missing, changed and new logs, a sentence each."""
    told = [_moved_or_missing(one) for one in found if one.has_moved]
    now = {report.file: report for report in reports}
    paths = {one.path: one.log for one in found if one.path is not None}
    for report in reports:
        log = paths.get(report.file) or next((one.log for one in found if one.log.name == report.file), None)
        if log is None:
            told.append(f"{one_line(report.file)} is new: it was not in the case when that was saved.")
        elif log.sha256 and report.sha256 and log.sha256 != report.sha256:
            told.append(
                f"{one_line(report.file)} has changed since the case was saved: its SHA-256 was {log.sha256} and "
                f"is {report.sha256} now. What was said of its rows is shown where the same record stands."
            )
    gone = [one.log for one in found if not one.has_moved and one.log.name not in now and one.path not in now]
    told += [
        f"{one_line(log.name)} was in the case when that was saved and was not read now." for log in gone
    ]
    return told


def _moved_or_missing(one: FoundLog) -> str:
    name = one_line(one.log.name)
    if one.path is None:
        old = one_line(one.log.path)
        return f"{name} was not found; put it to {old} or beside the case file, and open that again."
    return f"{name} was found by its SHA-256 at {one_line(one.path)}."


def marks_now(saved: SavedCase, found: Iterable[FoundLog]) -> list[tuple[Place, Mark]]:
    """Give what was said of records by the names under which their logs are opened now.

    Of a place only what tells a record from others is known: its file, offset and number.
    """
    names = {one.log.name: one.path for one in found if one.path is not None}
    return [
        (
            Place(printable(names.get(mark.file, mark.file)), 0, mark.file_offset, 0, mark.record_number),
            Mark(mark.tags, mark.note),
        )
        for mark in saved.marks
    ]


def saved_marks(changes: Iterable[tuple[Place, Mark]]) -> list[SavedMark]:
    """Make what is kept of what was said of records."""
    return [
        SavedMark(place.file, place.file_offset, place.record_number, mark.tags, mark.note)
        for place, mark in changes
    ]


def saved_logs(paths: Mapping[str, tuple[str, int]], reports: Iterable[ReadReport]) -> list[SavedLog]:
    """Make what is kept of the logs of a case; `paths` gives for each log's name its path and size."""
    hashes = {report.file: report.sha256 for report in reports}
    return [
        SavedLog(name, str(Path(path).absolute()), size, hashes.get(name))
        for name, (path, size) in paths.items()
    ]
