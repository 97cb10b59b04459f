"""What readers make of values and markup that real events do not hold."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.evtx_writer import (
    BinaryType,
    CharacterReference,
    EntityReference,
    FieldValue,
    Instruction,
    Markup,
    Text,
    Value,
    ansi,
    event_data,
    sysmon_1,
    sysmon_5,
    value,
    write_log,
)
from tests.evtx_writer.hostile import (
    amplified,
    amplified_by_arrays,
    amplified_by_nesting,
    cdata,
    named,
    nested,
    split_text,
)
from tests.evtx_writer.readers import READERS, libevtx_xml, python_xml, rust_json


@pytest.mark.parametrize(
    ("content", "rust", "python", "libevtx"),
    [
        # what only some can represent                evtx            python-evtx           libevtx
        ("a\x01\x1b\x7fb", "a\x01\x1b\x7fb", "ab", "a\x01\x1b\x7fb"),
        ("a\0b", "a", "a\0b", "a"),
        ("\0b", "", "\0b", ""),
        ("a\0", "a", "a", "a"),
        ("a\ud800b", "ab", UnicodeDecodeError, OSError),
        ("a\udc00", "a", UnicodeDecodeError, OSError),
        ("\ufeffa", "\ufeffa", "a", "a"),
        ("a\uffff\ufffe", "a\uffff\ufffe", "a\uffff\ufffe", "a\uffff\ufffe"),
        ("\t a\r\n", "\t a\r\n", "\t a\r\n", "\t a\r\n"),
        (None, "", "", OSError),
        (Value(BinaryType.STRING, b""), "", "", ""),
        (ansi("caf\xe9"), "caf\xe9", UnicodeDecodeError, "caf\xe9"),
        (ansi("cafe"), "cafe", "cafe", "cafe"),
        (value(BinaryType.INT32, -3), "-3", "-3", "-2147483645"),
        (value(BinaryType.INT32, 3), "3", "3", "3"),
        (value(BinaryType.BINARY, b"ab"), "6162", "YWI=", "6162"),
        (value(BinaryType.REAL64, 0.25), "0.25", "0.25", "2.500000e-001"),
        # text and references of the template
        (split_text("C:\\EXC", "EL.EXE"), "C:\\EXCEL.EXE", "C:\\EXCEL.EXE", "C:\\EXCEL.EXE"),
        (Markup((Text("a"), EntityReference("amp"))), "a&", "a&amp;", "a&"),
        (Markup((Text("a"), EntityReference("evil"))), "a&evil;", "a&evil;", OSError),
        (Markup((Text("a"), CharacterReference(960))), RuntimeError, "a", OSError),
        (cdata("<a>"), RuntimeError, Exception, None),
        (Markup((Instruction("php", "echo"),)), "", "<?php echo?>", "\n      <?php echo?>\n    "),
    ],
)
def test_what_a_reader_cannot_represent(
    content: FieldValue,
    rust: str | type[Exception],
    python: str | type[Exception],
    libevtx: str | type[Exception] | None,
) -> None:
    """The losses of each reader: a text, an error for the record, or None where the field is missing."""
    log = write_log(None, [sysmon_5(image=content)])

    for read, expected in zip(READERS.values(), (rust, python, libevtx), strict=True):
        if isinstance(expected, type):
            with pytest.raises(expected):
                read(log)
        else:
            assert expected == read(log)[0].data.get("Image")


@pytest.mark.parametrize(
    ("time", "rust", "python", "libevtx"),
    [
        (134170893301250000, "15:30.125000", "15:30.125000", "15:30.125000000"),
        (134170893301250009, "15:30.125000", "15:30.125002", "15:30.125000900"),
        (134170893301259999, "15:30.125999", "15:30.125999", "15:30.125999900"),
    ],
)
def test_what_is_left_of_100_ns(time: int, rust: str, python: str, libevtx: str) -> None:
    """One reader cuts to microseconds, one goes through a float, one tells all digits."""
    log = write_log(None, [sysmon_5(time=time)])

    texts = (_rust_json(log), _python_xml(log), _libevtx_xml(log))
    for expected, text in zip((rust, python, libevtx), texts, strict=True):
        assert f":{expected}" in text


@pytest.mark.parametrize("reader", READERS)
def test_a_split_word_is_read_whole_and_never_stands_in_the_bytes(reader: str) -> None:
    """Two adjacent text tokens are one text for a reader, but not for a search of the bytes."""
    whole = sysmon_1(parent_command_line="-", parent_image=r"C:\EXCEL.EXE")
    parts = replace(whole, data={**whole.data, "ParentImage": split_text(r"C:\EXC", "EL.EXE")})
    logs = [write_log(None, [event]) for event in (whole, parts)]

    assert [READERS[reader](log)[0].data["ParentImage"] for log in logs] == [r"C:\EXCEL.EXE"] * 2
    assert ["EXCEL".encode("utf-16-le") in log for log in logs] == [True, False]


def test_hostile_names_are_written_as_they_are() -> None:
    """An element's name can end its own tag and a JSON key."""
    log = write_log(None, [replace(sysmon_5(), body=named('A":1,"B', "x y", "v"))])

    assert _rust_event(log)["EventData"] == {"A": 1, "B": {"#attributes": {"x y": "v"}, "#text": "v"}}
    assert '<A":1,"B x y="v">v</A":1,"B>' in _libevtx_xml(log)


