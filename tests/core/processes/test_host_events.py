"""core.processes.host_events: what events say of a host's own logs, by provider and id, from real records."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.filetime import from_text
from core.processes.host_events import (
    HOST_EVENTS,
    LONGEST_DETAIL,
    HostEvent,
    HostEventKind,
    host_event,
    without_copies,
)
from core.processes.process import Place
from core.reading.chunk_copy import copy_chunk
from core.reading.event import Event, decode_event
from core.reading.first_reader import read_json
from tests.core.log_reading import chunk_of
from tests.evtx_writer import Event as Written
from tests.evtx_writer import (
    security_1100,
    security_1101,
    security_1102,
    security_4616,
    security_4688,
    security_4719,
    sysmon_1,
    sysmon_4,
    sysmon_16,
    sysmon_255,
    system_104,
)

PLACE = Place("Security.evtx", 0, 0x1200, 0x300, 7)
TIME = from_text("2026-03-02T08:15:30.125") or 0
USER = r"EXAMPLE\j.doe"
K = HostEventKind


def _read(event: Written) -> HostEvent | None:
    chunk = chunk_of(event)
    ((_, text),), _ = read_json([copy_chunk(chunk.data, chunk.spans, 0)])
    return host_event(decode_event(text), PLACE, TIME)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (security_1102(), {"kind": K.LOG_CLEARED, "subject": "Security", "user": USER}),
        (
            system_104(),
            {"kind": K.LOG_CLEARED, "subject": "Microsoft-Windows-Sysmon/Operational", "user": USER},
        ),
        (
            system_104(channel="System", backup_path=r"C:\old.evtx", subject_domain_name="-"),
            {
                "kind": K.LOG_CLEARED,
                "subject": "System",
                "user": "j.doe",
                "detail": r"saved to C:\old.evtx",
            },
        ),
        (security_1100(), {"kind": K.LOGGING_STOPPED}),
        (security_1101(reason=5), {"kind": K.EVENTS_DROPPED, "detail": "reason 5"}),
        (
            security_4616(),
            {
                "kind": K.CLOCK_CHANGED,
                "user": r"NT AUTHORITY\LOCAL SERVICE",
                "detail": r"C:\Windows\System32\svchost.exe",
                "before": TIME,
                "after": TIME - 30 * 10_000_000,
            },
        ),
        (
            security_4719(),
            {
                "kind": K.AUDIT_CHANGED,
                "user": USER,
                "detail": "%%8448",
                "subject": "0CCE922B-69AE-11D9-BED3-505054503030",
            },
        ),
        (
            security_4719(subcategory_guid=UUID(int=0)),
            {"kind": K.AUDIT_CHANGED, "user": USER, "detail": "%%8448", "subject": None},
        ),
        (sysmon_4(), {"kind": K.SENSOR_STARTED, "detail": "version 15.15"}),
        (sysmon_4(state="Stopped"), {"kind": K.SENSOR_STOPPED, "detail": "version 15.15"}),
        (
            sysmon_16(configuration_file_hash="-"),
            {"kind": K.SENSOR_RECONFIGURED, "detail": r"C:\ProgramData\Sysmon\rules.xml"},
        ),
        (
            sysmon_255(),
            {
                "kind": K.SENSOR_ERROR,
                "detail": "QUEUE, Events dropped from driver queue: ProcessAccess:120",
            },
        ),
    ],
)
def test_what_an_event_says(event: Written, expected: dict[str, object]) -> None:
    """Its own values as text, who did it, and what it is about."""
    own = {"fqdn": event.computer, "time": TIME, "place": PLACE, "channel": event.channel}

    assert HostEvent(**{"detail": "", "event_record_id": 1, **own, **expected}) == _read(event)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "event",
    [
        sysmon_1(),
        security_4688(),
        sysmon_4(state="Resting"),
        replace(security_1102(), provider="Microsoft-Windows-Eventl0g"),
        replace(sysmon_16(), event_id=17),
    ],
)
def test_other_events_say_nothing(event: Written) -> None:
    """Neither do states that nobody knows, and providers that only look alike."""
    assert _read(event) is None


def test_an_event_without_a_time_says_nothing() -> None:
    """It could not be put in any order."""
    for provider, event_id in HOST_EVENTS:
        event = Event(provider, event_id, 1, "Security", "WS", None, {"State": "Started"})

        assert host_event(event, PLACE, None) is None
        assert host_event(event, PLACE, TIME) is not None


VALUES = st.one_of(st.none(), st.integers(), st.text(), st.floats(), st.lists(st.text()))
NAMES = st.sampled_from(
    [
        *("SubjectUserName", "SubjectDomainName", "Channel", "BackupPath", "Reason", "PreviousTime"),
        *("NewTime", "ProcessName", "AuditPolicyChanges", "SubcategoryGuid", "State", "Version"),
        *("Configuration", "ConfigurationFileHash", "ID", "Description"),
    ]
)


@given(kind=st.sampled_from(sorted(HOST_EVENTS)), data=st.dictionaries(NAMES, VALUES))
def test_whatever_the_data_is_it_is_read_and_bounded(kind: tuple[str, int], data: dict[str, object]) -> None:
    """A crafted record raises nothing and is not held whole; it crosses from the worker as it is."""
    found = host_event(Event(*kind, 1, "Security", "WS", TIME, data), PLACE, TIME)

    assert found is None or len(found.detail) <= 2 * LONGEST_DETAIL + 20
    if found is not None and not any("\ud800" <= sign <= "\udfff" for sign in repr(found)):
        assert found == msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=HostEvent)


def _told(place: Place = PLACE, **fields: object) -> HostEvent:
    usual = {
        "kind": K.LOG_CLEARED,
        "fqdn": "WS",
        "time": TIME,
        "place": place,
        "channel": "Security",
        "detail": "",
        "event_record_id": 4,
    }
    return HostEvent(**{**usual, **fields})  # type: ignore[arg-type]


COPY = Place("copy.evtx", 3, 0x9000, 0x300, 99)


@pytest.mark.parametrize(
    "given_",
    [
        [_told(), _told(COPY)],
        [_told(), _told(COPY, fqdn="ws"), _told(COPY)],
    ],
)
def test_an_event_in_two_logs_is_one(given_: list[HostEvent]) -> None:
    """The first place counts; hosts are compared without regard to case."""
    assert [_told()] == without_copies(given_)


@pytest.mark.parametrize(
    "fields", [{"event_record_id": 5}, {"time": TIME + 1}, {"user": "eve"}, {"fqdn": "other"}]
)
def test_events_that_differ_stay_apart_in_the_order_of_their_times(fields: dict[str, object]) -> None:
    """Also where only one value differs."""
    other = _told(COPY, **fields)

    found = without_copies([other, _told()])

    assert {one.place for one in found} == {PLACE, COPY}
    assert [one.time for one in found] == sorted(one.time for one in found)
