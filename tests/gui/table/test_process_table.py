"""gui.table.process_table: columns, copying, keys and menus of the table."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.filter.language import parse
from core.filter.term import Term
from core.view.table_columns import DEFAULT
from gui import clipboard
from gui.table.column_chooser import ColumnChooser
from gui.table.process_table import ProcessTable
from gui.table.table_header import SECTIONS
from tests.gui.table_rows import cell, choose, row, rows, shown_numbers, stand_on, table_of

Control, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def copied() -> str:
    """Give the text in the clipboard."""
    return QGuiApplication.clipboard().text()


def keys_of(table: ProcessTable) -> list[str]:
    """Give the keys of the columns shown."""
    return [column.key for column in table.shown_columns()]


def opened_menu() -> QMenu:
    """Give the menu that is open."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


# ------------------------------------------------------------ columns
def test_columns_are_kept_as_text(qtbot: QtBot) -> None:
    """Which, in which order, how wide."""
    table, other = table_of(qtbot, rows(3)), table_of(qtbot, rows(3))
    table.header.show_column("source", is_shown=False)
    table.header.show_column("image_path", is_shown=True)
    table.header.moveSection(0, 4)
    table.header.resizeSection(SECTIONS["user"], 222)

    other.restore(table.state())

    assert [*DEFAULT[1:5], "severity", *DEFAULT[5:9], "parent_link", "tags", "image_path"] == keys_of(other)
    assert keys_of(table) == keys_of(other)
    assert [table.columnWidth(SECTIONS[key]) for key in keys_of(table)] == [
        other.columnWidth(SECTIONS[key]) for key in keys_of(other)
    ]
    assert table.state() == other.state()


def test_columns_are_told_to_have_changed(qtbot: QtBot) -> None:
    """So that they can be remembered."""
    table = table_of(qtbot, rows(3))
    with qtbot.waitSignals([table.columns_changed] * 2):
        table.header.show_column("source", is_shown=False)
        table.header.moveSection(0, 4)


def test_columns_are_reset_and_fitted(qtbot: QtBot) -> None:
    """To the visible rows."""
    table = table_of(qtbot, [row(1, user="x" * 60), row(2)])
    before = table.columnWidth(SECTIONS["user"])
    table.fit_columns()
    fitted = table.columnWidth(SECTIONS["user"])
    table.header.show_column("user", is_shown=False)

    table.reset_columns()

    assert before < fitted
    assert (list(DEFAULT), before) == (keys_of(table), table.columnWidth(SECTIONS["user"]))


def test_the_list_of_columns_opens(qtbot: QtBot) -> None:
    """Over the table."""
    table = table_of(qtbot, rows(1))
    table.choose_columns()

    chooser = table.findChild(ColumnChooser)
    assert chooser is not None
    assert chooser.isVisible()
    chooser.close()


# ------------------------------------------------------------ copy
def test_a_cell_is_copied_as_it_is(qtbot: QtBot) -> None:
    """Hidden characters, formulas and all; the whole path of a document."""
    table = table_of(qtbot, [row(1, command_line="=1+\u202e2\n"), row(2, command_line="x")])
    stand_on(table, 1, "command_line")
    with qtbot.waitSignal(table.notice) as notice:
        QTest.keyClick(table, Qt.Key.Key_C, Control | Shift)

    assert copied() == "=1+\u202e2\n"
    assert notice.args == ["Copied Command line."]


def test_rows_are_copied_for_a_spreadsheet(qtbot: QtBot) -> None:
    """The shown columns from left to right, guarded, times in UTC whatever is shown."""
    table = table_of(qtbot, [row(1, user="=cmd", command_line='"a"\tb'), row(2)])
    table.restore('{"version":1,"columns":[{"key":"user"},{"key":"command_line"},{"key":"time_created"}]}')
    table.selectAll()
    with qtbot.waitSignal(table.notice) as notice:
        QTest.keyClick(table, Qt.Key.Key_C, Control)

    assert copied() == (
        '\'=cmd\t"""a""\tb"\t2025-01-05T03:50:45.2345678Z\n'
        'CORP\\jdoe\t"""C:\\Windows\\System32\\cmd.exe"" /c dir"\t2025-01-05T03:50:45.2345678Z'
    )
    assert notice.args == ["Copied 2 rows."]


def test_rows_are_copied_with_headings_or_as_json(qtbot: QtBot) -> None:
    """All values, as the export writes them."""
    table = table_of(qtbot, rows(2))
    table.restore('{"columns":[{"key":"pid"},{"key":"user"}]}')
    stand_on(table, 2)
    table.copy_rows(with_headings=True)
    headed = copied()
    table.copy_json()

    assert headed == "PID\tUser\n2\tCORP\\user2"
    assert (json.loads(copied())["pid"], json.loads(copied())["user"]) == (2, "CORP\\user2")


