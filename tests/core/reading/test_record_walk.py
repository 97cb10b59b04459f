"""Where the records of a chunk stand, however the chain of their sizes is broken."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reading.evtx_file import CHUNK_HEADER_SIZE, CHUNK_SIZE, FILE_HEADER_SIZE, read_chunk_header
from core.reading.record_walk import SMALLEST_RECORD, Break, Span, Walk, count_records, is_record, walk
from tests.core.log_reading import damaged, log_behind, steady
from tests.evtx_writer import damage, sysmon_1, sysmon_5, write_log
from tests.evtx_writer.chunk import seal_chunk

LOG = write_log(None, [sysmon_1(command_line=f"{number}") for number in range(10)], first_record=71)
CHUNK = LOG[FILE_HEADER_SIZE:]
OFFSETS = [offset - FILE_HEADER_SIZE for offset in damage.record_offsets(LOG)]
END = struct.unpack_from("<I", CHUNK, 0x30)[0]
SPANS = tuple(
    Span(begin, end - begin, 71 + index)
    for index, (begin, end) in enumerate(zip(OFFSETS, [*OFFSETS[1:], END], strict=True))
)
OLDER = write_log(None, [sysmon_5() for _ in range(40)], first_record=1)[FILE_HEADER_SIZE:]

Damage = Callable[[bytes], bytes]


def _walk(chunk: bytes, available: int = CHUNK_SIZE) -> Walk:
    return walk(chunk, available, read_chunk_header(chunk))


def _damaged(*kinds: Damage) -> bytes:
    """Damage the last place first: the damage functions follow the chain of records to theirs."""
    log = LOG
    for kind in kinds:
        log = kind(log)
    return log[FILE_HEADER_SIZE:]


def _overwrite(chunk: bytes, offset: int, replacement: bytes) -> bytes:
    return chunk[:offset] + replacement + chunk[offset + len(replacement) :]


def _sealed(chunk: bytes, free_space: int) -> bytes:
    copy = bytearray(chunk)
    struct.pack_into("<I", copy, 0x30, free_space)
    seal_chunk(copy)
    return bytes(copy)


def test_a_sound_chunk_gives_every_record() -> None:
    """In the order of the bytes, each with its size and number."""
    assert Walk(SPANS, (), 0) == _walk(CHUNK)


@pytest.mark.parametrize(
    ("kinds", "gone", "lost", "reason"),
    [
        # records that are not found; records and reason of the one break
        ([partial(damage.contradict_size_copy, record=4)], {4}, 1, "the copy of its size behind it does not"),
        ([partial(damage.destroy_record, record=4)], {4}, 1, "bytes that are no record"),
        (
            [partial(damage.destroy_record, record=5), partial(damage.destroy_record, record=4)],
            {4, 5},
            2,
            "bytes that are no record",
        ),
        ([partial(damage.destroy_record, record=0)], {0}, 0, "bytes that are no record"),
        ([partial(damage.destroy_record, record=9)], {9}, 0, "bytes that are no record"),
        ([partial(damage.break_record_chain, record=0)], {0}, 1, "says that it is 0 bytes long"),
        ([partial(damage.break_record_chain, record=9)], {9}, 1, "says that it is 0 bytes long"),
        (
            [partial(damage.destroy_record, record=5), partial(damage.break_record_chain, record=4)],
            {4, 5},
            2,
            "says that it is 0 bytes long",
        ),
    ],
    ids=[
        "size-copy",
        "destroyed",
        "two-destroyed",
        "first-destroyed",
        "last-destroyed",
        "first-size-zero",
        "last-size-zero",
        "size-zero-and-destroyed",
    ],
)
def test_the_walk_goes_on_behind_damage(kinds: list[Damage], gone: set[int], lost: int, reason: str) -> None:
    """All other records are found, and one break stands for those between."""
    found = _walk(_damaged(*kinds))

    assert tuple(span for index, span in enumerate(SPANS) if index not in gone) == found.spans
    assert [lost] == [place.records for place in found.breaks]
    assert [SPANS[min(gone)].offset] == [place.offset for place in found.breaks]
    assert sum(SPANS[index].size for index in gone) == found.breaks[0].size
    assert reason in found.breaks[0].reason


@pytest.mark.parametrize("record", range(1, 9))
def test_a_record_whose_size_alone_is_zero_is_found(record: int) -> None:
    """Its neighbours' numbers leave room for it and nothing else, so its end is where the next one begins."""
    assert Walk(SPANS, (), 0) == _walk(_damaged(partial(damage.break_record_chain, record=record)))


def test_noise_inside_a_record_breaks_no_chain() -> None:
    """The walk knows headers only; contents are the readers' affair."""
    assert _walk(_damaged(partial(damage.garble_record, record=4))).spans == SPANS


