"""The open case into its case file: what is said of it is kept as soon as it is said.

A case without a name is kept among the settings from the first word on, so that a crash loses nothing; saving gives
it a name and a place.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from core.case_file.case_file import CaseFile
from core.case_file.finding_logs import FoundLog, renamed_logs, saved_logs, saved_marks
from core.case_file.saved_case import SavedCase
from core.case_file.schema import SUFFIX, CaseFileError
from core.errors import CellspawnError
from core.output.evidence import refuse_evidence
from core.view.marks import Changes
from gui.window.case_page import CasePage
from gui.window.message import warn
from gui.window.reading import Reading
from gui.window.settings import Setting, Settings

STATE_AFTER = 800
"""Milliseconds after which an arrangement that changed is kept: a splitter that is dragged changes often."""
KINDS = f"Cellspawn cases (*{SUFFIX})"
UNSAVED = "unsaved"

_log = logging.getLogger(__name__)

Part = tuple[Callable[[CasePage], str], Callable[[CasePage, str], None]]

PARTS: Mapping[str, Part] = {
    "filter": (lambda page: page.filter_bar.state(), lambda page, text: page.filter_bar.restore(text)),
    "flagged_columns": (
        lambda page: page.flagged.table.state(),
        lambda page, text: page.flagged.table.restore(text),
    ),
    "descendants_columns": (
        lambda page: page.descendants.table.state(),
        lambda page, text: page.descendants.table.restore(text),
    ),
    "creations_columns": (
        lambda page: page.creations.table.state(),
        lambda page, text: page.creations.table.restore(text),
    ),
    "splitters": (lambda page: page.state(), lambda page, text: page.restore(text)),
    "tab": (lambda page: str(page.tabs.currentIndex()), lambda page, text: page.restore_tab(text)),
}
"""What is kept of a page beside what was said of its rows: how it is written, and how it is taken on again."""


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case file that was opened, and where its logs are now."""

    file: CaseFile
    saved: SavedCase
    found: tuple[FoundLog, ...]


