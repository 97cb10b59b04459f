"""core.work.workers: real processes that hang, die, grow and fail, and what is left of the evidence then."""

from __future__ import annotations

import hashlib
import itertools
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import psutil
import pytest
from evtx import PyEvtxParser

from core.detection.verification import Agreement
from core.processes.process import Place, ProcessCreation
from core.reading import first_reader, second_reader
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.reading.read_report import Failure, ReadReport
from core.work.chunk_range import MOST_LEFT_OUT, ChunkRange, Effort, RangeResult
from core.work.file_hash import FileHash, HashFile
from core.work.recheck import Recheck, Rechecked
from core.work.worker import Life
from core.work.worker_process import Result, Task, serve
from core.work.workers import Answer, Limits, Workers
from tests.core.work.cases import worker_processes
from tests.evtx_writer import FieldValue, sysmon_1, write_log
from tests.evtx_writer.damage import record_offsets
from tests.evtx_writer.hostile import amplified, amplified_by_arrays, amplified_by_nesting

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

MIB = 1024 * 1024
LIMITS = Limits(seconds=3.0, seconds_alone=1.0, memory=300 * MIB)
PATIENT = Limits(seconds=60.0, seconds_alone=60.0)
SOON = 2.0
"""Seconds in which a cancelled read must have ended its processes."""


# ---------------------------------------------------------------- what a worker does at a guilty record
def _hang() -> None:
    threading.Event().wait()


def _die() -> None:
    os._exit(7)


def _shout_and_abort() -> None:
    os.write(1, b"")
    os.write(2, b"thread '<unnamed>' panicked\n")
    os.abort()


