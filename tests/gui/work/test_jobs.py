"""gui.work.jobs: real scans and record reads beside the GUI thread, heard as a window hears them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from core.processes.process import Place
from core.reading.read_report import Verdict
from core.work.record_read import RecordRead
from core.work.scan_result import NO_LOGS, Batch, ScanOptions, ScanResult, Stage
from core.work.sources import LogFile, NoLog, find_logs
from core.work.units import CHUNKS_IN_A_RANGE
from core.work.workers import Limits
from gui.work import jobs
from gui.work.jobs import OUR_FAULT, Ending, Progress, RecordJob, ScanJob
from tests.core.work.cases import (
    CMD,
    EXCEL,
    NOON,
    children,
    scanned,
    worker_processes,
    write_case,
    written,
)
from tests.evtx_writer import sysmon_1
from tests.evtx_writer.damage import record_offsets
from tests.evtx_writer.hostile import amplified_by_nesting

LONG = 30_000
"""Milliseconds that are waited for what comes within a few hundred."""
BOUND = 5.0
"""Seconds: far more than an end takes, far less than the patience below."""
PATIENT = Limits(seconds=60.0, seconds_alone=60.0, memory=1 << 40)


class Listener(QObject):
    """Hears what a window hears."""

    def __init__(self, *heard: ScanJob) -> None:
        super().__init__()
        self.found: list[tuple[Sequence[LogFile | NoLog], int]] = []
        self.progress: list[tuple[Progress, int]] = []
        self.batches: list[tuple[Batch, int]] = []
        self.endings: list[tuple[Ending, ScanResult | None, str, int]] = []
        self.threads: set[threading.Thread] = set()
        for job in heard:
            job.found.connect(self.hear_found)
            job.progressed.connect(self.hear_progress)
            job.batch_arrived.connect(self.hear_batch)
            job.ended.connect(self.hear_end)

    def hear_found(self, sources: Sequence[LogFile | NoLog], token: int) -> None:
        self.threads.add(threading.current_thread())
        self.found.append((sources, token))

    def hear_progress(self, progress: Progress, token: int) -> None:
        self.progress.append((progress, token))

    def hear_batch(self, batch: Batch, token: int) -> None:
        self.threads.add(threading.current_thread())
        self.batches.append((batch, token))

    def hear_end(self, ending: Ending, result: ScanResult | None, sentence: str, token: int) -> None:
        self.threads.add(threading.current_thread())
        self.endings.append((ending, result, sentence, token))

    @property
    def result(self) -> ScanResult:
        """The result of the only job."""
        ((_, result, _, _),) = self.endings
        assert result is not None
        return result

    @property
    def ending(self) -> Ending:
        """The ending of the only job."""
        ((ending, _, _, _),) = self.endings
        return ending


@pytest.fixture
def started() -> Iterator[list[ScanJob | RecordJob]]:
    """Close, after the test, what it put in here."""
    open_jobs: list[ScanJob | RecordJob] = []
    yield open_jobs
    for job in open_jobs:
        job.close()


def run(qtbot: QtBot, job: ScanJob) -> Listener:
    """Start a job and wait for its end."""
    listener = Listener(job)
    job.start()
    wait_for_end(qtbot, listener)
    job.close()
    return listener


def wait_for_end(qtbot: QtBot, listener: Listener, count: int = 1) -> None:
    """Wait until so many jobs have ended."""
    qtbot.waitUntil(lambda: len(listener.endings) == count, timeout=LONG)


def with_few_flags(folder: Path, name: str = "a.evtx", chunks: int = 3 * CHUNKS_IN_A_RANGE) -> Path:
    """Write a log of several ranges in which two process creations are flagged."""
    events = [
        sysmon_1(time=NOON + number, computer=name, parent_image=CMD, parent_command_line=CMD)
        for number in range(chunks)
    ]
    for number in (0, chunks - 1):
        events[number] = children(chunks, name)[number]
    return written(folder, name, *events, chunk_fill=1)


def endless(folder: Path, name: str = "endless.evtx") -> Path:
    """Write a log that no worker gets through."""
    return written(folder, name, sysmon_1(command_line=amplified_by_nesting(9), parent_image=EXCEL))


# ---------------------------------------------------------------- done
def test_a_scan_tells_what_it_finds_and_ends_once(qtbot: QtBot, tmp_path: Path) -> None:
    """The logs, then batches, then the result that the engine gives; all in the GUI thread."""
    write_case(tmp_path)
    expected = scanned(tmp_path)

    listener = run(qtbot, ScanJob([str(tmp_path)], ScanOptions(jobs=2)))

    ((sources, _),) = listener.found
    assert [source.name for source in sources] == [report.file for report in expected.reports]
    assert listener.ending is Ending.DONE
    assert listener.result.flagged == expected.flagged
    assert listener.result.creations == expected.creations
    assert sum(len(batch.creations) for batch, _ in listener.batches) >= len(expected.creations)
    assert listener.threads == {threading.main_thread()}
    assert worker_processes() == []


def test_logs_that_were_found_before_are_not_looked_for_again(qtbot: QtBot, tmp_path: Path) -> None:
    """And may be given beside paths."""
    (found,) = find_logs([str(written(tmp_path, "a.evtx", *children(2)))])
    other = written(tmp_path, "b.evtx", *children(3, "WS02"))

    listener = run(qtbot, ScanJob([found, str(other)], ScanOptions(jobs=1)))

    assert {Path(report.file).name for report in listener.result.reports} == {"a.evtx", "b.evtx"}
    assert len(listener.result.flagged) == 5


def test_flags_come_before_the_full_read_and_progress_with_it(qtbot: QtBot, tmp_path: Path) -> None:
    """Stage by stage, and never back."""
    log = with_few_flags(tmp_path)

    listener = run(qtbot, ScanJob([str(log)], ScanOptions(jobs=1, hot_first=True)))

    first = [batch for batch, _ in listener.batches if batch.stage is Stage.SEARCHING]
    assert sum(len(batch.flagged) for batch in first) == 2
    assert [batch.stage for batch, _ in listener.batches] == sorted(
        (batch.stage for batch, _ in listener.batches), key=list(Stage).index
    )
    stages = [progress.stage for progress, _ in listener.progress]
    assert stages == sorted(stages, key=list(Stage).index)
    assert all(progress.done <= progress.total for progress, _ in listener.progress)


def test_a_slot_that_wants_no_token_is_called_without_it(qtbot: QtBot, tmp_path: Path) -> None:
    """For whoever has one job alone."""
    heard: list[object] = []
    job = ScanJob([str(written(tmp_path, "a.evtx", *children(1)))], ScanOptions(jobs=1))
    job.batch_arrived.connect(lambda batch: heard.append(batch))
    job.ended.connect(lambda ending, result, sentence: heard.append(ending))

    run(qtbot, job)

    assert [type(heard[0]), heard[1]] == [Batch, Ending.DONE]


def test_two_jobs_in_a_row_are_told_apart(qtbot: QtBot, tmp_path: Path) -> None:
    """The second begins before the first has ended; what each says bears its token."""
    first = ScanJob([str(written(tmp_path, "a.evtx", *children(3)))], ScanOptions(jobs=1))
    second = ScanJob([str(written(tmp_path, "b.evtx", *children(5, "WS02")))], ScanOptions(jobs=1))
    listener = Listener(first, second)

    first.start()
    second.start()
    wait_for_end(qtbot, listener, 2)

    assert first.token != second.token
    for job, flagged in ((first, 3), (second, 5)):
        ((_, result, _, _),) = [ended for ended in listener.endings if ended[-1] == job.token]
        assert result is not None
        assert len(result.flagged) == flagged
        assert sum(len(batch.flagged) for batch, token in listener.batches if token == job.token) == flagged
        job.close()


def test_thousands_of_small_logs(qtbot: QtBot, tmp_path: Path) -> None:
    """They are looked for in the thread, and their batches come as a few."""
    written(tmp_path, "0000.evtx", *children(2))
    for number in range(1, 2_000):
        shutil.copyfile(tmp_path / "0000.evtx", tmp_path / f"{number:04}.evtx")

    begun = time.monotonic()
    listener = run(qtbot, ScanJob([str(tmp_path)], ScanOptions(jobs=2, hot_first=True)))
    took = time.monotonic() - begun

    ((sources, _),) = listener.found
    assert len(sources) == 2_000
    assert len(listener.batches) <= 20 * took + 2
    assert len(listener.progress) <= 10 * took + 2
    assert sum(len(batch.creations) for batch, _ in listener.batches) == 4_000
    assert [len(row.process.also_in) for row in listener.result.flagged] == [1_999] * 2
    assert {report.verdict for report in listener.result.reports} == {Verdict.COMPLETE}


def test_the_gui_thread_goes_on_while_logs_are_looked_for(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that takes its time to answer stops no window; nor does one who asks it to stop then."""
    log = written(tmp_path, "a.evtx", *children(1))
    answers = threading.Event()

    def slowly(paths: Sequence[str]) -> list[LogFile | NoLog]:
        answers.wait()
        return find_logs(paths)

    monkeypatch.setattr(jobs, "find_those_there", slowly)
    job = ScanJob([str(log)], ScanOptions(jobs=1))
    listener = Listener(job)
    job.start()
    job.stop()
    assert job.is_running
    answers.set()
    wait_for_end(qtbot, listener)

    assert listener.result.is_stopped or listener.ending is Ending.DONE
    job.close()


