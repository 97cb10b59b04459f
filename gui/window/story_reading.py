"""The row that is looked at into its story: the tree of the case, and related events that are looked for on demand.

Where the logs are small the search is not waited for: it begins once a flagged row was looked at for a moment.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QTimer

from core.detection.detections import Detection
from core.processes.family import Family
from core.processes.process import Place
from core.reading.read_report import ReadReport
from core.rows.row import Row
from core.story.story import tell
from core.view.family_view import findings_by_id
from core.work.related_event import RelatedFound
from core.work.scan_result import ScanResult
from gui.detail.pane import Search, Tree
from gui.window.case_page import CasePage
from gui.window.reading import Reading
from gui.work.related_job import RelatedJob

LOOK_AFTER = 400
"""Milliseconds that a flagged row is looked at before its related events are looked for unasked."""
SMALL = 256 * 1024 * 1024
"""Bytes of logs that are searched unasked: a fraction of a second."""
ROWS_A_STEP = 8_000
"""Processes of the tree that are looked at between two looks at what the user does."""
MOST_KEPT = 64
"""Rows whose related events are kept; each may be some megabytes."""


class StoryReading(QObject):
    """Tells stories for as long as the window is open; whatever case is open uses it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._page: CasePage | None = None
        self._reading: Reading | None = None
        self._family: Family | None = None
        self._building: Iterator[float] | None = None
        self._found: OrderedDict[Place, RelatedFound] = OrderedDict()
        self._row: Row | None = None
        self._is_wanted: Place | None = None
        """Whose related events were asked for before the tree was there."""
        self._job = RelatedJob(self)
        self._job.progressed.connect(self._show_progress)
        self._job.found.connect(self._take)
        self._job.failed.connect(self._show_problem)
        self._looking = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._looking.timeout.connect(self._look_unasked)
        self._step = QTimer(self, interval=0)
        self._step.timeout.connect(self._build)

    # ------------------------------------------------------------ whom it serves
    def serve(self, page: CasePage, reading: Reading) -> None:
        """Tell the stories of this page from now on."""
        self._page, self._reading = page, reading
        page.row_selected.connect(self._show_row)
        page.related_wanted.connect(self._look)
        reading.ended.connect(lambda *_: self._begin())

    def forget(self) -> None:
        """Serve no page."""
        self._looking.stop()
        self._step.stop()
        self._job.forget()
        self._page = self._reading = self._family = self._building = self._row = self._is_wanted = None
        self._found.clear()

    def close(self) -> None:
        """End for good."""
        self._job.close()

    # ------------------------------------------------------------ the tree
    def _begin(self) -> None:
        """Make the tree of the case, some rows at a time."""
        result = None if self._reading is None else self._reading.case.result
        if result is not None and self._page is not None:
            self._page.detail.set_logs(*self._logs())
            family = Family(result.creations, result.ends, result.boots)
            self._building = self._built(family, result)
            self._step.start()

    def _built(self, family: Family, result: ScanResult) -> Iterator[float]:
        yield from family.building(ROWS_A_STEP)
        findings: dict[int, Detection] = {}
        for found in (result.flagged, result.descendants):
            for begin in range(0, len(found), ROWS_A_STEP):
                findings |= findings_by_id(family, found[begin : begin + ROWS_A_STEP])
                yield 1.0
        self._family = family
        if self._page is not None:
            self._page.show_tree(Tree(family, findings))
        self._show_row(self._row)

    def _build(self) -> None:
        if self._building is None or next(self._building, None) is None:
            self._step.stop()
            self._building = None

    # ------------------------------------------------------------ a row
    def _show_row(self, row: Row | None) -> None:
        self._row = row
        self._looking.stop()
        if row is None or self._page is None:
            return
        self._tell(row)
        if self._family is None or row.place in self._found:
            return
        if self._is_wanted == row.place:
            self._is_wanted = None
            self._look(row)
        elif row.detection is not None:
            self._looking.start()

    def _tell(self, row: Row) -> None:
        if self._page is not None:
            found = self._found.get(row.place)
            self._page.detail.show_story(row.place, tell(row, self._family, found, self._reports()))

    def _reports(self) -> Sequence[ReadReport]:
        """Say how far the logs were read; nothing while they still are."""
        result = None if self._reading is None else self._reading.case.result
        return () if result is None else result.reports

    def _look_unasked(self) -> None:
        if self._reading is None or self._row is None:
            return
        if self._logs()[1] <= SMALL:
            self._look(self._row)

    def _logs(self) -> tuple[int, int]:
        """Count the logs and their bytes."""
        sources = [] if self._reading is None else list(self._reading.sources.values())
        return len(sources), sum(log.size for log in sources)

    def _look(self, row: Row) -> None:
        """Look for what is related to a row."""
        if self._reading is None or row.place in self._found:
            return
        if self._family is None and (self._reading.is_running or self._building is not None):
            # Whose events are wanted stands in the tree; the row is shown again with it.
            self._is_wanted = row.place
            self._show_progress(row.place, 0.0)
            return
        wanted = tell(row, self._family, None).wanted
        self._show_progress(row.place, 0.0)
        self._job.ask(row.place, list(self._reading.sources.values()), wanted)

    # ------------------------------------------------------------ what came
    def _show_progress(self, place: Place, share: float) -> None:
        if self._page is not None:
            self._page.detail.show_search(place, Search(share))

    def _show_problem(self, place: Place, sentence: str) -> None:
        if self._page is not None:
            self._page.detail.show_search(place, Search(problem=sentence))

    def _take(self, place: Place, found: RelatedFound) -> None:
        self._found[place] = found
        while len(self._found) > MOST_KEPT:
            self._found.popitem(last=False)
        if self._row is not None and self._row.place == place:
            self._tell(self._row)
