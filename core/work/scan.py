"""Logs into detections and read reports: every range read by workers, then all that needs the whole case.

A generator: the caller sets the pace, shows what comes, and cancels by closing it. What was read until then is in
the batches it was given.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.detection.detections import Detection, detect, is_flagged_by, is_matched, renamed_excels, with_proof
from core.detection.proof import Proof
from core.detection.rules import DEFAULT_RULE, RULES, literals
from core.detection.verification import Verification
from core.errors import io_sentence
from core.processes.copies import merge_copies
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.parents import infer_parents
from core.processes.process import ParentLink, Place, ProcessCreation
from core.reading.evtx_file import count_chunks
from core.reading.read_report import Failure, ReadReport
from core.work.chunk_range import ChunkRange, Effort, RangeResult
from core.work.file_hash import FileHash
from core.work.recheck import Recheck, Rechecked, rechecks
from core.work.shared_texts import share_texts
from core.work.sources import LogFile, NoLog
from core.work.units import all_units
from core.work.worker_process import Result, Task
from core.work.workers import DEFAULT_LIMITS, Limits, Workers, default_jobs


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What is asked of a scan."""

    rule: str = DEFAULT_RULE
    effort: Effort = Effort.FULL
    with_second_reader: bool = False
    jobs: int = field(default_factory=default_jobs)
    limits: Limits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class Batch:
    """What one range gave, as soon as it was read; parents are not inferred and copies not merged yet."""

    file: str
    creations: Sequence[ProcessCreation]
    flagged: Sequence[Detection]
    done: int
    """Bytes read so far, of all logs."""
    total: int


@dataclass(frozen=True, slots=True)
class ScanResult:
    """All that a scan found, in the order of the logs and of the records in them."""

    creations: Sequence[ProcessCreation]
    """In triage only those whose bytes hold a literal."""
    flagged: Sequence[Detection]
    """By the rule in force."""
    looser: Mapping[str, int]
    """How many more process creations each other rule flags."""
    reports: Sequence[ReadReport]


def scan(sources: Sequence[LogFile | NoLog], options: ScanOptions) -> Generator[Batch, None, ScanResult]:
    """Read all logs; give a batch for each range, then the result."""
    case = _Case(sources, options)
    with Workers(options.jobs, options.limits) as workers:
        units = all_units(case.logs.values(), options.effort, literals((options.rule,)))
        for task, result in workers.run(units):
            if (batch := case.take(task, result)) is not None:
                yield batch
        case.conclude()
        for task, result in workers.run(case.rechecks()):
            case.take(task, result)
    case.look_for_changes()
    return case.result()


