"""Events that say what a host's logs can be trusted for into HostEvents: cleared, stopped, reconfigured, other clock."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from core.processes.process import Place


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
    """What the event says in its own values, as text: which log, which state, from when to when. Hostile."""
    user: str | None = None
    """Who did it, where the event names somebody."""
