"""Units of work into their results, in worker processes that a watchdog may end.

A parser can hang, overflow its stack or fill the memory on hostile bytes, and nothing inside its process can
stop it. So every unit runs in a process of its own kind: when one says nothing for too long, dies, or grows
too large, it is replaced, and its unit is asked what to do next: go on narrower, or account for what is lost.
Only plain data (MessagePack) crosses between the processes, never pickles: a worker that was taken over could
send anything.

A unit is small (a few kilobytes), so that it fits into the pipe while its worker is busy sending a result.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from logging import getLogger
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import TracebackType

import msgspec
import psutil

from core.notation.visible import visible
from core.work.worker_process import (
    ANNOUNCED,
    BEGUN,
    BUG,
    DONE,
    IO_ERROR,
    NO_MEMORY,
    Result,
    Task,
    serve,
)

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

Life = Callable[[Connection, int], None]
"""Called in a worker process with its end of the pipe and the bytes of memory that it should not exceed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a worker may be silent and how large it may grow."""

    seconds: float = 20.0
    """From the beginning of a unit to the first word about it."""
    seconds_alone: float = 5.0
    """From one announced record to the next word."""
    memory: int = 1024 * 1024 * 1024
    """Bytes of resident memory, looked at ten times a second; the system refuses twice that where it can."""


DEFAULT_LIMITS = Limits()
_TICK = 0.1
_JOBS_AHEAD = 2
"""One runs, one waits in the pipe, so that no worker idles while its result is taken in."""
_MOST_FALSE_STARTS = 3
"""Workers that may be lost before they began a unit until it is blamed for that."""
_ALLOCATION = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
"""For glibc in the workers: by default every larger block is mapped anew, and costs a page fault for each 4 KiB."""
_LONGEST_REASON = 300
_DYING = 1.0
"""Seconds in which a process that closed its pipe is expected to be gone."""
_encode = msgspec.msgpack.Encoder().encode
_decode_result = msgspec.msgpack.Decoder(Result).decode
_log = getLogger(__name__)


def default_jobs() -> int:
    """Give the processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class _Job:
    asked: Task
    current: Task
    """The unit as it was narrowed down after losses."""
    false_starts: int = 0


