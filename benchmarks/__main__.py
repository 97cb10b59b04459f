"""Goals of docs/performance.md into a table of figures: `make bench`, or `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.big_log import BigLog, write_big_log
from benchmarks.measure import Ratio, compare, peak_private_bytes
from benchmarks.view_speed import compared, make_rows, state_bytes
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.reading.reader_packages import second_reader

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached, as docs/performance.md states it."""

    name: str
    bound: float
    is_least: bool = False
    """True where more is better."""


TRIAGE: Mapping[int, Goal] = {
    percent: Goal(f"scan --flagged-only / bare evtx loop, {percent} % of chunks hot", bound)
    for percent, bound in ((1, 0.35), (10, 1.2), (50, 1.2), (100, 1.2))
}
"""By the share of chunks that hold a child of Excel."""

FULL = Goal("scan, everything read / bare evtx loop", 1.6)
AGAINST_PYTHON_EVTX = Goal("python-evtx / scan, everything read, for each record", 300, is_least=True)
RELATED = Goal("related events of one process / bare evtx loop", 0.5)
MEMORY = Goal("peak private memory / (300 MiB + 1,500 bytes a process creation)", 1.0)

VIEW: Mapping[str, Goal] = {
    name: Goal(f"QSortFilterProxyModel / view, {name}, for each row", least, is_least=True)
    for name, least in (
        ("filter by user", 2),
        ("filter by integrity", 2),
        ("filter by a text", 5),
        ("filter by an expression", 1.5),
        ("one filter of four off", 20),
        ("sort by time", 50),
        ("sort by command line", 50),
        ("count, first", 10),
        ("count, again", 50),
        ("time line", 20),
    )
}
"""By the operation of `benchmarks.view_speed`."""

VIEW_STATE = Goal("view, what it keeps besides the rows, bytes a row", 64)


@dataclass(frozen=True, slots=True)
class Figure:
    """A goal and what was measured."""

    goal: Goal
    measured: float
    detail: str

    @property
    def is_met(self) -> bool:
        """Whether the goal was reached."""
        bound = self.goal.bound
        return self.measured >= bound if self.goal.is_least else self.measured <= bound

    def __str__(self) -> str:
        sign = "≥" if self.goal.is_least else "≤"
        verdict = "met" if self.is_met else "MISSED"
        return (
            f"{verdict:7}{self.goal.name:66}{self.measured:9.2f} {sign} {self.goal.bound:<5g} {self.detail}"
        )


def bare_loop(log: Path) -> list[str]:
    """The peer: read every record of a log as JSON with the fastest library, and nothing else."""
    code = (
        "import sys; from core.reading.reader_packages import first_reader\n"
        "for record in first_reader()(sys.argv[1], number_of_threads=1).records_json(): pass"
    )
    return [sys.executable, "-c", code, str(log)]


def scan(log: Path, *options: str) -> list[str]:
    """Our command, whole, from its start to its last line."""
    return [sys.executable, "-m", "core", "scan", "--format", "jsonl", *options, str(log)]


def triage(big: BigLog, hot_percent: int, runs: int) -> Figure:
    """Start to all flags printed, against the bare loop."""
    found = compare(scan(big.path, "--flagged-only"), bare_loop(big.path), runs)
    return Figure(TRIAGE[hot_percent], found.ratio, f"{_seconds(found)}; {big.flagged:,} flagged")


def related(big: BigLog, runs: int) -> Figure:
    """All events about one process, by a program that starts, searches, prints and ends, against the bare loop."""
    ours = [sys.executable, "-m", "benchmarks.related_once", str(big.path)]
    found = compare(ours, bare_loop(big.path), runs)
    events = subprocess.run(ours, capture_output=True, check=True, text=True).stdout.strip()
    return Figure(RELATED, found.ratio, f"{_seconds(found)}; {events} events")


