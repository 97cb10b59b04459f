"""A record's fields into the Fields tab: a tree of names, values and meanings, and the current value in full."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSplitter,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.filter.row_terms import value_term
from core.filter.term import Term
from core.notation.visible import one_line, visible
from core.reading.field_nodes import FieldNode
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.work.record_read import RecordRead
from gui.clipboard import put
from gui.detail.code_text import CodeText
from gui.detail.field_tree import FieldTree, node_of, path_of
from gui.detail.find_line import Finder, FindLine
from gui.detail.framed import Framed
from gui.detail.reader_words import SECOND, left_out
from gui.looks.compound import Compound
from gui.looks.icon_button import IconButton
from gui.looks.plain_text import label
from gui.looks.theme import SPACE

LONGEST_NAME = 60
LONGEST_IN_MENU = 32
FOLDED_AT_FIRST = frozenset({"System"})
"""What an analyst opens last stands closed, as in Windows' own viewer."""
LOOKED_AT_MOST = ("EventData", "CommandLine")


class FieldsTab(Compound):
    """Shows the fields of one record."""

    term_asked = Signal(object)
    """A Term: rows with this value, or all others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self._folded = set(FOLDED_AT_FIRST)
        self._finder = Finder()
        self._hits: list[QTreeWidgetItem] = []
        self.find_line = FindLine("Find a field or value")
        self.find_line.changed.connect(self._find)
        self.find_line.step_asked.connect(self.step)
        self.tree = FieldTree()
        self.tree.currentItemChanged.connect(lambda now, _: self._show_value(now))
        self.tree.itemCollapsed.connect(self._remember_fold)
        self.tree.itemExpanded.connect(self._remember_fold)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.note = label("", "muted")
        self.note.setWordWrap(True)
        self.value = CodeText("Value of the field")
        self._of = label("", "heading")
        self._length = label("", "muted")
        self._meaning = label("", "muted")
        self._meaning.setWordWrap(True)
        self._meaning.setContentsMargins(SPACE, 0, SPACE, 0)
        self._copy = IconButton("copy", "Copy the value as it is", self.value.copy_all)
        self.halves = QSplitter(Qt.Orientation.Vertical)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE, 0, SPACE // 2, 0)
        head.setSpacing(SPACE)
        head.addWidget(self._of)
        head.addWidget(self._length, 1)
        head.addWidget(self._copy)
        box = QWidget()
        inner = QVBoxLayout(box)
        inner.setContentsMargins(0, SPACE // 2, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(head)
        inner.addWidget(self._meaning)
        inner.addWidget(Framed(self.value), 1)
        self.halves.addWidget(Framed(self.tree))
        self.halves.addWidget(box)
        self.halves.setChildrenCollapsible(False)
        top = QVBoxLayout()
        top.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        top.setSpacing(SPACE // 2)
        top.addWidget(self.find_line)
        top.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.halves, 1)
        self.give_focus_to(self.tree)

    # ------------------------------------------------------------ what is shown

    def show_record(self, row: Row, record: RecordRead) -> None:
        """Show a record's fields; the current one stays where the record has one of this name."""
        self._row = row
        path = path_of(self.tree.currentItem())
        self.tree.fill(_below_the_root(record.fields), self._folded)
        self.note.setText(visible(_note(record)))
        self.note.setVisible(bool(_note(record)))
        self._show_value(None)
        if (again := self._item_at(path)) is not None:
            self.tree.setCurrentItem(again)
        self._find(self.find_line.text, moves=False)

    def _item_at(self, path: tuple[str, ...]) -> QTreeWidgetItem | None:
        """Give the field at a path, else what is looked at most."""
        by_path = {path_of(item): item for item in reversed(list(self.tree.items()))}
        return by_path.get(path) or by_path.get(LOOKED_AT_MOST)

    def _show_value(self, item: QTreeWidgetItem | None) -> None:
        node = node_of(item)
        text = "" if node is None or node.text is None else node.text
        self.value.show_text(text)
        self._of.setText("" if node is None else one_line(node.name)[:LONGEST_NAME])
        self._length.setText("" if node is None else _length(node))
        self._meaning.setText("" if node is None else visible(node.decoded))
        self._meaning.setVisible(bool(self._meaning.text()))
        self._copy.setEnabled(bool(text))

    def _remember_fold(self, item: QTreeWidgetItem) -> None:
        if item.parent() is None:
            (self._folded.discard if item.isExpanded() else self._folded.add)(path_of(item)[0])

    # ------------------------------------------------------------ finding

    def start_finding(self) -> None:
        """Let the user type what to find."""
        self.find_line.take_focus()

    def step(self, by: int) -> None:
        """Go to the next or the previous field that was found."""
        self._show_found(self._finder.step(by))

    def _find(self, text: str, moves: bool = True) -> None:
        wanted = text.casefold()
        self._hits = [item for item in self.tree.items() if wanted and _holds(node_of(item), wanted)]
        first = self._finder.start(list(range(len(self._hits))))
        if not text:
            self.find_line.say_count(None, 0)
        elif moves:
            self._show_found(first)
        else:
            self.find_line.say_count(self._finder.number, len(self._hits))

    def _show_found(self, number: int | None) -> None:
        self.find_line.say_count(self._finder.number, len(self._hits))
        if number is not None:
            self.tree.setCurrentItem(self._hits[number])

    # ------------------------------------------------------------ what can be done with a field

    def _open_menu(self, point: QPoint) -> None:
        item = self.tree.itemAt(point) or self.tree.currentItem()
        menu = self.menu(item)
        menu.exec(self.tree.viewport().mapToGlobal(point))
        menu.deleteLater()

    def menu(self, item: QTreeWidgetItem | None) -> QMenu:
        """Offer what can be done with a field."""
        menu, node = QMenu(self), node_of(item)
        column = None if node is None or node.column is None else COLUMNS.get(node.column)
        if column is not None and self._row is not None:
            for words, is_excluded in (("&Include", False), ("&Exclude", True)):
                term = value_term(column, [self._row], is_excluded)
                _add(menu, f"{words} {_quoted(column.text(self._row))}", self._asker(term))
            menu.addSeparator()
        if node is not None and node.text is not None:
            text, name = node.text, node.name
            _add(menu, "Copy &value", lambda: put(text))
            _add(menu, "Copy &name: value", lambda: put(f"{name}: {text}"))
            menu.addSeparator()
        _add(menu, "E&xpand all", self.tree.expandAll)
        _add(menu, "Co&llapse all", self.tree.collapseAll)
        return menu

    def _asker(self, term: Term) -> Callable[[], None]:
        return lambda: self.term_asked.emit(term)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = Qt.Orientation.Horizontal if self.width() > 2 * self.height() else Qt.Orientation.Vertical
        if self.halves.orientation() is not wanted or not event.oldSize().isValid():
            self.halves.setOrientation(wanted)
            shares = (62, 38) if wanted is Qt.Orientation.Horizontal else (72, 28)
            for half, share in enumerate(shares):
                self.halves.setStretchFactor(half, share)
            self.halves.setSizes([100 * share for share in shares])