@dataclass(frozen=True, slots=True)
class _Lost:
    reason: str


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    jobs: deque[_Job] = field(default_factory=deque)
    """Those that were sent to it; the first is running."""
    heard: float = 0.0
    has_begun: bool = False
    """Whether it took up the first of its jobs."""
    announced: int | None = None

    def send(self, job: _Job) -> None:
        if not self.jobs:
            self.starts_next()
        self.jobs.append(job)
        with contextlib.suppress(OSError):  # a worker that just died is heard of when its answer is awaited
            self.connection.send_bytes(_encode(job.current))

    def starts_next(self) -> None:
        self.heard, self.has_begun, self.announced = time.monotonic(), False, None

    def is_lost(self) -> bool:
        """Tell whether an idle worker died."""
        return not self.jobs and not self.process.is_alive()

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Queue:
    """Jobs still to be handed out: those that come back after a loss first."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._fresh = iter(tasks)
        self._again: deque[_Job] = deque()

    def take(self) -> _Job | None:
        if self._again:
            return self._again.popleft()
        task = next(self._fresh, None)
        return None if task is None else _Job(task, task)

    def put_back(self, jobs: Iterable[_Job]) -> None:
        self._again.extend(jobs)


class Workers:
    """A few worker processes, started when there is work for them; a context manager that ends them."""

    def __init__(self, jobs: int, limits: Limits = DEFAULT_LIMITS, life: Life | None = None) -> None:
        """`life` is what a worker does instead of `serve`; a spawned process must be able to import it."""
        self._context = multiprocessing.get_context("spawn")
        for name, value in _ALLOCATION.items():
            os.environ.setdefault(name, value)
        self._most = jobs
        self._limits = limits
        self._life = life or serve
        self._workers: list[_Worker] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """Run each unit and give it with its result, as they come; every unit comes back exactly once.

        The caller sets the pace, and ends the work by asking no more and leaving the context.
        """
        queue = _Queue(tasks)
        while True:
            self._hand_out(queue)
            busy = [worker for worker in self._workers if worker.jobs]
            if not busy:
                return
            ready = wait([worker.connection for worker in busy], _TICK)
            for worker in busy:
                outcome = _hear(worker) if worker.connection in ready else self._watch(worker)
                if outcome is None:
                    continue
                job = worker.jobs.popleft()
                if isinstance(outcome, _Lost):
                    outcome = self._replace(worker, job, outcome.reason, queue)
                else:
                    worker.starts_next()
                if outcome is not None:
                    self._hand_out(queue)
                    yield job.asked, outcome

    def _hand_out(self, queue: _Queue) -> None:
        for worker in [worker for worker in self._workers if worker.is_lost()]:
            self._workers.remove(worker)
            worker.end()
        for ahead in range(_JOBS_AHEAD):
            for worker in [worker for worker in self._workers if len(worker.jobs) == ahead]:
                if (job := queue.take()) is None:
                    return
                worker.send(job)
            while ahead == 0 and len(self._workers) < self._most:
                if (job := queue.take()) is None:
                    return
                self._start().send(job)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=self._life, args=(theirs, self._limits.memory), daemon=True)
        with _ctrl_c_held_back():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _watch(self, worker: _Worker) -> _Lost | None:
        """Look at a worker that has nothing to say."""
        silent = time.monotonic() - worker.heard
        allowed = self._limits.seconds if worker.announced is None else self._limits.seconds_alone
        if silent > allowed and not worker.connection.poll():  # it may have spoken while the caller paused
            return _Lost(f"reading it did not end within {allowed:g} seconds")
        if silent < _TICK:
            return None
        try:
            size = psutil.Process(worker.process.pid).memory_info().rss
        except psutil.Error:
            return None
        if size > self._limits.memory:
            return _Lost(f"reading it took more than {self._limits.memory >> 20:,} MiB of memory")
        return None

    def _replace(self, worker: _Worker, job: _Job, reason: str, queue: _Queue) -> Result | None:
        self._workers.remove(worker)
        worker.end()
        queue.put_back(worker.jobs)
        if not worker.has_begun and job.false_starts < _MOST_FALSE_STARTS:
            queue.put_back([replace(job, false_starts=job.false_starts + 1)])
            return None
        following = job.current.after_loss(worker.announced, reason)
        _log.info("a worker was replaced (%s) at %s", reason, worker.announced)
        if isinstance(following, Task):
            queue.put_back([_Job(job.asked, following)])
            return None
        return following


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Start a process with SIGINT blocked: until it ignores Ctrl+C, that would end it with a traceback."""
    if sys.platform == "win32":
        yield
    else:
        resource_tracker.ensure_running()  # it starts with the first worker, and would unblock the signal
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _hear(worker: _Worker) -> Result | _Lost | None:
    """Take one message of a worker."""
    try:
        message = worker.connection.recv_bytes()
    except (EOFError, OSError):
        worker.process.join(_DYING)
        code = worker.process.exitcode
        return _Lost("the process that read it died" + ("" if code is None else f" (exit code {code})"))
    worker.heard = time.monotonic()
    try:
        return _understand(worker, message[:1], message[1:])
    except (ValueError, msgspec.DecodeError):
        return _Lost("the process that read it gave an answer that makes no sense")


def _understand(worker: _Worker, kind: bytes, content: bytes) -> Result | _Lost | None:
    """Raises ValueError or DecodeError where a worker says what none of ours would say."""
    if kind == BEGUN:
        worker.has_begun = True
        return None
    if kind == ANNOUNCED:
        worker.announced = int(content)
        return None
    if kind == DONE:
        result: Result = _decode_result(content)
        return result
    if kind == IO_ERROR:
        return worker.jobs[0].current.after_error(content.decode())
    if kind == NO_MEMORY:
        return _Lost("reading it took more memory than a worker may have")
    if kind == BUG:
        lines = [visible(line) for line in content.decode().splitlines()]
        _log.error("a worker failed:\n%s", "\n".join(lines))
        return _Lost(f"the reader failed: {''.join(lines[-1:])[:_LONGEST_REASON]}")
    raise ValueError(kind)
