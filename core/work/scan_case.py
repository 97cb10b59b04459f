"""Results of ranges, in the order in which workers give them, into what a scan found.

What needs the whole case is done once, behind all ranges: order, copies, both records of one start, parents,
detections, descendants.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.detection.descendants import finding_descendants
from core.detection.detections import Detection, detect, is_flagged_by, is_matched, renamed_excels, with_proof
from core.detection.proof import Proof
from core.detection.rules import RULES, literals, matched
from core.detection.verification import Verification
from core.processes.both_logs import merging_starts
from core.processes.copies import merge_copies
from core.processes.family import Family
from core.processes.host_events import HostEvent, without_copies
from core.processes.kin import kin_of
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.living import host_of
from core.processes.parents import infer_parents
from core.processes.process import ParentLink, Place, ProcessCreation
from core.work.chunk_range import ChunkRange, Effort, RangeResult
from core.work.file_hash import FileHash, HashFile
from core.work.log_reports import change, first_report, stopped, without_hash
from core.work.recheck import Recheck, Rechecked, rechecks
from core.work.scan_result import Batch, ScanOptions, ScanResult, Stage
from core.work.shared_texts import share_texts
from core.work.sources import LogFile, NoLog
from core.work.units import all_units, units_of
from core.work.worker_process import Result, Task

LARGE = 1024 * 1024
"""Bytes from which a log is searched ahead: handing out a smaller one twice costs more than the search gains."""
LEAST_TO_SEARCH = 8 * 1024 * 1024
"""Bytes of large logs below which all is read before a search ahead could please anybody."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What one range gave."""

    creations: Sequence[ProcessCreation]
    proofs: Mapping[Place, Proof]
    detections: Mapping[Place, Detection]
    """Under any rule."""


_Part = tuple[str, int | None]
"""File, and first chunk of a range; `None` for the unit that hashes the file."""


def _part(unit: ChunkRange | HashFile) -> _Part:
    return unit.file, unit.first if isinstance(unit, ChunkRange) else None


