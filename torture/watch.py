"""A run into a tally: children that work off its slices, watched for hangs, deaths and memory from outside."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from ctypes import c_uint64
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from multiprocessing.sharedctypes import RawValue
from pathlib import Path

import msgspec
import psutil

from torture.child import MOST_MEMORY, Slice, live
from torture.tally import Extreme, Found, Tally

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

PATIENCE = 6.0
"""Seconds of processor time over one input that make a hang; others may use the machine too."""
PATIENCE_ASLEEP = 120.0
"""Seconds without a step of a process that waits, as one does whose scan has workers of its own."""
_LOOK_EVERY = 0.2
Life = Callable[[Connection, c_uint64, int, str, str], None]
"""Called with a pipe, how far it is, the seed of the run, the folder of logs, the file for last words."""
_decode = msgspec.msgpack.Decoder(Tally).decode


@dataclass(slots=True, eq=False)
class _Child:
    process: SpawnProcess
    connection: Connection
    here: c_uint64
    last_words: Path
    is_ready: bool = False
    work: Slice | None = None
    was_here: int = 0
    heard: float = field(default_factory=time.monotonic)
    spent: float = 0.0
    """Seconds of processor time when it was last heard."""

    def give(self, work: Slice) -> None:
        self.work, self.heard = work, time.monotonic()
        with contextlib.suppress(OSError):
            self.connection.send_bytes(msgspec.msgpack.encode(work))

    def ask_where(self) -> str:
        """Give the stack of the process, where it can be had."""
        if sys.platform != "win32" and self.process.is_alive() and self.process.pid is not None:
            os.kill(self.process.pid, signal.SIGUSR1)
            for _ in range(20):
                if self.last_words.stat().st_size:
                    break
                self.process.join(0.1)
        return self.last_words.read_text(encoding="utf-8", errors="replace")

    def end(self) -> None:
        with contextlib.suppress(psutil.Error):
            for worker in psutil.Process(self.process.pid).children(recursive=True):
                worker.kill()
        self.process.kill()
        self.process.join()
        self.connection.close()


class Watch:
    """Children of one run; a context manager that ends them."""

    def __init__(self, run: int, folder: Path | None, jobs: int, life: Life = live) -> None:
        """`life` is what a child does; a spawned process must be able to import it."""
        self._context = multiprocessing.get_context("spawn")
        self.run_seed, self.folder, self._jobs = run, folder, jobs
        self._life = life
        self._children: list[_Child] = []
        self._scratch = tempfile.TemporaryDirectory(prefix="cellspawn-torture-")
        self._peak = Extreme()
        self.lost = 0
        """Children that had to be replaced."""

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.end()
        self._children.clear()
        self._scratch.cleanup()

    def run(self, slices: Iterable[Slice], is_due: Callable[[], bool] = lambda: False) -> Tally:
        """Work off the slices, no new one once `is_due`; one that is lost is cut down to the guilty input."""
        fresh, again = iter(slices), deque[Slice]()
        total, self._peak = Tally(), Extreme()
        while True:
            self._hand_out(fresh, again, is_due)
            busy = [child for child in self._children if child.work is not None]
            if not busy:
                total.peak = max(total.peak, self._peak, key=lambda extreme: extreme.figure)
                return total
            ready = wait([child.connection for child in busy], _LOOK_EVERY)
            for child in busy:
                answer = self._hear(child) if child.connection in ready else self._look(child)
                if isinstance(answer, str):
                    again += self._replace(child, answer, total)
                elif answer is not None and child.work is not None:
                    again += _taken(child.work, answer, total)
                    child.work = None

    def _hand_out(self, fresh: Iterable[Slice], again: deque[Slice], is_due: Callable[[], bool]) -> None:
        idle = [child for child in self._children if child.work is None]
        while idle or len(self._children) < self._jobs:
            work = again.popleft() if again else None if is_due() else next(iter(fresh), None)
            if work is None:
                return
            child = idle.pop() if idle else self._start()
            child.give(work)

    def _start(self) -> _Child:
        ours, theirs = self._context.Pipe()
        here = RawValue(c_uint64, 0)
        folder = "" if self.folder is None else str(self.folder)
        words = Path(self._scratch.name, f"{len(self._children)}-{time.monotonic_ns()}")
        process = self._context.Process(
            target=self._life, args=(theirs, here, self.run_seed, folder, str(words))
        )
        process.start()
        theirs.close()
        child = _Child(process, ours, here, words)
        self._children.append(child)
        return child

    def _hear(self, child: _Child) -> Tally | str | None:
        try:
            message = child.connection.recv_bytes()
        except (EOFError, OSError):
            child.process.join(1.0)
            return f"died (exit code {child.process.exitcode})"
        child.heard = time.monotonic()
        if not child.is_ready:
            child.is_ready = True
            return None
        return _decode(message)

    def _look(self, child: _Child) -> str | None:
        here, spent = child.here.value, _processor_time(child.process.pid)
        if here != child.was_here:
            child.was_here, child.heard, child.spent = here, time.monotonic(), spent
        is_alone = child.work is not None and not child.work.is_whole and not child.work.by_scan
        if child.is_ready and is_alone and spent - child.spent > PATIENCE:
            return "hung"
        if not is_alone:
            self._look_at_workers(child)
        if time.monotonic() - child.heard > PATIENCE_ASLEEP:
            return "hung, asleep"
        if is_alone and _memory(child.process.pid) > MOST_MEMORY:
            return f"took more than {MOST_MEMORY >> 20:,} MiB"
        return None

    def _look_at_workers(self, child: _Child) -> None:
        with contextlib.suppress(psutil.Error):
            for worker in psutil.Process(child.process.pid).children():
                found = Extreme(worker.memory_info().rss, 0, "a worker, looked at five times a second")
                self._peak = max(self._peak, found, key=lambda extreme: extreme.figure)

    def _replace(self, child: _Child, reason: str, total: Tally) -> Iterable[Slice]:
        work, at = child.work, int(child.here.value) - 1
        self._children.remove(child)
        words = child.ask_where()
        child.end()
        self.lost += 1
        if work is None or not child.is_ready:
            raise RuntimeError(f"a child that was just started {reason}: {words}")
        if work.is_whole and work.count > 1:
            return _halves(work)
        if work.is_whole or work.by_scan or not work.first <= at < work.first + work.count:
            at = work.first
        what = f"{reason}{_place_in(words)}"
        total.findings.append(
            Found(number=at, is_whole=work.is_whole, layer="", what=what, detail=words, cost_a_process=True)
        )
        if work.is_whole or work.by_scan:
            return []
        parts = ((work.first, at - work.first), (at + 1, work.first + work.count - at - 1))
        return [Slice(first, count, False) for first, count in parts if count]


def _taken(work: Slice, answer: Tally, total: Tally) -> Iterable[Slice]:
    """Take in what a slice gave; where a scan failed its halves are scanned, until the guilty log is known."""
    if work.is_whole and work.count > 1 and answer.findings:
        return _halves(work)
    total.add(answer)
    return []


def _halves(work: Slice) -> list[Slice]:
    half = work.count // 2
    return [
        Slice(work.first, half, work.is_whole),
        Slice(work.first + half, work.count - half, work.is_whole),
    ]


def _place_in(words: str) -> str:
    """Name the innermost function that is ours to tell: the last one of a parser, or the one that called it."""
    found = re.search(r'File ".*?([^/\\]+)", line \d+ in (\w+)', words)
    return "" if found is None else f" in {found[2]} ({found[1]})"


def _processor_time(pid: int | None) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _memory(pid: int | None) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
