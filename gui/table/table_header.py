"""The headings of a table: what it is sorted by, and which columns stand in which order and width."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPolygon, QResizeEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget

from core.rows.column import Column
from core.view.table_columns import TABLE_COLUMNS
from core.view.view import Order
from gui.looks.theme import SPACE, colours
from gui.table.cell_fonts import icon_size
from gui.table.column_state import (
    DEFAULT_STATE,
    NARROWEST,
    SPARE,
    WIDEST,
    ColumnState,
    ColumnWidth,
    sample,
)
from gui.table.process_model import alignment

SECTIONS = {column.key: section for section, column in enumerate(TABLE_COLUMNS)}
"""A column's number in the model, which never changes."""

_SLACK = 4
"""Pixels by which letters of other fonts may be wider, and between a heading and its mark."""


class TableHeader(QHeaderView):
    """Asks to sort, and keeps the columns."""

    sort_asked = Signal(str, bool)
    """Key of the column, and whether it is added to those that the rows are sorted by."""
    columns_changed = Signal()
    """Others are shown, or in another order."""

    def __init__(self, orders: Callable[[], Sequence[Order]], parent: QWidget) -> None:
        """`orders` gives what the rows are sorted by."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._orders = orders
        self._is_moving_columns = False
        self._is_adding = False
        self._pointed_at = -1
        """Kept here: Qt's own answer looks at every row to tell whether a column is selected, for seconds."""
        self._takes_spare = True
        self._spare_width = 0
        """Of `SPARE` where no width is spare."""
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setResizeContentsPrecision(0)  # of the visible rows; all of them would take seconds
        self.setAccessibleName("Columns")
        self._figure = 0
        """Pixels of a figure in the font that the columns were made for."""
        self.sectionClicked.connect(self._ask_to_sort)
        self.sectionResized.connect(self._on_resized)
        self.sectionMoved.connect(self._on_moved)

    # ------------------------------------------------------------ columns
    def shown_columns(self) -> list[Column]:
        """Give the columns that are shown, from left to right."""
        sections = (self.logicalIndex(place) for place in range(self.count()))
        return [TABLE_COLUMNS[section] for section in sections if not self.isSectionHidden(section)]

    def is_shown(self, key: str) -> bool:
        """Tell whether a column is shown."""
        return not self.isSectionHidden(SECTIONS[key])

    def show_column(self, key: str, is_shown: bool) -> None:
        """Show a column behind all others, or hide it; the last one stays."""
        shown = self.shown_columns()
        if self.is_shown(key) == is_shown or (not is_shown and len(shown) == 1):
            return
        with self._moving_columns():
            section = SECTIONS[key]
            self.setSectionHidden(section, not is_shown)
            if is_shown:
                last = self.visualIndex(SECTIONS[shown[-1].key])
                place = self.visualIndex(section)
                self.moveSection(place, last + (place > last))
        self.columns_changed.emit()

    def column_state(self) -> ColumnState:
        """Give what is shown."""
        columns = (
            ColumnWidth(column.key, self._own_width(SECTIONS[column.key]) / self._figure)
            for column in self.shown_columns()
        )
        return ColumnState(columns=tuple(columns), takes_spare=self._takes_spare)

    def set_column_state(self, state: ColumnState = DEFAULT_STATE) -> None:
        """Show these columns, from left to right."""
        self._measure_font()
        widths = {one.key: one.width and round(one.width * self._figure) for one in state.columns}
        with self._moving_columns():
            for place, key in enumerate(widths):
                self.moveSection(self.visualIndex(SECTIONS[key]), place)
            for section, column in enumerate(TABLE_COLUMNS):
                self.setSectionHidden(section, column.key not in widths)
                self.resizeSection(section, widths.get(column.key) or self.default_width(column))
            self._spare_width = widths.get(SPARE) or self.default_width(TABLE_COLUMNS[SECTIONS[SPARE]])
            self._takes_spare = state.takes_spare
        self.columns_changed.emit()

    def take_font(self) -> None:
        """Give the columns the widths that suit the font of the application as the old ones suited the old font."""
        if self._figure and self._figure != _figure_width():
            self.set_column_state(self.column_state())

    def _measure_font(self) -> None:
        self._figure = _figure_width()
        self.setMinimumSectionSize(round(NARROWEST * self._figure))
        self.setMaximumSectionSize(round(WIDEST * self._figure))

    def set_width(self, section: int, width: int) -> None:
        """Make a column as wide as its content."""
        with self._moving_columns():
            self.resizeSection(section, width)
            if section == SECTIONS[SPARE]:
                self._spare_width = width

    def default_width(self, column: Column) -> int:
        """Give the width that suits most values of a column, and its heading."""
        icon = icon_size() if column.key in ("severity", "document") else 0
        text = QFontMetrics(QApplication.font()).horizontalAdvance(sample(column))
        return max(text + icon + 2 * SPACE + _SLACK, self._heading_width(SECTIONS[column.key]))

    def _own_width(self, section: int) -> int:
        return self._spare_width if section == SECTIONS[SPARE] else self.sectionSize(section)

    # ------------------------------------------------------------ spare width
    def give_spare_width(self) -> None:
        """Let the command line take what no other column needs."""
        section = SECTIONS[SPARE]
        if not self._takes_spare or self.count() == 0 or self.isSectionHidden(section):
            return
        others = self.length() - self.sectionSize(section)
        wanted = max(self._spare_width, self.viewport().width() - others)
        if wanted != self.sectionSize(section):
            was_moving, self._is_moving_columns = self._is_moving_columns, True
            self.resizeSection(section, wanted)
            self._is_moving_columns = was_moving

    @contextmanager
    def _moving_columns(self) -> Iterator[None]:
        """Tell what the program does from what the user does."""
        self._is_moving_columns = True
        try:
            yield
        finally:
            self._is_moving_columns = False
        self.give_spare_width()

    def _on_resized(self, section: int, _old: int, new: int) -> None:
        if self._is_moving_columns or not new:
            return
        if section == SECTIONS[SPARE]:
            self._takes_spare = False
            self._spare_width = new
        self.give_spare_width()

    def _on_moved(self) -> None:
        if not self._is_moving_columns:
            self.columns_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.give_spare_width()

    # ------------------------------------------------------------ sorting
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._is_adding = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mouseReleaseEvent(event)

    def _ask_to_sort(self, section: int) -> None:
        self.sort_asked.emit(TABLE_COLUMNS[section].key, self._is_adding)

    # ------------------------------------------------------------ drawing
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point_at(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(-1)

    def _point_at(self, section: int) -> None:
        if section != self._pointed_at:
            self._pointed_at = section
            self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), QFontMetrics(self._font()).height() + 14)

    def sectionSizeFromContents(self, section: int) -> QSize:
        return QSize(self._heading_width(section), self.sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        shades = colours()
        painter.fillRect(rect, QColor(shades.hover if section == self._pointed_at else shades.stripe))
        line = QColor(shades.line)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, line)
        painter.fillRect(rect.right(), rect.top() + 6, 1, rect.height() - 13, line)
        inside = rect.adjusted(SPACE, 0, -SPACE, -1)
        rank, order = self._order(section)
        painter.setFont(self._font())
        painter.setPen(QColor(shades.text if order else shades.muted))
        if order is not None:
            self._draw_mark(painter, inside, rank, order)
            inside.setRight(inside.right() - self._mark_width())
        text = painter.fontMetrics().elidedText(
            self._text(section), Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, alignment(TABLE_COLUMNS[section]), text)

    def _draw_mark(self, painter: QPainter, inside: QRect, rank: int, order: Order) -> None:
        """Draw a triangle, and behind it the place of the column where there are several."""
        middle, right, mark = inside.center().y(), inside.right(), self._mark
        if len(self._orders()) > 1:
            painter.save()
            painter.setFont(_smaller(self._font()))
            painter.drawText(
                inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(rank + 1)
            )
            painter.restore()
            right -= self._figure
        up = -1 if order.is_descending else 1
        quarter, half = up * mark // 4, mark // 2
        triangle = QPolygon(
            [
                QPoint(right - mark, middle + quarter),
                QPoint(right, middle + quarter),
                QPoint(right - half, middle - quarter),
            ]
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(painter.pen().color())
        painter.drawPolygon(triangle)
        painter.restore()

    def _mark_width(self) -> int:
        return self._widest_mark() if len(self._orders()) > 1 else self._mark + _SLACK

    def _widest_mark(self) -> int:
        return self._mark + self._figure + _SLACK

    @property
    def _mark(self) -> int:
        """Pixels of the triangle that shows a direction."""
        return max(8, self._figure)

    def _order(self, section: int) -> tuple[int, Order | None]:
        key = TABLE_COLUMNS[section].key
        found = ((rank, order) for rank, order in enumerate(self._orders()) if order.column == key)
        return next(found, (0, None))

    def _heading_width(self, section: int) -> int:
        text = QFontMetrics(self._font()).horizontalAdvance(self._text(section))
        return text + 2 * SPACE + self._widest_mark()

    def _text(self, section: int) -> str:
        return str(self.model().headerData(section, Qt.Orientation.Horizontal))

    def _font(self) -> QFont:
        font = QFont(QApplication.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font


def _figure_width() -> int:
    return max(1, QFontMetrics(QApplication.font()).horizontalAdvance("0"))


def _smaller(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(font.pointSizeF() * 0.8)
    return smaller