class CaseSaving(QObject):
    """Keeps one case at a time."""

    renamed = Signal()
    """The case goes by another name."""
    named = Signal()
    """The user gave the case a place."""

    def __init__(self, window: QWidget, settings: Settings, say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._settings, self._say = window, settings, say
        self._file: CaseFile | None = None
        self._opened: OpenedCase | None = None
        """The case file as it was when it was opened."""
        self._page: CasePage | None = None
        self._reading: Reading | None = None
        self._has_warned = False
        self._state_is_due = QTimer(self, singleShot=True, interval=STATE_AFTER)
        self._state_is_due.timeout.connect(self._keep_state)

    @property
    def path(self) -> Path | None:
        """The file of the case; `None` where nothing is kept yet."""
        return None if self._file is None else self._file.path

    @property
    def has_name(self) -> bool:
        """Whether the user gave it a place."""
        return self._file is not None and self._file.path.parent != self._unsaved_folder()

    # ------------------------------------------------------------ a case opens and closes
    def serve(self, page: CasePage, reading: Reading, opened: OpenedCase | None = None) -> None:
        """Keep this case from now on."""
        self._page, self._reading, self._has_warned = page, reading, False
        self._file, self._opened = None if opened is None else opened.file, opened
        reading.case.marks.tell = self._keep_marks
        if opened is not None:
            restore_state(page, opened.saved.state)
        page.filter_bar.terms_changed.connect(lambda _: self._state_is_due.start())
        page.tabs.currentChanged.connect(lambda _: self._state_is_due.start())
        for sheet in page.sheets:
            sheet.table.columns_changed.connect(self._state_is_due.start)
        self.renamed.emit()

    def forget(self) -> None:
        """Let go of the case; all that was said is in its file."""
        self._state_is_due.stop()
        if self._file is not None:
            self._keep_state()
            with self._told():
                self._file.close()
        if self._reading is not None:
            self._reading.case.marks.tell = None
        self._file = self._page = self._reading = self._opened = None

    def take(self) -> OpenedCase | None:
        """Give the file of a case whose logs are read again; it stays open, and is served next."""
        file, reading = self._file, self._reading
        if file is None or reading is None:
            return None
        self._keep_state()
        self._state_is_due.stop()
        self._file = None
        try:
            saved = file.read()
        except CaseFileError as error:
            self._warn(str(error))
            file.close()
            return None
        return OpenedCase(file, saved, tuple(FoundLog(log, log.path) for log in saved.logs))

    def keep_logs(self) -> None:
        """Keep which logs were read, and their hashes."""
        if self._file is None or self._reading is None:
            return
        reading = self._reading
        paths = {name: (log.path, log.size) for name, log in reading.sources.items()}
        reports = reading.case.reports
        found = () if self._opened is None else self._opened.found
        sources = [os.path.abspath(path) for path in reading.paths]
        if self._opened is not None and any(one.path is None for one in found):
            sources = list(dict.fromkeys([*self._opened.saved.paths, *sources]))  # they may come back
        with self._told():
            self._file.put_sources(sources, saved_logs(paths, reports), renamed_logs(found, reports))
            self._file.put_state(rule=reading.options.rule)

    # ------------------------------------------------------------ what the user asks
    def save(self) -> None:
        """Give the case a place where it has none; where it has one, all is there already."""
        if self._file is None or not self.has_name:
            self.save_as()
            return
        self._keep_state()
        self.keep_logs()
        with self._told():
            self._file.flush()
            self._say(f"Kept in {self._file.path.name}; every change is written there at once.")

    def save_as(self) -> None:
        """Ask for a place and keep the case there from now on."""
        if self._page is None or self._reading is None:
            return
        folder = self._settings.text(Setting.CASE_FOLDER) or os.path.expanduser("~")
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save the case", os.path.join(folder, f"case{SUFFIX}"), KINDS
        )
        if name:
            self.save_to(Path(name if name.endswith(SUFFIX) else f"{name}{SUFFIX}"))

    def save_to(self, path: Path) -> None:
        """Keep the case in this file from now on."""
        if self._reading is None or self._page is None:
            return
        before = self._file
        try:
            refuse_evidence(str(path), self._reading.evidence)
            if before is not None and before.path == path:
                return
            self._file = CaseFile.create(path) if before is None else before.copy_to(path)
        except CellspawnError as error:
            self._warn(str(error))
            return
        self._settings.put(Setting.CASE_FOLDER, str(path.parent))
        if before is None:
            self._keep_marks(self._reading.case.marks.all())
            self.keep_logs()
        else:
            self._let_go(before)
        self._keep_state()
        self._say(f"Saved as {path.name}; every change is written there at once.")
        self.renamed.emit()
        self.named.emit()

    def _let_go(self, before: CaseFile) -> None:
        was_unsaved = before.path.parent == self._unsaved_folder()
        with self._told():
            before.close()
        if was_unsaved:
            with contextlib.suppress(OSError):
                before.path.unlink()

    # ------------------------------------------------------------ what is kept
    def _keep_marks(self, changes: Changes) -> None:
        if not changes or not self._begin():
            return
        assert self._file is not None
        assert self._reading is not None
        rows = self._reading.case.rows_of([place for place, _ in changes])
        with self._told():
            self._file.put_marks(saved_marks(changes, rows))

    def _keep_state(self) -> None:
        if self._file is None or self._page is None:
            return
        page = self._page
        with self._told():
            self._file.put_state(**{name: write(page) for name, (write, _) in PARTS.items()})

    def _begin(self) -> bool:
        """Begin a file among the settings for a case that has none."""
        if self._file is not None:
            return True
        folder = self._unsaved_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / time.strftime(f"%Y-%m-%d %H.%M.%S{SUFFIX}")
            self._file = CaseFile.create(path)
        except (OSError, CaseFileError) as error:
            self._warn(f"What you say is not kept yet: {error}. Save the case (Ctrl+S) to another place.")
            return False
        self.keep_logs()
        self._keep_state()
        self.renamed.emit()
        return True

    def _unsaved_folder(self) -> Path:
        return self._settings.path.parent / UNSAVED

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Say an error of the file instead of raising it: what was said waits for the next change."""
        try:
            yield
        except CaseFileError as error:
            self._warn(str(error))

    def _warn(self, words: str) -> None:
        """Say it in the status line each time, and in a message once."""
        _log.info("a case file: %s", words)
        self._say(words)
        if self._has_warned:
            return
        self._has_warned = True
        warn(self._window, "Case", words)


def restore_state(page: CasePage, state: Mapping[str, str]) -> None:
    """Arrange a page as a case file says; what it does not say stays as it is."""
    for name, (_, restore) in PARTS.items():
        if name in state:
            restore(page, state[name])
