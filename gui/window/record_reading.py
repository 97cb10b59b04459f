"""The row that is looked at into its record, read again from the evidence and shown in the detail pane."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.processes.process import Place
from core.rows.row import Row
from core.work.record_read import RecordRead
from gui.window.case_page import CasePage
from gui.window.reading import Reading
from gui.work.jobs import RecordJob

NOT_OPEN = "The log that holds this record is not open any more."


class RecordReading(QObject):
    """One reader of records for as long as the window is open; whatever case is open uses it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._page: CasePage | None = None
        self._reading: Reading | None = None
        self._job = RecordJob(self)
        self._job.record_read.connect(self._show)
        self._job.record_failed.connect(self._say)

    def serve(self, page: CasePage, reading: Reading) -> None:
        """Read what this page wants to see from now on."""
        self._page, self._reading = page, reading
        page.record_wanted.connect(self._read)

    def forget(self) -> None:
        """Serve no page."""
        self._page = self._reading = None

    def close(self) -> None:
        """End for good."""
        self._job.close()

    def _read(self, row: Row) -> None:
        log = self._reading.sources.get(row.place.file) if self._reading else None
        if log is None:
            self._say(row.place, NOT_OPEN)
            return
        proof = row.detection.proof if row.detection else None
        self._job.ask(log, row.place, proof.record_sha256 if proof else None)

    def _show(self, place: Place, read: RecordRead) -> None:
        if self._page is not None:
            self._page.detail.show_record(place, read)

    def _say(self, place: Place, sentence: str) -> None:
        if self._page is not None:
            self._page.detail.show_problem(place, sentence)
