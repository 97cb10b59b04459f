"""What a scan gives into the rows of two tables: what is flagged, and all process creations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.processes.process import Place
from core.reading.read_report import ReadReport
from core.rows.row import Row
from core.view.view import View
from core.work.scan_result import Batch, ScanResult, Stage


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows for the two tables; a flagged row is in both, and is the same object there."""

    flagged: list[Row]
    creations: list[Row]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is in a case, as far as it was read."""

    creations: int
    flagged: int
    files: int


class Case:
    """The logs that are looked at together, and what was found in them so far."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        """Name of the rule in force."""
        self.flagged = View()
        self.creations = View()
        self.result: ScanResult | None = None
        """`None` until the scan has ended."""
        self._found_early: dict[Place, bool] = {}
        """Places that a search ahead of the full read came to, which gives them again; whether they are flagged."""
        self._files: set[str] = set()

    @property
    def reports(self) -> Sequence[ReadReport]:
        """How each log was read; empty until the scan has ended."""
        return () if self.result is None else self.result.reports

    @property
    def counts(self) -> Counts:
        """Count what is there: in the result, or before it among the rows that the views were given."""
        if self.result is None:
            return Counts(len(self.creations.rows), len(self.flagged.rows), len(self._files))
        return Counts(len(self.result.creations), len(self.result.flagged), len(self.result.reports))

    def new_rows(self, batch: Batch) -> NewRows:
        """Make the rows of a batch, without those that came before; the caller adds them to the views."""
        self._files.add(batch.file)
        detections = {detection.process.place: detection for detection in batch.flagged}
        new = NewRows([], [])
        for creation in batch.creations:
            place = creation.place
            # Most batches come when nothing was found early: a look-up costs as much as the row.
            was_flagged = self._found_early.pop(place, None) if self._found_early else None
            detection = detections.get(place) if detections else None
            row = Row(creation, detection, self.rule)
            if was_flagged is None:
                new.creations.append(row)
            if detection is not None and not was_flagged:
                new.flagged.append(row)
            if batch.stage is Stage.SEARCHING:
                self._found_early[place] = detection is not None or bool(was_flagged)
        return new

    def final_rows(self, result: ScanResult) -> NewRows:
        """Make all rows of what the scan found in the end; the caller puts them in the place of all others.

        Copies are one row then, parents are inferred, and each row holds the hash of its log.
        """
        self.result = result
        self._found_early.clear()
        hashes = {report.file: report.sha256 for report in result.reports}
        flagged = [
            Row(flag.process, flag, self.rule, hashes.get(flag.process.place.file)) for flag in result.flagged
        ]
        by_place = {row.place: row for row in flagged}
        creations = [
            by_place.get(creation.place) or Row(creation, None, self.rule, hashes.get(creation.place.file))
            for creation in result.creations
        ]
        return NewRows(flagged, creations)
