"""One record through python-evtx and xmltodict: XML, field tree and Event, or a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from core.notation.filetime import from_text
from core.reading.chunk import Chunk
from core.reading.chunk_copy import copy_chunk
from core.reading.event import decode_event
from core.reading.first_reader import read_json
from core.reading.second_reader import (
    REMOVED_CHARACTERS,
    SecondReaderError,
    field_tree,
    read_event,
    read_xml,
)
from tests.core.log_reading import chunk_of, chunks_in
from tests.evtx_writer import (
    BinaryType,
    CharacterReference,
    Event,
    FieldValue,
    Markup,
    Text,
    Value,
    ansi,
    damage,
    security_4688,
    security_4689,
    sysmon_1,
    sysmon_5,
    sysmon_11,
    text_array,
    write_log,
)
from tests.evtx_writer.hostile import cdata, named, nested

LAYOUTS = [
    *(sysmon_1(schema) for schema in ("2.0", "3.10", "4.0", "4.1", "4.21", "4.80")),
    *(security_4688(version) for version in (0, 1, 2)),
    security_4689(),
    sysmon_5(),
    sysmon_11(),
]


def _text_of(value: object) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("event", LAYOUTS, ids=lambda event: f"{event.event_id}-{len(event.data)}")
def test_it_reads_what_the_first_reader_reads(event: Event) -> None:
    """All that identifies an event, and every field by its name; only notations differ."""
    chunk = chunk_of(event, first_record=9)
    ((_, text),), _ = read_json([copy_chunk(chunk.data, chunk.spans, 0)])
    first = decode_event(text)

    second = read_event(chunk.data, chunk.spans[0])

    assert (first.provider, first.event_id, first.event_record_id, first.channel, first.computer) == (
        second.provider,
        second.event_id,
        second.event_record_id,
        second.channel,
        second.computer,
    )
    assert first.time_created == second.time_created
    assert list(first.data) == list(second.data)
    assert _plain(first.data) == _plain(second.data)
    assert second.reader == "python-evtx"


def _plain(data: Mapping[str, object]) -> dict[str, str]:
    """Without the braces and the case of GUIDs and the leading zeros of hexadecimal numbers."""
    texts = {name: _text_of(value) for name, value in data.items()}
    return {
        name: re.sub("^0x0+(?=.)", "0x", text.strip("{}")).lower() if text[:1] in "{0" else text.lower()
        for name, text in texts.items()
    }


def test_the_xml_of_a_record() -> None:
    """As the detail pane shows it."""
    chunk = chunk_of(sysmon_5(image=r"C:\Tools\a&b.exe"))

    xml = read_xml(chunk.data, chunk.spans[0])

    assert xml.startswith('<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">')
    assert r'<Data Name="Image">C:\Tools\a&amp;b.exe</Data>' in xml


def test_the_field_tree_keeps_blanks() -> None:
    """A command line that ends in blanks is another one."""
    chunk = chunk_of(sysmon_1(command_line="  cmd  /c  "))

    tree = field_tree(read_xml(chunk.data, chunk.spans[0]))

    assert "  cmd  /c  " in str(tree)


def test_the_tree_of_a_small_document() -> None:
    """Attributes begin with @, a repeated element is a list."""
    xml = '<Event><Data Name="a"> 1 </Data><Data Name="b"/></Event>'

    expected = {"Event": {"Data": [{"@Name": "a", "#text": " 1 "}, {"@Name": "b"}]}}
    assert expected == field_tree(xml)


@pytest.mark.parametrize(
    "xml", ["", "<a>", "<a>\x01</a>", "<a/><b/>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']
)
def test_what_is_no_xml_has_a_reason(xml: str) -> None:
    """Entity declarations, with which a document can be made to grow without end, are refused too."""
    with pytest.raises(SecondReaderError, match=r"^xmltodict: "):
        field_tree(xml)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a\x01\x1b\x7fb", "ab"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ufeffa", "a"),
        ("<&\"'>", "<&\"'>"),
        ("\U0001f600", "\U0001f600"),
        (Markup((Text("a"), CharacterReference(960))), "a"),
        (ansi("cafe"), "cafe"),
        (None, None),
        ("", None),
    ],
    ids=["control", "tab-lf", "cr", "bom", "markup", "emoji", "reference", "ansi", "null", "empty"],
)
def test_what_becomes_of_a_value(content: FieldValue, expected: str | None) -> None:
    """It deletes control characters and character references; XML turns CR into LF."""
    chunk = chunk_of(sysmon_1(command_line=content))

    event = read_event(chunk.data, chunk.spans[0])

    assert expected == event.data["CommandLine"]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (sysmon_1(image="a\0b"), "xmltodict: not well-formed"),
        (sysmon_1(image="a\uffff"), "xmltodict: "),
        (sysmon_1(image="a\ud800b"), "python-evtx: UnicodeDecodeError"),
        (sysmon_1(image=ansi("caf\xe9")), "python-evtx: UnicodeDecodeError"),
        (sysmon_1(image=cdata("a")), "python-evtx: it misreads a CDATA section"),
        (sysmon_1(image=cdata("a.exe")), "python-evtx: "),
        (replace(sysmon_1(), body=nested(4000)), "python-evtx: RecursionError"),
        (replace(sysmon_1(), body=named('A":1,"B', "x", "v")), "xmltodict: not well-formed"),
    ],
    ids=["nul", "noncharacter", "surrogate", "ansi", "cdata", "longer-cdata", "nested", "name"],
)
def test_what_it_cannot_read(event: Event, reason: str) -> None:
    """The reason is one line that says which library gave up."""
    chunk = chunk_of(event)

    with pytest.raises(SecondReaderError, match=f"^{reason}"):
        read_event(chunk.data, chunk.spans[0])


def test_a_garbled_record_has_a_reason() -> None:
    """Whatever python-evtx raises for noise becomes the one error of this module."""
    (chunk,) = chunks_in(damage.garble_record(write_log(None, [sysmon_1()] * 3), 1))

    with pytest.raises(SecondReaderError, match=r"^python-evtx: "):
        read_event(chunk.data, chunk.spans[1])


def test_a_record_without_system_values_is_no_event() -> None:
    """A record that tells neither its provider nor its id was not read."""
    chunk = chunk_of(sysmon_1())
    misnamed = chunk.data.replace("System".encode("utf-16-le"), "Sistem".encode("utf-16-le"))

    with pytest.raises(SecondReaderError, match="no System values"):
        read_event(misnamed, chunk.spans[0])


@pytest.mark.parametrize("loop", [damage.cyclic_string_table, damage.cyclic_template_table])
def test_cyclic_tables_do_not_hang_it(loop: object) -> None:
    """It follows them for ever where it is given the chunk itself; here the tables are zeroed."""
    assert callable(loop)
    (chunk,) = chunks_in(loop(write_log(None, [sysmon_1()] * 5), 0))

    images = [read_event(chunk.data, span).data["Image"] for span in chunk.spans]

    assert images == [r"C:\Windows\System32\cmd.exe"] * 5


@pytest.mark.parametrize("content", [b"A", b"a\0b", b"\n", b"\0", b"\xff\xff\xff"])
def test_a_string_array_that_is_no_text_does_not_hang_it(content: bytes) -> None:
    """Bytes that make no whole UTF-16 units: python-evtx itself goes round for ever, found by `torture`."""
    chunk = chunk_of(sysmon_1(image=Value(BinaryType.STRING_ARRAY, content)))

    with pytest.raises(SecondReaderError, match="UnicodeDecodeError"):
        read_xml(chunk.data, chunk.spans[0])


@pytest.mark.parametrize("strings", [["a", "b"], ["a", ""], ["", "a"], ["", ""], ["\u0100\n\u0400", "é"]])
def test_every_string_of_an_array_is_written(strings: list[str]) -> None:
    """In their order, the empty ones too; as elements, which are escaped like any text."""
    chunk = chunk_of(sysmon_1(image=text_array(strings)))

    found = read_event(chunk.data, chunk.spans[0]).data["Image"]

    assert "".join(f"<string>{string}</string>\n" for string in strings) == found


def test_the_first_of_a_repeated_name_counts() -> None:
    """As for the first reader."""
    xml_names = {"Image": "first", 'x" y="z': "v"}
    chunk = chunk_of(replace(sysmon_5(), data=xml_names))

    event = read_event(chunk.data, chunk.spans[0])

    assert event.data == {"Image": "first", "x": "v"}


def test_an_event_without_a_time_has_none() -> None:
    """Absent is `None`."""
    chunk: Chunk = chunk_of(sysmon_1(time="2026-03-02T08:15:30.125000"))

    assert from_text("2026-03-02T08:15:30.125") == read_event(chunk.data, chunk.spans[0]).time_created


def test_the_characters_that_python_evtx_deletes() -> None:
    """Of all below 0x100 but NUL; XML besides turns CR into LF."""
    text = "".join(map(chr, range(1, 0x100)))
    chunk = chunk_of(sysmon_1(command_line=text))

    event = read_event(chunk.data, chunk.spans[0])

    assert REMOVED_CHARACTERS.sub("", text).replace("\r", "\n") == event.data["CommandLine"]
