"""gui.table.row_table: rows are sorted, gone to and looked through; the selection stays on its records."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.filter.language import parse
from core.rows.row import Row
from core.view.view import Order
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme
from gui.table.process_table import ProcessTable
from gui.table.row_table import WHOLE_ROW
from gui.table.table_header import SECTIONS
from tests.gui.table_rows import (
    EXPLORER,
    cell,
    colours_in_line,
    numbers,
    row,
    rows,
    selected_numbers,
    shown_numbers,
    stand_on,
    table_of,
)

NO_KEY, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def click(qtbot: QtBot, table: ProcessTable, key: str, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Click a heading."""
    at = QPoint(table.header.sectionViewportPosition(SECTIONS[key]) + 20, table.header.height() // 2)
    QTest.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, keys, at)


def select(table: ProcessTable, *wanted: int) -> None:
    """Select the rows of records; the last one is the current one."""
    table.clearSelection()
    for position in range(table.rows.rowCount()):
        if table.rows.row_at(position).place.record_number in wanted:
            index = table.rows.index(position, 0)
            table.selectionModel().select(
                index, QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            )
            if table.rows.row_at(position).place.record_number == wanted[-1]:
                table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)


def current_number(table: ProcessTable) -> int | None:
    """Give the number of the current row."""
    found = table.current_row()
    return None if found is None else found.place.record_number


# ------------------------------------------------------------ order
def test_a_click_sorts_and_a_second_one_turns(qtbot: QtBot) -> None:
    """On the real heading."""
    table = table_of(qtbot, rows(5))
    seen = []
    for key in ("user", "user", "pid"):
        click(qtbot, table, key)
        seen.append(shown_numbers(table.rows))

    assert seen == [[3, 1, 4, 2, 5], [2, 5, 1, 4, 3], [1, 2, 3, 4, 5]]


def test_a_click_with_shift_adds_a_key(qtbot: QtBot) -> None:
    """Rows that are equal in the first are sorted by the second."""
    table = table_of(qtbot, rows(5))
    click(qtbot, table, "user")
    click(qtbot, table, "pid", SHIFT)
    click(qtbot, table, "pid", SHIFT)

    assert (Order("user"), Order("pid", is_descending=True)) == table.rows.view.orders
    assert shown_numbers(table.rows) == [3, 4, 1, 5, 2]


def test_the_current_row_stays_in_sight_when_sorted(qtbot: QtBot) -> None:
    """Wherever it goes."""
    table = table_of(qtbot, rows(150))
    stand_on(table, 1)
    table.rows.sort_by((Order("pid", is_descending=True),))

    assert table.currentIndex().row() == 149
    assert table.viewport().rect().intersects(table.visualRect(table.currentIndex()))


# ------------------------------------------------------------ selection
def test_the_selection_stays_on_its_records(qtbot: QtBot) -> None:
    """Through sorting, added rows, filters, and rows that are replaced by newer ones of the same records."""
    table = table_of(qtbot, rows(60))
    select(table, 4, 5, 9, 31)
    seen = []

    table.rows.sort_by((Order("pid", is_descending=True),))
    seen.append((selected_numbers(table), current_number(table)))
    table.rows.add(rows(90)[60:])
    seen.append((selected_numbers(table), current_number(table)))
    table.rows.filter_by(parse("pid>4"))
    seen.append((selected_numbers(table), current_number(table)))
    table.rows.replace(rows(120))
    seen.append((selected_numbers(table), current_number(table)))

    assert seen == [([4, 5, 9, 31], 31), ([4, 5, 9, 31], 31), ([5, 9, 31], 31), ([5, 9, 31], 31)]


def test_a_row_that_a_filter_hides_is_left(qtbot: QtBot) -> None:
    """And that is said."""
    table = table_of(qtbot, rows(9))
    stand_on(table, 4)
    said: list[object] = []
    table.row_selected.connect(said.append)
    table.selection_count_changed.connect(said.append)
    table.rows.filter_by(parse("pid>4"))

    assert said == [None, 0]
    assert current_number(table) is None


def test_the_current_row_is_said_once(qtbot: QtBot) -> None:
    """Not again for another cell of it, nor when it is sorted or filtered and stays."""
    table = table_of(qtbot, rows(9))
    said: list[Row | None] = []
    table.row_selected.connect(said.append)
    stand_on(table, 4, "user")
    stand_on(table, 4, "pid")
    table.rows.sort_by((Order("pid", is_descending=True),))
    table.rows.filter_by(parse("pid>2"))

    assert numbers(one for one in said if one is not None) == [4]


def test_the_final_row_of_the_current_record_is_said(qtbot: QtBot) -> None:
    """Its values may have changed."""
    table = table_of(qtbot, rows(9))
    stand_on(table, 4)
    final = rows(9, user="CORP\\final")
    with qtbot.waitSignal(table.row_selected) as said:
        table.rows.replace(final)

    assert final[3] is said.args[0]


def test_selected_rows_are_counted(qtbot: QtBot) -> None:
    """As they change."""
    table = table_of(qtbot, rows(9))
    counts: list[int] = []
    table.selection_count_changed.connect(counts.append)
    table.selectAll()
    table.clearSelection()

    assert counts == [9, 0]


