"""gui.window.case_page: many rows are counted in turns, and values of any column are offered."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.view.case import Case, NewRows
from core.view.facets import FACETS
from core.view.view import SLICE
from gui.filter.facet_model import VALUE_ROLE
from gui.window.case_page import CasePage
from tests.gui.table_rows import rows

LONG = 30_000


def page_of(qtbot: QtBot, count: int) -> CasePage:
    """Show a page in which so many rows are flagged and counted."""
    page = CasePage(Case("strict"))
    qtbot.addWidget(page)
    page.show()
    made = rows(count)
    with qtbot.waitSignal(page.counted, timeout=LONG):
        page.conclude(NewRows(made, made))
    return page


def test_many_rows_are_counted_in_several_turns(qtbot: QtBot) -> None:
    """In the end all of them are."""
    count = 2 * SLICE + 2
    page = page_of(qtbot, count)
    models = {column: page.facets.sections[column].list.model() for column in FACETS}
    found = {
        column: sum(model.index(row, 0).data(VALUE_ROLE).count for row in range(model.rowCount()))
        for column, model in models.items()
    }

    assert dict.fromkeys(FACETS, count) == found


@pytest.mark.parametrize("text", ["matched:", "also_in:", "user:", "cmd:"])
def test_values_are_offered_while_a_term_is_typed(qtbot: QtBot, text: str) -> None:
    """Of any column; what a slot raises fails the test."""
    page = page_of(qtbot, 4)
    page.filter_bar.line.setFocus()
    QTest.keyClicks(page.filter_bar.line, text)

    assert text == page.filter_bar.line.text()
