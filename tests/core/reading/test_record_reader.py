"""Wanted records into events: together, one by one, or some of them, each gives the same exactly once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.processes.process_fields import CREATIONS
from core.reading.chunk import Chunk
from core.reading.event import Event
from core.reading.record_reader import (
    MOST_VAIN_TRIES,
    Lost,
    Outcome,
    Patience,
    read_one_by_one,
    read_together,
)
from core.reading.record_walk import Span
from tests.core.log_reading import (
    ALL_KINDS,
    all_work,
    chunk_of,
    chunks_in,
    damaged,
    log_behind,
    say_nothing,
    steady,
)
from tests.evtx_writer import (
    CharacterReference,
    Markup,
    Text,
    damage,
    security_4688,
    security_4689,
    sysmon_1,
    sysmon_3,
    sysmon_13,
    system_6005,
    write_log,
)
from tests.evtx_writer.hostile import amplified, cdata, named, nested

EVENTS = [
    sysmon_1("4.0"),
    security_4688(1),
    sysmon_3(),
    system_6005(strings=("a", "b")),
    sysmon_1(),
    security_4689(),
    sysmon_13(),
    security_4688(),
]
LOG = write_log(None, EVENTS * 6, chunk_fill=16)
CHUNKS = chunks_in(LOG)
PLACES = [(chunk, span) for chunk in CHUNKS for span in chunk.spans]
REFERENCE = Markup((Text("a"), CharacterReference(960)))


def _by_place(outcomes: Iterable[Outcome]) -> dict[int, Event | Lost]:
    """By file offset; each record at most once."""
    found: dict[int, Event | Lost] = {}
    for chunk, span, outcome in outcomes:
        offset = chunk.start + span.offset
        assert offset not in found
        found[offset] = outcome
    return found


def _together(work: Sequence[tuple[Chunk, Sequence[Span]]]) -> dict[int, Event | Lost]:
    return _by_place(read_together(work, ALL_KINDS, Patience()))


def _one_by_one(work: Sequence[tuple[Chunk, Sequence[Span]]]) -> dict[int, Event | Lost]:
    return _by_place(read_one_by_one(work, ALL_KINDS, say_nothing, Patience()))


def test_every_record_comes_back_in_its_place() -> None:
    """The number inside each event is the one of the place it is said to stand at."""
    found = _together(all_work(CHUNKS))

    numbers = {chunk.start + span.offset: span.number for chunk, span in PLACES}
    assert numbers == {
        offset: event.event_record_id for offset, event in found.items() if isinstance(event, Event)
    }


def test_together_and_one_by_one_give_the_same() -> None:
    """Every value of every record."""
    assert _together(all_work(CHUNKS)) == _one_by_one(all_work(CHUNKS))


@settings(steady, max_examples=50)
@given(st.sets(st.integers(0, len(PLACES) - 1)))
def test_only_the_wanted_records_are_read(wanted: set[int]) -> None:
    """And their values do not depend on which others are."""
    work = [
        (chunk, [span for index, (owner, span) in enumerate(PLACES) if owner is chunk and index in wanted])
        for chunk in CHUNKS
    ]
    everything = _together(all_work(CHUNKS))

    found = _together(work)

    offsets = [PLACES[index][0].start + PLACES[index][1].offset for index in sorted(wanted)]
    assert {offset: everything[offset] for offset in offsets} == found


def test_other_kinds_are_read_and_not_given() -> None:
    """What is not named was read and is of no interest."""
    found = [
        (span.number, type(outcome))
        for _, span, outcome in read_together(all_work(CHUNKS[:1]), CREATIONS, Patience())
    ]

    assert [(number, Event) for number in (1, 2, 5, 8, 9, 10, 13, 16)] == found


def test_one_by_one_says_which_record_comes_next() -> None:
    """Before each, by its offset in the file: whoever dies of it can be named."""
    said: list[int] = []

    list(read_one_by_one(all_work(CHUNKS), CREATIONS, said.append, Patience()))

    assert list(damage.record_offsets(LOG)) == said


def test_no_work_is_no_trouble() -> None:
    """Neither no chunks nor chunks of which no record is wanted."""
    assert _together([]) == {}
    assert _together([(CHUNKS[0], [])]) == {}


@pytest.mark.parametrize(
    ("event", "reader"),
    [
        (sysmon_1(rule_name=REFERENCE), None),
        (sysmon_1(rule_name=cdata("a")), None),
        (sysmon_1(rule_name=amplified(5_000_000)), None),
        (replace(sysmon_1(), body=nested(4_000)), None),
        (replace(sysmon_1(), body=named("a\nb", "x", "v")), None),
        (sysmon_1(rule_name="a\ud800b"), "evtx"),
    ],
    ids=["reference", "cdata", "amplified", "nested", "name", "surrogate"],
)
def test_a_record_that_the_first_reader_cannot_read_costs_no_other(event: object, reader: str | None) -> None:
    """The second reads it, or it is lost with a reason; its neighbours are read as ever."""
    assert isinstance(event, type(EVENTS[0]))
    work = all_work([chunk_of(sysmon_1(), event, sysmon_3())])

    for found in (_together(work), _one_by_one(work)):
        before, middle, behind = (found[offset] for offset in sorted(found))
        assert [reader, "evtx", "evtx"] == [
            outcome.reader if isinstance(outcome, Event) else None for outcome in (middle, before, behind)
        ]
        assert isinstance(middle, Event) or middle.reason


@pytest.mark.parametrize("gap", [1, 4, 8, 16, 24, 27, 28, 29, 32, 100])
def test_a_record_behind_noise_is_read(gap: int) -> None:
    """However little room there is before it, it is read, alone and with others."""
    work = all_work(chunks_in(log_behind(b"\xaa" * gap, [sysmon_1(command_line=f"{n}") for n in range(4)])))

    for found in (_together(work), _one_by_one(work)):
        assert [
            event.data["CommandLine"] for _, event in sorted(found.items()) if isinstance(event, Event)
        ] == ["0", "1", "2", "3"]


def test_a_record_header_in_the_gap_cannot_pose_as_another_record() -> None:
    """It bears the key of the second record; what is read for that key is the second record all the same."""
    forged = b"**\0\0" + (40).to_bytes(4, "little") + (0x1000).to_bytes(8, "little") + bytes(8)
    work = all_work(chunks_in(log_behind(forged, [sysmon_1(command_line=f"{n}") for n in range(3)])))

    found = _together(work)

    assert [event.data["CommandLine"] for _, event in sorted(found.items()) if isinstance(event, Event)] == [
        "0",
        "1",
        "2",
    ]


def test_the_second_reader_is_not_asked_for_ever() -> None:
    """After some vain tries in a row the other records are lost with the first reader's reason."""
    unreadable = sysmon_1(rule_name=cdata("a"))
    work = all_work([chunk_of(*[unreadable] * 10, sysmon_1(), *[unreadable] * 2)])

    together, one_by_one = _asked_second(_together(work)), _asked_second(_one_by_one(work))

    assert together == [True] * MOST_VAIN_TRIES + [False] * 4
    assert one_by_one == [True] * MOST_VAIN_TRIES + [False] * 4


