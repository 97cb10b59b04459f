"""Logs into the rows and records that the detail pane shows: by the real scan, the real readers, real workers."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from core.processes.process import Place
from core.rows.row import Row
from core.view.case import Case
from core.work.record_read import ReadRecord, RecordRead, read_record
from core.work.scan import ScanOptions, scan
from core.work.workers import Workers
from tests.core.log_reading import log_file, say_nothing
from tests.evtx_writer import Event, write_log
from tests.make_sample import SAMPLE

OFFICE = "C:\\Program Files\\Microsoft Office\\root\\Office16\\"
EXCEL = f"{OFFICE}EXCEL.EXE"
HOSTILE_LINE = '<img src=x onerror=alert(1)> & "<b>x</b>" \x1b[31m\u202e\u200b' + " " * 300 + "calc\x07"
LONG_LINE = "cmd /c " + "A" * 29_993


@cache
def rows_in(path: Path) -> tuple[Row, ...]:
    """Scan a log and give all its process creations, flagged or not."""
    steps = scan([log_file(path)], ScanOptions(rule="published", jobs=1))
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            return tuple(Case("published").final_rows(ended.value).creations)


def sample_row(exe: str, number: int = 0) -> Row:
    """Give a row of the sample by its child, the flagged ones first."""
    found = [row for row in rows_in(SAMPLE) if row.process.exe == exe]
    return sorted(found, key=lambda row: row.detection is None)[number]


def inferred_row() -> Row:
    """Give the row of the sample whose parent is inferred: cmd.exe on HR-WS02."""
    return next(row for row in rows_in(SAMPLE) if row.process.exe == "cmd.exe" and row.process.ppid == 0x1A2C)


def record_of(row: Row) -> RecordRead:
    """Read a row's record in this process, by both readers."""
    log = log_file(Path(row.place.file))
    unit = ReadRecord(
        path=os.fsencode(log.path),
        file=log.name,
        first_chunk_offset=log.first_chunk_offset,
        place=row.place,
        record_sha256=None,
    )
    return unit.run(say_nothing)


def record_by_a_worker(place: Place) -> RecordRead:
    """Read the record at a place as the window does: in a worker process."""
    with Workers(1) as workers:
        return read_record(workers, log_file(Path(place.file)), place)


def written(folder: Path, *events: Event) -> tuple[Row, ...]:
    """Write a log of these events and give its rows."""
    path = folder / "Sysmon.evtx"
    write_log(path, events)
    return rows_in(path)
