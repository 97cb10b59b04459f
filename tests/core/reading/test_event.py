"""The first reader's JSON of one record into an Event, whatever names the record holds."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.filetime import from_text, to_text
from core.processes.process_fields import CREATIONS, SECURITY, SYSMON
from core.reading.chunk_copy import copy_chunk
from core.reading.event import (
    LONGEST_JSON,
    Event,
    NotAnEvent,
    content,
    decode_event,
    exact_time,
    kind_of,
    read_event,
)
from core.reading.first_reader import read_json
from tests.core.log_reading import ALL_KINDS, chunk_of, steady
from tests.evtx_writer import (
    Element,
    Instance,
    Template,
    Text,
    event_data,
    natural,
    security_1102,
    security_4688,
    security_4689,
    sysmon_1,
    sysmon_5,
    system_6005,
    text_array,
)
from tests.evtx_writer import Event as Written
from tests.evtx_writer.hostile import nested

TIME = 134_170_893_301_250_000

SYSTEM: Mapping[str, object] = {
    "Provider": {"#attributes": {"Name": SYSMON, "Guid": "5770385F-C22A-43E0-BF4C-06F5698FFBD9"}},
    "EventID": 1,
    "Version": 5,
    "Level": 4,
    "Task": 1,
    "Opcode": 0,
    "Keywords": "0x8000000000000000",
    "TimeCreated": {"#attributes": {"SystemTime": "2026-03-02T08:15:30.125000Z"}},
    "EventRecordID": 7,
    "Correlation": None,
    "Execution": {"#attributes": {"ProcessID": 3436, "ThreadID": 4320}},
    "Channel": "Microsoft-Windows-Sysmon/Operational",
    "Computer": "WS-0417.example.corp",
    "Security": {"#attributes": {"UserID": "S-1-5-18"}},
}


def _json(data: object = None, **system: object) -> str:
    """One event as the first reader writes it: no blanks, names in the order of the log."""
    body = {"#attributes": {"xmlns": "urn:x"}, "System": {**SYSTEM, **system}, "EventData": data or {}}
    return json.dumps({"Event": body}, separators=(",", ":"), ensure_ascii=False)


def _text_of(event: Written) -> str:
    """The first reader's JSON of an event that was written into a log."""
    chunk = chunk_of(event)
    ((_, text),), _ = read_json([copy_chunk(chunk.data, chunk.spans, 0)])
    return text


def _with_elements(*names: str) -> Written:
    """Sysmon's event 1 with elements of these names, which hold `new`, before its Data elements."""
    data = event_data(sysmon_1().data.items())
    root = data.template.root
    elements = tuple(Element(name, (), (Text("new"),)) for name in names)
    body = Instance(Template(replace(root, children=(*elements, *root.children))), data.values)
    return replace(sysmon_1(), body=body)


def test_a_usual_event() -> None:
    """All that is needed of it."""
    expected = Event(
        provider=SYSMON,
        event_id=1,
        event_record_id=7,
        channel="Microsoft-Windows-Sysmon/Operational",
        computer="WS-0417.example.corp",
        time_created=from_text("2026-03-02T08:15:30.125"),
        data={"Image": "a.exe", "ProcessId": 8612, "Empty": "", "Absent": None},
    )

    event = read_event(_json({"Image": "a.exe", "ProcessId": 8612, "Empty": "", "Absent": None}), CREATIONS)

    assert expected == event


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (sysmon_1(), (SYSMON, 1)),
        (sysmon_1("2.0"), (SYSMON, 1)),
        (sysmon_5(), (SYSMON, 5)),
        (security_4688(), (SECURITY, 4688)),
        (security_4689(), (SECURITY, 4689)),
        (system_6005(), ("EventLog", 6005)),
    ],
)
def test_the_kind_of_an_event_is_told_from_its_beginning(event: Written, expected: tuple[str, int]) -> None:
    """Of modern and of classic providers, and it is the kind that decoding gives."""
    text = _text_of(event)

    assert expected == kind_of(text)
    decoded = decode_event(text)
    assert expected == (decoded.provider, decoded.event_id)


