"""Three independent readers find in a written log what was written into it."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evtx_writer import (
    OMIT,
    BinaryType,
    DoesNotFitError,
    Element,
    Event,
    FieldValue,
    Instance,
    Markup,
    Template,
    Text,
    Value,
    powershell_4103,
    powershell_4104,
    security_1100,
    security_1101,
    security_1102,
    security_4608,
    security_4616,
    security_4624,
    security_4688,
    security_4688_short,
    security_4689,
    security_4719,
    sysmon_1,
    sysmon_3,
    sysmon_4,
    sysmon_5,
    sysmon_7,
    sysmon_8,
    sysmon_10,
    sysmon_11,
    sysmon_12,
    sysmon_13,
    sysmon_15,
    sysmon_16,
    sysmon_22,
    sysmon_23,
    sysmon_255,
    system_104,
    system_6005,
    utc_time,
    value,
    write_log,
)
from tests.evtx_writer.hostile import named, split_text
from tests.evtx_writer.readers import READERS, Reading, canonical, libevtx_xml, rust_json

EVERY_LAYOUT: Final = (
    *(sysmon_1(schema) for schema in ("2.0", "3.10", "4.0", "4.1", "4.21", "4.80")),
    *(builder() for builder in (sysmon_3, sysmon_5, sysmon_7, sysmon_11, sysmon_13, sysmon_15)),
    *(builder("4.0") for builder in (sysmon_3, sysmon_5, sysmon_7, sysmon_11, sysmon_13, sysmon_15)),
    *(builder() for builder in (sysmon_8, sysmon_10, sysmon_12, sysmon_22, sysmon_23)),
    *(builder("4.21") for builder in (sysmon_8, sysmon_10, sysmon_12, sysmon_22, sysmon_23)),
    *(builder() for builder in (sysmon_4, sysmon_16, sysmon_255)),
    sysmon_16(user_sid="S-1-5-21-1-2-3-500"),
    *(security_4688(version) for version in (0, 1, 2)),
    security_4688_short(),
    security_4689(),
    *(security_4624(version) for version in (0, 1, 2)),
    security_4608(),
    security_4616(),
    security_4719(),
    *(builder() for builder in (security_1100, security_1101, security_1102, system_104, system_6005)),
    powershell_4103(),
    powershell_4104(execution_process=8840, activity_id=UUID(int=9)),
    replace(security_4624(), activity_id=UUID(int=7), related_activity_id=UUID(int=8)),
)

NUMBERS: Final[Mapping[BinaryType, tuple[int, int]]] = {
    BinaryType.UINT8: (0, 2**8 - 1),
    BinaryType.UINT16: (0, 2**16 - 1),
    BinaryType.UINT32: (0, 2**32 - 1),
    BinaryType.UINT64: (0, 2**64 - 1),
    BinaryType.HEX32: (0, 2**32 - 1),
    BinaryType.HEX64: (0, 2**64 - 1),
    BinaryType.POINTER: (0, 2**64 - 1),
}

reader = pytest.mark.parametrize("reader", READERS)


@reader
@pytest.mark.parametrize("chunk_fill", [None, 4, 1])
def test_every_builder_is_read_as_written(reader: str, chunk_fill: int | None) -> None:
    """Whatever else stands in its chunk, each layout gives its System values and its fields."""
    log = write_log(None, EVERY_LAYOUT, first_record=71, chunk_fill=chunk_fill)

    read = READERS[reader](log)

    assert [_written(event, number) for number, event in enumerate(EVERY_LAYOUT, 71)] == read


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (sysmon_1("2.0"), 17),
        (sysmon_1("3.10"), 16),
        (sysmon_1("4.0"), 20),
        (sysmon_1("4.1"), 21),
        (sysmon_1("4.21"), 22),
        (sysmon_1("4.80"), 23),
        (sysmon_3("4.0"), 17),
        (sysmon_3(), 18),
        (sysmon_5("4.0"), 4),
        (sysmon_7("4.21"), 15),
        (sysmon_7(), 16),
        (sysmon_11("4.1"), 7),
        (sysmon_13("4.1"), 8),
        (security_4688(0), 8),
        (security_4688(1), 9),
        (security_4688(2), 15),
        (security_4688_short(), 13),
        (security_4689(), 7),
        (security_4624(0), 20),
        (security_4624(1), 21),
        (security_4624(2), 27),
        (security_4608(), 0),
        (sysmon_1("2.0", image=OMIT), 16),
        (sysmon_4(), 4),
        (sysmon_8("4.1"), 12),
        (sysmon_8(), 14),
        (sysmon_10("4.1"), 11),
        (sysmon_10(), 13),
        (sysmon_12("4.1"), 7),
        (sysmon_12(), 8),
        (sysmon_16(), 3),
        (sysmon_22(), 9),
        (sysmon_23(), 10),
        (sysmon_255(), 3),
        (security_4616(), 8),
        (security_4719(), 8),
        (security_1100(), 0),
        (security_1101(), 1),
        (security_1102(), 4),
        (system_104(), 4),
        (powershell_4103(), 3),
        (powershell_4104(), 5),
    ],
)
def test_a_layout_has_the_fields_of_real_logs(event: Event, fields: int) -> None:
    """The number of fields is the one seen in logs of that schema or version."""
    assert fields == len(event.data)


def test_a_field_that_is_not_in_the_layout_is_refused() -> None:
    """A misspelt field, or one of a later schema, does not vanish silently."""
    with pytest.raises(TypeError, match="parentuser"):
        sysmon_1("4.21", parent_user="nobody")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60), min_size=1, max_size=4))
def test_any_text_is_read_as_written(strings: list[str]) -> None:
    """Markup, spaces, private and astral characters pass through value, text token and attribute alike."""
    fields: dict[str, FieldValue] = {}
    for number, string in enumerate(strings):
        sound = string.lstrip("\ufeff")
        fields |= {
            f"value {number}": sound,
            f"token {number}": Markup((Text(sound),)),
            f"{number} {sound}".replace('"', "'"): 1,
        }
    event = replace(sysmon_5(), data=fields)
    log = write_log(None, [event, event])

    expected = {name: canonical(_plain(content)) for name, content in fields.items()}
    for read in READERS.values():
        assert [expected, expected] == [reading.data for reading in read(log)]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_number_is_read_as_written(data: st.DataObject) -> None:
    """Every unsigned type over its whole range."""
    fields = {
        kind.name: value(kind, data.draw(st.integers(low, high))) for kind, (low, high) in NUMBERS.items()
    }
    log = write_log(None, [replace(sysmon_5(), data=fields)])

    expected = {name: canonical(_plain(content)) for name, content in fields.items()}
    for read in READERS.values():
        assert [expected] == [reading.data for reading in read(log)]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 14_000), min_size=1, max_size=30), st.integers(1, 2**40))
def test_events_of_any_size_spill_into_as_many_chunks_as_they_need(lengths: list[int], first: int) -> None:
    """No event is lost or cut where a chunk ends, and the numbers run on."""
    log = write_log(None, [sysmon_5(image="x" * length) for length in lengths], first_record=first)

    expected = [(first + place, "x" * length) for place, length in enumerate(lengths)]
    for read in READERS.values():
        assert expected == [(reading.number, reading.data["Image"]) for reading in read(log)]


def test_the_values_of_an_event_stand_in_its_bytes_as_windows_writes_them() -> None:
    """Strings are UTF-16, a GUID is its 16 bytes and a process id four."""
    guid = UUID("747F3D96-9ACD-61AF-D301-000000000102")
    log = write_log(None, [sysmon_1(process_guid=guid, process_id=0xA1B2C3D4, image="C:\\ä.exe")])

    assert guid.bytes_le + struct.pack("<I", 0xA1B2C3D4) + "C:\\ä.exe".encode("utf-16-le") in log


def test_strings_of_a_classic_event_are_nameless_data() -> None:
    """Insertion strings are one value, an array."""
    log = write_log(None, [system_6005(strings=("one", "two"), binary=None)])

    assert _event(log)["EventData"] == {"Data": {"#text": ["one", "two"]}, "Binary": None}
    assert "<Data>one</Data>\n    <Data>two</Data>" in libevtx_xml(log)[0][1]


def test_a_body_can_be_something_else_than_event_data() -> None:
    """UserData as an element of a provider's own."""
    cleared = Element("LogFileCleared", children=(Element("SubjectUserName", children=(Text("j.doe"),)),))
    body = Instance(Template(Element("UserData", children=(cleared,))))
    log = write_log(None, [replace(system_6005(), body=body)])

    assert _event(log)["UserData"] == {"LogFileCleared": {"SubjectUserName": "j.doe"}}


