"""gui.window.log_file: paths, counts and faults are written; what events hold is not."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from gui.window import log_file


@pytest.fixture(autouse=True)
def _undone() -> Iterator[None]:
    """Take back what a log file changes in the process."""
    root, level, hook = logging.getLogger(), logging.getLogger().level, sys.excepthook
    before = list(root.handlers)
    yield
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    sys.excepthook = hook
    qInstallMessageHandler(None)


def test_it_begins_with_the_versions(tmp_path: Path) -> None:
    """What a bug report needs first; folders are made."""
    path = tmp_path / "a" / "b" / "cellspawn.log"
    log_file.open_log_file(path)
    logging.getLogger("gui").info("reading %d paths", 3)

    text = path.read_text(encoding="utf-8")

    assert all(word in text for word in ("Cellspawn", "Python", "Qt", "reading 3 paths"))


def test_a_place_that_cannot_be_written_is_said_and_no_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program goes on."""
    (tmp_path / "file").write_text("")

    assert log_file.open_log_file(tmp_path / "file" / "cellspawn.log") is None
    assert "no log file is kept" in capsys.readouterr().err


def test_a_fault_is_logged_without_what_an_event_holds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """The frames and the kind of the error are; its message may quote a log. The user gets one sentence."""
    held = "secret of an event"
    path, said = tmp_path / "cellspawn.log", list[str]()
    log_file.open_log_file(path)
    log_file.report_faults(said.append, path)
    try:
        int(held)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)

    text = path.read_text(encoding="utf-8")

    assert "ValueError" in text
    assert "test_log_file.py" in text
    assert held not in text
    assert [log_file.FAULT.format(path)] == said
    assert held in capsys.readouterr().err


def test_a_warning_of_qt_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """By its words."""
    path = tmp_path / "cellspawn.log"
    log_file.open_log_file(path)
    log_file.report_faults(lambda _: None, path)
    qWarning("something is odd")

    assert "WARNING gui.window.log_file Qt: something is odd" in path.read_text(encoding="utf-8")
