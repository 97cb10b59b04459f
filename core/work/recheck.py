"""Flagged rows of one file into their proofs and what the second reader says, read again from the evidence."""

from __future__ import annotations

import os
from collections.abc import Iterator

import msgspec

from core.detection.proof import Proof, prove
from core.detection.rules import matched
from core.detection.verification import Agreement, Verification, verify
from core.processes.process import Place, ProcessCreation
from core.processes.process_fields import CREATIONS, creation_from
from core.reading.chunk import Chunk, load
from core.reading.event import Event
from core.reading.evtx_file import CHUNK_SIZE
from core.reading.open_log import open_log
from core.reading.record_reader import Announce, Patience, read_one_by_one
from core.reading.record_walk import Span

MOST_PLACES = 16
"""Places in one unit, which has to stay small."""


class Rechecked(msgspec.Struct, array_like=True, tag=True):
    """What came out, by file offset."""

    proofs: dict[int, Proof] = msgspec.field(default_factory=dict)
    verifications: dict[int, Verification] = msgspec.field(default_factory=dict)


class Recheck(msgspec.Struct, frozen=True, array_like=True, kw_only=True, tag=True):
    """A unit of work: some flagged rows of one file, in the order of their places."""

    path: bytes
    """The file's name as the system has it (`os.fsencode`), which need not be text."""
    file: str
    """The file's name as text, as it stands in every row."""
    first_chunk_offset: int
    places: tuple[Place, ...]
    with_second_reader: bool
    left_out: tuple[tuple[int, str], ...] = ()
    """File offsets of rows on which a worker hung or died."""

    def run(self, announce: Announce) -> Rechecked:
        """Read each row's chunk once, its record with the first reader and perhaps the second. Raises OSError."""
        found, reasons = Rechecked(), dict(self.left_out)
        for chunk, place in self._chunks():
            if reason := reasons.get(place.file_offset):
                found.verifications[place.file_offset] = _failed(reason)
            else:
                self._check(chunk, place, announce, found)
        return found

    def _check(self, chunk: Chunk, place: Place, announce: Announce, found: Rechecked) -> None:
        span = Span(place.file_offset - chunk.start, place.record_size, place.record_number)
        row = _read(chunk, span, place, announce)
        if row is None:
            found.verifications[place.file_offset] = _failed(
                "the record is no longer the one that was flagged"
            )
            return
        record = chunk.data[span.offset : span.offset + span.size]
        names = () if row.parent_image_path is None else matched(row.parent_image_path, row.image_path)
        found.proofs[place.file_offset] = prove(record, chunk.sha256, names)
        if self.with_second_reader:
            found.verifications[place.file_offset] = verify(row, chunk.data, span)

    def _chunks(self) -> Iterator[tuple[Chunk, Place]]:
        chunk: Chunk | None = None
        with open_log(os.fsdecode(self.path)) as log:
            for place in self.places:
                if chunk is None or chunk.number != place.chunk:
                    start = self.first_chunk_offset + place.chunk * CHUNK_SIZE
                    log.seek(start)
                    chunk = load(self.file, place.chunk, start, log.read(CHUNK_SIZE))
                yield chunk, place

    def after_loss(self, announced: int | None, reason: str) -> Recheck | Rechecked:
        """Leave out the row that cost a worker."""
        if announced is None or announced in dict(self.left_out):
            return self.after_error(reason)
        return msgspec.structs.replace(self, left_out=(*self.left_out, (announced, reason)))

    def after_error(self, reason: str) -> Rechecked:
        """Say of every row that it could not be checked."""
        return Rechecked(verifications={place.file_offset: _failed(reason) for place in self.places})


def rechecks(whole: Recheck) -> Iterator[Recheck]:
    """Cut a unit with all the flagged rows of a file into small ones."""
    ordered = sorted(whole.places, key=lambda place: place.file_offset)
    for start in range(0, len(ordered), MOST_PLACES):
        yield msgspec.structs.replace(whole, places=tuple(ordered[start : start + MOST_PLACES]))


def _read(chunk: Chunk, span: Span, place: Place, announce: Announce) -> ProcessCreation | None:
    for _, _, outcome in read_one_by_one([(chunk, [span])], CREATIONS, announce, Patience()):
        if isinstance(outcome, Event):
            return creation_from(outcome, place, outcome.time_created)
    return None


def _failed(reason: str) -> Verification:
    return Verification(Agreement.FAILED, (reason,))
