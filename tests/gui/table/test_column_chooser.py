"""gui.table.column_chooser: the list of all columns."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from core.rows.columns import COLUMNS
from core.view.table_columns import DEFAULT, GROUPS
from gui.table.column_chooser import ColumnChooser
from gui.table.process_table import ProcessTable
from tests.gui.table_rows import rows, table_of, titles


def chooser_of(table: ProcessTable) -> ColumnChooser:
    """Open the list."""
    table.choose_columns()
    chooser = table.findChild(ColumnChooser)
    assert chooser is not None
    return chooser


def items(chooser: ColumnChooser) -> list[QTreeWidgetItem]:
    """Give the lines of the columns, in their order."""
    groups = (chooser.tree.topLevelItem(place) for place in range(chooser.tree.topLevelItemCount()))
    lines = (group.child(place) for group in groups if group for place in range(group.childCount()))
    return [line for line in lines if line is not None]


def ticked(chooser: ColumnChooser) -> set[str]:
    """Give the titles that have a tick."""
    return {item.text(0) for item in items(chooser) if item.checkState(0) is Qt.CheckState.Checked}


def tick(chooser: ColumnChooser, key: str, state: Qt.CheckState) -> None:
    """Set or take a tick, as a click does."""
    item = next(one for one in items(chooser) if one.text(0) == COLUMNS[key].title)
    item.setCheckState(0, state)


def test_all_columns_stand_in_their_groups(qtbot: QtBot) -> None:
    """With a tick where they are shown."""
    chooser = chooser_of(table_of(qtbot, rows(1)))

    assert titles([key for keys in GROUPS.values() for key in keys]) == [
        one.text(0) for one in items(chooser)
    ]
    assert set(titles(DEFAULT)) == ticked(chooser)


def test_a_tick_shows_a_column_at_once(qtbot: QtBot) -> None:
    """And taking it hides it; the last one comes back."""
    table = table_of(qtbot, rows(1))
    chooser = chooser_of(table)
    tick(chooser, "sid", Qt.CheckState.Checked)
    shown = [column.key for column in table.shown_columns()]
    for key in shown:
        tick(chooser, key, Qt.CheckState.Unchecked)

    assert [*DEFAULT, "sid"] == shown
    assert ({"SID"}, ["sid"]) == (ticked(chooser), [column.key for column in table.shown_columns()])


def test_the_list_is_searched(qtbot: QtBot) -> None:
    """By name, meaning and key; groups without a hit go."""
    chooser = chooser_of(table_of(qtbot, rows(1)))
    chooser.search.setText("imphash")
    found = [item.text(0) for item in items(chooser) if not item.isHidden()]
    groups = [chooser.tree.topLevelItem(place) for place in range(len(GROUPS))]
    shown_groups = [group.text(0) for group in groups if group and not group.isHidden()]
    chooser.search.clear()

    assert (found, shown_groups) == (["IMPHASH"], ["Child's file"])
    assert not any(item.isHidden() for item in items(chooser))


def test_reset_brings_the_default_back(qtbot: QtBot) -> None:
    """In the table and in the list."""
    table = table_of(qtbot, rows(1))
    chooser = chooser_of(table)
    tick(chooser, "sid", Qt.CheckState.Checked)
    buttons = chooser.findChild(QDialogButtonBox)
    assert buttons is not None
    buttons.button(QDialogButtonBox.StandardButton.Reset).click()

    assert list(DEFAULT) == [column.key for column in table.shown_columns()]
    assert set(titles(DEFAULT)) == ticked(chooser)


def test_close_closes(qtbot: QtBot) -> None:
    """By its button, which is the one that Enter presses."""
    chooser = chooser_of(table_of(qtbot, rows(1)))
    buttons = chooser.findChild(QDialogButtonBox)
    assert buttons is not None
    button = buttons.button(QDialogButtonBox.StandardButton.Close)
    was_default = button.isDefault()
    with qtbot.waitSignal(chooser.destroyed):
        button.click()

    assert was_default
