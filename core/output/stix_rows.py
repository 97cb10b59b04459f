"""Rows into objects of STIX 2.1: processes, files, accounts, observations, and sightings of what is flagged.

A descendant of a flagged process is no sighting: the analytic does not find it. It has a note.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import stix2

from core.detection.descendants import BELOW_A_FLAG, chain_words
from core.detection.detections import Detection
from core.detection.rules import FINDING
from core.notation import filetime
from core.notation.visible import visible
from core.notation.windows import IntegrityLevel
from core.output.export import Export
from core.output.paired import paired
from core.output.stix_ids import DEFINED, EXTENSION_ID, TOOL_ID, indicator_id, made_at, own_id
from core.output.stix_values import INTEGERS, held, stix_values
from core.processes.parents import host_of
from core.processes.process import ParentLink, ProcessCreation
from core.rows.column import Value
from core.rows.row import Row

HostGuid = tuple[str, str]
Known = dict[str, object]
"""Properties of an object that has a value for each."""

_LEVELS: Mapping[IntegrityLevel, str] = {
    level: level.value
    for level in (IntegrityLevel.LOW, IntegrityLevel.MEDIUM, IntegrityLevel.HIGH, IntegrityLevel.SYSTEM)
}
"""What windows-integrity-level-enum has; the others stand in our extension alone."""
_HASHES = (
    ("MD5", "md5_hash", re.compile(r"[0-9A-Fa-f]{32}\Z")),
    ("SHA-1", "sha1_hash", re.compile(r"[0-9A-Fa-f]{40}\Z")),
    ("SHA-256", "sha256_hash", re.compile(r"[0-9A-Fa-f]{64}\Z")),
)
_NOT_ENOUGH = {"created_time"}
"""A process must have a value, and OASIS's schema does not count this one."""
_PATH = re.compile(r"(?s)(.*[\\/])?([^\\/]+)\Z")


class StixObject(Protocol):
    """An object that the library has checked."""

    @property
    def id(self) -> str:
        """Its identifier."""

    def serialize(self, *, ensure_ascii: bool) -> str:
        """Write it as JSON."""


Made = Generator[StixObject, None, str | None]
"""Objects, and at the end the identifier of the last, for whoever refers to it."""


class StixRows:
    """Makes the objects of one row after another; those that two rows share have one identifier."""

    def __init__(self, export: Export) -> None:
        self._made_at = made_at(export)
        self._indicator = indicator_id(export.rule)
        guids = Counter(_guid_key(row.process) for row in export.rows)
        self._by_guid = {
            key: row.process
            for row in export.rows
            if (key := _guid_key(row.process)) is not None and guids[key] == 1
        }
        """Processes of this export whose parents' children point to them; a GUID that occurs twice was altered."""
        self._observed: Counter[str] = Counter()

    def objects(self, row: Row) -> Iterator[StixObject]:
        """Give the objects of a row, those that others refer to first; some were perhaps given before."""
        about = list(_process(row.process, self._by_guid))
        yield from about
        host = None if row.process.fqdn is None else _host(row.process.fqdn)
        if host is not None:
            yield host
        observed = self._observed_data(row, [one.id for one in about])
        yield observed
        if row.is_flagged:
            yield self._sighting(row, observed, host)
        elif row.detection is not None:
            yield _descendant(row.detection, observed)

    def _observed_data(self, row: Row, references: Sequence[str]) -> stix2.ObservedData:
        moment = _first_time(row.process) or self._made_at
        place = row.place
        log = row.file_sha256 or place.file
        key = own_id("observed-data", log, place.file_offset, place.record_number)
        self._observed[key] += 1
        if self._observed[key] > 1:  # two logs of one name, in triage
            key = own_id("observed-data", log, place.file_offset, place.record_number, self._observed[key])
        return stix2.ObservedData(
            id=key,
            created_by_ref=TOOL_ID,
            created=moment,
            modified=max(moment, self._made_at),
            first_observed=moment,
            last_observed=moment,
            number_observed=1,
            object_refs=list(dict.fromkeys(references)),
            extensions=_extension(stix_values(row)),
        )

    def _sighting(
        self, row: Row, observed: stix2.ObservedData, host: stix2.Identity | None
    ) -> stix2.Sighting:
        detection = row.detection
        words = "" if detection is None else f"{FINDING}; severity {detection.severity}: {detection.reason}"
        known: Known = {} if host is None else {"where_sighted_refs": [host.id]}
        labels = [] if detection is None else [f"severity:{detection.severity}", f"kind:{detection.kind}"]
        return stix2.Sighting(
            id=own_id("sighting", observed.id, self._indicator),
            created_by_ref=TOOL_ID,
            created=observed.created,
            modified=observed.modified,
            first_seen=observed.first_observed,
            last_seen=observed.last_observed,
            count=1,
            sighting_of_ref=self._indicator,
            observed_data_refs=[observed.id],
            description=paired(words),
            labels=labels,
            **known,
        )


