"""The rows of a case into a file that the user names: asked in a dialog, written by a thread, told in one line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from core.output.export import Export
from core.output.formats import FORMATS
from core.output.provenance import provenance
from core.output.terminal import most_urgent_first
from core.rows.row import Row
from gui.window.case_page import TITLES, CasePage
from gui.window.export_dialog import ExportDialog, ExportJob, Wish
from gui.window.message import warn
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
        folder = self._settings.text(Setting.EXPORT_FOLDER) or os.path.expanduser("~")
        dialog = ExportDialog(
            counts_by_scope(page), folder, reading.evidence, self._window, _preferred(page), _shown(page)
        )
        dialog.setObjectName("export")
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        wish = dialog.wish()
        self._settings.put(Setting.EXPORT_FOLDER, str(wish.target.parent))
        export = Export(
            rows=_in_order(ROWS[wish.scope](page), wish),
            scope=wish.scope,
            filter_text="" if wish.scope == "flagged" else page.filter_bar.text(),
            rule=reading.options.rule,
            reports=reading.case.reports,
            creations=len(reading.case.creations.rows),
            flagged=len(reading.case.flagged.rows),
            made_by=provenance(reading.paths),
            hosts=reading.hosts,
        )
        job = ExportJob(wish, export, self)
        job.written.connect(self._tell)
        job.finished.connect(lambda: self._jobs.remove(job))
        self._jobs.append(job)
        job.start()

    def _tell(self, words: str, problem: str) -> None:
        self._say(words or problem)
        if problem:
            warn(self._window, "Export", problem)

    def wait(self) -> None:
        """Let the files that are being written become whole."""
        for job in list(self._jobs):
            job.wait()


def _in_order(rows: Sequence[Row], wish: Wish) -> Sequence[Row]:
    """Put the most urgent rows first where a reader begins at the top; rows that are shown stay as they are."""
    if wish.scope == "flagged" and FORMATS[wish.format].is_ranked:
        return sorted(rows, key=lambda row: most_urgent_first(row.detection) if row.detection else (9, 0))
    return rows


def _preferred(page: CasePage) -> str:
    """Export what is on the screen, unless that is all that is flagged anyway, or every process of the case."""
    is_narrowed = page.sheet is page.flagged and bool(page.filter_bar.terms())
    has_descendants = page.sheet is page.descendants and len(page.sheet.model.view.shown) > 0
    return "shown" if is_narrowed or has_descendants else "flagged"


def _shown(page: CasePage) -> str:
    """Name the table in front, where it is not the flagged one, which has a scope of its own."""
    return "" if page.sheet is page.flagged else TITLES[page.sheets.index(page.sheet)]


ROWS: Mapping[str, Callable[[CasePage], Sequence[Row]]] = {
    "flagged": lambda page: list(page.flagged.model.view.rows),
    "shown": lambda page: [page.sheet.model.view.rows[number] for number in page.sheet.model.view.shown],
    "selected": lambda page: page.chosen_rows(),
}
"""What can be exported: all flagged rows, those that the table in front shows, those that are selected in it."""


def counts_by_scope(page: CasePage) -> Mapping[str, int]:
    """Count the rows of each scope, without gathering them: there may be a million."""
    return {
        "flagged": len(page.flagged.model.view.rows),
        "shown": len(page.sheet.model.view.shown),
        "selected": len(page.chosen_rows()) if page.is_tree_in_front else page.sheet.table.selection_count(),
    }
