"""A row into the detail pane: tabs, each made when it is first shown and filled only while it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from core.detection.detections import Detection
from core.processes.family import Family
from core.processes.process import Place
from core.rows.row import Row
from core.story.story import Story
from core.view.times import UTC_ZONE, Zone
from core.work.record_read import RecordRead
from gui.detail.decoded import DecodedTab
from gui.detail.fields import FieldsTab
from gui.detail.hex import HexTab
from gui.detail.own_keys import are_taken
from gui.detail.page import Page
from gui.detail.related import RelatedTab
from gui.detail.source import SourceTab
from gui.detail.summary import SummaryTab
from gui.detail.tree import TreeTab
from gui.detail.xml import XmlTab
from gui.looks.compound import Compound

READING_AFTER = 150
"""Milliseconds before the pane says that a record is being read: most are there before."""
READING = "Reading the record…"
NOT_READ = "The record could not be read"
NO_TREE = ("No tree yet", "The tree is made once all logs were read.")
NO_ROW = (
    "No row selected",
    "Choose a row in the table to see what started what, and what the log says of it.",
)

Keys = QKeySequence.StandardKey
_FINDING: Mapping[Keys, int] = {Keys.Find: 0, Keys.FindNext: 1, Keys.FindPrevious: -1}
"""Keys that a tab with a line to find something takes before the window does, and the step each asks for."""


class Tab(StrEnum):
    """The tabs, by the name under which the chosen one is remembered."""

    SUMMARY = "summary"
    TREE = "tree"
    RELATED = "related"
    DECODED = "decoded"
    FIELDS = "fields"
    XML = "xml"
    HEX = "hex"
    SOURCE = "source"


TITLES: Mapping[Tab, str] = {
    Tab.SUMMARY: "Summary",
    Tab.TREE: "Tree",
    Tab.RELATED: "Related",
    Tab.DECODED: "Decoded",
    Tab.FIELDS: "Fields",
    Tab.XML: "XML",
    Tab.HEX: "Hex",
    Tab.SOURCE: "Source",
}


@dataclass(frozen=True, slots=True)
class Search:
    """How the search for a row's related events goes."""

    share: float | None = None
    """Done so far, 0 to 1; `None` where none goes on."""
    problem: str = ""
    """Why it failed, a sentence."""


@dataclass(frozen=True, slots=True)
class Tree:
    """All processes of the case, and which of them are findings."""

    family: Family
    findings: Mapping[int, Detection]
    """Flagged processes and their descendants, by their ids in the family."""


