"""Two colours into one between them, as text can be read on."""

from __future__ import annotations

from PySide6.QtGui import QColor


def mixed(strong: str, weak: str, part: float) -> QColor:
    """Mix a part (0 to 1) of a colour into another one."""
    first, second = QColor(strong), QColor(weak)
    return QColor(
        round(part * first.red() + (1 - part) * second.red()),
        round(part * first.green() + (1 - part) * second.green()),
        round(part * first.blue() + (1 - part) * second.blue()),
    )
