"""Cases of written logs, and scans driven to their end, for the tests of what works on whole cases."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psutil

from core.reading.read_report import ReadReport
from core.work.scan import STOP, Batch, Request, ScanOptions, ScanResult, Steps, scan
from core.work.sources import LogFile, NoLog, find_logs
from core.work.units import CHUNKS_IN_A_RANGE
from tests.evtx_writer import Event, filetime, security_4688, security_4689, sysmon_1, write_log
from tests.evtx_writer.damage import cut_last_chunk, destroy_record, drop_file_header, garble_record

EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
CMD = r"C:\Windows\System32\cmd.exe"
NOON = filetime("2026-03-02T12:00:00")
SECOND = 10_000_000
PID = 0x1398
SOON = 2.0
"""Seconds in which a cancelled scan must have ended its processes."""


def written(folder: Path, name: str, *events: Event, chunk_fill: int | None = None) -> Path:
    """Write a log."""
    write_log(folder / name, events, chunk_fill=chunk_fill)
    return folder / name


def children(count: int, computer: str = "WS01", parent_image: str = EXCEL) -> list[Event]:
    """Describe processes that Excel spawned on a computer, a second apart."""
    return [
        sysmon_1(
            time=NOON + number * SECOND,
            computer=computer,
            parent_image=parent_image,
            command_line=f"cmd /c echo {number}",
            process_id=number,
        )
        for number in range(count)
    ]


def excel_starts(at: int = NOON - 60 * SECOND, pid: int = PID) -> Event:
    """Describe the start of Excel in the Security log."""
    return security_4688(
        1, time=at, NewProcessId=pid, NewProcessName=EXCEL, ProcessId=4, CommandLine=f'"{EXCEL}" a.xlsx'
    )


def orphan(at: int = NOON, ppid: int = PID) -> Event:
    """Describe a process creation that names its parent by PID alone."""
    return security_4688(1, time=at, NewProcessId=0x2000, NewProcessName=CMD, ProcessId=ppid)


def write_case(folder: Path) -> Path:
    """Write a case of several logs, of several ranges, sound and damaged ones."""
    written(folder, "many.evtx", *children(CHUNKS_IN_A_RANGE + 3), chunk_fill=1)
    written(folder, "Security.evtx", excel_starts(), orphan(), security_4689(time=NOON + SECOND))
    sound = write_log(None, children(20, "WS02"), chunk_fill=4)
    cut = write_log(None, children(20, "WS03"), chunk_fill=4)
    damaged = destroy_record(garble_record(sound, 3), 9)
    (folder / "damaged.evtx").write_bytes(damaged)
    (folder / "carved.evtx").write_bytes(drop_file_header(write_log(None, children(2, "WS04", "-"))))
    (folder / "cut.evtx").write_bytes(cut_last_chunk(cut, kept=3000))
    (folder / "empty.evtx").touch()
    return folder


def scanned(*paths: Path, **options: object) -> ScanResult:
    """Scan to the end, by one worker unless `jobs` says otherwise."""
    return batches_and_result(find_logs([str(path) for path in paths]), **options)[1]


def batches_and_result(
    sources: Sequence[LogFile | NoLog], **options: object
) -> tuple[list[Batch], ScanResult]:
    """Scan to the end and keep what came on the way, but for the ticks."""
    return driven(begun(sources, **options))


def begun(sources: Sequence[LogFile | NoLog], **options: object) -> Steps:
    """Begin a scan, by one worker unless `jobs` says otherwise."""
    return scan(sources, replace(ScanOptions(jobs=1), **options))  # type: ignore[arg-type]


def driven(steps: Steps) -> tuple[list[Batch], ScanResult]:
    """Go on to the end."""
    return _to_the_end(steps, None)


def stopped(steps: Steps) -> tuple[list[Batch], ScanResult]:
    """Stop a scan that has begun, and wait for its end."""
    return _to_the_end(steps, STOP)


def _to_the_end(steps: Steps, word: Request | None) -> tuple[list[Batch], ScanResult]:
    batches: list[Batch] = []
    while True:
        try:
            batch = steps.send(word)
        except StopIteration as ended:
            result: ScanResult = ended.value
            return batches, result
        if batch is not None:
            batches.append(batch)


def next_batch(steps: Steps) -> Batch:
    """Go on over ticks to a batch."""
    return next(batch for batch in steps if batch is not None)


def accounted(report: ReadReport) -> tuple[int, int, int]:
    """Give the records present, read and failed."""
    return report.records_present, report.records_read, report.records_failed


def in_order(reports: Sequence[ReadReport]) -> list[ReadReport]:
    """Give reports whose parts do not depend on which worker read what, and when."""
    return [
        replace(
            report,
            failures=sorted(report.failures, key=lambda failure: failure.file_offset),
            numbers=sorted(report.numbers),
        )
        for report in reports
    ]


def worker_processes() -> list[psutil.Process]:
    """Give the worker processes of this one that are alive."""
    found: list[psutil.Process] = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):  # it ended just now
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return found
