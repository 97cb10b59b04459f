"""gui.work.related_job: questions about processes, answered beside the GUI thread, the newest first."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from core.processes.process import Place
from core.work.related import RelatedFound
from core.work.sources import LogFile
from gui.work import related_job
from gui.work.jobs import OUR_FAULT
from gui.work.related_job import RelatedJob
from tests.core.work.cases import worker_processes
from tests.core.work.related_logs import BY_SYSMON, GUID, OTHERS, PID, RAW, written
from tests.evtx_writer import sysmon_1, sysmon_3, sysmon_5
from tests.evtx_writer.hostile import amplified_by_nesting

LONG = 30_000
"""Milliseconds that are waited for what comes within a few hundred."""
BOUND = 5.0
FIRST, SECOND = Place("a.evtx", 0, 0x1200, 64, 1), Place("a.evtx", 0, 0x2200, 64, 2)


class Asker(QObject):
    """Hears what a window hears."""

    def __init__(self, job: RelatedJob) -> None:
        super().__init__()
        self.progress: list[tuple[Place, float]] = []
        self.found: list[tuple[Place, RelatedFound]] = []
        self.failed: list[tuple[Place, str]] = []
        self.threads: set[threading.Thread] = set()
        job.progressed.connect(lambda key, share: self.progress.append((key, share)))
        job.found.connect(self.hear)
        job.failed.connect(lambda key, sentence: self.failed.append((key, sentence)))

    def hear(self, key: Place, found: RelatedFound) -> None:
        self.threads.add(threading.current_thread())
        self.found.append((key, found))


@pytest.fixture
def job(qtbot: QtBot) -> Iterator[RelatedJob]:
    """A job that is closed after the test."""
    made = RelatedJob()
    yield made
    made.close()


def small(folder: Path) -> LogFile:
    """Write a log with two events about the process."""
    return written(folder, sysmon_3(**RAW), sysmon_3(**OTHERS), sysmon_5(**RAW), name="small.evtx")


def endless(folder: Path) -> LogFile:
    """Write a log that no worker gets through."""
    record = sysmon_1(process_guid=GUID, process_id=PID, command_line=amplified_by_nesting(9))
    return written(folder, record, name="endless.evtx")


def kinds(found: Sequence[tuple[Place, RelatedFound]]) -> list[tuple[Place, list[int]]]:
    """Say what came for which question."""
    return [(key, [event.event_id for event in one.events]) for key, one in found]


def test_a_question_is_answered(qtbot: QtBot, tmp_path: Path, job: RelatedJob) -> None:
    """In the GUI thread, once, and again by the same processes."""
    asker, log = Asker(job), small(tmp_path)

    job.ask(FIRST, [log], [BY_SYSMON])
    qtbot.waitUntil(lambda: len(asker.found) == 1, timeout=LONG)
    processes = {process.pid for process in worker_processes()}
    job.ask(SECOND, [log], [BY_SYSMON])
    qtbot.waitUntil(lambda: len(asker.found) == 2, timeout=LONG)

    assert kinds(asker.found) == [(FIRST, [3, 5]), (SECOND, [3, 5])]
    assert asker.threads == {threading.main_thread()}
    assert {process.pid for process in worker_processes()} == processes
    assert asker.failed == []
    assert all(0 <= share <= 1 for _, share in asker.progress)


def test_the_newest_question_takes_the_place_of_the_others(
    qtbot: QtBot, tmp_path: Path, job: RelatedJob
) -> None:
    """Also of one that hangs; of that nothing is heard."""
    asker, log = Asker(job), small(tmp_path)

    job.ask(FIRST, [endless(tmp_path)], [BY_SYSMON])
    qtbot.waitUntil(lambda: bool(worker_processes()), timeout=LONG)
    asked = time.monotonic()
    for _ in range(5):
        job.ask(FIRST, [log], [BY_SYSMON])
    job.ask(SECOND, [log], [BY_SYSMON])
    qtbot.waitUntil(lambda: bool(asker.found), timeout=LONG)

    assert kinds(asker.found) == [(SECOND, [3, 5])]
    assert time.monotonic() - asked < BOUND


def test_the_same_question_goes_on(qtbot: QtBot, tmp_path: Path, job: RelatedJob) -> None:
    """Whoever asks twice is answered once."""
    asker, log = Asker(job), small(tmp_path)

    for _ in range(3):
        job.ask(FIRST, [log], [BY_SYSMON])
    qtbot.waitUntil(lambda: bool(asker.found), timeout=LONG)
    qtbot.wait(100)

    assert kinds(asker.found) == [(FIRST, [3, 5])]


def test_a_question_can_be_forgotten(qtbot: QtBot, tmp_path: Path, job: RelatedJob) -> None:
    """As when its case is closed; the next one is answered."""
    asker = Asker(job)

    job.ask(FIRST, [endless(tmp_path)], [BY_SYSMON])
    qtbot.waitUntil(lambda: bool(worker_processes()), timeout=LONG)
    job.forget()
    qtbot.waitUntil(lambda: not worker_processes(), timeout=LONG)
    job.ask(SECOND, [small(tmp_path)], [BY_SYSMON])
    qtbot.waitUntil(lambda: bool(asker.found), timeout=LONG)

    assert [key for key, _ in asker.found] == [SECOND]


def test_an_answer_on_its_way_is_forgotten_too(
    qtbot: QtBot, tmp_path: Path, job: RelatedJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was found, and waits for the GUI thread."""
    asker, answered = Asker(job), threading.Event()
    answer = RelatedJob._answer

    def noted(self: RelatedJob, *asked: Any) -> None:
        answer(self, *asked)
        answered.set()

    monkeypatch.setattr(RelatedJob, "_answer", noted)

    job.ask(FIRST, [small(tmp_path)], [BY_SYSMON])
    assert answered.wait(LONG / 1000)  # the GUI thread hears nothing meanwhile
    job.forget()
    qtbot.wait(100)

    assert (asker.found, asker.failed, asker.progress) == ([], [], [])


