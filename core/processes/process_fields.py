"""Sysmon 1 and Security 4688 events into ProcessCreation, by the names of their fields.

Never by position or event version: Sysmon changed its fields under one version number, and 4688 of version 2
occurs without the fields that version 2 added. Sources: Sysmon's manifest (schemas 2.0 to 4.90); Microsoft,
"4688(S): A new process has been created".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.notation import filetime
from core.notation.windows import PLACEHOLDERS, guid, integrity_level, number, present, sid
from core.processes.process import ParentLink, Place, ProcessCreation
from core.reading.event import Event, EventKind

SYSMON = "Microsoft-Windows-Sysmon"
SECURITY = "Microsoft-Windows-Security-Auditing"

Read = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class FieldTable:
    """Fields in the log and fields of ProcessCreation."""

    texts: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str, Read], ...]
    """With how the value is read."""

    def read(self, event: Event) -> dict[str, object]:
        """Give the fields of ProcessCreation that the table names, `None` where the event has none."""
        get = event.data.get
        fields: dict[str, object] = {
            field: value if type(value := get(name)) is str and value not in PLACEHOLDERS else present(value)
            for name, field in self.texts
        }
        for name, field, read in self.others:
            fields[field] = read(get(name))
        return fields


def _time(value: object) -> int | None:
    return filetime.from_text(value) if isinstance(value, str) else None


SYSMON_1 = FieldTable(
    texts=(
        ("Image", "image_path"),
        ("CommandLine", "command_line"),
        ("CurrentDirectory", "current_working_directory"),
        ("User", "user"),
        ("IntegrityLevel", "integrity_recorded"),
        ("ParentImage", "parent_image_path"),
        ("ParentCommandLine", "parent_command_line"),
        ("ParentUser", "parent_user"),
        ("OriginalFileName", "original_file_name"),
        ("Description", "description"),
        ("Product", "product"),
        ("Company", "company"),
        ("FileVersion", "file_version"),
        ("RuleName", "rule_name"),
    ),
    others=(
        ("UtcTime", "utc_time", _time),
        ("ProcessId", "pid", number),
        ("ProcessGuid", "guid", guid),
        ("ParentProcessId", "ppid", number),
        ("ParentProcessGuid", "parent_guid", guid),
        ("LogonId", "logon_id", number),
        ("LogonGuid", "logon_guid", guid),
        ("TerminalSessionId", "terminal_session_id", number),
    ),
)
SECURITY_4688 = FieldTable(
    texts=(
        ("NewProcessName", "image_path"),
        ("CommandLine", "command_line"),
        ("ParentProcessName", "parent_image_path"),
        ("MandatoryLabel", "integrity_recorded"),
        ("TokenElevationType", "token_elevation_type"),
    ),
    others=(
        ("NewProcessId", "pid", number),
        ("ProcessId", "ppid", number),
    ),
)
_HASHES: Mapping[str, str] = {
    "MD5": "md5_hash",
    "SHA1": "sha1_hash",
    "SHA256": "sha256_hash",
    "IMPHASH": "imphash",
}


def from_sysmon_1(event: Event, place: Place, time_created: int | None) -> ProcessCreation:
    """Read Sysmon's "Process creation"."""
    return _creation("sysmon-1", event, place, time_created, SYSMON_1.read(event) | _hashes(event))


def from_security_4688(event: Event, place: Place, time_created: int | None) -> ProcessCreation:
    """Read "A new process has been created"; its `ProcessId` is the creator's, `NewProcessId` the child's.

    The child runs as the target user where creator and target do not share a logon, else as the subject. Before
    version 2 there is no target, so whose logon the child runs in is not in the record.
    """
    fields = SECURITY_4688.read(event)
    subject, target = (_account(event, side) for side in ("Subject", "Target"))
    fields["parent_logon_id"] = subject["logon_id"]
    if target["user"] is None:
        fields |= subject
        if "TargetLogonId" not in event.data:
            fields["logon_id"] = None
    else:
        fields |= target | {"parent_user": subject["user"]}
    return _creation("security-4688", event, place, time_created, fields)


CREATIONS: Mapping[EventKind, Callable[[Event, Place, int | None], ProcessCreation]] = {
    (SYSMON, 1): from_sysmon_1,
    (SECURITY, 4688): from_security_4688,
}


def creation_from(event: Event, place: Place, time_created: int | None) -> ProcessCreation | None:
    """Read a process creation, or `None` where the event is of another kind.

    `time_created` is the event's own, with all its digits.
    """
    read = CREATIONS.get((event.provider, event.event_id))
    return None if read is None else read(event, place, time_created)


def _creation(
    source: str, event: Event, place: Place, time_created: int | None, fields: dict[str, object]
) -> ProcessCreation:
    recorded = fields["integrity_recorded"]
    named = fields["parent_image_path"] is not None
    return ProcessCreation(
        source=source,
        place=place,
        event_record_id=event.event_record_id,
        channel=event.channel,
        fqdn=event.computer,
        time_created=time_created,
        integrity_level=integrity_level(recorded if isinstance(recorded, str) else None),
        parent_link=ParentLink.RECORDED if named else ParentLink.UNKNOWN,
        reader=event.reader,
        repeated_names=event.repeated_names,
        **fields,  # type: ignore[arg-type]  # the tables pair each field with a reader of its type
    )


def _hashes(event: Event) -> dict[str, object]:
    """Split `MD5=…,SHA256=…`; schemas before 2.0 wrote one `Hash` beside its `HashType`."""
    text = present(event.data.get("Hashes"))
    if text is None and (alone := present(event.data.get("Hash"))):
        text = f"{present(event.data.get('HashType')) or ''}={alone}"
    pairs = (part.strip().partition("=") for part in (text or "").split(","))
    return {_HASHES[name.upper()]: value for name, _, value in pairs if name.upper() in _HASHES and value}


def _account(event: Event, side: str) -> dict[str, object]:
    name = present(event.data.get(f"{side}UserName"))
    domain = present(event.data.get(f"{side}DomainName"))
    return {
        "user": name if name is None or domain is None else f"{domain}\\{name}",
        "sid": sid(event.data.get(f"{side}UserSid")),
        "logon_id": number(event.data.get(f"{side}LogonId")),
    }
