"""gui.window.start_page: every way to open something, and hostile names as they stand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.window.start_page import StartPage, recent_title


def _button(page: StartPage, words: str) -> QPushButton:
    return next(button for button in page.findChildren(QPushButton) if words in button.text())


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("Open files", "files_wanted"),
        ("Open folder", "folder_wanted"),
        ("Open the sample", "sample_wanted"),
    ],
)
def test_a_button_asks_for_what_it_says(qtbot: QtBot, words: str, signal: str) -> None:
    """One click each."""
    page = StartPage()
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(getattr(page, signal)):
        QTest.mouseClick(_button(page, words), Qt.MouseButton.LeftButton)


def test_a_recent_case_opens_with_all_its_paths(qtbot: QtBot) -> None:
    """Not only with the one that is shown."""
    page = StartPage()
    qtbot.addWidget(page)
    page.show_recent([["/cases/17/a.evtx", "/cases/17/b.evtx"]])
    with qtbot.waitSignal(page.recent_chosen) as chosen:
        _button(page, "17/a.evtx and 1 more").click()

    assert chosen.args == [["/cases/17/a.evtx", "/cases/17/b.evtx"]]


def test_recent_cases_can_go(qtbot: QtBot) -> None:
    """The heading with them."""
    page = StartPage()
    qtbot.addWidget(page)
    page.show_recent([["/a.evtx"]])
    page.show_recent([])
    qtbot.waitUntil(lambda: not [one for one in page.findChildren(QLabel) if one.text() == "Recent"])


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/cases/17/logs"], "17/logs"),
        (["C:\\Cases\\17\\Security.evtx"], "17\\Security.evtx"),
        (["Sysmon.evtx", "b.evtx", "c.evtx"], "Sysmon.evtx and 2 more"),
        (["/x/<b>a\u202egnp.evtx"], "x/<b>a‹U+202E›gnp.evtx"),
    ],
)
def test_a_case_is_named_by_the_end_of_its_first_path(paths: list[str], expected: str) -> None:
    """With every character visible."""
    assert expected == recent_title(paths)