class ScanCase:
    """What has come in so far."""

    def __init__(self, sources: Sequence[LogFile | NoLog], options: ScanOptions) -> None:
        self.logs = {source.name: source for source in sources if isinstance(source, LogFile)}
        self._options = options
        self._reports = {source.name: first_report(source, options.effort) for source in sources}
        self._ahead = _searched_ahead(self.logs.values(), options)
        is_triage = options.effort is Effort.HOT
        self._total = Counter(
            {
                Stage.SEARCHING: _size(self.logs.values() if is_triage else self._ahead),
                Stage.READING: _size(self.logs.values()),
            }
        )
        self._done: Counter[Stage] = Counter()
        self._taken: set[_Part] = set()
        """Parts that came back, from the full read where there is one."""
        self._searched: dict[_Part, _Found] = {}
        """Of parts that were searched ahead and are not read yet."""
        self._shared_texts: dict[str, str] = {}
        self._creations: list[ProcessCreation] = []
        self._ends: list[ProcessEnd] = []
        self._boots: list[Boot] = []
        self._host_events: list[HostEvent] = []
        self._proofs: dict[Place, Proof] = {}
        self._verifications: dict[Place, Verification] = {}
        self._early: dict[Place, Detection] = {}
        """Detections of the batches; they hold where the whole case does not change their rows."""
        self._detections: list[Detection] = []
        self._descendants: list[Detection] = []
        self._looser: Counter[str] = Counter()

    def units(self) -> Iterator[ChunkRange | HashFile]:
        """Cut all logs into units. Behind a search ahead come the logs that had no part in it, then the others."""
        words = literals((self._options.rule,))
        yield from all_units(self._ahead, Effort.HOT, words, full_read_follows=True)
        searched = {log.name for log in self._ahead}
        order = sorted(self.logs.values(), key=lambda log: log.name in searched)
        yield from all_units(order, self._options.effort, words)

    def take(self, task: Task, result: Result) -> Batch | None:
        """Take in one result."""
        if isinstance(result, RangeResult) and isinstance(task, ChunkRange):
            return self._take_range(task, result)
        if isinstance(result, Rechecked) and isinstance(task, Recheck):
            return self._take_checks(task, result)
        if isinstance(result, FileHash) and isinstance(task, HashFile):
            self._taken.add(_part(task))
            report = self._reports[task.file]
            report.sha256 = result.sha256
            if result.error:
                report.failures.append(without_hash(report, result.error))
        return None

    def _take_range(self, task: ChunkRange, result: RangeResult) -> Batch:
        part = _part(task)
        if task.full_read_follows and part in self._taken:  # the search hung, and the full read overtook it
            return self._batch(Stage.SEARCHING, task.file, task.length)
        found = self._found(result)
        if task.full_read_follows:
            self._searched[part] = found
        else:
            self._taken.add(part)
            self._searched.pop(part, None)
            report = self._reports[task.file]
            report.add(result.report)
            report.sha256 = result.file_sha256 or report.sha256
            self._ends += result.ends
            self._boots += result.boots
            self._host_events += result.host_events
            self._keep(found)
        flagged = [one for one in found.detections.values() if is_flagged_by(self._options.rule, one)]
        stage = Stage.SEARCHING if task.effort is Effort.HOT else Stage.READING
        return self._batch(stage, task.file, task.length, found.creations, flagged)

    def _found(self, result: RangeResult) -> _Found:
        for creation in result.creations:
            share_texts(creation, self._shared_texts)
        marked = [creation for creation in result.creations if creation.place.file_offset in result.proofs]
        proofs = {creation.place: result.proofs[creation.place.file_offset] for creation in marked}
        detections = {found.process.place: found for found in detect(marked, proofs=proofs)}
        return _Found(result.creations, proofs, detections)

    def _keep(self, found: _Found) -> None:
        self._creations += found.creations
        self._proofs |= found.proofs
        self._early |= found.detections

    def _take_checks(self, task: Recheck, result: Rechecked) -> Batch:
        for place in task.places:
            if proof := result.proofs.get(place.file_offset):
                self._proofs[place] = proof
            if verification := result.verifications.get(place.file_offset):
                self._verifications[place] = verification
        return self._batch(Stage.CHECKING, task.file, sum(place.record_size for place in task.places))

    def _batch(
        self,
        stage: Stage,
        file: str,
        size: int,
        creations: Sequence[ProcessCreation] = (),
        flagged: Sequence[Detection] = (),
    ) -> Batch:
        self._done[stage] += size
        return Batch(file, creations, flagged, self._done[stage], self._total[stage], stage)

    def account_for_unread(self) -> None:
        """After a stop: name what was not read, and keep what a search found there."""
        words = literals((self._options.rule,))
        for name, log in self.logs.items():
            units = units_of(log, self._options.effort, words)
            unread = [unit for unit in units if _part(unit) not in self._taken]
            self._reports[name] = stopped(self._reports[name], unread)
        for found in self._searched.values():
            self._keep(found)

    def concluding(self) -> Iterator[None]:
        """Do what needs all ranges of all files. Pauses between the steps."""
        order = {name: number for number, name in enumerate(self.logs)}
        self._creations.sort(key=lambda creation: (order[creation.place.file], creation.place.file_offset))
        yield
        self._creations = merge_copies(self._creations)
        yield
        self._creations = yield from merging_starts(
            self._creations, self._is_flagged, self._ends, self._boots
        )
        yield
        renamed: frozenset[tuple[str, str]] = frozenset()
        if self._options.effort is Effort.FULL:
            self._creations = infer_parents(self._creations, self._ends, self._boots, is_matched)
            yield
            renamed = renamed_excels(self._creations)
        self._count_creations()
        yield
        for detection in detect(self._creations, renamed, self._proofs, self._early):
            if is_flagged_by(self._options.rule, detection):
                self._detections.append(detection)
            else:
                self._looser.update(detection.matched)
        if self._options.effort is Effort.FULL:
            yield from self._find_descendants()

    def _find_descendants(self) -> Iterator[None]:
        """Look for what flagged processes started in turn, in a tree of those that may be below them."""
        if not self._detections:
            return
        kin = yield from kin_of(self._creations, [detection.process for detection in self._detections])
        pids = {(host_of(creation.fqdn), creation.ppid) for creation in kin}
        family = Family(kin, (end for end in self._ends if (host_of(end.fqdn), end.pid) in pids), self._boots)
        yield
        for _ in family.building():
            yield
        for found in finding_descendants(self._detections, family):
            self._descendants += found
            yield

    def _is_flagged(self, parent_image_path: str, image_path: str | None) -> bool:
        """Tell whether the rule in force flags a process with these images."""
        return self._options.rule in matched(parent_image_path, image_path)

    def _count_creations(self) -> None:
        for creation in self._creations:
            for place in (creation.place, *creation.also_in):
                report = self._reports[place.file]
                report.process_creations += 1
                report.parents_unknown += creation.parent_link is ParentLink.UNKNOWN
            if (other := creation.other_record) is not None:
                for place in (other.place, *other.also_in):
                    self._reports[place.file].process_creations += 1

    def rechecks(self) -> Iterator[Recheck]:
        """Read findings again that have no proof yet, or all of them where the second reader is asked."""
        places: dict[str, list[Place]] = defaultdict(list)
        for detection in (*self._detections, *self._descendants):
            place = detection.process.place
            if place not in self._proofs or self._options.with_second_reader:
                places[place.file].append(place)
                self._total[Stage.CHECKING] += place.record_size
        for file, found in places.items():
            log = self.logs[file]
            yield from rechecks(
                Recheck(
                    path=os.fsencode(log.path),
                    file=file,
                    first_chunk_offset=log.first_chunk_offset,
                    places=tuple(found),
                    with_second_reader=self._options.with_second_reader,
                )
            )

    def look_for_changes(self) -> None:
        """Compare each log with what it was when it was found."""
        for name, log in self.logs.items():
            self._reports[name].changed = change(log)

    def result(self, is_stopped: bool) -> ScanResult:
        """Put together what a scan returns."""
        looser = {name: self._looser[name] for name in RULES if name != self._options.rule}
        is_full = self._options.effort is Effort.FULL
        return ScanResult(
            creations=self._creations,
            flagged=[self._checked(detection) for detection in self._detections],
            looser=looser,
            reports=list(self._reports.values()),
            is_stopped=is_stopped,
            descendants=[self._checked(detection) for detection in self._descendants],
            ends=self._ends if is_full else (),
            boots=self._boots if is_full else (),
            host_events=without_copies(sorted(self._host_events, key=_moment_and_place)) if is_full else (),
        )

    def _checked(self, detection: Detection) -> Detection:
        place = detection.process.place
        return with_proof(detection, self._proofs.get(place), self._verifications.get(place))


def _moment_and_place(event: HostEvent) -> tuple[int, str, int]:
    return event.time, event.place.file, event.place.file_offset


def _searched_ahead(logs: Iterable[LogFile], options: ScanOptions) -> list[LogFile]:
    if not options.hot_first or options.effort is not Effort.FULL:
        return []
    large = [log for log in logs if log.size >= LARGE]
    return large if _size(large) >= LEAST_TO_SEARCH else []


def _size(logs: Iterable[LogFile]) -> int:
    return sum(log.size for log in logs)
