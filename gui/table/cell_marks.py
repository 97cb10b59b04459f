"""What the analyst says of a row into signs in its cells: boxes behind tags, a corner in the first cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextLayout, QTextLine

from gui.looks.drawn_text import DrawnText
from gui.table.cell_parts import Piece, Rank

CORNER = 7
"""Pixels of the corner that marks a row with tags or a note, as a spreadsheet marks a cell with a comment."""
_ROUND = 3.0


def draw_corner(painter: QPainter, cell: QRect, colour: QColor) -> None:
    """Fill the upper right corner of a cell."""
    right, top = cell.right() + 1, cell.top()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon([QPoint(right - CORNER, top), QPoint(right, top), QPoint(right, top + CORNER)])


def draw_chips(
    painter: QPainter, chips: Iterable[QRectF], at: QPointF, edge: QColor, ground: QColor | None
) -> None:
    """Draw the boxes of a cell whose corner is `at`; without a ground only their edges."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(edge)
    painter.setBrush(Qt.BrushStyle.NoBrush if ground is None else ground)
    for chip in chips:
        painter.drawRoundedRect(chip.translated(at), _ROUND, _ROUND)
    painter.restore()


def chips_of(pieces: Sequence[Piece], layout: QTextLayout, at: QPointF) -> tuple[QRectF, ...]:
    """Give the boxes of a text's chips, from the corner of its cell; half a pixel off, where a line is sharp."""
    found, start, line = [], 0, layout.lineAt(0)
    drawn = DrawnText("".join(text for text, _ in pieces))
    for text, rank in pieces:
        end = start + len(text)
        if rank is Rank.CHIP:
            first, length = drawn.span(start, end)
            left, right = _x_at(line, first), _x_at(line, first + length)
            top, bottom = at.y() - 1, at.y() + line.height() + 1
            found.append(
                QRectF(round(at.x() + left) + 0.5, round(top) + 0.5, round(right - left), round(bottom - top))
            )
        start = end
    return tuple(found)


def _x_at(line: QTextLine, place: int) -> float:
    found: object = line.cursorToX(place)
    x = found[0] if isinstance(found, tuple) else found
    return x if isinstance(x, float) else 0.0
