"""Paths into a case that fills while its logs are read: one scan at a time, and what it does in words."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from core.notation.visible import one_line
from core.story.visibility import HostVisibility
from core.view.case import Case, NewRows
from core.view.marks import Marks
from core.words.read_words import count, headline, why_none
from core.work.scan_result import Batch, ScanOptions, ScanResult, Stage
from core.work.sources import LogFile, NoLog
from gui.work.jobs import Ending, Progress, ScanJob

_log = logging.getLogger(__name__)

STAGE_WORDS: Mapping[Stage, str] = {
    Stage.SEARCHING: "Searching for Excel's children",
    Stage.READING: "Reading",
    Stage.CHECKING: "Reading flagged records again",
}
ENDING_WORDS: Mapping[Ending, str] = {
    Ending.DONE: "Done",
    Ending.STOPPED: "Stopped: what was read is shown",
    Ending.FAILED: "Failed",
}

NOT_YET_BELOW = "What flagged processes started in turn is known once all logs were read."
NONE_BELOW = "The logs show no process that a flagged one started."
STEP_MS = 12
"""Milliseconds of concluding between two looks at what the user does."""

NOTHING_YET = "Reading. Nothing has come yet."


class Reading(QObject):
    """The scan of the open case."""

    rows_read = Signal(object)
    """NewRows, as they come."""
    said = Signal(str, float)
    """What goes on, and the share that is done; below 0 where nobody knows."""
    concluded = Signal(object)
    """NewRows: all rows, as they are in the end."""
    ended = Signal(object, str)
    """The Ending, and in words what to know of it."""

    def __init__(
        self,
        paths: Sequence[str],
        options: ScanOptions,
        parent: QObject | None = None,
        marks: Marks | None = None,
    ) -> None:
        """`marks` are those of the case where its logs are read again."""
        super().__init__(parent)
        self.paths = list(paths)
        self.options = options
        self.case = Case(options.rule, marks)
        self.ending: Ending | None = None
        self._words = ""
        """What was said of the ending."""
        self.hosts: Sequence[HostVisibility] = ()
        """What could be seen of each host; known a moment after the scan has ended."""
        self.sources: Mapping[str, LogFile] = {}
        """The logs by the names that stand in rows."""
        self.evidence: list[str] = []
        """Paths of all files that were looked at."""
        self._concluding: Generator[None, None, None] | None = None
        self._next_step = QTimer(self, interval=0)
        self._next_step.timeout.connect(self._conclude_some)
        self._job = ScanJob(self.paths, options, parent=self)
        self._job.found.connect(self._find)
        self._job.progressed.connect(self._progress)
        self._job.batch_arrived.connect(self._take)
        self._job.ended.connect(self._end)

    def start(self) -> None:
        """Begin to read."""
        _log.info("reading %d paths, rule %s", len(self.paths), self.options.rule)
        self.said.emit("Looking for logs", -1.0)
        self._job.start()

    def stop(self) -> None:
        """Stop reading and keep what was read."""
        self._job.stop()

    def close(self) -> None:
        """End everything, and wait until it has ended."""
        self._next_step.stop()
        self._concluding = None
        self._job.close()

    @property
    def is_running(self) -> bool:
        """Whether it still reads."""
        return self.ending is None

    def _find(self, sources: Sequence[LogFile | NoLog], _token: int) -> None:
        self.sources = {source.name: source for source in sources if isinstance(source, LogFile)}
        self.evidence = [source.path for source in sources]
        self.said.emit(f"{count(len(sources), 'file')} found", -1.0)

    def _progress(self, progress: Progress, _token: int) -> None:
        share = progress.done / progress.total if progress.total else -1.0
        self.said.emit(words_of(progress), share)

    def _take(self, batch: Batch, _token: int) -> None:
        self.rows_read.emit(self.case.new_rows(batch))

    def _end(self, ending: Ending, result: ScanResult | None, sentence: str, _token: int) -> None:
        self._concluding = self._conclude(ending, result, sentence)
        self._next_step.start()
        self._conclude_some()

    def _conclude_some(self) -> None:
        """Go on until all is said; few rows take one step, and a million some hundred."""
        until = time.monotonic() + STEP_MS / 1000
        with suppress(StopIteration):
            while self._concluding is not None and time.monotonic() < until:
                next(self._concluding)
            return
        self._next_step.stop()
        self._concluding = None

    def _conclude(
        self, ending: Ending, result: ScanResult | None, sentence: str
    ) -> Generator[None, None, None]:
        rows: NewRows | None = None
        if result is not None:
            rows = yield from self.case.concluding(result)
        self.ending = ending
        if rows is not None:
            self.concluded.emit(rows)
        words = self._words = sentence or ENDING_WORDS[ending]
        _log.info("reading ended: %s", ending)
        self.ended.emit(ending, words)

    def headline(self, shown: int) -> str:
        """Say in one line what was found so far or in the end."""
        result = self.case.result
        if result is not None:
            return headline(shown, result)
        flagged, creations = len(self.case.flagged.rows), len(self.case.creations.rows)
        if self.ending is Ending.FAILED:
            return f"Reading failed · {flagged:,} flagged before that"
        return f"{flagged:,} flagged so far of {count(creations, 'process creation')} · reading"

    def why_empty(self, hidden: int, is_below: bool = False) -> str:
        """Say why a table shows no row, where the filter hides so many; `is_below` of descendants."""
        result = self.case.result
        if hidden:
            return f"The filter hides all {count(hidden, 'row')}. Ctrl+H shows them."
        if is_below:
            return NOT_YET_BELOW if result is None else NONE_BELOW
        if result is not None:
            return "\n".join(why_none(result, self.hosts)) or "No row."
        return self._words if self.ending is Ending.FAILED else NOTHING_YET


def words_of(progress: Progress) -> str:
    """Say what is being read, how far it is, how fast, and how long it will take."""
    parts = [f"{STAGE_WORDS[progress.stage]} {one_line(progress.file)}".strip()]
    if progress.total:
        parts.append(f"{100 * progress.done // progress.total} %")
    if progress.bytes_per_second:
        parts.append(f"{progress.bytes_per_second / 1_000_000:,.0f} MB/s")
    if progress.seconds_left is not None and progress.seconds_left >= 1:
        parts.append(f"{progress.seconds_left:,.0f} s left")
    return " · ".join(parts)
