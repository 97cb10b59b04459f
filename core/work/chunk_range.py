"""A range of chunks of one file into its process creations and an account of every record: the unit of work.

A chunk carries all that its records need, so ranges are read in parallel, in any order, by any process that can
open the file. Nothing here depends on what another range holds.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

import msgspec

from core.detection.proof import Proof, prove
from core.detection.rules import matched
from core.processes.host_events import HOST_EVENTS, HostEvent, host_event
from core.processes.lifetimes import LIFETIME_EVENTS, Boot, ProcessEnd, lifetime_event
from core.processes.process import Place, ProcessCreation
from core.processes.process_fields import CREATIONS, creation_from
from core.reading.chunk import Chunk, account, load
from core.reading.event import Event, EventKind, exact_time
from core.reading.evtx_file import CHUNK_SIZE
from core.reading.open_log import open_log
from core.reading.read_report import Failure, RangeReport
from core.reading.record_reader import (
    Announce,
    Lost,
    Outcome,
    Patience,
    Work,
    WorkItem,
    read_one_by_one,
    read_together,
)
from core.reading.record_walk import Span
from core.reading.search import search_for

CHUNKS_TOGETHER = 2
"""128 KiB: what is made of it stays in the processor's cache and in memory that is used again."""

MOST_LEFT_OUT = 8
"""Records of one range that may cost a worker each; after that the rest of the range is given up."""

ENOUGH_HOT_CHUNKS = 16
"""Hot chunks of one range that a search ahead of the full read takes: a quarter. Where nearly all are hot, parsing
them twice would cost a third of the full read, which brings them soon anyway."""

WANTED: frozenset[EventKind] = frozenset(CREATIONS) | LIFETIME_EVENTS | HOST_EVENTS


class Effort(StrEnum):
    """How much of a range is read."""

    FULL = "full"
    """Every record; the authority."""
    HOT = "hot"
    """Only records whose bytes hold a literal of the rule in force: triage."""


class ChunkRange(msgspec.Struct, frozen=True, array_like=True, kw_only=True, tag=True):
    """A unit of work: `count` chunks of `file` from number `first` on."""

    path: bytes
    """The file's name as the system has it (`os.fsencode`), which need not be text."""
    file: str
    """The file's name as text, as it stands in every row."""
    first_chunk_offset: int
    """Offset in the file of chunk 0."""
    first: int
    count: int
    size: int
    """Bytes of the file when it was found; a file that grows is read to here."""
    effort: Effort
    literals: tuple[str, ...]
    is_whole_file: bool = False
    """True where the range is all of the file: its hash is then made from the very bytes that are read."""
    one_by_one: bool = False
    """Read each record alone and say which before each: after a worker was lost in this range."""
    left_out: tuple[tuple[int, str], ...] = ()
    """File offsets of records that hung or killed a worker, with the reason."""
    given_up: str = ""
    """Why no record of this range is read at all; they are counted as failed."""
    full_read_follows: bool = False
    """True for a search ahead of the full read: what it leaves out or loses is left to that."""

    @property
    def start(self) -> int:
        """Offset in the file of the first byte."""
        return self.first_chunk_offset + self.first * CHUNK_SIZE

    @property
    def length(self) -> int:
        """Bytes of the file that it covers."""
        return max(0, min(self.count * CHUNK_SIZE, self.size - self.start))

    def run(self, announce: Announce) -> RangeResult:
        """Read the range. Raises OSError where the file cannot be read."""
        return read_range(self, announce)

    def after_loss(self, announced: int | None, reason: str) -> ChunkRange | RangeResult:
        """Narrow the range down to the record that cost a worker, then leave that record out."""
        if self.full_read_follows:
            return RangeResult()
        if self.given_up:
            return unread_range(self, reason)
        if not self.one_by_one:
            return msgspec.structs.replace(self, one_by_one=True)
        if announced is None or len(self.left_out) >= MOST_LEFT_OUT:
            return msgspec.structs.replace(self, given_up=reason)
        return msgspec.structs.replace(self, left_out=(*self.left_out, (announced, reason)))

    def after_error(self, reason: str) -> RangeResult:
        """Account for a file that could not be read here."""
        return unread_range(self, reason)


class RangeResult(msgspec.Struct, array_like=True, kw_only=True, tag=True):
    """What came out of a range."""

    creations: list[ProcessCreation] = msgspec.field(default_factory=list)
    proofs: dict[int, Proof] = msgspec.field(default_factory=dict)
    """By file offset, for creations that a rule flags by their recorded parent."""
    ends: list[ProcessEnd] = msgspec.field(default_factory=list)
    boots: list[Boot] = msgspec.field(default_factory=list)
    host_events: list[HostEvent] = msgspec.field(default_factory=list)
    report: RangeReport = msgspec.field(default_factory=RangeReport)
    file_sha256: str | None = None


def unread_range(task: ChunkRange, reason: str) -> RangeResult:
    """Account for a range of which not even the bytes could be read."""
    failure = Failure(chunk=task.first, file_offset=task.start, size=task.length, records=0, reason=reason)
    return RangeResult(report=RangeReport(failures=[failure]))


