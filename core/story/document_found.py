"""A parent's command line and what Excel did before the start into the document that was open, with its evidence.

The command line names the document that Excel was started with. Where it names none, or where Excel took over
others since, files and registry values that this Excel itself wrote name them (Sysmon 11, 13 and 15).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from core.detection.document import Document, Origin, is_spreadsheet, origin_of
from core.notation.windows import normal_path
from core.story.excel_events import FILE_CREATED, REGISTRY_VALUE_SET, STREAM_CREATED, Clue, of_kind
from core.work.related_event import RelatedEvent

MOST_OTHERS = 8
"""Other documents that are named."""


class Sign(IntEnum):
    """What an event says of a document; the higher, the more surely that it was open."""

    WRITTEN = 1
    RECENT = 2
    MARKED = 3
    """It carries the mark of the web."""
    TRUSTED = 4
    OPENED = 5


@dataclass(frozen=True, slots=True)
class DocumentFound:
    """Which document Excel had to do with before it started the process, as far as the logs tell."""

    path: str | None
    """In the log's own spelling; a registry value may begin with `%USERPROFILE%`, a shortcut names no folder."""
    origin: Origin | None
    note: str
    """Why there is none, or how sure it is."""
    clues: tuple[Clue, ...]
    """What names it, the strongest first."""
    others: tuple[tuple[str, Clue], ...] = ()
    """Further documents that the same Excel had to do with before the start, the likeliest first."""
    sign: Sign | None = None
    """The strongest of the events that name it; `None` where the command line does, or nothing."""
    count: int = 0
    """How many documents are named in all."""
    is_last: bool = False
    """Whether no event about another is later than all about this one."""


@dataclass(frozen=True, slots=True)
class _Named:
    path: str
    clue: Clue
    sign: Sign


_TRUSTED = re.compile(r"\\Trusted Documents\\TrustRecords\\", re.IGNORECASE)
_RECENT = re.compile(r"\\(?:Office|Windows)\\Recent\\([^\\]+)\.lnk\Z", re.IGNORECASE)
_USER_FOLDER = re.compile(r"\A(?:%userprofile%|[a-z]:\\users\\[^\\]++)\\")
_HOST_URL = re.compile(r"HostUrl=(\S++)")


def document_found(by_line: Document, events: list[RelatedEvent]) -> DocumentFound:
    """Find the document: the command line's first, else the one that the strongest and latest event names.

    `by_line` is what Excel's command line says, `events` what Excel did before the start (`before_the_start`).
    """
    named = [one for kind in _KINDS for one in kind(events)]
    named.sort(key=lambda one: (one.sign, _time(one)), reverse=True)
    by_key: dict[str, list[_Named]] = {}
    for one in named:
        by_key.setdefault(_key(one.path), []).append(one)
    if by_line.path is not None:
        own = by_key.pop(_key(by_line.path), [])
        clues = (Clue("named by Excel's command line"), *_clues(own))
        others = _others(by_key)
        return DocumentFound(by_line.path, by_line.origin, by_line.note, clues, others, count=1 + len(by_key))
    if not by_key:
        return DocumentFound(None, None, by_line.note, ())
    first = by_key.pop(_key(named[0].path))
    return DocumentFound(
        path=first[0].path,
        origin=_origin_of(first),
        note="not in Excel's command line",
        clues=_clues(first),
        others=_others(by_key),
        sign=first[0].sign,
        count=1 + len(by_key),
        is_last=max(map(_time, first))
        >= max((_time(one) for named in by_key.values() for one in named), default=0),
    )


def _time(one: _Named) -> int:
    return one.clue.event.time or 0 if one.clue.event else 0


def _clues(named: list[_Named]) -> tuple[Clue, ...]:
    return tuple(one.clue for one in named)


def _others(by_key: dict[str, list[_Named]]) -> tuple[tuple[str, Clue], ...]:
    return tuple((named[0].path, named[0].clue) for named in list(by_key.values())[:MOST_OTHERS])


def _origin_of(named: list[_Named]) -> Origin | None:
    if any(one.sign is Sign.MARKED and _HOST_URL.search(one.clue.words) for one in named):
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
                Sign.OPENED,
            )


def _trusted(events: list[RelatedEvent]) -> Iterator[_Named]:
    for event, target in of_kind(events, REGISTRY_VALUE_SET, "TargetObject"):
        if mark := _TRUSTED.search(target):
            path = target[mark.end() :].replace("/", "\\")
            words = "a user trusted it: editing or active content was enabled (TrustRecords)"
            yield _Named(path, Clue(words, event), Sign.TRUSTED)


def _from_outside(events: list[RelatedEvent]) -> Iterator[_Named]:
    for event, target in of_kind(events, STREAM_CREATED, "TargetFilename"):
        path, stream, _ = target.partition(":Zone.Identifier")
        if stream and is_spreadsheet(path):
            url = _HOST_URL.search(event.field("Contents") or "")
            words = f"it carries the mark of the web{f' (HostUrl={url[1]})' if url else ''}"
            yield _Named(path, Clue(words, event), Sign.MARKED)


def _recent(events: list[RelatedEvent]) -> Iterator[_Named]:
    for event, target in of_kind(events, FILE_CREATED, "TargetFilename"):
        shortcut = _RECENT.search(target)
        if shortcut and is_spreadsheet(shortcut[1]):
            yield _Named(shortcut[1], Clue("it was put on the list of recent documents", event), Sign.RECENT)


def _written(events: list[RelatedEvent]) -> Iterator[_Named]:
    for event, path in of_kind(events, FILE_CREATED, "TargetFilename"):
        if is_spreadsheet(path) and "~$" not in path:
            yield _Named(path, Clue("Excel wrote this file", event), Sign.WRITTEN)


_KINDS: tuple[Callable[[list[RelatedEvent]], Iterator[_Named]], ...] = (
    _owner_files,
    _trusted,
    _from_outside,
    _recent,
    _written,
)