@pytest.mark.parametrize(
    "text",
    ["", "{}", '{"Event":{}}', _json(Provider=None), _json(EventID="1"), _json(EventID=123_456), "noise"],
)
def test_an_unusual_beginning_tells_no_kind(text: str) -> None:
    """Then the event is decoded to know."""
    assert kind_of(text) is None


def test_an_id_of_five_thousand_digits_tells_no_kind() -> None:
    """It is more than `int` takes; a crafted name can bring it along in place of the id."""
    text = _json(EventID="ID").replace('"ID"', "9" * 5000)

    assert kind_of(text) is None
    with pytest.raises(NotAnEvent):
        decode_event(text)


def test_the_same_beginning_is_the_same_kind_the_second_time() -> None:
    """A kind that was told once is remembered with all that it depends on."""
    texts = [_json(EventID=number, Computer=name) for number in (1, 3, 1) for name in ("a", "b")]

    kinds = [kind_of(text) for text in texts]

    assert kinds == [(SYSMON, 1), (SYSMON, 1), (SYSMON, 3), (SYSMON, 3), (SYSMON, 1), (SYSMON, 1)]


def test_an_event_of_another_kind_is_none_though_its_data_is_noise() -> None:
    """It is not decoded at all."""
    text = _json(EventID=3)[:-3] + "noise"

    assert read_event(text, CREATIONS) is None


@pytest.mark.parametrize(
    ("system", "field", "expected"),
    [
        ({"EventRecordID": "7"}, "event_record_id", 7),
        ({"EventRecordID": {"#attributes": {"a": 1}, "#text": 7}}, "event_record_id", 7),
        ({"EventRecordID": None}, "event_record_id", None),
        ({"EventRecordID": 2**64 - 1}, "event_record_id", 2**64 - 1),
        ({"EventRecordID": 2**64}, "event_record_id", None),
        ({"EventRecordID": -1}, "event_record_id", None),
        ({"EventRecordID": True}, "event_record_id", None),
        ({"EventRecordID": 1.5}, "event_record_id", None),
        ({"EventRecordID": "9" * 5000}, "event_record_id", None),
        ({"EventID": {"#attributes": {"Qualifiers": 0}, "#text": 1}}, "event_id", 1),
        ({"EventID": "1"}, "event_id", 1),
        ({"Channel": ""}, "channel", None),
        ({"Channel": None}, "channel", None),
        ({"Computer": {"#attributes": {"a": 1}, "#text": "WS01"}}, "computer", "WS01"),
        ({"Computer": ["WS01"]}, "computer", None),
        ({"TimeCreated": None}, "time_created", None),
        ({"TimeCreated": {"#attributes": {"SystemTime": "yesterday"}}}, "time_created", None),
    ],
)
def test_system_values(system: dict[str, object], field: str, expected: object) -> None:
    """In each form that the reader gives them, and absent where they are of no form; numbers have 64 bits."""
    event = decode_event(_json(**system))

    assert expected == getattr(event, field)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"A": {"#attributes": {"Name": "x"}, "#text": "v"}}, {"A": "v"}),
        ({"A": {"#attributes": {"Name": "x"}}}, {"A": None}),
        ({"A": ["v", "w"]}, {"A": ["v", "w"]}),
        ({"A": 1.5, "B": True}, {"A": 1.5, "B": True}),
        (["v"], {}),
        ("v", {}),
        (None, {}),
    ],
)
def test_data_of_other_forms(data: object, expected: dict[str, object]) -> None:
    """An element with attributes of its own is wrapped; what is no set of names holds none."""
    assert expected == decode_event(_json(data)).data


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"UserData": {"LogFileCleared": {"#attributes": {"xmlns": "urn:y"}, "User": "eve", "Id": 7}}},
            {"User": "eve", "Id": 7},
        ),
        ({"UserData": {"#attributes": {"a": 1}, "A": {"x": {"#attributes": {}, "#text": "v"}}}}, {"x": "v"}),
        ({"UserData": {"A": {"x": 1}, "B": {"x": 2, "y": 3}}}, {"x": 1}),
        ({"UserData": {"A": {"x": {"deep": 1}}}}, {"x": None}),
        ({"UserData": {"A": None}}, {}),
        ({"UserData": {"A": "text"}}, {}),
        ({"UserData": None}, {}),
        ({"UserData": ["x"]}, {}),
        ({}, {}),
        ({"EventData": {"a": 1}, "UserData": {"A": {"b": 2}}}, {"a": 1}),
        ({"EventData": None, "UserData": {"A": {"b": 2}}}, {}),
        ({"EventData": {"#attributes": {"Name": "x"}, "a": 1}}, {"a": 1}),
    ],
)
def test_data_of_an_event_without_event_data(body: dict[str, object], expected: object) -> None:
    """It is what the first element in UserData holds; an event that has both is read by its EventData."""
    text = json.dumps({"Event": {"System": SYSTEM, **body}}, separators=(",", ":"))

    assert expected == decode_event(text).data