def test_of_very_many_selected_rows_only_the_current_one_stays(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When others are shown."""
    monkeypatch.setattr("gui.table.kept_selection._MOST_ROWS", 3)
    table = table_of(qtbot, rows(9))
    select(table, 2, 3, 4, 5)
    table.rows.filter_by(parse("pid>1"))

    assert (selected_numbers(table), current_number(table)) == ([], 5)


def test_a_record_is_gone_to(qtbot: QtBot) -> None:
    """Where it is shown."""
    table = table_of(qtbot, rows(9))
    table.rows.filter_by(parse("pid>4"))
    went = [table.go_to(rows(9)[number - 1].place) for number in (3, 7)]

    assert went == [False, True]
    assert (selected_numbers(table), current_number(table)) == ([7], 7)


def test_a_hidden_column_is_left(qtbot: QtBot) -> None:
    """The current cell is always one that is seen."""
    table = table_of(qtbot, rows(3))
    stand_on(table, 2, "user")
    table.header.show_column("user", is_shown=False)

    column = table.current_column()
    assert column is not None
    assert (column.key, current_number(table)) == ("severity", 2)


# ------------------------------------------------------------ find
@pytest.mark.parametrize(
    ("start", "is_forward", "expected"),
    [(None, True, 3), (3, True, 6), (6, True, 3), (6, False, 3), (3, False, 6), (4, False, 3)],
)
def test_the_next_row_with_a_text_is_found(
    qtbot: QtBot, start: int | None, is_forward: bool, expected: int
) -> None:
    """Once around, in any case of the letters; nothing is hidden."""
    table = table_of(qtbot, rows(8))
    if start is not None:
        stand_on(table, start)
    with qtbot.waitSignal(table.find_ended) as ended:
        was_found = table.find("USER0", is_forward)

    assert (was_found, ended.args) == (True, [True])
    assert (expected, 8) == (current_number(table), table.rows.rowCount())
    column = table.current_column()
    assert column is not None
    assert column.key == "user"


def test_what_no_shown_cell_holds_is_not_found(qtbot: QtBot) -> None:
    """Hidden columns are not looked at."""
    table = table_of(qtbot, rows(8))
    table.header.show_column("user", is_shown=False)
    stand_on(table, 2)
    with qtbot.waitSignal(table.find_ended) as ended:
        was_found = table.find("user0")

    assert (was_found, ended.args, current_number(table)) == (False, [False], 2)


def test_many_rows_are_looked_through_while_the_window_lives(qtbot: QtBot) -> None:
    """The call returns before the end; the last row is found."""
    table = table_of(qtbot, [*(rows(300) * 100), row(9_999, command_line="needle")])
    with qtbot.waitSignal(table.find_ended, timeout=30_000) as ended:
        was_found = table.find("needle")

    assert (was_found, ended.args, current_number(table)) == (None, [True], 9_999)


def test_a_search_ends_when_rows_change_places(qtbot: QtBot) -> None:
    """Its positions mean others then."""
    table = table_of(qtbot, rows(300) * 100)
    with qtbot.assertNotEmitted(table.find_ended):
        was_found = table.find("needle")
        table.rows.sort_by((Order("pid", is_descending=True),))
        QApplication.processEvents()

    assert was_found is None


def test_the_empty_text_is_nowhere(qtbot: QtBot) -> None:
    """And takes the marks away."""
    table = table_of(qtbot, rows(3))

    assert table.find("") is False


def test_a_wide_cell_is_found_without_scrolling_the_first_columns_away(qtbot: QtBot) -> None:
    """As long as enough of it is in sight."""
    table = table_of(qtbot, [row(1, command_line="needle " + "x" * 500)])
    table.resize(1_100, 300)
    table.find("needle")

    assert (table.current_column().key, table.horizontalScrollBar().value()) == ("command_line", 0)  # type: ignore[union-attr]


# ------------------------------------------------------------ looks
def test_rows_are_as_high_as_the_font_and_the_choice_ask(qtbot: QtBot) -> None:
    """All of them the same."""
    table = table_of(qtbot, rows(3))
    usual = table.rowHeight(0)
    table.set_compact(True)
    compact = table.rowHeight(0)
    font = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(font.pointSizeF() * 2)
    width = table.columnWidth(SECTIONS["user"])
    QApplication.setFont(larger)
    try:
        qtbot.waitUntil(lambda: table.rowHeight(0) > usual)
        assert 1.8 < table.columnWidth(SECTIONS["user"]) / width < 2.2
    finally:
        QApplication.setFont(font)
    qtbot.waitUntil(lambda: table.rowHeight(0) == compact)

    assert usual - compact == 4
    assert width == table.columnWidth(SECTIONS["user"])


def test_an_empty_table_says_why(qtbot: QtBot) -> None:
    """In muted letters, and only while it is empty."""
    table = table_of(qtbot, [])
    table.resize(400, 300)
    middle = table.header.height() + table.viewport().height() // 2
    empty = set().union(*(colours_in_line(table, y) for y in range(middle - 8, middle + 8)))
    table.set_empty_text("Nothing is flagged.")
    said = set().union(*(colours_in_line(table, y) for y in range(middle - 8, middle + 8)))

    assert len(empty) == 1
    assert len(said) > 1


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.CONTRAST])
def test_another_theme_is_taken_at_once(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    """Behind every cell."""
    table = table_of(qtbot, rows(3))
    y = table.header.height() + 4
    before = colours_in_line(table, y)
    apply_theme(qapp, theme)
    after = colours_in_line(table, y)

    assert ("#ffffff" in before, "#ffffff" in after) == (True, False)


def test_other_events_change_nothing(qtbot: QtBot) -> None:
    """Of the many that Qt sends."""
    table = table_of(qtbot, rows(1))
    height = table.rowHeight(0)
    QApplication.sendEvent(table, QEvent(QEvent.Type.EnabledChange))

    assert height == table.rowHeight(0)


def test_whole_rows_are_selected(qtbot: QtBot) -> None:
    """Also by Qt's own means."""
    table = table_of(qtbot, [row(1), row(2, parent_image_path=EXPLORER)])
    table.selectionModel().select(cell(table, 1, "pid"), WHOLE_ROW)

    assert selected_numbers(table) == [2]
