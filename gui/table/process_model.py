"""A view of rows into the model that Qt's table draws from: a thin window, which decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress, count

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from core.filter.term import Term
from core.processes.process import Place
from core.rows.column import Column, Kind
from core.rows.row import Row
from core.view.cell_text import full, heading, shown
from core.view.table_columns import TABLE_COLUMNS
from core.view.times import UTC_ZONE, Zone
from core.view.view import Order, View
from gui.looks.plain_text import tooltip

AT_ONCE = 200_000
"""Rows up to which a filter takes effect before `filter_by` returns, and an order before `sort_by` does."""

_FEW_PLACES = 8
"""Records that are looked for one by one; of more, all rows are looked at once."""

_ALIGNMENTS: Mapping[Kind, Qt.AlignmentFlag] = {
    Kind.NUMBER: Qt.AlignmentFlag.AlignRight,
    Kind.OFFSET: Qt.AlignmentFlag.AlignRight,
}

_WITH_HINT = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"
"""The form of a signal that says that whole rows moved: then Qt keeps one index a row, not one a cell."""

Index = QModelIndex | QPersistentModelIndex


class ProcessModel(QAbstractTableModel):
    """The rows that a view shows, one column for each of `TABLE_COLUMNS`.

    Everything that changes the view goes through here, so that Qt is told.
    """

    filtered = Signal()
    """A filter has taken effect."""
    sorting = Signal()
    """The rows will be sorted by other columns: `orders` gives them."""
    orders_changed = Signal()
    """The rows are sorted by other columns."""

    def __init__(self, view: View | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view = view if view is not None else View()
        self.zone = UTC_ZONE
        self._rows: Sequence[Row] = self.view.rows
        self._shown: Sequence[int] = self.view.shown
        self._wanted_terms: tuple[Term, ...] | None = None
        """`None`: those in force."""
        self._wanted_orders: tuple[Order, ...] | None = None
        self._arranging: Iterator[float] | None = None
        self._next_slice = QTimer(self)
        self._next_slice.setInterval(0)
        self._next_slice.timeout.connect(self._arrange_one_slice)
        self._data: Mapping[int, Callable[[Column, Row], object]] = {
            Qt.ItemDataRole.DisplayRole: self.text,
            Qt.ItemDataRole.ToolTipRole: lambda column, row: tooltip(full(column, row)),
            Qt.ItemDataRole.AccessibleTextRole: lambda column, row: shown(column, row, self.zone),
            Qt.ItemDataRole.TextAlignmentRole: lambda column, _row: alignment(column),
        }

    # ------------------------------------------------------------ what Qt asks
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(TABLE_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        answer = self._data.get(role)
        if answer is None or not index.isValid():
            return None
        return answer(TABLE_COLUMNS[index.column()], self.row_at(index.row()))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(TABLE_COLUMNS):
            return None
        column = TABLE_COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading(column, self.zone)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(f"{heading(column, self.zone)}: {column.meaning}")
        return alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    # ------------------------------------------------------------ what the table asks
    def row_at(self, position: int) -> Row:
        """Give the row at a position from 0."""
        return self._rows[self._shown[position]]

    def number_at(self, position: int) -> int:
        """Give the number of that row in the view; it names the row until `replace`."""
        return self._shown[position]

    def text(self, column: Column, row: Row) -> str:
        """Give the text of a cell in the current time zone."""
        return shown(column, row, self.zone)

    def positions_of(self, places: Iterable[Place]) -> list[int]:
        """Give where records are shown, ascending; those that are not are left out."""
        wanted = set(places)
        if len(wanted) <= _FEW_PLACES:
            found = (self.view.locate(place) for place in wanted)
            return sorted(position for position in found if position is not None)
        numbers = self.view.numbers_of(wanted)
        return list(compress(count(), map(numbers.__contains__, self._shown)))

    # ------------------------------------------------------------ changes
    def add(self, rows: Iterable[Row]) -> None:
        """Take rows in, and show those that meet the filter below all others."""
        numbers = self.view.add(rows)
        if not numbers:
            return
        first = len(self._shown)
        self.beginInsertRows(QModelIndex(), first, first + len(numbers) - 1)
        self.view.show(numbers)
        self._take()
        self.endInsertRows()

    def replace(self, rows: Iterable[Row]) -> None:
        """Put these rows in the place of all others."""
        self.view.replace(rows)
        self._reset()

    def filter_by(self, terms: Sequence[Term]) -> None:
        """Show the rows that meet all terms: at once where they are few, else slice by slice between the window's
        other work. What still runs is dropped; an order that was asked for takes effect together with the filter.
        Emits `filtered` when it has.
        """
        self._wanted_terms = tuple(terms)
        self._arrange()

    def sort_by(self, orders: Sequence[Order]) -> None:
        """Sort the rows in the same way; what is selected stays on its record. Emits `orders_changed` then."""
        self._wanted_orders = tuple(orders)
        self.sorting.emit()
        self._arrange()

    @property
    def orders(self) -> tuple[Order, ...]:
        """What the rows are sorted by, soon at the latest."""
        return self.view.orders if self._wanted_orders is None else self._wanted_orders

    @property
    def is_filtering(self) -> bool:
        """Whether a filter has not taken effect yet."""
        return self._wanted_terms is not None

    @property
    def is_sorting(self) -> bool:
        """Whether an order has not taken effect yet."""
        return self._wanted_orders is not None

    def stop_filtering(self) -> None:
        """Drop a filter that has not taken effect yet; an order that has not goes on."""
        self._wanted_terms = None
        if self._wanted_orders is None:
            self._stop()
        else:
            self._arrange()

    def _arrange(self) -> None:
        self._arranging = self.view.arranging(self._wanted_terms, self._wanted_orders)
        if len(self._rows) <= AT_ONCE:
            for _ in self._arranging:
                pass
            self._take_effect()
            return
        self._next_slice.start()
        self._arrange_one_slice()

    def _arrange_one_slice(self) -> None:
        if self._arranging is not None and next(self._arranging, None) is None:
            self._take_effect()

    def _stop(self) -> None:
        self._arranging = self._wanted_terms = self._wanted_orders = None
        self._next_slice.stop()

    def _take_effect(self) -> None:
        is_filtered, is_sorted = self.is_filtering, self.is_sorting
        self._stop()
        if is_filtered:
            self._reset()
        else:
            self._move()
        if is_sorted:
            self.orders_changed.emit()
        if is_filtered:
            self.filtered.emit()

    def _move(self) -> None:
        """Show the same rows in the view's order."""
        hint = QAbstractItemModel.LayoutChangeHint.VerticalSortHint
        self.layoutAboutToBeChanged[_WITH_HINT].emit([], hint)  # type: ignore[index]  # missing in PySide's types
        before = self.persistentIndexList()
        numbers = [self._shown[index.row()] for index in before]
        self._take()
        if before:
            at = compress(count(), map(set(numbers).__contains__, self._shown))
            positions = {self._shown[position]: position for position in at}
            after = [
                self.index(positions[number], index.column())
                for number, index in zip(numbers, before, strict=True)
            ]
            self.changePersistentIndexList(before, after)
        self.layoutChanged[_WITH_HINT].emit([], hint)  # type: ignore[index]  # missing in PySide's types

    def refresh(self, columns: Collection[str], places: Collection[Place]) -> None:
        """Take in that the rows of records have other values in these columns; a filter on them takes effect."""
        numbers = self.view.numbers_of(places)
        if self.view.refresh(columns, numbers):
            self._reset()
            self.filtered.emit()
        elif numbers and len(self._shown):
            last = self.index(len(self._shown) - 1, len(TABLE_COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def set_zone(self, zone: Zone) -> None:
        """Write all times in another zone."""
        self.zone = zone
        last = len(TABLE_COLUMNS) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        if len(self._shown):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, last))

    def _reset(self) -> None:
        # Until `_take`, this model still gives the rows as they were, for whoever wants to remember them.
        self.beginResetModel()
        self._take()
        self.endResetModel()

    def _take(self) -> None:
        self._rows, self._shown = self.view.rows, self.view.shown


def alignment(column: Column) -> Qt.AlignmentFlag:
    """Give where a column's values and heading stand: numbers to the right."""
    return _ALIGNMENTS.get(column.kind, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
