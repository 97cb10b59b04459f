"""Bytes into a page of offset, hexadecimal and text, of which only the lines in view are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from gui.clipboard import put
from gui.detail.hex_plan import COLUMNS, HexPlan, Mark, tint
from gui.detail.own_keys import are_taken
from gui.looks.plain_text import tooltip
from gui.looks.theme import SPACE, colours, mono_font

_Move = Qt.KeyboardModifier


class HexView(QAbstractScrollArea):
    """Shows bytes; the selection is copied as hexadecimal."""

    moved = Signal(int)
    """The cursor stands on another byte, counted from 0."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.explain: Callable[[int], str] = lambda _: ""
        """Says what a byte is, for a tooltip."""
        self._content = b""
        self._offset = 0
        self._marks: tuple[Mark, ...] = ()
        self._anchor = self._cursor = 0
        self._measure()

    # ------------------------------------------------------------ content

    def show_bytes(self, content: bytes, offset: int = 0, marks: Sequence[Mark] = ()) -> None:
        """Show bytes of which the first stands at this offset, from their beginning."""
        self._content, self._offset, self._marks = content, offset, tuple(marks)
        self._anchor = self._cursor = 0
        self._measure()
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        self.moved.emit(0)

    @property
    def columns(self) -> int:
        """Bytes in a line now."""
        return self._plan.columns

    @property
    def selection(self) -> tuple[int, int]:
        """First selected byte and the one behind the last; the byte under the cursor where no more are."""
        first, last = sorted((self._anchor, self._cursor))
        return first, min(last + 1, len(self._content))

    def selected(self) -> bytes:
        """Give the selected bytes."""
        first, end = self.selection
        return self._content[first:end]

    def select(self, start: int, length: int) -> None:
        """Select bytes and bring them into view, the first before all."""
        last = len(self._content) - 1
        self._anchor = max(0, min(start + length - 1, last))
        self._go(max(0, min(start, last)), keeps_anchor=True, centres=True)

    def select_all(self) -> None:
        """Select every byte."""
        self._anchor = 0
        self._go(len(self._content) - 1, keeps_anchor=True)

    def copy(self) -> None:
        """Put the selected bytes on the clipboard as hexadecimal."""
        put(self.selected().hex(" ").upper())

    # ------------------------------------------------------------ places

    def _measure(self) -> None:
        metrics = QFontMetrics(mono_font())
        letter, height = metrics.horizontalAdvance("0"), metrics.height() + SPACE // 2
        digits = max(8, len(f"{self._offset + len(self._content):X}"))
        room = self.viewport().width()
        plans = [HexPlan(letter, height, columns, digits) for columns in COLUMNS]
        self._plan = next((plan for plan in plans if plan.width <= room), plans[-1])
        lines = -(-len(self._content) // self._plan.columns)
        whole = max(1, (self.viewport().height() - SPACE) // height)
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, lines - whole))
        vertical.setPageStep(whole)
        vertical.setSingleStep(1)
        horizontal.setRange(0, max(0, self._plan.width - room))
        horizontal.setPageStep(max(1, room))
        horizontal.setSingleStep(letter)
        self.viewport().update()

    def _at(self, point: QPoint) -> int:
        line = (point.y() - SPACE // 2) // self._plan.height + self.verticalScrollBar().value()
        column = self._plan.column_of(point.x() + self.horizontalScrollBar().value())
        return max(0, min(line * self._plan.columns + column, len(self._content) - 1))

    def _go(self, to: int, keeps_anchor: bool, centres: bool = False) -> None:
        if not self._content:
            return
        self._cursor = max(0, min(to, len(self._content) - 1))
        if not keeps_anchor:
            self._anchor = self._cursor
        bar, line = self.verticalScrollBar(), self._cursor // self._plan.columns
        first, page = bar.value(), bar.pageStep()
        if not first <= line < first + page:
            bar.setValue(line - page // 2 if centres else line if line < first else line - page + 1)
        self.viewport().update()
        self.moved.emit(self._cursor)

    # ------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, plan, shades = QPainter(self.viewport()), self._plan, colours()
        painter.setFont(mono_font())
        painter.translate(-self.horizontalScrollBar().value(), SPACE // 2)
        top = self.verticalScrollBar().value()
        for row in range(self.viewport().height() // plan.height + 1):
            first = (top + row) * plan.columns
            if first >= len(self._content):
                break
            y = row * plan.height
            where = QRect(SPACE, y, plan.bytes_at, plan.height)
            painter.setPen(QColor(shades.muted))
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, f"{self._offset + first:0{plan.digits}X}")
            for at in range(first, min(first + plan.columns, len(self._content))):
                self._draw_byte(painter, at, at - first, y)

    def _draw_byte(self, painter: QPainter, at: int, column: int, y: int) -> None:
        plan, shades, value = self._plan, colours(), self._content[at]
        first, end = self.selection
        mark = self._mark_at(at)
        is_selected = first <= at < end and (end - first > 1 or self.hasFocus())
        cell = QRect(plan.byte_at(column), y, 2 * plan.letter, plan.height)
        sign = QRect(plan.text_at + column * plan.letter, y, plan.letter, plan.height)
        joined = self._joined(cell, at, column, end if is_selected else 0 if mark is None else mark.end)
        if is_selected:
            painter.fillRect(joined, QColor(shades.selection))
            painter.fillRect(sign, QColor(shades.selection))
        elif mark is not None:
            painter.fillRect(joined, tint(mark.shade))
            painter.fillRect(sign, tint(mark.shade))
        quiet = shades.selection_text if is_selected else shades.muted
        ink = shades.selection_text if is_selected else shades.text
        painter.setPen(QColor(ink if value else quiet))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{value:02X}")
        is_printable = 0x20 <= value < 0x7F
        painter.setPen(QColor(ink if is_printable else quiet))
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, chr(value) if is_printable else "·")
        if at == self._cursor and self.hasFocus():
            painter.setPen(QColor(shades.accent))
            painter.drawRect(cell.adjusted(-1, 0, 0, -1))
            painter.drawRect(sign.adjusted(-1, 0, 0, -1))

    def _joined(self, cell: QRect, at: int, column: int, end: int) -> QRect:
        """Widen a byte's cell to the next one where both are selected or of one mark."""
        if at + 1 < end and column + 1 < self._plan.columns:
            return cell.adjusted(0, 0, self._plan.byte_at(column + 1) - cell.right() - 1, 0)
        return cell

    def _mark_at(self, at: int) -> Mark | None:
        return next((mark for mark in self._marks if mark.start <= at < mark.end), None)

    # ------------------------------------------------------------ events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif (to := self._after(event)) is not None:
            self._go(to, keeps_anchor=bool(event.modifiers() & _Move.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def _after(self, event: QKeyEvent) -> int | None:
        """Give where a key leads; `None` where it leads nowhere."""
        keys, columns = Qt.Key, self._plan.columns
        line, page = self._cursor - self._cursor % columns, self.verticalScrollBar().pageStep() * columns
        has_control = bool(event.modifiers() & _Move.ControlModifier)
        steps = {
            keys.Key_Left: self._cursor - 1,
            keys.Key_Right: self._cursor + 1,
            keys.Key_Up: self._cursor - columns,
            keys.Key_Down: self._cursor + columns,
            keys.Key_PageUp: self._cursor - page,
            keys.Key_PageDown: self._cursor + page,
            keys.Key_Home: 0 if has_control else line,
            keys.Key_End: len(self._content) - 1 if has_control else line + columns - 1,
        }
        if event.modifiers() & (_Move.AltModifier | _Move.MetaModifier):
            return None
        if has_control and event.key() not in (keys.Key_Home, keys.Key_End):
            return None
        return steps.get(keys(event.key()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            is_longer = bool(event.modifiers() & _Move.ShiftModifier)
            self._go(self._at(event.position().toPoint()), keeps_anchor=is_longer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(self._at(event.position().toPoint()), keeps_anchor=True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        mark = self._mark_at(self._at(event.position().toPoint())) if self._content else None
        if mark is not None:
            self.select(mark.start, mark.length)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self._content:
            QToolTip.showText(event.globalPos(), tooltip(self.explain(self._at(event.pos()))), self)
            return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        return are_taken(event) or super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (
            QEvent.Type.ApplicationFontChange,
            QEvent.Type.StyleChange,
            QEvent.Type.FontChange,
        ):
            self._measure()
        super().changeEvent(event)

    def focusInEvent(self, event: object) -> None:
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(
            HexPlan(self._plan.letter, self._plan.height, COLUMNS[0], 8).width, 20 * self._plan.height
        )
