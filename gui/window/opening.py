"""A wish to open something into paths: by dialog, by dropping, or the sample."""

from __future__ import annotations

import os
from importlib import resources

from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from core.case_file.schema import SUFFIX
from gui.window.settings import Setting, Settings

KINDS = f"Event logs and cases (*.evtx *{SUFFIX});;All files (*)"


def ask_files(window: QWidget, settings: Settings) -> list[str]:
    """Ask for files; none where the user thinks better of it."""
    folder = settings.text(Setting.LAST_FOLDER)
    paths, _ = QFileDialog.getOpenFileNames(window, "Open event logs or a case", folder, KINDS)
    if paths:
        settings.put(Setting.LAST_FOLDER, os.path.dirname(paths[0]))
    return list(paths)


def ask_folder(window: QWidget, settings: Settings) -> list[str]:
    """Ask for a folder; none where the user thinks better of it."""
    folder = settings.text(Setting.LAST_FOLDER)
    path = QFileDialog.getExistingDirectory(window, "Open a folder of event logs", folder)
    if path:
        settings.put(Setting.LAST_FOLDER, path)
    return [path] if path else []


def sample() -> list[str]:
    """Give the path of the sample case."""
    # The package is never run from an archive, so the file is a file.
    return [str(resources.files("resources").joinpath("sample.evtx"))]


def dropped(event: QDropEvent) -> list[str]:
    """Give the files and folders that are dragged over the window."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
