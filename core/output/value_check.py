"""Confirmed rows of an export, with all their values, against what the first reader says of the records now."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from core.detection.rules import DEFAULT_RULE
from core.output.export_check import Checked, Verdict
from core.output.paired import paired
from core.output.stix_values import stix_value
from core.output.timesketch import timesketch_value
from core.processes.process import ParentLink, Place, ProcessCreation
from core.reading.evtx_file import CHUNK_SIZE
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


def check_values(found: Sequence[Checked], kind: str, workers: Workers) -> Iterator[Checked]:
    """Read the records of confirmed rows again and compare; the others stay as they are. In the same order.

    For exports in the format `kind`. Each record may cost a worker once.
    """
    wanted: dict[str, dict[Place, LogFile]] = defaultdict(dict)
    places = [_place_of(one) for one in found]
    for one, place in zip(found, places, strict=True):
        if place is not None and one.log is not None:
            wanted[one.log.path][place] = one.log
    said = _reread(wanted.values(), workers)
    for one, place in zip(found, places, strict=True):
        if one.verdict is not Verdict.CONFIRMED or one.log is None:
            yield one
        elif place is None:
            yield _not_read(one, "the export does not say which record it is")
        else:
            yield _compared(one, said[one.log.path, place.file_offset], kind)


def _place_of(one: Checked) -> Place | None:
    """Give where a confirmed record stands."""
    claim, log = one.row.claim, one.log
    if one.verdict is not Verdict.CONFIRMED or log is None or claim.file_offset is None:
        return None
    chunk = (claim.file_offset - log.first_chunk_offset) // CHUNK_SIZE
    if chunk < 0 or claim.record_size is None or claim.record_number is None:
        return None
    return Place(log.name, chunk, claim.file_offset, claim.record_size, claim.record_number)


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


def _compared(one: Checked, said: ProcessCreation | str, kind: str) -> Checked:
    if isinstance(said, str):
        return _not_read(one, said)
    differing = tuple(_differing(one.row.values, said, _AS_WRITTEN[kind]))
    if not differing:
        return one
    at = f"{one.log.name if one.log else ''}, offset 0x{one.row.claim.file_offset or 0:X}"
    reason = f"{at}: the record has its bytes, but the first reader now says something else"
    return replace(one, verdict=Verdict.CHANGED, what=differing, reason=reason, remark="")


def _not_read(one: Checked, why: str) -> Checked:
    at = f"{one.log.name if one.log else ''}, offset 0x{one.row.claim.file_offset or 0:X}"
    return replace(one, verdict=Verdict.NOT_CHECKABLE, reason=f"{at}: not read again: {why}")


def _differing(values: Mapping[str, object], said: ProcessCreation, as_written: Said) -> Iterator[str]:
    """Name the columns in which the export says something else than the record."""
    now, filled = Row(said, None, DEFAULT_RULE), _filled(values)
    for key in RECORDED:
        value = as_written(EXPORTED[key], now)
        is_absent = value in (None, "")
        if is_absent and (key in filled or (key in _OF_THE_PARENT and _is_inferred(values, key))):
            continue
        if values.get(key) != (None if is_absent else value):
            yield key
    if said.parent_link is ParentLink.RECORDED and values.get("parent_link") != ParentLink.RECORDED:
        yield "parent_link"


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