# ---------------------------------------------------------------- stopped
def test_stopping_keeps_what_was_read(
    qtbot: QtBot, tmp_path: Path, started: list[ScanJob | RecordJob]
) -> None:
    """The worker hangs by then; the rows that came are in the result, and the rest is named."""
    log, hanging = written(tmp_path, "a.evtx", *children(3)), endless(tmp_path)
    job = ScanJob([str(log), str(hanging)], ScanOptions(jobs=1, limits=PATIENT))
    started.append(job)
    listener = Listener(job)
    job.start()
    qtbot.waitUntil(lambda: bool(listener.batches), timeout=LONG)

    asked = time.monotonic()
    job.stop()
    returned = time.monotonic()
    wait_for_end(qtbot, listener)

    assert returned - asked < BOUND / 10
    assert time.monotonic() - asked < BOUND
    assert listener.ending is Ending.STOPPED
    assert [report.verdict for report in listener.result.reports] == [Verdict.COMPLETE, Verdict.PARTIAL]
    assert len(listener.result.flagged) == 3
    assert worker_processes() == []


def test_stopping_before_anything_came_is_an_ending_too(qtbot: QtBot, tmp_path: Path) -> None:
    """With a result in which everything is left out."""
    job = ScanJob([str(endless(tmp_path))], ScanOptions(jobs=1, limits=PATIENT))
    job.stop()

    listener = run(qtbot, job)

    assert listener.ending is Ending.STOPPED
    assert [report.verdict for report in listener.result.reports] == [Verdict.PARTIAL]


