"""Places of one log into the process creations that the first reader makes of them now."""

from __future__ import annotations

import os
from collections.abc import Iterator

import msgspec

from core.processes.process import Place, ProcessCreation
from core.processes.process_fields import CREATIONS, creation_from
from core.reading.chunk import Chunk, load
from core.reading.event import Event
from core.reading.evtx_file import CHUNK_SIZE
from core.reading.open_log import open_log
from core.reading.record_reader import Announce, Patience, read_one_by_one
from core.reading.record_walk import Span

MOST_PLACES = 64
"""Places in one unit, which has to stay small."""
NOTHING = "it is no process creation"


class Rereading(msgspec.Struct, array_like=True, tag=True):
    """What came out, by file offset."""

    creations: dict[int, ProcessCreation] = msgspec.field(default_factory=dict)
    failures: dict[int, str] = msgspec.field(default_factory=dict)
    """Why there is none, as the end of a sentence."""


class Reread(msgspec.Struct, frozen=True, array_like=True, kw_only=True, tag=True):
    """A unit of work: some records of one file."""

    path: bytes
    """The file's name as the system has it (`os.fsencode`), which need not be text."""
    file: str
    """The file's name as text."""
    first_chunk_offset: int
    places: tuple[Place, ...]
    """In the order of their chunks; their file names are not looked at."""
    left_out: tuple[tuple[int, str], ...] = ()
    """File offsets of records on which a worker hung or died, with the reason."""

    def run(self, announce: Announce) -> Rereading:
        """Read each record alone. Raises OSError."""
        found, reasons = Rereading(), dict(self.left_out)
        for chunk, place in self._chunks():
            reason = reasons.get(place.file_offset)
            outcome = _read(chunk, place, announce) if reason is None else reason
            if isinstance(outcome, str):
                found.failures[place.file_offset] = outcome
            else:
                found.creations[place.file_offset] = outcome
        return found

    def _chunks(self) -> Iterator[tuple[Chunk, Place]]:
        chunk: Chunk | None = None
        with open_log(os.fsdecode(self.path)) as log:
            for place in self.places:
                if chunk is None or chunk.number != place.chunk:
                    start = self.first_chunk_offset + place.chunk * CHUNK_SIZE
                    log.seek(start)
                    chunk = load(self.file, place.chunk, start, log.read(CHUNK_SIZE))
                yield chunk, place

    def after_loss(self, announced: int | None, reason: str) -> Reread | Rereading:
        """Leave out the record that cost a worker."""
        if announced is None or announced in dict(self.left_out):
            return self.after_error(reason)
        return msgspec.structs.replace(self, left_out=(*self.left_out, (announced, reason)))

    def after_error(self, reason: str) -> Rereading:
        """Say of every record that it could not be read."""
        return Rereading(failures={place.file_offset: reason for place in self.places})


def _read(chunk: Chunk, place: Place, announce: Announce) -> ProcessCreation | str:
    span = Span(place.file_offset - chunk.start, place.record_size, place.record_number)
    if span not in chunk.spans:
        return "no live record stands there"
    for _, _, outcome in read_one_by_one([(chunk, [span])], CREATIONS, announce, Patience()):
        if isinstance(outcome, Event):
            return creation_from(outcome, place, outcome.time_created) or NOTHING
        return outcome.reason
    return NOTHING
