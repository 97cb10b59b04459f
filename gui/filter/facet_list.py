"""The rows of one facet into a list with check boxes, counts and a thin bar for each value's share."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.detection.severity import Severity
from core.view.facets import FacetValue
from gui.filter.facet_model import SHARE_ROLE, VALUE_ROLE, FacetModel, shown_text
from gui.looks.check_box import BOX, draw_check_box
from gui.looks.drawn_text import DrawnText
from gui.looks.theme import SPACE, colours, severity_icon

_Index = QModelIndex | QPersistentModelIndex

_BAR = 2
"""Pixels, how thick the bar is."""
_SEVERITIES = frozenset(level.value for level in Severity)


class FacetList(QListView):
    """All rows of one facet, as high as they are: what scrolls is the panel around it."""

    only_asked = Signal(object)
    """A text, as an object: Qt's own strings drop half surrogate pairs."""
    exclusion_asked = Signal(object)
    menu_asked = Signal(object, object)
    """The value (`None` below the last) and where on the screen."""
    left_upwards = Signal()
    left_downwards = Signal()

    def __init__(
        self, model: FacetModel, title: str, has_severities: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._values = model
        self.setItemDelegate(_RowDelegate(has_severities, self))
        self.setAccessibleName(f"{title}: values")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("background: transparent")
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_asked.emit(self._value_at(self.indexAt(at)), self.viewport().mapToGlobal(at))
        )

    def fit(self) -> None:
        """Make the list as high as its rows."""
        self.setFixedHeight(self._values.rowCount() * row_height(self))

    def current_text(self) -> str | None:
        """Give the value that the keyboard stands on."""
        value = self._value_at(self.currentIndex())
        return None if value is None else value.text

    def keep_current(self, text: str | None) -> None:
        """Put the keyboard back on a value, after its row moved."""
        row = None if text is None else self._values.row_of(text)
        if row is not None and row != self.currentIndex().row():
            self.setCurrentIndex(self._values.index(row))

    def _value_at(self, index: QModelIndex) -> FacetValue | None:
        value = index.data(VALUE_ROLE)
        return value if isinstance(value, FacetValue) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        value = self._value_at(self.currentIndex())
        key, row = Qt.Key(event.key()), self.currentIndex().row()
        if key is Qt.Key.Key_Up and row <= 0:
            self.left_upwards.emit()
        elif key is Qt.Key.Key_Down and row == self._values.rowCount() - 1:
            self.left_downwards.emit()
        elif value is None:
            super().keyPressEvent(event)
        elif key is Qt.Key.Key_Space:
            self._values.toggle(value.text)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.only_asked.emit(value.text)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Delete):
            self.exclusion_asked.emit(value.text)
        elif key is Qt.Key.Key_Menu or (
            key is Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            below = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu_asked.emit(value, self.viewport().mapToGlobal(below))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        value = self._value_at(self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)
        if value is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        held = event.modifiers()
        if held & Qt.KeyboardModifier.AltModifier:
            self.only_asked.emit(value.text)
        elif held & Qt.KeyboardModifier.ControlModifier:
            self.exclusion_asked.emit(value.text)
        else:
            self._values.toggle(value.text)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two quick clicks are two clicks: the second takes the check away again.
        self.mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid() and self._values.rowCount():
            self.setCurrentIndex(self._values.index(0))
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()


def row_height(widget: QWidget) -> int:
    """Give the pixels of a row in a widget's font."""
    return widget.fontMetrics().height() + SPACE + _BAR


class _RowDelegate(QStyledItemDelegate):
    """Draws a check box, the value, its count, and under both a bar for its share."""

    def __init__(self, has_severities: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._with_icon = _SEVERITIES if has_severities else frozenset[str]()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, option.fontMetrics.height() + SPACE + _BAR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        value = index.data(VALUE_ROLE)
        if not isinstance(value, FacetValue):
            return
        painter.save()
        painter.setFont(option.font)
        shades, area = colours(), option.rect
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(shades.hover))
        inner = area.adjusted(SPACE, 0, -SPACE, 0)
        box = QRect(inner.left(), inner.center().y() - BOX // 2, BOX, BOX)
        draw_check_box(painter, box, value.is_chosen)
        left = inner.left() + BOX + SPACE
        if value.text in self._with_icon:
            sign = QRect(left, inner.center().y() - BOX // 2, BOX, BOX)
            severity_icon(Severity(value.text)).paint(painter, sign)
            left += BOX + SPACE // 2
        count = f"{value.count:,}"
        width = option.fontMetrics.horizontalAdvance(count)
        line = QRect(inner.left(), inner.top(), inner.width(), inner.height() - _BAR)
        painter.setPen(QColor(shades.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        room = line.adjusted(left - line.left(), 0, -width - SPACE, 0)
        is_second_rank = not value.text or not value.count
        painter.setPen(QColor(shades.muted if is_second_rank else shades.text))
        text = _elided(option.fontMetrics, DrawnText(shown_text(value)).text, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        _draw_share(painter, inner, float(index.data(SHARE_ROLE) or 0), value.is_chosen)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(shades.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 0, -2, -1))
        painter.restore()


def _elided(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)


def _draw_share(painter: QPainter, inner: QRect, share: float, is_chosen: bool) -> None:
    shades = colours()
    left = inner.left() + BOX + SPACE
    room = inner.right() + 1 - left
    top = inner.bottom() - _BAR
    if share > 0:
        filled = max(1, round(room * share))
        painter.fillRect(QRect(left, top, filled, _BAR), QColor(shades.accent if is_chosen else shades.muted))
