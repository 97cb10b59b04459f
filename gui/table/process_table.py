"""A table of rows whose columns the user arranges, whose values he filters by, and whose rows he copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from core.filter.term import Term
from core.rows.row import Row
from core.view.table_columns import TABLE_COLUMNS
from gui import clipboard
from gui.table.cell_menu import cell_menu
from gui.table.column_chooser import ColumnChooser
from gui.table.column_menu import column_menu
from gui.table.column_state import DEFAULT_STATE, read, written
from gui.table.mark_menu import MarkWish, Wanted
from gui.table.process_model import ProcessModel
from gui.table.row_table import WHOLE_ROW, RowTable
from gui.table.table_header import SECTIONS


class ProcessTable(RowTable):
    """Says what the user asks of the rows of a `ProcessModel`."""

    term_asked = Signal(object)
    """A `Term` that the user wants added to the filter."""
    mark_asked = Signal(object)
    """A `MarkWish`: what the user wants to be said of the selected rows."""
    notice = Signal(str)
    """A sentence for the status line."""
    columns_changed = Signal()
    """Other columns are shown, or in another order."""

    def __init__(self, model: ProcessModel, marks_flags: bool = False, parent: QWidget | None = None) -> None:
        """`marks_flags` where not all rows are flagged."""
        super().__init__(model, marks_flags, parent)
        self._paths: Mapping[str, str] = {}
        self.tags_in_use: Callable[[], Sequence[str]] = tuple
        """Gives the tags that the menu of a row offers."""
        self.header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header.columns_changed.connect(self.columns_changed)
        self.header.sectionHandleDoubleClicked.connect(self.fit_column)
        self.header.customContextMenuRequested.connect(self._open_column_menu)

    # ------------------------------------------------------------ columns
    def state(self) -> str:  # type: ignore[override]  # of editing, in Qt, which is none here
        """Write which columns are shown, in which order and width."""
        return written(self.header.column_state())

    def restore(self, text: str) -> None:
        """Show what `state` wrote; the default columns for any other text."""
        self.header.set_column_state(read(text))

    def reset_columns(self) -> None:
        """Show the default columns."""
        self.header.set_column_state(DEFAULT_STATE)

    def fit_column(self, section: int) -> None:
        """Make a column as wide as its heading and the visible cells need."""
        wanted = max(self.sizeHintForColumn(section), self.header.sectionSizeHint(section))
        self.header.set_width(section, wanted)

    def fit_columns(self) -> None:
        """Make all columns as wide as their headings and visible cells need."""
        for column in self.shown_columns():
            self.fit_column(SECTIONS[column.key])

    def choose_columns(self) -> None:
        """Let the user choose what is shown."""
        ColumnChooser(self.header, self.reset_columns, self).open()

    def _open_column_menu(self, at: QPoint) -> None:
        section = self.header.logicalIndexAt(at)
        if section >= 0:
            menu = column_menu(self, TABLE_COLUMNS[section].key)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.header.viewport().mapToGlobal(at))

    # ------------------------------------------------------------ copy and filter
    def set_paths(self, paths: Mapping[str, str]) -> None:
        """Say where the logs are, by the names that rows give their files; for the command that finds a row."""
        self._paths = paths

    def path_of(self, row: Row) -> str:
        """Give the path of the log that holds a row."""
        return self._paths.get(row.place.file, row.place.file)

    def ask_for(self, *terms: Term) -> None:
        """Ask for terms to be added to the filter."""
        for term in terms:
            self.term_asked.emit(term)

    def ask_to_mark(self, wish: MarkWish) -> None:
        """Ask for something to be said of the selected rows, or of the one that the user stands on."""
        if self.selection_count() or self.current_row() is not None:
            self.mark_asked.emit(wish)

    def copy(self, text: str, what: str) -> None:
        """Put a text into the clipboard, and say what it is."""
        clipboard.put(text)
        self.notice.emit(f"Copied {what}.")

    def copy_cell(self) -> None:
        """Copy the value of the current cell as it is."""
        row, column = self.current_row(), self.current_column()
        if row is not None and column is not None:
            self.copy(column.text(row), column.title)

    def copy_rows(self, with_headings: bool = False) -> None:
        """Copy the shown columns of the selected rows, for a spreadsheet."""
        columns = self.shown_columns()
        self._copy_selected(lambda rows: clipboard.table(rows, columns, with_headings))

    def copy_json(self) -> None:
        """Copy all values of the selected rows, each row as a line of JSON."""
        self._copy_selected(clipboard.as_json)

    def _copy_selected(self, write: Callable[[Iterator[Row]], str]) -> None:
        count = self.selection_count()
        if count > clipboard.MOST_ROWS:
            self.notice.emit(
                f"{count:,} rows are too many for the clipboard (at most {clipboard.MOST_ROWS:,}); export them."
            )
        elif count:
            self.copy(write(self.selected_rows()), f"{count:,} row{'s' if count > 1 else ''}")

    # ------------------------------------------------------------ what Qt asks
    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = _KEYS.get(event.keyCombination().toCombined())
        if act is None:
            super().keyPressEvent(event)
        else:
            act(self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        if not self.selectionModel().isRowSelected(index.row()):
            self.selectionModel().setCurrentIndex(index, WHOLE_ROW)
        at = self.visualRect(index).center() if is_by_key else event.pos()
        menu = cell_menu(self, TABLE_COLUMNS[index.column()], self.rows.row_at(index.row()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(at))


_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

_KEYS: Mapping[int, Callable[[ProcessTable], object]] = {
    (_CONTROL | Qt.Key.Key_C).toCombined(): ProcessTable.copy_rows,
    (_CONTROL | _SHIFT | Qt.Key.Key_C).toCombined(): ProcessTable.copy_cell,
    int(Qt.Key.Key_N): lambda table: table.go_to_flag(1),
    int(Qt.Key.Key_P): lambda table: table.go_to_flag(-1),
    int(Qt.Key.Key_M): lambda table: table.ask_to_mark(MarkWish(Wanted.TAGS)),
    (_SHIFT | Qt.Key.Key_M).toCombined(): lambda table: table.ask_to_mark(MarkWish(Wanted.NOTE)),
}
"""Beside those that Qt's table knows: arrows, page, home, end, Enter, Ctrl+A, Shift with any of them."""
