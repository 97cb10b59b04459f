"""Sysmon 1 and Security 4688 records into one kind of value: ProcessCreation."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from core.notation.windows import IntegrityLevel, base_name

FIRST_READER = "evtx"


class ParentLink(StrEnum):
    """How the parent of a process is known."""

    RECORDED = "recorded"
    """The record itself names the parent's image."""
    INFERRED = "inferred"
    """The record gives only a PID or GUID; one earlier process on the host fits."""
    AMBIGUOUS = "ambiguous"
    """More than one earlier process on the host fits the PID."""
    UNKNOWN = "unknown"
    """Nothing in the logs that were read names the parent."""


class Place(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Where a record stands in the evidence."""

    file: str
    chunk: int
    """Number of the 64 KiB chunk in the file, from 0."""
    file_offset: int
    """Bytes from the start of the file to the record header."""
    record_size: int
    """Bytes of the record, header and size copy included."""
    record_number: int
    """Number in the record header; Event Viewer shows `event_record_id` instead."""


class OtherParent(msgspec.Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """What the other record of a start says of the parent, where the two lead to different ones."""

    image_paths: tuple[str, ...]
    """The one that it names, else those of the processes that fit its ProcessGuid or PID, the likely one first."""
    is_recorded: bool
    """Whether it names the image itself."""
    ppid: int | None
    guid: str | None


class OtherRecord(msgspec.Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """The record that the other log, Sysmon's or Security's, holds of the same start."""

    source: str
    place: Place
    event_record_id: int | None
    channel: str | None
    time_created: int | None
    filled: tuple[str, ...] = ()
    """Names of the row's fields whose values are from this record, for the row's own has none."""
    differs: tuple[tuple[str, str], ...] = ()
    """Names of fields of which both records have a value, and not the same; with this record's as text."""
    also_in: tuple[Place, ...] = ()
    """Other places that hold this record."""
    parent: OtherParent | None = None
    """Where a rule flags the parent of one of the two records, and not that of the other."""


class ProcessCreation(msgspec.Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """One process start, its fields named as in the CAR data model (object `process`, action `create`).

    A `msgspec.Struct` where the rest of the core has dataclasses: a case holds millions of these, and they
    cross from worker processes as plain data, never as pickles. `None` means that the log has no value.
    """

    source: str
    """`sysmon-1` or `security-4688`."""
    place: Place
    event_record_id: int | None
    """`System/EventRecordID`, the number that Event Viewer shows."""
    channel: str | None
    fqdn: str | None
    """`System/Computer` as written: the host of origin, also in a forwarded log."""
    time_created: int | None
    """`System/TimeCreated`: when the event was written, in 100 ns since 1601-01-01 UTC (FILETIME)."""
    utc_time: int | None = None
    """Sysmon's `UtcTime`: when the process started, in the same unit (the log keeps milliseconds)."""

    image_path: str | None = None
    command_line: str | None = None
    current_working_directory: str | None = None
    pid: int | None = None
    guid: str | None = None
    user: str | None = None
    """`DOMAIN\\name`. In 4688 the target user where one is set, else the subject."""
    sid: str | None = None
    integrity_level: IntegrityLevel | None = None
    integrity_recorded: str | None = None
    """The integrity level as the log writes it (`High`, `S-1-16-12288`)."""

    parent_image_path: str | None = None
    parent_command_line: str | None = None
    parent_command_line_inferred: bool = False
    """True where it is from the parent's own record, which was found by GUID or PID."""
    ppid: int | None = None
    parent_guid: str | None = None
    parent_user: str | None = None
    parent_logon_id: int | None = None
    """The creator's logon, which 4688 records as its subject's."""
    parent_started: int | None = None
    """When an inferred parent started (FILETIME): the longer ago, the weaker a join by PID."""
    parent_link: ParentLink = ParentLink.UNKNOWN
    parent_candidates: tuple[str, ...] = ()
    """Image paths of the processes that fit, each once, the likely one first; where the parent is recorded only if
    several records that differ bear its ProcessGuid."""

    md5_hash: str | None = None
    sha1_hash: str | None = None
    sha256_hash: str | None = None
    imphash: str | None = None
    original_file_name: str | None = None
    description: str | None = None
    product: str | None = None
    company: str | None = None
    file_version: str | None = None
    logon_id: int | None = None
    logon_guid: str | None = None
    terminal_session_id: int | None = None
    token_elevation_type: str | None = None
    """`%%1936` default, `%%1937` full, `%%1938` limited (4688 only); not an integrity level."""
    rule_name: str | None = None
    """Sysmon's own rule tag."""

    reader: str = FIRST_READER
    """Library that read the values: `evtx`, or `python-evtx` where the first could not."""
    repeated_names: tuple[str, ...] = ()
    """Field names that the record holds more than once: it was crafted; the first of each is shown."""

    altered_in: tuple[Place, ...] = ()
    """Places in other files where the same event has other values: one of them was altered."""
    also_in: tuple[Place, ...] = ()
    """Other places that hold the same event: a copied log, or the origin of a forwarded one."""
    other_record: OtherRecord | None = None
    """Where Sysmon 1 and Security 4688 both record this start: the second record, whose values fill the gaps."""

    @property
    def exe(self) -> str | None:
        """File name of the image, lower case."""
        return base_name(self.image_path)

    @property
    def parent_exe(self) -> str | None:
        """File name of the parent's image, lower case."""
        return base_name(self.parent_image_path)

    @property
    def hostname(self) -> str | None:
        """`fqdn` up to its first dot."""
        return None if self.fqdn is None else self.fqdn.partition(".")[0]