def _grow_and_stay() -> None:
    hoard = b"x" * (LIMITS.memory + LIMITS.memory // 4)
    threading.Event().wait()
    del hoard


def _grow_without_end() -> None:
    hoard = []
    while True:
        hoard.append(b"x" * MIB)


def _fail() -> NoReturn:
    raise AssertionError("a fault of our own")


def _pause() -> None:
    time.sleep(0.3)


TRAPS: Mapping[str, Callable[[], None]] = {
    "trap:hang": _hang,
    "trap:die": _die,
    "trap:abort": _shout_and_abort,
    "trap:stay": _grow_and_stay,
    "trap:grow": _grow_without_end,
    "trap:fail": _fail,
    "trap:slow": _pause,
}
"""Words in a command line, and what happens to a reader that meets them."""


def serve_with_traps(connection: Connection, most_memory: int) -> None:
    """Live the life of a worker whose first reader hangs, dies or grows on records that say so."""
    first_reader._Parser = _Trapped  # type: ignore[assignment]  # only what is used of it
    serve(connection, most_memory)


class _Trapped:
    """The first reader's parser, which meets the traps."""

    def __init__(self, *log: Any, **options: Any) -> None:
        self._parser = PyEvtxParser(*log, **options)

    def records_json(self) -> Iterator[dict[str, Any]]:
        records: Any = self._parser.records_json()
        for record in records:
            for word, happens in TRAPS.items():
                if word in record["data"]:
                    happens()
            yield record


def serve_without_second_reader(connection: Connection, most_memory: int) -> None:
    """Live the life of a worker whose second reader dies on every record."""
    second_reader._library = _deadly_library  # type: ignore[assignment]
    serve(connection, most_memory)


def _deadly_library() -> NoReturn:
    os._exit(9)


def speak_nonsense(connection: Connection, most_memory: int) -> None:
    """Begin every unit and answer with the bytes that its file is named after."""
    while True:
        task = msgspec.msgpack.decode(connection.recv_bytes())
        connection.send_bytes(b">")
        connection.send_bytes(bytes.fromhex(Path(task[2]).stem))


def never_begin(connection: Connection, most_memory: int) -> None:
    """Die before anything is begun, as where a package is missing."""
    os._exit(1)


def announce_for_ever(connection: Connection, most_memory: int) -> None:
    """Begin the first unit and announce one record after the other."""
    connection.recv_bytes()
    connection.send_bytes(b">")
    for number in itertools.count():
        connection.send_bytes(b"@%d" % number)
        time.sleep(0.01)


def hang_up_and_stay(connection: Connection, most_memory: int) -> None:
    """Begin the first unit, then close the pipe and live on."""
    connection.recv_bytes()
    connection.send_bytes(b">")
    connection.close()
    threading.Event().wait()


# ---------------------------------------------------------------- builders
def log_with(path: Path, *command_lines: FieldValue, chunk_fill: int | None = None) -> Path:
    """Write a log with a process creation under Excel for each command line."""
    write_log(path, [sysmon_1(command_line=line) for line in command_lines], chunk_fill=chunk_fill)
    return path


def lines(count: int, **guilty: str) -> list[str]:
    """Harmless command lines, but for `at_<index>="trap:…"`."""
    traps = {int(name.removeprefix("at_")): word for name, word in guilty.items()}
    return [traps.get(number, f"cmd.exe /c echo {number}") for number in range(count)]


def ranges(path: Path, chunks_each: int = 64, *, one_by_one: bool = False) -> list[ChunkRange]:
    """Cut a sound log into ranges."""
    size = path.stat().st_size
    chunks = (size - FILE_HEADER_SIZE) // CHUNK_SIZE
    return [
        ChunkRange(
            path=os.fsencode(path),
            file=path.name,
            first_chunk_offset=FILE_HEADER_SIZE,
            first=first,
            count=min(chunks_each, chunks - first),
            size=size,
            effort=Effort.FULL,
            literals=("excel.exe",),
            one_by_one=one_by_one,
        )
        for first in range(0, chunks, chunks_each)
    ]


Results = list[Answer]


def run(
    tasks: Sequence[Task],
    jobs: int = 1,
    limits: Limits = LIMITS,
    life: Life = serve_with_traps,
) -> Results:
    """Run all units to their end."""
    with Workers(jobs, limits, life) as workers:
        return answers(workers, tasks)


def answers(workers: Workers, tasks: Iterable[Task]) -> Results:
    """Run all units to their end; ticks are left out."""
    return [answer for answer in workers.run(tasks) if answer is not None]


def report_of(results: Results, file: str) -> ReadReport:
    """Add up what the ranges of one file say."""
    report = ReadReport(file, 0)
    for task, result in results:
        if task.file == file and isinstance(result, RangeResult):
            report.add(result.report)
    return report


def command_lines(results: Results, file: str | None = None) -> list[str]:
    """Give the command lines that were read, in the order of the records."""
    found = [creation for _, result in results for creation in _creations(result)]
    found.sort(key=lambda creation: (creation.place.file, creation.place.file_offset))
    return [creation.command_line or "" for creation in found if file in (None, creation.place.file)]


def _creations(result: Result) -> Sequence[ProcessCreation]:
    return result.creations if isinstance(result, RangeResult) else ()


def failure_at(path: Path, record: int, reason: str, chunk: int = 0) -> Failure:
    """Describe the loss of one record of a sound log, counted from 0."""
    offset = record_offsets(path.read_bytes())[record]
    size = int.from_bytes(path.read_bytes()[offset + 4 : offset + 8], "little")
    return Failure(
        chunk=chunk, file_offset=offset, size=size, records=1, record_number=record + 1, reason=reason
    )


def accounted(report: ReadReport) -> int:
    """Give the records that were read or are named as lost."""
    return report.records_read + report.records_failed


# ---------------------------------------------------------------- one guilty record
@pytest.mark.parametrize(
    ("trap", "reason"),
    [
        ("trap:hang", "reading it did not end within 1 seconds"),
        ("trap:die", "the process that read it died (exit code 7)"),
        ("trap:stay", "reading it took more than 300 MiB of memory"),
        pytest.param(
            "trap:abort",
            f"the process that read it died (exit code {-signal.SIGABRT})",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="another code there"),
        ),
    ],
)
def test_only_the_guilty_record_is_lost_and_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], trap: str, reason: str
) -> None:
    """One record costs its worker; it is named with chunk, offset and reason, and all others are read."""
    log = log_with(tmp_path / "a.evtx", *lines(12, at_7=trap), chunk_fill=4)

    results = run(ranges(log))
    report = report_of(results, "a.evtx")

    assert [failure_at(log, 7, reason, chunk=1)] == report.failures
    assert lines(7) + lines(12)[8:] == command_lines(results)
    assert (accounted(report), report.records_present) == (12, 12)
    assert tuple(capfd.readouterr()) == ("", "")


