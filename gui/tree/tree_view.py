"""A tree model onto the screen: columns that fit, keys, a menu, and children fetched when they come into sight."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from time import monotonic

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QStyleOptionViewItem, QTreeView, QWidget

from gui import clipboard
from gui.looks.theme import SPACE, icon
from gui.tree.tree_delegate import TreeDelegate
from gui.tree.tree_model import TITLES, Column, Index, TreeModel

_NEEDED: Mapping[Column, str] = {
    Column.PROCESS: "          powershell.exe  ↳ medium",
    Column.PID: "123456",
    Column.LINK: "",
    Column.COMMAND_LINE: "x" * 28,
    Column.TIME: "2026-03-12 09:14:21.667",
    Column.USER: "DOMAIN\\m.keller",
    Column.INTEGRITY: "medium",
}
"""What a column has room for where it is shown, the most important first: in a narrow pane the others give way."""
_LINKS_WORD = "recorded"
_WIDEST_NAME = 0.36
_NAMES_FIRST = 0.3
"""Part of it that they have before less important columns are shown."""
"""Part of the width that names may take where there are command lines beside them."""
_BROAD = 560
CARET = 10
BAR = 3
"""Pixels of the bar that marks the process in focus."""
MOST_UNFOLDED = 400
"""Processes that are unfolded by themselves."""
UNFOLDING_MS = 40
"""Milliseconds that this may take; what is left stays folded."""


class ProcessTreeView(QTreeView):
    """Shows a `TreeModel`."""

    chosen = Signal(int)
    """Enter or double click: the id of a process that stands in the logs."""
    current_changed = Signal(object)
    """Another process, or None, is the current one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.painter_of_cells = TreeDelegate(self)
        self.setItemDelegate(self.painter_of_cells)
        self.setAccessibleName("Process tree")
        self.setUniformRowHeights(True)
        self.setIndentation(2 * SPACE)
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.header().setStretchLastSection(False)
        self.header().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.header().setSectionsMovable(False)
        self.header().setMinimumSectionSize(24)
        self._fetching = QTimer(self, singleShot=True, interval=0)
        self._fetching.timeout.connect(self._fetch_in_sight)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._fetching.start())
        self.expanded.connect(lambda _: self._fetching.start())

    # ------------------------------------------------------------ what is shown

    def tree_model(self) -> TreeModel | None:
        """Give the model that is shown."""
        model = self.model()
        return model if isinstance(model, TreeModel) else None

    def set_tree_model(self, model: TreeModel) -> None:
        """Show another model; the one before is let go."""
        before, selection = self.model(), self.selectionModel()
        self.setModel(model)
        model.setParent(self)
        for old in (selection, before):
            if old is not None:
                old.deleteLater()
        self.selectionModel().currentChanged.connect(lambda _now, _before: self._say_current())
        model.modelReset.connect(self._say_current)
        self.share_width()

    def current_id(self) -> int | None:
        """Give the process that the keys act on."""
        model = self.tree_model()
        return None if model is None else model.id_at(self.currentIndex())

    def go_to(self, id: int) -> bool:
        """Unfold what is above a process and make it the current one; False where it is not shown."""
        model = self.tree_model()
        index = QModelIndex() if model is None else model.index_of(id)
        if not index.isValid():
            return False
        self._unfold_above(index)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def unfold(self, ids: Iterable[int]) -> None:
        """Unfold these processes and what is above them, as many as do not keep anybody waiting."""
        model, until = self.tree_model(), monotonic() + UNFOLDING_MS / 1000
        for id in islice(ids, MOST_UNFOLDED):
            index = QModelIndex() if model is None else model.index_of(id)
            if index.isValid() and not self.isExpanded(index):
                self._unfold_above(index)
                self.expand(index)
            if monotonic() > until:
                return

    def _unfold_above(self, index: QModelIndex) -> None:
        above = index.parent()
        while above.isValid():
            self.expand(above)
            above = above.parent()

    def unfold_below(self, id: int) -> None:
        """Unfold a process and what is below it."""
        model = self.tree_model()
        if model is None:
            return
        waiting, until = deque([id]), monotonic() + UNFOLDING_MS / 1000
        while waiting and monotonic() < until:
            one = waiting.popleft()
            index = model.index_of(one)
            if model.hasChildren(index):
                self.expand(index)
                waiting += model.view.children(one)[:MOST_UNFOLDED]

    # ------------------------------------------------------------ columns

    def _least_width(self, column: Column) -> int:
        """Give the pixels of a column's heading, or of what it needs room for."""
        heading = QFont(self.font())
        heading.setWeight(QFont.Weight.DemiBold)
        words = max(
            QFontMetrics(heading).horizontalAdvance(TITLES[column]),
            self.fontMetrics().horizontalAdvance(_NEEDED[column]),
        )
        return words + 2 * SPACE + 2 + (self.painter_of_cells.icon_room if column is Column.PROCESS else 0)

    def share_width(self) -> None:
        """Show the columns that have room, the most important first, and share the width among them."""
        width = self.viewport().width()
        self.setIndentation(2 * SPACE if width >= _BROAD else SPACE + SPACE // 2)
        least_widths = {column: self._least_width(column) for column in _NEEDED}
        names = self.sizeHintForColumn(Column.PROCESS) + SPACE
        least_widths[Column.PROCESS] = max(
            least_widths[Column.PROCESS], min(names, round(width * _NAMES_FIRST))
        )
        room, shown = width, set()
        for column, least in least_widths.items():
            if column is not Column.PROCESS and room < least:
                break
            shown.add(column)
            room -= least
        for column in Column:
            self.setColumnHidden(column, column not in shown)
        if not shown or self.model() is None:
            return
        widths = {column: least_widths[column] for column in shown}
        spare = width - sum(widths.values())
        if Column.COMMAND_LINE in shown:
            more = min(spare, min(names, round(width * _WIDEST_NAME)) - widths[Column.PROCESS])
            widths[Column.PROCESS] += max(0, more)
            spare -= max(0, more)
        word = self.painter_of_cells.icon_room + self.fontMetrics().horizontalAdvance(_LINKS_WORD)
        more = max(0, word + 2 * SPACE + 2 - least_widths[Column.LINK])
        if spare >= more and Column.LINK in shown:
            widths[Column.LINK] += more
            spare -= more
        if Column.COMMAND_LINE in shown:
            widths[Column.COMMAND_LINE] += spare
            spare = 0
        widths[Column.PROCESS] = max(80, widths[Column.PROCESS] + spare)
        for column, pixels in widths.items():
            self.setColumnWidth(column, pixels)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.share_width()
        self._fetching.start()

    def sizeHint(self) -> QSize:
        return QSize(420, 320)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a hairline under the whole row, and a bar beside the process whose family is shown."""
        super().drawRow(painter, option, index)
        place, cells = option.rect, self.painter_of_cells
        painter.fillRect(place.left(), place.bottom(), place.width(), 1, cells.line)
        if cells.focus is not None and index.internalId() == cells.focus:
            painter.fillRect(place.left(), place.top(), BAR, place.height() - 1, cells.accent)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Draw the sign that folds, readable on the row's ground in every theme."""
        is_selected = self.selectionModel().isRowSelected(index.row(), index.parent())
        cells, model = self.painter_of_cells, self.tree_model()
        ink = cells.ink(is_selected)
        if is_selected:
            painter.fillRect(rect, ink.ground)
        if model is not None and model.hasChildren(index):
            size = self.indentation()
            place = QRect(rect.right() + 1 - size, rect.top(), size, rect.height())
            box = QRect(0, 0, CARET, CARET)
            box.moveCenter(place.center())
            sign = "caret-down" if self.isExpanded(index) else "caret-right"
            icon(f"{sign}-bold", ink.muted.name()).paint(painter, box)

    # ------------------------------------------------------------ fetching

    def _fetch_in_sight(self) -> None:
        """Fetch more children where the last that is there has come into sight; Qt does so for roots alone."""
        model, index = self.tree_model(), self.indexAt(QPoint(0, 0))
        bottom = self.viewport().height()
        while model is not None and index.isValid() and self.visualRect(index).top() <= bottom:
            parent = index.parent()
            if index.row() + 1 == model.rowCount(parent) and model.canFetchMore(parent):
                model.fetchMore(parent)
            index = self.indexBelow(index)

    # ------------------------------------------------------------ keys and menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        id, index = self.current_id(), self.currentIndex().siblingAtColumn(Column.PROCESS)
        if id is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.copy_row(id)
        elif id is not None and event.key() == Qt.Key.Key_Space:
            self.setExpanded(index, not self.isExpanded(index))
        elif id is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(id)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and (event.matches(QKeySequence.StandardKey.Copy) or event.key() == Qt.Key.Key_Space)
        ):
            event.accept()
            return True
        return super().event(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        model = self.tree_model()
        id = None if model is None else model.id_at(self.indexAt(event.position().toPoint()))
        if id is not None and event.button() is Qt.MouseButton.LeftButton:
            self._choose(id)
        super().mouseDoubleClickEvent(event)

    def copy_row(self, id: int) -> None:
        """Copy what all columns say of a process."""
        if (model := self.tree_model()) is not None:
            clipboard.put(clipboard.line(model.text(id, column) for column in Column))

    def menu(self, id: int) -> QMenu:
        """Offer what can be done with a process."""
        menu, model = QMenu(self), self.tree_model()
        process = None if model is None else model.family.process(id)
        line = None if process is None else process.command_line
        root = id if model is None else model.family.root(id)
        _add(menu, "&Show in the table\tEnter", lambda: self._choose(id), process is not None)
        menu.addSeparator()
        _add(menu, "Copy the command &line", lambda: clipboard.put(line or ""), line is not None)
        _add(menu, "&Copy the row\tCtrl+C", lambda: self.copy_row(id))
        menu.addSeparator()
        _add(menu, "E&xpand what it started", lambda: self.unfold_below(id))
        _add(menu, "Expand the &family", lambda: self.unfold_below(root))
        _add(menu, "C&ollapse the family", lambda: self._fold(root))
        return menu

    def _fold(self, root: int) -> None:
        if (model := self.tree_model()) is not None:
            self.setCurrentIndex(model.index_of(root))
            self.collapse(model.index_of(root))

    def _open_menu(self, point: QPoint) -> None:
        model, index = self.tree_model(), self.indexAt(point)
        id = None if model is None else model.id_at(index)
        if id is None:
            return
        menu = self.menu(id)
        menu.exec(self.viewport().mapToGlobal(point))
        menu.deleteLater()

    def _choose(self, id: int) -> None:
        model = self.tree_model()
        if model is not None and not model.family.is_missing(id):
            self.chosen.emit(id)

    def _say_current(self) -> None:
        self.current_changed.emit(self.current_id())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.painter_of_cells.refresh()
            self.share_width()


def _add(menu: QMenu, words: str, act: Callable[[], object], is_enabled: bool = True) -> None:
    action = menu.addAction(words)
    action.setEnabled(is_enabled)
    action.triggered.connect(lambda: act())
