"""Confirmed rows of an export, with their recorded values, against what the first reader says of the records now.

What a row has from the other log's record of the same start is compared too, where the export says where that
stands and a log that was named holds it. What is inferred from further records is not; it is counted.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from core.detection.rules import DEFAULT_RULE
from core.output.export_check import Checked, Verdict
from core.output.named_logs import NamedLogs
from core.output.paired import paired
from core.output.stix_values import stix_value
from core.output.timesketch import timesketch_value
from core.processes.both_logs import SYSMON_SOURCE, merge_starts
from core.processes.compared import differing as differing_fields
from core.processes.process import ParentLink, Place, ProcessCreation
from core.reading.evtx_file import CHUNK_SIZE
from core.reading.record_walk import RECORD_MAGIC
from core.rows.column import Column, Value
from core.rows.columns import EXPORTED
from core.rows.row import Row
from core.work.reread import MOST_PLACES, Reread, Rereading
from core.work.sources import LogFile
from core.work.workers import Workers

RECORDED = (
    *("source", "event_record_id", "channel", "time_created", "utc_time", "hostname", "fqdn"),
    *("user", "sid", "integrity_level", "integrity_recorded", "exe", "image_path", "command_line"),
    *("current_working_directory", "pid", "guid", "ppid", "parent_guid", "parent_user", "parent_logon_id"),
    *("parent_exe", "parent_image_path", "parent_command_line"),
    *("md5_hash", "sha1_hash", "sha256_hash", "imphash", "original_file_name", "description", "product"),
    *("company", "file_version", "logon_id", "logon_guid", "terminal_session_id", "token_elevation_type"),
    "rule_name",
)
"""Columns that a row has from its record alone."""

OF_THE_OTHER = ("other_source", "other_differs")
"""Columns that say something of the other record of a start; compared where that was read again too."""

OF_BYTES = (
    *("file", "file_sha256", "chunk", "file_offset", "record_size", "record_number"),
    *("record_sha256", "chunk_sha256"),
)
"""Columns that say which bytes they are."""

COMPARED = tuple(key for key in EXPORTED if key in {*RECORDED, "parent_link"})
"""Columns that are compared with the record."""
NOT_COMPARED = tuple(
    key
    for key in EXPORTED
    if key not in {*COMPARED, *OF_THE_OTHER, *OF_BYTES, "other_record", "other_filled"}
)
"""Columns that are conclusions, from further records, or the analyst's words."""

_OF_THE_PARENT = frozenset({"parent_exe", "parent_image_path", "parent_command_line"})
"""Columns that may be from the parent's own record, where the row's record has no value."""

_MADE_OF: Mapping[str, str] = {
    "image_path": "exe",
    "parent_image_path": "parent_exe",
    "fqdn": "hostname",
    "integrity_recorded": "integrity_level",
}
"""Columns that are made of others, which alone are named where the other record gave them."""

Said = Callable[[Column, Row], object]


def _json(column: Column, row: Row) -> object:
    return json.loads(json.dumps(column.value(row)))


def _cell(column: Column, row: Row) -> str:
    return paired(column.text(row))


def _plain(write: Callable[[Column, Row], Value]) -> Said:
    return lambda column, row: json.loads(json.dumps(write(column, row)))


_AS_WRITTEN: Mapping[str, Said] = {
    "jsonl": _json,
    "csv": _cell,
    "timesketch-csv": _cell,
    "timesketch-jsonl": _plain(timesketch_value),
    "stix": _plain(stix_value),
}
"""How each format writes a value."""


_Asked = tuple[LogFile, Place]
_Said = Mapping[tuple[str, int], ProcessCreation | str]


