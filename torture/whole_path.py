"""A few hundred damaged logs through a scan with real workers, held against what is promised of the whole."""

from __future__ import annotations

import hashlib
import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from core.reading.read_report import ReadReport
from core.work.scan import scan
from core.work.scan_result import ScanOptions, ScanResult
from core.work.sources import LogFile, NoLog, find_logs
from core.work.workers import DEFAULT_LIMITS, Limits
from torture.inputs import LogInput
from torture.layers import Layer
from torture.promises import RULE, accounted, hold, in_place

SHORT = Limits(seconds=6.0, seconds_alone=3.0)
"""For batches with records that would be read for ever; to wait as long as a user would proves no more."""

_LOST_WORKERS = ("reading it did not end", "the process that read it died", "reading it took more")


def examine_together(
    inputs: Mapping[int, LogInput], folder: Path, beat: Callable[[], None], *, are_costly: bool = False
) -> Counter[str]:
    """Scan these inputs as the logs of one case; `beat` is called with each batch. Raises BrokenPromise.

    `are_costly` where they are known to hang or kill a parser.
    """
    written: dict[str, LogInput] = {}
    for number, given in inputs.items():
        path = folder / f"{number}.evtx"
        path.write_bytes(given.damage.log)
        written[str(path)] = given
    sources = find_logs([str(folder)])
    hold(len(sources) == len(written), "every log is found", len(sources), len(written))
    result = _scanned(sources, _options(inputs, are_costly=are_costly), beat)
    hold(multiprocessing.active_children() == [], "no process is left")
    hold(
        [report.file for report in result.reports] == [one.name for one in sources],
        "every log has its report",
    )
    _check_rows(result, written)
    found: Counter[str] = Counter()
    for source, report in zip(sources, result.reports, strict=True):
        found += _check_report(source, report, written[source.path].damage.log)
    return found


def _options(inputs: Mapping[int, LogInput], *, are_costly: bool) -> ScanOptions:
    has_amplified = any(given.layer is Layer.AMPLIFIED for given in inputs.values())
    return ScanOptions(
        rule=RULE,
        with_second_reader=min(inputs) % 3 == 0,
        jobs=1,
        limits=SHORT if has_amplified or are_costly else DEFAULT_LIMITS,
    )


def _scanned(sources: list[LogFile | NoLog], options: ScanOptions, beat: Callable[[], None]) -> ScanResult:
    steps = scan(sources, options)
    while True:
        try:
            batch = next(steps)
        except StopIteration as end:
            result: ScanResult = end.value
            return result
        if batch is not None:
            beat()


def _check_rows(result: ScanResult, written: Mapping[str, LogInput]) -> None:
    lines: dict[str, set[str | None]] = defaultdict(set)
    for creation in result.creations:
        for place in (creation.place, *creation.also_in):
            lines[place.file].add(creation.command_line)
        in_place(creation, written[creation.place.file].damage.log)
    rows = set(map(id, result.creations))
    hold(all(id(one.process) in rows for one in result.flagged), "what is flagged is a row")
    for name, given in written.items():
        if given.damage.seed.has_neighbours and not given.damage.edits:
            hold({"before", "behind"} <= lines[name], "a record costs at most itself", name, given.damage)


def _check_report(source: LogFile | NoLog, report: ReadReport, log: bytes) -> Counter[str]:
    accounted(report)
    hold(Path(source.path).read_bytes() == log and report.changed is None, "no log is changed", source.path)
    found = Counter({f"verdict {report.verdict}": 1})
    if isinstance(source, NoLog):
        hold(bool(report.error), "a file that is no log says why not")
        return found
    hold(report.sha256 == hashlib.sha256(log).hexdigest(), "the hash is that of the file", source.path)
    costly = sum(failure.reason.startswith(_LOST_WORKERS) for failure in report.failures)
    found += Counter(
        {
            "records read": report.records_read,
            "records failed, with a reason": report.records_failed,
            "of these, ended by the watchdog": costly,
        }
    )
    return found
