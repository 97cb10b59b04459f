"""The rows of a model as a table: drawn, selected, sorted and looked through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from core.processes.process import Place
from core.rows.column import Column
from core.rows.row import Row
from core.view.finding import around, holds
from core.view.sorting import added, clicked
from core.view.table_columns import TABLE_COLUMNS
from gui.looks.theme import SPACE, colours
from gui.table.cell_delegate import CellDelegate
from gui.table.kept_selection import KeptSelection
from gui.table.process_model import Index, ProcessModel
from gui.table.row_finder import RowFinder
from gui.table.table_header import SECTIONS, TableHeader

_ROOM, _ROOM_IF_COMPACT = 12, 8
"""Pixels of a row beside its letters: about 26 and 22 in all at the usual size."""
_SEEN = 160
"""Pixels of a wide cell that are enough to have it in sight."""

_LOOKS = frozenset(
    {
        QEvent.Type.PaletteChange,
        QEvent.Type.StyleChange,
        QEvent.Type.FontChange,
        QEvent.Type.ApplicationFontChange,
    }
)

WHOLE_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
"""How a row is selected instead of all others."""


class RowTable(QTableView):
    """Shows a `ProcessModel`."""

    row_selected = Signal(object)
    """The `Row` that the user stands on, or `None`."""
    selection_count_changed = Signal(int)
    """How many rows are selected."""
    find_ended = Signal(bool)
    """Whether a row holds the text that was looked for."""

    _is_ready = False
    """Qt tells of changes while it still makes the widget."""

    def __init__(self, model: ProcessModel, marks_flags: bool = False, parent: QWidget | None = None) -> None:
        """`marks_flags` where not all rows are flagged."""
        super().__init__(parent)
        self.rows = model
        self.header = TableHeader(lambda: model.orders, self)
        self._delegate = CellDelegate(self)
        self._delegate.marks_flags = marks_flags
        self._finder = RowFinder(model, self)
        self._wanted = ""
        self._was_found: bool | None = None
        self._empty_text = ""
        self._is_compact = False
        self._announced: Row | None = None
        self._set_up()
        self.setModel(model)
        self._kept = KeptSelection(self, model)
        self._connect()
        self._is_ready = True
        self._take_looks()
        self.header.set_column_state()

    def _set_up(self) -> None:
        self.setItemDelegate(self._delegate)
        self.setHorizontalHeader(self.header)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName("Process creations")
        numbers = self.verticalHeader()
        numbers.setSectionResizeMode(numbers.ResizeMode.Fixed)
        numbers.setMinimumSectionSize(1)
        numbers.hide()

    def _connect(self) -> None:
        model, selection = self.rows, self.selectionModel()
        selection.currentRowChanged.connect(self._announce_row)
        selection.selectionChanged.connect(self._announce_count)
        model.modelReset.connect(self._delegate.forget)
        model.modelReset.connect(self._announce_row)
        model.modelReset.connect(self._announce_count)
        model.dataChanged.connect(self._delegate.forget)
        model.sorting.connect(self.header.viewport().update)
        model.orders_changed.connect(self._on_sorted)
        self._finder.ended.connect(self._on_find_ended)
        self.header.sort_asked.connect(self.sort_by_column)
        self.header.columns_changed.connect(self._on_columns_changed)

    # ------------------------------------------------------------ rows
    def current_row(self) -> Row | None:
        """Give the row that the user stands on."""
        index = self.currentIndex()
        return self.rows.row_at(index.row()) if index.isValid() else None

    def current_column(self) -> Column | None:
        """Give the column that the user stands on."""
        index = self.currentIndex()
        return TABLE_COLUMNS[index.column()] if index.isValid() else None

    def selection_count(self) -> int:
        """Count the selected rows."""
        return self._kept.count()

    def selected_rows(self) -> Iterator[Row]:
        """Give the selected rows in the order shown."""
        return map(self.rows.row_at, self._kept.positions())

    def shown_columns(self) -> Sequence[Column]:
        """Give the columns that are shown, from left to right."""
        return self.header.shown_columns()

    def go_to(self, place: Place) -> bool:
        """Go to the row of a record; tell whether it is shown."""
        position = self.rows.view.locate(place)
        if position is not None:
            self._go_to(position)
        return position is not None

    def go_to_flag(self, step: int) -> bool:
        """Go to the next flagged row (1) or the one before (-1), once around; tell whether there is one."""
        index = self.currentIndex()
        start = index.row() if index.isValid() else None
        for position in around(start, self.rows.rowCount(), is_forward=step > 0):
            if self.rows.row_at(position).detection is not None:
                self._go_to(position)
                return True
        return False

    def _go_to(self, position: int, section: int | None = None) -> None:
        if section is None:
            index = self.currentIndex()
            section = index.column() if index.isValid() else SECTIONS[self.shown_columns()[0].key]
        index = self.rows.index(position, section)
        self.selectionModel().setCurrentIndex(index, WHOLE_ROW)
        self.scrollTo(index)

    def _announce_row(self) -> None:
        row = self.current_row()
        if row is not self._announced:
            self._announced = row
            self.row_selected.emit(row)

    def _announce_count(self) -> None:
        self.selection_count_changed.emit(self.selection_count())

    # ------------------------------------------------------------ order
    def sort_by_column(self, key: str, is_added: bool = False) -> None:
        """Do what a click on a heading does, or with `is_added` a click with Shift."""
        self.rows.sort_by((added if is_added else clicked)(self.rows.orders, key))

    def _on_sorted(self) -> None:
        self.header.viewport().update()
        index = self.currentIndex()
        if index.isValid():
            self.scrollTo(index)
        else:
            self.scrollToTop()

    # ------------------------------------------------------------ find
    def find(self, text: str, is_forward: bool = True) -> bool | None:  # type: ignore[override]  # by window id, in Qt
        """Go to the next row whose cells hold a text, in any case, or the one before; once around.

        Hides nothing. Emits `find_ended`; `None` where it will do so later because the rows are many.
        """
        self.highlight(text)
        self._was_found = None
        if not text:
            self._finder.stop()
            return False
        index = self.currentIndex()
        start = index.row() if index.isValid() else None
        self._finder.find(text, self.shown_columns(), start, is_forward)
        return self._was_found

    def highlight(self, text: str) -> None:
        """Mark a text wherever it stands; nothing for the empty text."""
        self._wanted = text
        self._delegate.highlight(text)
        self.viewport().update()

    def _on_find_ended(self, position: int | None) -> None:
        self._was_found = position is not None
        if position is not None:
            row = self.rows.row_at(position)
            columns = self.shown_columns()
            found = next(
                (one for one in columns if holds(self.rows.text(one, row), self._wanted)), columns[0]
            )
            self._go_to(position, SECTIONS[found.key])
        self.find_ended.emit(position is not None)

    # ------------------------------------------------------------ looks
    def set_compact(self, is_compact: bool) -> None:
        """Draw the rows closer together."""
        self._is_compact = is_compact
        self._take_looks()

    @property
    def empty_text(self) -> str:
        """What is said where there is no row to show."""
        return self._empty_text

    def set_empty_text(self, text: str) -> None:
        """Say this where there is no row to show."""
        self._empty_text = text
        self.viewport().update()

    def _take_looks(self) -> None:
        self._delegate.refresh()
        self.header.take_font()
        room = _ROOM_IF_COMPACT if self._is_compact else _ROOM
        self.verticalHeader().setDefaultSectionSize(round(self._delegate.fonts.height) + room)
        self.viewport().update()

    def _on_columns_changed(self) -> None:
        first = SECTIONS[self.shown_columns()[0].key]
        self._delegate.first_column = first
        index = self.currentIndex()
        if index.isValid() and self.isColumnHidden(index.column()):
            self.selectionModel().setCurrentIndex(
                index.siblingAtColumn(first), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self.viewport().update()

    # ------------------------------------------------------------ what Qt asks
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._is_ready and event.type() in _LOOKS:
            self._take_looks()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._empty_text or self.rows.rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(QColor(colours().muted))
        inside = self.viewport().rect().adjusted(4 * SPACE, 2 * SPACE, -4 * SPACE, -2 * SPACE)
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty_text)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight; sideways only where little of it is, so that the first columns stay."""
        bar, left, width = (
            self.horizontalScrollBar(),
            self.columnViewportPosition(index.column()),
            self.columnWidth(index.column()),
        )
        before = bar.value()
        super().scrollTo(index, hint)
        if left >= 0 and min(left + width, self.viewport().width()) - left >= min(width, _SEEN):
            bar.setValue(before)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: Qt would look through all rows at every letter that is typed."""
