"""A row and its record into the lines of the Source tab: where the evidence stands, how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from core.detection.proof import Proof
from core.detection.verification import Agreement, Verification
from core.processes.process import Place
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.work.record_read import RecordRead

AFTER_THE_FULL_READ = "known after the full read"


class Mark(Enum):
    """What a line says of the evidence, beside its words."""

    NONE = ""
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Line:
    """One named value."""

    name: str
    text: str
    """As it is; may be hostile."""
    is_fixed: bool = False
    """True for what is written in the fixed-width font: paths, hashes, numbers."""
    mark: Mark = Mark.NONE
    section: str = ""
    """Heading above it, where a group begins."""


def lines_of(row: Row, record: RecordRead | None) -> tuple[Line, ...]:
    """Say all that is known; `record` is `None` until it has been read."""
    groups = (
        ("Log", tuple(_log(row, record))),
        ("Chunk", tuple(_chunk(row, record))),
        ("Record", tuple(_record(row, record))),
        ("Readers", tuple(_readers(row, record))),
        ("Other logs", tuple(_others(row))),
    )
    return tuple(
        Line(line.name, line.text, line.is_fixed, line.mark, title if number == 0 else "")
        for title, lines in groups
        for number, line in enumerate(lines)
    )


def as_text(lines: tuple[Line, ...]) -> str:
    """Write the lines as text, one group behind the other."""
    written: list[str] = []
    for line in lines:
        if line.section:
            written += ["", line.section]
        written.append(f"{line.name}: {line.text}")
    return "\n".join(written[1:]) + "\n"


def _log(row: Row, record: RecordRead | None) -> Iterator[Line]:
    yield Line("File", row.place.file, is_fixed=True)
    if row.file_sha256 is None:
        yield Line("SHA-256", AFTER_THE_FULL_READ)
    else:
        yield Line("SHA-256", row.file_sha256, is_fixed=True)
    if row.process.channel is not None:
        yield Line("Channel", row.process.channel)
    if record is not None and record.is_dirty is not None:
        words = "still open when it was copied" if record.is_dirty else "closed"
        yield Line("State", words, mark=Mark.WARN if record.is_dirty else Mark.NONE)


def _chunk(row: Row, record: RecordRead | None) -> Iterator[Line]:
    chunk, proof = None if record is None else record.chunk, _proof(row)
    yield Line("Number", f"{row.place.chunk:,}", is_fixed=True)
    if chunk is None:
        if proof is not None:
            yield Line(WHEN_SCANNED, proof.chunk_sha256, is_fixed=True)
        return
    yield Line("Offset", _offset(chunk.file_offset), is_fixed=True)
    yield from _hash(None if proof is None else proof.chunk_sha256, chunk.sha256)
    if not chunk.has_magic:
        yield Line("Signature", "does not begin with ElfChnk", mark=Mark.BAD)
    if chunk.is_cut:
        words = f"the file ends inside it, after {chunk.size:,} bytes"
        yield Line("Length", words, mark=Mark.WARN)
    yield _checksum("Header checksum", chunk.header_checksum_agrees)
    yield _checksum("Data checksum", chunk.data_checksum_agrees)


_CHECKSUMS: Mapping[bool | None, tuple[str, Mark]] = {
    True: ("agrees", Mark.GOOD),
    False: ("does not agree: damaged, or changed after it was written", Mark.BAD),
    None: ("not made, or cannot be checked here", Mark.NONE),
}


def _checksum(name: str, agrees: bool | None) -> Line:
    words, mark = _CHECKSUMS[agrees]
    return Line(name, words, mark=mark)


def _record(row: Row, record: RecordRead | None) -> Iterator[Line]:
    place = row.place
    yield Line("Offset", _offset(place.file_offset), is_fixed=True)
    yield Line("Size", f"{place.record_size:,} bytes", is_fixed=True)
    yield Line("Record number", f"{place.record_number}", is_fixed=True)
    if row.process.event_record_id is not None:
        yield Line("EventRecordID", f"{row.process.event_record_id}", is_fixed=True)
    proof = _proof(row)
    yield from _hash(
        None if proof is None else proof.record_sha256, None if record is None else record.record_sha256
    )
    if record is not None:
        words = (
            "the record that was read" if record.is_the_flagged_one else "no longer the record that was read"
        )
        yield Line("Here now", words, mark=Mark.GOOD if record.is_the_flagged_one else Mark.BAD)


WHEN_SCANNED, NOW = "SHA-256 when scanned", "SHA-256 now"


def _proof(row: Row) -> Proof | None:
    return None if row.detection is None else row.detection.proof


def _hash(when_scanned: str | None, now: str | None) -> Iterator[Line]:
    """Give one hash where the bytes are the same as they were, else both, so that none is taken for the other."""
    if when_scanned and now and when_scanned != now:
        yield Line(WHEN_SCANNED, when_scanned, is_fixed=True)
        yield Line(NOW, now, is_fixed=True, mark=Mark.BAD)
    elif when_scanned or now:
        yield Line("SHA-256", when_scanned or now or "", is_fixed=True)


def _readers(row: Row, record: RecordRead | None) -> Iterator[Line]:
    yield Line("Row read by", row.process.reader)
    if record is not None:
        yield _verification(record.verification)


_AGREEMENTS: Mapping[Agreement, Mark] = {
    Agreement.AGREE: Mark.GOOD,
    Agreement.DIFFER: Mark.BAD,
    Agreement.FAILED: Mark.WARN,
}


def _verification(found: Verification) -> Line:
    names = ", ".join(COLUMNS[name].title if name in COLUMNS else name for name in found.details)
    words = {
        Agreement.AGREE: "evtx and python-evtx agree on every value",
        Agreement.DIFFER: f"evtx and python-evtx differ: {names}",
        Agreement.FAILED: f"no second word: {'; '.join(found.details)}",
    }[found.agreement]
    return Line("Both readers", words, mark=_AGREEMENTS[found.agreement])


def _others(row: Row) -> Iterator[Line]:
    for place in row.process.altered_in:
        yield Line("Altered in", _where(place), is_fixed=True, mark=Mark.BAD)
    for place in row.process.also_in:
        yield Line("Also in", _where(place), is_fixed=True)
    if (other := row.process.other_record) is not None:
        for place in (other.place, *other.also_in):
            yield Line("Other record", _where(place), is_fixed=True)


def _where(place: Place) -> str:
    return f"{place.file}, offset 0x{place.file_offset:08X}, record {place.record_number}"


def _offset(offset: int) -> str:
    return f"0x{offset:08X} = {offset}"