def test_the_event_log_service_says_in_user_data_that_a_log_was_cleared() -> None:
    """The element inside UserData has the namespace of the service's manifest, and each field is an element."""
    (_, xml), *_ = libevtx_xml(write_log(None, [security_1102(subject_user_name="a.novak")]))

    said = xml[xml.index("<UserData>") :]
    assert 'xmlns="http://manifests.microsoft.com/win/2004/08/windows/eventlog"' in said
    assert "<SubjectUserName>a.novak</SubjectUserName>" in said
    assert "<SubjectLogonId>0x0000000000053ca2</SubjectLogonId>" in said


def test_a_script_block_is_known_by_the_process_that_wrote_it() -> None:
    """System/Execution has the PID of PowerShell, and the fields have none."""
    log = write_log(None, [powershell_4104(execution_process=8840, script_block_text="Get-Date")])

    event = _event(log)
    assert event["System"]["Execution"]["#attributes"] == {"ProcessID": 8840, "ThreadID": 5120}
    assert event["EventData"]["ScriptBlockText"] == "Get-Date"


@pytest.mark.parametrize(
    "event",
    [
        sysmon_1(image="x" * 32_000),
        sysmon_1(image="x" * 40_000),
        sysmon_1(image=split_text("x" * 70_000)),
        replace(sysmon_1(), body=named("x" * 70_000, "y", "z")),
    ],
    ids=["record", "value", "text", "name"],
)
def test_what_does_not_fit_is_refused(event: Event) -> None:
    """No event is cut short to fit a chunk or a count of 16 bits."""
    with pytest.raises(DoesNotFitError):
        write_log(None, [event])


