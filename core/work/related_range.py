"""A range of chunks of one log into the events in it about some processes: the unit of work of `find_related`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from core.processes.process import Place
from core.reading.chunk import Chunk
from core.reading.chunk_copy import copy_chunk
from core.reading.event import Event, EventKind, NotAnEvent, decode_event, exact_time
from core.reading.evtx_file import CHUNK_SIZE
from core.reading.first_reader import read_json
from core.reading.open_log import open_log
from core.reading.read_report import Failure
from core.reading.record_reader import Announce, Lost, Patience, read_one_by_one
from core.reading.record_walk import Span
from core.work.related_bytes import Candidates, record_search
from core.work.related_event import RelatedEvent, Wanted
from core.work.related_match import EXECUTION, PID_FIELDS, Matcher
from core.work.related_merge import MOST_FIELDS, Limit, bounded, newest_logons, own_time, without_excess

CHUNKS_TOGETHER = 2
"""128 KiB: what is made of it stays in the processor's cache."""
MOST_LEFT_OUT = 8
"""Records of one range that may cost a worker each; after that the rest of the range is given up."""
MOST_FAILURES = 100
"""Failures of one range that are named; all are counted."""
MOST_IN_A_RANGE = Limit(events=20_000, characters=16 * 1024 * 1024)
"""A range of 4 MiB holds no more characters, but where a crafted template repeats its values."""

_EXECUTION = re.compile(r'"Execution":\{"#attributes":\{"ProcessID":"?(\d{1,10})"?[,}]')


class RelatedInRange(msgspec.Struct, array_like=True, kw_only=True, tag=True):
    """What came out of a range."""

    events: list[RelatedEvent] = msgspec.field(default_factory=list)
    unread: int = 0
    """Records that hold what is looked for and could not be read."""
    failures: list[Failure] = msgspec.field(default_factory=list)
    is_cut: bool = False
    """Whether it holds more events than are kept."""
    problem: str = ""
    """Why none of it was searched, as the end of a sentence that begins with the log's name."""


class FindRelated(msgspec.Struct, frozen=True, array_like=True, kw_only=True, tag=True):
    """A unit of work: search `count` chunks of `file` from number `first` on."""

    path: bytes
    """The file's name as the system has it (`os.fsencode`), which need not be text."""
    file: str
    """The file's name as text, as it stands in every row."""
    first_chunk_offset: int
    first: int
    count: int
    size: int
    """Bytes of the file when it was found; a file that grows is searched to here."""
    wanted: tuple[Wanted, ...]
    one_by_one: bool = False
    """Read each record alone and say which before each: after a worker was lost in this range."""
    left_out: tuple[tuple[int, str], ...] = ()
    """File offsets of records that hung or killed a worker, with the reason."""

    @property
    def start(self) -> int:
        """Offset in the file of the first byte."""
        return self.first_chunk_offset + self.first * CHUNK_SIZE

    @property
    def length(self) -> int:
        """Bytes of the file that it covers."""
        return max(0, min(self.count * CHUNK_SIZE, self.size - self.start))

    def run(self, announce: Announce) -> RelatedInRange:
        """Search the range, a few chunks at a time. Raises OSError where the file cannot be read."""
        search, reader = record_search(self.wanted), _RangeReader(self, announce)
        left, number = self.length, self.first
        with open_log(os.fsdecode(self.path)) as log:
            log.seek(self.start)
            while left and (block := log.read(min(left, CHUNKS_TOGETHER * CHUNK_SIZE))):
                start = self.first_chunk_offset + number * CHUNK_SIZE
                reader.take(list(search.candidates(self.file, number, start, block)))
                number, left = number + CHUNKS_TOGETHER, left - len(block)
        return reader.found()

    def after_loss(self, announced: int | None, reason: str) -> FindRelated | RelatedInRange:
        """Narrow the range down to the record that cost a worker, then leave that record out."""
        if not self.one_by_one:
            return msgspec.structs.replace(self, one_by_one=True)
        if announced is None or len(self.left_out) >= MOST_LEFT_OUT:
            return self.after_error(reason)
        return msgspec.structs.replace(self, left_out=(*self.left_out, (announced, reason)))

    def after_error(self, reason: str) -> RelatedInRange:
        """Say why the range was not searched."""
        return RelatedInRange(problem=reason)


_Read = tuple[Chunk, Span, Event | Lost, int | None]
"""A record, what it is, and the PID of the process that wrote it, where that is known."""


class _AnyKind:
    def __contains__(self, kind: object) -> bool:
        return True


_ANY_KIND = _AnyKind()


