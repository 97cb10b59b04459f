"""gui.table.column_menu: what can be done with a column."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from core.view.table_columns import DEFAULT
from core.view.view import Order
from gui.table.column_menu import column_menu
from gui.table.process_table import ProcessTable
from gui.table.table_header import SECTIONS
from tests.gui.table_rows import choose, entries, rows, table_of

USER, TIME = Order("user"), Order("time_created", is_descending=True)


def marked(table: ProcessTable, key: str) -> list[str]:
    """Give the entries with a mark."""
    menu = column_menu(table, key)
    return [entry for entry, action in zip(entries(menu), menu.actions(), strict=True) if action.isChecked()]


def test_the_menu_says_what_it_does(qtbot: QtBot) -> None:
    """In the words of the column's kind."""
    menu = column_menu(table_of(qtbot, rows(3)), "time_created")

    assert entries(menu) == [
        "Sort oldest first",
        "Sort newest first",
        "Add as second key\tShift+click",
        "",
        "Hide this column",
        "Fit to what is visible",
        "Fit all columns",
        "",
        "Choose columns…",
        "Reset columns",
    ]


def test_rows_are_sorted_by_it(qtbot: QtBot) -> None:
    """And the menu marks how they are."""
    table = table_of(qtbot, rows(3))
    choose(column_menu(table, "time_created"), "Sort newest")

    assert table.rows.view.orders == (TIME,)
    assert (marked(table, "time_created"), marked(table, "user")) == (["Sort newest first"], [])


def test_keys_are_added_up_to_three(qtbot: QtBot) -> None:
    """What rows are sorted by already cannot be added."""
    table = table_of(qtbot, rows(3), USER)
    choose(column_menu(table, "time_created"), "Add as second")
    choose(column_menu(table, "pid"), "Add as third")

    again = column_menu(table, "pid").actions()[2]
    assert (USER, TIME, Order("pid")) == table.rows.view.orders
    assert not again.isEnabled()
    assert not column_menu(table_of(qtbot, rows(1)), "pid").actions()[2].isEnabled()


def test_a_column_is_hidden_fitted_and_reset(qtbot: QtBot) -> None:
    """By its entries."""
    table = table_of(qtbot, rows(3, user="x" * 50))
    before = table.columnWidth(SECTIONS["user"])
    choose(column_menu(table, "user"), "Fit to")
    fitted = table.columnWidth(SECTIONS["user"])
    choose(column_menu(table, "user"), "Hide")
    hidden = [column.key for column in table.shown_columns()]
    choose(column_menu(table, "pid"), "Reset")

    assert fitted > before
    assert "user" not in hidden
    assert list(DEFAULT) == [column.key for column in table.shown_columns()]


def test_the_last_column_cannot_be_hidden(qtbot: QtBot) -> None:
    """Nor one that is hidden."""
    table = table_of(qtbot, rows(1))
    table.restore('{"columns":[{"key":"user"}]}')

    assert [column_menu(table, key).actions()[4].isEnabled() for key in ("user", "pid")] == [False, False]