def check_values(
    found: Sequence[Checked], kind: str, workers: Workers, logs: NamedLogs | None = None
) -> Iterator[Checked]:
    """Read the records of confirmed rows again and compare; the others stay as they are. In the same order.

    For exports in the format `kind`; `logs` are searched for other records. Each record may cost a worker once.
    """
    wanted: dict[str, dict[Place, LogFile]] = defaultdict(dict)
    own, others = [_own(one) for one in found], [_other(one, logs) for one in found]
    for asked in (*own, *others):
        if asked is not None:
            log, place = asked
            wanted[log.path][place] = log
    said = _reread(wanted.values(), workers)
    for one, asked, other in zip(found, own, others, strict=True):
        if one.verdict is not Verdict.CONFIRMED or one.log is None:
            yield one
        elif asked is None:
            yield _not_read(one, "the export does not say which record it is")
        else:
            yield _compared(one, _at(said, asked), _at(said, other), kind)


def _at(said: _Said, asked: _Asked | None) -> ProcessCreation | str:
    return "" if asked is None else said[asked[0].path, asked[1].file_offset]


def _own(one: Checked) -> _Asked | None:
    """Give where a confirmed record stands."""
    claim, log = one.row.claim, one.log
    if one.verdict is not Verdict.CONFIRMED or log is None:
        return None
    place = _place_in(log, claim.file_offset, claim.record_size, claim.record_number)
    return None if place is None else (log, place)


def _other(one: Checked, logs: NamedLogs | None) -> _Asked | None:
    """Give where the other record of the start stands: in the first log of its name that holds it."""
    named = one.row.values.get("other_record")
    if logs is None or one.verdict is not Verdict.CONFIRMED or not isinstance(named, list) or not named:
        return None
    first = named[0]
    if not isinstance(first, dict) or not isinstance(first.get("file"), str):
        return None
    for log in logs.with_name(first["file"]):
        place = _place_in(log, *(first.get(name) for name in ("file_offset", "record_size", "record_number")))
        if place is not None and _is_there(logs, log, place):
            return log, place
    return None


def _is_there(logs: NamedLogs, log: LogFile, place: Place) -> bool:
    """Tell whether a record of this size and number begins there."""
    header = (
        RECORD_MAGIC + place.record_size.to_bytes(4, "little") + place.record_number.to_bytes(8, "little")
    )
    try:
        return logs.read(log, place.file_offset, len(header)) == header
    except OSError:
        return False


def _place_in(log: LogFile, offset: object, size: object, number: object) -> Place | None:
    """Make a place of what an export says; `None` where no record can stand there."""
    if not (isinstance(offset, int) and isinstance(size, int) and isinstance(number, int)):
        return None
    chunk = (offset - log.first_chunk_offset) // CHUNK_SIZE
    if chunk < 0 or offset >= log.size or not 0 < size < CHUNK_SIZE or not 0 <= number < 1 << 64:
        return None
    return Place(log.name, chunk, offset, size, number)


def _reread(
    wanted: Iterable[Mapping[Place, LogFile]], workers: Workers
) -> Mapping[tuple[str, int], ProcessCreation | str]:
    """Give what each place holds now, or why it cannot be read, by path and offset."""
    said: dict[tuple[str, int], ProcessCreation | str] = {}
    for answer in workers.run(_units(wanted)):
        if answer is None:
            continue
        unit, outcome = answer
        if not isinstance(unit, Reread) or not isinstance(outcome, Rereading):
            raise TypeError(f"records were asked for, and {type(outcome).__name__} came")
        path = os.fsdecode(unit.path)
        said |= {(path, offset): one for offset, one in outcome.creations.items()}
        said |= {(path, offset): why for offset, why in outcome.failures.items()}
    return said


def _units(wanted: Iterable[Mapping[Place, LogFile]]) -> Iterator[Reread]:
    for places in wanted:
        ordered = sorted(places, key=lambda place: place.file_offset)
        log = places[ordered[0]]
        for start in range(0, len(ordered), MOST_PLACES):
            yield Reread(
                path=os.fsencode(log.path),
                file=log.name,
                first_chunk_offset=log.first_chunk_offset,
                places=tuple(ordered[start : start + MOST_PLACES]),
            )


