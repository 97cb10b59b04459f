"""The lines of related events onto the screen: a time line, an icon, what happened, who did it, and when."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.notation.visible import one_line
from core.story.event_kinds import Group
from gui.detail.related_icons import GROUP_ICONS
from gui.detail.related_model import LINE, Line
from gui.looks.drawn_text import DrawnText
from gui.looks.ink import Ink, ink_of
from gui.looks.theme import SPACE, colours, icon

AXIS = 2 * SPACE
"""Pixels from the left edge to the time line."""
_DOT = 4
"""Radius of a dot on it."""
_LONGEST = 400
"""Letters of a line that are laid out."""
_LONGEST_NAME = 32
_AT_THE_END, _IN_THE_MIDDLE = Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle
"""Both ends of a path tell most,"""
_BEGIN_WITH_MOST = frozenset({Group.PROCESS, Group.SCRIPT})
"""and the beginning of a command line or script."""

Index = QModelIndex | QPersistentModelIndex


class RelatedDelegate(QStyledItemDelegate):
    """Draws the lines of a `RelatedModel`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.refresh()

    def refresh(self) -> None:
        """Take the theme and font of the application anew."""
        self._inks = (ink_of(colours(), is_selected=False), ink_of(colours(), is_selected=True))
        self._line = QColor(colours().line)
        self._font = QFont(QApplication.font())
        self._font.setFeature(QFont.Tag("tnum"), 1)
        self._metrics = QFontMetricsF(self._font)
        self._text_height = round(self._metrics.height())
        self._pixmaps: dict[tuple[str, str, float], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 2 * self._text_height + 2 * SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE)
        if not isinstance(line, Line):
            return
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ink, rect = self._inks[is_selected], option.rect
        if is_selected:
            painter.fillRect(rect, ink.ground)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_axis(painter, rect, line, ink)
        painter.restore()
        painter.setFont(self._font)
        size = self._text_height
        left = rect.left() + AXIS + SPACE + _DOT
        top = rect.top() + SPACE // 2
        painter.drawPixmap(QRect(left, top, size, size), self._pixmap(painter, line.group, size, ink))
        words = QRectF(left + size + SPACE, top, 0, size)
        words.setRight(rect.right() - SPACE)
        self._draw_first(painter, words, line, ink)
        self._draw_second(painter, words.translated(0, size + SPACE // 2), line, ink)

    def _draw_axis(self, painter: QPainter, rect: QRect, line: Line, ink: Ink) -> None:
        x, middle = rect.left() + AXIS, rect.center().y() + 1
        is_selected = ink is self._inks[True]
        painter.setPen(QPen(ink.muted if is_selected else self._line, 1))
        if not line.is_last:
            painter.drawLine(QPoint(x, middle), QPoint(x, rect.bottom() + 1))
        if not line.is_first:
            if line.is_after_pause:
                painter.setPen(QPen(ink.muted, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPoint(x, rect.top()), QPoint(x, middle))
        painter.setBrush(ink.hit if line.is_own else ink.ground)
        painter.setPen(QPen(ink.hit if line.is_own else ink.muted, 1))
        painter.drawEllipse(QPoint(x, middle), _DOT, _DOT)

    def _draw_first(self, painter: QPainter, room: QRectF, line: Line, ink: Ink) -> None:
        painter.setPen(ink.text)
        room = self._draw_right(painter, room, line.offset)
        elide = _AT_THE_END if line.group in _BEGIN_WITH_MOST else _IN_THE_MIDDLE
        self._draw_text(painter, room, line.words[:_LONGEST], elide)

    def _draw_second(self, painter: QPainter, room: QRectF, line: Line, ink: Ink) -> None:
        painter.setPen(ink.muted)
        room = self._draw_right(painter, room, line.time)
        name = one_line(line.name[: 2 * _LONGEST_NAME])
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        width = min(self._metrics.horizontalAdvance(short) + SPACE, room.width())
        chip = QRectF(room.left(), room.top() - 1, width, room.height() + 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.hit if line.is_own else ink.muted, 0.8))
        painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.restore()
        self._draw_text(painter, chip.adjusted(SPACE // 2, 0, -SPACE // 2 + 1, 0), short)
        room.setLeft(chip.right() + SPACE)
        if room.width() >= self._metrics.averageCharWidth() * 6:
            self._draw_text(painter, room, line.source)

    def _draw_right(self, painter: QPainter, room: QRectF, text: str) -> QRectF:
        """Draw a text at the right; give the room that is left of it."""
        width = self._metrics.horizontalAdvance(text)
        painter.drawText(
            room,
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine),
            text,
        )
        return room.adjusted(0, 0, -width - SPACE, 0)

    def _draw_text(
        self, painter: QPainter, room: QRectF, text: str, elide: Qt.TextElideMode = _AT_THE_END
    ) -> None:
        """Draw one line of the log's words, in their order, cut where there is no room."""
        shown = self._metrics.elidedText(text, elide, room.width())
        layout = QTextLayout(DrawnText(shown).text, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        layout.setTextOption(option)
        layout.beginLayout()
        laid = layout.createLine()
        layout.endLayout()
        top = room.top() + (room.height() - laid.height()) / 2
        layout.draw(painter, QRectF(room.left(), top, 0, 0).topLeft(), (), room)

    def _pixmap(self, painter: QPainter, group: Group, size: int, ink: Ink) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        key = group.value, ink.muted.name(), ratio
        found = self._pixmaps.get(key)
        if found is None:
            found = icon(GROUP_ICONS[group], ink.muted.name()).pixmap(QSize(size, size), ratio)
            self._pixmaps[key] = found
        return found
