"""The counted values of one facet into the rows that are shown of them, and checks into values chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from core.notation.visible import one_line
from core.view.facets import FacetValue
from gui.looks.plain_text import tooltip

NONE = "(none)"
"""Shown for an absent value."""
MOST_AT_FIRST = 8
"""Values shown before all are asked for."""
VALUE_ROLE = Qt.ItemDataRole.UserRole
SHARE_ROLE = Qt.ItemDataRole.UserRole + 1
"""Of all rows that the facet counts, 0 to 1."""

_Index = QModelIndex | QPersistentModelIndex


class FacetModel(QAbstractListModel):
    """Those values of a facet that are shown: the most frequent, the chosen, and all where asked for."""

    chosen = Signal(tuple)
    """The values chosen, after the user changed them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[FacetValue, ...] = ()
        self._found: tuple[FacetValue, ...] = ()
        self._shown: tuple[FacetValue, ...] = ()
        self._total = 0
        self._sought = ""
        self._is_all = False

    # ------------------------------------------------------------ what is shown
    @property
    def values(self) -> tuple[FacetValue, ...]:
        """All values, shown or not."""
        return self._values

    @property
    def found(self) -> int:
        """How many values hold what is searched for."""
        return len(self._found)

    @property
    def chosen_values(self) -> tuple[str, ...]:
        """The texts of the values that are checked."""
        return tuple(value.text for value in self._values if value.is_chosen)

    def refresh(self, values: Sequence[FacetValue]) -> bool:
        """Take new counts; tell whether anything changed."""
        if self._values == (new := tuple(values)):
            return False
        self._take(new)
        return True

    def search(self, text: str) -> None:
        """Show only values that hold a text, any case."""
        self._sought = text.casefold()
        self._find()

    def show_all(self, is_all: bool) -> None:
        """Show all values, or the first of them and those chosen."""
        self._is_all = is_all
        self._show()

    def row_of(self, text: str) -> int | None:
        """Give the row in which a value is shown."""
        return next((row for row, value in enumerate(self._shown) if value.text == text), None)

    def _take(self, values: tuple[FacetValue, ...]) -> None:
        self._values = values
        self._total = sum(value.count for value in values)
        self._find()

    def _find(self) -> None:
        self._found = self._values
        if self._sought:
            self._found = tuple(
                value for value in self._values if self._sought in shown_text(value).casefold()
            )
        self._show()

    def _show(self) -> None:
        shown = self._found
        if not self._is_all:
            shown = shown[:MOST_AT_FIRST] + tuple(v for v in shown[MOST_AT_FIRST:] if v.is_chosen)
        before, after = len(self._shown), len(shown)
        # Rows are added or taken at the end and the others repainted: nothing scrolls, nothing loses its focus.
        if after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
            self._shown += shown[before:]
            self.endInsertRows()
        elif after < before:
            self.beginRemoveRows(QModelIndex(), after, before - 1)
            self._shown = self._shown[:after]
            self.endRemoveRows()
        self._shown = shown
        if kept := min(before, after):
            self.dataChanged.emit(self.index(0), self.index(kept - 1))

    # ------------------------------------------------------------ what the user does
    def toggle(self, text: str) -> None:
        """Check a value or take its check away."""
        self._choose({value.text for value in self._values if value.is_chosen} ^ {text})

    def choose(self, *texts: str) -> None:
        """Check these values and no others."""
        self._choose(set(texts))

    def _choose(self, texts: set[str]) -> None:
        before = self.chosen_values
        self._take(tuple(FacetValue(v.text, v.count, v.text in texts) for v in self._values))
        if self.chosen_values != before:
            self.chosen.emit(self.chosen_values)

    # ------------------------------------------------------------ what Qt asks
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self._shown)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._shown):
            return None
        value = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_text(value)
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if value.is_chosen else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(f"{value.text or NONE}\n{value.count:,}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{shown_text(value)}, {value.count:,}"
        if role == VALUE_ROLE:
            return value
        if role == SHARE_ROLE:
            return value.count / self._total if self._total else 0.0
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not 0 <= index.row() < len(self._shown):
            return False
        self.toggle(self._shown[index.row()].text)
        return True


def shown_text(value: FacetValue) -> str:
    """Write a value so that it shows what it holds."""
    return one_line(value.text) or NONE
