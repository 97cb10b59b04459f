"""One worker process: units sent to it, and what it says into results, losses and signs of life."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from logging import getLogger
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnContext
from multiprocessing.process import BaseProcess

import msgspec

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
)

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

Life = Callable[[Connection, int], None]
"""Called in a worker process with its end of the pipe and the bytes of memory that it should not exceed."""

_ALLOCATION = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
"""For glibc in the workers: by default every larger block is mapped anew, and costs a page fault for each 4 KiB."""
_LONGEST_REASON = 300
_DYING = 1.0
"""Seconds in which a process that closed its pipe is expected to be gone."""
_encode = msgspec.msgpack.Encoder().encode
_decode_result = msgspec.msgpack.Decoder(Result).decode
_log = getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A unit of work on its way."""

    asked: Task
    current: Task
    """The unit as it was narrowed down after losses."""
    false_starts: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """A worker is lost, or has to be."""

    reason: str


@dataclass(slots=True, eq=False)
class Worker:
    """A process and what is known of it."""

    process: BaseProcess
    connection: Connection
    jobs: deque[Job] = field(default_factory=deque)
    """Those that were sent to it; the first is running."""
    heard: float = 0.0
    has_begun: bool = False
    """Whether it took up the first of its jobs."""
    announced: int | None = None

    def send(self, job: Job) -> None:
        """Hand out a job; it is taken up when those before it are done."""
        if not self.jobs:
            self.starts_next()
        self.jobs.append(job)
        with contextlib.suppress(OSError):  # a worker that just died is heard of when its answer is awaited
            self.connection.send_bytes(_encode(job.current))

    def starts_next(self) -> None:
        """Note that the first of its jobs is due now."""
        self.heard, self.has_begun, self.announced = time.monotonic(), False, None

    def is_lost(self) -> bool:
        """Tell whether an idle worker died."""
        return not self.jobs and not self.process.is_alive()

    def hear(self) -> Result | Lost | None:
        """Take one message; `None` is a sign of life."""
        try:
            message = self.connection.recv_bytes()
        except (EOFError, OSError):
            self.process.join(_DYING)
            code = self.process.exitcode
            return Lost("the process that read it died" + ("" if code is None else f" (exit code {code})"))
        self.heard = time.monotonic()
        try:
            return self._understand(message[:1], message[1:])
        except (ValueError, msgspec.DecodeError):
            return Lost("the process that read it gave an answer that makes no sense")

    def _understand(self, kind: bytes, content: bytes) -> Result | Lost | None:
        """Raises ValueError or DecodeError where a worker says what none of ours would say."""
        if kind == BEGUN:
            self.has_begun = True
            return None
        if kind == ANNOUNCED:
            self.announced = int(content)
            return None
        if kind == DONE:
            result: Result = _decode_result(content)
            return result
        if kind == IO_ERROR:
            return self.jobs[0].current.after_error(content.decode())
        if kind == NO_MEMORY:
            return Lost("reading it took more memory than a worker may have")
        if kind == BUG:
            lines = [visible(line) for line in content.decode().splitlines()]
            _log.error("a worker failed:\n%s", "\n".join(lines))
            return Lost(f"the reader failed: {''.join(lines[-1:])[:_LONGEST_REASON]}")
        raise ValueError(kind)

    def kill(self) -> None:
        """Tell the process to end; `end` waits for that."""
        self.process.kill()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def start_worker(context: SpawnContext, life: Life, memory: int) -> Worker:
    """Start a process that lives this life."""
    for name, value in _ALLOCATION.items():
        os.environ.setdefault(name, value)
    ours, theirs = context.Pipe()
    process = context.Process(target=life, args=(theirs, memory), daemon=True)
    with _ctrl_c_held_back():
        process.start()
    theirs.close()
    return Worker(process, ours)


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
