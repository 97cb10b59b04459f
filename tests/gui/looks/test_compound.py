"""gui.looks.compound: the focus goes to a part, and Tab meets all parts in order."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.looks.compound import Compound
from tests.gui.keyboard import BACKWARDS, FORWARDS, met


class _Case:
    """A line above a compound of two lines, whose second has the focus."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window, self.whole = QWidget(), Compound()
        self.above, self.first, self.second = QLineEdit(), QLineEdit(), QLineEdit()
        inner, outer = QVBoxLayout(self.whole), QVBoxLayout(self.window)
        for line in (self.first, self.second):
            inner.addWidget(line)
        for part in (self.above, self.whole):
            outer.addWidget(part)
        qtbot.addWidget(self.window)
        self.window.show()


def test_the_focus_goes_to_the_part(qtbot: QtBot) -> None:
    """Also where the part is named later, and where Qt itself gives the whole the focus."""
    case = _Case(qtbot)
    case.whole.setFocus()
    assert case.window.focusWidget() is case.whole

    case.whole.give_focus_to(case.second)
    assert case.window.focusWidget() is case.second
    case.above.setFocus()
    case.whole.setFocus()
    assert case.window.focusWidget() is case.second

    case.window.activateWindow()
    qtbot.waitUntil(case.window.isActiveWindow)
    case.above.setFocus()
    QWidget.setFocus(case.whole)
    assert case.window.focusWidget() is case.second
    case.whole.give_focus_to(None)
    case.whole.setFocus()
    assert case.window.focusWidget() is case.whole


@pytest.mark.parametrize("key", [FORWARDS, BACKWARDS])
def test_tab_meets_all_parts(qtbot: QtBot, key: object) -> None:
    """In their order, or against it."""
    case = _Case(qtbot)
    case.whole.give_focus_to(case.second)

    found = met(qtbot, case.window, case.above, key)  # type: ignore[arg-type]  # a key

    parts = [case.first, case.second]
    assert found == [case.above, *(parts if key is FORWARDS else parts[::-1])]
