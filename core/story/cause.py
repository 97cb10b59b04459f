"""What Excel did before the start into the likely cause: DDE, a macro, an add-in or another program through COM.

| Signs before the start                                             | Cause                   |
|--------------------------------------------------------------------|-------------------------|
| an XLL was loaded, or the document is one                          | add-in                  |
| the VBA engine was loaded, or the setting for macros was loosened  | macro                   |
| the setting for DDE was loosened                                   | DDE                     |
| the program's own path climbs (`..`)                               | DDE, a weak sign        |
| Excel was started with `-Embedding`                                | another program (COM)   |
| signs of more than one                                             | undecided, all named    |
| none, or a weak one alone                                          | unknown, and why        |

A sign never proves: what runs inside Excel is not in these logs. Sources: SigmaHQ rules e6ce8457 (VBE7.DLL) and
63647769 (DDE settings); Microsoft advisory 4053440; ATT&CK T1559.002, T1137.006 and T1059.005.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.detection.document import EMBEDDING, Document
from core.detection.image_path import Volume, location
from core.notation.windows import ascii_lower, base_name
from core.processes.process import ProcessCreation
from core.story.excel_events import IMAGE_LOADED, REGISTRY_VALUE_SET, Clue, of_kind
from core.work.related_event import RelatedEvent


class Cause(StrEnum):
    """What made Excel start the process."""

    DDE = "DDE"
    MACRO = "macro"
    ADD_IN = "add-in"
    COM = "COM"
    UNDECIDED = "undecided"
    """There are signs of more than one."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CauseFound:
    """The likely cause, and what it rests on."""

    cause: Cause
    clues: tuple[tuple[Cause, Clue], ...]
    """What speaks for which cause; of an unknown one there are weak ones at most."""
    limits: tuple[str, ...]
    """What could not be known, in words."""
    odd: tuple[Clue, ...] = ()
    """What looks like a sign and counts for none."""


NOT_LOOKED_FOR = "Excel's own events were not looked for yet"
NOT_JUDGED = "which process is the parent is not known, so the events of none were judged"
NO_EVENTS = "the logs hold no event of this Excel before the start but its own"
NO_LOADS = "no image load of this Excel was recorded, so whether the VBA engine ran is not known"

_VBA_ENGINES = frozenset({"vbe7.dll", "vbe7intl.dll", "vbeui.dll", "vbe6.dll"})
_DDE_SETTING = re.compile(
    r"\\Excel\\(?:Security(?:\\External Content)?\\(?:DisableDDEServerLaunch|DisableDDEServerLookup)"
    r"|Options\\DDEAllowed|Security\\WorkbookLinkWarnings)\Z",
    re.IGNORECASE,
)
_MACRO_SETTING = re.compile(r"\\Excel\\Security\\(?:VBAWarnings|AccessVBOM)\Z", re.IGNORECASE)
_NUMBER = re.compile(r"(?:DWORD )?\(?(0[xX][0-9A-Fa-f]{1,16}|\d{1,10})\)?\Z")
_LOOSE: Mapping[str, frozenset[int]] = {
    "disableddeserverlaunch": frozenset({0}),
    "disableddeserverlookup": frozenset({0}),
    "ddeallowed": frozenset({1, 2}),
    "workbooklinkwarnings": frozenset({0}),
    "vbawarnings": frozenset({1}),
    "accessvbom": frozenset({1}),
}
"""Values that let more through than Excel's defaults."""

_ADD_IN_EXTENSIONS = (".xll", ".xla", ".xlam")
_WORD = re.compile(r"[^ \t]++")
_IS_PATH = re.compile(r"(?:[A-Za-z]:)?\\")
_CLIMBS = re.compile(r"\\\.\.\\\.\.\\")
_VBA_FOLDERS = re.compile(
    r"\\program files(?: \(x86\))?\\"
    r"(?:common files|microsoft office[^\\]*|windowsapps\\microsoft\.office\.[^\\]*)\\.*",
    re.DOTALL,
)
"""Where Office keeps the VBA engine: below Common Files, or in its own folder."""


def cause_found(
    child: ProcessCreation | None,
    document: Document,
    events: list[RelatedEvent] | None,
    *,
    can_judge: bool = True,
) -> CauseFound:
    """Judge by all signs; one cause only where they agree.

    `child` is the process that Excel started, `document` what Excel's command line says, `events` what Excel did
    before that (`before_the_start`): `None` until they were looked for, or where nobody can tell which are its own.
    """
    own = events or []
    clues = tuple(
        (cause, clue)
        for cause, looks in _SIGNS.items()
        for look in looks
        for clue in look(child, document, own)
    )
    causes = {cause for cause, clue in clues if not clue.is_weak}
    limits = tuple(_limits(events, can_judge))
    odd = tuple(_odd(own))
    if not causes:
        return CauseFound(Cause.UNKNOWN, clues, limits, odd)
    return CauseFound(causes.pop() if len(causes) == 1 else Cause.UNDECIDED, clues, limits, odd)


