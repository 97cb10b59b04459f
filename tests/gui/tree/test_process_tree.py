"""gui.tree.process_tree: the tree of a row or of a case, searched and walked through."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.processes.family import Family
from core.view.times import Zone
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme
from gui.tree.process_tree import (
    NOTHING_FLAGGED,
    NOTHING_FOUND,
    NOTHING_FOUND_HERE,
    NOTHING_READ,
    ONLY_FLAGGED,
    WITH_SIBLINGS,
    ProcessTree,
)
from gui.tree.tree_model import MOST_REACHED, Column
from tests.core.builders import EXCEL
from tests.core.output.trees import CASE, CMD, NOTEPAD, findings_of, started
from tests.gui.tree.cases import (
    CMD_ID,
    EXCEL_ID,
    EXPLORER,
    LONE_NOTEPAD,
    NOTEPAD_ID,
    OTHER_HOSTS_CMD,
    POWERSHELL_ID,
    settle,
    shown,
    tree_of,
)

LINE = ["explorer.exe", "  EXCEL.EXE", "    cmd.exe", "      powershell.exe"]


def _search(qtbot: QtBot, tree: ProcessTree, text: str) -> None:
    tree.search.setText(text)
    settle(qtbot, tree)


def _said(tree: ProcessTree) -> str:
    return tree.message.text() if tree.stack.currentIndex() == 1 else ""


def test_a_case_shows_the_families_with_a_flag_first(qtbot: QtBot) -> None:
    """Unfolded down to what was found; the first flagged process is the current one."""
    tree = tree_of(qtbot)

    assert (tree.switch.text(), tree.switch.isChecked()) == (ONLY_FLAGGED, True)
    assert shown(tree) == [*LINE, "    notepad.exe"]
    assert tree.view.current_id() == CMD_ID


def test_the_switch_shows_all_processes(qtbot: QtBot) -> None:
    """The current one stays."""
    tree = tree_of(qtbot)
    tree.switch.click()
    settle(qtbot, tree)

    assert shown(tree) == [*LINE, "    notepad.exe", "  notepad.exe", "explorer.exe"]
    assert tree.view.current_id() == CMD_ID


def test_a_row_shows_its_own_line(qtbot: QtBot) -> None:
    """Ancestors, itself, all below it; siblings where they are asked for."""
    tree = tree_of(qtbot, focus=CMD_ID)

    assert shown(tree) == LINE
    assert (tree.switch.text(), tree.switch.isChecked()) == (WITH_SIBLINGS, False)
    tree.switch.click()
    settle(qtbot, tree)
    assert shown(tree) == [*LINE, "    notepad.exe"]


def test_another_row_of_the_case_is_shown_as_the_first_was(qtbot: QtBot) -> None:
    """Siblings too where they were asked for."""
    tree = tree_of(qtbot, focus=CMD_ID)
    family, _, findings = findings_of()
    tree.show_family(family, findings, OTHER_HOSTS_CMD)
    settle(qtbot, tree)

    assert shown(tree) == ["explorer.exe", "  cmd.exe"]
    assert tree.view.current_id() == OTHER_HOSTS_CMD


def test_a_search_keeps_parents_and_children_and_counts(qtbot: QtBot) -> None:
    """Enter and F3 go round what was found."""
    tree = tree_of(qtbot)
    tree.switch.setChecked(False)
    _search(qtbot, tree, "notepad")

    assert shown(tree) == ["explorer.exe", "  EXCEL.EXE", "    notepad.exe", "  notepad.exe"]
    assert (tree.count.text(), tree.view.current_id()) == ("2 found", NOTEPAD_ID)
    QTest.keyClick(tree.search, Qt.Key.Key_Return)
    assert tree.view.current_id() == LONE_NOTEPAD
    QTest.keyClick(tree.view, Qt.Key.Key_F3)
    assert tree.view.current_id() == NOTEPAD_ID
    QTest.keyClick(tree.view, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert tree.view.current_id() == LONE_NOTEPAD


def test_escape_ends_a_search(qtbot: QtBot) -> None:
    """First the text goes, then the line is left."""
    tree = tree_of(qtbot)
    _search(qtbot, tree, "powershell")
    tree.activateWindow()
    QTest.keyClick(tree.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(tree.search.hasFocus)

    QTest.keyClick(tree.search, Qt.Key.Key_Escape)
    settle(qtbot, tree)

    assert shown(tree) == [*LINE, "    notepad.exe"]
    assert not tree.count.isVisible()
    QTest.keyClick(tree.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(tree.view.hasFocus)


@pytest.mark.parametrize(
    ("wanted", "is_on", "expected"),
    [("nowhere", True, NOTHING_FOUND_HERE), ("nowhere", False, NOTHING_FOUND), ("", True, "")],
)
def test_what_is_not_found_is_said(qtbot: QtBot, wanted: str, is_on: bool, expected: str) -> None:
    """And where it was looked for."""
    tree = tree_of(qtbot)
    tree.switch.setChecked(is_on)
    _search(qtbot, tree, wanted)

    assert _said(tree) == expected


def test_empty_states_say_why(qtbot: QtBot) -> None:
    """Nothing read; nothing flagged; not there yet."""
    tree = tree_of(qtbot, creations=())
    assert _said(tree) == NOTHING_READ
    tree.show_family(Family.built(CASE), {})
    settle(qtbot, tree)
    assert _said(tree) == NOTHING_FLAGGED
    tree.say("Making the tree…")
    assert _said(tree) == "Making the tree…"


def test_a_process_is_chosen_by_double_click_and_by_enter(qtbot: QtBot) -> None:
    """Its row is to be shown; of one that no record shows there is none."""
    tree = tree_of(qtbot)
    place = tree.view.visualRect(tree.view.currentIndex()).center()
    with qtbot.waitSignal(tree.process_chosen) as chosen:
        QTest.mouseDClick(tree.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [CASE[CMD_ID].place]
    tree.view.go_to(POWERSHELL_ID)
    with qtbot.waitSignal(tree.process_chosen) as chosen:
        QTest.keyClick(tree.view, Qt.Key.Key_Return)
    assert chosen.args == [CASE[POWERSHELL_ID].place]
    tree.view.go_to(EXPLORER)
    with qtbot.assertNotEmitted(tree.process_chosen):
        QTest.keyClick(tree.view, Qt.Key.Key_Return)


def test_keys_fold_walk_and_copy(qtbot: QtBot) -> None:
    """Space folds, arrows walk, Ctrl+C copies the row."""
    tree = tree_of(qtbot)
    QTest.keyClick(tree.view, Qt.Key.Key_Space)
    folded = shown(tree)
    QTest.keyClick(tree.view, Qt.Key.Key_Space)
    QTest.keyClick(tree.view, Qt.Key.Key_Down)
    QTest.keyClick(tree.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert folded == [*LINE[:-1], "    notepad.exe"]
    assert tree.view.current_id() == POWERSHELL_ID
    assert QGuiApplication.clipboard().text().split("\t") == [
        "powershell.exe", "1004", "2026-03-02 12:00:04.000", r"CORP\jdoe", "medium", "powershell.exe", "inferred",
    ]  # fmt: skip


def test_a_copied_row_runs_in_no_spreadsheet(qtbot: QtBot) -> None:
    """A command line can be a formula."""
    tree = tree_of(qtbot, creations=(started(3, 1, CMD, EXCEL, command_line='=1+1\t"x"'),))
    tree.view.copy_row(0)

    assert "'=1+1" in QGuiApplication.clipboard().text()


def _trigger(menu: QMenu, begins: str) -> None:
    next(one for one in menu.actions() if one.text().replace("&", "").startswith(begins)).trigger()
    menu.deleteLater()


def test_the_menu_copies_shows_and_folds(qtbot: QtBot) -> None:
    """What can be done with a process, for one that no record shows less."""
    tree = tree_of(qtbot)
    _trigger(tree.view.menu(CMD_ID), "Copy the command line")
    assert QGuiApplication.clipboard().text() == "cmd.exe"
    with qtbot.waitSignal(tree.process_chosen):
        _trigger(tree.view.menu(CMD_ID), "Show in the table")
    _trigger(tree.view.menu(CMD_ID), "Collapse the family")
    assert shown(tree) == ["explorer.exe"]
    _trigger(tree.view.menu(EXPLORER), "Expand the family")
    assert shown(tree) == [*LINE, "    notepad.exe"]
    missing = tree.view.menu(EXPLORER)
    assert [one.isEnabled() for one in missing.actions()[:3:2]] == [False, False]
    missing.deleteLater()


def test_below_the_tree_stands_the_whole_of_the_current_process(qtbot: QtBot) -> None:
    """Where its cells are cut or have no room."""
    tree = tree_of(qtbot)

    assert tree.panel.name.text() == CMD
    assert tree.panel.facts.text() == (
        r"PID 1003 · 2026-03-02 12:00:03.000 · CORP\jdoe · medium · WS01.corp.example"
    )
    assert tree.panel.words.text().splitlines()[0] == "Parent recorded: by ProcessGuid."
    assert tree.panel.command_line.toPlainText() == "cmd.exe"
    tree.view.go_to(EXPLORER)
    assert (tree.panel.facts.text(), tree.panel.command_line.isVisible()) == (
        "PID 1000 · WS01.corp.example",
        False,
    )


def test_a_low_tree_has_no_words_below_it(qtbot: QtBot) -> None:
    """The tree needs the room; they come back with it."""
    tree = tree_of(qtbot)
    shown_at = {}
    for height in (700, 280, 700):
        tree.resize(1280, height)
        QApplication.processEvents()
        shown_at[height] = tree.panel.isVisible()

    assert shown_at == {700: True, 280: False}
    assert tree.panel.name.text() == CMD
    assert tree.panel.height() <= 0.4 * tree.halves.height()


def test_columns_grow_with_the_letters(qtbot: QtBot, qapp: QApplication) -> None:
    """Numbers and times are whole where they are shown at all."""
    tree = tree_of(qtbot)
    before, font = qapp.font(), qapp.font()
    font.setPointSizeF(1.6 * before.pointSizeF())
    try:
        qapp.setFont(font)
        apply_theme(qapp, Theme.LIGHT)
        QApplication.processEvents()
        view = tree.view
        columns = (Column.PID, Column.TIME)
        shown_columns = [column for column in columns if not view.isColumnHidden(column)]
        assert shown_columns
        for column in shown_columns:
            assert view.columnWidth(column) >= view.sizeHintForColumn(column)
    finally:
        qapp.setFont(before)


def test_times_follow_the_zone(qtbot: QtBot) -> None:
    """In the tree and below it."""
    tree = tree_of(qtbot)
    tree.set_zone(Zone("Europe/Berlin"))

    assert "13:00:03" in tree.panel.facts.text()
    assert shown(tree) == [*LINE, "    notepad.exe"]


def test_a_narrow_tree_keeps_what_matters_most(qtbot: QtBot) -> None:
    """Names, PIDs and links; the rest stands below it."""
    tree = tree_of(qtbot, focus=CMD_ID)
    shown_columns = {}
    for width in (420, 900, 1280):
        tree.resize(width, 700)
        QApplication.processEvents()
        shown_columns[width] = [column for column in Column if not tree.view.isColumnHidden(column)]
        taken = sum(tree.view.columnWidth(column) for column in shown_columns[width])
        assert taken <= tree.view.viewport().width()

    assert shown_columns[420] == [Column.PROCESS, Column.PID, Column.LINK]
    few = [Column.PROCESS, Column.PID, Column.TIME, Column.USER, Column.COMMAND_LINE, Column.LINK]
    assert shown_columns[900] == few
    assert shown_columns[1280] == list(Column)


def test_a_process_is_revealed_whatever_was_asked_for(qtbot: QtBot) -> None:
    """The switch and the search give way."""
    tree = tree_of(qtbot)
    _search(qtbot, tree, "powershell")
    tree.reveal(OTHER_HOSTS_CMD)
    settle(qtbot, tree)

    assert tree.view.current_id() == OTHER_HOSTS_CMD
    assert (tree.switch.isChecked(), tree.search.text()) == (False, "")


def test_one_that_too_many_stand_before_is_searched_for(qtbot: QtBot) -> None:
    """Going through all of them would keep the window waiting."""
    many = MOST_REACHED + 100
    tree = tree_of(qtbot, creations=tuple(started(1 + row, 0, NOTEPAD, CMD) for row in range(many)))
    tree.reveal(many - 1)
    settle(qtbot, tree)
    settle(qtbot, tree)

    assert tree.view.current_id() == many - 1
    assert tree.search.text() == tree.view.tree_model().family.node(many - 1).guid  # type: ignore[union-attr]


def test_more_children_come_when_the_last_is_in_sight(qtbot: QtBot) -> None:
    """Qt does so for roots alone."""
    many = MOST_REACHED + 100
    tree = tree_of(qtbot, creations=tuple(started(1 + row, 0, NOTEPAD, CMD) for row in range(many)))
    tree.switch.setChecked(False)
    settle(qtbot, tree)
    model = tree.view.tree_model()
    assert model is not None
    top = model.index(0, 0)
    tree.view.expand(top)
    before = model.rowCount(top)
    tree.view.verticalScrollBar().setValue(tree.view.verticalScrollBar().maximum())

    qtbot.waitUntil(lambda: model.rowCount(top) > before)


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK, Theme.CONTRAST])
def test_it_is_drawn_in_every_theme(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    """With hits, selection, folds and hostile text: no warning, and not the same picture."""
    hostile = started(
        7, 1, "C:\\\u202egpj.exe", EXCEL, command_line="\x1b[31m" + "\U0001f600" * 400, user="\u05d0"
    )
    tree = tree_of(qtbot, focus=EXCEL_ID, creations=(*CASE, hostile))
    before = tree.grab().toImage()
    apply_theme(qapp, theme)
    _search(qtbot, tree, "exe")

    assert tree.grab().toImage() != before


def test_the_menu_opens_where_a_process_is(qtbot: QtBot) -> None:
    """Beside the rows there is none."""
    tree = tree_of(qtbot)
    tree.view.customContextMenuRequested.emit(QPoint(10, tree.view.viewport().height() - 2))

    assert QApplication.activePopupWidget() is None
