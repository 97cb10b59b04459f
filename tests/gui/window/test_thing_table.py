"""gui.window.thing_table: things of one kind in a table that grows with the letters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from gui.looks.colours import COLOURS, Theme
from gui.looks.theme import apply_theme
from gui.window.thing_table import Column, SignDelegate, ThingModel, ThingTable
from tests.gui.pixels import pixels_of

COLUMNS: tuple[Column[str], ...] = (
    Column("State", 8, lambda thing: f"{thing}", sign=lambda _: ("warning-fill", "#FFD400")),
    Column("When", 17, lambda _: "2026-03-12 07:59:30"),
    Column("A long heading", 2, lambda _: "1", is_number=True, tip=lambda _: "<one>"),
    Column("", 2, lambda _: ""),
)


def _table(qtbot: QtBot) -> ThingTable:
    model = ThingModel[str](COLUMNS)
    table = ThingTable(model, "Things")
    table.model_kept = model  # type: ignore[attr-defined]  # Qt does not keep it
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.show()
    model.show(["a", "b"])
    return table


def test_columns_and_rows_grow_with_the_letters(qtbot: QtBot, qapp: QApplication) -> None:
    """Dates and headings are whole at any size."""
    table, before, font = _table(qtbot), qapp.font(), qapp.font()
    try:
        for factor in (1.0, 1.6, 1.0):
            font.setPointSizeF(factor * before.pointSizeF())
            qapp.setFont(font)
            apply_theme(qapp, Theme.LIGHT)
            QApplication.processEvents()
            assert table.columnWidth(1) >= table.sizeHintForColumn(1)
            assert table.columnWidth(2) >= table.horizontalHeader().sectionSizeHint(2)
            assert table.rowHeight(0) >= table.fontMetrics().height() + 4
    finally:
        qapp.setFont(before)
    assert table.rowHeight(0) < 30


def test_a_sign_is_seen_on_a_selected_row(qtbot: QtBot, qapp: QApplication) -> None:
    """Yellow on yellow would not be."""
    apply_theme(qapp, Theme.CONTRAST)
    table = _table(qtbot)
    table.selectRow(0)
    middle = table.rowHeight(0) // 2 + table.horizontalHeader().height()
    drawn: set[str] = set()
    for y in range(middle - 5, middle + 5):
        drawn |= pixels_of(table, y, 4, 26)

    assert {COLOURS[Theme.CONTRAST].selection.lower(), "#000000"} <= drawn


@pytest.mark.parametrize("state", [QStyle.StateFlag.State_None, QStyle.StateFlag.State_Selected])
def test_a_cell_without_a_sign_has_none(qtbot: QtBot, state: QStyle.StateFlag) -> None:
    """Selected or not."""
    table, option = _table(qtbot), QStyleOptionViewItem()
    option.state = state
    delegate = table.itemDelegate()
    assert isinstance(delegate, SignDelegate)

    delegate.initStyleOption(option, table.model().index(0, 1))

    assert option.icon.isNull()


def test_a_tooltip_may_say_more_than_the_cell(qtbot: QtBot) -> None:
    """Letter by letter."""
    model = _table(qtbot).model()

    tips = [model.index(0, column).data(Qt.ItemDataRole.ToolTipRole) for column in (0, 2)]
    assert [">a</p>" in tips[0], "&lt;one&gt;" in tips[1]] == [True, True]


def test_tab_leaves_the_table(qtbot: QtBot) -> None:
    """It does not go from cell to cell."""
    assert not _table(qtbot).tabKeyNavigation()
