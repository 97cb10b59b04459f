"""gui.detail.flow: widgets in as many lines as the width asks for."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.detail.flow import Flow


def _of(qtbot: QtBot, count: int) -> tuple[QWidget, Flow]:
    parent = QWidget()
    qtbot.addWidget(parent)
    flow = Flow(parent, space=4)
    for _ in range(count):
        child = QWidget()
        child.setFixedSize(50, 20)
        flow.add(child)
    return parent, flow


@pytest.mark.parametrize(
    ("width", "height"), [(500, 20), (158, 20), (157, 44), (104, 44), (50, 68), (10, 68)]
)
def test_lines_break_where_they_must(qtbot: QtBot, width: int, height: int) -> None:
    """Three widgets of 50, four between; at least one in a line."""
    _, flow = _of(qtbot, 3)

    assert height == flow.heightForWidth(width)


def test_clearing_takes_all_away(qtbot: QtBot) -> None:
    """And leaves an empty layout that can be asked."""
    _, flow = _of(qtbot, 3)

    flow.clear()

    assert flow.count() == 0
    assert flow.itemAt(0) is None
    assert flow.takeAt(0) is None
    assert flow.heightForWidth(100) == 0
