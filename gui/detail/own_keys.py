"""Keys that a view takes itself into an answer for Qt, which asks before it gives them to the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence

COPYING = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.SelectAll)
"""The window would copy and select rows of the table."""


def are_taken(event: QEvent, keys: tuple[QKeySequence.StandardKey, ...] = COPYING) -> bool:
    """Take these keys from the window: True, and the event accepted, where that is what Qt asks."""
    if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.ShortcutOverride:
        return False
    if not any(event.matches(one) for one in keys):
        return False
    event.accept()
    return True