def test_idle_processes_end(
    qtbot: QtBot, tmp_path: Path, job: RelatedJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They hold memory that somebody may want; the next question starts others."""
    monkeypatch.setattr(related_job, "IDLE", 0.1)
    asker, log = Asker(job), small(tmp_path)

    for key in (FIRST, SECOND):
        with qtbot.waitSignal(job.found, timeout=LONG):
            job.ask(key, [log], [BY_SYSMON])
        qtbot.waitUntil(lambda: not worker_processes(), timeout=LONG)

    assert [key for key, _ in asker.found] == [FIRST, SECOND]


def test_a_fault_of_ours_is_said_and_costs_one_question(
    qtbot: QtBot,
    tmp_path: Path,
    job: RelatedJob,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is logged, and the next one is answered."""
    asker, log = Asker(job), small(tmp_path)

    def broken(*_: object) -> None:
        raise AssertionError("a fault of our own")

    with monkeypatch.context() as patched:
        patched.setattr(related_job, "find_related", broken)
        job.ask(FIRST, [log], [BY_SYSMON])
        qtbot.waitUntil(lambda: bool(asker.failed), timeout=LONG)
    job.ask(SECOND, [log], [BY_SYSMON])
    qtbot.waitUntil(lambda: bool(asker.found), timeout=LONG)

    assert asker.failed == [(FIRST, f"Related events were not looked for (AssertionError); {OUR_FAULT}.")]
    assert kinds(asker.found) == [(SECOND, [3, 5])]
    assert "related events could not be looked for" in caplog.text


def test_a_log_that_is_gone_is_said_in_the_answer(qtbot: QtBot, tmp_path: Path, job: RelatedJob) -> None:
    """Not as a failure."""
    asker, log = Asker(job), small(tmp_path)
    Path(log.path).unlink()

    job.ask(FIRST, [log], [BY_SYSMON])
    qtbot.waitUntil(lambda: bool(asker.found), timeout=LONG)

    ((_, found),) = asker.found
    assert found.events == []
    assert "no longer there" in found.problems[0]


def test_closing_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path, job: RelatedJob) -> None:
    """Whatever the workers do; and nothing is asked of it then."""
    asker, hanging = Asker(job), endless(tmp_path)
    job.ask(FIRST, [hanging], [BY_SYSMON])
    qtbot.waitUntil(lambda: bool(worker_processes()), timeout=LONG)

    asked = time.monotonic()
    job.close()
    took = time.monotonic() - asked
    job.ask(SECOND, [hanging], [BY_SYSMON])
    qtbot.wait(20)

    assert took < BOUND
    assert (worker_processes(), job.is_running, asker.found, asker.failed) == ([], False, [], [])


def test_closing_what_was_never_asked(job: RelatedJob) -> None:
    """There is nothing to end."""
    job.close()

    assert not job.is_running
