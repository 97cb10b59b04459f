"""A cell and its row into the menu that filters by them and copies them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from core.filter.row_terms import FIELDS, NEARBY_MINUTES, nearby, value_term
from core.filter.scan_command import scan_command
from core.notation.visible import one_line
from core.rows.column import Column
from core.rows.columns import COLUMNS
from core.rows.row import Row
from gui.table.column_menu import column_menu
from gui.table.mark_menu import add_marks

if TYPE_CHECKING:
    from gui.table.process_table import ProcessTable

_LONGEST = 48
"""Letters of a value in the menu."""
_MOST_ROWS = 1_000
"""Selected rows whose values are taken together; of more, only the current row's is."""


def cell_menu(table: ProcessTable, column: Column, row: Row) -> QMenu:
    """Make the menu of a cell; where several rows are selected, it includes and excludes the values of all."""
    menu = QMenu(table)
    menu.setAccessibleName(f"{column.title} of the row")
    rows = [row]
    if 1 < table.selection_count() <= _MOST_ROWS:
        rows = list(table.selected_rows())
    _add_value(menu, table, column, rows)
    _add_fields(menu, table, row)
    near = nearby(row)
    same_user = menu.addAction(f"Same &user ± {NEARBY_MINUTES} minutes")
    same_user.setEnabled(bool(near))
    same_user.triggered.connect(lambda: table.ask_for(*near))
    menu.addSeparator()
    _add_copies(menu, table, row)
    menu.addSeparator()
    add_marks(menu, table, rows, row)
    menu.addSeparator()
    of_column = column_menu(table, column.key, menu)
    of_column.setTitle(f'Co&lumn "{_plain(column.title)}"')
    menu.addMenu(of_column)
    return menu


def _add_value(menu: QMenu, table: ProcessTable, column: Column, rows: Sequence[Row]) -> None:
    words = _words(column, rows)
    for verb, is_excluded in (("&Include", False), ("E&xclude", True)):
        term = value_term(column, rows, is_excluded)
        menu.addAction(f"{verb} {words}").triggered.connect(lambda _checked, term=term: table.ask_for(term))


def _add_fields(menu: QMenu, table: ProcessTable, row: Row) -> None:
    for title, is_excluded in (("Include &by", False), ("Exclude b&y", True)):
        submenu = menu.addMenu(title)
        for key in FIELDS:
            term = value_term(COLUMNS[key], [row], is_excluded)
            action = submenu.addAction(f"{_plain(COLUMNS[key].title)} {_words(COLUMNS[key], [row])}")
            action.triggered.connect(lambda _checked, term=term: table.ask_for(term))


def _add_copies(menu: QMenu, table: ProcessTable, row: Row) -> None:
    copy = menu.addMenu("&Copy")
    count = table.selection_count()
    rows = f"{count:,} &rows" if count > 1 else "&Row"
    line = row.process.command_line
    command = scan_command(row, table.path_of(row))
    copy.addAction(f"&Cell\t{_keys('Ctrl+Shift+C')}").triggered.connect(table.copy_cell)
    copy.addAction(f"{rows}\t{_keys('Ctrl+C')}").triggered.connect(lambda: table.copy_rows())
    copy.addAction(f"{rows.replace('&', '')} with &headings").triggered.connect(
        lambda: table.copy_rows(with_headings=True)
    )
    copy.addAction(f"{rows.replace('&', '')} as &JSON").triggered.connect(table.copy_json)
    copy.addSeparator()
    of_line = copy.addAction("Command &line")
    of_line.setEnabled(line is not None)
    of_line.triggered.connect(lambda: table.copy(line or "", "the command line"))
    of_scan = copy.addAction("`cellspawn &scan` that finds this row")
    of_scan.setEnabled(command is not None)
    of_scan.triggered.connect(lambda: table.copy(command or "", "a command for bash and PowerShell"))


def _words(column: Column, rows: Sequence[Row]) -> str:
    """Name the values that rows have in a column."""
    texts = list(islice(dict.fromkeys(column.text(row) for row in rows), _MOST_ROWS))
    more = f" and {len(texts) - 1:,} more" if len(texts) > 1 else ""
    return _quoted(texts[0]) + more


def _quoted(text: str) -> str:
    if not text:
        return "(none)"
    shown = one_line(text[: 2 * _LONGEST]) + one_line(text[2 * _LONGEST :][-2 * _LONGEST :])
    if len(shown) > _LONGEST:
        half = _LONGEST // 2
        shown = f"{shown[:half]}…{shown[-half:]}"
    return f'"{_plain(shown)}"'


def _plain(text: str) -> str:
    """Keep Qt from taking a letter for the key that chooses the entry."""
    return text.replace("&", "&&")


def _keys(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