def test_our_own_fault_costs_the_record_and_is_logged_with_its_traceback(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception in a worker names itself in this process, and the record it was read for."""
    log = log_with(tmp_path / "a.evtx", *lines(5, at_2="trap:fail"))

    results = run(ranges(log))

    reason = "the reader failed: AssertionError: a fault of our own"
    assert [failure_at(log, 2, reason)] == report_of(results, "a.evtx").failures
    assert lines(2) + lines(5)[3:] == command_lines(results)
    assert "Traceback (most recent call last)" in caplog.text
    assert ", in _fail" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of the address space there")
def test_a_worker_that_the_system_refuses_memory_is_the_records_fault_and_no_fault_of_ours(
    tmp_path: Path,
) -> None:
    """A reader that outgrows the watch is stopped by the system; nothing is logged as a bug."""
    log = log_with(tmp_path / "a.evtx", *lines(5, at_2="trap:grow"))

    results = run(ranges(log))
    (failure,) = report_of(results, "a.evtx").failures

    assert failure_at(log, 2, failure.reason) == failure
    assert failure.reason in {
        "reading it took more memory than a worker may have",
        "reading it took more than 300 MiB of memory",
    }
    assert lines(2) + lines(5)[3:] == command_lines(results)


# ---------------------------------------------------------------- several
def test_several_guilty_records_of_a_range_are_each_lost_alone(tmp_path: Path) -> None:
    """First, middle and last record of a range cost a worker each; the rest is read."""
    guilty = {"at_0": "trap:die", "at_4": "trap:hang", "at_5": "trap:stay", "at_9": "trap:die"}
    log = log_with(tmp_path / "a.evtx", *lines(10, **guilty), chunk_fill=5)

    results = run(ranges(log))
    report = report_of(results, "a.evtx")

    assert sorted(failure.record_number or 0 for failure in report.failures) == [1, 5, 6, 10]
    assert sorted(failure.chunk or 0 for failure in report.failures) == [0, 0, 1, 1]
    assert [lines(10)[number] for number in (1, 2, 3, 6, 7, 8)] == command_lines(results)
    assert (accounted(report), report.records_present) == (10, 10)


def test_a_range_with_too_many_guilty_records_is_given_up_and_each_record_named(tmp_path: Path) -> None:
    """After MOST_LEFT_OUT workers the rest of that range is lost, by record; the next range is read."""
    count = MOST_LEFT_OUT + 4
    log = log_with(tmp_path / "a.evtx", *["trap:die"] * count, *lines(count), chunk_fill=count)

    results = run(ranges(log, chunks_each=1), jobs=2)
    report = report_of(results, "a.evtx")

    reason = "the process that read it died (exit code 7)"
    assert {failure_at(log, number, reason) for number in range(count)} == set(report.failures)
    assert lines(count) == command_lines(results)
    assert (2 * count, 2 * count) == (accounted(report), report.records_present)


@pytest.mark.parametrize(("jobs", "trap"), [(1, "trap:stay"), (3, "trap:hang")])
def test_the_ranges_and_files_beside_a_guilty_record_are_read(tmp_path: Path, jobs: int, trap: str) -> None:
    """A hang and a death in one file cost nothing of its other ranges and nothing of other files."""
    guilty = log_with(tmp_path / "a.evtx", *lines(9, at_1="trap:die", at_4=trap), chunk_fill=3)
    sound = log_with(tmp_path / "b.evtx", *lines(30), chunk_fill=3)
    tasks = [*ranges(guilty, chunks_each=1), *ranges(sound, chunks_each=1)]

    results = run(tasks, jobs)

    assert [lines(9)[number] for number in (0, 2, 3, 5, 6, 7, 8)] == command_lines(results, "a.evtx")
    assert lines(30) == command_lines(results, "b.evtx")
    assert report_of(results, "b.evtx").failures == []
    assert sorted(tasks, key=_order) == sorted((task for task, _ in results), key=_order)


def _order(task: Task) -> tuple[str, int]:
    return task.file, task.first if isinstance(task, ChunkRange) else -1


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        pytest.param(
            amplified_by_nesting(9),
            ("reading it took more than 300 MiB of memory", "reading it did not end within 1 seconds"),
            id="a billion elements",
        ),
        pytest.param(
            amplified_by_arrays(100, 5),
            ("reading it took more than 300 MiB of memory", "the process that read it died"),
            id="arrays that multiply",
        ),
        pytest.param(amplified(100_000_000), ("it expands to 100,01",), id="100 MB of JSON"),
    ],
)
def test_a_real_record_that_expands_is_lost_alone(
    tmp_path: Path, content: FieldValue, reasons: tuple[str, ...]
) -> None:
    """A few kilobytes that a parser multiplies without end cost one record and no other."""
    log = log_with(tmp_path / "a.evtx", *lines(5), content, *lines(5))

    results = run(ranges(log), life=serve)
    (failure,) = report_of(results, "a.evtx").failures

    assert failure.reason.startswith(reasons)
    assert (record_offsets(log.read_bytes())[5], 6) == (failure.file_offset, failure.record_number)
    assert lines(5) * 2 == command_lines(results)


# ---------------------------------------------------------------- workers that others end
@pytest.mark.parametrize("after", [0, 1, 3, 6])
@pytest.mark.parametrize("jobs", [1, 3])
def test_a_worker_killed_from_outside_costs_nothing(tmp_path: Path, jobs: int, after: int) -> None:
    """Wherever the work is when all workers are killed, their ranges are read by others."""
    log = log_with(tmp_path / "a.evtx", *lines(64), chunk_fill=4)
    whole = HashFile(os.fsencode(log), log.name, log.stat().st_size)
    results: Results = []

    with Workers(jobs, PATIENT) as workers:
        for done in workers.run((whole, *ranges(log, chunks_each=2))):
            if done is None:
                continue
            results.append(done)
            if len(results) == after + 1:
                for process in worker_processes():
                    process.kill()

    assert lines(64) == command_lines(results)
    assert report_of(results, "a.evtx").failures == []
    assert FileHash(hashlib.sha256(log.read_bytes()).hexdigest()) == dict(results)[whole]


def test_a_worker_killed_while_idle_costs_nothing(tmp_path: Path) -> None:
    """Between two runs the workers are kept; one that died meanwhile is no fault of the next unit."""
    log = log_with(tmp_path / "a.evtx", *lines(4))
    whole = HashFile(os.fsencode(log), log.name, log.stat().st_size)
    (alone,) = ranges(log, one_by_one=True)

    with Workers(2, PATIENT) as workers:
        before = answers(workers, [whole, alone])
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        after = answers(workers, [whole, alone])

    assert dict(before) == dict(after)
    assert lines(4) == command_lines(after)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_worker_does_not_hear_ctrl_c(tmp_path: Path) -> None:
    """Ctrl+C in a terminal reaches every process; the one that started the workers decides what it means."""
    log = log_with(tmp_path / "a.evtx", *lines(12), chunk_fill=1)
    results: Results = []

    with Workers(2, PATIENT) as workers:
        for done in workers.run(ranges(log, chunks_each=1)):
            for process in worker_processes():
                process.send_signal(signal.SIGINT)
            if done is not None:
                results.append(done)

    assert lines(12) == command_lines(results)
    assert report_of(results, "a.evtx").failures == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_worker_that_is_starting_does_not_hear_ctrl_c(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It would die with a traceback on the terminal before it could say that it ignores the signal."""
    log = log_with(tmp_path / "a.evtx", *lines(2), chunk_fill=1)
    first, second = ranges(log, chunks_each=1)
    interrupted: set[int] = set()

    def tasks() -> Iterator[Task]:
        yield first
        for _ in range(100):  # the worker was just started for the first
            for process in worker_processes():
                process.send_signal(signal.SIGINT)
                interrupted.add(process.pid)
            time.sleep(0.003)
        yield second

    with Workers(1, PATIENT) as workers:
        results = answers(workers, tasks())
        assert interrupted == {process.pid for process in worker_processes()}

    assert lines(2) == command_lines(results)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("answer", ["3d", "3dff", "3d93c0", "", "40", "4078", "21ff", "23ff", "3f"])
def test_a_worker_that_answers_nonsense_is_replaced(tmp_path: Path, answer: str) -> None:
    """Whatever a worker that was taken over sends, its range is lost and the scan goes on."""
    log = log_with(tmp_path / f"{answer or '00'}.evtx", *lines(3))

    ((_, result),) = run(ranges(log), life=speak_nonsense)

    assert isinstance(result, RangeResult)
    assert [failure.reason for failure in result.report.failures] == [
        "the process that read it gave an answer that makes no sense"
    ]


def test_a_worker_that_hangs_up_and_lives_on_is_replaced(tmp_path: Path) -> None:
    """A closed pipe is a dead worker, whatever the process still does."""
    log = log_with(tmp_path / "a.evtx", *lines(3))

    ((_, result),) = run(ranges(log, one_by_one=True), life=hang_up_and_stay)

    assert isinstance(result, RangeResult)
    assert [failure.reason for failure in result.report.failures] == ["the process that read it died"]


@pytest.mark.parametrize("jobs", [1, 3])
def test_workers_that_never_begin_end_with_a_failure_and_not_never(tmp_path: Path, jobs: int) -> None:
    """A unit that no worker takes up is not handed out for ever."""
    log = log_with(tmp_path / "a.evtx", *lines(3))
    whole = HashFile(os.fsencode(log), log.name, log.stat().st_size)

    results: dict[Task, Result] = dict(run((whole, *ranges(log)), jobs, life=never_begin))

    reason = "the process that read it died (exit code 1)"
    assert FileHash(None, reason) == results[whole]
    assert [reason] == [failure.reason for failure in report_of([*results.items()], log.name).failures]


# ---------------------------------------------------------------- the caller's pace
@pytest.mark.parametrize("jobs", [1, 3])
def test_every_unit_comes_back_exactly_once(tmp_path: Path, jobs: int) -> None:
    """Few units and many, with one worker and with several."""
    log = log_with(tmp_path / "a.evtx", *lines(20), chunk_fill=1)
    tasks = ranges(log, chunks_each=1)

    for some in ([], tasks[:1], tasks[:2], tasks):
        results = run(some, jobs, PATIENT, serve)

        assert some == sorted((task for task, _ in results), key=_order)
        assert lines(20)[: len(some)] == command_lines(results)


def test_a_consumer_that_pauses_longer_than_the_deadline_loses_nothing(tmp_path: Path) -> None:
    """A worker that finished while nobody listened is not taken for one that hangs."""
    words = ["trap:slow" if number % 2 else f"echo {number}" for number in range(12)]
    log = log_with(tmp_path / "a.evtx", *words, chunk_fill=1)
    limits = Limits(seconds=2.5, seconds_alone=2.5)
    results: Results = []

    with Workers(3, limits, serve_with_traps) as workers:
        for done in workers.run(ranges(log, chunks_each=1)):
            if done is None:
                continue
            results.append(done)
            if len(results) in (4, 6):
                before = set(worker_processes())
                time.sleep(limits.seconds + 0.2)
        after = set(worker_processes())

    assert before == after
    assert words == command_lines(results)
    assert report_of(results, "a.evtx").failures == []


@pytest.mark.parametrize("jobs", [1, 3])
def test_closing_the_run_in_the_middle_leaves_no_process(tmp_path: Path, jobs: int) -> None:
    """Cancel is: ask no more, leave the context. Workers that hang at that moment end too."""
    log = log_with(tmp_path / "a.evtx", *lines(20, at_3="trap:hang", at_4="trap:hang"), chunk_fill=1)
    with Workers(jobs, PATIENT, serve_with_traps) as workers:
        next(answer for answer in workers.run(ranges(log, chunks_each=1)) if answer is not None)
        asked = time.monotonic()
        started = worker_processes()

    _, alive = psutil.wait_procs(started, 0)
    assert jobs == len(started)
    assert alive == []
    assert time.monotonic() - asked < SOON


@pytest.mark.parametrize("life", [serve_with_traps, announce_for_ever])
def test_the_caller_is_asked_whether_to_go_on_while_no_unit_comes_back(tmp_path: Path, life: Life) -> None:
    """From workers that say nothing, and from one that never stops to announce records."""
    log = log_with(tmp_path / "a.evtx", "trap:hang", "trap:hang", chunk_fill=1)

    with Workers(2, PATIENT, life) as workers:
        ticks = list(itertools.islice(workers.run(ranges(log, chunks_each=1)), 5))

    assert ticks == [None] * 5


def test_a_tick_costs_no_unit(tmp_path: Path) -> None:
    """Between them the units come back, each once."""
    log = log_with(tmp_path / "a.evtx", *["trap:slow"] * 4, chunk_fill=1)

    with Workers(2, PATIENT, serve_with_traps) as workers:
        came = list(workers.run(ranges(log, chunks_each=1)))

    assert None in came
    assert len([answer for answer in came if answer is not None]) == 4


def test_workers_that_hang_are_ended_at_once_and_others_take_their_place(tmp_path: Path) -> None:
    """Nobody waits for the watchdog; the next run starts anew."""
    hanging = log_with(tmp_path / "a.evtx", "trap:hang", "trap:hang", "trap:hang", chunk_fill=1)
    sound = log_with(tmp_path / "b.evtx", *lines(6), chunk_fill=1)

    with Workers(3, PATIENT, serve_with_traps) as workers:
        next(workers.run(ranges(hanging, chunks_each=1)))
        processes = worker_processes()
        asked = time.monotonic()
        workers.end()
        took = time.monotonic() - asked
        _, alive = psutil.wait_procs(processes, 0)
        after = answers(workers, ranges(sound, chunks_each=1))

    assert (len(processes), alive) == (3, [])
    assert took < SOON
    assert lines(6) == command_lines(after)


# ---------------------------------------------------------------- other units
def test_a_file_that_is_gone_is_a_failure_with_a_sentence(tmp_path: Path) -> None:
    """Every range of a log that vanished says so, and its hash too; other files are read."""
    gone = log_with(tmp_path / "gone.evtx", *lines(4), chunk_fill=2)
    there = log_with(tmp_path / "there.evtx", *lines(4))
    whole = HashFile(os.fsencode(gone), gone.name, gone.stat().st_size)
    tasks = [*ranges(gone, chunks_each=1), *ranges(there)]
    gone.unlink()

    results = run([whole, *tasks])

    reason = "the file is no longer there; find where it went and scan it again"
    assert [(0, reason), (1, reason)] == sorted(
        (failure.chunk or 0, failure.reason) for failure in report_of(results, "gone.evtx").failures
    )
    assert FileHash(None, reason) == dict(results)[whole]
    assert lines(4) == command_lines(results)


def recheck(log: Path, *, left_out: tuple[tuple[int, str], ...] = ()) -> Recheck:
    """Ask for all records of a log of one chunk again."""
    offsets = (*record_offsets(log.read_bytes()),)
    content = log.read_bytes()
    places = tuple(
        Place(log.name, 0, offset, int.from_bytes(content[offset + 4 : offset + 8], "little"), number)
        for number, offset in enumerate(offsets, start=1)
    )
    return Recheck(
        path=os.fsencode(log),
        file=log.name,
        first_chunk_offset=FILE_HEADER_SIZE,
        places=places,
        with_second_reader=True,
        left_out=left_out,
    )


def test_a_row_on_which_the_recheck_dies_is_marked_and_the_others_are_checked(tmp_path: Path) -> None:
    """A flagged row that costs the worker when it is read again says so; its neighbours agree."""
    log = log_with(tmp_path / "a.evtx", *lines(4, at_2="trap:die"))

    ((_, result),) = run([recheck(log)])

    assert isinstance(result, Rechecked)
    outcomes = [result.verifications[offset].agreement for offset in record_offsets(log.read_bytes())]
    assert outcomes == [Agreement.AGREE, Agreement.AGREE, Agreement.FAILED, Agreement.AGREE]
    assert len(result.proofs) == 3


def test_a_second_reader_that_dies_fails_the_verification_and_nothing_else(tmp_path: Path) -> None:
    """Each row on which python-evtx takes its process down is `failed`, with the reason."""
    log = log_with(tmp_path / "a.evtx", *lines(2))

    ((_, result),) = run([recheck(log)], life=serve_without_second_reader)

    assert isinstance(result, Rechecked)
    assert [(found.agreement, found.details) for found in result.verifications.values()] == [
        (Agreement.FAILED, ("the process that read it died (exit code 9)",))
    ] * 2
