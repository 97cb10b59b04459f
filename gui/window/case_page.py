"""An open case into what the user sees of it: filter, facets, time line, tables, tree, and the row's detail."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Generator
from functools import partial

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from core.filter.term import Term
from core.processes.process import Place
from core.rows.row import Row
from core.view.case import Case, NewRows
from core.view.facets import FACETS, count_ahead, counts, texts_offered
from core.view.histogram import Histogram, drawing
from core.view.times import Zone
from core.view.view import Order, View
from gui.detail.pane import DetailPane, Tree
from gui.filter.facet_panel import FacetPanel
from gui.filter.filter_bar import FilterBar
from gui.filter.time_histogram import TimeHistogram
from gui.looks.plain_text import label
from gui.looks.theme import SPACE
from gui.table.process_model import ProcessModel
from gui.table.process_table import ProcessTable
from gui.window.case_tree import CaseTree
from gui.window.find_bar import FindBar

TITLES = ("Flagged", "Descendants", "All process creations")
TREE = "Process tree"
REFRESH_MS, REFRESH_MS_WHILE_READING = 60, 500
MOST_SORTED_WHILE_READING = 50_000
NEWEST_FIRST = (Order("time_created", is_descending=True),)
MOST_URGENT_FIRST = (Order("severity", is_descending=True), *NEWEST_FIRST)

WHOLE_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_SIZES = range(100_000)
"""Pixels that a part of the page can have."""


class _Sheet:
    """One of the tables with its model."""

    def __init__(self, model: ProcessModel, table: ProcessTable) -> None:
        self.model, self.table = model, table
        self.is_behind = False
        """Whether the filter has changed since it was last applied here."""


class CasePage(QWidget):
    """Everything about one case; a new case gets a new page."""

    row_selected = Signal(object)
    record_wanted = Signal(object)
    counted = Signal()
    """Facets and time line show what the table in front shows."""
    related_wanted = Signal(object)
    """A Row whose related events are to be looked for."""
    noticed = Signal(str)
    """A sentence for the status line."""
    changed = Signal()
    """What is shown has changed: counts and words may be said anew."""
    selection_count_changed = Signal(int)
    """How many rows are selected in the table in front."""

    def __init__(self, case: Case, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.case = case
        self.filter_bar = FilterBar()
        self.facets = FacetPanel()
        self.shows_facets = True
        self.histogram = TimeHistogram()
        self.find_bar = FindBar()
        self.detail = DetailPane()
        self.headline = label("", "heading")
        self.headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.flagged = self._sheet(ProcessModel(case.flagged), TITLES[0], marks_flags=False)
        self.descendants = self._sheet(ProcessModel(case.descendants), TITLES[1], marks_flags=False)
        self.creations = self._sheet(ProcessModel(case.creations), TITLES[2], marks_flags=True)
        self.sheets = (self.flagged, self.descendants, self.creations)
        for sheet in self.sheets:
            sheet.model.sort_by(NEWEST_FIRST if sheet is self.creations else MOST_URGENT_FIRST)
        self.tree = CaseTree(case)
        self.tabs.addTab(self.tree, TREE)
        self._front = 0
        """Number of the table in front."""
        self._lay_out()
        self._connect()
        self._refreshing = QTimer(self, singleShot=True)
        self._refreshing.timeout.connect(self._refresh)
        self._counting = QTimer(self, interval=0)
        self._counting.timeout.connect(self._count_next)
        self._drawing: Generator[None, None, Histogram | None] | None = None
        self._drawn_of: tuple[View, tuple[Term, ...]] | None = None
        self._to_count: list[Callable[[], bool]] = []
        """Each tells whether it is done, and is called again where it is not."""

    def _sheet(self, model: ProcessModel, title: str, marks_flags: bool) -> _Sheet:
        table = ProcessTable(model, marks_flags)
        table.setAccessibleName(title)
        self.tabs.addTab(table, title)
        return _Sheet(model, table)

    def _lay_out(self) -> None:
        top = QWidget()
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head = QVBoxLayout(top)
        head.setContentsMargins(SPACE, SPACE, SPACE, 0)
        head.setSpacing(SPACE)
        head.addWidget(self.filter_bar)
        head.addWidget(self.headline)
        head.addWidget(self.histogram)
        centre = QWidget()
        middle = QVBoxLayout(centre)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(top)
        middle.addWidget(self.tabs, 1)
        middle.addWidget(self.find_bar)
        self.inner = QSplitter(Qt.Orientation.Horizontal)
        self.inner.addWidget(centre)
        self.inner.addWidget(self.detail)
        self.inner.setStretchFactor(0, 5)
        self.inner.setStretchFactor(1, 3)
        self.inner.setSizes([1_000, 600])
        self.outer = QSplitter(Qt.Orientation.Horizontal)
        self.outer.addWidget(self.facets)
        self.outer.addWidget(self.inner)
        self.outer.setStretchFactor(1, 1)
        self.outer.setSizes([240, 1_040])
        for splitter in (self.inner, self.outer):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.outer)

    def _connect(self) -> None:
        self.filter_bar.terms_changed.connect(lambda _: self._filter())
        self.filter_bar.left.connect(lambda: self.sheet.table.setFocus())
        self.facets.values_chosen.connect(self.filter_bar.set_values)
        self.facets.term_asked.connect(self.filter_bar.add_term)
        self.histogram.range_chosen.connect(self.filter_bar.set_time)
        self.histogram.range_cleared.connect(lambda: self.filter_bar.set_time(None, None))
        self.histogram.bins_changed.connect(lambda _: self.refresh_soon())
        self.filter_bar.provide_values(self._values)
        self.detail.term_asked.connect(self.filter_bar.add_term)
        self.detail.record_wanted.connect(self.record_wanted)
        self.detail.related_wanted.connect(self.related_wanted)
        self.detail.process_chosen.connect(self.go_to)
        self.tree.process_chosen.connect(self.go_to)
        self.tree.row_chosen.connect(self._select_in_tree)
        self.find_bar.asked.connect(self._find)
        self.find_bar.closed.connect(self._end_finding)
        self.tabs.currentChanged.connect(lambda _: self._change_tab())
        for sheet in self.sheets:
            sheet.table.term_asked.connect(self.filter_bar.add_term)
            sheet.table.row_selected.connect(self._select)
            sheet.table.selection_count_changed.connect(self.selection_count_changed)
            sheet.table.activated.connect(lambda _: self.detail.setFocus())
            sheet.table.find_ended.connect(self.find_bar.say)
            sheet.table.notice.connect(self.noticed)
            sheet.model.filtered.connect(self.refresh_soon)

    @property
    def sheet(self) -> _Sheet:
        """The table in front, or that was before the tree."""
        return self.sheets[self._front]

    # ------------------------------------------------------------ what was read
    def add(self, new: NewRows) -> None:
        """Show rows that were just read under those that are there."""
        self.flagged.model.add(new.flagged)
        self.creations.model.add(new.creations)
        self.refresh_soon()

    def conclude(self, rows: NewRows) -> None:
        """Show the rows as they are when all is known of the case."""
        self.flagged.model.replace(rows.flagged)
        self.descendants.model.replace(rows.descendants)
        self.creations.model.replace(rows.creations)
        self._refresh()

    def select_first(self) -> None:
        """Select the first row where none is selected, so that its detail shows."""
        table = self.sheet.table
        if not table.selection_count() and self.sheet.model.rowCount():
            # A table with the focus stands on a row without selecting it; `selectRow` asks which keys are down.
            row = self.sheet.model.index(max(table.currentIndex().row(), 0), 0)
            table.selectionModel().setCurrentIndex(row, WHOLE_ROW)

    # ------------------------------------------------------------ what is asked
    def _filter(self) -> None:
        self.creations.is_behind = self.descendants.is_behind = True
        self.flagged.model.filter_by(self.filter_bar.terms())  # the headline tells of it whatever is in front
        self._catch_up()

    def _catch_up(self) -> None:
        if self.sheet.is_behind:
            self.sheet.is_behind = False
            self.sheet.model.filter_by(self.filter_bar.terms())

    def _change_tab(self) -> None:
        for part in (self.filter_bar, self.histogram):
            part.setVisible(not self.is_tree_in_front)
        self.set_facets(self.shows_facets)
        if self.is_tree_in_front:
            self.find_bar.hide()
            self.tree.draw()
            self.changed.emit()
            return
        self._front = self.tabs.currentIndex()
        self._catch_up()
        self.refresh_soon()
        if self.case.result is not None:
            self.select_first()
        self._select(self.sheet.table.current_row())

    def _select(self, row: Row | None) -> None:
        if row is not self.sheet.table.current_row() or self.is_tree_in_front:
            return
        self.detail.show_row(row)
        self.row_selected.emit(row)

    # ------------------------------------------------------------ the tree
    @property
    def is_tree_in_front(self) -> bool:
        """Whether the process tree is shown instead of a table."""
        return self.tabs.currentWidget() is self.tree

    def show_tree(self, tree: Tree) -> None:
        """Show the processes of the case in this tree from now on."""
        self.tree.show_tree(tree)
        self.detail.show_tree(tree)

    def _select_in_tree(self, row: Row | None) -> None:
        if self.is_tree_in_front:
            self.detail.show_row(row)
            self.row_selected.emit(row)

    def chosen_rows(self) -> list[Row]:
        """Give the rows that the user has chosen: in the table in front, or the one of the process in the tree."""
        if self.is_tree_in_front:
            row = self.tree.chosen_row()
            return [] if row is None else [row]
        table = self.sheet.table
        current = table.current_row()
        return list(table.selected_rows()) or ([] if current is None else [current])

    def set_facets(self, are_shown: bool) -> None:
        """Show the facets or not; beside the tree, which they neither count nor filter, they never are."""
        self.shows_facets = are_shown
        self.facets.setVisible(are_shown and not self.is_tree_in_front)

    def go_to(self, place: Place) -> None:
        """Show the row of a record in a table that holds it, the table in front first."""
        for sheet in (self.sheet, *self.sheets):
            if sheet.is_behind:
                continue
            if sheet.model.view.locate(place) is not None:
                self.tabs.setCurrentWidget(sheet.table)
                sheet.table.go_to(place)
                sheet.table.setFocus()
                return
        self.noticed.emit("The filter hides this row; Ctrl+H shows all rows.")

    def leave_tree(self) -> None:
        """Bring back the table that was in front before the tree."""
        if self.is_tree_in_front:
            self.tabs.setCurrentWidget(self.sheet.table)

    def restore_tab(self, text: str) -> None:
        """Bring the tab of this number to the front; rubbish changes nothing."""
        if text.isascii() and text.isdigit() and int(text[:3]) < self.tabs.count():
            self.tabs.setCurrentIndex(int(text[:3]))

    def _find(self, text: str, is_forward: bool) -> None:
        self.sheet.table.find(text, is_forward)

    def _end_finding(self) -> None:
        for sheet in self.sheets:
            sheet.table.highlight("")
        self.sheet.table.setFocus()

    def _values(self, column: str) -> list[str]:
        """Give the values of a column in the table in front, the most frequent first, for completion."""
        return texts_offered(self.sheet.model.view, column)

    def refresh(self, columns: Collection[str]) -> None:
        """Show that rows have other values in these columns."""
        for sheet in self.sheets:
            if sheet.model.view.refresh(columns):
                sheet.model.filter_by(sheet.model.view.terms)
            sheet.table.viewport().update()
        self.refresh_soon()

    def set_zone(self, zone: Zone) -> None:
        """Write times in this zone."""
        for sheet in self.sheets:
            sheet.model.set_zone(zone)
        self.histogram.set_zone(zone)
        self.detail.set_zone(zone)
        self.tree.set_zone(zone)

    # ------------------------------------------------------------ what follows
    def refresh_soon(self) -> None:
        """Count anew in a moment, so that many changes are counted once."""
        if not self._refreshing.isActive():
            self._refreshing.start(REFRESH_MS if self.case.result else REFRESH_MS_WHILE_READING)

    def _refresh(self) -> None:
        for number, sheet in enumerate(self.sheets):
            self.tabs.setTabText(number, f"{TITLES[number]} ({len(sheet.model.view.rows):,})")
        if self.case.result is None:
            self._put_in_order()
        self.changed.emit()
        if self.case.result is not None or self._drawn_of != self._shown_now():
            self._drawing = (
                None  # while logs are read what was begun is brought to its end: rows come all the time
            )
        self._to_count = [self._count_times, *(partial(self._count_values, column) for column in FACETS)]
        self._counting.start()

    def _put_in_order(self) -> None:
        """Bring rows that came while reading into the order that the headings say, while they are not too many."""
        for sheet in self.sheets:
            if len(sheet.model.view.rows) < MOST_SORTED_WHILE_READING:
                sheet.model.sort_by(sheet.model.view.orders)

    def _count_next(self) -> None:
        """Count one thing at a time: a million rows take a while, and the window lives meanwhile."""
        if not self._to_count:
            self._counting.stop()
            self.counted.emit()
        elif not (step := self._to_count.pop(0))():
            self._to_count.insert(0, step)

    def _count_times(self) -> bool:
        if self._drawing is None:
            self._drawn_of = self._shown_now()
            self._drawing = drawing(self.sheet.model.view, self.histogram.bins_wanted())
        try:
            next(self._drawing)
        except StopIteration as drawn:
            self._drawing = None
            self.histogram.show_histogram(drawn.value)
            return True
        return False

    def _shown_now(self) -> tuple[View, tuple[Term, ...]]:
        view = self.sheet.model.view
        return view, view.terms

    def _count_values(self, column: str) -> bool:
        view = self.sheet.model.view
        if not count_ahead(view, column):
            return False
        self.facets.refresh_column(column, counts(view, column))
        return True

    # ------------------------------------------------------------ the splitters
    def set_detail_below(self, is_below: bool) -> None:
        """Put the detail under the table or beside it."""
        wanted = Qt.Orientation.Vertical if is_below else Qt.Orientation.Horizontal
        if self.inner.orientation() is not wanted:
            self.inner.setOrientation(wanted)
            self.inner.setSizes([560, 300] if is_below else [1_000, 600])

    def state(self) -> str:
        """Give the sizes of the parts, to be restored later."""
        return json.dumps({"outer": self.outer.sizes(), "inner": self.inner.sizes()})

    def restore(self, text: str) -> None:
        """Take on sizes given by `state`; rubbish changes nothing."""
        try:
            sizes = json.loads(text)
            outer, inner = ([int(size) for size in sizes[name]] for name in ("outer", "inner"))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return
        if len(outer) == len(inner) == 2 and all(size in _SIZES for size in (*outer, *inner)):
            self.outer.setSizes(outer)
            self.inner.setSizes(inner)
