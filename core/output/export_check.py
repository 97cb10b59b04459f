"""Rows of an export against the bytes of the logs that they name: confirmed, changed, not found, not checkable.

No record is parsed here: its place, its header and hashes of bytes are compared, nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from core.errors import io_sentence
from core.output.exported_row import Claim, ExportedRow
from core.output.named_logs import NamedLogs
from core.reading.evtx_file import CHUNK_SIZE
from core.reading.record_walk import RECORD_MAGIC, SMALLEST_RECORD
from core.work.sources import LogFile

_HEADER = 24
"""Bytes of a record's header: magic, size and number (libevtx, section 4.2)."""
_SIZES = range(SMALLEST_RECORD, CHUNK_SIZE)


class Verdict(StrEnum):
    """What became of a row."""

    CONFIRMED = "confirmed"
    """The record stands where the row says, with the bytes that it had."""
    CHANGED = "changed"
    """Its log is there, and the record or the row is another one now."""
    NOT_FOUND = "not found"
    """Its log is not among those that were named."""
    NOT_CHECKABLE = "not checkable"
    """The row holds no hash, or is no row, or its log cannot be read."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A row and its verdict."""

    row: ExportedRow
    verdict: Verdict
    log: LogFile | None = None
    """The one that was compared."""
    what: tuple[str, ...] = ()
    """Columns that do not agree."""
    reason: str = ""
    """Why it is not confirmed, a sentence without its full stop."""
    remark: str = ""
    """What is to be known although it is confirmed."""
    not_compared: tuple[str, ...] = ()
    """Columns with values from other records, which were not compared although values were asked for."""


_RANKS: Mapping[Verdict, int] = {verdict: rank for rank, verdict in enumerate(Verdict)}
_NO_HASH = "the export has no hash of this record, as in triage and of rows that are not flagged"


def check(row: ExportedRow, logs: NamedLogs) -> Checked:
    """Find the row's log, by its hash or else by its name, and compare."""
    claim = row.claim
    if problem := row.problem or _lacking(claim):
        return Checked(row, Verdict.NOT_CHECKABLE, reason=problem)
    same = None if claim.file_sha256 is None else logs.with_hash(claim.file_sha256, claim.file)
    if same is not None:
        return _compare(row, same, logs, is_same=True)
    alike = logs.with_name(claim.file)
    if not alike:
        return Checked(row, Verdict.NOT_FOUND, reason=_sought(claim))
    if claim.record_sha256 is None:
        reason = _NO_HASH
        if claim.file_sha256 is not None:
            reason = f"{_sought(claim)}; {alike[0].name} has another hash, and {_NO_HASH}"
        verdict = Verdict.NOT_CHECKABLE if claim.file_sha256 is None else Verdict.NOT_FOUND
        return Checked(row, verdict, reason=reason)
    return min(
        (_compare(row, log, logs, is_same=False) for log in alike), key=lambda one: _RANKS[one.verdict]
    )


def _lacking(claim: Claim) -> str:
    """Say what a row must have to be looked for; empty where it has that."""
    if claim.file is None and claim.file_sha256 is None:
        return "the export does not say which log it is from"
    if claim.file_offset is None or claim.record_size is None:
        return "the export does not say where its record stands"
    if claim.record_size not in _SIZES:
        return f"no record has {claim.record_size:,} bytes, as the export says"
    return ""


def _sought(claim: Claim) -> str:
    hash_ = "" if claim.file_sha256 is None else f" with SHA-256 {claim.file_sha256.lower()}"
    name = "log" if claim.file is None else claim.file
    return f"looked for {name}{hash_}; no log that was named has this {'hash or ' if hash_ else ''}name"


def _compare(row: ExportedRow, log: LogFile, logs: NamedLogs, *, is_same: bool) -> Checked:
    claim = row.claim
    try:
        record = _read(logs, log, claim.file_offset or 0, claim.record_size or 0)
        what = _what_differs(claim, record)
        if not what:
            what = _chunk_differs(claim, log, logs)
    except OSError as error:
        return Checked(row, Verdict.NOT_CHECKABLE, log, reason=f"{log.name}: {io_sentence(error)}")
    if what:
        return _changed(row, log, record, what, is_same=is_same)
    is_other = not is_same and claim.file_sha256 is not None
    remark = f"{log.name} has another hash: it was changed elsewhere" if is_other else ""
    return Checked(row, Verdict.CONFIRMED, log, remark=remark)


