"""What is selected before other rows are shown into the same records selected among those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QObject
from PySide6.QtWidgets import QTableView

from core.processes.process import Place
from gui.table.process_model import ProcessModel

_MOST_ROWS = 10_000
"""Selected rows that stay selected; of more, only the current one."""
_MOST_STRETCHES = 1_000
"""Rows that follow each other make one; Qt looks through all of them for every cell that it draws."""

_ROWS = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class KeptSelection(QObject):
    """Keeps the selection of a table through a reset of its model; a filter that hides a record deselects it."""

    def __init__(self, table: QTableView, model: ProcessModel) -> None:
        """Make it when the table has its model: Qt must have forgotten the selection before it is put back."""
        super().__init__(table)
        self._table, self._model = table, model
        self._current: Place | None = None
        self._section = 0
        self._selected: frozenset[Place] = frozenset()
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._put_back)

    def positions(self) -> Iterator[int]:
        """Give where the selected rows are, ascending."""
        stretches = sorted((one.top(), one.bottom()) for one in self._ranges())
        return chain.from_iterable(range(first, last + 1) for first, last in stretches)

    def count(self) -> int:
        """Count the selected rows."""
        return sum(one.height() for one in self._ranges())

    def _ranges(self) -> list[QItemSelectionRange]:
        selection = self._table.selectionModel().selection()
        return [selection.at(at) for at in range(selection.count())]

    def _keep(self) -> None:
        index = self._table.currentIndex()
        self._current = self._model.row_at(index.row()).place if index.isValid() else None
        self._section = index.column()
        positions = self.positions() if self.count() <= _MOST_ROWS else ()
        self._selected = frozenset(self._model.row_at(position).place for position in positions)

    def _put_back(self) -> None:
        selection, model = self._table.selectionModel(), self._model
        stretches = list(_stretches(model.positions_of(self._selected)))
        if len(stretches) <= _MOST_STRETCHES:
            chosen = QItemSelection()
            for first, last in stretches:
                chosen.select(model.index(first, 0), model.index(last, 0))
            selection.select(chosen, _ROWS)
        position = None if self._current is None else model.view.locate(self._current)
        if position is not None:
            index = model.index(position, self._section)
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self._table.scrollTo(index)


def _stretches(positions: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Join ascending positions that follow each other into the first and the last of them."""
    first = last = None
    for position in positions:
        if first is None or last is None:
            first = last = position
        elif position == last + 1:
            last = position
        else:
            yield first, last
            first = last = position
    if first is not None and last is not None:
        yield first, last
