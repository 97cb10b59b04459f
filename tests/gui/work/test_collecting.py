"""gui.work.collecting: cycles are collected, by the GUI thread alone."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.work.collecting import YOUNG, Collecting


class _Knot:
    """A cycle that says in which thread it ends."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collecting() -> Iterator[Collecting]:
    """Collect as the window does, and no longer than the test."""
    made = Collecting()
    yield made
    made.end()
    gc.disable()  # as the other tests of the window have it


def _tie(ended_in: list[threading.Thread]) -> None:
    weakref.finalize(_Knot(), lambda: ended_in.append(threading.current_thread()))


def test_a_busy_thread_collects_nothing(collecting: Collecting) -> None:
    """However many objects it makes; the GUI thread does, when its time has come."""
    ended_in: list[threading.Thread] = []
    kept: list[list[int]] = []

    def work() -> None:
        _tie(ended_in)
        kept.extend([] for _ in range(2 * YOUNG))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended_in == []
    collecting.collect()

    assert ended_in == [threading.main_thread()]


def test_the_timer_collects(qtbot: QtBot, collecting: Collecting) -> None:
    """Without being asked."""
    ended_in: list[threading.Thread] = []
    _tie(ended_in)
    kept = [[] for _ in range(2 * YOUNG)]  # type: list[list[int]]
    qtbot.waitUntil(lambda: len(ended_in) == 1)

    assert len(kept) == 2 * YOUNG


def test_afterwards_python_collects_again() -> None:
    """For whoever uses the process next."""
    made = Collecting()
    assert not gc.isenabled()
    made.end()
    is_enabled = gc.isenabled()
    gc.disable()  # as the other tests of the window have it

    assert is_enabled
