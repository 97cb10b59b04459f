"""Chunk copies through the first reader: every record under its key, and what it says of the others."""

from __future__ import annotations

import json

import pytest

from core.reading.chunk_copy import CARRIER_KEY, copy_chunk
from core.reading.first_reader import read_json, read_xml
from tests.core.log_reading import all_work, chunk_of, chunks_in
from tests.evtx_writer import damage, security_4688, sysmon_1, sysmon_3, system_6005, write_log
from tests.evtx_writer.hostile import cdata

EVENTS = [sysmon_1(), sysmon_3(), security_4688(), system_6005()] * 6
TWO_OF_FIVE_FAIL = [sysmon_1(image=image) for image in ("a", cdata("x"), "b", cdata("x"), "c")]
LOG = write_log(None, EVENTS, first_record=500, chunk_fill=8)


def _copies(log: bytes) -> list[bytearray]:
    return [copy_chunk(chunk.data, spans, chunk.start) for chunk, spans in all_work(chunks_in(log))]


def test_keys_are_offsets_in_the_file() -> None:
    """Through all copies, in their order; what a record calls its number plays no part."""
    read, errors = read_json(_copies(LOG))

    assert list(damage.record_offsets(LOG)) == [key for key, _ in read]
    assert errors == []


def test_each_key_stands_beside_its_own_record() -> None:
    """The EventRecordID inside is the one that was written there."""
    read, _ = read_json(_copies(LOG))

    numbers = [json.loads(text)["Event"]["System"]["EventRecordID"] for _, text in read]
    assert list(range(500, 524)) == numbers


@pytest.mark.parametrize("wanted", [0, 3, 7])
def test_the_carrier_is_never_given(wanted: int) -> None:
    """One wanted record gives one record."""
    chunk = chunks_in(LOG)[1]
    span = chunk.spans[wanted]

    read, errors = read_json([copy_chunk(chunk.data, [span], chunk.start)])

    assert [chunk.start + span.offset] == [key for key, _ in read]
    assert CARRIER_KEY not in [key for key, _ in read]
    assert errors == []


def test_it_goes_on_after_an_error() -> None:
    """A record that it cannot read costs no other."""
    chunk = chunk_of(
        sysmon_1(), sysmon_1(image=cdata("x")), sysmon_1(), sysmon_1(image=cdata("x")), sysmon_1()
    )

    read, errors = read_json([copy_chunk(chunk.data, chunk.spans, 0)])

    assert [chunk.spans[index].offset for index in (0, 2, 4)] == [key for key, _ in read]
    assert len(errors) == 2


def test_it_ends_after_as_many_errors_as_it_is_told() -> None:
    """What was read until then is given."""
    chunk = chunk_of(
        sysmon_1(), sysmon_1(image=cdata("x")), sysmon_1(), sysmon_1(image=cdata("x")), sysmon_1()
    )

    read, errors = read_json([copy_chunk(chunk.data, chunk.spans, 0)], most_errors=1)

    assert [chunk.spans[0].offset] == [key for key, _ in read]
    assert len(errors) == 1


def test_an_error_is_one_line_that_calls_the_key_no_number() -> None:
    """It names the offset; the record's number is told beside it by those who know it."""
    chunk = chunk_of(sysmon_1(image=cdata("x")))

    _, (error,) = read_json([copy_chunk(chunk.data, chunk.spans, 0x1000)])

    assert error.startswith("Failed to parse record at 4608: ")
    assert "CDataSection" in error
    assert "\n" not in error
    assert len(error) <= 300


def test_nothing_is_read_from_a_copy_of_noise() -> None:
    """It says so and ends."""
    read, errors = read_json([b"\xaa" * 0x10000])

    assert read == []
    assert len(errors) == 1


def test_one_record_as_xml() -> None:
    """The wanted one alone; indented for the eye, or without a blank that is not its own."""
    chunk = chunk_of(sysmon_1(), sysmon_1(command_line=" a "), sysmon_1())
    copy = copy_chunk(chunk.data, [chunk.spans[1]], chunk.start)

    indented, plain = (read_xml(copy, indent=indent) for indent in (True, False))

    assert '\n    <Data Name="CommandLine"> a </Data>\n' in (indented[0] or "")
    assert '</Data><Data Name="CommandLine"> a </Data><Data' in (plain[0] or "")
    assert (plain[0] or "").count("<Event ") == 1
    assert (indented[1], plain[1]) == ("", "")


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [(False, "Failed to parse record at 4608: "), (True, "Failed to parse chunk number 0: ")],
    ids=["cdata", "chunk"],
)
def test_a_record_without_xml_has_a_reason(damaged: bool, reason: str) -> None:
    """In the reader's own words."""
    chunk = chunk_of(sysmon_1(image=cdata("x")))
    copy = copy_chunk(chunk.data, chunk.spans, chunk.start)
    if damaged:
        copy[:8] = bytes(8)

    xml, said = read_xml(copy, indent=True)

    assert xml is None
    assert said.startswith(reason)
