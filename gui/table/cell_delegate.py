"""The cells of a table onto the screen: icons, ranks of text, marks of flags, hits of a search, selection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
    QPixmap,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from core.detection.severity import Severity
from core.notation.visible import visible
from core.rows.columns import COLUMNS
from core.view.cell_text import full
from core.view.table_columns import TABLE_COLUMNS
from gui.looks.drawn_text import DrawnText
from gui.looks.ink import Ink, ink_of
from gui.looks.plain_text import tooltip
from gui.looks.theme import SPACE, colours, icon, mono_font
from gui.table.cell_fonts import ELLIPSIS, CellFonts, icon_size
from gui.table.cell_marks import chips_of, draw_chips, draw_corner
from gui.table.cell_parts import CellParts, Piece, Rank, parts_of
from gui.table.process_model import ProcessModel, alignment

BAR = 3
"""Pixels of the bar that marks a flagged row."""
_GAP = 6
_MOST_KEPT = 4_000
"""Laid out cells that are kept: some pages of a wide table on a large screen."""
_WIDEST = 1_200

Index = QModelIndex | QPersistentModelIndex
_Span = tuple[int, int, QTextCharFormat]
"""Letters from, to, and how they are written."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as it is drawn."""

    layout: QTextLayout | None
    at: QPointF
    """Where its text begins, from the cell's corner."""
    pixmap: QPixmap | None
    chips: tuple[QRectF, ...] = ()
    """Boxes behind parts of its text, from the cell's corner."""
    is_clipped: bool = False
    """Whether its letters may be higher than the row, as those under a pile of accents are."""


_NOTHING = _Cell(None, QPointF(), None)

