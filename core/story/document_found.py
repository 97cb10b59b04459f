"""A parent's command line and what Excel did before the start into the document that was open, with its evidence.

The command line names the document that Excel was started with. Where it names none, or where Excel took over
others since, files and registry values that this Excel itself wrote name them (Sysmon 11, 13 and 15).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.detection.document import Document, Origin, is_spreadsheet, origin_of
from core.notation.windows import normal_path
from core.processes.process import ProcessCreation
from core.story.excel_events import (
    FILE_CREATED,
    REGISTRY_VALUE_SET,
    STREAM_CREATED,
    Clue,
    before_the_start,
    of_kind,
)
from core.work.related_event import RelatedEvent, RelatedFound

MOST_OTHERS = 8
"""Other documents that are named."""


@dataclass(frozen=True, slots=True)
class DocumentFound:
    """Which document was open when the process was started, as far as the logs tell."""

    path: str | None
    """In the log's own spelling; a registry value may begin with `%USERPROFILE%`, a shortcut names no folder."""
    origin: Origin | None
    note: str
    """Why there is none, or how sure it is."""
    clues: tuple[Clue, ...]
    """What names it, the strongest first."""
    others: tuple[tuple[str, Clue], ...] = ()
    """Further documents that the same Excel had to do with before the start, the last first."""


@dataclass(frozen=True, slots=True)
class _Named:
    path: str
    clue: Clue
    strength: int


_TRUSTED = re.compile(r"\\Trusted Documents\\TrustRecords\\", re.IGNORECASE)
_RECENT = re.compile(r"\\(?:Office|Windows)\\Recent\\([^\\]+)\.lnk\Z", re.IGNORECASE)
_USER_FOLDER = re.compile(r"\A(?:%userprofile%|[a-z]:\\users\\[^\\]++)\\")
_HOST_URL = re.compile(r"HostUrl=(\S++)")

_OPENED, _TRUSTED_STRENGTH, _FROM_OUTSIDE, _RECENTLY, _WRITTEN = 5, 4, 3, 2, 1
"""How surely each kind of event says that the document was open, the highest first."""


def document_found(
    process: ProcessCreation, by_line: Document, related: RelatedFound | None
) -> DocumentFound:
    """Find the document: the command line's first, else the one that the strongest and latest event names."""
    events = before_the_start(related, process)
    named = [one for kind in _KINDS for one in kind(events)]
    named.sort(
        key=lambda one: (one.strength, one.clue.event.time or 0 if one.clue.event else 0), reverse=True
    )
    by_key: dict[str, list[_Named]] = {}
    for one in named:
        by_key.setdefault(_key(one.path), []).append(one)
    if by_line.path is not None:
        clues = (Clue("named by the parent's command line"), *_clues(by_key.pop(_key(by_line.path), [])))
        return DocumentFound(by_line.path, by_line.origin, by_line.note, clues, _others(by_key))
    if not by_key:
        return DocumentFound(None, None, by_line.note, ())
    first = by_key.pop(_key(named[0].path))
    return DocumentFound(
        first[0].path, _origin_of(first), "not in the parent's command line", _clues(first), _others(by_key)
    )


def _clues(named: list[_Named]) -> tuple[Clue, ...]:
    return tuple(one.clue for one in named)


def _others(by_key: dict[str, list[_Named]]) -> tuple[tuple[str, Clue], ...]:
    return tuple((named[0].path, named[0].clue) for named in list(by_key.values())[:MOST_OTHERS])


def _origin_of(named: list[_Named]) -> Origin | None:
    if any(one.strength == _FROM_OUTSIDE and _HOST_URL.search(one.clue.words) for one in named):
        return Origin.WEB
    return origin_of(named[0].path.replace("%USERPROFILE%", "C:\\Users\\?"))


def _key(path: str) -> str:
    """Give what two spellings of one document share: the user's folder has two."""
    return _USER_FOLDER.sub(r"%userprofile%\\", normal_path(path))


def _owner_files(events: list[RelatedEvent]) -> Iterator[_Named]:
    """Excel makes `~$Name.xlsx` beside a document for as long as it is open."""
    for event, path in of_kind(events, FILE_CREATED, "TargetFilename"):
        folder, slash, name = path.rpartition("\\")
        if name.startswith("~$") and is_spreadsheet(name):
            yield _Named(
                f"{folder}{slash}{name[2:]}",
                Clue(f"Excel made the owner file {name}, as it does when it opens a document", event),
                _OPENED,
            )


def _trusted(events: list[RelatedEvent]) -> Iterator[_Named]:
    for event, target in of_kind(events, REGISTRY_VALUE_SET, "TargetObject"):
        if mark := _TRUSTED.search(target):
            path = target[mark.end() :].replace("/", "\\")
            words = "a user trusted it: editing or active content was enabled (TrustRecords)"
            yield _Named(path, Clue(words, event), _TRUSTED_STRENGTH)


def _from_outside(events: list[RelatedEvent]) -> Iterator[_Named]:
    for event, target in of_kind(events, STREAM_CREATED, "TargetFilename"):
        path, stream, _ = target.partition(":Zone.Identifier")
        if stream and is_spreadsheet(path):
            url = _HOST_URL.search(event.field("Contents") or "")
            words = f"it carries the mark of the web{f' (HostUrl={url[1]})' if url else ''}"
            yield _Named(path, Clue(words, event), _FROM_OUTSIDE)


def _recent(events: list[RelatedEvent]) -> Iterator[_Named]:
    for event, target in of_kind(events, FILE_CREATED, "TargetFilename"):
        shortcut = _RECENT.search(target)
        if shortcut and is_spreadsheet(shortcut[1]):
            yield _Named(shortcut[1], Clue("it was put on the list of recent documents", event), _RECENTLY)


def _written(events: list[RelatedEvent]) -> Iterator[_Named]:
    for event, path in of_kind(events, FILE_CREATED, "TargetFilename"):
        if is_spreadsheet(path) and "~$" not in path:
            yield _Named(path, Clue("Excel created or wrote this file", event), _WRITTEN)


_KINDS: tuple[Callable[[list[RelatedEvent]], Iterator[_Named]], ...] = (
    _owner_files,
    _trusted,
    _from_outside,
    _recent,
    _written,
)
