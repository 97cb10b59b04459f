"""Events that end processes, and starts of a host."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.notation.filetime import from_text
from core.processes.lifetimes import LIFETIME_EVENTS, Boot, ProcessEnd, lifetime_event
from core.reading.chunk_copy import copy_chunk
from core.reading.event import Event, decode_event
from core.reading.first_reader import read_json
from tests.core.log_reading import chunk_of
from tests.evtx_writer import (
    OMIT,
    event_data,
    process_guid,
    security_4608,
    security_4624,
    security_4688,
    security_4689,
    sysmon_1,
    sysmon_3,
    sysmon_5,
    system_6005,
)
from tests.evtx_writer import Event as Written

HOST = "WS-0417.example.corp"
TIME = from_text("2026-03-02T08:15:30.125")
EARLIER = from_text("2026-03-02T08:15:29.001")
assert TIME is not None
assert EARLIER is not None

BORNE = process_guid(TIME, 77)
GUID = str(BORNE).upper()

KERNEL_START = replace(
    security_4608(), provider="Microsoft-Windows-Kernel-General", event_id=12, channel="System"
)


def _ended(**fields: object) -> Written:
    return sysmon_5(process_id=77, process_guid=OMIT, **fields)  # type: ignore[arg-type]


def _read(event: Written) -> Event:
    chunk = chunk_of(event)
    ((_, text),), _ = read_json([copy_chunk(chunk.data, chunk.spans, 0)])
    return decode_event(text)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (sysmon_5(process_id=77, process_guid=BORNE), ProcessEnd(HOST, 77, TIME, GUID)),
        (sysmon_5(process_id=77, process_guid=OMIT), ProcessEnd(HOST, 77, TIME)),
        (sysmon_5("4.0", process_id=77, process_guid=BORNE), ProcessEnd(HOST, 77, TIME, GUID)),
        (_ended(utc_time="2026-03-02 08:15:29.001"), ProcessEnd(HOST, 77, EARLIER)),
        (_ended(utc_time="-"), ProcessEnd(HOST, 77, TIME)),
        (_ended(utc_time=OMIT), ProcessEnd(HOST, 77, TIME)),
        (_ended(computer="SRV01"), ProcessEnd("SRV01", 77, TIME)),
        (security_4689(process_id=0x1F4), ProcessEnd(HOST, 500, TIME)),
        (security_4608(), Boot(HOST, TIME)),
        (system_6005(), Boot(HOST, TIME)),
        (KERNEL_START, Boot(HOST, TIME)),
        (sysmon_5(process_id=OMIT), None),
        (replace(sysmon_5(), body=event_data([("ProcessId", "9" * 30)])), None),
        (replace(sysmon_5(), body=event_data([("ProcessId", "soon")])), None),
        (sysmon_1(), None),
        (sysmon_3(), None),
        (security_4688(), None),
        (security_4624(), None),
        (replace(security_4608(), event_id=12), None),
        (replace(sysmon_5(), provider="Microsoft-Windows-Sysm0n"), None),
    ],
)
def test_what_bounds_a_lifetime(event: Written, expected: ProcessEnd | Boot | None) -> None:
    """By provider and id, with PID and Sysmon's ProcessGuid; an end without its PID bounds nothing."""
    assert expected == lifetime_event(_read(event))


def test_an_event_without_a_time_bounds_nothing() -> None:
    """Neither an end nor a start."""
    for provider, event_id in LIFETIME_EVENTS:
        event = Event(
            provider=provider,
            event_id=event_id,
            event_record_id=1,
            channel="System",
            computer=HOST,
            time_created=None,
            data={"ProcessId": 7, "UtcTime": "2026-03-02 08:15:29.001"},
        )

        assert lifetime_event(event) is None
