"""A scan, and the record of one row, into signals that a window shows as they come.

Parsers run in worker processes; a thread for each job drives them.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.errors import CellspawnError, UsageError
from core.processes.process import Place
from core.work.pacing import BatchCollector, Progress, ProgressMeter
from core.work.record_read import RecordRead, read_record
from core.work.scan import STOP, Request, ScanOptions, ScanResult, scan
from core.work.scan_result import NO_LOGS, Batch
from core.work.sources import LogFile, NoLog, find_those_there
from core.work.worker_process import Task
from core.work.workers import Answer, Limits, Workers
from gui.work.background import GIVING_WAY, Background

__all__ = ["Ending", "Progress", "RecordJob", "ScanJob"]

OUR_FAULT = "this is a fault of Cellspawn; the log file has the details"
"""End of a sentence."""
RECORD_LIMITS = Limits(seconds=5.0, seconds_alone=5.0)
UNWANTED_AFTER = 0.3
"""Seconds that a record may take where another one is waited for."""

_log = logging.getLogger(__name__)
_tokens = itertools.count(1)


class Ending(Enum):
    """How a scan ended."""

    DONE = "done"
    STOPPED = "stopped"
    """What was read until then is the result."""
    FAILED = "failed"
    """There is no result, and a sentence says why."""


class ScanJob(Background):
    """One scan. Each signal ends with the job's token; exactly one `ended` comes, unless the job is closed."""

    found = Signal(object, int)
    """The logs and the files that are none: a sequence of LogFile and NoLog."""
    progressed = Signal(object, int)
    """Progress, ten times a second at most."""
    batch_arrived = Signal(object, int)
    """Batch, of several ranges where they come fast: twenty times a second at most, the first at once."""
    ended = Signal(object, object, str, int)
    """Ending, ScanResult or `None`, and a sentence where it failed, else an empty text."""

    def __init__(
        self, named: Sequence[str | LogFile | NoLog], options: ScanOptions, parent: QObject | None = None
    ) -> None:
        """`named` are paths, in which logs are looked for first, or files that were looked at before."""
        super().__init__("scan", parent)
        self.token = next(_tokens)
        """A number that no other job of this run has."""
        self._named = list(named)
        self._options = options
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ask for the end, with the result of what was read; returns at once."""
        self._stopping.set()

    def wait(self) -> None:
        """Wait for the end without caring for it: for a window that closes."""
        self.close()

    def _run(self) -> None:
        try:
            with GIVING_WAY:
                result = self._result()
        except CellspawnError as error:
            self._say(partial(self._tell_end, Ending.FAILED, None, str(error)))
        except Exception as error:  # noqa: BLE001  # the edge of a thread: it ends with a word, whatever happens
            _log.exception("the scan failed")
            sentence = f"The scan failed ({type(error).__name__}); {OUR_FAULT}."
            self._say(partial(self._tell_end, Ending.FAILED, None, sentence))
        else:
            if result is not None:
                ending = Ending.STOPPED if result.is_stopped else Ending.DONE
                self._say(partial(self._tell_end, ending, result, ""))

    def _result(self) -> ScanResult | None:
        """Scan to the end; `None` where the job was closed before it."""
        paths = [one for one in self._named if isinstance(one, str)]
        sources = [
            *(find_those_there(paths) if paths else ()),
            *(one for one in self._named if not isinstance(one, str)),
        ]
        self._say(partial(self._tell_found, sources))
        if not sources:
            raise UsageError(NO_LOGS)
        meter, collector = ProgressMeter(), BatchCollector()
        request: Request | None = None
        with closing(scan(sources, self._options)) as steps:
            while not self._closing.is_set():
                try:
                    batch = steps.send(request)
                except StopIteration as ended:
                    self._show(collector.rest())
                    result: ScanResult = ended.value
                    return result
                now = time.monotonic()
                if batch is not None:
                    meter.take(batch, now)
                    collector.take(batch)
                self._show(collector.due(now))
                if (progress := meter.due(now)) is not None:
                    self._say(partial(self._tell_progress, progress))
                request = STOP if self._stopping.is_set() else None
        return None

    def _show(self, batches: Iterable[Batch]) -> None:
        for batch in batches:
            self._say(partial(self._tell_batch, batch))

    def _tell_found(self, sources: Sequence[LogFile | NoLog]) -> None:
        self.found.emit(sources, self.token)

    def _tell_progress(self, progress: Progress) -> None:
        self.progressed.emit(progress, self.token)

    def _tell_batch(self, batch: Batch) -> None:
        self.batch_arrived.emit(batch, self.token)

    def _tell_end(self, ending: Ending, result: ScanResult | None, sentence: str) -> None:
        self.ended.emit(ending, result, sentence, self.token)


@dataclass(frozen=True, slots=True)
class _Wanted:
    log: LogFile
    place: Place
    record_sha256: str | None


class _Wishes:
    """The newest wish: one that comes takes the place of one that still waits."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: _Wanted | None = None
        self._running: _Wanted | None = None
        self._is_closed = False

    def put(self, wanted: _Wanted) -> None:
        """Want this next, unless it is what is being read."""
        with self._changed:
            self._waiting = None if wanted == self._running else wanted
            self._changed.notify()

    def take(self) -> _Wanted | None:
        """Wait for the next wish; `None` once it is over."""
        with self._changed:
            self._running = None
            self._changed.wait_for(lambda: self._is_closed or self._waiting is not None)
            self._running, self._waiting = self._waiting, None
            return None if self._is_closed else self._running

    def close(self) -> None:
        """End it."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def is_over(self, seconds: float) -> bool:
        """Tell whether nobody waits any more for what has been running for so long."""
        return self._is_closed or (self._waiting is not None and seconds > UNWANTED_AFTER)


class _NoLongerWantedError(Exception):
    """Another record is wanted now, and this one takes its time."""


class _RecordWorkers(Workers):
    """One worker, which is not waited for when nobody wants its record any more."""

    def __init__(self, wishes: _Wishes) -> None:
        super().__init__(1, RECORD_LIMITS)
        self._wishes = wishes

    def run(self, tasks: Iterable[Task]) -> Iterator[Answer | None]:
        begun = time.monotonic()
        for answer in super().run(tasks):
            if answer is None and self.are_starting:
                begun = (
                    time.monotonic()
                )  # a process that starts is not to blame for that, and is of use to the next
            if answer is None and self._wishes.is_over(time.monotonic() - begun):
                raise _NoLongerWantedError
            yield answer


class RecordJob(Background):
    """Reads the record of the row that is looked at, for as long as the window is open."""

    record_read = Signal(object, object)
    """Place and RecordRead."""
    record_failed = Signal(object, str)
    """Place and a sentence, where a fault of ours kept it from being read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("record", parent)
        self._wishes = _Wishes()
        self.destroyed.connect(self._wishes.close)

    def ask(self, log: LogFile, place: Place, record_sha256: str | None = None) -> None:
        """Want the record there next. A wish that still waits is forgotten; one that is read soon gives way."""
        self._wishes.put(_Wanted(log, place, record_sha256))
        if not self._thread.ident and not self._closing.is_set():
            self.start()

    def _wake(self) -> None:
        self._wishes.close()

    def _run(self) -> None:
        with _RecordWorkers(self._wishes) as workers:
            while (wanted := self._wishes.take()) is not None:
                try:
                    read = read_record(workers, wanted.log, wanted.place, wanted.record_sha256)
                except _NoLongerWantedError:
                    workers.end()
                except Exception as error:  # noqa: BLE001  # the edge of a thread: the next record is read all the same
                    _log.exception("a record could not be read")
                    workers.end()
                    sentence = f"The record was not read ({type(error).__name__}); {OUR_FAULT}."
                    self._say(partial(self._tell_failure, wanted.place, sentence))
                else:
                    self._say(partial(self._tell_read, wanted.place, read))

    def _tell_read(self, place: Place, read: RecordRead) -> None:
        self.record_read.emit(place, read)

    def _tell_failure(self, place: Place, sentence: str) -> None:
        self.record_failed.emit(place, sentence)