def test_the_break_is_named_by_its_neighbours() -> None:
    """Where the record's own header is gone the number is the one behind its neighbour's."""
    found = _walk(_damaged(partial(damage.destroy_record, record=4)))

    assert [place.number for place in found.breaks] == [75]


@pytest.mark.parametrize(
    ("record", "count"),
    [
        pytest.param(4, 1, id="one"),
        pytest.param(1, 1, id="second-of-all"),
        pytest.param(9, 1, id="last"),
        pytest.param(4, 2, id="two"),
        pytest.param(1, 9, id="all-but-the-first"),
    ],
)
def test_records_inside_another_are_told_and_never_live(record: int, count: int) -> None:
    """Whoever enlarges a record over those behind it hides them from every parser, but not from the walk."""
    found = _walk(_damaged(partial(damage.hide_record, record=record, count=count)))

    host, hidden = SPANS[record - 1], SPANS[record : record + count]
    end = hidden[-1].offset + hidden[-1].size
    larger = Span(host.offset, end - host.offset, host.number)
    reason = (
        f"a whole record is hidden inside the record at offset 0x{host.offset:X} of the chunk: "
        "the log may have been edited"
    )
    assert (*SPANS[: record - 1], larger, *SPANS[record + count :]) == found.spans
    assert tuple(Break(span.offset, span.size, 1, span.number, reason) for span in hidden) == found.breaks


def test_two_places_where_a_record_is_hidden() -> None:
    """Each host is named with what it hides, in the order of the bytes, among other breaks."""
    kinds = [
        partial(damage.hide_record, record=8),
        partial(damage.destroy_record, record=5),
        partial(damage.hide_record, record=2),
    ]

    found = _walk(_damaged(*kinds))

    assert [span.number for span in found.spans] == [71, 72, 74, 75, 77, 78, 80]
    assert [(place.number, place.records) for place in found.breaks] == [(73, 1), (76, 1), (79, 1)]


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(b"**\0\0", id="magic-alone"),
        pytest.param(b"**\0\0" + struct.pack("<IQ", 40, 7) + bytes(40), id="size-without-copy"),
        pytest.param(
            b"**\0\0" + struct.pack("<IQ", 27, 7) + bytes(7) + struct.pack("<I", 27), id="too-small"
        ),
        pytest.param(b"**\0\0" + struct.pack("<IQ", 2**32 - 1, 7) + bytes(40), id="too-large"),
    ],
)
def test_bytes_like_a_record_in_a_value_are_no_record(inside: bytes) -> None:
    """Magic, size and the size's copy must all be there."""
    at = OFFSETS[4] + 100

    assert Walk(SPANS, (), 0) == _walk(_overwrite(CHUNK, at, inside))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", 0, id="nothing"),
        pytest.param(b"**\0\0", 0, id="magic-alone"),
        pytest.param(bytes(5000), 0, id="zeros"),
        pytest.param(CHUNK, 10, id="chunk"),
        pytest.param(CHUNK[OFFSETS[3] :], 7, id="from-a-record-on"),
        pytest.param(CHUNK[OFFSETS[3] + 1 :], 6, id="from-inside-a-record-on"),
        pytest.param(CHUNK[OFFSETS[3] : OFFSETS[5] - 1], 1, id="to-inside-a-record"),
        pytest.param(_damaged(partial(damage.destroy_record, record=4)), 9, id="one-destroyed"),
        pytest.param(_damaged(partial(damage.hide_record, record=4)), 9, id="one-hidden"),
    ],
)
def test_whole_records_in_any_bytes(data: bytes, expected: int) -> None:
    """Where there is no chunk around them."""
    assert expected == count_records(data)


def test_older_records_in_the_gap_are_not_taken_for_live_ones() -> None:
    """What a chunk held before has lower numbers; the walk goes on at the next higher one."""
    room = OFFSETS[5] - OFFSETS[3] - 8
    torn = _overwrite(CHUNK, OFFSETS[3], b"\xaa" * 8 + OLDER[CHUNK_HEADER_SIZE:][:room])

    assert [span.number for span in _walk(torn).spans] == [71, 72, 73, 76, 77, 78, 79, 80]


def test_whole_records_behind_the_free_space_are_slack() -> None:
    """They are counted and are not among the records."""
    slack = _overwrite(CHUNK, END, OLDER[CHUNK_HEADER_SIZE : CHUNK_HEADER_SIZE + 8000])

    found = _walk(slack)

    assert found.spans == SPANS
    assert 0 < found.slack_records < 40


def test_zeros_behind_the_records_are_no_damage() -> None:
    """A header that declares too much free space is believed, and what follows is only empty."""
    assert Walk(SPANS, (), 0) == _walk(_sealed(CHUNK, CHUNK_SIZE))


