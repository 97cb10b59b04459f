"""A view of a family into rows for Qt: ids alone in memory, and only those that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.detection.detections import Detection
from core.notation.visible import one_line
from core.processes.family import Family, Node
from core.processes.living import start_of
from core.view.family_view import FamilyView
from core.view.times import UTC_ZONE, Zone, text_in
from core.words import node_words
from gui.looks.plain_text import tooltip

AT_ONCE = 500
"""Children that are fetched together; a crafted log can give one process a million."""
MOST_REACHED = 2_000
"""Siblings that are fetched to get at one of them: Qt looks at each that it knows, and the window would wait."""

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_TOP = -1
"""Stands for what is above the roots."""


class Column(IntEnum):
    """The columns, from left to right."""

    PROCESS = 0
    PID = 1
    TIME = 2
    USER = 3
    INTEGRITY = 4
    COMMAND_LINE = 5
    LINK = 6


_COLUMNS = len(Column)

TITLES: Mapping[Column, str] = {
    Column.PROCESS: "Process",
    Column.PID: "PID",
    Column.TIME: "Time",
    Column.USER: "User",
    Column.INTEGRITY: "Integrity",
    Column.COMMAND_LINE: "Command line",
    Column.LINK: "Link",
}
_TO_THE_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TreeModel(QAbstractItemModel):
    """Shows what a `FamilyView` shows; call `reset` when that has chosen anew."""

    def __init__(self, view: FamilyView, zone: Zone = UTC_ZONE, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.shows_hosts = False
        """Whether roots name their host: where there are several."""
        self._zone = zone
        self._all: dict[int, Sequence[int]] = {}
        """Below each process that was asked for, all that is shown."""
        self._fetched: dict[int, int] = {}
        """How many of them Qt knows."""
        self._rows: dict[int, int] = {}
        """Where those stand that Qt knows."""
        self._nodes: dict[int, Node] = {}
        """The last few that were drawn."""
        self._fetch_first_roots()

    @property
    def family(self) -> Family:
        """What is shown of."""
        return self.view.family

    def reset(self) -> None:
        """Take what the view shows now."""
        self.beginResetModel()
        for known in (self._all, self._fetched, self._rows, self._nodes):
            known.clear()
        self._fetch_first_roots()
        self.endResetModel()

    def set_zone(self, zone: Zone) -> None:
        """Write times in this zone."""
        self._zone = zone
        if self.rowCount():
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, Column.TIME, Column.TIME)
            self.layoutChanged.emit()

    # ------------------------------------------------------------ ids and indexes

    def id_at(self, index: Index) -> int | None:
        """Give the process that an index stands for."""
        return index.internalId() if index.isValid() else None

    def index_of(self, id: int, column: Column = Column.PROCESS) -> QModelIndex:
        """Give the index of a process, fetching what is needed.

        An invalid one where it is not shown, or too far down to be reached.
        """
        if not self.view.is_shown(id):
            return QModelIndex()
        parent = _TOP
        for one in (*self.family.ancestors(id), id):
            if not self._fetch_up_to(parent, one):
                return QModelIndex()
            parent = one
        return self.createIndex(self._rows[id], column, id)

    def node(self, id: int) -> Node:
        """Describe a process."""
        node = self._nodes.get(id)
        if node is None:
            if len(self._nodes) >= AT_ONCE:
                self._nodes.clear()
            node = self._nodes[id] = self.family.node(id)
        return node

    def finding(self, id: int) -> Detection | None:
        """Give what is found of a process."""
        return self.view.findings.get(id)

    def text(self, id: int, column: Column) -> str:
        """Give what a cell says; of the first column the name."""
        return _TEXTS[column](self.node(id), self._zone)

    # ------------------------------------------------------------ what Qt asks

    def index(self, row: int, column: int, parent: Index = _NO_PARENT) -> QModelIndex:
        above = _id(parent)
        if not (0 <= column < _COLUMNS and 0 <= row < self._fetched.get(above, 0)):
            return QModelIndex()
        return self.createIndex(row, column, self._all[above][row])

    def parent(self, index: Index = _NO_PARENT) -> QModelIndex:  # type: ignore[override]  # Qt has two
        id = self.id_at(index)
        above = None if id is None else self.family.parent(id)
        if above is None or above not in self._rows:
            return QModelIndex()
        return self.createIndex(self._rows[above], 0, above)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        if parent.column() > 0:
            return 0
        return self._fetched.get(_id(parent), 0)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return _COLUMNS

    def hasChildren(self, parent: Index = _NO_PARENT) -> bool:
        above = self.id_at(parent)
        if above is None:
            return bool(self.view.roots)
        return parent.column() == 0 and self.view.has_children(above)

    def canFetchMore(self, parent: Index) -> bool:
        above = _id(parent)
        return parent.column() <= 0 and self._fetched.get(above, 0) < len(self._look_up(above))

    def fetchMore(self, parent: Index) -> None:
        self._fetch(_id(parent), AT_ONCE)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < _COLUMNS:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            title = TITLES[Column(section)]
            return f"{title} ({self._zone.name})" if section == Column.TIME else title
        if role == Qt.ItemDataRole.TextAlignmentRole and section == Column.PID:
            return _TO_THE_RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        id = self.id_at(index)
        if id is None:
            return None
        column = Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(id, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._tip(id, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(id) if column is Column.PROCESS else self.text(id, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.PID:
            return _TO_THE_RIGHT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    # ------------------------------------------------------------ words

    def spoken(self, id: int) -> str:
        """Say what the first column shows, with what icons and weights say in it."""
        node, found = self.node(id), self.finding(id)
        words = [node_words.name(node)]
        if node.process is None:
            words.append(node_words.NOT_IN_THESE_LOGS)
        if found is not None:
            words.append(f"{found.severity}, {node_words.kind(found)}")
        if self.shows_hosts and self.family.parent(id) is None:
            words.append(f"on {node_words.host(node)}")
        return " ".join(words)

    def _tip(self, id: int, column: Column) -> str:
        node = self.node(id)
        if column in (Column.PROCESS, Column.LINK):
            head = [] if column is Column.LINK else [node.image_path or node_words.UNNAMED]
            return "\u2028".join([*head, *node_words.sentences(node, self.finding(id))])
        if column is Column.COMMAND_LINE and node.process is not None:
            return node.process.command_line or node_words.NO_COMMAND_LINE
        return self.text(id, column)

    # ------------------------------------------------------------ fetching

    def _look_up(self, above: int) -> Sequence[int]:
        found = self._all.get(above)
        if found is None:
            found = self._all[above] = self.view.roots if above == _TOP else self.view.children(above)
        return found

    def _fetch(self, above: int, count: int) -> None:
        found, known = self._look_up(above), self._fetched.get(above, 0)
        end = min(len(found), known + count)
        if end <= known:
            return
        parent = QModelIndex() if above == _TOP else self.createIndex(self._rows[above], 0, above)
        self.beginInsertRows(parent, known, end - 1)
        for row in range(known, end):
            self._rows[found[row]] = row
        self._fetched[above] = end
        self.endInsertRows()

    def _fetch_first_roots(self) -> None:
        """Within a reset, where Qt is not told of each."""
        first = self._look_up(_TOP)[:AT_ONCE]
        self._fetched[_TOP] = len(first)
        self._rows.update((root, row) for row, root in enumerate(first))

    def _fetch_up_to(self, above: int, id: int) -> bool:
        while id not in self._rows and self._fetched.get(above, 0) < min(
            MOST_REACHED, len(self._look_up(above))
        ):
            self._fetch(above, AT_ONCE)
        return id in self._rows


def _id(index: Index) -> int:
    return index.internalId() if index.isValid() else _TOP


def _time(node: Node, zone: Zone) -> str:
    start = None if node.process is None else start_of(node.process)
    return "" if start is None else text_in(start, zone)


_TEXTS: Mapping[Column, Callable[[Node, Zone], str]] = {
    Column.PROCESS: lambda node, _: node_words.name(node),
    Column.PID: lambda node, _: "" if node.pid is None else str(node.pid),
    Column.TIME: _time,
    Column.USER: lambda node, _: "" if node.process is None else one_line(node.process.user or ""),
    Column.INTEGRITY: lambda node, _: "" if node.process is None else node.process.integrity_level or "",
    Column.COMMAND_LINE: lambda node, _: node_words.command_line(node),
    Column.LINK: lambda node, _: node_words.link(node),
}
