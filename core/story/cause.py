"""What Excel did before the start into the likely cause: DDE, a macro, an add-in or another program through COM.

| Signs before the start                                             | Cause                   |
|--------------------------------------------------------------------|-------------------------|
| an XLL was loaded, or the document is one                          | add-in                  |
| the VBA engine was loaded, or the setting for macros was loosened  | macro                   |
| the setting for DDE was loosened, or the child's path climbs (`..`)| DDE                     |
| Excel was started with `-Embedding`                                | another program (COM)   |
| signs of more than one                                             | undecided, all named    |
| none                                                               | unknown, and why        |

A sign never proves: what runs inside Excel is not in these logs. Sources: SigmaHQ rules e6ce8457 (VBE7.DLL) and
63647769 (DDE settings); Microsoft advisory 4053440; ATT&CK T1559.002, T1137.006 and T1059.005.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.detection.document import EMBEDDING, Document
from core.notation.windows import base_name
from core.processes.process import ProcessCreation
from core.story.excel_events import IMAGE_LOADED, REGISTRY_VALUE_SET, Clue, before_the_start, of_kind
from core.work.related_event import RelatedEvent, RelatedFound


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
    """What speaks for which cause."""
    limits: tuple[str, ...]
    """What could not be known, in words."""


NOT_LOOKED_FOR = "Excel's own events were not looked for yet"
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
_CLIMBS = re.compile(r"\\\.\.\\\.\.\\")


def cause_found(process: ProcessCreation, document: Document, related: RelatedFound | None) -> CauseFound:
    """Judge by all signs; one cause only where they agree."""
    events = before_the_start(related, process)
    clues = tuple(
        (cause, clue)
        for cause, looks in _SIGNS.items()
        for look in looks
        for clue in look(process, document, events)
    )
    causes = {cause for cause, _ in clues}
    limits = tuple(_limits(events, related))
    if not causes:
        return CauseFound(Cause.UNKNOWN, (), limits)
    return CauseFound(causes.pop() if len(causes) == 1 else Cause.UNDECIDED, clues, limits)


def _limits(events: list[RelatedEvent], related: RelatedFound | None) -> Iterator[str]:
    if related is None:
        yield NOT_LOOKED_FOR
    elif not events:
        yield NO_EVENTS
    elif not any(event.event_id == IMAGE_LOADED for event in events):
        yield NO_LOADS


_Look = Callable[[ProcessCreation, Document, list[RelatedEvent]], Iterator[Clue]]


def _add_in_loaded(
    _process: ProcessCreation, _document: Document, events: list[RelatedEvent]
) -> Iterator[Clue]:
    for event, image in of_kind(events, IMAGE_LOADED, "ImageLoaded"):
        if (base_name(image) or "").endswith(".xll"):
            yield Clue(f"Excel loaded the add-in {image}", event)


def _add_in_opened(
    _process: ProcessCreation, document: Document, _events: list[RelatedEvent]
) -> Iterator[Clue]:
    if document.path is not None and (base_name(document.path) or "").endswith(_ADD_IN_EXTENSIONS):
        yield Clue(f"Excel was started with the add-in {document.path}")


def _vba_loaded(_process: ProcessCreation, _document: Document, events: list[RelatedEvent]) -> Iterator[Clue]:
    for event, image in of_kind(events, IMAGE_LOADED, "ImageLoaded"):
        if base_name(image) in _VBA_ENGINES:
            yield Clue(f"Excel loaded the VBA engine, {base_name(image)}, which macros need", event)
            return


def _loosened(setting: re.Pattern[str], words: str) -> _Look:
    def look(_process: ProcessCreation, _document: Document, events: list[RelatedEvent]) -> Iterator[Clue]:
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
    process: ProcessCreation, _document: Document, _events: list[RelatedEvent]
) -> Iterator[Clue]:
    if any(_CLIMBS.search(text) for text in (process.image_path or "", process.command_line or "")):
        yield Clue(r"the path climbs (\..\..\), as DDE formulas write it that name MSEXCEL as their server")


def _embedded(_process: ProcessCreation, document: Document, _events: list[RelatedEvent]) -> Iterator[Clue]:
    if EMBEDDING in document.note:
        yield Clue("Excel was started with -Embedding: another program drove it through COM")


_SIGNS: Mapping[Cause, tuple[_Look, ...]] = {
    Cause.ADD_IN: (_add_in_loaded, _add_in_opened),
    Cause.MACRO: (_vba_loaded, _loosened(_MACRO_SETTING, "macros were let through")),
    Cause.DDE: (_loosened(_DDE_SETTING, "DDE was let through"), _path_climbs),
    Cause.COM: (_embedded,),
}
