"""Logs into detections and read reports: every range read by workers, then all that needs the whole case.

A generator: the caller sets the pace and shows what comes. It is asked at least ten times a second whether to go
on: `send(STOP)` ends the work and gives the result of what was read until then, `close()` ends it without one.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from enum import Enum
from typing import Final

from core.work.scan_case import ScanCase
from core.work.scan_result import Batch, ScanOptions, ScanResult, Stage
from core.work.sources import LogFile, NoLog
from core.work.worker_process import Task
from core.work.workers import Workers

__all__ = ["STOP", "Batch", "Request", "ScanOptions", "ScanResult", "Stage", "Steps", "scan"]


class Request(Enum):
    """What a caller can send into a scan."""

    STOP = "stop"


STOP: Final = Request.STOP


Steps = Generator[Batch | None, Request | None, ScanResult]


def scan(sources: Sequence[LogFile | NoLog], options: ScanOptions) -> Steps:
    """Read all logs; give a batch for each range, then the result. `None` is a tick: a moment without news."""
    case = ScanCase(sources, options)
    with Workers(options.jobs, options.limits) as workers:
        is_stopped = yield from _work_off(case, workers, case.units())
        if is_stopped:
            workers.end()
            case.account_for_unread()
        for _ in case.concluding():
            is_stopped |= (yield None) is STOP
        if not is_stopped:
            is_stopped = yield from _work_off(case, workers, case.rechecks())
    case.look_for_changes()
    return case.result(is_stopped)


def _work_off(
    case: ScanCase, workers: Workers, tasks: Iterable[Task]
) -> Generator[Batch | None, Request | None, bool]:
    """Run units until all came back, or the caller sent STOP: True then."""
    for answer in workers.run(tasks):
        batch = None if answer is None else case.take(*answer)
        if (yield batch) is STOP:
            return True
    return False