def test_stopping_what_has_ended_does_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """There is one ending."""
    job = ScanJob([str(written(tmp_path, "a.evtx", *children(1)))], ScanOptions(jobs=1))
    listener = run(qtbot, job)

    job.stop()
    job.close()
    qtbot.wait(50)

    assert listener.ending is Ending.DONE


# ---------------------------------------------------------------- failed
def test_a_path_that_is_not_there_is_one_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    """The world's fault: no traceback, no result."""
    listener = run(qtbot, ScanJob([str(tmp_path / "gone.evtx")], ScanOptions(jobs=1)))

    ((ending, result, sentence, _),) = listener.endings
    assert (ending, result) == (Ending.FAILED, None)
    assert sentence == f"{tmp_path / 'gone.evtx'}: there is no such file or folder; check the path"
    assert listener.found == []


def test_a_folder_without_logs_is_one_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    """Not a scan that found nothing."""
    listener = run(qtbot, ScanJob([str(tmp_path)], ScanOptions(jobs=1)))

    ((ending, result, sentence, _),) = listener.endings
    assert (ending, result, sentence) == (Ending.FAILED, None, NO_LOGS)


def test_a_fault_of_ours_is_logged_with_its_traceback(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And said to be one."""

    def broken(*_: object) -> None:
        raise AssertionError("a fault of our own")

    monkeypatch.setattr(jobs, "scan", broken)
    listener = run(qtbot, ScanJob([str(written(tmp_path, "a.evtx", *children(1)))], ScanOptions(jobs=1)))

    ((ending, result, sentence, _),) = listener.endings
    assert (ending, result) == (Ending.FAILED, None)
    assert sentence == f"The scan failed (AssertionError); {OUR_FAULT}."
    assert "a fault of our own" in caplog.text
    assert "Traceback (most recent call last)" in caplog.text


# ---------------------------------------------------------------- what goes wrong on the way
def test_workers_that_die_cost_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """Others take up what they were at."""
    log = with_few_flags(tmp_path)
    expected = scanned(log)
    job = ScanJob([str(log)], ScanOptions(jobs=2))
    listener = Listener(job)
    job.start()

    qtbot.waitUntil(lambda: bool(listener.batches), timeout=LONG)
    for process in worker_processes():
        process.kill()
    wait_for_end(qtbot, listener)
    job.close()

    assert listener.ending is Ending.DONE
    assert listener.result.flagged == expected.flagged
    assert [report.verdict for report in listener.result.reports] == [Verdict.COMPLETE]


def test_a_log_that_is_deleted_while_it_is_read_is_an_ending_with_a_report(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """What came before stays; the report says what happened."""
    log = with_few_flags(tmp_path, chunks=20 * CHUNKS_IN_A_RANGE)
    job = ScanJob([str(log)], ScanOptions(jobs=1))
    listener = Listener(job)
    job.batch_arrived.connect(lambda: log.unlink(missing_ok=True))
    job.start()
    wait_for_end(qtbot, listener)
    job.close()

    (report,) = listener.result.reports
    assert listener.ending is Ending.DONE
    assert report.verdict is Verdict.PARTIAL
    assert "no longer there" in (report.changed or "")
    assert len(listener.result.creations) == report.records_read > 0


# ---------------------------------------------------------------- closed
@pytest.mark.parametrize("hangs", [True, False])
def test_closing_a_window_in_the_middle_of_reading_leaves_nothing_behind(
    qtbot: QtBot, tmp_path: Path, hangs: bool
) -> None:
    """No thread, no process, and not a word more, whatever was on its way."""
    log = endless(tmp_path) if hangs else with_few_flags(tmp_path)
    job = ScanJob([str(log)], ScanOptions(jobs=2, limits=PATIENT))
    listener = Listener(job)
    job.start()
    qtbot.waitUntil(lambda: bool(worker_processes()), timeout=LONG)

    asked = time.monotonic()
    job.close()
    took = time.monotonic() - asked
    heard = len(listener.batches)
    left = worker_processes()
    qtbot.wait(100)

    assert took < BOUND
    assert (left, job.is_running) == ([], False)
    assert (listener.endings, len(listener.batches)) == ([], heard)


def test_a_job_that_was_never_started_can_be_closed() -> None:
    """A window closes what it has."""
    ScanJob(["a.evtx"], ScanOptions(jobs=1)).close()
    RecordJob().close()


def test_a_job_whose_parent_is_destroyed_ends(qtbot: QtBot, tmp_path: Path) -> None:
    """Nobody closed it; it says nothing to nobody, and its processes end."""
    parent = QObject()
    job = ScanJob([str(endless(tmp_path))], ScanOptions(jobs=2, limits=PATIENT), parent)
    thread = job._thread
    job.start()
    qtbot.waitUntil(lambda: bool(worker_processes()), timeout=LONG)

    parent.deleteLater()
    del parent, job
    qtbot.waitUntil(lambda: not thread.is_alive(), timeout=LONG)

    assert worker_processes() == []


def test_an_application_that_ends_by_an_exception_leaves_no_process(tmp_path: Path) -> None:
    """It ends with that exception's traceback, and not by an abort; what still ran ends with it."""
    script = tmp_path / "dies.py"
    script.write_text(
        textwrap.dedent(
            """
            import sys
            import psutil
            from PySide6.QtCore import QCoreApplication, QTimer
            from core.work.scan import ScanOptions
            from core.work.sources import find_logs
            from core.work.workers import Limits
            from gui.work.jobs import RecordJob, ScanJob
            from core.processes.process import Place

            def main():
                application = QCoreApplication([])
                patient = Limits(seconds=60.0, seconds_alone=60.0, memory=1 << 40)
                scan = ScanJob([sys.argv[1]], ScanOptions(jobs=1, limits=patient))
                scan.start()
                record = RecordJob()
                record.ask(find_logs([sys.argv[1]])[0], Place("a", 0, 4608, 100, 1))
                QTimer.singleShot(1_000, application.quit)
                application.exec()
                children = psutil.Process().children()
                print(*(child.pid for child in children if "spawn_main" in " ".join(child.cmdline())))
                raise RuntimeError("the window is gone")

            if __name__ == "__main__":
                main()
            """
        ),
        encoding="utf-8",
    )
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"}

    ended = subprocess.run(
        [sys.executable, str(script), str(endless(tmp_path))],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    pids = [int(pid) for pid in ended.stdout.split()]
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == "RuntimeError: the window is gone"
    assert ended.stderr.count("Traceback") == 1
    assert len(pids) == 2
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []


# ---------------------------------------------------------------- the record of a row
class Reader(QObject):
    """Hears what is read of records."""

    def __init__(self, job: RecordJob) -> None:
        super().__init__()
        self.read: list[tuple[Place, RecordRead]] = []
        self.failed: list[tuple[Place, str]] = []
        job.record_read.connect(self.hear)
        job.record_failed.connect(self.hear_failure)

    def hear(self, place: Place, read: RecordRead) -> None:
        assert threading.current_thread() is threading.main_thread()
        self.read.append((place, read))

    def hear_failure(self, place: Place, sentence: str) -> None:
        self.failed.append((place, sentence))


@pytest.fixture
def records(started: list[ScanJob | RecordJob], qtbot: QtBot) -> RecordJob:
    """Give a job that is closed after the test; it needs the application."""
    job = RecordJob()
    started.append(job)
    return job


def log_and_places(path: Path) -> tuple[LogFile, list[Place]]:
    """Look at a log of one chunk, and say where its records are."""
    (log,) = find_logs([str(path)])
    assert isinstance(log, LogFile)
    content = path.read_bytes()
    places = [
        Place(log.name, 0, offset, int.from_bytes(content[offset + 4 : offset + 8], "little"), number)
        for number, offset in enumerate(record_offsets(content), start=1)
    ]
    return log, places


def test_the_record_of_a_row_is_read(qtbot: QtBot, tmp_path: Path, records: RecordJob) -> None:
    """One after the other, by one and the same process."""
    log, places = log_and_places(written(tmp_path, "a.evtx", *children(3)))
    reader = Reader(records)
    processes = set()

    for place in places:
        with qtbot.waitSignal(records.record_read, timeout=LONG):
            records.ask(log, place)
        processes |= {process.pid for process in worker_processes()}

    assert [place for place, _ in reader.read] == places
    assert [read.is_the_flagged_one for _, read in reader.read] == [True] * 3
    assert len(processes) == 1


def test_the_newest_wish_takes_the_place_of_one_that_waits(
    qtbot: QtBot, tmp_path: Path, records: RecordJob
) -> None:
    """As when somebody runs down a table: the first and the last are read."""
    log, places = log_and_places(written(tmp_path, "a.evtx", *children(30)))
    reader = Reader(records)

    for place in places:
        records.ask(log, place)
    qtbot.waitUntil(lambda: bool(reader.read) and reader.read[-1][0] == places[-1], timeout=LONG)

    assert len(reader.read) <= 2


def test_a_record_that_takes_its_time_gives_way(qtbot: QtBot, tmp_path: Path, records: RecordJob) -> None:
    """The next one is read at once, and of the first nothing is heard."""
    hanging, (guilty,) = log_and_places(endless(tmp_path))
    log, (place,) = log_and_places(written(tmp_path, "a.evtx", *children(1)))
    reader = Reader(records)

    records.ask(hanging, guilty)
    qtbot.waitUntil(lambda: bool(worker_processes()), timeout=LONG)
    records.ask(log, place)
    qtbot.waitUntil(lambda: bool(reader.read), timeout=LONG)

    assert [read for read, _ in reader.read] == [place]
    assert len(worker_processes()) == 1


def test_whoever_comes_back_to_the_record_that_is_being_read_gets_it(
    qtbot: QtBot, tmp_path: Path, records: RecordJob
) -> None:
    """The wish between is forgotten."""
    log, places = log_and_places(written(tmp_path, "a.evtx", *children(2)))
    reader = Reader(records)

    for place in (places[0], places[1], places[0]):
        records.ask(log, place)
    qtbot.waitUntil(lambda: bool(reader.read), timeout=LONG)
    qtbot.wait(100)

    assert {place for place, _ in reader.read} == {places[0]}


def test_a_record_of_a_log_that_is_gone_says_so(qtbot: QtBot, tmp_path: Path, records: RecordJob) -> None:
    """In the answer, not as a failure."""
    log, (place,) = log_and_places(written(tmp_path, "a.evtx", *children(1)))
    Path(log.path).unlink()
    reader = Reader(records)

    records.ask(log, place)
    qtbot.waitUntil(lambda: bool(reader.read), timeout=LONG)

    assert "no longer there" in reader.read[0][1].problem


def test_a_fault_of_ours_costs_one_record(
    qtbot: QtBot,
    tmp_path: Path,
    records: RecordJob,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is logged, and the next record is read."""
    log, places = log_and_places(written(tmp_path, "a.evtx", *children(2)))
    reader = Reader(records)

    def broken(*_: object) -> None:
        raise AssertionError("a fault of our own")

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "read_record", broken)
        records.ask(log, places[0])
        qtbot.waitUntil(lambda: bool(reader.failed), timeout=LONG)
    records.ask(log, places[1])
    qtbot.waitUntil(lambda: bool(reader.read), timeout=LONG)

    ((place, sentence),) = reader.failed
    assert place == places[0]
    assert sentence == f"The record was not read (AssertionError); {OUR_FAULT}."
    assert "a fault of our own" in caplog.text
    assert [place for place, _ in reader.read] == [places[1]]


def test_closing_while_a_record_hangs_leaves_nothing_behind(
    qtbot: QtBot, tmp_path: Path, records: RecordJob
) -> None:
    """And nothing is read for whoever asks then."""
    hanging, (guilty,) = log_and_places(endless(tmp_path))
    reader = Reader(records)
    records.ask(hanging, guilty)
    qtbot.waitUntil(lambda: bool(worker_processes()), timeout=LONG)

    asked = time.monotonic()
    records.close()
    took = time.monotonic() - asked
    left = worker_processes()
    records.ask(hanging, guilty)

    assert took < BOUND
    assert (left, records.is_running, reader.read) == ([], False, [])
