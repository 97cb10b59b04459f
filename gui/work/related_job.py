"""What is asked about a row's processes into signals, as the logs are searched: one question, the newest."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.processes.process import Place
from core.work.pacing import BETWEEN_PROGRESS
from core.work.related import RelatedFound, Wanted, find_related
from core.work.sources import LogFile
from core.work.workers import Workers, default_jobs
from gui.work.background import GIVING_WAY, Background
from gui.work.jobs import OUR_FAULT

IDLE = 20.0
"""Seconds after which worker processes that have nothing to do are ended; new ones take a third of a second."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Question:
    key: Place
    logs: tuple[LogFile, ...]
    wanted: tuple[Wanted, ...]


class _Questions:
    """The newest question: one that comes takes the place of one that waits or is being answered."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._newest: _Question | None = None
        self._is_waiting = False
        self._is_closed = False

    def put(self, question: _Question | None) -> None:
        """Ask this next, or nothing."""
        with self._changed:
            self._newest, self._is_waiting = question, question is not None
            self._changed.notify()

    def take(self, seconds: float | None) -> _Question | None:
        """Wait so long for the next question; `None` where none came, or it is over."""
        with self._changed:
            came = self._changed.wait_for(lambda: self._is_closed or self._is_waiting, seconds)
            self._is_waiting = False
            return self._newest if came and not self._is_closed else None

    def close(self) -> None:
        """End it."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    @property
    def is_closed(self) -> bool:
        """Whether nobody will ask any more."""
        return self._is_closed

    def is_wanted(self, question: _Question) -> bool:
        """Tell whether somebody still waits for this answer."""
        return self._newest is question and not self._is_closed

    def is_asked(self, question: _Question) -> bool:
        """Tell whether this is what is waited for already."""
        return self._newest == question


class RelatedJob(Background):
    """Looks for related events, for as long as the window is open. Exactly one of `found` and `failed` comes for a
    question, unless a newer one takes its place, it is forgotten, or the job is closed."""

    progressed = Signal(object, float)
    """The question's key and the share done, 0 to 1, ten times a second at most."""
    found = Signal(object, object)
    """Key and RelatedFound."""
    failed = Signal(object, str)
    """Key and a sentence, where a fault of ours kept it from being answered."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("related", parent)
        self._questions = _Questions()
        self.destroyed.connect(self._questions.close)

    def ask(self, key: Place, logs: Sequence[LogFile], wanted: Sequence[Wanted]) -> None:
        """Search these logs for events about these processes; `key` comes back with the answer."""
        question = _Question(key, tuple(logs), tuple(wanted))
        if self._questions.is_asked(question):
            return
        self._questions.put(question)
        if not self._thread.ident and not self._closing.is_set():
            self.start()

    def forget(self) -> None:
        """Let nothing be heard of what was asked; returns at once."""
        self._questions.put(None)

    def _wake(self) -> None:
        self._questions.close()

    def _run(self) -> None:
        with Workers(default_jobs()) as workers:
            has_workers = False
            while not self._questions.is_closed:
                question = self._questions.take(IDLE if has_workers else None)
                has_workers = question is not None
                if question is None:
                    workers.end()
                else:
                    self._answer(workers, question)

    def _answer(self, workers: Workers, question: _Question) -> None:
        try:
            with GIVING_WAY:
                found = self._search(workers, question)
        except Exception as error:  # noqa: BLE001  # the edge of a thread: the next question is answered all the same
            _log.exception("related events could not be looked for")
            workers.end()
            sentence = f"Related events were not looked for ({type(error).__name__}); {OUR_FAULT}."
            self._say(partial(self._tell_failure, question, sentence))
        else:
            if found is None:
                workers.end()
            else:
                self._say(partial(self._tell_found, question, found))

    def _search(self, workers: Workers, question: _Question) -> RelatedFound | None:
        """Search to the end; `None` where nobody wants it any more."""
        told = 0.0
        with closing(find_related(workers, question.logs, question.wanted)) as steps:
            while self._questions.is_wanted(question):
                try:
                    share = next(steps)
                except StopIteration as ended:
                    found: RelatedFound = ended.value
                    return found
                if (now := time.monotonic()) - told >= BETWEEN_PROGRESS:
                    told = now
                    self._say(partial(self._tell_progress, question, share))
        return None

    # In the GUI thread: nothing is told of a question that was replaced while its answer was on the way.

    def _tell_progress(self, question: _Question, share: float) -> None:
        if self._questions.is_wanted(question):
            self.progressed.emit(question.key, share)

    def _tell_found(self, question: _Question, found: RelatedFound) -> None:
        if self._questions.is_wanted(question):
            self._questions.put(None)
            self.found.emit(question.key, found)

    def _tell_failure(self, question: _Question, sentence: str) -> None:
        if self._questions.is_wanted(question):
            self._questions.put(None)
            self.failed.emit(question.key, sentence)
