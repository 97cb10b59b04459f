"""What the program did into a log file for bug reports: paths, counts and faults, never what an event holds."""

from __future__ import annotations

import logging
import logging.handlers
import platform
import sys
import traceback
from collections.abc import Callable
from copy import copy
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qVersion

from core import __version__
from core.errors import writing_sentence

_MOST_BYTES = 1024 * 1024
_log = logging.getLogger(__name__)
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

FAULT = "Something in Cellspawn went wrong; what was read is still there. The log file says what: {}"


def default_path() -> Path:
    """Give where the system keeps a user's log files."""
    return user_log_path("cellspawn", appauthor=False) / "cellspawn.log"


def open_log_file(path: Path) -> logging.Handler | None:
    """Write all log records there from now on, a megabyte and two older ones at most.

    Gives `None`, with a sentence to standard error, where the file cannot be written: the program goes on without.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_MOST_BYTES, backupCount=2, encoding="utf-8"
        )
    except OSError as error:
        sys.stderr.write(
            f"cellspawn: no log file is kept: {path} could not be written: {writing_sentence(error)}\n"
        )
        return None
    handler.setFormatter(_WithoutValues("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    _log.info(
        "Cellspawn %s, Python %s, Qt %s, %s",
        __version__,
        platform.python_version(),
        qVersion(),
        platform.platform(),
    )
    return handler


class _WithoutValues(logging.Formatter):
    """Leaves the message out of a traceback: it may quote what an event holds."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)
        record.exc_text = None  # another handler may have written it, message and all
        return super().format(record)

    def formatException(self, given: object) -> str:
        kind, _, trace = given if isinstance(given, tuple) else (None, None, None)
        return "".join(traceback.format_tb(trace)) + (kind.__name__ if kind else "")


def report_faults(show: Callable[[str], None], path: Path) -> None:
    """Log faults of ours that reach the top, and warnings of Qt; `show` gets one sentence for the user."""

    def on_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("a fault", exc_info=(kind, error, trace))
        sys.__excepthook__(kind, error, trace)
        show(FAULT.format(path))

    def on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        _log.log(_QT_LEVELS.get(kind, logging.WARNING), "Qt: %s", message)

    sys.excepthook = on_fault
    qInstallMessageHandler(on_qt_message)
