"""A detection into named values: the one registry of what tables, exports and filters call each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from core.detection.detections import Detection
from core.detection.rules import FINDING, RULES, TECHNIQUE
from core.notation import filetime
from core.processes.process import Place

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]
"""What JSON can hold."""


@dataclass(frozen=True, slots=True)
class Row:
    """A detection with what the case knows of it."""

    detection: Detection
    rule: str
    """The rule in force."""
    file_sha256: str | None
    """`None` in triage."""


@dataclass(frozen=True, slots=True)
class Column:
    """One named value of a row."""

    key: str
    """Name in JSON Lines, CSV and filters."""
    title: str
    """Heading in tables."""
    value: Callable[[Row], Value]
    meaning: str
    """What the value is, for the documentation."""

    def text(self, row: Row) -> str:
        """Write the value for a cell; absent is empty."""
        return as_text(self.value(row))


def as_text(value: Value) -> str:
    """Write a value for a cell: lists with semicolons, mappings by their first value that is there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, Mapping):
        return next((as_text(inner) for inner in value.values() if inner), "")
    return "; ".join(as_text(inner) for inner in value)


def _process(name: str) -> Callable[[Row], Value]:
    return attrgetter(f"detection.process.{name}")


def _time(name: str) -> Callable[[Row], Value]:
    def value(row: Row) -> Value:
        ticks: int | None = getattr(row.detection.process, name)
        return None if ticks is None else filetime.to_text(ticks)

    return value


def _document(row: Row) -> Value:
    document = row.detection.document
    return {"path": document.path, "note": document.note, "origin": document.origin}


def _places(name: str) -> Callable[[Row], Value]:
    def value(row: Row) -> Value:
        places: tuple[Place, ...] = getattr(row.detection.process, name)
        return [
            {"file": place.file, "file_offset": place.file_offset, "record_number": place.record_number}
            for place in places
        ]

    return value


def _place(name: str) -> Callable[[Row], Value]:
    return attrgetter(f"detection.process.place.{name}")


def _verified(row: Row) -> Value:
    verification = row.detection.verification
    return None if verification is None else verification.agreement


def _verified_details(row: Row) -> Value:
    verification = row.detection.verification
    return [] if verification is None else list(verification.details)


def _proof(name: str) -> Callable[[Row], Value]:
    def value(row: Row) -> Value:
        found: Value = getattr(row.detection.proof, name, None)
        return found

    return value