def test_user_data_of_a_real_record() -> None:
    """Written into a log, with the element that it has there."""
    event = decode_event(_text_of(security_1102(subject_user_name="eve")))

    assert (event.data["SubjectUserName"], event.data["SubjectDomainName"]) == ("eve", "EXAMPLE")
    assert "#attributes" not in event.data


@pytest.mark.parametrize(
    ("names", "image", "repeated"),
    [
        # elements that stand before the record's own Image, image that is read, names told as repeated
        (["Other"], r"C:\Windows\System32\cmd.exe", ()),
        (["Image"], "new", ("Image",)),
        ([r"Im\u0061ge"], "new", ("Image",)),
        (['Image":"old","x'], "old", ("Image",)),
        (['A":1,"B'], r"C:\Windows\System32\cmd.exe", ()),
        (["Image_1"], r"C:\Windows\System32\cmd.exe", ()),
    ],
)
def test_element_names_stand_in_the_json_as_they_are(
    names: list[str], image: str, repeated: tuple[str, ...]
) -> None:
    """A name can bring quotes and escapes along. The first of a repeated name counts and the name is told."""
    event = decode_event(_text_of(_with_elements(*names)))

    assert (image, repeated) == (event.data["Image"], event.repeated_names)


@pytest.mark.parametrize(
    "name",
    [
        "a\nb",
        r"a\x",
        r"\ud800",
        r'Image":"\ud800","x',
        'ProcessId":NaN,"x',
        'ProcessId":1e999,"x',
        'ProcessId":' + "9" * 5000 + ',"x',
        'Image":' + "[" * 5000 + "]" * 5000 + ',"x',
        'x":1}}}{"y',
    ],
    ids=["line-break", "escape", "half-pair", "half-pair-as-value", "nan", "huge", "digits", "deep", "end"],
)
def test_names_that_make_the_json_undecodable(name: str) -> None:
    """The record is no event, with a reason; nothing else is raised and no half character comes through."""
    with pytest.raises(NotAnEvent, match="cannot be decoded: "):
        decode_event(_text_of(_with_elements(name)))


@pytest.mark.parametrize("text", ['{"Event":null}', "{}", "null", '{"Event":{"System":null}}'])
def test_what_the_reader_makes_of_noise_is_no_event(text: str) -> None:
    """It calls it a record and says nothing of it; a record that nobody read must not count as read."""
    with pytest.raises(NotAnEvent, match="no System values"):
        read_event(text, ALL_KINDS)


def test_a_number_that_no_field_holds_is_no_trouble() -> None:
    """A name can bring one along; it stays what it is and the field's reader refuses it."""
    event = decode_event(_text_of(_with_elements('Pid":' + "9" * 30 + ',"x')))

    assert int("9" * 30) == event.data["Pid"]


def test_a_data_name_that_stands_twice() -> None:
    """The first value counts."""
    twice = replace(sysmon_5(), body=event_data([("Image", "first"), ("Image", "second"), ("User", "u")]))

    event = decode_event(_text_of(twice))

    assert (event.data, event.repeated_names) == ({"Image": "first", "User": "u"}, ("Image",))


def test_an_array_is_read_as_a_repeated_name() -> None:
    """The reader writes one value after the other under one name."""
    event = decode_event(_text_of(sysmon_5(image=text_array(["a", "b"]))))

    assert (event.data["Image"], event.repeated_names) == ("a", ("Image",))


