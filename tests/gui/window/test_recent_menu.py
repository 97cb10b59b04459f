"""gui.window.recent_menu: what was opened last stands in the menu, and opens with all its paths."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gui.window.recent_menu import RecentMenu
from gui.window.settings import Settings
from gui.window.start_page import StartPage

FORGET = ["", "Forget these"]
"""Stands behind the cases, and a line before it."""


@pytest.fixture
def menu(qtbot: QtBot) -> QMenu:
    """Make an empty menu."""
    made = QMenu()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def page(qtbot: QtBot) -> StartPage:
    """Show the start page."""
    made = StartPage()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def opened() -> list[list[str]]:
    """What the window was asked to open."""
    return []


@pytest.fixture
def recent(menu: QMenu, page: StartPage, tmp_path: Path, opened: list[list[str]]) -> RecentMenu:
    """Remember nothing yet."""
    return RecentMenu(menu, page, Settings(tmp_path / "settings.ini"), opened.append)


def entries(menu: QMenu) -> list[str]:
    """Give what the menu says."""
    return [action.text() for action in menu.actions()]


def test_the_newest_comes_first_and_each_once(recent: RecentMenu, menu: QMenu, tmp_path: Path) -> None:
    """Also at the next start; what a menu would take for the mark of a key is none."""
    is_enabled = menu.isEnabled()
    for paths in (["/a/R&D.evtx"], ["/b/b.evtx", "/b/c.evtx"], ["/a/R&D.evtx"]):
        recent.add(paths)

    assert (is_enabled, menu.isEnabled()) == (False, True)
    assert ["a/R&&D.evtx", "b/b.evtx and 1 more", *FORGET] == entries(menu)


def test_a_case_is_opened_with_all_its_paths(
    recent: RecentMenu, menu: QMenu, page: StartPage, opened: list[list[str]]
) -> None:
    """From the menu as from the start page."""
    recent.add(["/a.evtx"])
    recent.add(["/b/b.evtx", "/b/c.evtx"])
    menu.actions()[0].trigger()
    page.recent_chosen.emit(["/a.evtx"])

    assert opened == [["/b/b.evtx", "/b/c.evtx"], ["/a.evtx"]]


def test_all_are_forgotten(recent: RecentMenu, menu: QMenu, tmp_path: Path) -> None:
    """For good."""
    recent.add(["/a.evtx"])
    menu.actions()[-1].trigger()

    assert (entries(menu), menu.isEnabled()) == (FORGET, False)
    assert Settings(tmp_path / "settings.ini").recent() == []
