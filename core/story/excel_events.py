"""Related events of a row into those that may bear on why Excel started it: Excel's own, before that start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.notation import filetime
from core.notation.filetime import TICKS_PER_SECOND
from core.processes.living import start_of
from core.processes.process import ProcessCreation
from core.processes.process_fields import SYSMON
from core.work.related_event import RelatedEvent, RelatedFound

LATE = 2 * TICKS_PER_SECOND
"""An event of which only is known when it was written may be of a moment so much earlier."""

OWN_FIELDS = frozenset({"ProcessGuid", "ProcessId"})
"""Fields in which an event names the process that did it."""

IMAGE_LOADED: int = 7
FILE_CREATED: int = 11
REGISTRY_VALUE_SET: int = 13
STREAM_CREATED: int = 15


@dataclass(frozen=True, slots=True)
class Clue:
    """One piece of evidence, in words, and where it stands."""

    words: str
    """May hold values of the log, which are hostile."""
    event: RelatedEvent | None = None
    """`None` where it is the row's own record, or that of its parent."""
    is_weak: bool = False
    """Whether it is too little for a verdict on its own."""


@dataclass(frozen=True, slots=True)
class ExcelTime:
    """Which of the processes that are looked for is Excel, and the time in which what it did may count."""

    number: int
    """Of its `Wanted`."""
    began: int | None
    """When Excel started (FILETIME); `None` where no log says."""
    is_exact: bool
    """Whether that is Sysmon's own time, and not when the event was written."""
    until: int | None
    """When it started the process that the story is about."""


def excel_time(
    number: int, excel: ProcessCreation | None, child: ProcessCreation | None, began: int | None
) -> ExcelTime:
    """Bound the time by Excel's own record, or what the child's says of it, and the child's start."""
    is_exact = excel is not None and excel.utc_time is not None
    return ExcelTime(number, began, is_exact, None if child is None else start_of(child))


def is_dated(event: RelatedEvent) -> bool:
    """Tell whether an event says itself when it happened: Sysmon's `UtcTime`."""
    return filetime.from_text(event.field("UtcTime") or "") is not None


def before_the_start(found: RelatedFound | None, excel: ExcelTime | None) -> list[RelatedEvent]:
    """Give what Excel itself did while it ran and before it started this process, as Sysmon tells it, in order."""
    if found is None or excel is None:
        return []
    return [
        event
        for event in found.events
        if event.process == excel.number
        and event.provider == SYSMON
        and event.as_field in OWN_FIELDS
        and _is_within(event, excel)
    ]


def _is_within(event: RelatedEvent, excel: ExcelTime) -> bool:
    if event.time is None or excel.until is None:
        return False
    is_exact = is_dated(event)
    if event.time > excel.until + (0 if is_exact else LATE):
        return False
    return excel.began is None or event.time >= excel.began - (0 if is_exact and excel.is_exact else LATE)


def of_kind(events: list[RelatedEvent], event_id: int, field: str) -> Iterator[tuple[RelatedEvent, str]]:
    """Give the events of one of Sysmon's kinds that have this field, each with its text."""
    for event in events:
        if event.event_id == event_id and (text := event.field(field)):
            yield event, text
