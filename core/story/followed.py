"""Related events of a row and what it started into what they did, what was done to them, and what is doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from core.notation.filetime import TICKS_PER_SECOND
from core.notation.windows import guid
from core.processes.process_fields import SECURITY, SYSMON
from core.story.excel_events import LATE, is_dated
from core.work.related_event import BY_LOGON, BY_PID, RelatedEvent, RelatedFound, Wanted
from core.work.related_match import EXECUTION, POWERSHELL, POWERSHELL_7

LONG_AFTER = 24 * 3600 * TICKS_PER_SECOND
"""So long after the last sure sign of a process another may have its PID, where no log shows its end."""


class Part(StrEnum):
    """What a process that is looked for is to the row."""

    SELF = "self"
    """The row's own process."""
    EXCEL = "excel"
    """The one at the head of the chain: Excel, or the parent of a row that is not flagged."""
    BETWEEN = "between"
    """Above the row and below that one."""
    BELOW = "below"
    """What the row's process started, directly or through others."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A process whose events are looked for."""

    part: Part
    name: str
    """File name of its image. Hostile."""
    wanted: Wanted
    is_exact: bool = False
    """Whether its start is Sysmon's own time, and not when the event was written."""
    ended: int | None = None
    """When a log says that it ended; `wanted.ended` may be only when its PID was another's."""

    @property
    def is_own(self) -> bool:
        """Whether what it did followed from the row."""
        return self.part in (Part.SELF, Part.BELOW)


@dataclass(frozen=True, slots=True)
class Deed:
    """One event, and which of the processes it is told of."""

    event: RelatedEvent
    """With the field in which that process stands."""
    who: Sought

    @property
    def is_by_pid(self) -> bool:
        """Whether only the PID and the time say that it is of this process."""
        return self.event.found_by == BY_PID


@dataclass(frozen=True, slots=True)
class Followed:
    """What is known from the start on, each part in the order of time."""

    done: tuple[Deed, ...] = ()
    """What the process and its descendants did; their own starts are among it."""
    suffered: tuple[Deed, ...] = ()
    """What others did to them, and events that only name them."""
    doubtful: tuple[Deed, ...] = ()
    """What may be of a later process with the same PID."""
    logons: tuple[Deed, ...] = ()
    """The logon that they ran in."""
    earlier: int = 0
    """Events about them that are dated before their start, and are not told."""


_DONE_BY = frozenset(
    {"ProcessGuid", "SourceProcessGUID", "SourceProcessGuid", "ParentProcessGuid", "ProcessId", "ProcessID"}
    | {"NewProcessId", "SourceProcessId", "ParentProcessId", "ClientProcessId", EXECUTION}
)
"""Fields of the process that an event is by; of a start also the process that was started."""
_DONE_TO = frozenset({"TargetProcessGUID", "TargetProcessGuid", "TargetProcessId"})
_SOURCES = ("SourceProcessGUID", "SourceProcessGuid")
_TOLD_BY = frozenset({SYSMON, SECURITY, POWERSHELL, POWERSHELL_7})
"""Providers whose fields are known to mean that."""
_SUFFERED = frozenset({(SYSMON, 25)})
"""Tampered with: the process in `ProcessGuid` is the one that it was done to."""


def followed(sought: Sequence[Sought], found: RelatedFound | None) -> Followed:
    """Part what was found about the row's process and what it started."""
    if found is None:
        return Followed()
    by_guid = {one.wanted.guid: one for one in reversed(sought) if one.is_own}
    last = _last_signs(sought, found.events)
    parts: dict[str, list[Deed]] = defaultdict(list)
    earlier = 0
    for event in found.events:
        deed, part = _deed(event, sought, by_guid)
        if not deed.who.is_own:
            continue
        if part != "logons" and _is_earlier(deed):
            earlier += 1
        elif _is_doubtful(deed, last):
            parts["doubtful"].append(deed)
        else:
            parts[part].append(deed)
    return Followed(earlier=earlier, **{part: tuple(deeds) for part, deeds in parts.items()})


def _deed(
    event: RelatedEvent, sought: Sequence[Sought], by_guid: Mapping[str | None, Sought]
) -> tuple[Deed, str]:
    deed = Deed(event, sought[event.process])
    if event.found_by == BY_LOGON:
        return deed, "logons"
    if event.as_field in _DONE_TO:
        for name in _SOURCES:
            source = guid(event.field(name))
            if source is not None and (doer := by_guid.get(source)) is not None:
                return Deed(msgspec.structs.replace(event, as_field=name), doer), "done"
        return deed, "suffered"
    is_done = event.as_field in _DONE_BY and event.provider in _TOLD_BY and event.kind not in _SUFFERED
    return deed, "done" if is_done else "suffered"


def _is_earlier(deed: Deed) -> bool:
    time, started = deed.event.time, deed.who.wanted.started
    if time is None or started is None:
        return False
    return time < started - (0 if deed.who.is_exact and is_dated(deed.event) else LATE)


def _is_doubtful(deed: Deed, last: Mapping[Wanted, int]) -> bool:
    time, wanted = deed.event.time, deed.who.wanted
    if not deed.is_by_pid or deed.who.ended is not None or time is None or wanted not in last:
        return False
    return time > last[wanted] + LONG_AFTER


def _last_signs(sought: Sequence[Sought], events: Iterable[RelatedEvent]) -> dict[Wanted, int]:
    """Give when each process is last known to have lived, by more than its PID."""
    last = {one.wanted: one.wanted.started for one in sought if one.wanted.started is not None}
    for event in events:
        if event.found_by not in (BY_PID, BY_LOGON) and event.time is not None:
            wanted = sought[event.process].wanted
            last[wanted] = max(last.get(wanted, event.time), event.time)
    return last
