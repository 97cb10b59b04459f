"""gui.work.seeing: what hosts can be trusted for, found by a thread and told in the GUI thread."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from core.story import host_tally
from core.story.visibility import visibility
from gui.work.seeing import Seeing
from tests.core.story.hosts import every, scan

RESULT = scan([*every(range(50), fqdn="a"), *every(range(50), fqdn="b")])


def test_a_result_is_looked_at_and_told(qtbot: QtBot) -> None:
    """Once, in the GUI thread; the thread is over then."""
    seeing, heard = Seeing(RESULT), []
    seeing.seen.connect(lambda hosts: heard.append((hosts, QThread.currentThread() is seeing.thread())))

    with qtbot.waitSignal(seeing.seen):
        seeing.start()
    seeing.close()

    assert [(visibility(RESULT), True)] == heard
    assert not seeing.is_running


def test_a_closed_one_tells_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that is closed has no hosts any more."""
    monkeypatch.setattr(host_tally, "ROWS_A_STEP", 1)
    seeing = Seeing(RESULT)
    seeing.start()
    with qtbot.assertNotEmitted(seeing.seen, wait=50):
        seeing.close()

    assert "hosts" not in {thread.name for thread in threading.enumerate()}
