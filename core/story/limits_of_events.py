"""A host's events into the limits of what its records can show; each kind of event has a reader of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.notation.duration import in_words
from core.notation.filetime import TICKS_PER_SECOND
from core.notation.visible import one_line
from core.processes.host_events import HostEvent, HostEventKind
from core.processes.process import Place
from core.story.host_limits import AUDIT, SENSOR, HostLimits, earliest, next_time
from core.story.host_tally import HostTally
from core.story.limit import Grade, Limit, LimitKind

PROCESS_CREATION = "0CCE922B-69AE-11D9-BED3-505054503030"
"""Audit subcategory Process Creation, in which 4688 is (MS-GPAC, "Subcategory and SubcategoryGUID")."""

SUCCESS_REMOVED, SUCCESS_ADDED = "%%8448", "%%8449"
"""In 4719: 4688 is a success audit, so only these two stop and start it."""

AT_ONCE = TICKS_PER_SECOND
"""Records within a second may be written in another order than they happened: what a log that was just cleared
holds of the second before belongs behind the clearing."""

SMALL_CHANGE = 60 * TICKS_PER_SECOND
"""Changes of the clock below a minute are what time services make every day."""

LONGEST_VALUE = 120
"""Characters of a value from the log in a sentence."""


CHANNELS: Mapping[str, str] = {
    "security": AUDIT,
    "microsoft-windows-sysmon/operational": SENSOR,
}
"""Channels, in lower case, and the source whose process creations they hold."""


def limits_of_events(events: Sequence[HostEvent], counted: HostTally, boots: Sequence[int]) -> HostLimits:
    """Read the events of a host, which are in the order of their times, as are its starts."""
    host = HostLimits(
        counted,
        boots,
        started=[one.time for one in events if one.kind is HostEventKind.SENSOR_STARTED],
        switched_on=[one.time for one in events if _is_about_creations(one) and SUCCESS_ADDED in one.detail],
    )
    for event in events:
        _READERS[event.kind](host, event)
    return host


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST_VALUE else f"{line[:LONGEST_VALUE]}…"


def _by(event: HostEvent) -> str:
    return f" by {_short(event.user)}" if event.user else ""


def _places(event: HostEvent) -> tuple[Place, ...]:
    return (event.place,)


# ---------------------------------------------------------------- logs
def _cleared(host: HostLimits, event: HostEvent) -> None:
    """A log that was cleared: what it held is gone, unless another log that was read holds it."""
    channel = _short(event.subject or "a log without a name")
    source = CHANNELS.get((event.subject or "").lower())
    detail = f" ({_short(event.detail)})" if event.detail else ""
    words = f"log {channel} cleared{_by(event)}{detail}"
    if source is None:
        limit = Limit(LimitKind.LOG_CLEARED, Grade.NOTED, event.time, event.time, words, _places(event))
        host.add_moment(replace(limit, words=f"{words}; process creations are not in it"))
        return
    host.add_span(
        Limit(
            LimitKind.LOG_CLEARED,
            Grade.BLIND,
            host.last_before(source, event.time - AT_ONCE),
            event.time,
            f"{words}: what it held is gone",
            _places(event),
            source,
        )
    )


def _logging_stopped(host: HostLimits, event: HostEvent) -> None:
    """The event log service shut down: as it does with its host, or by hand."""
    boot = next_time(host.boots, event.time - 1)
    creation = earliest(*(host.next_after(source, event.time) for source in host.tally.sources))
    said = "event log service shut down"
    if creation is None or (boot is not None and boot <= creation):
        words = (
            f"{said}, as it does with the host"
            if boot is not None
            else f"{said}; nothing of the host is recorded after it"
        )
        host.add_moment(
            Limit(
                LimitKind.LOGGING_STOPPED, Grade.NOTED, event.time, event.time, words, _places(event), AUDIT
            )
        )
        return
    words = f"{said}, and no start of the host is known before the next process creation"
    host.add_span(Limit(LimitKind.LOGGING_STOPPED, Grade.DOUBT, event.time, creation, words, _places(event)))


def _dropped(host: HostLimits, event: HostEvent) -> None:
    detail = f" ({_short(event.detail)})" if event.detail else ""
    words = f"audit events were dropped{detail}: process creations may be among them"
    host.add_moment(
        Limit(LimitKind.EVENTS_DROPPED, Grade.DOUBT, event.time, event.time, words, _places(event), AUDIT)
    )


# ---------------------------------------------------------------- Sysmon
def _sensor_stopped(host: HostLimits, event: HostEvent) -> None:
    """Sysmon stopped: blind until it started, or recorded something, again."""
    if host.is_stopped_at(event.time):
        return
    until = host.sensor_stops(event.time)
    behind = "" if until is not None else " and is not seen to start again"
    booted = "; the host started in that time" if until and host.booted_in(event.time, until) else ""
    host.add_span(
        Limit(
            LimitKind.SENSOR_STOPPED,
            Grade.BLIND,
            event.time,
            until,
            f"Sysmon stopped{behind}{booted}",
            _places(event),
            SENSOR,
        )
    )


def _sensor_started(host: HostLimits, event: HostEvent) -> None:
    """Sysmon started: what is the matter where nothing says why it did not run before."""
    last = host.last_before(SENSOR, event.time)
    if host.sensor_starts() or last is None or host.booted_in(last, event.time):
        return
    words = "Sysmon started; when it had stopped is not recorded"
    if host.boots:
        grade, words = Grade.DOUBT, f"{words}, nor a start of the host that would explain it"
    else:
        grade, words = Grade.NOTED, f"{words}, and no log with starts of the host was read"
    host.add_moment(
        Limit(LimitKind.SENSOR_BACK, grade, event.time, event.time, words, _places(event), SENSOR)
    )


def _sensor_reconfigured(host: HostLimits, event: HostEvent) -> None:
    detail = f" ({_short(event.detail)})" if event.detail else ""
    if host.last_before(SENSOR, event.time - AT_ONCE) is None:
        grade, words = Grade.NOTED, f"Sysmon configured{detail}, before anything that it recorded"
    else:
        grade, words = Grade.DOUBT, f"Sysmon reconfigured{detail}: what it records may differ from then on"
    host.add_moment(
        Limit(LimitKind.SENSOR_RECONFIGURED, grade, event.time, event.time, words, _places(event), SENSOR)
    )


def _sensor_error(host: HostLimits, event: HostEvent) -> None:
    words = (
        f"Sysmon reported an error: {_short(event.detail)}" if event.detail else "Sysmon reported an error"
    )
    host.add_moment(
        Limit(LimitKind.SENSOR_ERROR, Grade.DOUBT, event.time, event.time, words, _places(event), SENSOR)
    )


# ---------------------------------------------------------------- audit policy and clock
def _is_about_creations(event: HostEvent) -> bool:
    return event.kind is HostEventKind.AUDIT_CHANGED and event.subject == PROCESS_CREATION


def _audit_changed(host: HostLimits, event: HostEvent) -> None:
    """Auditing was changed: of process creations it blinds, or ends a blindness; of others it is only said."""
    who = _by(event)
    if not _is_about_creations(event):
        words = "audit policy of other subcategories than process creation changed"
        moment = Limit(LimitKind.AUDIT_CHANGED, Grade.NOTED, event.time, event.time, words, _places(event))
        host.add_moment(replace(moment, source=AUDIT))
    elif SUCCESS_REMOVED in event.detail:
        until = host.switched_on_after(event.time)
        words = f"auditing of process creations switched off{who}"
        host.add_span(
            Limit(
                LimitKind.AUDIT_CHANGED, Grade.BLIND, event.time, until, words, _places(event), source=AUDIT
            )
        )
    elif SUCCESS_ADDED in event.detail and host.last_before(AUDIT, event.time) is None:
        words = f"auditing of process creations switched on{who}: before that, none is recorded"
        host.add_span(
            Limit(LimitKind.AUDIT_CHANGED, Grade.BLIND, None, event.time, words, _places(event), source=AUDIT)
        )


def _clock_changed(host: HostLimits, event: HostEvent) -> None:
    """The clock was set: times of both sides cannot be compared, unless it was one of the usual corrections."""
    how = ", ".join(part for part in (_short(event.user or ""), _short(event.detail)) if part)
    by = f" ({how})" if how else ""
    if event.before is None or event.after is None:
        words = f"clock changed{by}; from what to what, the record does not say"
        host.add_moment(
            Limit(LimitKind.CLOCK_CHANGED, Grade.DOUBT, event.time, event.time, words, _places(event))
        )
        return
    size = abs(event.after - event.before)
    if size < SMALL_CHANGE:
        words = "clock corrected by less than a minute"
        host.add_moment(
            Limit(LimitKind.CLOCK_CHANGED, Grade.NOTED, event.time, event.time, words, _places(event))
        )
        return
    way = "back" if event.after < event.before else "forward"
    words = f"clock set {in_words(size)} {way}{by}: times before and after it may not be comparable"
    host.add_span(
        Limit(LimitKind.CLOCK_CHANGED, Grade.DOUBT, event.before, event.after, words, _places(event))
    )


_READERS: Mapping[HostEventKind, Callable[[HostLimits, HostEvent], None]] = {
    HostEventKind.LOG_CLEARED: _cleared,
    HostEventKind.LOGGING_STOPPED: _logging_stopped,
    HostEventKind.EVENTS_DROPPED: _dropped,
    HostEventKind.SENSOR_STOPPED: _sensor_stopped,
    HostEventKind.SENSOR_STARTED: _sensor_started,
    HostEventKind.SENSOR_RECONFIGURED: _sensor_reconfigured,
    HostEventKind.SENSOR_ERROR: _sensor_error,
    HostEventKind.AUDIT_CHANGED: _audit_changed,
    HostEventKind.CLOCK_CHANGED: _clock_changed,
}
