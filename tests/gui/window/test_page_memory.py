"""gui.window.page_memory: how a page was arranged, and the next one arranged in the same way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.detail.pane import Tab
from gui.window.case_page import CasePage
from gui.window.page_memory import NARROW, remember, restore
from gui.window.settings import Setting, Settings
from tests.gui.window.sample_page import shown_page

WIDE = NARROW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Remember nothing yet."""
    return Settings(tmp_path / "settings.ini")


def arrangement(page: CasePage) -> dict[str, object]:
    """Give all that is remembered of a page."""
    return {
        "flagged": page.flagged.table.state(),
        "creations": page.creations.table.state(),
        "sizes": page.state(),
        "facets": page.facets.state(),
        "facets shown": page.shows_facets,
        "history": page.filter_bar.history_state(),
        "tab": page.detail.current_tab(),
    }


def enter_filter(page: CasePage) -> None:
    """Enter a filter and drop it."""
    QTest.keyClicks(page.filter_bar.line, "user:m.keller")
    QTest.keyClick(page.filter_bar.line, Qt.Key.Key_Return)
    page.filter_bar.clear()


CHANGES: dict[str, Callable[[CasePage], object]] = {
    "flagged": lambda page: page.flagged.table.header.show_column("sid", is_shown=True),
    "creations": lambda page: page.creations.table.header.show_column("source", is_shown=False),
    "sizes": lambda page: page.outer.setSizes([320, 959]),
    "facets": lambda page: page.facets.sections["user"].fold(True),
    "facets shown": lambda page: page.set_facets(False),
    "history": enter_filter,
    "tab": lambda page: page.detail.set_current_tab(Tab.HEX),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_what_was_arranged_comes_again(qtbot: QtBot, settings: Settings, changed: str) -> None:
    """Each part of it; what was left as it was is as it always is."""
    page, other = shown_page(qtbot), shown_page(qtbot)
    usual = arrangement(other)
    CHANGES[changed](page)
    remember(page, settings)
    restore(other, settings, WIDE)
    found = arrangement(other)

    assert usual[changed] != found[changed]
    assert arrangement(page) == found


@pytest.mark.parametrize(
    ("chosen", "width", "is_below"),
    [
        ("", NARROW - 1, True),
        ("", NARROW, False),
        ("yes", NARROW, True),
        ("no", NARROW - 1, False),
    ],
)
def test_the_detail_stands_where_there_is_room_or_where_the_user_wants_it(
    qtbot: QtBot, settings: Settings, chosen: str, width: int, is_below: bool
) -> None:
    """A choice outweighs the width of the window."""
    settings.put(Setting.DETAIL_BELOW, chosen)
    page = shown_page(qtbot)
    restore(page, settings, width)

    assert is_below == (page.inner.orientation() is Qt.Orientation.Vertical)


@pytest.mark.parametrize("rubbish", ["", "{", "null", "[1]", "\0", '{"version": 99}'])
def test_rubbish_gives_the_usual_arrangement(qtbot: QtBot, settings: Settings, rubbish: str) -> None:
    """The facets are shown unless it says no."""
    page = shown_page(qtbot)
    usual = arrangement(page)
    for setting in Setting:
        settings.put(setting, rubbish)
    restore(page, settings, WIDE)

    assert usual == arrangement(page)
