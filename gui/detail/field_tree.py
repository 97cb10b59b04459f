"""Field nodes into a tree of names, values and meanings, one line each."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from core.notation.visible import one_line
from core.reading.field_nodes import FieldNode
from gui.clipboard import put
from gui.detail.own_keys import are_taken
from gui.looks.plain_text import tooltip
from gui.looks.theme import SPACE, colours, mono_font

NAME, VALUE, MEANING = range(3)
COLUMN_TITLES = ("Field", "Value", "Meaning")
LONGEST_CELL = 400
"""Characters of a value that its cell holds; the box under the tree has all."""
NARROW = 80
"""Letters of width below which meanings have no column; the box under the tree still says them."""

_Index = QModelIndex | QPersistentModelIndex
_NODE = Qt.ItemDataRole.UserRole
_PATH = Qt.ItemDataRole.UserRole + 1


class FieldTree(QTreeWidget):
    """The fields as they are nested."""

    def __init__(self) -> None:
        super().__init__()
        self._has_meanings = False
        self.setAccessibleName("Fields of the record")
        self.setHeaderLabels(COLUMN_TITLES)
        self.setItemDelegate(_ValueDelegate(self))
        self.setUniformRowHeights(True)
        self.setIndentation(2 * SPACE)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAllColumnsShowFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)

    def fill(self, nodes: tuple[FieldNode, ...], folded: set[str]) -> None:
        """Show these fields instead, all open but those that are folded."""
        self.blockSignals(True)
        self.clear()
        made = [_item(node, ()) for node in nodes]
        self.addTopLevelItems(made)
        self._has_meanings = any(item.text(MEANING) for item in self.items())
        self.expandAll()
        for item in made:
            if path_of(item)[0] in folded:
                item.setExpanded(False)
        self._recolour()
        self.blockSignals(False)
        self._share_width()

    def items(self) -> Iterator[QTreeWidgetItem]:
        """Give all items from top to bottom, open or not."""
        waiting = [self.topLevelItem(number) for number in reversed(range(self.topLevelItemCount()))]
        while waiting:
            item = waiting.pop()
            if item is not None:
                yield item
                waiting += [item.child(number) for number in reversed(range(item.childCount()))]

    def _share_width(self) -> None:
        """Give names and meanings what they need, up to a part of the width; values have the rest."""
        width = self.viewport().width()
        is_broad = width >= NARROW * self.fontMetrics().averageCharWidth()
        self.setColumnHidden(MEANING, not (self._has_meanings and is_broad))
        self.setColumnWidth(NAME, min(self.sizeHintForColumn(NAME) + SPACE, round(width * 0.44)))
        self.setColumnWidth(MEANING, min(self.sizeHintForColumn(MEANING) + SPACE, round(width * 0.34)))

    def _recolour(self) -> None:
        font, heading, muted = mono_font(), self.font(), QColor(colours().muted)
        heading.setWeight(QFont.Weight.DemiBold)
        height = self.fontMetrics().height() + SPACE
        for item in self.items():
            item.setFont(VALUE, font)
            item.setSizeHint(VALUE, QSize(0, height))  # the widths of the other columns are asked for
            if item.childCount() and not item.text(VALUE):
                item.setFont(NAME, heading)
            item.setForeground(MEANING, muted)
            if (node := node_of(item)) is not None and not node.tag:
                item.setForeground(NAME, muted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        node = node_of(self.currentItem())
        if event.matches(QKeySequence.StandardKey.Copy):
            put("" if node is None or node.text is None else node.text)
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        return are_taken(event, (QKeySequence.StandardKey.Copy,)) or super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._recolour()


class _ValueDelegate(QStyledItemDelegate):
    """Lets a value without a meaning have the meaning's room."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tree, column = self.parent(), index.column()
        has_no_meaning = not index.sibling(index.row(), MEANING).data()
        if has_no_meaning and isinstance(tree, QTreeWidget) and not tree.isColumnHidden(MEANING):
            if column == MEANING:
                return
            if column == VALUE:
                option.rect.setRight(option.rect.right() + tree.columnWidth(MEANING))
        super().paint(painter, option, index)


def node_of(item: QTreeWidgetItem | None) -> FieldNode | None:
    """Give the field that an item shows."""
    node = None if item is None else item.data(NAME, _NODE)
    return node if isinstance(node, FieldNode) else None


def path_of(item: QTreeWidgetItem | None) -> tuple[str, ...]:
    """Give the names from the top down to an item; empty without one."""
    return () if item is None else tuple(item.data(NAME, _PATH))


def _item(node: FieldNode, above: tuple[str, ...]) -> QTreeWidgetItem:
    path = (*above, node.name)
    text = node.text or ""
    item = QTreeWidgetItem([one_line(node.name[:LONGEST_CELL]), _cell(text), one_line(node.decoded)])
    item.setData(NAME, _NODE, node)
    item.setData(NAME, _PATH, path)
    item.setToolTip(VALUE, tooltip(text))
    item.setToolTip(MEANING, tooltip(node.decoded))
    item.addChildren([_item(inner, path) for inner in (*node.attributes, *node.children)])
    return item


def _cell(text: str) -> str:
    return one_line(text[:LONGEST_CELL]) + ("…" if len(text) > LONGEST_CELL else "")
