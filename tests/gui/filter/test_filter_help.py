"""gui.filter.filter_help: the language's manual in a small panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.filter.fields import field_of
from core.filter.manual import EXAMPLES
from core.rows.columns import COLUMNS
from gui.filter.filter_help import FilterHelp


def panel_in(window: QWidget) -> FilterHelp:
    """Open the panel under a button at the top of a window."""
    layout = QVBoxLayout(window)
    button = QPushButton("?")
    layout.addWidget(button)
    layout.addStretch(1)
    window.resize(420, 300)
    window.show()
    panel = FilterHelp(window)
    panel.open_under(button)
    return panel


def test_it_names_every_field_and_shows_every_example(qtbot: QtBot) -> None:
    """What can be typed is what is shown, letter by letter."""
    window = QWidget()
    qtbot.addWidget(window)
    text = panel_in(window).page.toPlainText()

    assert [field_of(column) for column in COLUMNS.values() if field_of(column) not in text] == []
    assert [left for left, _ in EXAMPLES if left not in text] == []


def test_it_lies_inside_the_window_and_escape_closes_it(qtbot: QtBot) -> None:
    """Under its button; the work goes on beside it."""
    window = QWidget()
    qtbot.addWidget(window)
    panel = panel_in(window)

    assert window.rect().contains(panel.geometry())

    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel.page, Qt.Key.Key_Escape)

    assert not panel.isVisible()
