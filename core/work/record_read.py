"""A row's place into all that the evidence holds there: bytes, checksums, and what both readers say.

Asked for when an analyst looks at a row. Nothing comes from the row but its place and its record's hash; all else
is read again from the log.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import msgspec

from core.detection.verification import Agreement, Verification
from core.processes.process import Place
from core.reading.chunk import Chunk, load
from core.reading.evtx_file import (
    CHUNK_SIZE,
    FILE_HEADER_SIZE,
    FileHeader,
    data_checksum_agrees,
    read_file_header,
)
from core.reading.open_log import open_log
from core.reading.record_reader import Announce
from core.reading.record_walk import Span
from core.work.both_readers import Readings, read_with_both
from core.work.sources import LogFile

if TYPE_CHECKING:
    from core.work.workers import Workers  # which imports this module by way of the worker process

_NEXT = "scan the log again"


class ChunkState(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What a record's chunk says of itself."""

    number: int
    """From 0."""
    file_offset: int
    size: int
    """Bytes of it that are in the file."""
    sha256: str
    """Of those bytes."""
    has_magic: bool
    header_checksum_agrees: bool | None
    """`None` where the log's writer says that it made no checksums."""
    data_checksum_agrees: bool | None
    """Of the live records; `None` also where the file ends inside the chunk."""

    @property
    def is_cut(self) -> bool:
        """Whether the file ends inside the chunk."""
        return self.size < CHUNK_SIZE


class RecordRead(Readings, array_like=True, kw_only=True, tag=True):
    """What came out: where the record stands, and what both readers say of it."""

    file_offset: int
    record: bytes = b""
    """The bytes that stand at the row's place now."""
    record_sha256: str = ""
    """Of these bytes; empty where there are none."""
    is_the_flagged_one: bool = False
    """Whether a live record of the row's number and size stands there, and has its hash where that is known."""
    problem: str = ""
    """Where it is not: a sentence that says what happened and what next."""
    is_dirty: bool | None = None
    """Whether the log was open when it was copied; `None` without a file header."""
    chunk: ChunkState | None = None
    """`None` where the file could not be read or ends before the chunk."""

    @property
    def chunk_sha256(self) -> str:
        """Of the chunk's bytes in the file; empty where there are none."""
        return "" if self.chunk is None else self.chunk.sha256


class ReadRecord(msgspec.Struct, frozen=True, array_like=True, kw_only=True, tag=True):
    """A unit of work: all about the record of one row."""

    path: bytes
    """The file's name as the system has it (`os.fsencode`), which need not be text."""
    file: str
    """The file's name as text."""
    first_chunk_offset: int
    place: Place
    record_sha256: str | None = None
    """Of the row's record, where it was hashed."""
    left_out: tuple[tuple[int, str], ...] = ()
    """Steps (`core.work.both_readers.Step`) that cost a worker, with the reason."""

    def run(self, announce: Announce) -> RecordRead:
        """Read the chunk once and the record with both readers. Raises OSError where the file cannot be read."""
        header, chunk = self._load()
        place = self.place
        span = Span(place.file_offset - chunk.start, place.record_size, place.record_number)
        record = chunk.data[: chunk.available][span.offset : span.offset + span.size]
        record_sha256 = hashlib.sha256(record).hexdigest() if record else ""
        problem = self._what_is_wrong(chunk, span, record_sha256)
        if span in chunk.spans:
            said = read_with_both(chunk, span, place, dict(self.left_out), announce)
        else:
            said = _nothing_said(problem)
        return RecordRead(
            file_offset=place.file_offset,
            record=record,
            record_sha256=record_sha256,
            is_the_flagged_one=not problem,
            problem=problem,
            is_dirty=None if header is None else header.dirty,
            chunk=_state(chunk, header) if chunk.available else None,
            **msgspec.structs.asdict(said),
        )

    def _load(self) -> tuple[FileHeader | None, Chunk]:
        start = self.first_chunk_offset + self.place.chunk * CHUNK_SIZE
        with open_log(os.fsdecode(self.path)) as log:
            header = read_file_header(log.read(FILE_HEADER_SIZE))
            log.seek(start)
            return header, load(self.file, self.place.chunk, start, log.read(CHUNK_SIZE))

    def _what_is_wrong(self, chunk: Chunk, span: Span, record_sha256: str) -> str:
        """Say how what stands there differs from the row's record; empty where it does not."""
        at, number = f"{self.file}, offset 0x{self.place.file_offset:X}", span.number
        if span.offset + span.size > chunk.available:
            return f"{at}: the file now ends before the end of record {number}, so it was cut since; {_NEXT}"
        if span not in chunk.spans:
            return f"{at}: record {number} no longer stands here, so the file was changed since; {_NEXT}"
        if self.record_sha256 not in (None, record_sha256):
            return f"{at}: the bytes of record {number} are others than when it was flagged; {_NEXT}"
        return ""

    def after_loss(self, announced: int | None, reason: str) -> ReadRecord | RecordRead:
        """Leave out the step that cost a worker."""
        if announced is None or announced in dict(self.left_out):
            return self.after_error(reason)
        return msgspec.structs.replace(self, left_out=(*self.left_out, (announced, reason)))

    def after_error(self, reason: str) -> RecordRead:
        """Say why nothing could be read."""
        problem = f"{self.file}: {reason}"
        return RecordRead(
            file_offset=self.place.file_offset,
            problem=problem,
            **msgspec.structs.asdict(_nothing_said(problem)),
        )


def read_record(workers: Workers, log: LogFile, place: Place, record_sha256: str | None = None) -> RecordRead:
    """Read one row's record in a worker process and wait for it; `record_sha256` is the row's, where it has one.

    Each step may cost a worker once, so it takes at most a few times what the workers' limits allow for one.
    For a thread of its own; the workers must have nothing else to do.
    """
    unit = ReadRecord(
        path=os.fsencode(log.path),
        file=log.name,
        first_chunk_offset=log.first_chunk_offset,
        place=place,
        record_sha256=record_sha256,
    )
    (found,) = (outcome[1] for outcome in workers.run([unit]) if outcome is not None)
    if not isinstance(found, RecordRead):
        raise TypeError(f"a record was asked for, and {type(found).__name__} came")
    return found


def _state(chunk: Chunk, header: FileHeader | None) -> ChunkState:
    has_checksums = header is None or header.has_checksums
    is_whole = chunk.available == CHUNK_SIZE
    return ChunkState(
        number=chunk.number,
        file_offset=chunk.start,
        size=chunk.available,
        sha256=chunk.sha256,
        has_magic=chunk.header.has_magic,
        header_checksum_agrees=chunk.header.header_checksum_agrees if has_checksums else None,
        data_checksum_agrees=data_checksum_agrees(chunk.data, chunk.header)
        if has_checksums and is_whole
        else None,
    )


def _nothing_said(why: str) -> Readings:
    return Readings(
        xml_problem=why,
        first_problem=why,
        fields_problem=why,
        verification=Verification(Agreement.FAILED, (why,)),
    )
