"""torture: inputs that can be made again, promises held on a fixed few, a watch that sees what is lost."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from ctypes import c_uint64
from pathlib import Path
from random import Random

import msgspec
import pytest

from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.reading.read_report import Failure, ReadReport
from tests.evtx_writer import sysmon_1, write_chunk, write_log
from torture.child import Slice
from torture.damages import Damage, Edit, damage_in
from torture.findings import not_contained
from torture.inputs import Inputs, LogInput, TextInput, reduced
from torture.layers import Layer
from torture.made import made_amplified
from torture.promises import BrokenPromise, accounted, examine
from torture.seeds import Seed, all_seeds
from torture.spots import spots_of
from torture.tally import Found, Tally
from torture.watch import Watch

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

RUN = 20
SEED = Seed("two", write_log(None, [sysmon_1(), sysmon_1()]))


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    """The inputs of a run; making their seeds takes a while."""
    return Inputs(RUN)


def _told(made: LogInput | TextInput) -> bytes:
    return made.damage.log if isinstance(made, LogInput) else made.text.encode("utf-8", "surrogatepass")


# ---------------------------------------------------------------- inputs
def test_a_number_gives_the_same_input_again(inputs: Inputs) -> None:
    """Whoever made others before."""
    numbers = range(0, 300, 7)
    first = [_told(inputs.below(number)) for number in numbers]

    again, others = Inputs(RUN), Inputs(RUN + 1)

    assert first == [_told(again.below(number)) for number in reversed(numbers)][::-1]
    assert first != [_told(others.below(number)) for number in numbers]


def test_every_layer_is_among_the_inputs(inputs: Inputs) -> None:
    """Of both parts of a run."""
    below = Counter(inputs.below(number).layer for number in range(3_000))
    whole = Counter(inputs.whole(number).layer for number in range(1_000))

    assert set(Layer) == set(below)
    assert set(Layer) - {Layer.JSON, Layer.SECOND} == set(whole)


@pytest.mark.parametrize("layer", [Layer.HEADER, Layer.CHUNK, Layer.RECORD, Layer.TEMPLATE, Layer.VALUE])
def test_most_damage_is_in_its_layer(layer: Layer) -> None:
    """And nearly every one changes the log."""
    random = Random(RUN)

    made = [damage_in(layer, SEED, random) for _ in range(60)]

    assert sum(one.log != SEED.log for one in made) > 50
    first = [edit.offset for one in made for edit in one.edits]
    assert all((offset < FILE_HEADER_SIZE) is (layer is Layer.HEADER) for offset in first[:1])


def test_each_thing_that_was_done_can_be_left_out() -> None:
    """One at a time, so that a finding can be made small."""
    damage = Damage(SEED, (Edit(9, b"a"), Edit(10, b"b")), kept=5_000, is_resealed=True, appended=b"c")

    assert [
        (2 - len(one.edits), one.kept is None, not one.is_resealed, not one.appended)
        for one in reduced(damage)
    ] == [
        (1, False, False, False),
        (1, False, False, False),
        (0, True, False, False),
        (0, False, False, True),
        (0, False, True, False),
    ]


def test_the_fields_of_a_chunk_are_found() -> None:
    """Of each kind that mutations aim at, all inside the records."""
    chunk = write_chunk([sysmon_1(), sysmon_1()])

    spots = spots_of(chunk)

    kinds = {layer: {spot.kind for spot in spots[layer]} for layer in spots}
    assert {"token", "offset", "size", "index", "type", "count", "bytes", "number"} == kinds[Layer.TEMPLATE]
    assert {"count", "size", "type", "bytes"} == kinds[Layer.VALUE]
    assert all(
        0x200 <= spot.offset < spot.offset + spot.size <= CHUNK_SIZE
        for layer in (Layer.RECORD, Layer.TEMPLATE, Layer.VALUE)
        for spot in spots[layer]
    )


def test_every_seed_can_be_damaged() -> None:
    """Those that are no chunk any more, too."""
    seeds = all_seeds()

    for seed in (*seeds.written, *seeds.full):
        for layer in (Layer.HEADER, Layer.CHUNK, Layer.RECORD, Layer.TEMPLATE, Layer.VALUE):
            assert isinstance(damage_in(layer, seed, Random(RUN)).log, bytes)


# ---------------------------------------------------------------- promises
def test_a_fixed_set_of_inputs_breaks_no_promise() -> None:
    """Below the workers and through the whole path, in processes that are watched."""
    slices = [*(Slice(first, 200, False) for first in range(0, 600, 200)), Slice(0, 30, True)]

    with Watch(RUN, None, 2) as watch:
        tally = watch.run(slices)
        contained, broken = not_contained(tally.findings, watch)

    assert [found.detail for found in broken] == []
    assert sum(tally.inputs.values()) + len(contained) == 630


@pytest.mark.parametrize("number", range(8))
def test_amplified_records_cost_at_most_themselves(tmp_path: Path, number: int) -> None:
    """As far as they end at all."""
    made = LogInput(Layer.AMPLIFIED, Damage(made_amplified(Random(number)), ()))

    assert examine(made, number, tmp_path)["process creations"] >= 2


@pytest.mark.parametrize(
    "report",
    [
        ReadReport("a", 1, records_present=2, records_read=1),
        ReadReport("a", 1, records_read=1),
        ReadReport(
            "a",
            1,
            records_present=1,
            failures=[Failure(chunk=0, file_offset=0, size=1, records=1, reason="")],
        ),
    ],
)
def test_an_account_that_is_wrong_is_a_broken_promise(report: ReadReport) -> None:
    """So that silence means something."""
    with pytest.raises(BrokenPromise):
        accounted(report)


# ---------------------------------------------------------------- the watch
def live_and_die(connection: Connection, here: c_uint64, run: int, folder: str, last_words: str) -> None:
    """A child that finds fault with input 3 and dies of input 5."""
    Path(last_words).write_text('File "/a/parser.py", line 3 in read\n')
    connection.send_bytes(b"")
    decode = msgspec.msgpack.Decoder(Slice).decode
    while True:
        try:
            given = decode(connection.recv_bytes())
        except EOFError:
            return
        tally = Tally()
        for number in range(given.first, given.first + given.count):
            here.value = number + 1
            if number == 5:
                os._exit(7)
            if number == 3:
                tally.findings.append(Found(number=3, is_whole=given.is_whole, layer="record", what="fault"))
            else:
                tally.count("record", 0.0, Counter())
        connection.send_bytes(msgspec.msgpack.encode(tally))


@pytest.mark.parametrize(
    ("slices", "done"),
    [
        ([Slice(0, 10, False)], 8),
        ([Slice(0, 4, False), Slice(4, 4, False), Slice(8, 2, False)], 8),
        ([Slice(0, 10, True)], 8),
    ],
)
def test_the_watch_finds_the_guilty_inputs(slices: Sequence[Slice], done: int) -> None:
    """And all others are examined all the same."""
    with Watch(RUN, None, 1, life=live_and_die) as watch:
        tally = watch.run(slices)

    assert done == sum(tally.inputs.values())
    assert sorted((found.number, found.what) for found in tally.findings) == [
        (3, "fault"),
        (5, "died (exit code 7) in read (parser.py)"),
    ]


def test_nothing_new_is_begun_when_time_is_up() -> None:
    """Not even the first slice."""
    with Watch(RUN, None, 1, life=live_and_die) as watch:
        assert Tally() == watch.run([Slice(0, 3, False)], lambda: True)
