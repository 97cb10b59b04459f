"""Things of one kind into the rows of a plain table: a column is a heading, a width and what it says of a thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from gui.looks.ink import LEAST_FOR_MARKS, contrast
from gui.looks.plain_text import tooltip
from gui.looks.theme import SPACE, colours, icon

_Index = QModelIndex | QPersistentModelIndex
_Thing = TypeVar("_Thing")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SIGN = Qt.ItemDataRole.UserRole
_LEAST_HEIGHT = 26
"""Pixels of a row."""
_PADDING = 5
"""Pixels that stand, with the 3 of the style, beside a cell's text: as much as beside a heading's."""

Sign = tuple[str, str]
"""An icon of `gui.looks.theme.icon`, and its colour on a ground that is not selected."""


@dataclass(frozen=True, slots=True)
class Column(Generic[_Thing]):
    """One column of a table of things."""

    title: str
    width: int
    """In digits; of a heading that needs more, as much as it needs."""
    text: Callable[[_Thing], str]
    is_number: bool = False
    sign: Callable[[_Thing], Sign] | None = None
    tip: Callable[[_Thing], str] | None = None
    """What a tooltip says, where that is more than the cell."""


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
            return tooltip((column.tip or column.text)(thing))
        if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number:
            return _RIGHT
        if role in (Qt.ItemDataRole.DecorationRole, _SIGN) and column.sign is not None:
            sign = column.sign(thing)
            return sign if role == _SIGN else icon(*sign)
        return None


class ThingTable(QTableView):
    """Shows a `ThingModel`, in columns and rows that grow with the letters."""

    def __init__(self, model: ThingModel[_Thing], name: str) -> None:
        """`name` is what a screen reader says."""
        super().__init__()
        self._widths = [column.width for column in model.columns]
        self.setModel(model)
        self.setItemDelegate(SignDelegate(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setStyleSheet(f"QTableView::item {{ padding: 0 {_PADDING}px; }}")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.take_sizes()

    def take_sizes(self) -> None:
        """Give columns and rows the sizes that the letters of the moment ask for."""
        metrics, header = self.fontMetrics(), self.horizontalHeader()
        self.verticalHeader().setMinimumSectionSize(max(_LEAST_HEIGHT, metrics.height() + SPACE + 2))
        self.verticalHeader().setDefaultSectionSize(self.verticalHeader().minimumSectionSize())
        for section, width in enumerate(self._widths):
            wanted = width * metrics.horizontalAdvance("0") + 2 * SPACE
            self.setColumnWidth(section, max(wanted, header.sectionSizeHint(section)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_widths"):
            self.take_sizes()


class SignDelegate(QStyledItemDelegate):
    """Draws a sign so that it is seen on a selected row too."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        sign = index.data(_SIGN)
        if sign is not None and option.state & QStyle.StateFlag.State_Selected:
            (name, colour), shades = sign, colours()
            is_seen = contrast(colour, shades.selection) >= LEAST_FOR_MARKS
            option.icon = icon(name, colour if is_seen else shades.selection_text)
