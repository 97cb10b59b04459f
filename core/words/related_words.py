"""Related events, and how far they were looked for, into the words of their tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from core.notation.filetime import TICKS_PER_SECOND, to_text
from core.notation.visible import one_line
from core.processes.living import start_of
from core.processes.process import Place
from core.rows.row import Row
from core.story.event_kinds import Group, title_of
from core.work.related_event import RelatedEvent, RelatedFound

Clock = Callable[[int], str]
"""Writes a moment (FILETIME) in the zone that the user chose, its day first."""

NOT_LOOKED_FOR = "Not looked for yet"
LOOKING = "Looking through the logs…"
FAILED = "Related events could not be looked for"
LOOK_AGAIN = "Look again"
NO_LOGS = "Look in all logs"
NONE_LEFT = "Nothing fits the filter"
WHAT_IS_LOOKED_FOR = (
    "Every event in the open logs about this process, its parent and what it started: connections, names "
    "looked up, files, registry values, loaded images, scripts, and the logon it ran in."
)
WITHOUT_GUID = (
    "Its record is a Security 4688, which has no ProcessGuid. So events are found by the host, the PID and the "
    "time from its start to its end: weaker, for a PID is used again."
)
NOTHING_BY_GUID = "Nothing else carries this ProcessGuid"
NOTHING_BY_PID = "Nothing else fits this PID and time"
NOTHING_FOUND = (
    "No other event about this process, its parent or what it started is in the open logs. Sysmon writes only "
    "what its rules ask for; another log of the host may hold more."
)
NO_TIME = "no time"

GROUPS: Mapping[Group, str] = {
    Group.PROCESS: "Processes",
    Group.NETWORK: "Network",
    Group.DNS: "DNS",
    Group.FILE: "Files",
    Group.REGISTRY: "Registry",
    Group.IMAGE: "Images",
    Group.ACCESS: "Access",
    Group.PIPE: "Pipes",
    Group.SCRIPT: "Scripts",
    Group.LOGON: "Logon",
    Group.OTHER: "Other",
}
"""Of all events of a group, in the order in which groups are shown."""

_SOURCES = (
    ("Microsoft-Windows-Security-Auditing", "Security"),
    ("Microsoft-Windows-Windows Defender", "Defender"),
    ("Microsoft-Windows-", ""),
)
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60))
_MINUS = "\u2212"


def look_in(logs: int, size: int) -> str:
    """Say what a button does: `Look in 3 logs (1.2 GiB)`; without any log, in all."""
    if not logs:
        return NO_LOGS
    return f"Look in {logs:,} log{'' if logs == 1 else 's'} ({amount(size)})"


def amount(size: int) -> str:
    """Write a number of bytes: `1.2 GiB`, `68 KiB`."""
    number = float(size)
    for unit in ("bytes", "KiB", "MiB"):
        if number < 1024:
            return f"{number:.0f} {unit}"
        number /= 1024
    return f"{number:,.1f} GiB"


def before_looking(row: Row) -> str:
    """Say what will be looked for, and how surely it will be found."""
    return WHAT_IS_LOOKED_FOR if row.process.guid else f"{WHAT_IS_LOOKED_FOR} {WITHOUT_GUID}"


def nothing(row: Row) -> tuple[str, str]:
    """Say that there is nothing but the row's own record."""
    return (NOTHING_BY_GUID, NOTHING_FOUND) if row.process.guid else (NOTHING_BY_PID, NOTHING_FOUND)


def is_nothing(row: Row, found: RelatedFound) -> bool:
    """Tell whether there is nothing but what the row itself shows."""
    other = row.process.other_record
    own = {row.place, *row.process.also_in, *((other.place, *other.also_in) if other else ())}
    return all(event.place in own for event in found.events)


def notes(row: Row, found: RelatedFound) -> tuple[str, ...]:
    """Say what may be missing, or is less sure: a sentence each, fit to be shown."""
    said: list[str] = []
    if found.is_cut:
        said.append(
            f"There are more events: the first {len(found.events):,} are shown, a fair share for each process."
        )
    if found.unread:
        first = found.failures[0] if found.failures else None
        where = f" The first is at offset 0x{first.file_offset:X}: {first.reason}." if first else ""
        records = "1 record holds" if found.unread == 1 else f"{found.unread:,} records hold"
        said.append(f"{records} what is looked for and could not be read.{where}")
    said += [f"{problem}." for problem in found.problems]
    if not row.process.guid and found.events:
        said.append(WITHOUT_GUID)
    return tuple(one_line(one) for one in said)