@pytest.mark.parametrize(
    ("free_space", "is_sealed", "found"),
    [
        (OFFSETS[5], True, 5),
        (OFFSETS[5], False, 5),
        (OFFSETS[5] + 8, False, 10),
        (CHUNK_HEADER_SIZE - 1, True, 10),
        (CHUNK_SIZE + 1, True, 10),
    ],
)
def test_where_the_live_records_end(free_space: int, is_sealed: bool, found: int) -> None:
    """The header is believed where its checksum or the walk confirms it, and where it is possible at all."""
    chunk = _sealed(CHUNK, free_space)
    if not is_sealed:
        chunk = _overwrite(chunk, 0x7C, bytes(4))

    assert found == len(_walk(chunk).spans)


@settings(steady, max_examples=300)
@given(st.integers(0, END + 100))
def test_a_cut_chunk_gives_whole_records_and_names_the_cut_one(available: int) -> None:
    """Nothing behind the cut counts, and nothing before it is lost."""
    padded = CHUNK[:available] + b"\xff" * (CHUNK_SIZE - available)
    whole = tuple(span for span in SPANS if span.offset + span.size <= available)
    at = whole[-1].offset + whole[-1].size if whole else CHUNK_HEADER_SIZE

    found = _walk(padded, available)

    assert whole == found.spans
    if at < available < END:
        assert [(at, available - at, 1, True)] == [
            (place.offset, place.size, place.records, place.is_cut) for place in found.breaks
        ]
    else:
        assert found.breaks == ()


def test_the_cut_record_bears_its_number() -> None:
    """As far as its header is in the file."""
    cut = [OFFSETS[4] + 15, OFFSETS[4] + 16]

    numbers = [_walk(CHUNK[:size] + b"\xff" * (CHUNK_SIZE - size), size).breaks[0].number for size in cut]

    assert numbers == [None, 75]


@pytest.mark.parametrize("gap", [1, 8, 27, 28, 300])
def test_noise_before_the_first_record(gap: int) -> None:
    """The walk finds the first record wherever it begins."""
    chunk = log_behind(b"\xaa" * gap, [sysmon_5(), sysmon_5()])[FILE_HEADER_SIZE:]

    found = _walk(chunk)

    assert [span.number for span in found.spans] == [1, 2]
    assert (Break(0x200, gap, 0, None, "bytes that are no record stand in the chain of records"),) == (
        found.breaks
    )


@pytest.mark.parametrize(
    ("at", "end", "expected"),
    [
        (OFFSETS[2], CHUNK_SIZE, True),
        (OFFSETS[2], OFFSETS[3], True),
        (OFFSETS[2], OFFSETS[3] - 1, False),
        (OFFSETS[2] + 1, CHUNK_SIZE, False),
        (CHUNK_SIZE - SMALLEST_RECORD + 1, CHUNK_SIZE, False),
        (END, CHUNK_SIZE, False),
    ],
)
def test_what_is_a_whole_record(at: int, end: int, expected: bool) -> None:
    """Magic, size and the size's copy before the end."""
    assert expected is is_record(CHUNK, at, end)


@pytest.mark.parametrize("size", [0, 24, 27, CHUNK_SIZE, 2**32 - 1])
def test_impossible_sizes(size: int) -> None:
    """Smaller than a header, or larger than the chunk."""
    chunk = _overwrite(CHUNK, OFFSETS[2] + 4, struct.pack("<I", size))

    assert not is_record(chunk, OFFSETS[2], CHUNK_SIZE)


@settings(steady, max_examples=300)
@given(damaged([LOG, write_log(None, [sysmon_5() for _ in range(200)], chunk_fill=60)]), st.data())
def test_any_chunk_is_walked_once_from_begin_to_end(log: bytes, data: st.DataObject) -> None:
    """Records and breaks follow each other, never overlap, and leave out nothing but zeros.

    Only what is hidden inside a record overlaps it, and lies in it whole.
    """
    number = data.draw(st.integers(0, max(0, (len(log) - FILE_HEADER_SIZE) // CHUNK_SIZE - 1)))
    start = FILE_HEADER_SIZE + number * CHUNK_SIZE
    bytes_there = log[start : start + CHUNK_SIZE]
    available = len(bytes_there)
    chunk = bytes_there + b"\xff" * (CHUNK_SIZE - available)

    found = _walk(chunk, available)

    hidden = [place for place in found.breaks if "hidden inside" in place.reason]
    for place in hidden:
        assert any(
            span.offset < place.offset and place.offset + place.size <= span.offset + span.size
            for span in found.spans
        )
    pieces = sorted(
        [(span.offset, span.size) for span in found.spans]
        + [(place.offset, place.size) for place in found.breaks if place not in hidden]
    )
    at = CHUNK_HEADER_SIZE
    for offset, size in pieces:
        assert not any(chunk[at:offset])
        assert offset >= at
        assert size > 0
        at = offset + size
    assert at <= max(available, CHUNK_HEADER_SIZE)
    assert all(span.size >= SMALLEST_RECORD for span in found.spans)
