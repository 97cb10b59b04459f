"""The arguments of the window into a running application: log file, settings, theme, main window, its end."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gui.window import log_file
from gui.window.main_window import MainWindow
from gui.window.settings import Settings
from gui.work.collecting import Collecting


def run_window(paths: Sequence[str]) -> int:
    """Show the window, open these paths in it, and return the exit status when it was closed."""
    path = log_file.default_path()
    log_file.open_log_file(path)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Cellspawn")
    app.setApplicationDisplayName("Cellspawn")
    app.setDesktopFileName("cellspawn")
    collecting = Collecting()
    window = MainWindow(Settings(), path)
    log_file.report_faults(window.say, path)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: QTimer.singleShot(0, window.close))
    # Python looks at signals only while it runs: let it run ten times a second.
    ticking = QTimer()
    ticking.start(100)
    ticking.timeout.connect(lambda: None)
    window.show()
    if paths:
        window.open_paths(list(paths))
    status = app.exec()
    collecting.end()
    return status
