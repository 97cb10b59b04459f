"""The rows of a case into a file that the user names: asked in a dialog, written by a thread, told in one line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from core.output.export import Export
from core.output.provenance import provenance
from core.rows.row import Row
from gui.window.case_page import CasePage
from gui.window.export_dialog import ExportDialog, ExportJob
from gui.window.reading import Reading
from gui.window.settings import Setting, Settings


class Exporting(QObject):
    """Keeps the threads that write until they have ended."""

    def __init__(self, window: QWidget, settings: Settings, say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._settings, self._say = window, settings, say
        self._jobs: list[ExportJob] = []

    def ask(self, page: CasePage, reading: Reading) -> None:
        """Ask what to export, and write it."""
        scopes = rows_by_scope(page)
        folder = self._settings.text(Setting.EXPORT_FOLDER) or os.path.expanduser("~")
        counts = {scope: len(rows) for scope, rows in scopes.items()}
        dialog = ExportDialog(counts, folder, reading.evidence, self._window)
        dialog.setObjectName("export")
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        wish = dialog.wish()
        self._settings.put(Setting.EXPORT_FOLDER, str(wish.target.parent))
        export = Export(
            rows=scopes[wish.scope],
            scope=wish.scope,
            filter_text="" if wish.scope == "flagged" else page.filter_bar.text(),
            rule=reading.options.rule,
            reports=reading.case.reports,
            creations=len(reading.case.creations.rows),
            flagged=len(reading.case.flagged.rows),
            made_by=provenance(reading.paths),
        )
        job = ExportJob(wish, export, self)
        job.written.connect(self._tell)
        job.finished.connect(lambda: self._jobs.remove(job))
        self._jobs.append(job)
        job.start()

    def _tell(self, words: str, problem: str) -> None:
        self._say(words or problem)

    def wait(self) -> None:
        """Let the files that are being written become whole."""
        for job in list(self._jobs):
            job.wait()


def rows_by_scope(page: CasePage) -> Mapping[str, Sequence[Row]]:
    """Give the rows that can be exported: all flagged ones, those that the table in front shows, those selected."""
    view = page.sheet.model.view
    return {
        "flagged": list(page.flagged.model.view.rows),
        "shown": [view.rows[number] for number in view.shown],
        "selected": list(page.sheet.table.selected_rows()),
    }
