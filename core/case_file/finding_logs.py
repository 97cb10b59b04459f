"""The logs of a saved case into where they are now: at their old place, or found elsewhere by SHA-256."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.case_file.identity import identity_of
from core.case_file.saved_case import SavedCase, SavedLog, SavedMark
from core.notation.visible import one_line
from core.processes.process import Place
from core.reading.open_log import open_log
from core.reading.read_report import ReadReport
from core.rows.mark import Mark
from core.rows.row import Row
from core.view.marks import places_of
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
    """Find each log: a file of its size at its old place, else one of its size and SHA-256 below these folders.

    Where there is none, a file of another size at the old place is taken: it has changed, and its SHA-256 will show
    it. A log without a SHA-256 can be found by its old place alone. Reads files that have the size of a log that is
    not at its place, and touches no network share but that of the folders.
    """
    missing = [log for log in saved.logs if not _is_at_place(log, folders)]
    sizes = {log.size for log in missing if log.sha256}
    by_size = _files_of(sizes, folders) if sizes else {}
    hashes: dict[str, str | None] = {}
    for log in saved.logs:
        if _is_at_place(log, folders):
            yield FoundLog(log, log.path)
            continue
        candidates = by_size.get(log.size, ()) if log.sha256 else ()
        path = next((path for path in candidates if log.sha256 == _hash(path, hashes)), None)
        if path is None and may_touch(log.path, folders) and os.path.isfile(log.path):
            yield FoundLog(log, log.path)
        else:
            yield FoundLog(log, path, has_moved=True)


def _is_at_place(log: SavedLog, folders: Sequence[str]) -> bool:
    try:
        return (
            may_touch(log.path, folders)
            and os.path.isfile(log.path)
            and os.stat(log.path).st_size == log.size
        )
    except OSError:
        return False


def may_touch(path: str, folders: Sequence[str]) -> bool:
    """Tell whether a path from a case file may be looked at: one on a share that the user did not name may not.

    To ask a server for a file tells it who asks; a case file may come from anybody.
    """
    share = _share_of(path)
    return not share or share in {_share_of(folder) for folder in folders}


def _share_of(path: str) -> str:
    """Give `//server/share` of a network path, or the device of a device path; empty for a local one."""
    plain = path.replace("\\", "/")
    if not plain.startswith("//"):
        return ""
    return "/".join(plain.split("/")[:4]).lower()


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
            with open_log(path) as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
            known[path] = digest.hexdigest()
        except OSError:
            known[path] = None
    return known[path]


def paths_to_open(saved: SavedCase, found: Sequence[FoundLog], folders: Sequence[str]) -> list[str]:
    """Give what is to be opened: what the user opened then where all of it is there, else the logs one by one."""
    has_moved = any(one.has_moved for one in found)
    is_there = (may_touch(path, folders) and os.path.lexists(path) for path in saved.paths)
    if saved.paths and not has_moved and all(is_there):
        return list(saved.paths)
    return list(dict.fromkeys(one.path for one in found if one.path is not None))


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
                f"is {report.sha256} now. What was said of its rows is shown where the same process still stands."
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


def placed_marks(
    saved: SavedCase, found: Iterable[FoundLog], reports: Iterable[ReadReport], rows: Sequence[Row]
) -> tuple[list[tuple[Place, Mark]], list[SavedMark]]:
    """Bring what was said of records to the rows as they are now, and give what belongs to none of them.

    In a log whose SHA-256 is what it was, offset and number are enough. In any other the process that stands there
    must be the same: what was said of one must never be read as said of another.
    """
    names = {one.log.name: printable(one.path) for one in found if one.path is not None}
    before = {log.name: log.sha256 for log in saved.logs}
    now = {report.file: report.sha256 for report in reports}
    wanted = {
        (names.get(mark.file, mark.file), mark.file_offset, mark.record_number): mark for mark in saved.marks
    }
    offsets = {offset for _, offset, _ in wanted}
    placed: list[tuple[Place, Mark]] = []
    for row in rows if wanted else ():
        for place in places_of(row.process):
            if place.file_offset not in offsets:
                continue
            key = (place.file, place.file_offset, place.record_number)
            mark = wanted.get(key)
            if mark is None:
                continue
            known = before.get(mark.file)
            if (known and known == now.get(place.file)) or mark.identity == identity_of(row.process):
                placed.append((place, Mark(mark.tags, mark.note)))
                del wanted[key]
    return placed, list(wanted.values())


def renamed_logs(found: Iterable[FoundLog], reports: Iterable[ReadReport]) -> dict[str, str]:
    """Give the new names of logs that were found elsewhere and have the SHA-256 that they had."""
    now = {report.file: report.sha256 for report in reports}
    renamed = {}
    for one in found:
        name = "" if one.path is None else printable(one.path)
        if one.has_moved and one.log.sha256 and now.get(name) == one.log.sha256:
            renamed[one.log.name] = name
    return renamed


def saved_marks(changes: Iterable[tuple[Place, Mark]], rows: Iterable[Row]) -> list[SavedMark]:
    """Make what is kept of what was said; `rows` are those that it was said of."""
    identities = {
        (place.file, place.file_offset, place.record_number): identity_of(row.process)
        for row in rows
        for place in places_of(row.process)
    }
    kept = []
    for place, mark in changes:
        key = (place.file, place.file_offset, place.record_number)
        kept.append(SavedMark(*key, identities.get(key, ""), mark.tags, mark.note))
    return kept


def saved_logs(paths: Mapping[str, tuple[str, int]], reports: Iterable[ReadReport]) -> list[SavedLog]:
    """Make what is kept of the logs of a case; `paths` gives for each log's name its path and size."""
    hashes = {report.file: report.sha256 for report in reports}
    return [
        SavedLog(name, str(Path(path).absolute()), size, hashes.get(name))
        for name, (path, size) in paths.items()
    ]
