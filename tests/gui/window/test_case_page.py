"""gui.window.case_page: filter, facets, time line and tables agree on a case, and with the core."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.filter.language import parse
from core.rows.row import Row
from core.view.case import NewRows
from core.view.facets import FACETS
from core.view.times import zone_named
from core.view.view import View
from gui.window.case_page import CasePage
from tests.core.builders import EXCEL
from tests.gui.table_rows import rows
from tests.gui.window.sample_page import (
    CREATIONS,
    FLAGGED,
    ask,
    come_to_rest,
    facet,
    facet_model,
    follows,
    sample_page,
    shown_page,
    shown_rows,
)

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
KELLER = r"CORP\m.keller"


def by_core(page: CasePage, text: str) -> list[Row]:
    """Give the rows of the table in front that meet a filter, in its order, as the core has it."""
    front, view = page.sheet.model.view, View()
    view.add(front.rows)
    view.sort_by(front.orders)
    view.filter_by(parse(text))
    return [view.row_at(position) for position in range(len(view.shown))]


def choose_first_two_bins(page: CasePage) -> None:
    """Select the left end of the time line by keys."""
    QTest.keyClick(page.histogram, Key.Key_Home)
    QTest.keyClick(page.histogram, Key.Key_Right, Shift)
    QTest.keyClick(page.histogram, Key.Key_Return)


def type_filter(page: CasePage) -> None:
    """Enter a filter."""
    QTest.keyClicks(page.filter_bar.line, "child:powershell.exe")
    QTest.keyClick(page.filter_bar.line, Key.Key_Return)


ACTS: dict[str, tuple[Callable[[CasePage], object], Callable[[str], bool]]] = {
    "typed": (type_filter, "child:powershell.exe".__eq__),
    "facet": (lambda page: facet_model(page, "user").choose(KELLER), f"user:{KELLER}".__eq__),
    "time line": (choose_first_two_bins, lambda text: "time>=" in text and "time<" in text),
    "cell": (lambda page: page.sheet.table.ask_for(*parse("-severity:high")), "-severity:high".__eq__),
    "detail": (
        lambda page: page.detail.term_asked.emit(parse("integrity:medium")[0]),
        "integrity:medium".__eq__,
    ),
    "excluded": (
        lambda page: page.facets.term_asked.emit(parse("-source:sysmon-1")[0]),
        "-source:sysmon-1".__eq__,
    ),
}


@pytest.mark.parametrize("tab", [0, 1])
@pytest.mark.parametrize("name", ACTS)
def test_whatever_filters_filters_all(qtbot: QtBot, name: str, tab: int) -> None:
    """The filter's text, the rows, the facets and the time line agree, wherever it was asked for."""
    page = sample_page(qtbot)
    page.tabs.setCurrentIndex(tab)
    come_to_rest(qtbot, page)
    all_rows = shown_rows(page)
    act, is_expected = ACTS[name]

    act(page)
    come_to_rest(qtbot, page)

    text = page.filter_bar.text()
    assert is_expected(text), text
    assert by_core(page, text) == shown_rows(page)
    assert len(shown_rows(page)) < len(all_rows)
    page.filter_bar.clear()
    come_to_rest(qtbot, page)
    assert all_rows == shown_rows(page)


def test_the_other_table_is_filtered_when_it_comes_to_the_front(qtbot: QtBot) -> None:
    """Not before: a million rows take a while."""
    page = sample_page(qtbot)
    before = len(page.creations.model.view.shown)
    ask(page, "integrity:medium")
    behind = len(page.creations.model.view.shown)

    page.tabs.setCurrentIndex(1)
    come_to_rest(qtbot, page)

    assert before == behind == len(page.creations.model.view.rows)
    assert by_core(page, "integrity:medium") == shown_rows(page)
    assert 0 < len(shown_rows(page)) < before


def test_a_chosen_value_is_checked_and_given_up_again(qtbot: QtBot) -> None:
    """A facet and a chip are two handles of one term."""
    page = sample_page(qtbot)
    ask(page, f"user:{KELLER}")
    come_to_rest(qtbot, page)
    chosen = [value.text for value in facet(page, "user") if value.is_chosen]

    facet_model(page, "user").choose()

    assert (chosen, page.filter_bar.text()) == ([KELLER], "")


def test_the_tabs_say_how_many_rows_there_are(qtbot: QtBot) -> None:
    """Of the case, and not of the filter; so does the table behind."""
    page = sample_page(qtbot)
    ask(page, "user:nobody")
    come_to_rest(qtbot, page)

    assert [page.tabs.tabText(at) for at in range(page.tabs.count())] == [
        f"Flagged ({FLAGGED})",
        "Descendants (7)",
        f"All process creations ({CREATIONS})",
        "Process tree",
    ]
    assert shown_rows(page) == []


