"""A text that the user looks for into a position in the table, slice by slice so that the window stays alive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from core.rows.column import Column
from core.view.finding import around, finding
from gui.table.process_model import ProcessModel

AT_ONCE = 5
"""Slices that are looked through before `find` returns."""


class RowFinder(QObject):
    """Looks through the rows that are shown, one search at a time."""

    ended = Signal(object)
    """The position of the row, or `None` where no row holds the text."""

    def __init__(self, model: ProcessModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._steps: Iterator[int | None] | None = None
        self._next_slice = QTimer(self)
        self._next_slice.setInterval(0)
        self._next_slice.timeout.connect(self._look_further)
        # Positions would no longer mean the same rows.
        model.modelAboutToBeReset.connect(self.stop)
        model.layoutAboutToBeChanged.connect(self.stop)

    @property
    def is_looking(self) -> bool:
        """Whether a search has not ended yet."""
        return self._steps is not None

    def find(self, text: str, columns: Sequence[Column], start: int | None, is_forward: bool) -> None:
        """Look from the row behind (or before) `start` once around; emits `ended`, perhaps before it returns."""
        self.stop()
        positions = around(start, self._model.rowCount(), is_forward)
        self._steps = finding(text, columns, self._model.zone, self._model.row_at, positions)
        for _ in range(AT_ONCE):
            if self._steps is not None:
                self._look_further()
        if self._steps is not None:
            self._next_slice.start()

    def stop(self) -> None:
        """Look no further."""
        self._steps = None
        self._next_slice.stop()

    def _look_further(self) -> None:
        if self._steps is None:
            return
        for found in self._steps:
            if found is None:
                return  # a slice without it
            break
        else:
            found = None
        self.stop()
        self.ended.emit(found)