_SELECTED = QStyle.StateFlag.State_Selected.value
_HAS_FOCUS = QStyle.StateFlag.State_HasFocus.value
_TO_THE_RIGHT = frozenset(
    section for section, column in enumerate(TABLE_COLUMNS) if alignment(column) & Qt.AlignmentFlag.AlignRight
)


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of a `ProcessModel`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.marks_flags = False
        """Whether a bar marks flagged rows: where all are flagged it would say nothing."""
        self.first_column = 0
        """The column that stands leftmost, which bears the bar."""
        self._wanted: re.Pattern[str] | None = None
        self._cells: dict[tuple[int, int, int, int, bool], _Cell] = {}
        """By row, column, size and whether it is selected."""
        self._alike: dict[tuple[object, ...], _Cell] = {}
        """By what decides how a cell looks: most values of a log repeat from row to row."""
        self._forms: dict[tuple[Rank, bool, bool], QTextCharFormat] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take the theme and font of the application anew."""
        shades = colours()
        self.fonts = CellFonts(QApplication.font(), mono_font())
        self._icon_size = icon_size()
        self._inks = (ink_of(shades, is_selected=False), ink_of(shades, is_selected=True))
        self._line, self._focus = QColor(shades.line), QColor(shades.accent)
        self._chip = QColor(shades.stripe)
        if shades.accent == shades.selection:
            self._focus = QColor(shades.selection_text)
        self._pixmaps: dict[tuple[str, str, float], QPixmap] = {}
        self._forms.clear()
        self.forget()

    def forget(self) -> None:
        """Lay every cell out anew when it is drawn next."""
        self._cells.clear()
        self._alike.clear()

    def highlight(self, wanted: str) -> None:
        """Mark this text wherever it stands, in any case; nothing for the empty text."""
        self._wanted = re.compile(re.escape(wanted), re.IGNORECASE) if wanted else None
        self.forget()

    # ------------------------------------------------------------ what Qt asks
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, state = option.rect, option.state.value  # a number: flags cost ten times as much
        is_selected = bool(state & _SELECTED)
        left, top, width, height = rect.x(), rect.y(), rect.width(), rect.height()
        ink = self._inks[is_selected]
        if is_selected:
            painter.fillRect(rect, ink.ground)
        painter.fillRect(left, top + height - 1, width, 1, self._line)
        if index.column() == self.first_column:
            self._draw_marks(painter, rect, index, ink)
        cell = self._cell(painter, index, width, height, is_selected)
        if cell.pixmap is not None:
            size = self._icon_size
            painter.drawPixmap(left + SPACE, top + (height - size) // 2, size, size, cell.pixmap)
        if cell.chips:
            edge, ground = (ink.muted, None) if is_selected else (self._line, self._chip)
            draw_chips(painter, cell.chips, QPointF(left, top), edge, ground)
        if cell.layout is not None:
            at = cell.at + QPointF(left, top)
            cell.layout.draw(painter, at, (), QRectF(rect) if cell.is_clipped else QRectF())
        if state & _HAS_FOCUS:
            painter.setPen(self._focus)
            painter.drawRect(left, top, width - 1, height - 2)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model, column = _model(index), TABLE_COLUMNS[index.column()]
        row = model.row_at(index.row())
        parts = parts_of(column, row, model.text(column, row))
        text = self.fonts.width(parts.pieces, parts.is_fixed)
        wanted = min(_WIDEST, 2 * SPACE + self._icon_width(parts) + int(text) + 1)
        return QSize(wanted, int(self.fonts.height))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if index.isValid() and (words := self._said_of(index)):
            QToolTip.showText(event.globalPos(), tooltip(words), view)
            return True
        if index.isValid() and self._leaves_out(option, index):
            return super().helpEvent(event, view, option, index)
        QToolTip.hideText()
        return True

    def _said_of(self, index: Index) -> str:
        """Give what the corner of a row's first cell stands for; empty where there is none."""
        row, column = _model(index).row_at(index.row()), TABLE_COLUMNS[index.column()]
        if index.column() != self.first_column or not (row.mark.tags or row.mark.note):
            return ""
        said = full(COLUMNS["tags"], row)
        return said if column.key == "tags" else " · ".join(filter(None, (full(column, row), said)))

    def _leaves_out(self, option: QStyleOptionViewItem, index: Index) -> bool:
        """Tell whether a cell shows less than there is to say."""
        model, column = _model(index), TABLE_COLUMNS[index.column()]
        row = model.row_at(index.row())
        text = model.text(column, row)
        if not text:
            return False
        parts = parts_of(column, row, text)
        room = option.rect.width() - 2 * SPACE - self._icon_width(parts)
        is_cut = self.fonts.width(parts.pieces, parts.is_fixed) > room
        return is_cut or visible(full(column, row)) != text

    # ------------------------------------------------------------ cells
    def _cell(self, painter: QPainter, index: Index, width: int, height: int, is_selected: bool) -> _Cell:
        model = _model(index)
        position, section = index.row(), index.column()
        key = (model.number_at(position), section, width, height, is_selected)
        cell = self._cells.get(key)
        if cell is None:
            if len(self._cells) >= _MOST_KEPT:
                self.forget()
            cell = self._cells[key] = self._like_others(
                painter, model, index, QSize(width, height), is_selected
            )
        return cell

    def _like_others(
        self, painter: QPainter, model: ProcessModel, index: Index, size: QSize, is_selected: bool
    ) -> _Cell:
        section, row = index.column(), model.row_at(index.row())
        column = TABLE_COLUMNS[section]
        text = model.text(column, row)
        if not text:
            return _NOTHING
        origin = row.detection.document.origin if column.key == "document" and row.detection else None
        is_grey, has_note = row.mark.known_good != "", row.mark.note != ""
        key = (section, text, origin, is_grey, has_note, size.width(), size.height(), is_selected)
        cell = self._alike.get(key)
        if cell is None:
            parts = parts_of(column, row, text)
            cell = self._alike[key] = self._laid_out(painter, section, parts, text, size, is_selected)
        return cell

    def _laid_out(
        self, painter: QPainter, section: int, parts: CellParts, text: str, size: QSize, is_selected: bool
    ) -> _Cell:
        width, left = size.width(), float(SPACE + self._icon_width(parts))
        pieces = self.fonts.fitted(parts, width - SPACE - left)
        layout = self._layout(pieces, parts, is_selected, text)
        line = layout.lineAt(0)
        if section in _TO_THE_RIGHT:
            left = width - SPACE - line.naturalTextWidth()
        at = QPointF(left, (size.height() - 1 - line.height()) / 2)
        pixmap = self._pixmap(painter, parts, self._inks[is_selected])
        return _Cell(layout, at, pixmap, chips_of(pieces, layout, at), is_clipped=not text.isascii())

    def _layout(self, pieces: Sequence[Piece], parts: CellParts, is_selected: bool, text: str) -> QTextLayout:
        fitted = "".join(piece for piece, _ in pieces)
        drawn = DrawnText(fitted)
        layout = QTextLayout(drawn.text, self.fonts.font(parts.is_fixed))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)  # whatever letters come first
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        spans = (*self._ranks(pieces, parts.is_fixed, is_selected), *self._hits(fitted, text, is_selected))
        layout.setFormats([_range(*drawn.span(start, end), form) for start, end, form in spans])
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        return layout

    def _ranks(self, pieces: Iterable[Piece], is_fixed: bool, is_selected: bool) -> Iterator[_Span]:
        start = 0
        for text, rank in pieces:
            yield start, start + len(text), self._form(rank, is_fixed, is_selected)
            start += len(text)

    def _form(self, rank: Rank, is_fixed: bool, is_selected: bool) -> QTextCharFormat:
        key = (rank, is_fixed, is_selected)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = QTextCharFormat()
            form.setForeground(_colour(rank, self._inks[is_selected]))
            if rank is Rank.STRONG:
                form.setFont(self.fonts.font(is_fixed, is_strong=True))
        return form

    def _hits(self, fitted: str, text: str, is_selected: bool) -> Iterator[_Span]:
        """Mark what was looked for; where it is in what was cut off, the dots that stand for it."""
        if self._wanted is None or not self._wanted.search(text):
            return
        ink, form = self._inks[is_selected], QTextCharFormat()
        form.setBackground(ink.hit)
        form.setForeground(ink.hit_text)
        for hit in list(self._wanted.finditer(fitted)) or list(re.finditer(ELLIPSIS, fitted)):
            yield *hit.span(), form

    def _pixmap(self, painter: QPainter, parts: CellParts, ink: Ink) -> QPixmap | None:
        if not parts.icon:
            return None
        colour = ink.muted if parts.severity is None else ink.severity[parts.severity]
        scale = painter.device().devicePixelRatioF()
        key = (parts.icon, colour.name(), scale)
        if key not in self._pixmaps:
            self._pixmaps[key] = icon(parts.icon, colour.name()).pixmap(
                QSize(self._icon_size, self._icon_size), scale
            )
        return self._pixmaps[key]

    def _icon_width(self, parts: CellParts) -> int:
        return self._icon_size + _GAP if parts.icon else 0

    def _draw_marks(self, painter: QPainter, rect: QRect, index: Index, ink: Ink) -> None:
        """Draw a bar for a flag, and a corner for what the analyst says of the row."""
        row = _model(index).row_at(index.row())
        detection, mark = row.detection, row.mark
        if self.marks_flags and detection is not None:
            colour = self._line if mark.known_good else ink.severity[detection.severity]
            painter.fillRect(rect.left(), rect.top(), BAR, rect.height() - 1, colour)
        if mark.tags or mark.note:
            draw_corner(painter, rect, ink.hit)


def _model(index: Index) -> ProcessModel:
    model: QAbstractItemModel = index.model()
    if not isinstance(model, ProcessModel):
        raise TypeError(f"cells of {type(model).__name__} cannot be drawn")
    return model


def _colour(rank: Rank, ink: Ink) -> QColor:
    if isinstance(rank.value, Severity):
        return ink.severity_text[rank.value]
    return ink.muted if rank is Rank.MUTED else ink.text


def _range(start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, form
    return made