def _descendant(detection: Detection, observed: stix2.ObservedData) -> stix2.Note:
    """Say what a row is that no rule flags: below which flagged process, by its chain."""
    severity = f"severity {detection.severity}: {detection.reason}"
    return stix2.Note(
        id=own_id("note", "descendant", observed.id),
        created_by_ref=TOOL_ID,
        created=observed.created,
        modified=observed.modified,
        abstract=BELOW_A_FLAG,
        content=paired(visible(f"{BELOW_A_FLAG}: {chain_words(detection.chain)}; {severity}")),
        object_refs=[observed.id],
        labels=["descendant", f"severity:{detection.severity}", f"kind:{detection.kind}"],
    )


def _extension(values: Mapping[str, Value]) -> Known:
    return {EXTENSION_ID: {"extension_type": "property-extension", **values}}


def _process(process: ProcessCreation, by_guid: Mapping[HostGuid, ProcessCreation]) -> Iterator[StixObject]:
    """Give a process, its image and its user, and the same of its parent."""
    known: Known = {
        "pid": _integer(process.pid),
        "created_time": _first_time(process),
        "cwd": _text(process.current_working_directory),
        "command_line": _text(process.command_line),
        "extensions": _windows(process),
    }
    known["image_ref"] = yield from _file(process.image_path, _hashes_of(process))
    known["creator_user_ref"] = yield from _account(process.user, process.sid)
    known["parent_ref"] = yield from _parent(process, by_guid)
    known = _present(known)
    if known.keys() <= _NOT_ENOUGH:
        known["extensions"] = _extension({"record_number": held(process.place.record_number)})
    yield stix2.Process(id=_own_process_id(process), **known)


def _parent(process: ProcessCreation, by_guid: Mapping[HostGuid, ProcessCreation]) -> Made:
    """Refer to the parent's own row where the export has it, else tell what the child's record says of it."""
    own = by_guid.get((host_of(process.fqdn), process.parent_guid or ""))
    if own is not None and own is not process:
        return _own_process_id(own)
    known: Known = {"pid": _integer(process.ppid)}
    if process.parent_link in (ParentLink.RECORDED, ParentLink.INFERRED):
        known["command_line"] = _text(process.parent_command_line)
        known["created_time"] = _time(process.parent_started)
        known["image_ref"] = yield from _file(process.parent_image_path, {})
        known["creator_user_ref"] = yield from _account(process.parent_user, None)
    known = _present(known)
    if known.keys() <= _NOT_ENOUGH:
        return None
    told = process.parent_guid or _own_process_id(
        process
    )  # without a GUID, none but its child tells it apart
    said = json.dumps(known, default=str, sort_keys=True)
    parent = stix2.Process(id=own_id("process", "parent", host_of(process.fqdn), told, said), **known)
    yield parent
    return str(parent.id)


def _own_process_id(process: ProcessCreation) -> str:
    """Tell a process by what its own record says, so that records of one GUID that differ stay apart."""
    return own_id(
        "process",
        host_of(process.fqdn),
        process.guid,
        process.pid,
        process.utc_time or process.time_created,
        process.image_path,
        process.command_line,
        process.user,
    )


def _file(path: str | None, hashes: Mapping[str, str]) -> Made:
    """Give a file and the folder that it is in."""
    if not path:
        return None
    found = _PATH.match(paired(path))
    folder, name = ("", paired(path)) if found is None else found.groups()
    known: Known = {"name": name}
    if folder:
        directory = stix2.Directory(path=folder.rstrip("\\/") or folder)
        yield directory
        known["parent_directory_ref"] = directory.id
    if hashes:
        known["hashes"] = dict(hashes)
    file = stix2.File(**known)
    yield file
    return str(file.id)


def _hashes_of(process: ProcessCreation) -> Mapping[str, str]:
    """Give the hashes that are such; what is none stays in our extension."""
    values = ((name, getattr(process, field), form) for name, field, form in _HASHES)
    return {name: value.lower() for name, value, form in values if value and form.match(value)}


def _account(user: str | None, sid: str | None) -> Made:
    known = _present({"account_login": _text(user), "user_id": _text(sid)})
    if not known:
        return None
    account = stix2.UserAccount(**known)
    yield account
    return str(account.id)


def _windows(process: ProcessCreation) -> Known | None:
    """Give SID and level; OASIS's schema refuses a level alone, which then stands in our extension only."""
    if not process.sid:
        return None
    level = None if process.integrity_level is None else _LEVELS.get(process.integrity_level)
    return {"windows-process-ext": _present({"owner_sid": _text(process.sid), "integrity_level": level})}


def _host(fqdn: str) -> stix2.Identity:
    return stix2.Identity(
        id=own_id("identity", "host", host_of(fqdn)),
        created_by_ref=TOOL_ID,
        created=DEFINED,
        modified=DEFINED,
        name=paired(fqdn),
        identity_class="system",
    )


def _guid_key(process: ProcessCreation) -> HostGuid | None:
    return None if process.guid is None else (host_of(process.fqdn), process.guid)


def _first_time(process: ProcessCreation) -> datetime | None:
    return _time(process.utc_time) or _time(process.time_created)


def _time(ticks: int | None) -> datetime | None:
    return None if ticks is None else filetime.to_datetime(ticks)


def _integer(number: int | None) -> int | None:
    return number if number is not None and number in INTEGERS else None


def _text(text: str | None) -> str | None:
    return paired(text) if text else None


def _present(known: Known) -> Known:
    return {name: value for name, value in known.items() if value is not None}