def full_read(big: BigLog, runs: int) -> Iterator[Figure]:
    """Everything read, checked and hashed, against the bare loop and against python-evtx; and its memory."""
    found = compare(scan(big.path), bare_loop(big.path), runs)
    detail = f"{_seconds(found)}; {big.records:,} records, {big.creations:,} process creations"
    yield Figure(FULL, found.ratio, detail)
    theirs, ours = _python_evtx_seconds_per_record(big), found.ours / big.records
    yield Figure(AGAINST_PYTHON_EVTX, theirs / ours, f"{theirs * 1e3:.2f} ms / {ours * 1e6:.2f} µs")
    peak = statistics.median(peak_private_bytes(scan(big.path)) for _ in range(3))
    allowed = 300 * MIB + 1500 * big.creations
    yield Figure(MEMORY, peak / allowed, f"{peak / MIB:.0f} MiB / {allowed / MIB:.0f} MiB")


def view(rows: int, runs: int) -> Iterator[Figure]:
    """What the window does to its rows, against the same rows behind Qt's proxy model."""
    made = make_rows(rows)
    for name, found in compared(made, runs):
        a_row = f"{found.theirs * 1e9:,.0f} ns / {found.ours * 1e9:,.0f} ns"
        spread = f"{1 / found.highest:.1f} to {1 / found.lowest:.1f}"
        yield Figure(VIEW[name], 1 / found.ratio, f"{a_row} ({spread}); {found.ours * rows * 1e3:,.0f} ms")
    yield Figure(VIEW_STATE, state_bytes(made), f"{rows:,} rows")


def _seconds(found: Ratio) -> str:
    return f"{found.ours:.2f} s / {found.theirs:.2f} s ({found.lowest:.2f} to {found.highest:.2f})"


def _python_evtx_seconds_per_record(big: BigLog, chunks: int = 8) -> float:
    """Time python-evtx on evenly spread chunks of the log: all of it would take a quarter of an hour."""
    header, records, spent = second_reader().ChunkHeader, 0, 0.0
    with big.path.open("rb") as log:
        for number in range(0, big.chunks, max(1, big.chunks // chunks)):
            log.seek(FILE_HEADER_SIZE + number * CHUNK_SIZE)
            chunk = log.read(CHUNK_SIZE)
            start = time.perf_counter()
            records += sum(1 for record in header(chunk, 0).records() if record.xml())
            spent += time.perf_counter() - start
    return spent / records


def reading(folder: Path, mebibytes: int, runs: int) -> Iterator[Figure]:
    """Measure every goal of the scan."""
    for hot_percent in TRIAGE:
        big = write_big_log(folder / f"{hot_percent}.evtx", mebibytes, hot_percent)
        yield triage(big, hot_percent, runs)
        if hot_percent == 10:
            yield related(big, runs)
        if hot_percent in (1, 100):
            yield from full_read(big, runs)
        big.path.unlink()


def figures(folder: Path, given: argparse.Namespace) -> Iterator[Figure]:
    """Measure what was asked for."""
    if given.only != "view":
        yield from reading(folder, given.mib, given.runs)
    if given.only != "reading":
        yield from view(given.rows, given.runs)


def main() -> int:
    """Print each figure as it comes; exit status 1 where a goal was missed."""
    options = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    options.add_argument("--mib", type=int, default=512, help="size of the logs (default: 512)")
    options.add_argument("--runs", type=int, default=5, help="counted runs of each command (default: 5)")
    options.add_argument("--rows", type=int, default=1_000_000, help="rows of the view (default: 1000000)")
    options.add_argument("--only", choices=("reading", "view"), help="measure this part alone")
    given = options.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, "
        f"{given.mib} MiB logs, {given.rows:,} rows, medians of {given.runs} runs in turn"
    )
    missed = 0
    with tempfile.TemporaryDirectory(prefix="cellspawn-bench-") as folder:
        for figure in figures(Path(folder), given):
            print(figure, flush=True)
            missed += not figure.is_met
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