def _compared(one: Checked, said: ProcessCreation | str, other: ProcessCreation | str, kind: str) -> Checked:
    if isinstance(said, str):
        return _not_read(one, said)
    at = f"{one.log.name if one.log else ''}, offset 0x{one.row.claim.file_offset or 0:X}"
    theirs = other if isinstance(other, ProcessCreation) else None
    if theirs is not None and len(merge_starts([said, theirs])) != 1:
        reason = (
            f"{at}: the record has its bytes, but the other record that the row names is of another start"
        )
        return replace(one, verdict=Verdict.CHANGED, what=("other_record",), reason=reason, remark="")
    differing, skipped = _differing(one.row.values, said, theirs, _AS_WRITTEN[kind])
    if not differing:
        return replace(one, not_compared=skipped)
    reason = f"{at}: the record has its bytes, but the first reader now says something else"
    return replace(one, verdict=Verdict.CHANGED, what=differing, reason=reason, remark="")


def _not_read(one: Checked, why: str) -> Checked:
    at = f"{one.log.name if one.log else ''}, offset 0x{one.row.claim.file_offset or 0:X}"
    return replace(one, verdict=Verdict.NOT_CHECKABLE, reason=f"{at}: not read again: {why}")


def _differing(
    values: Mapping[str, object], said: ProcessCreation, other: ProcessCreation | None, as_written: Said
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the columns in which the export says something else than the records, and those not compared."""
    now, filled = Row(said, None, DEFAULT_RULE), _filled(values)
    beside = None if other is None else Row(other, None, DEFAULT_RULE)
    differing, skipped = [], []
    for key in RECORDED:
        value = as_written(EXPORTED[key], now)
        if value in (None, "") and key in filled and beside is not None:
            value = as_written(EXPORTED[key], beside)
        elif value in (None, "") and (key in filled or (key in _OF_THE_PARENT and _is_inferred(values, key))):
            if values.get(key) is not None:
                skipped.append(key)
            continue
        if values.get(key) != (None if value == "" else value):
            differing.append(key)
    if said.parent_link is ParentLink.RECORDED and values.get("parent_link") != ParentLink.RECORDED:
        differing.append("parent_link")
    if other is not None:
        differing += _unlike_other(values, said, other)
    else:
        skipped += [key for key in OF_THE_OTHER if values.get(key)]
    return tuple(differing), tuple(skipped)


def _unlike_other(
    values: Mapping[str, object], said: ProcessCreation, other: ProcessCreation
) -> Iterator[str]:
    """Compare what the export says of the other record; a scan may see more differences than these two show."""
    if values.get("other_source") != other.source:
        yield "other_source"
    claimed = values.get("other_differs")
    named = {paired(str(one)) for one in claimed} if isinstance(claimed, list) else set[str]()
    sysmon, security = (said, other) if said.source == SYSMON_SOURCE else (other, said)
    known = {name: paired(f"{name}={getattr(other, name)}") for name in ProcessCreation.__struct_fields__}
    needed = {known[name] for name in differing_fields(sysmon, security)}
    if not needed <= named <= set(known.values()):
        yield "other_differs"


def _is_inferred(values: Mapping[str, object], key: str) -> bool:
    """Tell whether the export itself says that a value is not from the row's own record."""
    if key == "parent_command_line":
        return values.get("parent_command_line_inferred") in (True, "yes")
    return values.get("parent_link") != ParentLink.RECORDED


def _filled(values: Mapping[str, object]) -> frozenset[str]:
    """Name the columns whose values are from the other record of the same start."""
    names = values.get("other_filled")
    if isinstance(names, str):
        names = names.split("; ")
    filled = {name for name in names if isinstance(name, str)} if isinstance(names, list) else set[str]()
    return frozenset(filled | {name for path, name in _MADE_OF.items() if path in filled})