def test_two_parts_of_one_name_in_the_event() -> None:
    """The first System and the first EventData count, and both names are told."""
    text = _json({"Image": "a"})[:-2] + ',"System":{"EventID":4688},"EventData":{"Image":"b"}}}'

    event = decode_event(text)

    assert (
        event.event_id,
        event.data,
        event.repeated_names,
    ) == (1, {"Image": "a"}, ("System", "EventData"))


def test_an_event_that_expands_beyond_all_measure_is_none() -> None:
    """A chunk of 64 KiB can be made to expand to 100 MB."""
    longest = _json({"Image": "a" * (LONGEST_JSON - len(_json({"Image": ""})))})

    assert len(longest) == LONGEST_JSON
    assert decode_event(longest).data["Image"]
    with pytest.raises(NotAnEvent, match="expands to 4,194,305 characters"):
        decode_event(longest[:-4] + 'a"}}}')


def test_nesting_that_the_reader_bears() -> None:
    """Sixty levels are decoded; there is no field in them."""
    event = decode_event(_text_of(replace(sysmon_1(), body=nested(60))))

    assert list(event.data) == ["a"]


@steady
@given(st.text() | st.text().map(lambda tail: _json({"Image": "a"})[:-40] + tail))
def test_any_text_gives_an_event_or_the_one_error(text: str) -> None:
    """Nothing else is raised."""
    try:
        event = read_event(text, ALL_KINDS)
    except NotAnEvent:
        return
    assert event is not None


@steady
@given(st.dictionaries(st.text(), st.none() | st.text() | st.integers() | st.booleans(), max_size=5))
def test_the_short_way_gives_what_json_gives(data: dict[str, object]) -> None:
    """Whatever the names and values are."""
    event = decode_event(_json(data))

    assert (data, ()) == (event.data, event.repeated_names)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", "a"), (1, 1), (None, None), ({"#text": "a"}, "a"), ({"#attributes": {}}, None), ({}, None)],
)
def test_what_an_element_holds(value: object, expected: object) -> None:
    """Its text, wrapped or not."""
    assert expected == content(value)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("base", [TIME, TIME + 40, TIME | 0xFF, (TIME | 0xFFFF) - 3, 0, 10_000])
def test_the_last_digit_of_a_time_is_restored(base: int, digit: int) -> None:
    """Each of the ten, also where the lowest byte runs over between the cut time and the exact one."""
    exact = base // 10 * 10 + digit
    record = b"\xee" * 33 + struct.pack("<Q", exact) + b"\xee" * 50

    assert exact == exact_time(exact // 10 * 10, record)


@steady
@given(st.integers(0, 2**63), st.binary(max_size=30), st.binary(max_size=30))
def test_any_time_is_restored_from_any_place(exact: int, before: bytes, behind: bytes) -> None:
    """The record's bytes around it do not matter unless they hold a time of the same microsecond."""
    record = b"**\0\0" + before + struct.pack("<Q", exact) + behind

    restored = exact_time(exact // 10 * 10, record)

    assert restored is not None
    assert restored // 10 == exact // 10
    assert record.find(struct.pack("<Q", restored)) >= 0


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("lowest", [0x00, 0x7B, 0xF6, 0xFF])
def test_all_seven_digits_come_back_from_a_log(lowest: int, digit: int) -> None:
    """Through the reader, which gives six."""
    time = (TIME | 0xFF) - 0xFF + lowest
    time += digit
    chunk = chunk_of(sysmon_5(time=time))
    ((_, text),), _ = read_json([copy_chunk(chunk.data, chunk.spans, 0)])
    cut = decode_event(text).time_created
    (span,) = chunk.spans

    assert time // 10 * 10 == cut
    exact = exact_time(cut, chunk.data[span.offset : span.offset + span.size])
    assert exact is not None
    assert to_text(time) == to_text(exact)


@pytest.mark.parametrize("cut", [None, -10, TIME])
def test_a_time_that_the_record_does_not_hold_stays_as_it_is(cut: int | None) -> None:
    """Absent, before 1601, or written as a text."""
    assert cut == exact_time(cut, b"\x07" * 100)


def test_a_value_as_the_reader_types_it() -> None:
    """A number stays a number; a number in hexadecimal is a text."""
    data = decode_event(_text_of(replace(sysmon_5(), data={"A": natural(7), "B": natural("7")}))).data

    assert data == {"A": 7, "B": "7"}
