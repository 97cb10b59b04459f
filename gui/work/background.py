"""Work beside the GUI thread into calls by it: a thread that ends with its owner, and tells what it has to tell.

A Python thread and no QThread: what logs from a QThread leaves a thread object that nothing can join (Python 3.11),
and a QThread that still runs when an exception ends the program aborts it.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import sys
import threading
import weakref
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

PATIENCE = 5.0
"""Seconds that `close` waits for the thread; only a disk that does not answer takes longer."""

SWITCH_INTERVAL = 0.0005
"""Seconds after which a busy thread lets the GUI thread run; Python's own 5 ms are a third of a frame."""

_log = logging.getLogger(__name__)


class Background(QObject):
    """Work in a thread of its own. Whoever listens hears of it in the GUI thread, and nothing after `close`."""

    _said = Signal(object)
    """A call for the GUI thread."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._said.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(self._closing.set)

    def start(self) -> None:
        """Begin; once."""
        _open.add(self)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the thread has begun and not ended."""
        return self._thread.is_alive()

    def close(self) -> None:
        """End the work where it stands, and wait until it has ended, with all processes; it says nothing more."""
        self._closing.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        if self._thread.is_alive():
            _log.warning("%s did not end within %g seconds and is left alone", self._thread.name, PATIENCE)
        _open.discard(self)

    def _run(self) -> None:
        """Do the work, in the thread; look at `_closing` at least ten times a second."""
        raise NotImplementedError

    def _wake(self) -> None:
        """Let the thread look at `_closing` where it waits for something else."""

    def _say(self, call: Callable[[], None]) -> None:
        """From the thread: let the GUI thread call this."""
        with contextlib.suppress(RuntimeError):  # Qt destroyed this object with its parent
            self._said.emit(call)

    def _hear(self, call: Callable[[], None]) -> None:
        if not self._closing.is_set():
            call()


class _GivingWay:
    """Lets busy threads give way to the GUI thread soon, while at least one of them is in this context."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._inside = 0
        self._usual = 0.0

    def __enter__(self) -> None:
        with self._counting:
            self._inside += 1
            if self._inside == 1:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(SWITCH_INTERVAL)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._counting:
            self._inside -= 1
            if self._inside == 0:
                sys.setswitchinterval(self._usual)


GIVING_WAY = _GivingWay()

_open: weakref.WeakSet[Background] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """End what still runs when the program does, by an exception perhaps: worker processes with it."""
    for work in list(_open):
        work.close()