def _limits(events: Sequence[RelatedEvent] | None, can_judge: bool) -> Iterator[str]:
    if not can_judge:
        yield NOT_JUDGED
    elif events is None:
        yield NOT_LOOKED_FOR
    elif not events:
        yield NO_EVENTS
    elif not any(event.event_id == IMAGE_LOADED for event in events):
        yield NO_LOADS


_Look = Callable[[ProcessCreation | None, Document, list[RelatedEvent]], Iterator[Clue]]


def _add_in_loaded(
    _child: ProcessCreation | None, _document: Document, events: list[RelatedEvent]
) -> Iterator[Clue]:
    for event, image in of_kind(events, IMAGE_LOADED, "ImageLoaded"):
        if (base_name(image) or "").endswith(".xll"):
            yield Clue(f"Excel loaded the add-in {image}", event)


def _add_in_opened(
    _child: ProcessCreation | None, document: Document, _events: list[RelatedEvent]
) -> Iterator[Clue]:
    if document.path is not None and (base_name(document.path) or "").endswith(_ADD_IN_EXTENSIONS):
        yield Clue(f"Excel was started with the add-in {document.path}")


def _vba_loaded(
    _child: ProcessCreation | None, _document: Document, events: list[RelatedEvent]
) -> Iterator[Clue]:
    for event, image in _engines(events):
        if _is_of_office(image):
            yield Clue(f"Excel loaded the VBA engine, {base_name(image)}, which macros need", event)
            return


def _odd(events: list[RelatedEvent]) -> Iterator[Clue]:
    """Tell of libraries with the engine's name in another place; the first is enough."""
    for event, image in _engines(events):
        if not _is_of_office(image):
            yield Clue(f"Excel loaded {image}, which has the VBA engine's name and not its place", event)
            return


def _engines(events: list[RelatedEvent]) -> Iterator[tuple[RelatedEvent, str]]:
    for event, image in of_kind(events, IMAGE_LOADED, "ImageLoaded"):
        if base_name(image) in _VBA_ENGINES:
            yield event, image


def _is_of_office(image: str) -> bool:
    place = location(image)
    on_disk = place.volume in (Volume.SYSTEM_DRIVE, Volume.DRIVE, Volume.DISK)
    return on_disk and place.is_plain and place.has_form_of(_VBA_FOLDERS)


def _loosened(setting: re.Pattern[str], words: str) -> _Look:
    def look(
        _child: ProcessCreation | None, _document: Document, events: list[RelatedEvent]
    ) -> Iterator[Clue]:
        for event, target in of_kind(events, REGISTRY_VALUE_SET, "TargetObject"):
            name = target.rpartition("\\")[2]
            value = _number(event.field("Details"))
            if setting.search(target) and value in _LOOSE[name.lower()]:
                yield Clue(f"{words}: {name} was set to {value}", event)

    return look


def _number(details: str | None) -> int | None:
    """Read what Sysmon writes of a number in the registry: `DWORD (0x00000001)`."""
    found = _NUMBER.match((details or "").strip())
    return None if found is None else int(found[1], 16 if found[1][:2] in ("0x", "0X") else 10)


def _path_climbs(
    child: ProcessCreation | None, _document: Document, _events: list[RelatedEvent]
) -> Iterator[Clue]:
    """Look at the program alone: arguments climb in honest command lines too."""
    if child is not None and any(_CLIMBS.search(text) for text in (child.image_path or "", _program(child))):
        yield Clue(
            r"the program's path climbs (\..\..\), as in DDE formulas that name MSEXCEL as their server",
            is_weak=True,
        )


def _program(child: ProcessCreation) -> str:
    """Give the program that a command line begins with: unquoted it may hold blanks, up to the image's name."""
    line = (child.command_line or "").lstrip(" \t")
    if line.startswith('"'):
        return line[1:].partition('"')[0]
    word = _WORD.match(line)
    first = word[0] if word else ""
    name = child.exe or ""
    is_whole = not name or base_name(first) in (name, name.removesuffix(".exe"))
    end = -1 if is_whole else ascii_lower(line).find(f"\\{name}")
    return line[: end + 1 + len(name)] if end >= 0 and _IS_PATH.match(first) else first


def _embedded(
    _child: ProcessCreation | None, document: Document, _events: list[RelatedEvent]
) -> Iterator[Clue]:
    if EMBEDDING in document.note:
        yield Clue("Excel was started with -Embedding: another program drove it through COM")


_SIGNS: Mapping[Cause, tuple[_Look, ...]] = {
    Cause.ADD_IN: (_add_in_loaded, _add_in_opened),
    Cause.MACRO: (_vba_loaded, _loosened(_MACRO_SETTING, "macros were let through")),
    Cause.DDE: (_loosened(_DDE_SETTING, "DDE was let through"), _path_climbs),
    Cause.COM: (_embedded,),
}
