"""A widget as it is drawn into the colours of its pixels."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget


def image_of(widget: QWidget) -> QImage:
    """Draw a widget in true colours, whatever the screen has."""
    image = QImage(widget.size(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    widget.render(image, QPoint())
    return image


def pixels_of(widget: QWidget, y: int, left: int, right: int) -> set[str]:
    """Give the colours in a row of pixels from `left` to before `right`, as `#rrggbb`."""
    image = image_of(widget)
    return {image.pixelColor(x, y).name() for x in range(left, right)}
