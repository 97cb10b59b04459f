"""Logs into exports of what is flagged in them, and exports into verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.output.export_check import Checked, Verdict, check, settled
from core.output.formats import FORMATS
from core.output.named_logs import NamedLogs
from core.output.read_export import read_export
from core.output.value_check import check_values
from core.rows.row import Row, row_of
from core.work.sources import LogFile, find_logs
from core.work.workers import Workers
from tests.core.output.exports import export
from tests.core.work.cases import scanned
from tests.evtx_writer import Event, sysmon_1, write_log

READ_BACK = ("jsonl", "csv", "stix", "timesketch-csv", "timesketch-jsonl")
"""Formats that hold what is needed to verify their rows."""


@dataclass(frozen=True, slots=True)
class Case:
    """A log and what is flagged in it."""

    log: Path
    rows: list[Row]

    def exported(self, kind: str, rows: Sequence[Row] | None = None) -> Path:
        """Write an export beside the folder of the log."""
        target = self.log.parent.parent / f"flagged.{kind}"
        with target.open("wb") as file:
            FORMATS[kind].write(file, export(self.rows if rows is None else rows))
        return target


def case_of(folder: Path, *events: Event, name: str = "Sysmon.evtx", chunk_fill: int | None = None) -> Case:
    """Write a log into a folder `logs`, and scan it."""
    log = folder / "logs" / name
    log.parent.mkdir(exist_ok=True)
    write_log(log, events or [child(number) for number in range(5)], chunk_fill=chunk_fill)
    return Case(log, flagged_in(log))


def child(number: int, **fields: object) -> Event:
    """Describe a process that Excel spawned."""
    return sysmon_1(command_line=f"cmd /c echo {number}", process_id=number + 1, **fields)  # type: ignore[arg-type]


def flagged_in(*logs: Path, **options: object) -> list[Row]:
    """Scan logs, and give the rows of what is flagged."""
    result = scanned(*logs, **options)
    hashes = {report.file: report.sha256 for report in result.reports}
    return [row_of(one, "strict", hashes[one.process.place.file]) for one in result.flagged]


def checked(made: Path, *paths: Path) -> list[Checked]:
    """Verify the bytes of an export's rows against the logs in these paths."""
    logs = [one for one in find_logs([str(path) for path in paths]) if isinstance(one, LogFile)]
    with read_export(str(made)) as found, NamedLogs(logs) as named:
        return list(settled([check(row, named) for row in found.rows], set()))


def checked_with_values(made: Path, *paths: Path) -> list[Checked]:
    """Verify bytes and values."""
    rows, logs = checked(made, *paths), find_logs([str(path) for path in paths])
    with (
        read_export(str(made)) as found,
        Workers(1) as workers,
        NamedLogs([one for one in logs if isinstance(one, LogFile)]) as named,
    ):
        return list(check_values(rows, found.kind, workers, named))


def verdicts(found: Sequence[Checked]) -> list[tuple[Verdict, tuple[str, ...]]]:
    """Give what became of each row, and of which columns."""
    return [(one.verdict, one.what) for one in found]


CONFIRMED: tuple[Verdict, tuple[str, ...]] = (Verdict.CONFIRMED, ())
