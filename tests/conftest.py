"""Silence is a condition of every test: no unexpected log record, no thread or process left behind."""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
from collections.abc import Iterator
from multiprocessing import resource_tracker

import psutil
import pytest
from hypothesis import settings

settings.register_profile("no absolute times", deadline=None)
settings.load_profile("no absolute times")

GRACE = 3.0
"""Seconds that a thread or process that was told to end is given to do so."""


class _Collector(logging.Handler):
    """Keeps what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning or worse, unless it asks for `caplog` and so looks at the log."""
    if "caplog" in request.fixturenames:
        yield
        return
    collector = _Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    yield
    root.removeHandler(collector)
    if collector.lines:
        pytest.fail("unexpected log records:\n" + "\n".join(collector.lines), pytrace=False)


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fail a test after which a thread or a child process that it started is still there."""
    threads = set(threading.enumerate())
    processes = set(_children())
    yield
    left = _threads_left(threads) + _processes_left(processes)
    if left:
        pytest.fail("left behind: " + ", ".join(left), pytrace=False)


def _threads_left(before: set[threading.Thread]) -> list[str]:
    deadline = time.monotonic() + GRACE
    started = [thread for thread in threading.enumerate() if thread not in before]
    for thread in started:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [f"thread {thread.name}" for thread in started if thread.is_alive()]


def _processes_left(before: set[psutil.Process]) -> list[str]:
    """Name the children still alive, and end them: they must not disturb the next test."""
    _, alive = psutil.wait_procs([child for child in _children() if child not in before], GRACE)
    for child in alive:
        child.kill()
    psutil.wait_procs(alive, GRACE)
    return [f"process {child.pid}" for child in alive]


def _children() -> list[psutil.Process]:
    """All child processes but multiprocessing's own tracker, which stays until Python ends."""
    multiprocessing.active_children()  # joins those that have ended
    # Private, but there is no other way to know it from a worker. Absent on Windows.
    tracker = getattr(getattr(resource_tracker, "_resource_tracker", None), "_pid", None)
    return [child for child in psutil.Process().children(recursive=True) if child.pid != tracker]
