"""Units of work into their results, in worker processes that a watchdog may end.

A parser can hang, overflow its stack or fill the memory on hostile bytes, and nothing inside its process can
stop it. So every unit runs in a process of its own kind: when one says nothing for too long, dies, or grows
too large, it is replaced, and its unit is asked what to do next: go on narrower, or account for what is lost.
Only plain data (MessagePack) crosses between the processes, never pickles: a worker that was taken over could
send anything.

A unit is small (a few kilobytes), so that it fits into the pipe while its worker is busy sending a result.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from logging import getLogger
from multiprocessing.connection import wait
from types import TracebackType

import psutil

from core.work.worker import Job, Life, Lost, Worker, start_worker
from core.work.worker_process import Result, Task, serve

Answer = tuple[Task, Result]


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
TICK = 0.1
"""Seconds without a result after which the caller is asked whether to go on."""
_JOBS_AHEAD = 2
"""One runs, one waits in the pipe, so that no worker idles while its result is taken in."""
_MOST_FALSE_STARTS = 3
"""Workers that may be lost before they began a unit until it is blamed for that."""
_log = getLogger(__name__)


def default_jobs() -> int:
    """Give the processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class _Queue:
    """Jobs still to be handed out: those that come back after a loss first."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._fresh = iter(tasks)
        self._again: deque[Job] = deque()

    def take(self) -> Job | None:
        if self._again:
            return self._again.popleft()
        task = next(self._fresh, None)
        return None if task is None else Job(task, task)

    def put_back(self, jobs: Iterable[Job]) -> None:
        self._again.extend(jobs)


class Workers:
    """A few worker processes, started when there is work for them; a context manager that ends them."""

    def __init__(self, jobs: int, limits: Limits = DEFAULT_LIMITS, life: Life | None = None) -> None:
        """`life` is what a worker does instead of `serve`; a spawned process must be able to import it."""
        self._context = multiprocessing.get_context("spawn")
        self._most = jobs
        self._limits = limits
        self._life = life or serve
        self._workers: list[Worker] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End all processes, whatever they are doing. A run that they were busy with must not be asked on."""
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    @property
    def are_starting(self) -> bool:
        """Whether a process did not take up its unit yet, as when it was only just started."""
        return any(worker.jobs and not worker.has_begun for worker in self._workers)

    def run(self, tasks: Iterable[Task]) -> Iterator[Answer | None]:
        """Run each unit and give it with its result, as they come; every unit comes back exactly once.

        `None` is a tick: no unit came back for a tenth of a second. The caller sets the pace, and ends the work
        by asking no more and leaving the context.
        """
        queue = _Queue(tasks)
        tick_at = time.monotonic() + TICK
        while True:
            self._hand_out(queue)
            busy = [worker for worker in self._workers if worker.jobs]
            if not busy:
                return
            ready = wait([worker.connection for worker in busy], max(0.0, tick_at - time.monotonic()))
            for worker in busy:
                outcome = worker.hear() if worker.connection in ready else self._watch(worker)
                if outcome is None:
                    continue
                job = worker.jobs.popleft()
                if isinstance(outcome, Lost):
                    outcome = self._replace(worker, job, outcome.reason, queue)
                else:
                    worker.starts_next()
                if outcome is not None:
                    self._hand_out(queue)
                    yield job.asked, outcome
                    tick_at = time.monotonic() + TICK
            if time.monotonic() >= tick_at:
                yield None
                tick_at = time.monotonic() + TICK

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
                worker = start_worker(self._context, self._life, self._limits.memory)
                self._workers.append(worker)
                worker.send(job)

    def _watch(self, worker: Worker) -> Lost | None:
        """Look at a worker that has nothing to say."""
        silent = time.monotonic() - worker.heard
        allowed = self._limits.seconds if worker.announced is None else self._limits.seconds_alone
        if silent > allowed and not worker.connection.poll():  # it may have spoken while the caller paused
            return Lost(f"reading it did not end within {allowed:g} seconds")
        if silent < TICK:
            return None
        try:
            size = psutil.Process(worker.process.pid).memory_info().rss
        except psutil.Error:
            return None
        if size > self._limits.memory:
            return Lost(f"reading it took more than {self._limits.memory >> 20:,} MiB of memory")
        return None

    def _replace(self, worker: Worker, job: Job, reason: str, queue: _Queue) -> Result | None:
        self._workers.remove(worker)
        worker.end()
        queue.put_back(worker.jobs)
        if not worker.has_begun and job.false_starts < _MOST_FALSE_STARTS:
            queue.put_back([replace(job, false_starts=job.false_starts + 1)])
            return None
        following = job.current.after_loss(worker.announced, reason)
        _log.info("a worker was replaced (%s) at %s", reason, worker.announced)
        if isinstance(following, Task):
            queue.put_back([Job(job.asked, following)])
            return None
        return following