class _Case:
    """What has come in so far."""

    def __init__(self, sources: Sequence[LogFile | NoLog], options: ScanOptions) -> None:
        self.logs = {source.name: source for source in sources if isinstance(source, LogFile)}
        self._options = options
        self._reports = {source.name: _first_report(source, options.effort) for source in sources}
        self._total = sum(log.size for log in self.logs.values())
        self._done = 0
        self._shared_texts: dict[str, str] = {}
        self._creations: list[ProcessCreation] = []
        self._ends: list[ProcessEnd] = []
        self._boots: list[Boot] = []
        self._proofs: dict[Place, Proof] = {}
        self._verifications: dict[Place, Verification] = {}
        self._early: dict[Place, Detection] = {}
        """Detections of the batches; they hold where the whole case does not change their rows."""
        self._detections: list[Detection] = []
        self._looser: Counter[str] = Counter()

    def take(self, task: Task, result: Result) -> Batch | None:
        """Take in one result."""
        report = self._reports[task.file]
        if isinstance(result, RangeResult) and isinstance(task, ChunkRange):
            return self._take_range(task, result, report)
        if isinstance(result, FileHash):
            report.sha256 = result.sha256
            if result.error:
                report.failures.append(_whole_file(report, f"no SHA-256 was made: {result.error}"))
        if isinstance(result, Rechecked) and isinstance(task, Recheck):
            for place in task.places:
                if proof := result.proofs.get(place.file_offset):
                    self._proofs[place] = proof
                if verification := result.verifications.get(place.file_offset):
                    self._verifications[place] = verification
        return None

    def _take_range(self, task: ChunkRange, result: RangeResult, report: ReadReport) -> Batch:
        report.add(result.report)
        report.sha256 = result.file_sha256 or report.sha256
        self._done += task.length
        for creation in result.creations:
            share_texts(creation, self._shared_texts)
        self._creations += result.creations
        self._ends += result.ends
        self._boots += result.boots
        marked = [creation for creation in result.creations if creation.place.file_offset in result.proofs]
        proofs = {creation.place: result.proofs[creation.place.file_offset] for creation in marked}
        self._proofs |= proofs
        found = list(detect(marked, proofs=proofs))
        self._early |= {detection.process.place: detection for detection in found}
        flagged = [detection for detection in found if is_flagged_by(self._options.rule, detection)]
        return Batch(task.file, result.creations, flagged, self._done, self._total)

    def conclude(self) -> None:
        """Do what needs all ranges of all files: order, copies, parents, detections."""
        order = {name: number for number, name in enumerate(self.logs)}
        self._creations.sort(key=lambda creation: (order[creation.place.file], creation.place.file_offset))
        self._creations = merge_copies(self._creations)
        renamed: frozenset[tuple[str, str]] = frozenset()
        if self._options.effort is Effort.FULL:
            self._creations = infer_parents(self._creations, self._ends, self._boots, is_matched)
            renamed = renamed_excels(self._creations)
        self._count_creations()
        for detection in detect(self._creations, renamed, self._proofs, self._early):
            if is_flagged_by(self._options.rule, detection):
                self._detections.append(detection)
            else:
                self._looser.update(detection.matched)

    def _count_creations(self) -> None:
        for creation in self._creations:
            for place in (creation.place, *creation.also_in):
                report = self._reports[place.file]
                report.process_creations += 1
                report.parents_unknown += creation.parent_link is ParentLink.UNKNOWN

    def rechecks(self) -> Iterator[Recheck]:
        """Read flagged rows again that have no proof yet, or all of them where the second reader is asked."""
        places: dict[str, list[Place]] = defaultdict(list)
        for detection in self._detections:
            if detection.proof is None or self._options.with_second_reader:
                places[detection.process.place.file].append(detection.process.place)
        for file, flagged in places.items():
            log = self.logs[file]
            yield from rechecks(
                Recheck(
                    path=os.fsencode(log.path),
                    file=file,
                    first_chunk_offset=log.first_chunk_offset,
                    places=tuple(flagged),
                    with_second_reader=self._options.with_second_reader,
                )
            )

    def look_for_changes(self) -> None:
        """Compare each log with what it was when it was found."""
        for name, log in self.logs.items():
            self._reports[name].changed = _change(log)

    def result(self) -> ScanResult:
        """Put together what a scan returns."""
        flagged = [
            with_proof(
                detection,
                self._proofs.get(detection.process.place),
                self._verifications.get(detection.process.place),
            )
            for detection in self._detections
        ]
        looser = {name: self._looser[name] for name in RULES if name != self._options.rule}
        return ScanResult(self._creations, flagged, looser, list(self._reports.values()))


def _first_report(source: LogFile | NoLog, effort: Effort) -> ReadReport:
    report = ReadReport(file=source.name, size=source.size, is_triage=effort is Effort.HOT)
    if isinstance(source, NoLog):
        report.error = source.reason
        return report
    header = source.header
    report.first_chunk_offset = source.first_chunk_offset
    report.has_file_header = header is not None
    if header is None and source.leading_records:
        report.failures.append(_cut_in_front(source))
        report.records_present += source.leading_records
    if header is not None:
        report.dirty, report.full = header.dirty, header.full
        report.file_header_checksum_agrees = header.checksum_agrees
        report.chunks_declared = header.chunks_declared
        report.has_checksums = header.has_checksums
        if header.checksum_agrees and not header.dirty:
            report.next_record_number = header.next_record_number
        in_file = count_chunks(source.size, source.first_chunk_offset)
        if header.checksum_agrees and header.chunks_declared > in_file:
            report.failures.append(_cut_off(source.size, in_file, header.chunks_declared))
    return report


def _whole_file(report: ReadReport, reason: str) -> Failure:
    return Failure(chunk=None, file_offset=0, size=report.size, records=0, reason=reason)


def _cut_in_front(log: LogFile) -> Failure:
    reason = "the bytes before the first chunk are no chunk, and hold records; copy the log again"
    return Failure(
        chunk=None, file_offset=0, size=log.first_chunk_offset, records=log.leading_records, reason=reason
    )


def _cut_off(size: int, in_file: int, declared: int) -> Failure:
    reason = (
        f"the file ends after {in_file:,} of the {declared:,} chunks that its header counts; copy it again"
    )
    return Failure(chunk=in_file, file_offset=size, size=0, records=0, reason=reason)


def _change(log: LogFile) -> str | None:
    """Say how a log differs from what it was when the scan began; `None` where it does not."""
    try:
        now = os.stat(log.path)
    except OSError as error:
        return f"it can no longer be looked at: {io_sentence(error)}"
    if now.st_size != log.size:
        return f"it was {log.size:,} bytes long when the scan began and is {now.st_size:,} now"
    if now.st_mtime_ns != log.modified_ns:
        return "it was written to while it was read"
    return None