def test_one_thing_is_counted_at_a_time(qtbot: QtBot) -> None:
    """Between two of them the window does what else there is to do."""
    page = shown_page(qtbot)
    come_to_rest(qtbot, page)
    ended: list[bool] = []
    page.counted.connect(lambda: ended.append(True))
    made = rows(30)
    page.conclude(NewRows(made, made))
    done = [sum(bool(facet(page, column)) for column in FACETS)]
    while not ended:
        QCoreApplication.processEvents()
        done.append(sum(bool(facet(page, column)) for column in FACETS))

    assert (0, len(FACETS)) == (done[0], done[-1])
    assert {later - earlier for earlier, later in pairwise(done)} == {0, 1}
    assert follows(page)


def test_rows_that_are_read_come_below_those_that_are_there(qtbot: QtBot) -> None:
    """As far as they meet the filter; in the end all are in their order."""
    page = shown_page(qtbot)
    made = rows(8, parent_image_path=EXCEL)
    ask(page, r"user:CORP\user1")
    for part in (made[:4], made[4:]):
        page.add(NewRows(part, part))
    come_to_rest(qtbot, page)
    early = [row.process.pid for row in shown_rows(page)]

    page.conclude(NewRows(made[::-1], made[::-1]))
    come_to_rest(qtbot, page)

    assert (early, [row.process.pid for row in shown_rows(page)]) == ([1, 4, 7], [7, 4, 1])


def test_the_row_of_the_table_in_front_is_the_one_in_the_detail(qtbot: QtBot) -> None:
    """Each table has its own; the one behind says nothing."""
    page, told = sample_page(qtbot), list[Row | None]()
    page.row_selected.connect(told.append)
    page.select_first()
    flagged = page.flagged.table.current_row()
    page.creations.table.selectRow(4)
    behind = len(told)
    page.tabs.setCurrentIndex(2)
    page.tabs.setCurrentIndex(0)

    assert flagged is shown_rows(page)[0]
    assert (1, [flagged, page.creations.table.current_row(), flagged]) == (behind, told)


def test_what_is_found_is_gone_to_and_hides_nothing(qtbot: QtBot) -> None:
    """Esc gives the keyboard back to the table."""
    page = sample_page(qtbot)
    before = shown_rows(page)
    page.find_bar.open_bar()
    QTest.keyClicks(page.find_bar.line, "POWERSHELL")
    QTest.keyClick(page.find_bar.line, Key.Key_Return)
    row = page.sheet.table.current_row()
    QTest.keyClick(page.find_bar.line, Key.Key_Escape)

    assert row is not None
    assert "powershell" in (row.process.command_line or "").lower()
    assert before == shown_rows(page)
    assert not page.find_bar.isVisible()
    qtbot.waitUntil(page.sheet.table.hasFocus)


def test_a_zone_goes_to_every_part(qtbot: QtBot) -> None:
    """No two parts write a time in two ways."""
    page, zone = sample_page(qtbot), zone_named("Asia/Tokyo")
    before = page.histogram.accessibleDescription()
    page.set_zone(zone)

    assert {zone} == {page.flagged.model.zone, page.creations.model.zone}
    assert before != page.histogram.accessibleDescription()
    assert follows(page)


def test_sizes_are_kept_as_text(qtbot: QtBot) -> None:
    """For the next page, of the same or another case."""
    page, other = shown_page(qtbot), shown_page(qtbot)
    page.outer.setSizes([300, 979])
    page.inner.setSizes([500, 478])
    before = other.state()
    other.restore(page.state())

    assert before != other.state()
    assert page.state() == other.state()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '"outer"',
        "{}",
        '{"outer": [1, 2]}',
        '{"outer": null, "inner": null}',
        '{"outer": ["a", "b"], "inner": [1, 2]}',
        '{"outer": [1, 2, 3], "inner": [1, 2]}',
        '{"outer": [], "inner": []}',
        '{"outer": [-1, 2], "inner": [1, 2]}',
        '{"outer": [NaN, 2], "inner": [1, 2]}',
        '{"outer": [[1], 2], "inner": [1, 2]}',
    ],
)
def test_rubbish_changes_no_size(qtbot: QtBot, text: str) -> None:
    """Settings are a file that anything may have written."""
    page = shown_page(qtbot)
    before = page.state()
    page.restore(text)

    assert before == page.state()


@pytest.mark.parametrize("is_below", [True, False])
def test_the_detail_stands_below_or_beside(qtbot: QtBot, is_below: bool) -> None:
    """It keeps its sizes where it stands there already."""
    page = shown_page(qtbot)
    page.set_detail_below(is_below)
    page.inner.setSizes([200, 400])
    before = page.state()
    page.set_detail_below(is_below)

    assert before == page.state()
    assert is_below == (page.inner.orientation() is Qt.Orientation.Vertical)


def test_a_row_that_the_table_only_stands_on_is_selected(qtbot: QtBot) -> None:
    """As it does when it gets the focus before there was anything to select."""
    page = sample_page(qtbot)
    table = page.sheet.table
    table.selectionModel().setCurrentIndex(
        page.sheet.model.index(2, 0), QItemSelectionModel.SelectionFlag.NoUpdate
    )
    page.select_first()

    assert [page.sheet.model.row_at(2)] == list(table.selected_rows())
