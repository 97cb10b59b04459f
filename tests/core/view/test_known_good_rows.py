"""core.view.known_good_rows: rows are greyed and counted, never taken away; columns and filters know them."""

from __future__ import annotations

import dataclasses
from datetime import date

import msgspec
import pytest

from core.detection.descendants import DESCENDANT, descendants_of
from core.detection.detections import detect
from core.detection.known_good import KnownGood
from core.detection.known_good_list import starter_entries
from core.detection.severity import Severity
from core.filter.language import parse
from core.filter.term import exactly
from core.filter.term import test_of as made_test
from core.processes.process import Place, ProcessCreation
from core.reading.read_report import ReadReport
from core.rows.columns import COLUMNS
from core.rows.mark import Mark
from core.rows.row import Row
from core.view.case import Case
from core.view.cell_text import full, shown
from core.view.facets import counts, texts_offered
from core.view.known_good_rows import grey, hits
from core.view.marks import Marks
from core.view.times import UTC_ZONE
from core.view.view import View
from core.work.scan_result import Batch, ScanResult, Stage
from tests.core.builders import SYSTEM32, process, started

TODAY = date(2026, 5, 1)
STARTER = KnownGood(starter_entries())
PRINTS = "splwow64: Prints for a 32-bit program"
EXPLORER = r"C:\Windows\explorer.exe"


def at(number: int, creation: ProcessCreation, file: str = "a.evtx") -> ProcessCreation:
    """Give a process creation the place of a record."""
    return msgspec.structs.replace(creation, place=Place(file, 0, 0x1000 + number, 64, number))


def printing(number: int, **fields: object) -> ProcessCreation:
    """Build the harmless start of a helper."""
    return at(number, started(r"C:\Windows\splwow64.exe", "8192", **fields))


def row(creation: ProcessCreation) -> Row:
    """Make a row of the published rule."""
    return Row(creation, next(detect([creation]), None), "published")


def made() -> list[Row]:
    """Make four rows: two are known-good; the third is not flagged."""
    return [
        row(printing(1)),
        row(at(2, process())),
        row(printing(3, parent_image_path=EXPLORER)),
        row(at(4, started(f"{SYSTEM32}WerFault.exe", "-u -p 4 -s 5"))),
    ]


def test_flagged_rows_that_an_entry_fits_are_greyed() -> None:
    """And those alone; whoever asks again is told of no change."""
    rows = made()
    changed = grey(rows, STARTER, TODAY)
    expected = [PRINTS, "", "", "WerFault: Reports a crash of Excel to Windows"]

    assert [rows[0], rows[3]] == changed
    assert expected == [one.mark.known_good for one in rows]
    assert {expected[0]: 1, expected[3]: 1} == hits(rows)
    assert grey(rows, STARTER, TODAY) == []
    assert changed == grey(rows, None, TODAY)
    assert hits(rows) == {}


SERIOUS = row(at(7, started(f"{SYSTEM32}cmd.exe", "/c dir")))


@pytest.mark.parametrize(
    ("severity", "place", "title"),
    [
        pytest.param(Severity.HIGH, printing(1).place, "", id="high"),
        pytest.param(Severity.MEDIUM, printing(1).place, "", id="medium"),
        pytest.param(Severity.LOW, printing(1).place, PRINTS, id="low"),
        pytest.param(Severity.HIGH, printing(2).place, PRINTS, id="of-another"),
    ],
)
def test_what_ran_below_a_row_decides(severity: Severity, place: Place, title: str) -> None:
    """A helper that started a shell is not harmless, however it was started itself."""
    (one,) = rows = [row(printing(1))]
    assert SERIOUS.detection is not None
    below = dataclasses.replace(
        SERIOUS.detection, severity=severity, matched=(DESCENDANT,), chain=("a", "b", "c"), top=place
    )
    assert grey(rows, STARTER, TODAY) == rows

    grey(rows, STARTER, TODAY, [below])

    assert one.mark.known_good == title


def test_a_descendant_is_not_greyed_itself() -> None:
    """An entry is about what Excel starts."""
    flagged = row(printing(1)).detection
    assert flagged is not None
    below = Row(flagged.process, dataclasses.replace(flagged, matched=(DESCENDANT,), chain=("a", "b")), "x")

    assert grey([below], STARTER, TODAY) == []


def test_tags_and_notes_stay() -> None:
    """Whatever is greyed."""
    rows = made()
    Marks().tag(rows, ["a"])
    grey(rows, STARTER, TODAY)
    grey(rows, None, TODAY)

    assert [Mark(("a",))] * 4 == [one.mark for one in rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("known_good:*", [1, 4]),
        ("known:splwow64*", [1]),
        ("-known:*", [2, 3]),
        ('known:""', [2, 3]),
        ("known~crash", [4]),
        ("tag:bad", [2, 3]),
        ("tag:BAD,good", [2, 3]),
        ("-tag:*", [1, 4]),
        ('tag:""', [1, 4]),
        ("tags:b*", [2, 3]),
        ("tag~^go", [3]),
        ("note~ticket", [2]),
        ("note:*", [2]),
        ("-note:*", [1, 3, 4]),
    ],
)
def test_a_filter_knows_marks(text: str, expected: list[int]) -> None:
    """By their own fields."""
    rows, marks = made(), Marks()
    grey(rows, STARTER, TODAY)
    marks.tag(rows[1:3], ["bad"])
    marks.tag(rows[2:3], ["good"])
    marks.set_note(rows[1:2], "asked:\nticket 12")
    (term,) = parse(text)

    assert expected == [one.place.record_number for one in rows if made_test(term)(one)]


