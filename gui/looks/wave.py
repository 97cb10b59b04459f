"""Some characters of a line into a wavy line below them, for Qt offers no formats in a line."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QPainter, QTextLayout, QTextLine
from PySide6.QtWidgets import QLineEdit

NARROWEST = 8
"""Pixels, where nothing stands that could be underlined."""
_STEP = 2


def draw_wave(painter: QPainter, line: QLineEdit, cursor: QPoint, start: int, end: int) -> None:
    """Underline characters, counted as Qt does; `cursor` is the middle of the cursor as drawn.

    A line may be scrolled and does not say how far, but where its cursor is.
    """
    layout = QTextLayout(line.displayText(), line.font())
    layout.beginLayout()
    text = layout.createLine()
    layout.endLayout()
    origin = cursor.x() - _x(text, line.cursorPosition())
    left = origin + _x(text, start)
    right = max(origin + _x(text, end), left + NARROWEST)
    bottom = cursor.y() + line.fontMetrics().height() / 2 + 1
    steps = range(int((right - left) / _STEP) + 1)
    painter.drawPolyline([QPointF(left + _STEP * n, bottom - _STEP * (n % 2)) for n in steps])


def _x(line: QTextLine, position: int) -> float:
    # Declared as an object: the pixel, and the position next to it that a cursor can be at.
    pixel, _ = cast("tuple[float, int]", line.cursorToX(position))
    return pixel
