"""The arguments of the window into a running application: log file, settings, theme, main window, its end."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gui.window import log_file
from gui.window.main_window import MainWindow
from gui.window.settings import Settings


def run_window(paths: Sequence[str]) -> int:
    """Show the window, open these paths in it, and return the exit status when it was closed."""
    path = log_file.default_path()
    log_file.open_log_file(path)
    # A case is millions of objects that live long: looking through all of them again and again stops the window.
    gc.set_threshold(50_000, 20, 100)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Cellspawn")
    app.setApplicationDisplayName("Cellspawn")
    app.setDesktopFileName("cellspawn")
    window = MainWindow(Settings(), path)
    log_file.report_faults(window.say, path)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: window.close())
    # Python looks at signals only while it runs: let it run ten times a second.
    ticking = QTimer()
    ticking.start(100)
    ticking.timeout.connect(lambda: None)
    window.show()
    if paths:
        window.open_paths(list(paths))
    return app.exec()