@dataclass(slots=True)
class _RangeReader:
    """A range that is being searched."""

    task: FindRelated
    announce: Announce
    matcher: Matcher = field(init=False)
    patience: Patience = field(default_factory=Patience)
    events: list[RelatedEvent] = field(default_factory=list)
    unread: int = 0
    failures: list[Failure] = field(default_factory=list)
    characters: int = 0
    is_cut: bool = False

    def __post_init__(self) -> None:
        self.matcher = Matcher(self.task.wanted)

    def take(self, work: Sequence[Candidates]) -> None:
        """Read the candidates of one block and keep what is related."""
        for chunk, span, event, pid in self._read(self._without_left_out(work)):
            if isinstance(event, Lost):
                self._lose(chunk, span, event.reason)
            else:
                self._keep(chunk, span, event, pid)
        for one in work:
            for damage in one.breaks:
                self._lose(one.chunk, Span(damage.offset, damage.size, damage.number or 0), damage.reason)

    def found(self) -> RelatedInRange:
        """Give what was kept, within bounds."""
        events, is_cut = without_excess(newest_logons(self.events), MOST_IN_A_RANGE)
        return RelatedInRange(
            events=events, unread=self.unread, failures=self.failures, is_cut=is_cut or self.is_cut
        )

    def _without_left_out(self, work: Sequence[Candidates]) -> list[tuple[Chunk, list[Span]]]:
        reasons = dict(self.task.left_out)
        kept: list[tuple[Chunk, list[Span]]] = []
        for one in work:
            spans: list[Span] = []
            for span in one.spans:
                if reason := reasons.get(one.chunk.start + span.offset):
                    self._lose(one.chunk, span, reason)
                else:
                    spans.append(span)
            if spans:
                kept.append((one.chunk, spans))
        return kept

    def _read(self, work: list[tuple[Chunk, list[Span]]]) -> Iterator[_Read]:
        """Read all records together, then those that were not returned one by one."""
        if not work:
            return
        if not self.task.one_by_one:
            places = {chunk.start + span.offset: (chunk, span) for chunk, spans in work for span in spans}
            copies = [copy_chunk(chunk.data, spans, chunk.start) for chunk, spans in work]
            for key, text in read_json(copies, most_errors=len(places) + len(copies))[0]:
                if (place := places.pop(key, None)) is not None:
                    yield (*place, *_decode(text))
            work = [(chunk, [span]) for chunk, span in places.values()]
        for chunk, spans in work:
            for span in spans:
                self.announce(chunk.start + span.offset)
                yield chunk, span, *self._read_alone(chunk, span)

    def _read_alone(self, chunk: Chunk, span: Span) -> tuple[Event | Lost, int | None]:
        read, _ = read_json([copy_chunk(chunk.data, (span,), chunk.start)], most_errors=2)
        if read:
            return _decode(read[0][1])
        again = read_one_by_one([(chunk, [span])], _ANY_KIND, self.announce, self.patience)
        return next((event for _, _, event in again), Lost("no reader returned anything for it")), None

    def _keep(self, chunk: Chunk, span: Span, event: Event, pid: int | None) -> None:
        if pid is None and EXECUTION in PID_FIELDS.get(_kind(event), ()) and event.reader != "evtx":
            self._lose(chunk, span, "which process wrote it could not be read")
            return
        match = self.matcher.match(event, pid)
        if match is None:
            return
        if self.characters > MOST_IN_A_RANGE.characters:
            self.is_cut = True
            return
        record = chunk.data[span.offset : span.offset + span.size]
        fields, is_cut = bounded(event)
        self.characters += sum(len(name) + len(text) for name, text in fields)
        self.events.append(
            RelatedEvent(
                place=Place(chunk.file, chunk.number, chunk.start + span.offset, span.size, span.number),
                provider=event.provider,
                event_id=event.event_id,
                event_record_id=event.event_record_id,
                channel=event.channel,
                fqdn=event.computer,
                time=own_time(event, exact_time(event.time_created, record)),
                process=match.process,
                found_by=match.found_by,
                as_field=match.as_field,
                fields=fields,
                is_cut=is_cut,
                repeated_names=event.repeated_names[:MOST_FIELDS],
            )
        )

    def _lose(self, chunk: Chunk, span: Span, reason: str) -> None:
        self.unread += 1
        if len(self.failures) < MOST_FAILURES:
            self.failures.append(
                Failure(
                    chunk=chunk.number,
                    file_offset=chunk.start + span.offset,
                    size=span.size,
                    records=1,
                    record_number=span.number,
                    reason=reason,
                )
            )


def _kind(event: Event) -> EventKind:
    return event.provider, event.event_id


def _decode(text: str) -> tuple[Event | Lost, int | None]:
    try:
        event = decode_event(text)
    except NotAnEvent as error:
        return Lost(str(error)), None
    found = _EXECUTION.search(text)
    return event, None if found is None else int(found[1])
