"""Events that end processes into ProcessEnd and Boot: what bounds the life of a PID on a host."""

from __future__ import annotations

import msgspec

from core.notation import filetime
from core.notation.windows import guid, number
from core.processes.process_fields import SECURITY, SYSMON
from core.reading.event import Event, EventKind


class ProcessEnd(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One process ended."""

    fqdn: str | None
    pid: int
    time: int
    """FILETIME; Sysmon's own `UtcTime` where there is one, for the event may be written much later."""
    guid: str | None = None
    """Sysmon's ProcessGuid; 4689 has none."""


class Boot(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A host started: no earlier process lives on."""

    fqdn: str | None
    time: int


_ENDS: frozenset[EventKind] = frozenset({(SYSMON, 5), (SECURITY, 4689)})
_BOOTS: frozenset[EventKind] = frozenset(
    {(SECURITY, 4608), ("Microsoft-Windows-Kernel-General", 12), ("EventLog", 6005)}
)
"""Windows is starting up (Security); the operating system started; the event log service was started."""

LIFETIME_EVENTS: frozenset[EventKind] = _ENDS | _BOOTS


def lifetime_event(event: Event) -> ProcessEnd | Boot | None:
    """Read an event that bounds lifetimes; `None` where it is of another kind or lacks its time or PID."""
    kind = (event.provider, event.event_id)
    if kind not in LIFETIME_EVENTS or event.time_created is None:
        return None
    if kind in _BOOTS:
        return Boot(event.computer, event.time_created)
    pid, own_time = number(event.data.get("ProcessId")), event.data.get("UtcTime")
    if pid is None:
        return None
    time = filetime.from_text(own_time) if isinstance(own_time, str) else None
    return ProcessEnd(
        event.computer,
        pid,
        event.time_created if time is None else time,
        guid(event.data.get("ProcessGuid")) if event.provider == SYSMON else None,
    )
