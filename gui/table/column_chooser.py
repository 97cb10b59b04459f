"""All columns into a list, in groups, from which the user chooses what a table shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.rows.columns import COLUMNS
from core.view.table_columns import GROUPS
from gui.looks.check_box import CheckBoxDelegate
from gui.looks.theme import SPACE
from gui.table.table_header import TableHeader

_KEY = Qt.ItemDataRole.UserRole


class ColumnChooser(QDialog):
    """Shows and hides columns at once, while it is open."""

    def __init__(self, header: TableHeader, reset: Callable[[], None], parent: QWidget) -> None:
        """`reset` brings the default columns back."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Columns")
        self._header, self._reset = header, reset
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a column")
        self.search.setAccessibleName("Find a column")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setItemDelegate(_ColumnDelegate(self.tree))
        self.tree.setAccessibleName("Columns")
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups = [(self._group(title, keys), keys) for title, keys in GROUPS.items()]
        self.tree.expandAll()
        self.tree.resizeColumnToContents(0)
        self.tree.itemChanged.connect(self._on_changed)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._buttons())
        self.resize(72 * SPACE, 70 * SPACE)
        header.columns_changed.connect(self._show_state)

    def _group(self, title: str, keys: Sequence[str]) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFirstColumnSpanned(True)
        font = group.font(0)
        font.setWeight(font.Weight.DemiBold)
        group.setFont(0, font)
        for key in keys:
            item = self._items[key] = QTreeWidgetItem(group, [COLUMNS[key].title, COLUMNS[key].meaning])
            item.setForeground(1, self.palette().placeholderText())
            item.setData(0, _KEY, key)
            item.setCheckState(0, _check(self._header.is_shown(key)))
        return group

    def _buttons(self) -> QDialogButtonBox:
        kind = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kind.Reset | kind.Close)
        buttons.rejected.connect(self.close)
        buttons.button(kind.Close).setDefault(True)
        reset = buttons.button(kind.Reset)
        reset.setAutoDefault(False)
        reset.clicked.connect(self._reset)
        return buttons

    def _narrow(self, text: str) -> None:
        """Show the columns whose name or meaning holds the text."""
        wanted = text.casefold()
        for key, item in self._items.items():
            words = f"{item.text(0)} {item.text(1)} {key}"
            item.setHidden(wanted not in words.casefold())
        for group, keys in self._groups:
            group.setHidden(all(self._items[key].isHidden() for key in keys))

    def _on_changed(self, item: QTreeWidgetItem) -> None:
        key = item.data(0, _KEY)
        self._header.show_column(key, item.checkState(0) is Qt.CheckState.Checked)
        self._show_state()  # the last column cannot be taken away

    def _show_state(self) -> None:
        for key, item in self._items.items():
            state = _check(self._header.is_shown(key))
            if item.checkState(0) is not state:
                item.setCheckState(0, state)


class _ColumnDelegate(CheckBoxDelegate):
    """Gives each line some room."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + SPACE, option.fontMetrics.height() + SPACE)


def _check(is_shown: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_shown else Qt.CheckState.Unchecked
