"""gui.detail.framed: the line around the view that has the keyboard."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui.detail.framed import Framed


def _edge(frame: Framed) -> set[str]:
    image = frame.grab().toImage()
    return {image.pixelColor(x, 0).name() for x in range(image.width())}


def test_the_line_is_there_with_the_focus_alone(qtbot: QtBot) -> None:
    """In the accent of the theme; the view keeps its size."""
    view = QLineEdit()
    frame = Framed(view)
    qtbot.addWidget(frame)
    frame.resize(200, 60)
    frame.show()
    size = view.size()
    before = _edge(frame)

    view.hasFocus = lambda: True  # type: ignore[method-assign]  # a window on a bare X server is never active
    QApplication.sendEvent(view, QFocusEvent(QFocusEvent.Type.FocusIn))

    assert len(_edge(frame)) == 1
    assert before != _edge(frame)
    assert view.size() == size
