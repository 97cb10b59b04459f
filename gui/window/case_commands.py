"""Commands about the open case into what its page does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from gui.detail.pane import Tab
from gui.window.case_page import CasePage
from gui.window.settings import Setting, Settings


class CaseCommands:
    """What can be asked of a page, by the names in `gui/window/actions.py`."""

    def __init__(self, page: CasePage, settings: Settings) -> None:
        self._page, self._settings = page, settings

    def do(self, name: str) -> None:
        """Do what a command says."""
        if name.startswith("detail_") and (tab := name.removeprefix("detail_")) in set(Tab):
            self._page.detail.set_current_tab(tab)
            self._page.detail.tabs.currentWidget().setFocus()
            return
        getattr(self, name)()

    def copy_rows(self) -> None:
        """Copy what is selected where the focus is."""
        self._page.sheet.table.copy_rows()

    def copy_cell(self) -> None:
        self._page.sheet.table.copy_cell()

    def find(self) -> None:
        if self._page.is_tree_in_front:
            self._page.tree.start_finding()
        else:
            self._page.find_bar.open_bar()

    def find_next(self) -> None:
        if self._page.is_tree_in_front:
            self._page.tree.step(1)
        else:
            self._page.find_bar.go(is_forward=True)

    def find_previous(self) -> None:
        if self._page.is_tree_in_front:
            self._page.tree.step(-1)
        else:
            self._page.find_bar.go(is_forward=False)

    def filter(self) -> None:
        """Go to the filter, which is that of the tables."""
        self._page.leave_tree()
        self._page.filter_bar.focus_line()

    def filters_off(self) -> None:
        self._page.filter_bar.set_all_on(not self._page.filter_bar.is_any_on())

    def clear_filter(self) -> None:
        self._page.filter_bar.clear()

    def tab_flagged(self) -> None:
        self._page.tabs.setCurrentIndex(0)
        self._page.sheet.table.setFocus()

    def tab_descendants(self) -> None:
        self._page.tabs.setCurrentIndex(1)
        self._page.sheet.table.setFocus()

    def tab_creations(self) -> None:
        self._page.tabs.setCurrentIndex(2)
        self._page.sheet.table.setFocus()

    def tab_tree(self) -> None:
        self._page.tabs.setCurrentWidget(self._page.tree)
        self._page.tree.setFocus()

    def facets(self) -> None:
        self._page.leave_tree()
        self._page.set_facets(not self._page.shows_facets)

    def detail_below(self) -> None:
        is_below = self._page.inner.orientation() is Qt.Orientation.Horizontal
        self._page.set_detail_below(is_below)
        self._settings.put(Setting.DETAIL_BELOW, "yes" if is_below else "no")

    def columns(self) -> None:
        self._page.leave_tree()
        self._page.sheet.table.choose_columns()

    def next_flag(self) -> None:
        self._go_to_flag(1)

    def previous_flag(self) -> None:
        self._go_to_flag(-1)

    def _go_to_flag(self, step: int) -> None:
        if self._page.is_tree_in_front:
            self._page.tree.go_to_flag(step)
        else:
            self._page.sheet.table.go_to_flag(step)

    def next_pane(self) -> None:
        """Give the focus to the next of filter, facets, table and detail."""
        page = self._page
        panes: list[QWidget] = [page.filter_bar, page.facets, page.tabs.currentWidget(), page.detail]
        panes = [pane for pane in panes if pane.isVisible()]
        focused = QApplication.focusWidget()
        now = next(
            (
                n
                for n, pane in enumerate(panes)
                if focused and (pane is focused or pane.isAncestorOf(focused))
            ),
            -1,
        )
        following = panes[(now + 1) % len(panes)]
        if following is page.filter_bar:
            page.filter_bar.focus_line()
        else:
            following.setFocus(Qt.FocusReason.TabFocusReason)