def _read(logs: NamedLogs, log: LogFile, offset: int, size: int) -> bytes:
    return logs.read(log, offset, size) if offset < log.size else b""


def _what_differs(claim: Claim, record: bytes) -> tuple[str, ...]:
    """Name the columns that the bytes contradict, the plainest first."""
    if len(record) != claim.record_size or record[:4] != RECORD_MAGIC:
        return ("file_offset",)
    size, number = _header(record)
    said = (
        ("record_size", claim.record_size, size),
        ("record_number", claim.record_number, number),
        ("record_sha256", claim.record_sha256, hashlib.sha256(record).hexdigest()),
    )
    return tuple(name for name, value, now in said if value is not None and _plain(value) != now)


def _header(record: bytes) -> tuple[int, int]:
    return int.from_bytes(record[4:8], "little"), int.from_bytes(record[8:16], "little")


def _plain(value: int | str) -> int | str:
    return value.lower() if isinstance(value, str) else value


def _chunk_differs(claim: Claim, log: LogFile, logs: NamedLogs) -> tuple[str, ...]:
    """Compare what stands around the record: its names and templates may be there."""
    if claim.chunk is None:
        return ()
    start = log.first_chunk_offset + claim.chunk * CHUNK_SIZE
    offset, size = claim.file_offset or 0, claim.record_size or 0
    if not start <= offset <= offset + size <= start + CHUNK_SIZE:
        return ("chunk",)
    if claim.chunk_sha256 is None:
        return ()
    found = logs.chunk_sha256(log, start)
    return () if found == claim.chunk_sha256.lower() else ("chunk_sha256",)


def _changed(
    row: ExportedRow, log: LogFile, record: bytes, what: tuple[str, ...], *, is_same: bool
) -> Checked:
    claim = row.claim
    at = f"{log.name}, offset 0x{claim.file_offset:X}"
    found = Checked(row, Verdict.CHANGED, log, what, f"{at}: {_said(claim, log, record, what)}")
    if is_same:
        return replace(found, reason=f"{found.reason}; the log is unchanged, so the export was edited")
    if claim.file_sha256 is None:
        return found
    is_there = record[:4] == RECORD_MAGIC and _header(record) == (claim.record_size, claim.record_number)
    if is_there or log.name == claim.file:
        return replace(found, reason=f"{found.reason}; the log has another hash than the export says")
    return replace(
        found,
        verdict=Verdict.NOT_FOUND,
        reason=f"{_sought_only(claim)}; {log.name} has the name, another hash, and no such record",
    )


Known = set[tuple[str, str]]
"""A log's SHA-256 in an export, and the path of a log that holds records of it, whatever its hash is now."""


def settled(found: Sequence[Checked], known: Known) -> Iterator[Checked]:
    """Tell records that were destroyed in their log from those whose log is not there, by that log's other rows.

    `known` is filled, and serves the rows that follow.
    """
    known |= {_pair(one) for one in found if one.verdict in (Verdict.CONFIRMED, Verdict.CHANGED)}
    for one in found:
        if one.verdict is Verdict.NOT_FOUND and one.log is not None and _pair(one) in known:
            at = f"{one.log.name}, offset 0x{one.row.claim.file_offset:X}"
            reason = f"{at}: the record is no longer here, though others of its log are"
            yield replace(one, verdict=Verdict.CHANGED, reason=reason)
        else:
            yield one


def _pair(one: Checked) -> tuple[str, str]:
    return (one.row.claim.file_sha256 or "").lower(), one.log.path if one.log else ""


def _sought_only(claim: Claim) -> str:
    return f"looked for {claim.file} with SHA-256 {(claim.file_sha256 or '').lower()}"


def _said(claim: Claim, log: LogFile, record: bytes, what: tuple[str, ...]) -> str:
    if what == ("file_offset",):
        end = (claim.file_offset or 0) + (claim.record_size or 0)
        return "the file ends before the end of the record" if end > log.size else "no record begins here"
    if what == ("chunk",):
        return f"the record does not stand in chunk {claim.chunk}, as the export says"
    if what == ("chunk_sha256",):
        return "the record has its bytes, but the rest of its chunk has not, where its names may stand"
    if "record_number" in what:
        return f"record {_header(record)[1]} stands here, not {claim.record_number}"
    if "record_size" in what:
        return f"the record has {_header(record)[0]:,} bytes, not {claim.record_size:,}"
    number = "the record" if claim.record_number is None else f"record {claim.record_number}"
    return f"the bytes of {number} are others than the export says"
