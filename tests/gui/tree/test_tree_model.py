"""gui.tree.tree_model: a family as Qt asks for it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from core.view.family_view import Asked
from core.view.times import Zone
from gui.tree.tree_model import AT_ONCE, MOST_REACHED, Column, TreeModel
from tests.core.builders import EXCEL
from tests.core.output.trees import CMD, NOTEPAD, started
from tests.core.output.trees import EXPLORER as EXPLORER_IMAGE
from tests.gui.tree.cases import CMD_ID, EXCEL_ID, EXPLORER, LONE_NOTEPAD, POWERSHELL_ID, model_of

TOP = QModelIndex()


def names(model: TreeModel, parent: QModelIndex = TOP, depth: int = 0) -> list[str]:
    """Names of all that is shown, fetched where it is not there yet."""
    lines = []
    while model.canFetchMore(parent):
        model.fetchMore(parent)
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        lines += [f"{'  ' * depth}{index.data()}", *names(model, index, depth + 1)]
    return lines


def test_a_model_that_qt_can_trust(qtmodeltester: Any) -> None:
    """Before and after it was fetched."""
    model = model_of()
    qtmodeltester.check(model)
    names(model)
    qtmodeltester.check(model)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked(only_flagged=True),
         ["explorer.exe", "  EXCEL.EXE", "    cmd.exe", "      powershell.exe", "    notepad.exe"]),
        (Asked(focus=LONE_NOTEPAD), ["explorer.exe", "  notepad.exe"]),
        (Asked(wanted="powershell"), ["explorer.exe", "  EXCEL.EXE", "    cmd.exe", "      powershell.exe"]),
    ],
    ids=str,
)  # fmt: skip
def test_what_the_view_shows_is_what_stands_there(
    qtmodeltester: Any, asked: Asked, expected: list[str]
) -> None:
    """Roots first, each above what it started."""
    model = model_of(asked=asked)

    assert names(model) == expected
    qtmodeltester.check(model)


def test_a_reset_takes_what_was_chosen_anew(qtbot: QtBot) -> None:
    """Indexes from before are no longer valid."""
    model = model_of()
    before = names(model)
    for _ in model.view.choosing(Asked(focus=CMD_ID)):
        pass

    with qtbot.waitSignal(model.modelReset):
        model.reset()

    assert (len(before), len(names(model))) == (8, 4)
    assert not model.index_of(LONE_NOTEPAD).isValid()


def test_cells_say_what_the_log_says() -> None:
    """A missing parent has what its children's records say of it."""
    model = model_of()

    assert [model.text(CMD_ID, column) for column in Column] == [
        "cmd.exe", "1003", "2026-03-02 12:00:03.000", r"CORP\jdoe", "medium", "cmd.exe", "recorded",
    ]  # fmt: skip
    assert [model.text(EXPLORER, column) for column in Column] == ["explorer.exe", "1000", "", "", "", "", ""]


def test_times_are_written_in_the_zone_that_was_chosen(qtbot: QtBot) -> None:
    """The heading names it."""
    model = model_of()
    with qtbot.waitSignals([model.layoutChanged, model.headerDataChanged]):
        model.set_zone(Zone("Europe/Berlin"))

    assert model.text(CMD_ID, Column.TIME) == "2026-03-02 13:00:03.000"
    assert model.headerData(Column.TIME, Qt.Orientation.Horizontal) == "Time (Europe/Berlin)"


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        (CMD_ID, "cmd.exe high, flagged"),
        (POWERSHELL_ID, "powershell.exe high, descendant"),
        (EXCEL_ID, "EXCEL.EXE"),
        (EXPLORER, "explorer.exe (not in these logs) on WS01.corp.example"),
    ],
)
def test_who_cannot_see_hears_the_same(id: int, expected: str) -> None:
    """What icons, weights and colours say, in words."""
    model = model_of()
    model.shows_hosts = True

    assert model.index_of(id).data(Qt.ItemDataRole.AccessibleTextRole) == expected


def test_tooltips_are_no_markup() -> None:
    """A log can hold what looks like it; and they say how a parent is known."""
    model = model_of((started(3, 1, CMD, EXCEL, command_line="<b>bold</b>"),))
    line, link = (
        model.index_of(0, column).data(Qt.ItemDataRole.ToolTipRole)
        for column in (Column.COMMAND_LINE, Column.LINK)
    )

    assert "&lt;b&gt;bold&lt;/b&gt;" in line
    assert "Parent recorded: the record names its parent" in link


def test_children_are_fetched_some_at_a_time() -> None:
    """A crafted log can give one process a million."""
    model = model_of(
        (
            started(1, 0, EXCEL, EXPLORER_IMAGE),
            *(started(2 + row, 1, NOTEPAD, CMD) for row in range(3 * AT_ONCE)),
        )
    )
    parent = model.index_of(0)
    counts = [model.rowCount(parent)]
    while model.canFetchMore(parent):
        model.fetchMore(parent)
        counts.append(model.rowCount(parent))

    assert counts == [0, AT_ONCE, 2 * AT_ONCE, 3 * AT_ONCE]
    assert model.rowCount(model.index(0, 1)) == 0


def test_an_index_is_found_by_fetching_no_more_than_is_bearable() -> None:
    """Qt looks at each row that it knows."""
    many = MOST_REACHED + 2 * AT_ONCE
    model = model_of(tuple(started(1 + row, 0, NOTEPAD, CMD) for row in range(many)))

    assert model.index_of(MOST_REACHED - 1).isValid()
    assert not model.index_of(many - 1).isValid()
    assert model.rowCount(model.index(0, 0)) == MOST_REACHED
