"""A real terminal, and results of scans with plausible defaults."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from typing import TextIO

import pytest

from core.detection.detections import Detection, detect
from core.processes.process import ProcessCreation
from core.reading.read_report import ReadReport
from core.work.scan import ScanResult
from tests.core.builders import process


def detection(creation: ProcessCreation) -> Detection:
    """Flag a row that a rule flags."""
    (found,) = detect([creation])
    return found


def result(
    *flagged: ProcessCreation,
    creations: int = 1,
    reports: tuple[ReadReport, ...] = (ReadReport("a.evtx", 1),),
    **looser: int,
) -> ScanResult:
    """Build the result of a scan."""
    return ScanResult([process()] * creations, [detection(row) for row in flagged], looser, reports)


def plain(drawn: str) -> str:
    """Take colours and movements out of what was drawn."""
    return re.sub("\x1b\\[[?\\d;]*[a-zA-Z]", "", drawn)


class Terminal:
    """A stream that is a terminal, and a thread that reads what was drawn on it."""

    def __init__(self) -> None:
        pty = pytest.importorskip("pty", exc_type=ImportError)
        self._ours, theirs = pty.openpty()
        self.stream: TextIO = open(theirs, "w", encoding="utf-8")  # noqa: SIM115  # closed in close()
        self._drawn = bytearray()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # how Linux says that the other end is closed
            while part := os.read(self._ours, 65_536):
                self._drawn += part

    def close(self) -> str:
        """Give all that was drawn."""
        self.stream.close()
        self._reader.join()
        os.close(self._ours)
        return self._drawn.decode()
