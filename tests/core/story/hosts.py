"""Host events, process creations and scans of one morning, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence

from core.notation.filetime import TICKS_PER_SECOND, from_text
from core.processes.host_events import HostEvent, HostEventKind
from core.processes.lifetimes import Boot
from core.processes.process import Place, ProcessCreation
from core.reading.read_report import ReadReport
from core.work.scan_result import ScanResult
from tests.core.builders import process

HOST = "FIN-WS07.example.corp"
SECOND = TICKS_PER_SECOND
MINUTE = 60 * SECOND
START = from_text("2026-03-02T08:00:00") or 0
SYSMON, SECURITY = "sysmon-1", "security-4688"
FILES = {SYSMON: "Sysmon.evtx", SECURITY: "Security.evtx"}


def at(minute: float) -> int:
    """Give the time so many minutes behind eight."""
    return START + round(minute * MINUTE)


def place(file: str, number: int) -> Place:
    """Build the place of the record with this number."""
    return Place(file, 0, 0x1200 + 0x100 * number, 0x100, number)


def started(minute: float, source: str = SYSMON, **fields: object) -> ProcessCreation:
    """Build a process creation at a minute, with all values, except for `fields`."""
    usual = {"source": source, "fqdn": HOST, "time_created": at(minute)}
    usual["place"] = place(FILES[source], round(minute * 60))
    return process(**{**usual, **fields})


def every(minutes: Sequence[float], source: str = SYSMON, **fields: object) -> list[ProcessCreation]:
    """Build a process creation at each minute."""
    return [started(minute, source, **fields) for minute in minutes]


def told(kind: HostEventKind, minute: float, **fields: object) -> HostEvent:
    """Build an event at a minute, except for `fields`."""
    file = FILES[SYSMON if kind.startswith("sensor") else SECURITY]
    usual = {
        "kind": kind,
        "fqdn": HOST,
        "time": at(minute),
        "place": place(file, 10_000 + round(minute * 60)),
        "channel": "Security",
        "detail": "",
        "event_record_id": 10_000 + round(minute * 60),
    }
    return HostEvent(**{**usual, **fields})  # type: ignore[arg-type]


def booted(*minutes: float) -> list[Boot]:
    """Build starts of the host."""
    return [Boot(HOST, at(minute)) for minute in minutes]


def scan(
    creations: Sequence[ProcessCreation] = (),
    events: Sequence[HostEvent] = (),
    boots: Sequence[Boot] = (),
    reports: Sequence[ReadReport] = (),
) -> ScanResult:
    """Build what a scan found, without a flagged row."""
    return ScanResult(creations, [], {}, reports, boots=boots, host_events=events)
