"""Things of one kind into the rows of a plain table: a column is a heading, a width and what it says of a thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.looks.plain_text import tooltip

_Index = QModelIndex | QPersistentModelIndex
_Thing = TypeVar("_Thing")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ROW_HEIGHT = 26


@dataclass(frozen=True, slots=True)
class Column(Generic[_Thing]):
    """One column of a table of things."""

    title: str
    width: int
    """In characters."""
    text: Callable[[_Thing], str]
    is_number: bool = False
    icon: Callable[[_Thing], QIcon] | None = None


class ThingModel(QAbstractTableModel, Generic[_Thing]):
    """Things of one kind, a row each."""

    def __init__(self, columns: Sequence[Column[_Thing]]) -> None:
        super().__init__()
        self.columns = columns
        self.things: Sequence[_Thing] = ()

    def show(self, things: Sequence[_Thing]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.things = things
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.things)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = self.columns[index.column()]
        thing = self.things[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(thing)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(column.text(thing))
        if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number:
            return _RIGHT
        if role == Qt.ItemDataRole.DecorationRole and column.icon is not None:
            return column.icon(thing)
        return None


def table_of(model: ThingModel[_Thing], name: str) -> QTableView:
    """Make the view of a model; `name` is what a screen reader says."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(name)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.horizontalHeader().setStretchLastSection(True)
    for section, column in enumerate(model.columns):
        view.setColumnWidth(section, column.width * view.fontMetrics().horizontalAdvance("0"))
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    return view
