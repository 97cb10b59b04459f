"""The cells of a process tree onto the screen: icons, weights, words of severity, hits of a search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPixmap,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.detection.descendants import DESCENDANT
from core.detection.severity import Severity
from core.processes.family import LinkKind
from core.words import node_words
from gui.looks.drawn_text import DrawnText
from gui.looks.ink import Ink, ink_of
from gui.looks.theme import SEVERITY_ICONS, SPACE, colours, icon, mono_font
from gui.tree.tree_model import Column, TreeModel

_GAP = 6
_ELLIPSIS = "…"
_LEAST_LETTERS = 3
_LONGEST = 1_000
"""Letters of a cell that are laid out; no screen is wider."""

Index = QModelIndex | QPersistentModelIndex

LINK_ICONS = {LinkKind.RECORDED: "link-simple", LinkKind.INFERRED: "path"}
PLAIN_ICON = "app-window"
BELOW = "↳"
"""Beside the severity of a process that is found for what it descends from; tooltips have words for it."""
MISSING_ICON = "circle-dashed"


class Rank(Enum):
    """How a piece of a cell is written."""

    PLAIN = "plain"
    STRONG = "strong"
    STRONG_MUTED = "strong and muted"
    MUTED = "muted"
    MISSING = "missing"
    """Muted and slanted."""


_OWN_FONT = frozenset({Rank.STRONG, Rank.STRONG_MUTED, Rank.MISSING})
_MUTED = frozenset({Rank.MUTED, Rank.STRONG_MUTED, Rank.MISSING})

Piece = tuple[str, Rank | Severity]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is drawn in a cell."""

    pieces: tuple[Piece, ...]
    icon: str = ""
    severity: Severity | None = None
    """In whose colour the icon is drawn; `None`: muted."""
    is_fixed: bool = False
    elides_middle: bool = False


