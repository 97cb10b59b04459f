"""A column into the menu of its heading: sort, hide, fit, choose, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from core.rows.columns import COLUMNS
from core.view.sorting import MOST_KEYS, direction_words
from core.view.view import Order
from gui.table.table_header import SECTIONS

if TYPE_CHECKING:
    from gui.table.process_table import ProcessTable

_PLACES = ("second", "third")


def column_menu(table: ProcessTable, key: str, parent: QWidget | None = None) -> QMenu:
    """Make the menu of a column."""
    menu = QMenu(parent or table)
    menu.setAccessibleName(f"Column {COLUMNS[key].title}")
    _add_sorting(menu, table, key)
    menu.addSeparator()
    hide = menu.addAction("&Hide this column")
    hide.setEnabled(len(table.shown_columns()) > 1 and table.header.is_shown(key))
    hide.triggered.connect(lambda: table.header.show_column(key, is_shown=False))
    menu.addAction("&Fit to what is visible").triggered.connect(lambda: table.fit_column(SECTIONS[key]))
    menu.addAction("Fit &all columns").triggered.connect(table.fit_columns)
    menu.addSeparator()
    menu.addAction("&Choose columns…").triggered.connect(table.choose_columns)
    menu.addAction("&Reset columns").triggered.connect(table.reset_columns)
    return menu


def _add_sorting(menu: QMenu, table: ProcessTable, key: str) -> None:
    orders = table.rows.orders
    for is_descending in (False, True):
        order = Order(key, is_descending)
        sort = menu.addAction(f"Sort {direction_words(key, is_descending)}")
        sort.setCheckable(True)
        sort.setChecked(orders == (order,))
        sort.triggered.connect(lambda _checked, order=order: table.rows.sort_by((order,)))
    place = min(len(orders), MOST_KEYS - 1)
    is_possible = place > 0 and all(order.column != key for order in orders)
    add = menu.addAction(f"Add as {_PLACES[max(place, 1) - 1]} key\tShift+click")
    add.setEnabled(is_possible)
    add.triggered.connect(lambda: table.sort_by_column(key, is_added=True))
