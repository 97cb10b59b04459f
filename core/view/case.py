"""What a scan gives into the rows of two tables: what is flagged, and all process creations."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, field

from core.detection.detections import Detection
from core.detection.known_good import KnownGood
from core.processes.process import Place
from core.reading.read_report import ReadReport
from core.rows.row import Row
from core.view.known_good_rows import grey, hits, today
from core.view.marks import Marks, places_of
from core.view.view import SLICE, View
from core.work.scan_result import Batch, ScanResult, Stage


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows for the tables; a flagged row or a descendant is among the creations too, the same object."""

    flagged: list[Row]
    creations: list[Row]
    descendants: list[Row] = field(default_factory=list)
    """Known only once all was read."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is in a case, as far as it was read."""

    creations: int
    flagged: int
    files: int


class Case:
    """The logs that are looked at together, and what was found in them so far."""

    def __init__(self, rule: str, marks: Marks | None = None) -> None:
        """`marks` are those of the case where its logs are read again."""
        self.rule = rule
        """Name of the rule in force."""
        self.flagged = View()
        self.creations = View()
        self.descendants = View()
        self.result: ScanResult | None = None
        """`None` until the scan has ended."""
        self.marks = marks if marks is not None else Marks()
        """What the analyst says of rows."""
        self.known_good: KnownGood | None = None
        """`None` while no known-good child is greyed."""
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
        self._bring_marks(new)
        return new

    def final_rows(self, result: ScanResult) -> NewRows:
        """Make all rows of what the scan found in the end; the caller puts them in the place of all others.

        Copies are one row then, parents are inferred, and each row holds the hash of its log.
        """
        making = self._making(result)
        while True:
            try:
                next(making)
            except StopIteration as ended:
                rows: NewRows = ended.value
                self.result = result
                return rows

    def concluding(self, result: ScanResult) -> Generator[None, None, NewRows]:
        """Do the same in steps, and have all rows filtered and sorted as the views are: they take no time then."""
        rows = yield from self._making(result)
        known_good, times_said = self.known_good, self.marks.times_said
        views = (self.flagged, self.descendants, self.creations)
        for view, made in zip(views, (rows.flagged, rows.descendants, rows.creations), strict=True):
            for _ in view.preparing(made):
                yield
        if known_good is not self.known_good or times_said != self.marks.times_said:
            self._bring_marks(rows, result.descendants)
            for view in views:
                view.forget_prepared()
        self.result = result
        return rows

    def _making(self, result: ScanResult) -> Generator[None, None, NewRows]:
        self._found_early.clear()
        hashes = {report.file: report.sha256 for report in result.reports}
        rows = NewRows([], [])
        by_place: dict[Place, Row] = {}
        for found, made in ((result.flagged, rows.flagged), (result.descendants, rows.descendants)):
            for begin in range(0, len(found), SLICE):
                for one in found[begin : begin + SLICE]:
                    row = Row(one.process, one, self.rule, hashes.get(one.process.place.file))
                    by_place[row.place] = row
                    made.append(row)
                yield
        offsets = {place.file_offset for place in by_place}
        # An offset is looked up five times faster than a place, and rules out nearly all rows.
        for begin in range(0, len(result.creations), SLICE):
            new = [
                (by_place.get(creation.place) if creation.place.file_offset in offsets else None)
                or Row(creation, None, self.rule, hashes.get(creation.place.file))
                for creation in result.creations[begin : begin + SLICE]
            ]
            self.marks.apply(new)
            rows.creations.extend(new)
            yield
        self._bring_marks(NewRows(rows.flagged, []), result.descendants)
        return rows

    # ------------------------------------------------------------ marks
    def grey(self, known_good: KnownGood | None) -> list[Row]:
        """Grey the flagged rows that an entry fits, from now on, or none; give those whose mark has changed."""
        self.known_good = known_good
        return grey(self.flagged.rows, known_good, today(), self._descendants)

    def hits(self) -> Mapping[str, int]:
        """Count the flagged rows that are greyed, by the title of the entry that fits them."""
        return hits(self.flagged.rows)

    def rows_of(self, places: Collection[Place]) -> list[Row]:
        """Give the rows of records as they are now, also of those that have become one with a copy."""
        wanted = set(places)
        view = self.creations
        found = {number: view.rows[number] for number in view.numbers_of(wanted)}
        missing = wanted - {place for row in found.values() for place in places_of(row.process)}
        if missing:
            found |= {
                number: row
                for number, row in enumerate(view.rows)
                if (row.process.also_in or row.process.other_record is not None)
                and not missing.isdisjoint(places_of(row.process))
            }
        return list(found.values())

    @property
    def _descendants(self) -> Sequence[Detection]:
        return () if self.result is None else self.result.descendants

    def _bring_marks(self, new: NewRows, descendants: Sequence[Detection] = ()) -> None:
        self.marks.apply(new.creations)
        self.marks.apply(new.flagged)
        if self.known_good is not None:
            grey(new.flagged, self.known_good, today(), descendants)