class TreeDelegate(QStyledItemDelegate):
    """Draws the cells of a `TreeModel`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.focus: int | None = None
        """The process whose family is shown."""
        self._wanted: re.Pattern[str] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Take the theme and font of the application anew."""
        self._inks = (ink_of(colours(), is_selected=False), ink_of(colours(), is_selected=True))
        self.line, self.accent = QColor(colours().line), QColor(colours().accent)
        plain = QFont(QApplication.font())
        plain.setFeature(QFont.Tag("tnum"), 1)
        fixed = QFont(mono_font())
        self._fonts = {False: plain, True: fixed}
        self._metrics = {is_fixed: QFontMetricsF(font) for is_fixed, font in self._fonts.items()}
        self._height = max(metrics.height() for metrics in self._metrics.values())
        self._icon_size = max(14, round(0.95 * self._height))
        self._pixmaps: dict[tuple[str, str, float], QPixmap] = {}

    def ink(self, is_selected: bool) -> Ink:
        """Give the colours of a row."""
        return self._inks[is_selected]

    def highlight(self, wanted: str) -> None:
        """Mark this text wherever it stands, in any case, and mute what does not hold it; nothing for no text."""
        self._wanted = re.compile(re.escape(wanted), re.IGNORECASE) if wanted else None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        cell = self._cell(index)
        text = sum(self._width(piece, cell.is_fixed) for piece in cell.pieces)
        return QSize(int(text) + 2 * SPACE + self._icon_width(cell) + 1, int(self._height) + SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, state = option.rect, option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        ink = self._inks[is_selected]
        if is_selected:
            painter.fillRect(rect, ink.ground)
        cell = self._cell(index)
        left = rect.left() + (SPACE // 2 if index.column() == Column.PROCESS else SPACE)
        if cell.icon:
            place = QRect(0, 0, self._icon_size, self._icon_size)
            place.moveCenter(rect.center())
            place.moveLeft(left)
            painter.drawPixmap(place, self._pixmap(painter, cell, ink))
        left += self._icon_width(cell)
        self._draw_text(
            painter, cell, QRectF(rect).adjusted(left - rect.left(), 0, -SPACE, -1), index, is_selected
        )

    # ------------------------------------------------------------ what a cell holds

    def _cell(self, index: Index) -> Cell:
        model, column = _model(index), Column(index.column())
        id = index.internalId()
        text = model.text(id, column)[:_LONGEST]
        is_aside = model.view.is_aside(id) or (self._wanted is not None and not model.view.is_hit(id))
        if column is Column.PROCESS:
            return self._process(model, id, text, is_aside)
        if column is Column.LINK:
            return Cell(
                ((text, Rank.MUTED if is_aside else Rank.PLAIN),), LINK_ICONS.get(model.node(id).link, "")
            )
        is_absent = column is Column.COMMAND_LINE and text == node_words.NO_COMMAND_LINE
        rank = Rank.MUTED if is_aside or is_absent or model.node(id).process is None else Rank.PLAIN
        is_fixed = column is Column.COMMAND_LINE and not is_absent
        return Cell(((text, rank),), is_fixed=is_fixed, elides_middle=column is Column.COMMAND_LINE)

    def _process(self, model: TreeModel, id: int, name: str, is_aside: bool) -> Cell:
        node, found = model.node(id), model.finding(id)
        pieces: list[Piece] = []
        sign, severity = "", None
        if node.process is None:
            pieces += [(name, Rank.MISSING), (f" {node_words.NOT_IN_THESE_LOGS}", Rank.MISSING)]
            sign = MISSING_ICON
        elif found is not None:
            is_flagged = DESCENDANT not in found.matched
            severity = found.severity
            sign = SEVERITY_ICONS[severity]
            rank = Rank.STRONG if is_flagged else Rank.PLAIN
            if is_aside:
                rank = Rank.STRONG_MUTED if is_flagged else Rank.MUTED
            below = () if is_flagged else ((f"  {BELOW}", Rank.MUTED),)
            pieces += [(name, rank), *below, (f"{' ' if below else '  '}{severity}", severity)]
        else:
            sign, is_strong = PLAIN_ICON, id == self.focus
            pieces.append((name, Rank.MUTED if is_aside else Rank.STRONG if is_strong else Rank.PLAIN))
        if model.shows_hosts and model.family.parent(id) is None:
            pieces.append((f"  on {node_words.host(node)}", Rank.MUTED))
        if left_out := model.view.count_left_out(id):
            pieces.append((f"  + {left_out:,} not shown", Rank.MUTED))
        return Cell(tuple(pieces), sign, severity)

    # ------------------------------------------------------------ drawing

    def _draw_text(
        self, painter: QPainter, cell: Cell, room: QRectF, index: Index, is_selected: bool
    ) -> None:
        if room.width() < self._metrics[cell.is_fixed].averageCharWidth() * _LEAST_LETTERS:
            return  # the icon alone says it
        pieces = self._fitted(cell, room.width())
        text = "".join(piece for piece, _ in pieces)
        drawn = DrawnText(text)
        layout = QTextLayout(drawn.text, self._fonts[cell.is_fixed])
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        layout.setTextOption(option)
        whole = "".join(piece for piece, _ in cell.pieces)
        spans = (*self._ranks(pieces, cell, is_selected), *self._hits(text, whole, is_selected))
        layout.setFormats([_range(*drawn.span(start, end), form) for start, end, form in spans])
        layout.beginLayout()
        line = layout.createLine()
        layout.endLayout()
        is_right = index.column() == Column.PID
        left = room.right() - line.naturalTextWidth() if is_right else room.left()
        layout.draw(painter, QPointF(left, room.top() + (room.height() - line.height()) / 2), (), room)

    def _fitted(self, cell: Cell, width: float) -> Sequence[Piece]:
        """Cut from the right what has no room, a long text in its middle."""
        pieces: list[Piece] = []
        for text, rank in cell.pieces:
            taken = self._width((text, rank), cell.is_fixed)
            if taken > width:
                middle = Qt.TextElideMode.ElideMiddle if cell.elides_middle else Qt.TextElideMode.ElideRight
                font = self._font(rank, cell.is_fixed)
                pieces.append((QFontMetricsF(font).elidedText(text, middle, width) or _ELLIPSIS, rank))
                break
            pieces.append((text, rank))
            width -= taken
        return pieces

    def _width(self, piece: Piece, is_fixed: bool) -> float:
        text, rank = piece
        if rank in _OWN_FONT:
            return QFontMetricsF(self._font(rank, is_fixed)).horizontalAdvance(text)
        return self._metrics[is_fixed].horizontalAdvance(text)

    def _font(self, rank: Rank | Severity, is_fixed: bool) -> QFont:
        font = QFont(self._fonts[is_fixed])
        if rank in (Rank.STRONG, Rank.STRONG_MUTED):
            font.setWeight(QFont.Weight.DemiBold)
        elif rank is Rank.MISSING:
            font.setItalic(True)
        return font

    def _ranks(
        self, pieces: Sequence[Piece], cell: Cell, is_selected: bool
    ) -> Iterator[tuple[int, int, QTextCharFormat]]:
        start, ink = 0, self._inks[is_selected]
        for text, rank in pieces:
            form = QTextCharFormat()
            form.setForeground(_colour(rank, ink))
            if rank in _OWN_FONT:
                form.setFont(self._font(rank, cell.is_fixed))
            yield start, start + len(text), form
            start += len(text)

    def _hits(self, text: str, whole: str, is_selected: bool) -> Iterator[tuple[int, int, QTextCharFormat]]:
        """Mark what was looked for; where it is in what was cut off, the dots that stand for it."""
        if self._wanted is None or not self._wanted.search(whole):
            return
        ink, form = self._inks[is_selected], QTextCharFormat()
        form.setBackground(ink.hit)
        form.setForeground(ink.hit_text)
        for hit in list(self._wanted.finditer(text)) or list(re.finditer(_ELLIPSIS, text)):
            yield *hit.span(), form

    def _pixmap(self, painter: QPainter, cell: Cell, ink: Ink) -> QPixmap:
        colour = ink.muted if cell.severity is None else ink.severity[cell.severity]
        scale = painter.device().devicePixelRatioF()
        key = (cell.icon, colour.name(), scale)
        if key not in self._pixmaps:
            size = QSize(self._icon_size, self._icon_size)
            self._pixmaps[key] = icon(cell.icon, colour.name()).pixmap(size, scale)
        return self._pixmaps[key]

    @property
    def icon_room(self) -> int:
        """Pixels that an icon takes before a cell's words."""
        return self._icon_size + _GAP

    def _icon_width(self, cell: Cell) -> int:
        return self.icon_room if cell.icon else 0


def _model(index: Index) -> TreeModel:
    model = index.model()
    if not isinstance(model, TreeModel):
        raise TypeError(f"cells of {type(model).__name__} cannot be drawn")
    return model


def _colour(rank: Rank | Severity, ink: Ink) -> QColor:
    if isinstance(rank, Severity):
        return ink.severity_text[rank]
    return ink.muted if rank in _MUTED else ink.text


def _range(start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, form
    return made
