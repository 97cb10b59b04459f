"""What is wrong with the filter being typed, and how it could go on, into a panel that hangs under the line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.filter.language import Choice
from core.notation.visible import one_line, visible
from gui.looks.drawn_text import DrawnText
from gui.looks.plain_text import label
from gui.looks.theme import SPACE, colours

MOST_ROWS = 10
WIDEST = 760
_LEFT = 36
"""Pixels to where the text begins in the line above."""
_CHOICE = Qt.ItemDataRole.UserRole
_WIDEST_TEXT = 0.55
"""Of the width, for what is put in; the rest says what it is."""


class FilterDrop(QFrame):
    """Lies over what is below the line, so that nothing moves when it comes or goes; never takes the focus."""

    chosen = Signal(object)
    """The Choice that was clicked."""

    def __init__(self, line: QWidget) -> None:
        super().__init__(line.window())
        self._line = line
        line.destroyed.connect(self.deleteLater)
        self.setObjectName("filter-drop")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sentence = label(rank="problem")
        self._sentence.setWordWrap(True)
        self._sentence.setContentsMargins(_LEFT, SPACE // 2, SPACE, SPACE // 2)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_ChoiceDelegate(self.list))
        self.list.setAccessibleName("Ways to go on")
        self.list.itemClicked.connect(lambda item: self.chosen.emit(item.data(_CHOICE)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._sentence)
        layout.addWidget(self.list)
        self.hide()

    # ------------------------------------------------------------ what is shown
    def show_both(self, sentence: str, choices: Sequence[Choice]) -> None:
        """Show what is wrong, if anything, and how to go on; with neither, nothing is shown."""
        self._sentence.setText(visible(sentence))
        self._sentence.setVisible(bool(sentence))
        self.list.clear()
        for choice in choices:
            item = QListWidgetItem(one_line(choice.text))
            item.setData(_CHOICE, choice)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{one_line(choice.text)} {choice.meaning}".strip()
            )
            self.list.addItem(item)
        self.list.setCurrentRow(-1)
        self.list.setVisible(bool(choices))
        self.setVisible(bool(sentence or choices))
        self.place()

    def place(self) -> None:
        """Hang under the line, as wide as it within bounds, and no lower than the window goes."""
        if self.isHidden():
            return
        window = self._line.window()
        if self.parentWidget() is not window:
            self.setParent(window)
            self.show()
        shades = colours()
        self.setStyleSheet(f"#filter-drop {{ background: {shades.base}; border: 1px solid {shades.line}; }}")
        at = self._line.mapTo(window, QPoint(0, self._line.height() + 2))
        width = min(self._line.width(), WIDEST)
        height = 2
        if not self._sentence.isHidden():
            height += self._sentence.heightForWidth(width - 2)
        if not self.list.isHidden():
            row = self.list.sizeHintForRow(0)
            rows = min(self.list.count(), MOST_ROWS)
            room = max((window.height() - at.y() - height - SPACE) // row, 1)
            self.list.setFixedHeight(min(rows, room) * row)
            height += self.list.height()
        self.setGeometry(QRect(at, QSize(width, height)))
        self.raise_()

    # ------------------------------------------------------------ the keyboard
    @property
    def choices(self) -> int:
        """How many ways to go on are shown."""
        return 0 if self.isHidden() or self.list.isHidden() else self.list.count()

    @property
    def current(self) -> Choice | None:
        """The one that the keyboard stands on; none until the user goes down."""
        return self._choice(self.list.currentRow())

    @property
    def first(self) -> Choice | None:
        """The first, where there is any."""
        return self._choice(0)

    def texts(self) -> list[str]:
        """Give the choices that are shown, as they are shown."""
        return [self.list.item(row).text() for row in range(self.choices)]

    def sentence(self) -> str:
        """Give what is said to be wrong; empty while it is not shown."""
        return "" if self.isHidden() or self._sentence.isHidden() else self._sentence.text()

    def _choice(self, row: int) -> Choice | None:
        item = self.list.item(row) if 0 <= row < self.choices else None
        choice = None if item is None else item.data(_CHOICE)
        return choice if isinstance(choice, Choice) else None

    def move_by(self, rows: int) -> None:
        """Go down, or up; above the first is the line itself."""
        row = self.list.currentRow() + rows
        self.list.setCurrentRow(min(max(row, -1), self.list.count() - 1))


_Index = QModelIndex | QPersistentModelIndex


class _ChoiceDelegate(QStyledItemDelegate):
    """Draws what is put in, and behind it what it is."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, option.fontMetrics.height() + SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        choice = index.data(_CHOICE)
        if not isinstance(choice, Choice):
            return
        shades, area, metrics = colours(), option.rect, option.fontMetrics
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_current:
            painter.fillRect(area, QColor(shades.selection))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(shades.hover))
        inner = area.adjusted(_LEFT, 0, -SPACE, 0)
        text_room = int(inner.width() * (_WIDEST_TEXT if choice.meaning else 1))
        text = metrics.elidedText(
            DrawnText(one_line(choice.text)).text, Qt.TextElideMode.ElideMiddle, text_room
        )
        where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(option.font)
        painter.setPen(QColor(shades.selection_text if is_current else shades.text))
        painter.drawText(inner, where, text)
        left = max(metrics.horizontalAdvance(text) + 2 * SPACE, metrics.averageCharWidth() * 22)
        rest = inner.adjusted(min(left, inner.width()), 0, 0, 0)
        painter.setPen(QColor(shades.selection_text if is_current else shades.muted))
        meaning = metrics.elidedText(one_line(choice.meaning), Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, where, meaning)