def test_a_refused_event_names_itself() -> None:
    """The message says which event it was."""
    with pytest.raises(DoesNotFitError, match="event 1 of Microsoft-Windows-Sysmon: more than a chunk"):
        write_log(None, [sysmon_5(), sysmon_1(image="x" * 31_000)])
    with pytest.raises(DoesNotFitError, match="event 1 of Microsoft-Windows-Sysmon: value 4 is 80000"):
        write_log(None, [sysmon_5(), sysmon_1(image="x" * 40_000)])


def test_an_event_can_have_a_record_id_that_is_not_its_number(tmp_path: Path) -> None:
    """Exported logs count their records anew and keep what System says."""
    path = tmp_path / "exported.evtx"
    log = write_log(path, [sysmon_5(record_id=619_515)])

    for read in READERS.values():
        (reading,) = read(log)
        assert (reading.number, reading.system["EventRecordID"]) == (1, "619515")
    assert log == path.read_bytes()


def test_a_log_without_events_is_a_log() -> None:
    """One chunk without records."""
    log = write_log(None, [])

    assert [read(log) for read in READERS.values()] == [[], [], []]


def _event(log: bytes) -> Mapping[str, Any]:
    event: Mapping[str, Any] = json.loads(rust_json(log)[0][1])["Event"]
    return event


def _written(event: Event, number: int) -> Reading:
    system = {
        "Provider/Name": event.provider,
        "Provider/Guid": None if event.provider_guid is None else str(event.provider_guid).upper(),
        "EventID": str(event.event_id),
        "EventID/Qualifiers": None if event.qualifiers is None else str(event.qualifiers),
        "Version": str(event.version),
        "Level": str(event.level),
        "Task": str(event.task),
        "Opcode": str(event.opcode),
        "Keywords": hex(event.keywords),
        "TimeCreated/SystemTime": utc_time(event.time).replace(" ", "T") + "000Z",
        "EventRecordID": str(number),
        "Correlation/ActivityID": None if event.activity_id is None else str(event.activity_id),
        "Correlation/RelatedActivityID": None
        if event.related_activity_id is None
        else str(event.related_activity_id),
        "Execution/ProcessID": str(event.execution_process),
        "Execution/ThreadID": str(event.execution_thread),
        "Channel": event.channel,
        "Computer": event.computer,
        "Security/UserID": event.user_sid,
    }
    fields = {name: canonical(_plain(content)) for name, content in event.data.items()}
    return Reading(number, {name: text for name, text in system.items() if text is not None}, fields)


def _plain(content: FieldValue) -> str:
    """A field as a reader should tell it, from the bytes of its value."""
    if isinstance(content, Markup):
        return "".join(node.string for node in content.nodes if isinstance(node, Text))
    if not isinstance(content, Value):
        return str(content)
    if content.kind is BinaryType.STRING:
        return content.raw.decode("utf-16-le")
    if content.kind is BinaryType.GUID:
        return str(UUID(bytes_le=content.raw)).upper()
    if content.kind is BinaryType.SID:
        authorities = struct.unpack(f"<{content.raw[1]}I", content.raw[8:])
        return "-".join(map(str, ("S", content.raw[0], int.from_bytes(content.raw[2:8]), *authorities)))
    number = int.from_bytes(content.raw, "little")
    if content.kind is BinaryType.FILETIME:
        return utc_time(number).replace(" ", "T") + "000Z"
    if content.kind is BinaryType.BOOLEAN:
        return "true" if number else "false"
    return hex(number) if content.kind in (BinaryType.HEX32, BinaryType.HEX64) else str(number)
