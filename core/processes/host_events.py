"""Events that say what could be seen of a host into HostEvents: cleared, stopped, changed, lost.

Sources: Microsoft, "1100(S)", "1101(S)", "1102(S)", "4616(S)" and "4719(S)"; Sysmon's manifest for 4, 16 and 255.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from operator import attrgetter

import msgspec

from core.notation import filetime
from core.notation.windows import guid, present
from core.processes.parents import host_of
from core.processes.process import Place
from core.processes.process_fields import SECURITY, SYSMON
from core.reading.event import Event, EventKind

EVENT_LOG = "Microsoft-Windows-Eventlog"
"""Provider of what the event log service says of itself; its data stands in UserData."""

LONGEST_DETAIL = 500
"""Characters of one value; an honest one is far shorter."""


class HostEventKind(StrEnum):
    """What happened to what a host records."""

    LOG_CLEARED = "log cleared"
    """Security 1102, System 104."""
    SENSOR_STOPPED = "sensor stopped"
    SENSOR_STARTED = "sensor started"
    """Sysmon 4, by its state."""
    SENSOR_RECONFIGURED = "sensor reconfigured"
    """Sysmon 16."""
    SENSOR_ERROR = "sensor error"
    """Sysmon 255."""
    LOGGING_STOPPED = "logging stopped"
    """Security 1100: the event log service shut down."""
    EVENTS_DROPPED = "events dropped"
    """Security 1101."""
    AUDIT_CHANGED = "audit policy changed"
    """Security 4719."""
    CLOCK_CHANGED = "clock changed"
    """Security 4616."""


class HostEvent(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One event that limits what can be concluded from a host's logs."""

    kind: HostEventKind
    fqdn: str | None
    time: int
    """System/TimeCreated (FILETIME)."""
    place: Place
    channel: str | None
    detail: str
    """What the event says in its own values, as text; empty where it says no more than its kind. Hostile."""
    user: str | None = None
    """Who did it, where the event names somebody (`DOMAIN\\name`)."""
    event_record_id: int | None = None
    subject: str | None = None
    """Of a cleared log its channel, of an audit policy the GUID of the subcategory. Hostile."""
    before: int | None = None
    """What the clock showed before it was changed (FILETIME),"""
    after: int | None = None
    """and what behind it."""


_Values = dict[str, object]
"""Fields of HostEvent that an event's own data gives."""


def _user(event: Event) -> str | None:
    name, domain = present(event.data.get("SubjectUserName")), present(event.data.get("SubjectDomainName"))
    found = name if domain is None or name is None else f"{domain}\\{name}"
    return None if found is None else found[:LONGEST_DETAIL]


def _text(event: Event, name: str) -> str:
    return (present(event.data.get(name)) or "")[:LONGEST_DETAIL]


def _time(event: Event, name: str) -> int | None:
    value = event.data.get(name)
    return filetime.from_text(value) if isinstance(value, str) else None


def _joined(*texts: str) -> str:
    return ", ".join(text for text in texts if text)


def _security_cleared(event: Event) -> _Values:
    return {"kind": HostEventKind.LOG_CLEARED, "subject": "Security", "user": _user(event)}


def _other_cleared(event: Event) -> _Values:
    saved = _text(event, "BackupPath")
    return {
        "kind": HostEventKind.LOG_CLEARED,
        "subject": _text(event, "Channel") or None,
        "detail": f"saved to {saved}" if saved else "",
        "user": _user(event),
    }


def _logging_stopped(event: Event) -> _Values:
    return {"kind": HostEventKind.LOGGING_STOPPED}


def _events_dropped(event: Event) -> _Values:
    reason = _text(event, "Reason")
    return {"kind": HostEventKind.EVENTS_DROPPED, "detail": f"reason {reason}" if reason else ""}


def _clock_changed(event: Event) -> _Values:
    return {
        "kind": HostEventKind.CLOCK_CHANGED,
        "detail": _text(event, "ProcessName"),
        "user": _user(event),
        "before": _time(event, "PreviousTime"),
        "after": _time(event, "NewTime"),
    }


def _audit_changed(event: Event) -> _Values:
    return {
        "kind": HostEventKind.AUDIT_CHANGED,
        "detail": _text(event, "AuditPolicyChanges"),
        "user": _user(event),
        "subject": guid(event.data.get("SubcategoryGuid")),
    }


_STATES: Mapping[str, HostEventKind] = {
    "started": HostEventKind.SENSOR_STARTED,
    "stopped": HostEventKind.SENSOR_STOPPED,
}


def _sensor_state(event: Event) -> _Values | None:
    kind = _STATES.get(_text(event, "State").strip().lower())
    version = _text(event, "Version")
    return None if kind is None else {"kind": kind, "detail": f"version {version}" if version else ""}


def _sensor_reconfigured(event: Event) -> _Values:
    parts = _text(event, "Configuration"), _text(event, "ConfigurationFileHash")
    return {"kind": HostEventKind.SENSOR_RECONFIGURED, "detail": _joined(*parts)}


def _sensor_error(event: Event) -> _Values:
    parts = _text(event, "ID"), _text(event, "Description")
    return {"kind": HostEventKind.SENSOR_ERROR, "detail": _joined(*parts)}


_READERS: Mapping[EventKind, Callable[[Event], _Values | None]] = {
    (EVENT_LOG, 1102): _security_cleared,
    (EVENT_LOG, 104): _other_cleared,
    (EVENT_LOG, 1100): _logging_stopped,
    (EVENT_LOG, 1101): _events_dropped,
    (SECURITY, 4616): _clock_changed,
    (SECURITY, 4719): _audit_changed,
    (SYSMON, 4): _sensor_state,
    (SYSMON, 16): _sensor_reconfigured,
    (SYSMON, 255): _sensor_error,
}

HOST_EVENTS: frozenset[EventKind] = frozenset(_READERS)


def host_event(event: Event, place: Place, time: int | None) -> HostEvent | None:
    """Read such an event; `None` where it is of another kind, has no time, or names a state that nobody knows."""
    read = _READERS.get((event.provider, event.event_id))
    values = None if read is None or time is None else read(event)
    if values is None:
        return None
    own = {
        "fqdn": event.computer,
        "time": time,
        "place": place,
        "channel": event.channel,
        "event_record_id": event.event_record_id,
    }
    return HostEvent(**{"detail": "", **own, **values})  # type: ignore[arg-type]


_identity = attrgetter(*(name for name in HostEvent.__struct_fields__ if name not in ("fqdn", "place")))


def without_copies(host_events: Iterable[HostEvent]) -> list[HostEvent]:
    """Put them in the order of their times, each event once that a copied or forwarded log holds as well.

    Of one event in several places the first that is given counts.
    """
    firsts: dict[tuple[object, ...], HostEvent] = {}
    for one in host_events:
        firsts.setdefault((host_of(one.fqdn), *_identity(one)), one)
    return sorted(firsts.values(), key=lambda one: (one.time, host_of(one.fqdn), one.event_record_id or 0))
