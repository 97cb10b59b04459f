"""What the second reader says of a row: the same, something else, or nothing."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detection.verification import COMPARED, LARGEST_ROUNDING, Agreement, Verification, verify
from core.notation.windows import IntegrityLevel
from core.processes.both_logs import merge_starts
from core.processes.process import FIRST_READER, ParentLink, Place, ProcessCreation
from core.processes.process_fields import CREATIONS, creation_from
from core.reading.chunk import Chunk
from core.reading.event import Event, exact_time
from core.reading.record_reader import Patience, read_together
from tests.core.builders import other_record
from tests.core.log_reading import all_work, chunk_of, steady
from tests.evtx_writer import (
    EntityReference,
    FieldValue,
    Markup,
    Text,
    ansi,
    event_data,
    security_4688,
    security_4688_short,
    sysmon_1,
    sysmon_3,
    text_array,
)
from tests.evtx_writer import Event as Written
from tests.evtx_writer.hostile import amplified_by_nesting, named, nested, split_text

AGREE = Verification(Agreement.AGREE)
BUILT = [
    *(sysmon_1(schema) for schema in ("2.0", "3.10", "4.0", "4.1", "4.21", "4.80")),
    *(security_4688(version) for version in (0, 1, 2)),
    security_4688_short(),
]
IDS = ["2.0", "3.10", "4.0", "4.1", "4.21", "4.80", "4688-0", "4688-1", "4688-2", "4688-short"]


def _row(event: Written) -> tuple[ProcessCreation, Chunk]:
    """The process creation that the first reader reads from a log with this event, and its chunk."""
    chunk = chunk_of(event)
    for _, span, outcome in read_together(all_work([chunk]), CREATIONS, Patience()):
        assert isinstance(outcome, Event)
        place = Place("log.evtx", 0, chunk.start + span.offset, span.size, span.number)
        record = chunk.data[span.offset : span.offset + span.size]
        row = creation_from(outcome, place, exact_time(outcome.time_created, record))
        assert row is not None
        return row, chunk
    raise AssertionError("the log holds no creation")


def _verified(event: Written) -> Verification:
    row, chunk = _row(event)
    return verify(row, chunk.data, chunk.spans[0])


@pytest.mark.parametrize("event", BUILT, ids=IDS)
def test_the_readers_agree_on_honest_records(event: Written) -> None:
    """Of every layout: GUIDs, hexadecimal numbers, SIDs, absent fields and placeholders are one form."""
    assert _verified(event) == AGREE


@pytest.mark.parametrize(
    "value",
    [
        "a\x01\x02\x1b\x1f\x7fb",
        "a\x80\x85\x9fb",
        "\x01\x80",
        "\x01",
        "a\r\nb\rc\n\td",
        "  a  ",
        "",
        "-",
        None,
        "<a>&amp;\"'</a>",
        "\U0001f600 naïve Ω",
        "-1",
        "0x1F",
        "{747F3D96-4722-69A5-A421-000000020100}",
        "true",
        "2026-03-02 08:15:30.125",
        ansi("plain"),
        split_text("a", "b"),
        "a" * 20_000,
    ],
)
def test_the_readers_agree_on_honest_values(value: FieldValue) -> None:
    """Control characters that python-evtx deletes and line breaks that XML changes are no difference."""
    assert _verified(sysmon_1(command_line=value)) == AGREE
    assert _verified(security_4688(command_line=value)) == AGREE


@settings(steady, max_examples=100)
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff\ufeff"), max_size=60)
)
def test_the_readers_agree_on_any_text(value: str) -> None:
    """That XML can hold."""
    assert _verified(sysmon_1(command_line=value, image=f"C:\\{value}.exe")) == AGREE


@settings(steady, max_examples=100)
@given(st.integers(127_000_000_000_000_000, 139_000_000_000_000_000))
def test_the_readers_agree_on_any_time(time: int) -> None:
    """python-evtx computes times as floats; the row's own time has all its digits, or those of the reader."""
    row, chunk = _row(sysmon_1(time=time))
    cut = msgspec.structs.replace(row, time_created=time // 10 * 10)

    assert tuple(verify(process, chunk.data, chunk.spans[0]) for process in (row, cut)) == (AGREE, AGREE)


_CHANGED: dict[str, object] = {
    "source": "security-4688",
    "event_record_id": 8,
    "time_created": 0,
    "utc_time": 0,
    "pid": 1,
    "ppid": 1,
    "logon_id": 1,
    "parent_logon_id": 1,
    "terminal_session_id": 9,
    "integrity_level": IntegrityLevel.HIGH,
}
_ONLY_IN_4688 = ("sid", "parent_logon_id", "token_elevation_type")


@pytest.mark.parametrize("field", COMPARED)
@pytest.mark.parametrize("absent", [False, True], ids=["changed", "absent"])
def test_a_changed_value_is_told(field: str, absent: bool) -> None:
    """In each field that a record can hold, whether it is another value or none."""
    sysmon = sysmon_1(hashes="SHA1=1,MD5=2,SHA256=3,IMPHASH=4", rule_name="a rule")
    row, chunk = _row(security_4688() if field in _ONLY_IN_4688 else sysmon)
    changed = msgspec.structs.replace(row, **{field: None if absent else _CHANGED.get(field, "other")})

    assert getattr(row, field) is not None
    assert Verification(Agreement.DIFFER, (field,)) == verify(changed, chunk.data, chunk.spans[0])


def test_all_that_differs_is_told() -> None:
    """In the order of the fields that are compared."""
    row, chunk = _row(sysmon_1())
    changed = msgspec.structs.replace(row, pid=1, image_path="a", guid=None)

    found = verify(changed, chunk.data, chunk.spans[0])

    assert Verification(Agreement.DIFFER, ("image_path", "pid", "guid")) == found


def test_a_value_that_the_row_lacks_differs() -> None:
    """The second reader found one where the first found none."""
    row, chunk = _row(sysmon_1())

    found = verify(msgspec.structs.replace(row, user=None), chunk.data, chunk.spans[0])

    assert Verification(Agreement.DIFFER, ("user",)) == found


@pytest.mark.parametrize(
    ("ticks", "expected"), [(0, AGREE), (LARGEST_ROUNDING, AGREE), (-LARGEST_ROUNDING, AGREE)]
)
def test_times_may_differ_by_what_a_float_rounds(ticks: int, expected: Verification) -> None:
    """The time chosen is one that python-evtx gives exactly."""
    row, chunk = _row(sysmon_1())
    assert row.time_created is not None
    moved = msgspec.structs.replace(row, time_created=row.time_created + ticks)

    assert expected == verify(moved, chunk.data, chunk.spans[0])


@pytest.mark.parametrize("ticks", [LARGEST_ROUNDING + 1, -LARGEST_ROUNDING - 1, 10_000_000])
def test_times_may_not_differ_by_more(ticks: int) -> None:
    """It is told like any other value."""
    row, chunk = _row(sysmon_1())
    assert row.time_created is not None
    moved = msgspec.structs.replace(row, time_created=row.time_created + ticks)

    found = verify(moved, chunk.data, chunk.spans[0])

    assert Verification(Agreement.DIFFER, ("time_created",)) == found


_NOT_COMPARED: dict[str, object] = {
    "place": Place("other.evtx", 0, 0, 0, 0),
    "also_in": (Place("other.evtx", 0, 0, 0, 0),),
    "altered_in": (Place("other.evtx", 0, 0, 0, 0),),
    "other_record": other_record(),
    "reader": FIRST_READER,
    "repeated_names": ("Image",),
    "parent_link": ParentLink.INFERRED,
    "parent_candidates": (r"C:\EXCEL.EXE",),
    "parent_started": 1,
    "parent_command_line_inferred": True,
}


def test_what_the_core_adds_is_not_compared() -> None:
    """The record does not hold it; every other field is compared, also those that are added one day."""
    row, chunk = _row(sysmon_1())
    added = msgspec.structs.replace(row, **_NOT_COMPARED)

    assert verify(added, chunk.data, chunk.spans[0]) == AGREE
    assert {*COMPARED, *_NOT_COMPARED} == set(ProcessCreation.__struct_fields__)


@pytest.mark.parametrize("number", [0, 1], ids=["sysmon-leads", "security-leads"])
def test_values_of_the_other_logs_record_are_not_compared(number: int) -> None:
    """Neither reader can find them in the row's own record; its own values are still compared."""
    record = _row((sysmon_1(), security_4688())[number])
    others = _row((security_4688(), sysmon_1(parent_image="-"))[number])
    (row,) = merge_starts([record[0], others[0]])
    chunk, span = record[1].data, record[1].spans[0]

    assert record[0].source == row.source
    assert row.other_record is not None
    assert len(row.other_record.filled) > 2
    assert verify(row, chunk, span) == AGREE
    altered = msgspec.structs.replace(row, command_line="x")
    assert verify(altered, chunk, span) == Verification(Agreement.DIFFER, ("command_line",))


def test_an_inferred_parent_is_not_the_records() -> None:
    """The second reader cannot know it: the row to verify is the one that the record alone gives."""
    row, chunk = _row(security_4688(1))
    inferred = msgspec.structs.replace(
        row, parent_image_path=r"C:\EXCEL.EXE", parent_link=ParentLink.INFERRED
    )

    found = [verify(process, chunk.data, chunk.spans[0]) for process in (row, inferred)]

    assert [AGREE, Verification(Agreement.DIFFER, ("parent_image_path",))] == found


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        # a crafted or broken record, and what the second reader says of it
        (sysmon_1(command_line="a\0b"), (Agreement.FAILED, "xmltodict: not well-formed")),
        (sysmon_1(command_line="a\uffff"), (Agreement.FAILED, "xmltodict: ")),
        (sysmon_1(command_line="a\ud800b"), (Agreement.FAILED, "python-evtx: UnicodeDecodeError")),
        (sysmon_1(command_line=ansi("caf\xe9")), (Agreement.FAILED, "python-evtx: UnicodeDecodeError")),
        (
            replace(sysmon_1(), body=named('Image":"a","B', "x", "v")),
            (Agreement.FAILED, "xmltodict: not well-formed"),
        ),
        (sysmon_1(command_line="\ufeffa"), (Agreement.DIFFER, "command_line")),
        (sysmon_1(command_line=text_array(["a", "b"])), (Agreement.DIFFER, "command_line")),
        (
            sysmon_1(command_line=Markup((Text("a"), EntityReference("amp")))),
            (Agreement.DIFFER, "command_line"),
        ),
        (sysmon_1(command_line=amplified_by_nesting(2, 2)), (Agreement.DIFFER, "command_line")),
        (
            replace(sysmon_1(), body=event_data([*sysmon_1().data.items(), ("Image", "second")])),
            (Agreement.AGREE, ""),
        ),
        (replace(sysmon_1(), body=nested(60)), (Agreement.AGREE, "")),
    ],
    ids=[
        "nul",
        "noncharacter",
        "half-pair",
        "ansi",
        "name",
        "bom",
        "array",
        "entity",
        "nesting",
        "repeated",
        "nested",
    ],
)
def test_what_is_said_of_other_records(event: Written, expected: tuple[Agreement, str]) -> None:
    """A reason where it could not be asked, a field where it reads another value."""
    found = _verified(event)

    agreement, detail = expected
    assert agreement is found.agreement
    assert (found.details[:1] or ("",))[0].startswith(detail)


def test_a_row_that_is_none_differs_in_its_source() -> None:
    """The record at its place is of another kind."""
    row, _ = _row(sysmon_1())
    chunk = chunk_of(sysmon_3())

    found = verify(row, chunk.data, chunk.spans[0])

    assert Verification(Agreement.DIFFER, ("source",)) == found