def test_a_quotation_mark_ends_an_attribute_in_two_of_three_readers() -> None:
    """Neither XML reader escapes it, so the name of a Data element can bring attributes of its own."""
    log = write_log(None, [replace(sysmon_5(), data={'x" y="<': "v"})])

    assert _rust_event(log)["EventData"] == {'x" y="<': "v"}
    assert '<Data Name="x" y="&lt;">v</Data>' in _python_xml(log)
    assert '<Data Name="x" y="&lt;">v</Data>' in _libevtx_xml(log)


def test_a_name_can_stand_twice() -> None:
    """Both Data elements of one name are written; a JSON parser that is not asked keeps the last."""
    twice = event_data([("Image", "first"), ("Image", "second")])
    log = write_log(None, [replace(sysmon_5(), body=twice)])

    assert '"EventData":{"Image":"first","Image":"second"}' in _rust_json(log)
    assert _libevtx_xml(log).count('<Data Name="Image">') == 2


def test_elements_nest_deeper_than_any_reader_follows() -> None:
    """The writer does not recurse; what the readers do is their affair."""
    shallow, deep = (write_log(None, [replace(sysmon_5(), body=nested(depth))]) for depth in (60, 4_500))

    assert _rust_json(shallow).count('"a":') == 60
    assert _libevtx_xml(shallow).count("<a>") == 60
    assert _python_xml(shallow).count("<a>") == 60
    with pytest.raises(RuntimeError, match="nested too deeply"):
        _rust_json(deep)
    with pytest.raises(OSError, match="unable to retrieve record"):
        _libevtx_xml(deep)
    with pytest.raises(RecursionError):
        _python_xml(deep)


def test_one_chunk_can_become_a_hundred_million_characters() -> None:
    """A value is written once and used as often as the template says."""
    log = write_log(None, [sysmon_1(command_line=amplified(100_000_000))])

    assert len(log) == 0x1000 + 0x10000
    assert len(_rust_json(log)) > 100_000_000


def test_embedded_documents_multiply_by_nesting() -> None:
    """A BinXml value that repeats a BinXml value grows by a power."""
    log = write_log(None, [sysmon_1(command_line=amplified_by_nesting(4, fan_out=5))])

    assert _libevtx_xml(log).count("<n>x</n>") == 5**4
    assert _python_xml(log).count("<n>x</n>") == 5**4
    assert _rust_json(log).count('":"x"') == 5**4


@pytest.mark.parametrize(("elements", "copies"), [(4, 1), (4, 3), (9, 4)])
def test_arrays_multiply_in_one_reader(elements: int, copies: int) -> None:
    """A field in which an array stands several times is repeated for each element of each."""
    log = write_log(None, [sysmon_1(parent_image=amplified_by_arrays(elements, copies))])

    assert _rust_json(log).count('"ParentImage') == elements**copies


def _rust_event(log: bytes) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(_rust_json(log))["Event"]
    return event


def _rust_json(log: bytes) -> str:
    return rust_json(log)[0][1]


def _python_xml(log: bytes) -> str:
    return python_xml(log)[0][1]


def _libevtx_xml(log: bytes) -> str:
    return libevtx_xml(log)[0][1]
