"""Events about processes, as ranges give them, into a list: each once, in order, of one life of a PID, bounded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from core.notation import filetime
from core.processes.living import ONE_START
from core.processes.process import Place
from core.processes.process_fields import SECURITY, SYSMON
from core.reading.event import Event
from core.work.related_event import BY_LOGON, BY_PID, RelatedEvent, Wanted
from core.work.related_match import texts_of

LONGEST_TEXT = 32_768
"""Characters of one field: all that a record of 64 KiB can hold, but for numbers and repeated values."""
LONGEST_EVENT = 65_536
MOST_FIELDS = 128
LONGEST_NAME = 256


class Limit(NamedTuple):
    """How much is kept."""

    events: int
    characters: int


def bounded(event: Event) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Give the data of an event as text, and whether any was cut or left out."""
    fields: list[tuple[str, str]] = []
    left, is_cut = LONGEST_EVENT, False
    for name, text in texts_of(event):
        if len(fields) == MOST_FIELDS or left <= 0:
            return tuple(fields), True
        kept = name[:LONGEST_NAME], text[: min(left, LONGEST_TEXT)]
        is_cut |= kept != (name, text)
        left -= len(kept[0]) + len(kept[1])
        fields.append(kept)
    return tuple(fields), is_cut


def own_time(event: Event, created: int | None) -> int | None:
    """Give Sysmon's own time of the event, for it may be written minutes later; else when it was written."""
    text = event.data.get("UtcTime")
    time = filetime.from_text(text) if isinstance(text, str) else None
    return created if time is None else time


def in_order(events: Iterable[RelatedEvent], files: Sequence[str] = ()) -> list[RelatedEvent]:
    """Sort by time, those without one last; then by file, in the order of `files`, and place in it."""
    number = {file: place for place, file in enumerate(files)}

    def key(event: RelatedEvent) -> tuple[bool, int, int, int]:
        place = event.place
        return event.time is None, event.time or 0, number.get(place.file, 0), place.file_offset

    return sorted(events, key=key)


def each_once(events: Iterable[RelatedEvent]) -> list[RelatedEvent]:
    """Let an event that several files hold stand once, where it comes first, and name its other places.

    Equal events of one file stay apart: the k-th there is the k-th elsewhere.
    """
    met: Counter[Hashable] = Counter()
    firsts: dict[Hashable, RelatedEvent] = {}
    others: dict[Hashable, list[Place]] = defaultdict(list)
    for event in events:
        identity = _identity(event)
        met[identity, event.place.file] += 1
        key = identity, met[identity, event.place.file]
        if key in firsts:
            others[key].append(event.place)
        else:
            firsts[key] = event
    return [
        msgspec.structs.replace(event, also_in=tuple(others[key])) if key in others else event
        for key, event in firsts.items()
    ]


def _identity(event: RelatedEvent) -> Hashable:
    return (
        event.fqdn,
        event.channel,
        event.provider,
        event.event_id,
        event.event_record_id,
        event.time,
        event.fields,
    )


def newest_logons(events: Iterable[RelatedEvent]) -> list[RelatedEvent]:
    """Of events found by a logon's id keep each process's newest of each kind: after a boot ids come again."""
    newest: dict[Hashable, int] = {}
    for event in events:
        if event.found_by == BY_LOGON:
            key = event.process, event.kind
            newest[key] = max(newest.get(key, -1), event.time or 0)
    return [
        event
        for event in events
        if event.found_by != BY_LOGON or newest[event.process, event.kind] == (event.time or 0)
    ]


_STARTS = frozenset({((SECURITY, 4688), "NewProcessId"), ((SYSMON, 1), "ProcessId")})
_ENDS = frozenset({((SECURITY, 4689), "ProcessId"), ((SYSMON, 5), "ProcessId")})


def of_one_life(events: Iterable[RelatedEvent], wanted: Sequence[Wanted]) -> list[RelatedEvent]:
    """Leave out events found by a PID that was another process's then, as starts and ends among them show.

    An end before the process began is its predecessor's, and so is all before it; what comes behind its end, or
    from a later start on, is its successor's.
    """
    events = list(events)
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for event in events:
        started = wanted[event.process].started
        if event.found_by != BY_PID or event.time is None or started is None:
            continue
        what = event.kind, event.as_field
        if what in _ENDS and event.time < started:
            first[event.process] = max(first.get(event.process, event.time), event.time)
        elif what in _ENDS:
            last[event.process] = min(last.get(event.process, event.time), event.time)
        elif what in _STARTS and event.time > started + ONE_START:
            last[event.process] = min(last.get(event.process, event.time - 1), event.time - 1)
    return [
        event
        for event in events
        if event.found_by != BY_PID
        or event.time is None
        or first.get(event.process, -1) < event.time <= last.get(event.process, event.time)
    ]


def without_excess(events: Sequence[RelatedEvent], limit: Limit) -> tuple[list[RelatedEvent], bool]:
    """Keep so many events, and say whether any is left out: each process's first, then its second, and so on."""
    sizes = [sum(len(name) + len(text) for name, text in event.fields) for event in events]
    if len(events) <= limit.events and sum(sizes) <= limit.characters:
        return list(events), False
    turns: list[tuple[int, int, int]] = []
    met: Counter[int] = Counter()
    by_time = sorted(range(len(events)), key=lambda at: (events[at].time is None, events[at].time or 0, at))
    for at in by_time:
        process = events[at].process
        turns.append((met[process], process, at))
        met[process] += 1
    kept: list[int] = []
    left = limit.characters
    for _, _, at in sorted(turns)[: limit.events]:
        left -= sizes[at]
        if left < 0:
            break
        kept.append(at)
    return [events[at] for at in sorted(kept)], True