def test_cells_and_exports_show_marks() -> None:
    """A cell shows the beginning of the note behind the tags; the severity says why a row is grey."""
    (one, *_) = made()
    grey([one], STARTER, TODAY)
    Marks().tag([one], ["b", "a"])
    one.mark = Mark(one.mark.tags, "asked\nin ticket 12", one.mark.known_good)

    assert shown(COLUMNS["tags"], one, UTC_ZONE) == "a; b · asked in ticket 12"
    assert full(COLUMNS["tags"], one) == "a; b · asked\nin ticket 12"
    assert f"info, known-good: {PRINTS}" == full(COLUMNS["severity"], one)
    assert [COLUMNS[key].text(one) for key in ("tags", "note", "known_good")] == [
        "a; b",
        "asked\nin ticket 12",
        PRINTS,
    ]


def view_of(rows: list[Row], text: str = "") -> View:
    """Make a view of rows, filtered."""
    view = View()
    view.replace(rows)
    view.filter_by(parse(text))
    return view


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [("", 2, False), ("bad", 2, False), ("good", 1, False)], id="all"),
        pytest.param("tag:good", [("", 2, False), ("bad", 2, False), ("good", 1, True)], id="one-chosen"),
        pytest.param('tag:"",bad', [("", 2, True), ("bad", 2, True), ("good", 1, False)], id="two-chosen"),
        pytest.param("tag:*", [("", 2, False), ("bad", 2, True), ("good", 1, True)], id="any-chosen"),
        pytest.param("-tag:good", [("", 2, False), ("bad", 1, False)], id="exclusion-counts"),
        pytest.param("known:*", [("", 2, False)], id="other-columns-count"),
        pytest.param("known:* tag:bad", [("", 2, False), ("bad", 0, True)], id="chosen-with-no-row-left"),
    ],
)
def test_each_tag_is_counted(text: str, expected: list[tuple[str, int, bool]]) -> None:
    """Over the rows that have it, also beside others."""
    rows, marks = made(), Marks()
    grey(rows, STARTER, TODAY)
    marks.tag(rows[1:3], ["bad"])
    marks.tag(rows[2:3], ["good"])
    view = view_of(rows, text)
    found = [(value.text, value.count, value.is_chosen) for value in counts(view, "tags")]

    assert expected == found
    assert {text for text, count, _ in expected if text and count} <= set(texts_offered(view, "tags"))
    for name, count, _ in found:
        if count and not text:
            assert count == len([one for one in rows if made_test(exactly("tags", [name]))(one)])


# ---------------------------------------------------------------- a case
def batch(*creations: ProcessCreation, stage: Stage = Stage.READING) -> Batch:
    """Make a batch of one file."""
    return Batch(creations[0].place.file, creations, list(detect(creations)), 0, 0, stage)


def test_marks_follow_the_rows_of_a_case_to_its_end() -> None:
    """While it is read, when it has been, when copies have become one, and when it is read again."""
    case = Case("published")
    new = case.new_rows(batch(printing(1), at(2, process()), stage=Stage.SEARCHING))
    case.flagged.add(new.flagged)
    case.creations.add(new.creations)
    changed = case.grey(STARTER)
    case.marks.tag([new.creations[1]], ["bad"])
    copied = case.new_rows(batch(at(9, process(), "b.evtx")))
    case.marks.set_note(copied.flagged, "seen in b")
    merged = msgspec.structs.replace(at(2, process()), also_in=(Place("b.evtx", 0, 0x1009, 64, 9),))
    result = ScanResult(
        [printing(1), merged], list(detect([printing(1), merged])), {}, [ReadReport("a.evtx", 0)]
    )
    final = case.final_rows(result)
    case.flagged.replace(final.flagged)
    case.creations.replace(final.creations)
    again = Case("published", case.marks).new_rows(batch(at(2, process()), printing(1)))
    expected = Mark(("bad",), "seen in b")

    assert [one.place.record_number for one in changed] == [1]
    assert [one.mark.known_good for one in final.flagged] == [PRINTS, ""]
    assert case.hits() == {PRINTS: 1}
    assert final.flagged == final.creations
    assert (expected, expected) == (final.creations[1].mark, again.flagged[0].mark)
    assert [final.creations[1]] == case.rows_of([Place("b.evtx", 0, 0x1009, 64, 9)])
    assert [final.creations[0]] == case.rows_of([printing(1).place])
    assert case.rows_of([Place("c.evtx", 0, 0, 0, 0)]) == []


def test_a_case_greys_by_what_it_found_in_the_end() -> None:
    """A helper that is grey while its log is read is not, once what it started is known."""
    case = Case("strict")
    case.grey(STARTER)
    shell = at(5, started(f"{SYSTEM32}cmd.exe", "/c dir", parent_image_path=r"C:\Windows\splwow64.exe"))
    helper = printing(1, guid="5B6B6A3A-0C1D-6769-0002-000000000001")
    shell = msgspec.structs.replace(shell, parent_guid=helper.guid)
    creations = [helper, shell]
    flagged = list(detect(creations))
    case.flagged.add(case.new_rows(batch(*creations)).flagged)
    early = [one.mark.known_good for one in case.flagged.rows]
    found = descendants_of(flagged, creations)
    result = ScanResult(creations, flagged, {}, [ReadReport("a.evtx", 0)], descendants=found)
    case.flagged.replace(case.final_rows(result).flagged)

    assert (early, [one.top for one in found]) == ([PRINTS], [helper.place])
    assert [one.mark.known_good for one in case.flagged.rows] == [""]
    assert case.grey(STARTER) == []
