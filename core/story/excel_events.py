"""Related events of a row into those that may bear on why it was started: its parent's own, before the start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.notation.filetime import TICKS_PER_SECOND
from core.processes.parents import start_of
from core.processes.process import ProcessCreation
from core.processes.process_fields import SYSMON
from core.work.related_event import RelatedEvent, RelatedFound

CHILD, PARENT = 0, 1
"""Numbers of the row's process and of its parent among those that are looked for."""

LATE = 2 * TICKS_PER_SECOND
"""An event that the sensor dates so much after the start may still be of a moment before it."""

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


def before_the_start(found: RelatedFound | None, process: ProcessCreation) -> list[RelatedEvent]:
    """Give what the parent itself did before it started this process, as Sysmon tells it, in order."""
    if found is None:
        return []
    started = start_of(process)
    return [
        event
        for event in found.events
        if event.process == PARENT
        and event.provider == SYSMON
        and event.as_field in OWN_FIELDS
        and (started is None or event.time is None or event.time <= started + LATE)
    ]


def of_kind(events: list[RelatedEvent], event_id: int, field: str) -> Iterator[tuple[RelatedEvent, str]]:
    """Give the events of one of Sysmon's kinds that have this field, each with its text."""
    for event in events:
        if event.event_id == event_id and (text := event.field(field)):
            yield event, text
