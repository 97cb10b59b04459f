"""The arrangement of a case's page into settings, and back into the next page."""

from __future__ import annotations

from gui.window.case_page import CasePage
from gui.window.settings import Setting, Settings

NARROW = 1_500
"""Pixels of width below which the detail stands under the table unless the user chose otherwise."""


def remember(page: CasePage, settings: Settings) -> None:
    """Keep how the user arranged the page."""
    settings.put(Setting.FLAGGED_COLUMNS, page.flagged.table.state())
    settings.put(Setting.DESCENDANTS_COLUMNS, page.descendants.table.state())
    settings.put(Setting.CREATIONS_COLUMNS, page.creations.table.state())
    settings.put(Setting.SPLITTERS, page.state())
    settings.put(Setting.FACETS, page.facets.state())
    settings.put(Setting.FACETS_SHOWN, "yes" if page.shows_facets else "no")
    settings.put(Setting.FILTER_HISTORY, page.filter_bar.history_state())
    settings.put(Setting.DETAIL_TAB, str(page.detail.current_tab()))


def restore(page: CasePage, settings: Settings, width: int) -> None:
    """Arrange a new page as the last one was, in a window of this width in pixels."""
    page.flagged.table.restore(settings.text(Setting.FLAGGED_COLUMNS))
    page.descendants.table.restore(settings.text(Setting.DESCENDANTS_COLUMNS))
    page.creations.table.restore(settings.text(Setting.CREATIONS_COLUMNS))
    below = settings.text(Setting.DETAIL_BELOW)
    page.set_detail_below(below == "yes" or (not below and width < NARROW))
    page.restore(settings.text(Setting.SPLITTERS))
    page.facets.restore(settings.text(Setting.FACETS))
    page.set_facets(settings.text(Setting.FACETS_SHOWN) != "no")
    page.filter_bar.restore_history(settings.text(Setting.FILTER_HISTORY))
    page.detail.set_current_tab(settings.text(Setting.DETAIL_TAB))
