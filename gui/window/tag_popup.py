"""Chosen rows into their tags: a line to type in, and a list of all tags, over the table, gone with Esc."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.errors import UsageError
from core.rows.row import Row
from core.view.marks import tag_of
from core.words.read_words import count
from gui.looks.check_box import BOX, draw_check_box
from gui.looks.drawn_text import DrawnText
from gui.looks.ink import ink_of
from gui.looks.plain_text import label
from gui.looks.theme import SPACE, colours
from gui.window.tag_model import COUNT_ROLE, TagModel

WIDTH = 36 * SPACE
MOST_LINES = 8
"""Of the list that are seen at once."""


class TagPopup(QFrame):
    """Says which tags rows are to have; stays until the user is done."""

    tag_asked = Signal(str)
    untag_asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("tag-popup")
        self.setAccessibleName("Tags of the selected rows")
        self.heading = label("", "heading")
        self.line = QLineEdit()
        self.line.setPlaceholderText("Find or add a tag")
        self.line.setAccessibleName("Find or add a tag")
        self.line.installEventFilter(self)
        self.problem = label("", "problem")
        self.problem.setWordWrap(True)
        self.tags = TagModel(self)
        self.list = QListView()
        self.list.setModel(self.tags)
        self.list.setItemDelegate(_TagDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName("Tags")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(lambda index: self.toggle(index.row()))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hint = label("Enter: on or off · Esc: done", "muted")
        self._lay_out()
        self.line.textChanged.connect(self._narrow)

    def _lay_out(self) -> None:
        self.setFixedWidth(WIDTH)
        self.setStyleSheet("#tag-popup { background: palette(base); border: 1px solid palette(mid); }")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        for part in (self.heading, self.line, self.problem, self.list, self.hint):
            layout.addWidget(part)

    def open_for(self, rows: Sequence[Row], in_use: Mapping[str, int], at: QPoint) -> None:
        """Show the tags of these rows at a place on the screen."""
        self.heading.setText(f"Tags of {count(len(rows), 'row')}")
        self.line.clear()
        self.refresh(rows, in_use)
        room = self.screen().availableGeometry()
        height = self.sizeHint().height()
        left = max(room.left(), min(at.x(), room.right() - WIDTH))
        top = at.y() if at.y() + height <= room.bottom() else max(room.top(), at.y() - height)
        self.move(left, top)
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def refresh(self, rows: Sequence[Row], in_use: Mapping[str, int]) -> None:
        """Show what the rows have by now; the place in the list stays."""
        tag = self.tags.tag_at(self.list.currentIndex().row())
        self.tags.show(in_use, rows)
        self._fit()
        lines = [self.tags.tag_at(line) for line in range(self.tags.rowCount())]
        self._stand_on(lines.index(tag) if tag in lines else 0)

    def say(self, problem: str) -> None:
        """Say why a tag could not be given; nothing for the empty text."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.adjustSize()

    def toggle(self, line: int) -> None:
        """Give all rows the tag of a line, or take it from all."""
        tag = self.tags.tag_at(line)
        if not tag:
            self._say_why_not()
            return
        is_on = self.tags.state(tag) is Qt.CheckState.Checked
        (self.untag_asked if is_on else self.tag_asked).emit(tag)
        if self.line.text() and not self.problem.text():
            self.line.clear()

    def _say_why_not(self) -> None:
        try:
            tag_of(self.line.text())
        except UsageError as error:
            self.say(str(error) if self.line.text().strip() else "")

    def _narrow(self, text: str) -> None:
        self.tags.narrow(text)
        self.say("")
        self._fit()
        self._stand_on(0)

    def _stand_on(self, line: int) -> None:
        self.list.setCurrentIndex(self.tags.index(line))

    def _fit(self) -> None:
        lines = min(self.tags.rowCount(), MOST_LINES)
        self.list.setFixedHeight(lines * (self.fontMetrics().height() + SPACE))
        self.list.setVisible(bool(lines))
        self.problem.setVisible(bool(self.problem.text()))
        self.adjustSize()

    # ------------------------------------------------------------ what Qt tells
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            line, key = self.list.currentIndex().row(), Qt.Key(event.key())
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.toggle(line)
                return True
            if key in _STEPS:
                self._stand_on(min(max(line + _STEPS[key], 0), self.tags.rowCount() - 1))
                return True
        return super().eventFilter(watched, event)


_STEPS: Mapping[Qt.Key, int] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: MOST_LINES,
    Qt.Key.Key_PageUp: -MOST_LINES,
}


class _TagDelegate(QStyledItemDelegate):
    """Draws a check box, the tag, and how many rows of the case have it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, option.fontMetrics.height() + SPACE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shades, area = colours(), option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setFont(option.font)
        if is_chosen:
            painter.fillRect(area, QColor(shades.selection))
        inner = area.adjusted(SPACE, 0, -SPACE, 0)
        box = QRect(inner.left(), inner.center().y() - BOX // 2, BOX, BOX)
        state = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        draw_check_box(painter, box, state is Qt.CheckState.Checked, is_chosen)
        if state is Qt.CheckState.PartiallyChecked:
            partly = ink_of(shades, is_chosen).hit
            painter.fillRect(box.adjusted(3, BOX // 2 - 1, -3, -(BOX // 2) + 1), partly)
        middle, said = Qt.AlignmentFlag.AlignVCenter, str(index.data(COUNT_ROLE))
        painter.setPen(QColor(shades.selection_text if is_chosen else shades.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | middle, said)
        room = inner.adjusted(BOX + SPACE, 0, -option.fontMetrics.horizontalAdvance(said) - SPACE, 0)
        painter.setPen(QColor(shades.selection_text if is_chosen else shades.text))
        text = DrawnText(str(index.data())).text
        text = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | middle, text)
        painter.restore()