class DetailPane(Compound):
    """Shows one row, and its record once that was read."""

    record_wanted = Signal(object)
    """A Row: its record is to be read, and handed to `show_record` or `show_problem`."""
    term_asked = Signal(object)
    """A Term: the filter should get this condition."""
    related_wanted = Signal(object)
    """A Row: its related events are to be looked for, and handed to `show_story`."""
    process_chosen = Signal(object)
    """The Place of a process that the user wants to see in the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Detail of the row")
        self._row: Row | None = None
        self._record: RecordRead | None = None
        self._problem = ""
        self._is_asked = False
        self._story: Story | None = None
        self._search = Search()
        self._tree: Tree | None = None
        self._logs = 0, 0
        self._zone = UTC_ZONE
        self._filled: dict[Tab, tuple[object, ...]] = {}
        """What each tab shows, so that none is filled twice with the same."""
        self.summary = Page(self._make_summary)
        self.tree = Page(self._make_tree)
        self.related = Page(self._make_related)
        self.decoded = Page(DecodedTab)
        self.fields = Page(self._make_fields)
        self.xml = Page(XmlTab)
        self.hex = Page(HexTab)
        self.source = Page(SourceTab)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Detail of the row")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)  # its line would break at the tab in front
        for tab in Tab:
            self.tabs.addTab(self._page(tab), TITLES[tab])
        self.tabs.currentChanged.connect(lambda _: self._fill())
        self._without_record: Mapping[Tab, Callable[[Row], None]] = {
            Tab.SUMMARY: self._fill_summary,
            Tab.TREE: self._fill_tree,
            Tab.RELATED: self._fill_related,
            Tab.DECODED: self._fill_decoded,
        }
        """What fills the tabs that show no record."""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(READING_AFTER)
        self._patience.timeout.connect(self._say_reading)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.give_focus_to(self.tabs)

    # ------------------------------------------------------------ what to show

    def show_row(self, row: Row | None) -> None:
        """Show a row, or say that none is selected. Its record is kept where the row is only known better now."""
        if row is self._row and row is not None:
            return
        if row is None or self._row is None or row.place != self._row.place:
            self._record, self._problem, self._is_asked = None, "", False
            self._story, self._search = None, Search()
        self._row = row
        self._fill()

    def show_record(self, place: Place, record: RecordRead) -> None:
        """Show what was read of a row's record; nothing where another row is shown by now."""
        if self._row is not None and self._row.place == place:
            self._record, self._problem = record, ""
            self._fill()

    def show_problem(self, place: Place, sentence: str) -> None:
        """Say why a row's record could not be read; nothing where another row is shown by now."""
        if self._row is not None and self._row.place == place:
            self._record, self._problem = None, sentence
            self._fill()

    def show_story(self, place: Place, story: Story) -> None:
        """Show what the case tells of a row by now; nothing where another row is shown."""
        if self._row is not None and self._row.place == place:
            self._story = story
            if story.related is not None:
                self._search = Search()
            self._fill()

    def show_search(self, place: Place, search: Search) -> None:
        """Show how the search for related events goes; nothing where another row is shown by now."""
        if self._row is not None and self._row.place == place:
            self._search = search
            self._fill()

    def refresh(self) -> None:
        """Show the row anew: what is said of it has changed."""
        self._fill()

    def set_logs(self, count: int, size: int) -> None:
        """Say in how many logs, and bytes, related events would be looked for."""
        self._logs = count, size
        self._filled.pop(Tab.RELATED, None)
        self._fill()

    def show_tree(self, tree: Tree) -> None:
        """Show rows in this tree from now on."""
        self._tree = tree
        self._fill()

    def set_zone(self, zone: Zone) -> None:
        """Write times in this zone."""
        self._zone = zone
        self._fill()

    def current_tab(self) -> str:
        """Name the tab in front, to be remembered."""
        return self._current().value

    def set_current_tab(self, name: str) -> None:
        """Bring a tab to the front; a name that there is none of changes nothing."""
        if name in set(Tab):
            self.tabs.setCurrentIndex(list(Tab).index(Tab(name)))

    # ------------------------------------------------------------ filling

    def _current(self) -> Tab:
        return list(Tab)[self.tabs.currentIndex()]

    def _page(self, tab: Tab) -> Page[QWidget]:
        page: Page[QWidget] = getattr(self, tab.value)
        return page

    def _make_summary(self) -> SummaryTab:
        made = SummaryTab()
        made.related_wanted.connect(self._want_related)
        return made

    def _make_tree(self) -> TreeTab:
        made = TreeTab()
        made.process_chosen.connect(self.process_chosen)
        return made

    def _make_related(self) -> RelatedTab:
        made = RelatedTab()
        made.asked.connect(self._want_related)
        return made

    def _want_related(self) -> None:
        if self._row is not None:
            self.related_wanted.emit(self._row)

    def _make_fields(self) -> FieldsTab:
        made = FieldsTab()
        made.term_asked.connect(self.term_asked)
        return made

    def _fill(self) -> None:
        """Bring the tab in front up to date; the others wait until they are shown."""
        if not self.isVisible():
            return
        tab, row = self._current(), self._row
        if row is None:
            self._patience.stop()
            self._filled.pop(tab, None)
            self._page(tab).say(*NO_ROW)
        elif tab in self._without_record:
            self._patience.stop()
            self._without_record[tab](row)
        elif self._record is not None:
            self._patience.stop()
            self._fill_with(tab, row, self._record)
        elif self._problem:
            self._patience.stop()
            self._fill_without(tab, row)
        else:
            self._ask(row)
        self._take_focus_to(tab)

    def _fill_summary(self, row: Row) -> None:
        if self._is_new(Tab.SUMMARY, (row, row.mark, self._zone, self._record, self._story)):
            verification = None if self._record is None else self._record.verification
            self.summary.tab().show_row(row, self._zone, verification, self._story)
        self.summary.show_tab(warning=self._problem if self._record is None else self._record.problem)

    def _fill_tree(self, row: Row) -> None:
        tree = self._tree
        if tree is None:
            self._filled.pop(Tab.TREE, None)
            self.tree.say(*NO_TREE)
            return
        if self._is_new(Tab.TREE, (row, tree, self._zone)):
            self.tree.tab().show_row(row, tree.family, tree.findings, self._zone)
        self.tree.show_tab()

    def _fill_related(self, row: Row) -> None:
        if self._is_new(Tab.RELATED, (row, self._story, self._search, self._zone)):
            tab, story = self.related.tab(), self._story
            if story is not None and story.related is not None:
                tab.show_related(row, story.names, story.related, self._zone)
            elif self._search.problem:
                tab.show_problem(self._search.problem)
            elif self._search.share is not None:
                tab.show_progress(self._search.share)
            else:
                tab.set_logs(*self._logs)
                tab.show_wanted(row)
        self.related.show_tab()

    def _fill_decoded(self, row: Row) -> None:
        if self._is_new(Tab.DECODED, (row,)):
            self.decoded.tab().show_row(row)
        self.decoded.show_tab()

    def _fill_with(self, tab: Tab, row: Row, record: RecordRead) -> None:
        if self._is_new(tab, (row, record, self._zone if tab is Tab.HEX else None)):
            if tab is Tab.FIELDS:
                self.fields.tab().show_record(row, record)
            elif tab is Tab.XML:
                self.xml.tab().show_record(record)
            elif tab is Tab.HEX:
                self.hex.tab().show_record(record, self._zone)
            else:
                self.source.tab().show_record(row, record)
        self._page(tab).show_tab(warning=record.problem)

    def _fill_without(self, tab: Tab, row: Row) -> None:
        """Say why there is no record; the row itself still says where it would be."""
        if tab is Tab.SOURCE:
            if self._is_new(tab, (row, self._problem)):
                self.source.tab().show_record(row, None)
            self.source.show_tab(warning=self._problem)
        else:
            self._filled.pop(tab, None)
            self._page(tab).say(NOT_READ, self._problem)

    def _is_new(self, tab: Tab, shown: tuple[object, ...]) -> bool:
        before = self._filled.get(tab)
        self._filled[tab] = shown
        if before is None or len(before) != len(shown):
            return True
        return any(old is not new for old, new in zip(before, shown, strict=True))

    def _ask(self, row: Row) -> None:
        page = self._page(self._current())
        if page.words != READING and (page.made is None or page.words):
            page.say("")  # nothing from before; what a tab shows stays until there is something better
        if not self._patience.isActive():
            self._patience.start()
        if not self._is_asked:
            self._is_asked = True
            self.record_wanted.emit(row)

    def _say_reading(self) -> None:
        tab = self._current()
        if (
            tab not in self._without_record
            and self._row is not None
            and self._record is None
            and not self._problem
        ):
            self._filled.pop(tab, None)
            self._page(tab).say("", READING)

    # ------------------------------------------------------------ keys

    def _take_focus_to(self, tab: Tab) -> None:
        """Let the focus that the pane is given go to what the tab shows."""
        self.give_focus_to(self._page(tab))

    def _finder(self) -> FieldsTab | XmlTab | HexTab | None:
        page = self._page(self._current())
        made = page.made
        return made if isinstance(made, FieldsTab | XmlTab | HexTab) and not page.words else None

    def event(self, event: QEvent) -> bool:
        if self._finder() is not None:
            if are_taken(event, tuple(_FINDING)):
                return True
            if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
                for keys, step in _FINDING.items():
                    if event.matches(keys):
                        self._find(step)
                        return True
        return super().event(event)

    def _find(self, step: int) -> None:
        finder = self._finder()
        if finder is not None and step:
            finder.step(step)
        elif finder is not None:
            finder.start_finding()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()
