"""gui.table.mark_menu: what the menu of a row and its keys ask to be said of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from core.rows.columns import COLUMNS
from core.view.marks import Marks
from gui.table.cell_menu import cell_menu
from gui.table.mark_menu import MarkWish, Wanted
from gui.table.process_table import ProcessTable
from tests.gui.table_rows import EXPLORER, choose, entries, row, stand_on, table_of


@pytest.fixture
def table(qtbot: QtBot) -> ProcessTable:
    """Two rows, of which the first is flagged, tagged and the current one."""
    made = [row(1), row(2, parent_image_path=EXPLORER)]
    marks = Marks()
    marks.tag(made[:1], ["bad", "R&D"])
    marks.set_note(made[:1], "n")
    shown = table_of(qtbot, made)
    shown.tags_in_use = lambda: ("bad", "R&D", *map(str, range(20)))
    stand_on(shown, 1)
    shown.selectRow(0)
    return shown


def menu_of(table: ProcessTable) -> QMenu:
    """Make the menu of the current row."""
    current = table.current_row()
    assert current is not None
    return cell_menu(table, COLUMNS["pid"], current)


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        (["Tag", "bad"], MarkWish(Wanted.UNTAG, "bad")),
        (["Tag", "R&D"], MarkWish(Wanted.UNTAG, "R&D")),
        (["Tag", "7"], MarkWish(Wanted.TAG, "7")),
        (["Tag", "More tags"], MarkWish(Wanted.TAGS)),
        (["Tag", "Remove tags and note"], MarkWish(Wanted.CLEAR)),
        (["Edit note"], MarkWish(Wanted.NOTE)),
        (["This is known-good"], MarkWish(Wanted.KNOWN_GOOD)),
    ],
)
def test_an_entry_asks_for_what_it_says(table: ProcessTable, path: list[str], wish: MarkWish) -> None:
    """A tag that all rows have is taken from them."""
    heard: list[MarkWish] = []
    table.mark_asked.connect(heard.append)
    choose(menu_of(table), *path)

    assert [wish] == heard


def test_only_so_many_tags_are_in_the_menu(table: ProcessTable) -> None:
    """All are in the list that it opens."""
    menu = next(action.menu() for action in menu_of(table).actions() if action.text() == "&Tag")
    assert isinstance(menu, QMenu)
    checked = [action.text() for action in menu.actions() if action.isChecked()]

    assert checked == ["bad", "R&&D"]
    assert entries(menu).index("") == 12


def test_what_makes_no_sense_is_off(table: ProcessTable) -> None:
    """A row that is not flagged needs no excuse; one without marks has none to lose."""
    stand_on(table, 2)
    table.selectRow(1)
    menu = menu_of(table)
    found = {words: action.isEnabled() for words, action in zip(entries(menu), menu.actions(), strict=True)}

    assert (found["Add note…\tShift+M"], found["This is known-good…"]) == (True, False)


@pytest.mark.parametrize(
    ("modifier", "wish"),
    [
        (Qt.KeyboardModifier.NoModifier, MarkWish(Wanted.TAGS)),
        (Qt.KeyboardModifier.ShiftModifier, MarkWish(Wanted.NOTE)),
    ],
)
def test_keys_ask_as_well(table: ProcessTable, modifier: Qt.KeyboardModifier, wish: MarkWish) -> None:
    """As long as the user stands on a row."""
    heard: list[MarkWish] = []
    table.mark_asked.connect(heard.append)
    QTest.keyClick(table, Qt.Key.Key_M, modifier)
    table.setCurrentIndex(QModelIndex())
    QTest.keyClick(table, Qt.Key.Key_M, modifier)

    assert [wish] == heard
