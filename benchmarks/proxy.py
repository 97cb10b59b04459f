"""The peer of `core.view.view`: the same rows behind Qt's own proxy model, as most viewers have it."""

# ruff: noqa: TID251  # this peer is Qt
# ruff: noqa: N802  # methods that Qt calls keep Qt's spelling

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRegularExpression,
    QSortFilterProxyModel,
    Qt,
)

from core.rows.columns import COLUMNS
from core.rows.row import Row

_KEYS = (
    *("time_created", "severity", "hostname", "user", "integrity_level", "exe", "command_line", "document"),
    "source",
)
_SORT_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    """Rows with the usual columns; text is made when it is asked for."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self._rows = rows
        self._texts = [COLUMNS[key].text for key in _KEYS]
        self._sort_keys = [COLUMNS[key].sort_key for key in _KEYS]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_KEYS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts[index.column()](self._rows[index.row()])
        if role == _SORT_ROLE:
            return self._sort_keys[index.column()](self._rows[index.row()])
        return None


class _Proxy(QSortFilterProxyModel):
    """A proxy whose filter is a test of rows."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self._rows = rows
        self._tests: Sequence[Callable[[Row], bool]] = ()

    def set_tests(self, tests: Sequence[Callable[[Row], bool]]) -> None:
        """Filter anew."""
        self._tests = tests
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:
        row = self._rows[source_row]
        return all(test(row) for test in self._tests)


class Peer:
    """A table of rows as Qt offers it."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._model = _Model(rows)
        self._proxy = QSortFilterProxyModel()

    @property
    def rows(self) -> int:
        """How many it holds, shown or not."""
        return len(self._rows)

    def begin(self) -> None:
        """Forget all filters and orders."""
        self._proxy = _fed(QSortFilterProxyModel(), self._model)

    def begin_tests(self) -> None:
        """The same, for `filter_by_tests`."""
        self._proxy = _fed(_Proxy(self._rows), self._model)

    def filter_by_tests(self, tests: Sequence[Callable[[Row], bool]]) -> int:
        """Filter by our own tests, called by `filterAcceptsRow`: the fastest way that Python has."""
        assert isinstance(self._proxy, _Proxy)
        self._proxy.set_tests(tests)
        return self._proxy.rowCount()

    def filter_by_text(self, column: str, text: str) -> int:
        """Filter by a text that is contained, any case, the way that Qt has built in."""
        self._proxy.setFilterKeyColumn(_KEYS.index(column))
        self._proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._proxy.setFilterFixedString(text)
        return self._proxy.rowCount()

    def filter_by_expression(self, column: str, pattern: str) -> int:
        """Filter by a regular expression, any case."""
        self._proxy.setFilterKeyColumn(_KEYS.index(column))
        option = QRegularExpression.PatternOption.CaseInsensitiveOption
        self._proxy.setFilterRegularExpression(QRegularExpression(pattern, option))
        return self._proxy.rowCount()

    def sort_by(self, column: str) -> int:
        """Sort by the same keys as ours."""
        self._proxy.sort(_KEYS.index(column))
        return self._proxy.rowCount()

    def count(self, columns: Sequence[str]) -> int:
        """Count the values of what is shown."""
        rows = range(self._proxy.rowCount())
        for number in map(_KEYS.index, columns):
            Counter(self._proxy.index(row, number).data(_SORT_ROLE) for row in rows)
        return len(rows)


def _fed(proxy: QSortFilterProxyModel, model: _Model) -> QSortFilterProxyModel:
    proxy.setSourceModel(model)
    proxy.setSortRole(_SORT_ROLE)
    proxy.rowCount()
    return proxy
