"""Slices of a run into tallies, in a process that may hang or die of them."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from ctypes import c_uint64
from pathlib import Path

import msgspec
import psutil

from torture.inputs import Input, Inputs, LogInput, reduced
from torture.layers import Layer
from torture.promises import BrokenPromise, examine
from torture.tally import ALL, Extreme, Found, Tally
from torture.whole_path import examine_together

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    import resource
    from multiprocessing.connection import Connection

SLOW = 5.0
"""Seconds of processor time, as long as a worker may be silent over one record: more is a finding."""
MOST_MEMORY = 1024 * 1024 * 1024
"""Bytes of resident memory, as for a worker."""


class Slice(msgspec.Struct, frozen=True, array_like=True):
    """Inputs from `first` on."""

    first: int
    count: int
    is_whole: bool
    by_scan: bool = False
    """Whether an input that is not made for it goes the whole path too, after it cost a process below."""
    without: tuple[int, ...] = ()
    """Of the only input: which of its parts are left out, one after the other (see `torture.inputs.reduced`)."""


def live(connection: Connection, here: c_uint64, run: int, folder: str, last_words: str) -> None:
    """Work off slices until the connection ends; `here` tells the parent how far it is.

    Where the process dies, or the parent asks for it, its stack is written to the file `last_words`; beside that
    stands what it writes, so that the parent clears it away.
    """
    words = open(last_words, "w", encoding="utf-8")  # noqa: SIM115  # for as long as the process lives
    faulthandler.enable(words)
    if sys.platform != "win32":
        faulthandler.register(signal.SIGUSR1, words)
    _set_limits()
    inputs = Inputs(run, Path(folder) if folder else None)
    decode = msgspec.msgpack.Decoder(Slice).decode
    with tempfile.TemporaryDirectory(dir=Path(last_words).parent) as scratch:
        connection.send_bytes(b"")
        while True:
            try:
                given = decode(connection.recv_bytes())
            except (EOFError, ConnectionResetError):
                return
            work = _whole if given.is_whole or given.by_scan else _below
            connection.send_bytes(msgspec.msgpack.encode(work(inputs, given, here, Path(scratch))))


def _set_limits() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # the last words of a parser that aborts
    os.close(nowhere)
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def input_of(inputs: Inputs, given: Slice, number: int) -> Input:
    """Make an input, without what a slice leaves out of it."""
    made = inputs.whole(number) if given.is_whole else inputs.below(number)
    for part in given.without:
        if isinstance(made, LogInput):
            made = LogInput(made.layer, list(reduced(made.damage))[part])
    return made


def _below(inputs: Inputs, given: Slice, here: c_uint64, scratch: Path) -> Tally:
    tally = Tally()
    for number in range(given.first, given.first + given.count):
        here.value = number + 1
        made = input_of(inputs, given, number)
        about = f"input {number}, {made.layer}{f', {made.damage.seed.name}' if isinstance(made, LogInput) else ''}"
        start = time.process_time()
        try:
            outcomes = examine(made, number, scratch)
        except BaseException as error:  # noqa: BLE001  # whatever comes out is what is looked for, a Rust panic too
            tally.findings.append(_found(error, number, given.is_whole, made.layer))
            continue
        spent = time.process_time() - start
        tally.count(made.layer, spent, outcomes)
        tally.slowest = max(tally.slowest, Extreme(spent, number, about), key=_figure)
        tally.peak = max(tally.peak, Extreme(_peak(), number, about), key=_figure)
        if spent > SLOW:
            detail = f"{spent:.1f} seconds of processor time"
            tally.findings.append(
                Found(number=number, is_whole=False, layer=made.layer, what="slow", detail=detail)
            )
    return tally


def _whole(inputs: Inputs, given: Slice, here: c_uint64, scratch: Path) -> Tally:
    numbers = range(given.first, given.first + given.count)
    made = dict(_logs(inputs, given, numbers))
    tally = Tally()

    def beat() -> None:
        here.value += 1

    beat()
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        try:
            outcomes = examine_together(made, Path(folder), beat, are_costly=given.by_scan)
        except BaseException as error:  # noqa: BLE001  # as above
            tally.findings.append(_found(error, given.first, given.is_whole, next(iter(made.values())).layer))
            return tally
    for one in made.values():
        tally.inputs[one.layer] = tally.inputs.get(one.layer, 0) + 1
    tally.outcomes[ALL] = dict(outcomes)
    return tally


def _logs(inputs: Inputs, given: Slice, numbers: range) -> Iterator[tuple[int, LogInput]]:
    for number in numbers:
        made = input_of(inputs, given, number)
        if isinstance(made, LogInput):
            yield number, made


def _found(error: BaseException, number: int, is_whole: bool, layer: Layer) -> Found:
    frames = traceback.extract_tb(error.__traceback__)
    where = next(
        (frame for frame in reversed(frames) if f"{os.sep}torture{os.sep}" not in frame.filename), None
    )
    if isinstance(error, BrokenPromise):
        what = str(error).partition(":")[0]
    else:
        what = f"{type(error).__name__} in {'' if where is None else where.name}"
    detail = "".join(traceback.format_exception(error))
    return Found(number=number, is_whole=is_whole, layer=layer, what=what, detail=detail[-4000:])


def _figure(extreme: Extreme) -> float:
    return extreme.figure


if sys.platform == "win32":

    def _peak() -> float:
        return float(psutil.Process().memory_info().peak_wset)

else:

    def _peak() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