def read_range(task: ChunkRange, announce: Announce) -> RangeResult:
    """Read a range, a few chunks at a time. Raises OSError where the file cannot be read.

    The bytes are read into memory: a mapped file would kill the process where someone truncates it.
    """
    reader = _RangeReader(task, announce)
    left, hot_chunks = task.length, 0
    digest = hashlib.sha256()
    with open_log(os.fsdecode(task.path), is_buffered=True) as log:
        if task.is_whole_file:
            digest.update(log.read(task.start))
        log.seek(task.start)
        number = task.first
        while left and (block := log.read(min(left, CHUNKS_TOGETHER * CHUNK_SIZE))):
            if task.is_whole_file:
                digest.update(block)
            hot_chunks += reader.take_block(number, block)
            if task.full_read_follows and hot_chunks >= ENOUGH_HOT_CHUNKS:
                break
            number, left = number + CHUNKS_TOGETHER, left - len(block)
    if task.is_whole_file:
        reader.result.file_sha256 = digest.hexdigest()
    return reader.result


@dataclass(frozen=True, slots=True)
class _RangeReader:
    """A range that is being read."""

    task: ChunkRange
    announce: Announce
    result: RangeResult = field(default_factory=RangeResult)
    patience: Patience = field(default_factory=Patience)

    def take_block(self, number: int, block: bytes) -> int:
        """Read the chunks in one block, the first of which has this number; give how many held what is read."""
        task, report = self.task, self.result.report
        if task.effort is Effort.HOT:
            work = list(_hot_records(task, number, block))
        else:
            work = list(_all_records(task, number, block, report))
        if task.left_out or task.given_up:
            work = list(_without_left_out(task, work, report))
        lost = 0
        for chunk, span, outcome in self._outcomes(work):
            if isinstance(outcome, Lost):
                lost += 1
                report.failures.append(_lost(chunk, span, outcome.reason))
            else:
                _take(chunk, span, outcome, self.result)
        report.records_read += sum(len(spans) for _, spans in work) - lost
        return len(work)

    def _outcomes(self, work: Work) -> Iterator[Outcome]:
        if self.task.one_by_one:
            return read_one_by_one(work, WANTED, self.announce, self.patience)
        return read_together(work, WANTED, self.patience)


def _chunk(task: ChunkRange, number: int, block: bytes, index: int) -> Chunk:
    at = index * CHUNK_SIZE
    start = task.first_chunk_offset + (number + index) * CHUNK_SIZE
    return load(task.file, number + index, start, block[at : at + CHUNK_SIZE])


def _all_records(task: ChunkRange, number: int, block: bytes, report: RangeReport) -> Iterator[WorkItem]:
    for index in range(-(-len(block) // CHUNK_SIZE)):
        at = index * CHUNK_SIZE
        size = min(CHUNK_SIZE, len(block) - at)
        if not any(block[at : at + 8]) and block.count(0, at, at + size) == size:
            report.chunks_empty += 1
            continue
        chunk = _chunk(task, number, block, index)
        account(chunk, report)
        yield chunk, chunk.spans


def _hot_records(task: ChunkRange, number: int, block: bytes) -> Iterator[WorkItem]:
    """Choose the records that hold a literal; one in a chunk's slack or free space belongs to none."""
    for index, ends in groupby(search_for(task.literals)(block), key=lambda end: (end - 1) // CHUNK_SIZE):
        chunk = _chunk(task, number, block, index)
        spans = chunk.spans_over([end - index * CHUNK_SIZE for end in ends])
        if spans:
            yield chunk, spans


def _without_left_out(task: ChunkRange, work: Work, report: RangeReport) -> Iterator[WorkItem]:
    reasons = dict(task.left_out)
    for chunk, spans in work:
        kept: list[Span] = []
        for span in spans:
            reason = task.given_up or reasons.get(chunk.start + span.offset)
            if reason is None:
                kept.append(span)
            else:
                report.failures.append(_lost(chunk, span, reason))
        yield chunk, kept


def _lost(chunk: Chunk, span: Span, reason: str) -> Failure:
    return Failure(
        chunk=chunk.number,
        file_offset=chunk.start + span.offset,
        size=span.size,
        records=1,
        record_number=span.number,
        reason=reason,
    )


def _take(chunk: Chunk, span: Span, event: Event, result: RangeResult) -> None:
    kind = (event.provider, event.event_id)
    if kind in CREATIONS:
        _take_creation(chunk, span, event, result)
    elif kind in HOST_EVENTS:
        place, time = _place(chunk, span), exact_time(event.time_created, _record(chunk, span))
        if (found := host_event(event, place, time)) is not None:
            result.host_events.append(found)
    elif isinstance(bound := lifetime_event(event), ProcessEnd):
        result.ends.append(bound)
    elif isinstance(bound, Boot):
        result.boots.append(bound)


def _take_creation(chunk: Chunk, span: Span, event: Event, result: RangeResult) -> None:
    place, record = _place(chunk, span), _record(chunk, span)
    creation = creation_from(event, place, exact_time(event.time_created, record))
    if creation is None:
        return
    result.creations.append(creation)
    if creation.parent_image_path is None:
        return
    if names := matched(creation.parent_image_path, creation.image_path):
        result.proofs[place.file_offset] = prove(record, chunk.sha256, names)


def _place(chunk: Chunk, span: Span) -> Place:
    offset, size, number = span
    return Place(chunk.file, chunk.number, chunk.start + offset, size, number)


def _record(chunk: Chunk, span: Span) -> bytes:
    return chunk.data[span.offset : span.offset + span.size]
