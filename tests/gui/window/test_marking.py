"""gui.window.marking: rows of the sample case are tagged and noted, and every table, facet and filter follows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.filter.language import parse
from core.rows.mark import NO_MARK, Mark
from core.rows.row import Row
from core.view.facets import counts
from core.view.marks import Changes
from gui.table.mark_menu import MarkWish, Wanted
from gui.table.row_table import WHOLE_ROW
from gui.window.case_page import CasePage
from gui.window.marking import Marking
from tests.gui.window.sample_page import (
    FLAGGED,
    ask,
    come_to_rest,
    sample_page,
    sample_result,
    shown_rows,
)


@pytest.fixture
def page(qtbot: QtBot) -> CasePage:
    """The sample case, with its first row selected."""
    made = sample_page(qtbot)
    made.select_first()
    return made


def select(page: CasePage, position: int) -> None:
    """Select one row; `selectRow` asks which keys are down."""
    table = page.sheet.table
    table.selectionModel().setCurrentIndex(table.rows.index(position, 0), WHOLE_ROW)


@pytest.fixture
def marking(page: CasePage) -> Marking:
    """What marks its rows."""
    return Marking(page)


def tagged(page: CasePage) -> list[tuple[str, ...]]:
    """Give the tags of the rows shown."""
    return [row.mark.tags for row in shown_rows(page)]


def current(page: CasePage) -> Row:
    """Give the row that the user stands on."""
    row = page.sheet.table.current_row()
    assert row is not None
    return row


def test_selected_rows_are_tagged_in_all_tables(page: CasePage, marking: Marking) -> None:
    """What has changed is told for the case file, and said to the user."""
    told: list[Changes] = []
    said: list[str] = []
    marking.changed.connect(told.append)
    page.noticed.connect(said.append)
    page.sheet.table.selectAll()
    marking.tag("bad")
    marking.untag("bad")
    marking.tag("worse")
    places = {row.place for row in page.flagged.model.view.rows}

    assert tagged(page) == [("worse",)] * FLAGGED
    assert page.case.marks.tags_in_use() == {"worse": FLAGGED}
    assert all(
        (row.mark.tags == ("worse",)) == (row.place in places) for row in page.creations.model.view.rows
    )
    assert len(told) == 3
    assert all(len(changes) >= FLAGGED for changes in told)
    words = ('tagged "bad"', 'not tagged "bad" any more', 'tagged "worse"')
    assert [f"{FLAGGED} rows {how}." for how in words] == said


def test_facets_and_filters_follow(qtbot: QtBot, page: CasePage, marking: Marking) -> None:
    """A row that does not meet the filter any more goes, and comes back."""
    row = current(page)
    ask(page, "-tag:*")
    marking.do(MarkWish(Wanted.TAG, "bad"))
    come_to_rest(qtbot, page)
    without = len(shown_rows(page))
    page.filter_bar.clear()
    ask(page, "tag:bad")
    come_to_rest(qtbot, page)
    found = [(value.text, value.count) for value in counts(page.flagged.model.view, "tags")]

    assert without == FLAGGED - 1
    assert [row] == shown_rows(page)
    assert page.facets.sections["tags"].isVisible()
    assert found == [("", FLAGGED - 1), ("bad", 1)]


def test_a_tag_that_cannot_be_is_said(page: CasePage, marking: Marking) -> None:
    """And nothing has changed."""
    said: list[str] = []
    page.noticed.connect(said.append)
    marking.tag("a,b")

    assert said == ["A tag has no comma or semicolon: they stand between tags."]
    assert current(page).mark == NO_MARK


def test_too_many_rows_are_not_marked(
    page: CasePage, marking: Marking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window would stand still."""
    said: list[str] = []
    page.noticed.connect(said.append)
    monkeypatch.setattr("gui.window.marking.MOST_ROWS", FLAGGED - 1)
    page.sheet.table.selectAll()
    marking.tag("bad")

    assert said == [
        f"{FLAGGED} rows are too many to be marked at once (at most {FLAGGED - 1}); select fewer."
    ]
    assert set(tagged(page)) == {()}


def test_the_key_opens_the_tags(qtbot: QtBot, page: CasePage, marking: Marking) -> None:
    """What is typed there is given to the rows that were selected, though the filter has hidden them meanwhile."""
    row = current(page)
    ask(page, "-tag:*")
    QTest.keyClick(page.sheet.table, Qt.Key.Key_M)
    popup = marking._popup
    assert popup is not None
    qtbot.waitExposed(popup)
    for typed in ("one", "two"):
        QTest.keyClicks(popup.line, typed)
        QTest.keyClick(popup.line, Qt.Key.Key_Return)
    popup.close()

    assert row.mark.tags == ("one", "two")
    assert row not in shown_rows(page)
    assert [*page.sheet.table.tags_in_use()] == ["one", "two", "suspicious", "harmless", "to check"]


def test_a_note_is_written_beside_the_work(qtbot: QtBot, page: CasePage, marking: Marking) -> None:
    """On the row that was selected when it was begun."""
    row = current(page)
    QTest.keyClick(page.sheet.table, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    (editor,) = marking._editors
    editor.text.setPlainText("asked")
    unsaved = list(marking.unsaved)
    select(page, 1)
    editor.save.click()

    assert [editor] == unsaved
    assert Mark(note="asked") == row.mark
    assert list(marking.unsaved) == []
    assert [row] == [one for one in page.creations.model.view.rows if one.mark.note]


@pytest.mark.parametrize(
    ("notes", "shown"), [(("same", "same"), "same"), (("one", "other"), ""), (("one", ""), "")]
)
def test_a_note_of_several_rows(page: CasePage, marking: Marking, notes: tuple[str, str], shown: str) -> None:
    """Is what they have in common; what is written is said of all of them."""
    rows = shown_rows(page)[:2]
    for row, note in zip(rows, notes, strict=True):
        page.case.marks.set_note([row], note)
    table = page.sheet.table
    select(page, 0)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    marking.do_note()
    (editor,) = marking._editors
    before = editor.text.toPlainText()
    editor.text.setPlainText("all")
    editor.save.click()

    assert shown == before
    assert [row.mark.note for row in rows] == ["all", "all"]


def test_all_is_taken_away_at_once(page: CasePage, marking: Marking) -> None:
    """Tags and note."""
    row = current(page)
    marking.tag("bad")
    page.case.marks.set_note([row], "n")
    marking.do(MarkWish(Wanted.CLEAR))

    assert row.mark == NO_MARK
    assert not page.case.marks


def test_the_user_calls_a_row_known_good(page: CasePage, marking: Marking) -> None:
    """What comes of it is for the dialog to ask."""
    asked: list[Row] = []
    marking.known_good_asked.connect(asked.append)
    page.sheet.table.ask_to_mark(MarkWish(Wanted.KNOWN_GOOD))

    assert [current(page)] == asked


def test_marks_come_with_the_rows_that_are_read_again(qtbot: QtBot, page: CasePage, marking: Marking) -> None:
    """The tables show them from the first."""
    place = current(page).place
    marking.tag("bad")
    page.conclude(page.case.final_rows(sample_result()))
    come_to_rest(qtbot, page)
    found = [row.place for row in page.creations.model.view.rows if row.mark.tags]
    (term,) = parse("tag:bad")
    page.filter_bar.add_term(term)

    assert [place] == found == [row.place for row in shown_rows(page)]