def test_too_many_rows_are_not_copied(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """But said to be."""
    monkeypatch.setattr(clipboard, "MOST_ROWS", 2)
    clipboard.put("before")
    table = table_of(qtbot, rows(3))
    table.selectAll()
    with qtbot.waitSignal(table.notice) as notice:
        table.copy_rows()

    assert notice.args == ["3 rows are too many for the clipboard (at most 2); export them."]
    assert copied() == "before"


def test_nothing_is_copied_where_nothing_is_selected(qtbot: QtBot) -> None:
    """And what was in the clipboard stays."""
    clipboard.put("before")
    table = table_of(qtbot, rows(3))
    table.copy_rows()
    table.copy_cell()

    assert copied() == "before"


# ------------------------------------------------------------ keys
@pytest.mark.parametrize(
    ("start", "key", "expected"),
    [
        (1, Qt.Key.Key_N, 3),
        (5, Qt.Key.Key_N, 1),
        (2, Qt.Key.Key_N, 3),
        (3, Qt.Key.Key_P, 1),
        (1, Qt.Key.Key_P, 5),
    ],
)
def test_n_and_p_go_to_the_flagged_rows(qtbot: QtBot, start: int, key: Qt.Key, expected: int) -> None:
    """Once around."""
    table = table_of(qtbot, rows(6))
    stand_on(table, start)
    QTest.keyClick(table, key)

    current = table.current_row()
    assert current is not None
    assert (expected, 1) == (current.place.record_number, table.selection_count())


def test_without_a_flagged_row_n_stays(qtbot: QtBot) -> None:
    """And says so."""
    table = table_of(qtbot, [row(1, parent_image_path=None), row(2, parent_image_path=None)])
    stand_on(table, 2)

    assert not table.go_to_flag(1)
    assert table.currentIndex().row() == 1


def test_letters_do_not_search(qtbot: QtBot) -> None:
    """Qt would look through all rows at each."""
    table = table_of(qtbot, rows(3))
    stand_on(table, 1)
    QTest.keyClicks(table, "high")

    assert table.currentIndex().row() == 0


def test_enter_asks_for_the_detail(qtbot: QtBot) -> None:
    """By Qt's own signal."""
    table = table_of(qtbot, rows(3))
    stand_on(table, 2)
    with qtbot.waitSignal(table.activated) as activated:
        QTest.keyClick(table, Qt.Key.Key_Return)

    assert activated.args[0].row() == 1


def test_tab_leaves_the_table(qtbot: QtBot) -> None:
    """For the next pane."""
    assert not table_of(qtbot, rows(1)).tabKeyNavigation()


# ------------------------------------------------------------ menus
@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
def test_the_menu_opens_on_a_cell(qtbot: QtBot, reason: QContextMenuEvent.Reason) -> None:
    """By mouse on the one that is clicked, by key on the current one; its row is selected."""
    table = table_of(qtbot, rows(3))
    stand_on(table, 2, "user")
    at = table.visualRect(cell(table, 1, "user")).center()
    by_key = reason is QContextMenuEvent.Reason.Keyboard
    where = QPoint(0, 0) if by_key else at
    QApplication.sendEvent(
        table.viewport(), QContextMenuEvent(reason, where, table.viewport().mapToGlobal(where))
    )
    with qtbot.waitSignal(table.term_asked) as asked:
        choose(opened_menu(), 'Include "')
    opened_menu().close()

    assert [str(term) for term in asked.args] == ["user:CORP\\user2"]
    assert [one.place.record_number for one in table.selected_rows()] == [2]


def test_a_right_click_elsewhere_takes_that_row(qtbot: QtBot) -> None:
    """Rather than the one that was selected."""
    table = table_of(qtbot, rows(3))
    stand_on(table, 1)
    at = table.visualRect(cell(table, 2, "pid")).center()
    QApplication.sendEvent(
        table.viewport(),
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, table.viewport().mapToGlobal(at)),
    )
    with qtbot.waitSignal(table.term_asked) as asked:
        choose(opened_menu(), 'Exclude "')
    opened_menu().close()

    assert [str(term) for term in asked.args] == ["-pid:3"]


def test_below_the_rows_there_is_no_menu(qtbot: QtBot) -> None:
    """There is nothing to ask about."""
    table = table_of(qtbot, rows(1))
    at = QPoint(10, table.viewport().height() - 2)
    QApplication.sendEvent(
        table.viewport(),
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, table.viewport().mapToGlobal(at)),
    )

    assert QApplication.activePopupWidget() is None


def test_the_menu_of_a_heading_opens(qtbot: QtBot) -> None:
    """And sorts."""
    table = table_of(qtbot, rows(3))
    section = SECTIONS["pid"]
    at = QPoint(table.header.sectionViewportPosition(section) + 5, 5)
    table.header.customContextMenuRequested.emit(at)
    choose(opened_menu(), "Sort largest first")
    opened_menu().close()

    assert shown_numbers(table.rows) == [3, 2, 1]


def test_the_path_of_a_log_is_known_by_its_name(qtbot: QtBot) -> None:
    """Where the window has said so."""
    table = table_of(qtbot, rows(1))
    before = table.path_of(rows(1)[0])
    table.set_paths({"a.evtx": "/cases/17/a.evtx"})

    assert (before, table.path_of(rows(1)[0])) == ("a.evtx", "/cases/17/a.evtx")


def test_several_terms_are_asked_for_in_turn(qtbot: QtBot) -> None:
    """Each by its own signal."""
    table = table_of(qtbot, rows(1))
    asked: list[Term] = []
    table.term_asked.connect(asked.append)
    one, other = parse("pid:1 user:x")
    table.ask_for(one, other)

    assert [one, other] == asked
