"""A process creation and what the case knows of it into one Row: what tables show and exports write."""

from __future__ import annotations

import msgspec

from core.detection.descendants import DESCENDANT
from core.detection.detections import Detection
from core.processes.process import Place, ProcessCreation
from core.rows.mark import NO_MARK, Mark


class Row(msgspec.Struct, gc=False, eq=False):
    """A process creation, flagged or not. A case may hold a million of them; only its mark ever changes."""

    process: ProcessCreation
    detection: Detection | None
    """`None` where the rule in force does not flag it, nor anything above it."""
    rule: str
    """The rule in force."""
    file_sha256: str | None = None
    """Of the log; `None` in triage and while the log is being read."""
    mark: Mark = NO_MARK

    @property
    def is_flagged(self) -> bool:
        """Whether the rule in force flags it: a descendant has a detection too."""
        return self.detection is not None and DESCENDANT not in self.detection.matched

    @property
    def place(self) -> Place:
        """Where its record stands: what tells a row from all others."""
        return self.process.place


def row_of(detection: Detection, rule: str, file_sha256: str | None = None) -> Row:
    """Make the row of a flagged process creation."""
    return Row(detection.process, detection, rule, file_sha256)
