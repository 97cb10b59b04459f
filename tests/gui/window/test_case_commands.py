"""gui.window.case_commands: each command about the open case does on its page what its name says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.rows.columns import COLUMNS
from gui.detail.pane import Tab
from gui.table.column_chooser import ColumnChooser
from gui.window.case_commands import CaseCommands
from gui.window.case_page import CasePage
from gui.window.settings import Setting, Settings
from tests.gui.window.sample_page import FLAGGED, ask, sample_page, shown_rows


@pytest.fixture
def page(qtbot: QtBot) -> CasePage:
    """Show the sample, filtered, with its first row selected."""
    made = sample_page(qtbot)
    ask(made, "integrity>=medium -severity:info")
    made.select_first()
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Remember nothing yet."""
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def do(page: CasePage, settings: Settings) -> Callable[[str], None]:
    """Give what does a command."""
    return CaseCommands(page, settings).do


Do = Callable[[str], None]
STATES: dict[str, Callable[[CasePage], object]] = {
    "facets": lambda page: page.facets.isVisible(),
    "detail_below": lambda page: page.inner.orientation(),
    "filters_off": lambda page: page.filter_bar.text(),
}


@pytest.mark.parametrize("name", STATES)
def test_a_switch_goes_back_the_second_time(page: CasePage, do: Do, name: str) -> None:
    """And is something else between."""
    states = [STATES[name](page)]
    for _ in range(2):
        do(name)
        states.append(STATES[name](page))

    assert states[0] == states[2] != states[1]


def test_the_place_of_the_detail_is_remembered(page: CasePage, do: Do, settings: Settings) -> None:
    """It is a choice of the user from then on."""
    said = [settings.text(Setting.DETAIL_BELOW)]
    for _ in range(2):
        do("detail_below")
        said.append(settings.text(Setting.DETAIL_BELOW))

    assert said == ["", "yes", "no"]


def test_filters_that_are_off_are_not_lost_and_cleared_ones_are(page: CasePage, do: Do) -> None:
    """Off: all rows, with the terms still there."""
    do("filters_off")
    off = (len(shown_rows(page)), len(page.filter_bar.stack().held))
    do("clear_filter")

    assert (off, (len(shown_rows(page)), len(page.filter_bar.stack().held))) == ((FLAGGED, 2), (FLAGGED, 0))


@pytest.mark.parametrize("tab", Tab)
def test_each_tab_of_the_detail_comes_to_the_front(page: CasePage, do: Do, tab: Tab) -> None:
    """By its name behind `detail_`."""
    do(f"detail_{tab}")

    assert tab == page.detail.current_tab()


@pytest.mark.parametrize(
    ("name", "expected"), [("tab_flagged", 0), ("tab_descendants", 1), ("tab_creations", 2)]
)
def test_each_table_comes_to_the_front_with_the_focus(
    qtbot: QtBot, page: CasePage, do: Do, name: str, expected: int
) -> None:
    """So that its rows can be walked at once."""
    page.tabs.setCurrentIndex(3)
    do(name)

    assert expected == page.tabs.currentIndex()
    qtbot.waitUntil(page.sheet.table.hasFocus)


def test_flags_are_walked_to_and_back(page: CasePage, do: Do) -> None:
    """Among all process creations."""
    do("tab_creations")
    do("next_flag")
    first = page.sheet.table.current_row()
    do("next_flag")
    second = page.sheet.table.current_row()
    do("previous_flag")

    assert first is page.sheet.table.current_row()
    assert first is not second
    assert all(row and row.detection for row in (first, second))


def test_what_is_found_is_walked_to_and_back(page: CasePage, do: Do) -> None:
    """By a line that opens with the focus."""
    do("tab_creations")
    do("find")
    is_open = page.find_bar.isVisible()
    page.find_bar.line.setText("powershell")
    walked = []
    for name in ("find_next", "find_next", "find_previous"):
        do(name)
        walked.append(page.sheet.table.current_row())

    assert is_open
    assert walked[0] is walked[2] is not walked[1]


def test_the_cell_and_the_rows_are_copied(qtbot: QtBot, page: CasePage, do: Do) -> None:
    """The cell as it is, the rows for a spreadsheet."""
    row, column = page.sheet.table.current_row(), page.sheet.table.current_column()
    assert row is not None
    assert column is not None
    do("copy_cell")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == column.text(row))
    do("copy_rows")
    qtbot.waitUntil(lambda: COLUMNS["hostname"].text(row) in QGuiApplication.clipboard().text().split("\t"))


def test_a_filter_is_typed(qtbot: QtBot, page: CasePage, do: Do) -> None:
    """Whatever had the focus before."""
    do("filter")

    qtbot.waitUntil(page.filter_bar.line.hasFocus)


def test_columns_are_chosen_in_a_list(page: CasePage, do: Do) -> None:
    """Of the table in front."""
    do("tab_creations")
    do("columns")
    chooser = page.sheet.table.findChild(ColumnChooser)

    assert chooser is not None
    assert chooser.isVisible()
    chooser.close()


def test_panes_that_are_hidden_are_passed_over(qtbot: QtBot, page: CasePage, do: Do) -> None:
    """From the filter to the table where there are no facets."""
    do("facets")
    do("filter")
    qtbot.waitUntil(page.filter_bar.line.hasFocus)
    do("next_pane")

    qtbot.waitUntil(page.sheet.table.hasFocus)
    assert page.inner.orientation() is Qt.Orientation.Horizontal
