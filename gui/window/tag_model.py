"""The tags of a case, and those of the chosen rows, into a list that is narrowed by what is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.errors import UsageError
from core.rows.row import Row
from core.view.marks import tag_of

COUNT_ROLE = Qt.ItemDataRole.UserRole
"""How many rows have the tag, as text; for a tag that is new, what it is."""
_Index = QModelIndex | QPersistentModelIndex


class TagModel(QAbstractListModel):
    """A line for each tag that holds what is typed, and one for what is typed where it is a new tag."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._in_use: Mapping[str, int] = {}
        self._rows: Sequence[Row] = ()
        self._typed = ""
        self._lines: list[str] = []
        self._states: dict[str, Qt.CheckState] = {}

    def show(self, in_use: Mapping[str, int], rows: Sequence[Row]) -> None:
        """Show these tags; a check says that all of the rows have one, half a check that some have."""
        self.beginResetModel()
        self._in_use, self._rows = in_use, rows
        self._states = {}
        self._arrange()
        self.endResetModel()

    def narrow(self, typed: str) -> None:
        """Show those that hold a text, those that begin with it first."""
        self.beginResetModel()
        self._typed = typed
        self._arrange()
        self.endResetModel()

    def tag_at(self, line: int) -> str:
        """Give the tag of a line, empty where there is none."""
        return self._lines[line] if 0 <= line < len(self._lines) else ""

    def state(self, tag: str) -> Qt.CheckState:
        """Tell whether all, some or none of the rows have a tag."""
        if tag not in self._states:
            having = sum(tag in row.mark.tags for row in self._rows)
            whole = Qt.CheckState.Checked if having == len(self._rows) else Qt.CheckState.PartiallyChecked
            self._states[tag] = whole if having else Qt.CheckState.Unchecked
        return self._states[tag]

    def _arrange(self) -> None:
        wanted = " ".join(self._typed.split()).casefold()
        folded = {tag: tag.casefold() for tag in self._in_use}
        found = [tag for tag, lower in folded.items() if wanted in lower]
        self._lines = sorted(found, key=lambda tag: not folded[tag].startswith(wanted))
        if wanted and wanted not in folded.values():
            try:
                self._lines.insert(0, tag_of(self._typed))
            except UsageError:
                return

    # ------------------------------------------------------------ what Qt asks
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        tag = self.tag_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return tag
        if role == Qt.ItemDataRole.CheckStateRole:
            return self.state(tag)
        if role == COUNT_ROLE:
            count = self._in_use.get(tag)
            return "new" if count is None else f"{count:,}" if count else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tag}, {_SAID[self.state(tag)]}"
        return None


_SAID: Mapping[Qt.CheckState, str] = {
    Qt.CheckState.Checked: "on",
    Qt.CheckState.PartiallyChecked: "on some of the rows",
    Qt.CheckState.Unchecked: "off",
}
