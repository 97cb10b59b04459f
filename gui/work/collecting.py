"""Python's garbage collection into steps of the GUI thread, and of no other.

Collected in the thread of a scan, a widget that was part of a cycle would be destroyed there, which Qt does not
survive; and a full collection among the objects of a large case would stop the window whenever it liked.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000
YOUNG = 50_000
"""New objects that make a collection worth while."""
FULL_AFTER = 60
"""Young collections from one full one to the next."""


class Collecting(QObject):
    """Collects for as long as it lives; afterwards Python does again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._young = 0
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect where enough has come since the last time."""
        if gc.get_count()[0] < YOUNG:
            return
        self._young += 1
        gc.collect(2 if self._young % FULL_AFTER == 0 else 1)

    def end(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
