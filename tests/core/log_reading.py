"""Bytes of a log into what the core reads from them, in this process; and logs damaged at random."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from hypothesis import settings
from hypothesis import strategies as st

from core.detection.rules import literals, matched
from core.processes.process import ProcessCreation
from core.reading.chunk import Chunk, load
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE, first_chunk_offset, read_file_header
from core.reading.read_report import ReadReport
from core.reading.record_walk import Span
from core.work.chunk_range import Effort, RangeResult
from core.work.file_hash import FileHash
from core.work.sources import LogFile
from core.work.units import units_of
from tests.evtx_writer import Event, write_chunk, write_log
from tests.evtx_writer.chunk import ChunkWriter
from tests.evtx_writer.damage import reseal

EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"

steady = settings(deadline=None, derandomize=True)
"""For properties that read logs: the same examples in every run, and no watch on the time of one."""

_decode = msgspec.msgpack.Decoder(RangeResult | FileHash).decode


class AllKinds:
    """Wants every event, whatever its kind."""

    def __contains__(self, kind: object) -> bool:
        """Always."""
        return True


ALL_KINDS = AllKinds()


@dataclass(frozen=True, slots=True)
class Read:
    """All that was read from one log."""

    report: ReadReport
    result: RangeResult
    """Of all ranges together, but for their reports."""

    @property
    def creations(self) -> list[ProcessCreation]:
        """Process creations in the order of their ranges."""
        return self.result.creations

    @property
    def is_accounted_for(self) -> bool:
        """Whether each record that is present was read or failed."""
        report = self.report
        return report.records_read + report.records_failed == report.records_present


def read_log(path: Path, effort: Effort = Effort.FULL, reading: str = "strict") -> Read:
    """Read a log unit by unit; each result is sent as a worker sends it, so it must be plain data."""
    log = log_file(path)
    report, whole = ReadReport(file=log.name, size=log.size), RangeResult()
    for unit in units_of(log, effort, literals((reading,))):
        named = msgspec.structs.replace(unit, file=path.name)
        part = _decode(msgspec.msgpack.encode(named.run(say_nothing)))
        if isinstance(part, FileHash):
            report.sha256 = part.sha256
            continue
        report.add(part.report)
        report.sha256 = part.file_sha256 or report.sha256
        whole.creations += part.creations
        whole.proofs |= part.proofs
        whole.ends += part.ends
        whole.boots += part.boots
    return Read(report, whole)


def read_bytes(log: bytes, effort: Effort = Effort.FULL, reading: str = "strict") -> Read:
    """Read a log that is no file yet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.evtx")
        path.write_bytes(log)
        return read_log(path, effort, reading)


def log_file(path: Path) -> LogFile:
    """Take a file for a log, whatever its first bytes are."""
    status = os.stat(path)
    with path.open("rb") as log:
        head = log.read(FILE_HEADER_SIZE + 8)
    first = first_chunk_offset(head)
    return LogFile(
        path=str(path),
        size=status.st_size,
        modified_ns=status.st_mtime_ns,
        first_chunk_offset=FILE_HEADER_SIZE if first is None else first,
        header=read_file_header(head),
    )


def flagged(read: Read, reading: str = "strict") -> dict[int, ProcessCreation]:
    """Give what a reading flags by the parent that the record itself names, by file offset."""
    return {
        creation.place.file_offset: creation
        for creation in read.creations
        if creation.parent_image_path is not None
        and reading in matched(creation.parent_image_path, creation.image_path)
    }


def chunk_of(*events: Event, first_record: int = 1) -> Chunk:
    """Make the only chunk of a log with these events."""
    return load("log.evtx", 0, FILE_HEADER_SIZE, write_chunk(events, first_record))


def chunks_in(log: bytes) -> list[Chunk]:
    """Load every chunk of a log."""
    starts = range(FILE_HEADER_SIZE, len(log), CHUNK_SIZE)
    return [
        load("log.evtx", number, start, log[start : start + CHUNK_SIZE])
        for number, start in enumerate(starts)
    ]


def all_work(chunks: Sequence[Chunk]) -> list[tuple[Chunk, tuple[Span, ...]]]:
    """Want every record of these chunks."""
    return [(chunk, chunk.spans) for chunk in chunks]


def log_behind(gap: bytes, events: Sequence[Event]) -> bytes:
    """Write a log of one chunk in which `gap` stands between the chunk's header and its first record."""
    writer = ChunkWriter(1)
    writer._writer.buffer.extend(gap)
    for event in events:
        assert writer.add(event)
    return write_log(None, [])[:FILE_HEADER_SIZE] + writer.finish()


def say_nothing(_offset: int) -> None:
    """Hear an announcement."""


@st.composite
def damaged(draw: st.DrawFn, logs: Sequence[bytes]) -> bytes:
    """Change one of these logs in one to five places, perhaps cut it, perhaps make its checksums fit."""
    log = bytearray(draw(st.sampled_from(logs)))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(_places(len(log)))
        length = draw(st.sampled_from((1, 1, 2, 4, 8, 30, 700, 5000)))
        stop = min(start + length, len(log))
        match draw(st.sampled_from(("flip", "zero", "noise", "copy"))):
            case "flip":
                log[start] ^= 1 << draw(st.integers(0, 7))
            case "zero":
                log[start:stop] = bytes(stop - start)
            case "noise":
                log[start:stop] = draw(st.randoms(use_true_random=False)).randbytes(stop - start)
            case "copy":
                taken = draw(_places(len(log) - (stop - start)))
                log[start:stop] = log[taken : taken + stop - start]
    if draw(st.integers(0, 4)) == 0:
        del log[draw(_places(len(log))) :]
    found = bytes(log)
    return reseal(found) if draw(st.booleans()) else found


def _places(size: int) -> st.SearchStrategy[int]:
    """Any offset behind the file header, in or near the headers of chunks more often than elsewhere."""
    begin = FILE_HEADER_SIZE
    near = st.builds(
        lambda chunk, offset: min(begin + chunk * CHUNK_SIZE + offset, size - 1),
        st.integers(0, max(0, (size - begin) // CHUNK_SIZE - 1)),
        st.integers(0, 0x300),
    )
    return st.one_of(near, st.integers(begin, size - 1), st.integers(begin, size - 1))