def _asked_second(found: dict[int, Event | Lost]) -> list[bool]:
    lost = (outcome for _, outcome in sorted(found.items()) if isinstance(outcome, Lost))
    return ["python-evtx" in outcome.reason for outcome in lost]


@settings(steady, max_examples=120)
@given(damaged([LOG, LOG[: 0x1000 + 0x10000]]))
def test_each_record_of_a_damaged_log_is_read_or_lost(log: bytes) -> None:
    """Exactly once each, with both ways to read; and both agree on which are lost.

    Their values may differ: where sizes of values are damaged, both parsers read on behind the record's end.
    """
    work = all_work(chunks_in(log))
    places = sorted(chunk.start + span.offset for chunk, spans in work for span in spans)

    together, one_by_one = _together(work), _one_by_one(work)

    assert places == sorted(together) == sorted(one_by_one)
    assert {offset for offset, outcome in together.items() if isinstance(outcome, Lost)} == {
        offset for offset, outcome in one_by_one.items() if isinstance(outcome, Lost)
    }


@pytest.mark.parametrize(
    ("loop", "chunk"),
    [(damage.cyclic_string_table, 1), (damage.cyclic_template_table, 1), (damage.cyclic_string_table, 0)],
)
def test_cyclic_tables_change_nothing(loop: object, chunk: int) -> None:
    """Neither reader follows them."""
    assert callable(loop)
    looping = chunks_in(loop(LOG, chunk))

    assert _together(all_work(CHUNKS)) == _together(all_work(looping))
