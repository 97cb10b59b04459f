"""What both parsers are given in place of the evidence."""

from __future__ import annotations

import io
import struct

import pytest
from evtx import PyEvtxParser
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reading.chunk_copy import CARRIER_KEY, copy_chunk, file_header, padded
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE, read_chunk_header
from core.reading.record_walk import Span, walk
from tests.core.log_reading import chunk_of, chunks_in, log_behind, steady
from tests.evtx_writer import damage, security_4688, sysmon_1, sysmon_3, write_log

CHUNK = chunk_of(*(builder() for _ in range(4) for builder in (sysmon_1, sysmon_3, security_4688)))
START = 0x31000

wanted_records = st.sets(st.sampled_from(CHUNK.spans), min_size=1).map(sorted)


def _keys(copy: bytes | bytearray) -> list[int]:
    """What the first parser calls the numbers of the records."""
    log = io.BytesIO(file_header(1) + copy)
    return [record["event_record_id"] for record in PyEvtxParser(log).records_json() if record]


def test_the_evidence_is_not_touched() -> None:
    """The copy is another object and the chunk stays as it was."""
    before = bytes(CHUNK.data)

    copy = copy_chunk(CHUNK.data, CHUNK.spans[2:3], START)

    assert before == CHUNK.data
    assert isinstance(copy, bytearray)
    assert len(copy) == CHUNK_SIZE


def test_both_tables_are_empty() -> None:
    """The string table (0x80) and the template table (0x180), whose links can be cyclic."""
    copy = copy_chunk(CHUNK.data, CHUNK.spans, START)

    assert any(CHUNK.data[0x80:0x200])
    assert not any(copy[0x80:0x200])


def test_contents_of_records_stay() -> None:
    """Only sizes and numbers in record headers are other than in the chunk."""
    copy = copy_chunk(CHUNK.data, CHUNK.spans, START)

    for offset, size, _ in CHUNK.spans:
        assert copy[offset + 16 : offset + size] == CHUNK.data[offset + 16 : offset + size]


@settings(steady, max_examples=60)
@given(wanted_records)
def test_a_parser_meets_the_wanted_records_and_a_carrier(wanted: list[Span]) -> None:
    """Under their keys: the offsets in the file. The carrier leads to the first of them."""
    carrier = [] if wanted[0] == CHUNK.spans[0] else [CARRIER_KEY]

    keys = _keys(copy_chunk(CHUNK.data, wanted, START))

    assert carrier + [START + span.offset for span in wanted] == keys


@settings(steady, max_examples=60)
@given(wanted_records)
def test_sizes_lead_from_one_wanted_record_to_the_next(wanted: list[Span]) -> None:
    """From the chunk's first record on, and the header says where the last one ends."""
    copy = bytes(copy_chunk(CHUNK.data, wanted, START))
    (last,) = struct.unpack_from("<I", copy, 0x2C)
    starts, at = [], 0x200
    end = read_chunk_header(copy).free_space_offset
    while at < end:
        starts.append(at)
        at += struct.unpack_from("<I", copy, at + 4)[0]

    assert [span.offset for span in wanted] == [start for start in starts if start >= wanted[0].offset]
    assert (wanted[-1].offset, wanted[-1].offset + wanted[-1].size) == (last, at)


@pytest.mark.parametrize("gap", [1, 4, 15, 16, 25, 27])
def test_no_carrier_is_laid_over_a_record_that_leaves_no_room_for_it(gap: int) -> None:
    """The record keeps its key; the bytes before it, which could pose as a record, are zeros."""
    (chunk,) = chunks_in(log_behind((b"**\0\0" * 7)[:gap], [sysmon_1()]))
    (span,) = chunk.spans

    copy = copy_chunk(chunk.data, [span], chunk.start)

    assert span.offset == 0x200 + gap
    assert copy[0x200 : span.offset] == bytes(gap)
    assert struct.unpack_from("<4sIQ", copy, span.offset) == (b"**\0\0", span.size, chunk.start + span.offset)


def test_a_carrier_is_laid_where_it_just_fits() -> None:
    """A record header, an end of binary XML and a size."""
    (chunk,) = chunks_in(log_behind(b"\xaa" * 29, [sysmon_1()]))

    keys = _keys(copy_chunk(chunk.data, chunk.spans, chunk.start))

    assert keys == [CARRIER_KEY, chunk.start + 0x200 + 29]


def test_damage_between_wanted_records_does_not_end_the_read() -> None:
    """A zero size and noise are stepped over."""
    log = write_log(None, [sysmon_1() for _ in range(8)])
    for record in (5, 2):
        log = damage.destroy_record(log, record)
    (chunk,) = chunks_in(log)

    keys = _keys(copy_chunk(chunk.data, chunk.spans, chunk.start))

    assert [chunk.start + span.offset for span in chunk.spans] == keys
    assert len(keys) == 6


def test_the_header_that_is_made_up_leads_through_all_copies() -> None:
    """As many chunks as are handed over."""
    copies = [copy_chunk(CHUNK.data, CHUNK.spans[:1], start) for start in (START, START + CHUNK_SIZE)]

    log = io.BytesIO(file_header(2) + b"".join(copies))
    keys = [record["event_record_id"] for record in PyEvtxParser(log).records_json() if record]

    assert keys == [START + 0x200, START + CHUNK_SIZE + 0x200]


@pytest.mark.parametrize("chunks", [1, 64, 65_535])
def test_a_file_header_for_copies(chunks: int) -> None:
    """It has the size and the count that the parser asks for."""
    header = file_header(chunks)

    assert len(header) == FILE_HEADER_SIZE
    assert struct.unpack_from("<H", header, 42) == (chunks,)


@pytest.mark.parametrize("size", [0, 1, 0x200, CHUNK_SIZE - 1, CHUNK_SIZE])
def test_what_a_cut_chunk_lacks_is_no_text(size: int) -> None:
    """0xFF, so that it is neither a name nor a value nor a record; a whole chunk stays as it is."""
    whole = padded(CHUNK.data[:size])

    assert CHUNK.data[:size] + b"\xff" * (CHUNK_SIZE - size) == whole
    assert all(span.offset + span.size <= size for span in walk(whole, size, CHUNK.header).spans)
