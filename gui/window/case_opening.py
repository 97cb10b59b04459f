"""A case file into the paths to open and what was said of their records; moved logs are looked for by a thread."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.case_file.case_file import CaseFile
from core.case_file.finding_logs import FoundLog, find_saved_logs, paths_to_open, placed_marks, what_differs
from core.case_file.saved_case import SavedCase
from core.case_file.schema import CaseFileError
from core.notation.visible import visible
from core.words.read_words import count
from gui.window.case_saving import OpenedCase
from gui.window.message import warn
from gui.window.reading import Reading
from gui.work.background import Background

MOST_TOLD = 12
"""Sentences of one message."""

_log = logging.getLogger(__name__)


class CaseOpening(QObject):
    """Opens one case file at a time."""

    opened = Signal(list, object)
    """Paths to open and the OpenedCase, once it is known where its logs are."""

    def __init__(self, window: QWidget, say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._say = window, say
        self._file: CaseFile | None = None
        self._saved = SavedCase()
        self._folder = ""
        self._search: _LogSearch | None = None

    def open(self, path: Path) -> None:
        """Open a case file, and look for its logs."""
        self.close()
        try:
            self._file = CaseFile.open(path)
            self._saved = self._file.read()
        except CaseFileError as error:
            self.close()
            self._refuse(str(error))
            return
        self._say(f"Looking for the logs of {visible(path.name)}")
        self._folder = os.fspath(path.absolute().parent)
        self._search = _LogSearch(self._saved, self._folder, self)
        self._search.found.connect(self._tell)
        self._search.start()

    def close(self) -> None:
        """Give up what is being opened."""
        if self._search is not None:
            self._search.close()
            self._search.deleteLater()
            self._search = None
        if self._file is not None:
            self._file.close()
            self._file = None

    def _tell(self, found: tuple[FoundLog, ...]) -> None:
        file, self._file = self._file, None
        self.close()
        if file is None:
            return
        if paths := paths_to_open(self._saved, found, [self._folder]):
            self.opened.emit(paths, OpenedCase(file, self._saved, found))
            return
        file.close()
        told = " ".join(what_differs(self._saved, found, [])[:MOST_TOLD])
        self._refuse(f"None of the logs of this case was found. {told}")

    def _refuse(self, words: str) -> None:
        self._say(words)
        warn(self._window, "Open a case", words)


class _LogSearch(Background):
    """Looks for logs that are not at their old place, below the folder of the case file."""

    found = Signal(object)
    """All logs: a tuple of FoundLog."""

    def __init__(self, saved: SavedCase, folder: str, parent: QObject) -> None:
        super().__init__("logs of a case", parent)
        self._saved, self._folder = saved, folder

    def _run(self) -> None:
        logs = []
        for log in find_saved_logs(self._saved, [self._folder]):
            if self._closing.is_set():
                return
            logs.append(log)
        _log.info("%d of %d logs of a case were found", sum(one.path is not None for one in logs), len(logs))
        self._say(partial(self.found.emit, tuple(logs)))


def conclude(opened: OpenedCase | None, reading: Reading) -> str:
    """Bring what was said to the rows of a case that was read, and say what is not as it was."""
    if opened is None:
        return ""
    case, found = reading.case, opened.found
    marks, left = placed_marks(opened.saved, found, case.reports, case.creations.rows)
    case.marks.restore(marks)
    for view in (case.creations, case.flagged, case.descendants):
        case.marks.apply(view.rows)
    told = what_differs(opened.saved, found, case.reports)
    if left:
        told.append(
            f"{count(len(left), 'record')} with tags or a note cannot be found in the logs as they are now; "
            "what was said is kept."
        )
    more = [f"and {len(told) - MOST_TOLD:,} more"] if len(told) > MOST_TOLD else []
    return "\n\n".join([*told[:MOST_TOLD], *more])