def _below_the_root(fields: tuple[FieldNode, ...]) -> tuple[FieldNode, ...]:
    """Leave out the `Event` around all, whose only own value is a namespace."""
    if len(fields) == 1 and fields[0].name == "Event":
        return fields[0].children
    return fields


def _note(record: RecordRead) -> str:
    """Say whose values these are where they are not the second reader's, or not all."""
    if not record.fields:
        return record.fields_problem or "no fields could be read"
    if record.fields_problem:
        return f"Values by {record.fields_reader}. {record.fields_problem}"
    return left_out(record) if record.fields_reader == SECOND else ""


def _length(node: FieldNode) -> str:
    if node.text is None:
        return "no value of its own"
    return "empty" if not node.text else f"{len(node.text):,} character{'s' if len(node.text) > 1 else ''}"


def _holds(node: FieldNode | None, wanted: str) -> bool:
    texts = () if node is None else (node.name, node.text or "", node.decoded)
    return any(wanted in text.casefold() for text in texts)


def _quoted(text: str) -> str:
    """Write a value for a menu, where an ampersand would underline what follows."""
    shown = one_line(text[:LONGEST_IN_MENU]).replace("&", "&&")
    cut = "…" if len(text) > LONGEST_IN_MENU else ""
    return f"“{shown}{cut}”" if text else "rows without a value"


def _add(menu: QMenu, words: str, act: Callable[[], object]) -> None:
    menu.addAction(words).triggered.connect(lambda: act())
