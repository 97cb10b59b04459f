"""core.view.case: what a scan gives, each row once while it is read, and all of them in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from core.detection.detections import Detection, detect
from core.filter.language import parse
from core.processes.process import ParentLink, Place, ProcessCreation
from core.reading.read_report import ReadReport
from core.rows.row import Row
from core.view.case import Case, Counts, NewRows
from core.view.view import Order
from core.work.scan import scan
from core.work.scan_result import Batch, ScanOptions, ScanResult, Stage
from core.work.sources import find_logs
from tests.core.builders import EXCEL, SYSTEM32, process
from tests.evtx_writer import filetime, security_4688, write_log

EXPLORER = r"C:\Windows\explorer.exe"
NOON = filetime("2026-03-02T12:00:00")
SECOND = 10_000_000


def creation(number: int, parent: str = EXCEL, file: str = "a.evtx") -> ProcessCreation:
    """Build a process creation whose record has this number."""
    return process(place=Place(file, 0, 0x1000 + number, 64, number), parent_image_path=parent)


def flags(creations: Sequence[ProcessCreation]) -> list[Detection]:
    """Flag the children of Excel."""
    return list(detect(creations))


def batch(*creations: ProcessCreation, stage: Stage = Stage.READING) -> Batch:
    """Make a batch of one file."""
    return Batch(creations[0].place.file, creations, flags(creations), 0, 0, stage)


def numbers(rows: Sequence[Row]) -> list[int]:
    """Give the record numbers of rows."""
    return [row.place.record_number for row in rows]


def both(new: NewRows) -> tuple[list[int], list[int]]:
    """Give the record numbers for both tables."""
    return numbers(new.flagged), numbers(new.creations)


def test_a_batch_becomes_rows_of_both_tables() -> None:
    """A flagged row is one and the same in both; no hash is known yet."""
    case = Case("published")
    spawned, other = creation(1), creation(2, EXPLORER)
    new = case.new_rows(batch(spawned, other))
    expected = [(spawned, "published", True), (other, "published", False)]

    assert expected == [(row.process, row.rule, row.detection is not None) for row in new.creations]
    assert [new.creations[0]] == new.flagged
    assert {None} == {row.file_sha256 for row in new.creations}


def test_what_a_search_found_first_does_not_come_twice() -> None:
    """The full read gives it again, and with it what the search did not look for."""
    case = Case("strict")
    found = [case.new_rows(batch(creation(2), creation(3, EXPLORER), stage=Stage.SEARCHING))]
    found.append(case.new_rows(batch(*(creation(number, EXPLORER) for number in (1, 3)), creation(2))))
    found.append(case.new_rows(batch(creation(4))))
    found.append(case.new_rows(batch(creation(2, file="b.evtx"))))
    expected = [([2], [2, 3]), ([], [1]), ([4], [4]), ([2], [2])]

    assert expected == [both(new) for new in found]


def test_a_row_that_only_the_full_read_flags_comes_once_to_each_table() -> None:
    """The search had it as an unflagged one."""
    case = Case("strict")
    early, late = creation(1, EXPLORER), creation(1)
    found = [case.new_rows(batch(early, stage=Stage.SEARCHING)), case.new_rows(batch(late))]
    expected: list[tuple[list[int], list[int]]] = [([], [1]), ([1], [])]

    assert expected == [both(new) for new in found]


def test_in_the_end_each_row_has_its_detection_and_the_hash_of_its_log() -> None:
    """Also one that was not flagged before; the order is that of the result."""
    case = Case("strict")
    creations = [creation(2), creation(1, EXPLORER), creation(3, file="b.evtx"), creation(4, file="c.evtx")]
    reports = [ReadReport("a.evtx", 1, "aa"), ReadReport("b.evtx", 1, "bb"), ReadReport("c.evtx", 1)]
    result = ScanResult(creations, flags(creations), {}, reports)
    new = case.final_rows(result)
    expected = [(2, "aa"), (1, "aa"), (3, "bb"), (4, None)]

    assert expected == [(row.place.record_number, row.file_sha256) for row in new.creations]
    assert result.flagged == [row.detection for row in new.flagged]
    assert [row for row in new.creations if row.detection] == new.flagged
    assert (result, reports) == (case.result, case.reports)


@pytest.mark.parametrize("says_in_between", [False, True])
def test_what_is_made_in_steps_is_the_same(says_in_between: bool) -> None:
    """And stands in the views as a filter and an order want it, also where a row was marked in between."""
    creations = [creation(2), creation(1, EXPLORER), creation(3, file="b.evtx")]
    result = ScanResult(creations, flags(creations), {}, [ReadReport("a.evtx", 1, "aa")])
    case, plain = Case("strict"), Case("strict")
    for one in (case, plain):
        one.creations.filter_by(parse("-tag:bad"))
        one.creations.sort_by([Order("record_number")])
    steps = case.concluding(result)
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            made: NewRows = ended.value
            break
        if says_in_between:
            case.marks.tag([Row(creation(3, file="b.evtx"), None, "strict")], ["bad"])
    plain.marks.restore(case.marks.all())
    expected = plain.final_rows(result)
    for one, rows in ((case, made), (plain, expected)):
        one.creations.replace(rows.creations)

    assert [(row.place, row.detection, row.mark) for row in expected.creations] == [
        (row.place, row.detection, row.mark) for row in made.creations
    ]
    assert list(plain.creations.shown) == list(case.creations.shown)
    assert len(case.creations.shown) == (2 if says_in_between else 3)
    assert (result, made.flagged) == (case.result, [row for row in made.creations if row.detection])


def test_what_is_there_is_counted_while_reading_and_in_the_end() -> None:
    """First what the tables hold, then what the scan says."""
    case = Case("strict")
    counts = [case.counts]
    for number, file in enumerate(("a.evtx", "a.evtx", "b.evtx")):
        new = case.new_rows(batch(creation(number, file=file), creation(number + 9, EXPLORER, file)))
        case.flagged.add(new.flagged)
        case.creations.add(new.creations)
        counts.append(case.counts)
    reports = [ReadReport(f"{name}.evtx", 1) for name in "abc"]
    case.final_rows(ScanResult([creation(1), creation(2)], flags([creation(1)]), {}, reports))
    expected = [Counts(0, 0, 0), Counts(2, 1, 1), Counts(4, 2, 1), Counts(6, 3, 2), Counts(2, 1, 3)]

    assert expected == [*counts, case.counts]


def test_a_child_whose_parent_is_inferred_is_flagged_in_the_end(tmp_path: Path) -> None:
    """Read from real logs: the start of Excel stands in one, its child in the other."""
    child = security_4688(
        1, time=NOON, NewProcessId=0x2000, NewProcessName=f"{SYSTEM32}cmd.exe", ProcessId=0x1398
    )
    write_log(tmp_path / "a.evtx", [child])
    starts = security_4688(1, time=NOON - 60 * SECOND, NewProcessId=0x1398, NewProcessName=EXCEL, ProcessId=4)
    write_log(tmp_path / "b.evtx", [starts])
    case = Case("strict")
    steps = scan(find_logs([str(tmp_path)]), replace(ScanOptions(), jobs=1))
    while True:
        try:
            came = next(steps)
        except StopIteration as ended:
            final = case.final_rows(ended.value)
            break
        if came is not None:
            new = case.new_rows(came)
            case.flagged.show(case.flagged.add(new.flagged))
            case.creations.show(case.creations.add(new.creations))

    links = [row.process.parent_link for row in final.flagged]
    expected: tuple[list[Row], int, list[ParentLink]] = ([], 2, [ParentLink.INFERRED])
    assert expected == (case.flagged.rows, len(case.creations.rows), links)
    assert final.flagged == [row for row in final.creations if row.detection is not None]
    assert {report.file: report.sha256 for report in case.reports} == {
        row.place.file: row.file_sha256 for row in final.creations
    }