def offset(ticks: int | None) -> str:
    """Write how long after the start of the process: `+3.0 s`, `−10 min`, `+2 h 5 min`."""
    if ticks is None:
        return ""
    sign, length = (_MINUS, -ticks) if ticks < 0 else ("+", ticks)
    if length < 120 * TICKS_PER_SECOND:
        tenths = (length + TICKS_PER_SECOND // 20) // (TICKS_PER_SECOND // 10)
        return f"{sign if tenths else ''}{tenths / 10:.1f} s"
    seconds = length // TICKS_PER_SECOND
    for place, (unit, size) in enumerate(_UNITS):
        if seconds >= size:
            rest = seconds % size
            if place + 1 == len(_UNITS):
                return f"{sign}{seconds // size} {unit}" + (f" {rest} s" if rest and seconds < 600 else "")
            smaller, small = _UNITS[place + 1]
            part = f" {rest // small} {smaller}" if rest >= small else ""
            return f"{sign}{seconds // size:,} {unit}{part}"
    return ""


def time_of_day(event: RelatedEvent, row: Row, clock: Clock) -> str:
    """Write the time of day of an event, with its day where that is not the day on which the process started."""
    if event.time is None:
        return NO_TIME
    text, started = clock(event.time), start_of(row.process)
    day, _, time = text.partition(" ")
    is_same = started is not None and clock(started).startswith(f"{day} ")
    return time if is_same and time else text


def source(event: RelatedEvent) -> str:
    """Name the log's source and the event id: `Sysmon 3`, `Security 4688`."""
    provider = event.provider
    for beginning, short in _SOURCES:
        if provider.startswith(beginning):
            provider = short + provider[len(beginning) :]
            break
    return f"{one_line(provider[:60]) or '?'} {event.event_id}"


def heading(event: RelatedEvent) -> str:
    """Name the kind of an event: `Network connection`."""
    return title_of(event)


def facts(event: RelatedEvent, name: str, clock: Clock) -> str:
    """Say which event it is, when it happened, and how it was found."""
    time = NO_TIME if event.time is None else clock(event.time)
    field = "" if event.as_field == event.found_by else f" in {one_line(event.as_field[:60])}"
    return f"{source(event)} · {time} · about {one_line(name[:60])}, by {event.found_by}{field}"


def place_words(event: RelatedEvent) -> str:
    """Say where an event stands, and where else."""
    number = "" if event.event_record_id is None else f", EventRecordID {event.event_record_id}"
    first = f"{_where(event.place)}{number}"
    others = "".join(f"\nalso in {_where(place)}" for place in event.also_in[:3])
    more = f"\nand {len(event.also_in) - 3:,} more" if len(event.also_in) > 3 else ""
    return f"{first}{others}{more}"


def warnings(event: RelatedEvent) -> str:
    """Say why an event is not to be taken as it stands; empty where it is."""
    said: list[str] = []
    if event.repeated_names:
        names = ", ".join(one_line(name[:60]) for name in event.repeated_names[:3])
        said.append(f"The record holds more than one {names}: it was crafted. The first counts.")
    if event.is_cut:
        said.append("Long values are cut here; the record holds all of them.")
    return " ".join(said)


def cells(event: RelatedEvent, after: int | None, name: str, said: str) -> Sequence[str]:
    """Give an event as the cells of a table: time in UTC, offset, process, what happened, source and place.

    `after` is how long after the start of the row's process it happened, `said` its sentence.
    """
    return (
        "" if event.time is None else to_text(event.time),
        offset(after),
        one_line(name),
        said,
        source(event),
        _where(event.place),
    )


def as_text(event: RelatedEvent) -> str:
    """Give all fields of an event as they are, a line each."""
    return "\n".join(f"{name}: {text}" for name, text in event.fields)


def _where(place: Place) -> str:
    return f"{one_line(place.file)}, offset 0x{place.file_offset:08X}, record {place.record_number}"
