"""The result of a scan into what could be seen of each host, beside the GUI thread."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.story.visibility import HostVisibility, steps
from core.work.scan_result import ScanResult
from gui.work.background import GIVING_WAY, Background

_log = logging.getLogger(__name__)


class Seeing(Background):
    """Looks at one result once. At a million process creations that takes a second or two."""

    seen = Signal(object)
    """A sequence of HostVisibility; none comes where the job was closed, or failed by a fault of ours."""

    def __init__(self, result: ScanResult, parent: QObject | None = None) -> None:
        super().__init__("hosts", parent)
        self._result = result

    def _run(self) -> None:
        looking = steps(self._result)
        try:
            with GIVING_WAY:
                while not self._closing.is_set():
                    next(looking)
        except StopIteration as ended:
            self._say(partial(self._tell, ended.value))
        except Exception:  # noqa: BLE001  # the edge of a thread: the rows are shown all the same
            _log.exception("what could be seen of hosts was not found out")

    def _tell(self, hosts: tuple[HostVisibility, ...]) -> None:
        self.seen.emit(hosts)
