"""The sample case, read once a process, in a page of its own."""

from __future__ import annotations

from functools import cache

from pytestqt.qtbot import QtBot

from core.filter.language import parse
from core.rows.row import Row
from core.view.case import Case
from core.view.facets import FACETS, FacetValue, counts
from core.view.histogram import histogram
from core.view.histogram_words import histogram_words
from core.work.scan import scan
from core.work.scan_result import ScanOptions, ScanResult
from core.work.sources import find_logs
from gui.filter.facet_model import FacetModel
from gui.window.case_page import CasePage
from tests.make_sample import SAMPLE

FLAGGED, CREATIONS = 16, 117
"""Rows of the sample case; of a process that both Sysmon and Windows recorded, one."""

RECORDED = 122
"""Records of process creations in it."""

LONG = 30_000
"""Milliseconds that anything may take."""


@cache
def sample_result() -> ScanResult:
    """Read the sample."""
    steps = scan(find_logs([str(SAMPLE)]), ScanOptions(jobs=1))
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            result: ScanResult = ended.value
            return result


def shown_page(qtbot: QtBot) -> CasePage:
    """Show the page of a case in which nothing was found yet."""
    page = CasePage(Case("strict"))
    qtbot.addWidget(page)
    page.resize(1_280, 800)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def sample_page(qtbot: QtBot) -> CasePage:
    """Show the page of the sample case, with everything counted."""
    page = shown_page(qtbot)
    page.conclude(page.case.final_rows(sample_result()))
    come_to_rest(qtbot, page)
    return page


def come_to_rest(qtbot: QtBot, page: CasePage) -> None:
    """Wait until facets and time line are those of the table in front."""
    qtbot.waitUntil(lambda: follows(page), timeout=LONG)


def follows(page: CasePage) -> bool:
    """Tell whether facets and time line say what the core counts of the table in front."""
    view = page.sheet.model.view
    times = histogram_words(histogram(view, page.histogram.bins_wanted()), page.sheet.model.zone)
    return page.histogram.accessibleDescription() == times and all(
        facet(page, column) == tuple(counts(view, column)) for column in FACETS
    )


def facet(page: CasePage, column: str) -> tuple[FacetValue, ...]:
    """Give the values that a facet holds."""
    return facet_model(page, column).values


def facet_model(page: CasePage, column: str) -> FacetModel:
    """Give what a facet's list is drawn from."""
    model = page.facets.sections[column].list.model()
    assert isinstance(model, FacetModel)
    return model


def shown_rows(page: CasePage) -> list[Row]:
    """Give the rows of the table in front, from top to bottom."""
    view = page.sheet.model.view
    return [view.row_at(position) for position in range(len(view.shown))]


def ask(page: CasePage, text: str) -> None:
    """Add the terms of a filter."""
    for term in parse(text):
        page.filter_bar.add_term(term)