COLUMNS: Mapping[str, Column] = {
    column.key: column
    for column in (
        Column("rule", "Rule", lambda row: row.rule, "the rule in force: seed, published or strict"),
        Column(
            "matched",
            "Matched",
            lambda row: list(row.detection.matched),
            "every rule that flags the row, and `renamed`",
        ),
        Column("finding", "Finding", lambda row: FINDING, "what a flag says, in words"),
        Column(
            "car_id",
            "CAR",
            lambda row: RULES[row.rule].car_id,
            "MITRE CAR's id of the rule in force",
        ),
        Column(
            "technique", "ATT&CK", lambda row: TECHNIQUE, "ATT&CK technique that the analytic is mapped to"
        ),
        Column("severity", "Severity", lambda row: row.detection.severity, "high, medium, low or info"),
        Column(
            "kind", "Kind", lambda row: row.detection.kind, "short name of the rank that decided the severity"
        ),
        Column("reason", "Reason", lambda row: row.detection.reason, "why the severity is what it is"),
        Column("time_created", "Time (UTC)", _time("time_created"), "System/TimeCreated, 100 ns"),
        Column("utc_time", "Started (UTC)", _time("utc_time"), "Sysmon's UtcTime: the start of the process"),
        Column("hostname", "Host", _process("hostname"), "CAR: the host without its domain"),
        Column("fqdn", "Computer", _process("fqdn"), "CAR: System/Computer as logged"),
        Column("user", "User", _process("user"), "CAR: DOMAIN\\name that the process runs as"),
        Column("sid", "SID", _process("sid"), "CAR: that user's security identifier (4688)"),
        Column(
            "integrity_level", "Integrity", _process("integrity_level"), "CAR: integrity level on one scale"
        ),
        Column(
            "integrity_recorded", "Integrity (logged)", _process("integrity_recorded"), "as the log writes it"
        ),
        Column("exe", "Child", _process("exe"), "CAR: file name of the child image, lower case"),
        Column("image_path", "Child image", _process("image_path"), "CAR: path of the child image"),
        Column("command_line", "Command line", _process("command_line"), "CAR: of the child"),
        Column(
            "current_working_directory",
            "Directory",
            _process("current_working_directory"),
            "CAR: of the child (Sysmon)",
        ),
        Column("pid", "PID", _process("pid"), "CAR: decimal"),
        Column("guid", "ProcessGuid", _process("guid"), "CAR: Sysmon's ProcessGuid"),
        Column(
            "parent_exe", "Parent", _process("parent_exe"), "CAR: file name of the parent's image, lower case"
        ),
        Column(
            "parent_image_path",
            "Parent image",
            _process("parent_image_path"),
            "CAR: path of the parent's image",
        ),
        Column(
            "parent_command_line",
            "Parent command line",
            _process("parent_command_line"),
            "CAR: of the parent",
        ),
        Column(
            "parent_command_line_inferred",
            "Parent command line inferred",
            _process("parent_command_line_inferred"),
            "true where it is from the parent's own record, found by GUID or PID",
        ),
        Column("ppid", "Parent PID", _process("ppid"), "CAR: decimal"),
        Column(
            "parent_guid", "Parent ProcessGuid", _process("parent_guid"), "CAR: Sysmon's ParentProcessGuid"
        ),
        Column("parent_user", "Parent user", _process("parent_user"), "user that the parent runs as"),
        Column(
            "parent_link",
            "Parent is",
            _process("parent_link"),
            "recorded, inferred, ambiguous or unknown: how the parent is known",
        ),
        Column(
            "parent_started",
            "Parent started (UTC)",
            _time("parent_started"),
            "start of an inferred parent: the longer ago, the weaker a join by PID",
        ),
        Column(
            "parent_logon_id",
            "Parent logon ID",
            _process("parent_logon_id"),
            "of the creator (4688), decimal",
        ),
        Column(
            "parent_candidates",
            "Parent candidates",
            _process("parent_candidates"),
            "image paths that fit, each once, the likely one first, where the parent is inferred or ambiguous",
        ),
        Column(
            "document",
            "Document",
            _document,
            "the document that the parent's command line names: path, or why there is none, and where it came from",
        ),
        Column("md5_hash", "MD5", _process("md5_hash"), "CAR: of the child image"),
        Column("sha1_hash", "SHA-1", _process("sha1_hash"), "CAR: of the child image"),
        Column("sha256_hash", "SHA-256", _process("sha256_hash"), "CAR: of the child image"),
        Column("imphash", "IMPHASH", _process("imphash"), "import hash of the child image"),
        Column(
            "original_file_name",
            "Original name",
            _process("original_file_name"),
            "OriginalFileName in the child image's version resource",
        ),
        Column("description", "Description", _process("description"), "from the version resource"),
        Column("product", "Product", _process("product"), "from the version resource"),
        Column("company", "Company", _process("company"), "from the version resource"),
        Column("file_version", "File version", _process("file_version"), "from the version resource"),
        Column("logon_id", "Logon ID", _process("logon_id"), "of the user's logon, decimal"),
        Column("logon_guid", "Logon GUID", _process("logon_guid"), "of the user's logon (Sysmon)"),
        Column(
            "terminal_session_id", "Session", _process("terminal_session_id"), "terminal session (Sysmon)"
        ),
        Column(
            "token_elevation_type",
            "Token",
            _process("token_elevation_type"),
            "%%1936 default, %%1937 full, %%1938 limited (4688); not an integrity level",
        ),
        Column("rule_name", "Sysmon rule", _process("rule_name"), "Sysmon's own RuleName"),
        Column("source", "Source", _process("source"), "sysmon-1 or security-4688"),
        Column("event_record_id", "EventRecordID", _process("event_record_id"), "what Event Viewer shows"),
        Column("channel", "Channel", _process("channel"), "System/Channel: the log of origin"),
        Column("file", "File", _place("file"), "path of the log"),
        Column(
            "file_sha256", "File SHA-256", lambda row: row.file_sha256, "of the whole log; null in triage"
        ),
        Column("chunk", "Chunk", _place("chunk"), "number of the chunk in the log, from 0"),
        Column(
            "file_offset", "Offset", _place("file_offset"), "bytes from the log's start to the record header"
        ),
        Column("record_size", "Size", _place("record_size"), "bytes of the record"),
        Column("record_number", "Record number", _place("record_number"), "in the record header"),
        Column("record_sha256", "Record SHA-256", _proof("record_sha256"), "of the record's bytes"),
        Column(
            "chunk_sha256",
            "Chunk SHA-256",
            _proof("chunk_sha256"),
            "of the chunk's bytes; the record's names and templates may stand elsewhere in it",
        ),
        Column("also_in", "Also in", _places("also_in"), "other logs that hold the same event"),
        Column(
            "altered_in",
            "Altered in",
            _places("altered_in"),
            "other logs that hold the same event with other values: one of them was altered",
        ),
        Column("reader", "Read by", _process("reader"), "library that read the values"),
        Column(
            "verified", "Verified", _verified, "agree, differ or failed by the second reader; null: not asked"
        ),
        Column(
            "verified_details",
            "Verified: details",
            _verified_details,
            "names of the differing fields, or why it failed",
        ),
    )
}
