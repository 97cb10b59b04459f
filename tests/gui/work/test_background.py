"""gui.work.background: what a thread says arrives whole, in order, in the GUI thread; and the thread ends."""

from __future__ import annotations

import logging
import sys
import threading
from functools import partial

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from core.work.scan_result import Batch
from gui.work import background
from gui.work.background import GIVING_WAY, SWITCH_INTERVAL, Background
from tests.core.builders import process

COUNT = 5_000
LONG = 30_000


class Teller(Background):
    """Says a batch after the other."""

    said = Signal(object, int)

    def __init__(self, batches: list[Batch], parent: QObject | None = None) -> None:
        super().__init__("teller", parent)
        self.batches = batches

    def _run(self) -> None:
        logging.getLogger(__name__).info("a thread that logs")
        for number, batch in enumerate(self.batches):
            self._say(partial(self._tell, batch, number))

    def _tell(self, batch: Batch, number: int) -> None:
        self.said.emit(batch, number)


class Sleeper(Background):
    """Waits to be closed, or for ever."""

    def __init__(self, *, hears: bool = True) -> None:
        super().__init__("sleeper")
        self.hears = hears
        self.let_go = threading.Event()

    def _run(self) -> None:
        while not self.let_go.wait(0.01):
            if self.hears and self._closing.is_set():
                return


def batches(count: int) -> list[Batch]:
    """Describe batches that differ."""
    return [Batch(f"{number}.evtx", [process(pid=number)], [], number, count) for number in range(count)]


def test_what_crosses_the_threads_keeps_its_references(qtbot: QtBot) -> None:
    """Guards the pin of PySide6: with 6.12.0 under Python 3.11 each `emit` loses references, to True or False at
    least, and Python aborts ("deallocating True or False") before or in this test.
    """
    sent, untouched = batches(COUNT), batches(COUNT)
    before = [sys.getrefcount(lasting) for lasting in (None, True, False)]
    heard: list[tuple[Batch, int]] = []
    teller = Teller(sent)
    teller.said.connect(lambda batch, number: heard.append((batch, number)))

    teller.start()
    qtbot.waitUntil(lambda: len(heard) == COUNT, timeout=LONG)
    teller.close()

    assert [number for _, number in heard] == list(range(COUNT))
    assert all(batch is other for (batch, _), other in zip(heard, sent, strict=True))
    assert sent == untouched
    heard.clear()
    qtbot.wait(10)
    assert {sys.getrefcount(batch) for batch in untouched} == {sys.getrefcount(batch) for batch in sent}
    assert {sys.getrefcount(batch.creations[0]) for batch in untouched} == {
        sys.getrefcount(batch.creations[0]) for batch in sent
    }
    after = [sys.getrefcount(lasting) for lasting in (None, True, False)]
    assert all(abs(now - then) < COUNT / 2 for now, then in zip(after, before, strict=True))


def test_nothing_is_said_after_the_close(qtbot: QtBot) -> None:
    """Not even what was on its way."""
    heard: list[Batch] = []
    teller = Teller(batches(100))
    teller.said.connect(lambda batch, _: heard.append(batch))

    teller.start()
    teller.close()
    qtbot.wait(20)

    assert heard == []


def test_a_thread_that_does_not_end_is_left_alone(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that does not answer keeps no window from closing; the log says so."""
    monkeypatch.setattr(background, "PATIENCE", 0.05)
    sleeper = Sleeper(hears=False)
    sleeper.start()

    sleeper.close()

    assert sleeper.is_running
    assert "sleeper did not end within 0.05 seconds and is left alone" in caplog.text
    sleeper.let_go.set()


def test_the_end_of_the_program_closes_what_is_open(qtbot: QtBot) -> None:
    """All of it."""
    sleepers = [Sleeper() for _ in range(3)]
    for sleeper in sleepers:
        sleeper.start()

    background._close_all()

    assert [sleeper.is_running for sleeper in sleepers] == [False] * 3


def test_busy_threads_give_way_while_one_of_them_is_busy() -> None:
    """And what was before is put back by the last."""
    before = sys.getswitchinterval()

    with GIVING_WAY:
        with GIVING_WAY:
            inner = sys.getswitchinterval()
        outer = sys.getswitchinterval()

    assert inner == outer == pytest.approx(SWITCH_INTERVAL)
    assert sys.getswitchinterval() == pytest.approx(before)
