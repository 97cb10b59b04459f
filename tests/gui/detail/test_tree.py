"""gui.detail.tree: the tab with the family of one row."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from core.rows.row import Row
from core.view.times import UTC_ZONE
from gui.detail.tree import BUILDING, NOT_IN_THE_TREE, TreeTab
from tests.core.builders import process
from tests.core.output.trees import CASE, findings_of
from tests.gui.tree.cases import CMD_ID, settle, shown


def test_a_row_is_shown_in_its_line(qtbot: QtBot) -> None:
    """And a process in it leads to its row."""
    family, _, findings = findings_of()
    tab = TreeTab()
    qtbot.addWidget(tab)
    tab.show()
    tab.show_row(Row(CASE[CMD_ID], findings[CMD_ID], "strict"), family, findings, UTC_ZONE)
    settle(qtbot, tab.tree)

    assert shown(tab.tree) == ["explorer.exe", "  EXCEL.EXE", "    cmd.exe", "      powershell.exe"]
    with qtbot.waitSignal(tab.process_chosen) as chosen:
        tab.tree.view.chosen.emit(CMD_ID)
    assert chosen.args == [CASE[CMD_ID].place]


def test_before_there_is_a_tree_it_says_so(qtbot: QtBot) -> None:
    """While logs are read, and for a row that came later."""
    family, _, findings = findings_of()
    tab, stranger = TreeTab(), Row(process(), None, "strict")
    qtbot.addWidget(tab)
    said = []
    for known in (None, family):
        tab.show_row(stranger, known, findings, UTC_ZONE)
        said.append(tab.tree.message.text())

    assert said == [BUILDING, NOT_IN_THE_TREE]


def test_the_search_is_in_reach(qtbot: QtBot) -> None:
    """For the pane's own keys."""
    family, _, findings = findings_of()
    tab = TreeTab()
    qtbot.addWidget(tab)
    tab.show()
    tab.show_row(Row(CASE[CMD_ID], findings[CMD_ID], "strict"), family, findings, UTC_ZONE)
    tab.tree.search.setText("exe")
    settle(qtbot, tab.tree)
    before = tab.tree.view.current_id()
    tab.step(1)
    tab.start_finding()

    assert tab.tree.view.current_id() != before
    assert tab.tree.search.selectedText() == "exe"
