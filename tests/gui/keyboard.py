"""A window into the widgets that the Tab key meets on its way around."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

MOST = 200
"""Times that the key is pressed at most."""
FORWARDS, BACKWARDS = Qt.Key.Key_Tab, Qt.Key.Key_Backtab


def usable(window: QWidget) -> set[QWidget]:
    """Give all that Tab should meet: what is seen, can be used, and is no frame of something that is met."""
    return {
        one
        for one in window.findChildren(QWidget)
        if one.isVisible()
        and one.isEnabled()
        and one.window() is window
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    }


def met(qtbot: QtBot, window: QWidget, start: QWidget, key: Qt.Key = FORWARDS) -> list[QWidget]:
    """Press Tab until the start is met again; give what was met, in order."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    start.setFocus()
    found = [start]
    for _ in range(MOST):
        before = window.focusWidget()
        QTest.keyClick(before, key)
        now = window.focusWidget()
        if now is before and isinstance(now, QTextBrowser):
            continue  # Tab goes from link to link in it
        if now is start:
            return found
        if now in found:
            raise AssertionError(f"Tab does not get out of {[one.accessibleName() for one in found]}")
        found.append(now)
    raise AssertionError("Tab never comes round")
