"""One term of the filter, on or off, into a button that a mouse and a keyboard can do all with."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from core.filter.stack import Held
from core.notation.visible import one_line
from gui.looks.drawn_text import DrawnText
from gui.looks.plain_text import tooltip
from gui.looks.theme import SPACE, colours, icon

LONGEST = 40
"""Characters of a term that are shown."""
_NOT = "≠ "
"""Stands for the sign before a term that leaves out, which would be lost in the line that strikes it through."""
_SLACK = 2
"""Pixels, for what a font's widths are rounded by."""
_CROSS = 16
"""Pixels of the place where a click removes the chip."""


class Chip(QAbstractButton):
    """A click switches it, its cross or a middle click removes it, a double click or F2 edits it."""

    switched = Signal()
    removed = Signal()
    edited = Signal()
    inverted = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: Held | None = None
        self._sign = self._text = ""
        self._is_cross_pressed = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_asked.emit(self.mapToGlobal(at)))

    def show_held(self, held: Held) -> None:
        """Show this term, on or off."""
        self.setChecked(held.is_on)
        if held == self._held:
            return
        self._held = held
        whole = str(held.term)
        shown = one_line(whole)
        cut = DrawnText(shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…").text
        self._sign, self._text = (_NOT, cut[1:]) if held.term.is_excluded else ("", cut)
        self.setToolTip(tooltip(f"{whole}\nClick: on or off · double click: edit · middle click: remove"))
        self.setAccessibleName(f"filter {shown}, {'on' if held.is_on else 'off'}")
        self.updateGeometry()
        self.update()

    def menu(self) -> QMenu:
        """Make the menu of what can be done with the term."""
        menu = QMenu(self)
        held = self._held
        if held is not None:
            menu.addAction("Switch off\tSpace" if held.is_on else "Switch on\tSpace", self.switched.emit)
            menu.addAction(
                "≠ Include instead" if held.term.is_excluded else "≠ Exclude instead", self.inverted.emit
            )
            menu.addAction("Edit\tF2", self.edited.emit)
            menu.addSeparator()
            menu.addAction("Remove\tDel", self.removed.emit)
        return menu

    # ------------------------------------------------------------ what the user does
    def nextCheckState(self) -> None:
        # The bar decides: it shows the chip anew if the term was switched.
        self.switched.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif key is Qt.Key.Key_F2:
            self.edited.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.focusPreviousChild()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        self._is_cross_pressed = event.button() is Qt.MouseButton.LeftButton and self._cross().contains(at)
        if not self._is_cross_pressed and event.button() is not Qt.MouseButton.MiddleButton:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() is Qt.MouseButton.MiddleButton and self.rect().contains(at):
            self.removed.emit()
        elif self._is_cross_pressed:
            self._is_cross_pressed = False
            if self._cross().contains(at):
                self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The first click has switched the term: editing begins with what it was before.
        if event.button() is Qt.MouseButton.LeftButton and not self._cross().contains(
            event.position().toPoint()
        ):
            self.switched.emit()
            self.edited.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.update(self._cross())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    # ------------------------------------------------------------ what it looks like
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        sides = SPACE + SPACE // 2 + _CROSS + SPACE // 2 + _SLACK
        width = metrics.horizontalAdvance(self._sign) + metrics.horizontalAdvance(self._text) + sides
        return QSize(width, metrics.height() + SPACE)

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * SPACE, self.sizeHint().height())

    def _cross(self) -> QRect:
        right = self.width() - SPACE // 2 - _CROSS
        return QRect(right, (self.height() - _CROSS) // 2, _CROSS, _CROSS)

    def paintEvent(self, event: QPaintEvent) -> None:
        shades, painter, is_on = colours(), QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = shades.selection if is_on else (shades.hover if self.underMouse() else shades.window)
        edge = shades.selection if is_on else shades.line
        if self.hasFocus():
            edge = shades.accent if ground != shades.accent else shades.text
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(ground))
        radius = min(self.height() / 2, 12.0)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), radius, radius
        )
        self._paint_text(painter)
        self._paint_cross(painter)

    def _paint_text(self, painter: QPainter) -> None:
        shades, is_on = colours(), self.isChecked()
        font = self.font()
        font.setStrikeOut(not is_on)
        painter.setFont(font)
        painter.setPen(QColor(shades.selection_text if is_on else shades.muted))
        room = QRect(SPACE, 0, self._cross().left() - SPACE - SPACE // 2 + _SLACK, self.height())
        where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if self._sign:
            painter.setFont(self.font())
            painter.drawText(room, where, self._sign)
            room.setLeft(room.left() + QFontMetrics(font).horizontalAdvance(self._sign))
            painter.setFont(font)
        text = QFontMetrics(font).elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, where, text)

    def _paint_cross(self, painter: QPainter) -> None:
        shades, is_on = colours(), self.isChecked()
        at = self.mapFromGlobal(self.cursor().pos())
        colour = shades.selection_text if is_on else shades.muted
        if self.underMouse() and self._cross().contains(at):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.setOpacity(0.15)
            painter.drawRoundedRect(self._cross(), 8, 8)
            painter.setOpacity(1)
        icon("x", colour).paint(painter, self._cross().adjusted(3, 3, -3, -3))
