"""A row into named values: the one registry of what tables, exports and filters call each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter

from core.decoding.ladder import hidden_text
from core.detection.descendants import BELOW_A_FLAG, chain_words
from core.detection.rules import FINDING, RULES, TECHNIQUE
from core.notation import filetime
from core.processes.process import Place
from core.rows.column import Column, Kind
from core.rows.row import Row


def _process(name: str) -> Callable[[Row], object]:
    return attrgetter(f"process.{name}")


def _place(name: str) -> Callable[[Row], object]:
    return attrgetter(f"process.place.{name}")


def _detection(name: str) -> Callable[[Row], object]:
    return lambda row: None if row.detection is None else getattr(row.detection, name)


def _places(name: str) -> Callable[[Row], object]:
    return lambda row: [_as_mapping(place) for place in getattr(row.process, name)]


def _as_mapping(place: Place) -> dict[str, object]:
    return {"file": place.file, "file_offset": place.file_offset, "record_number": place.record_number}


def _other(name: str) -> Callable[[Row], object]:
    return lambda row: getattr(row.process.other_record, name, None)


def _other_record(row: Row) -> object:
    other = row.process.other_record
    if other is None:
        return []
    record = {
        **_as_mapping(other.place),
        "chunk": other.place.chunk,
        "record_size": other.place.record_size,
        "event_record_id": other.event_record_id,
        "channel": other.channel,
        "time_created": None if other.time_created is None else filetime.to_text(other.time_created),
    }
    return [record, *map(_as_mapping, other.also_in)]


def _other_filled(row: Row) -> object:
    other = row.process.other_record
    return [] if other is None else list(other.filled)


def _other_differs(row: Row) -> object:
    other = row.process.other_record
    return [] if other is None else [f"{field}={value}" for field, value in other.differs]


def _proof(name: str) -> Callable[[Row], object]:
    return lambda row: None if row.detection is None else getattr(row.detection.proof, name, None)


def _matched(row: Row) -> object:
    return [] if row.detection is None else list(row.detection.matched)


def _finding(row: Row) -> object:
    if row.detection is None:
        return None
    return FINDING if row.is_flagged else BELOW_A_FLAG


def _technique(row: Row) -> object:
    return TECHNIQUE if row.is_flagged else None


def _car_id(row: Row) -> object:
    return RULES[row.rule].car_id if row.is_flagged else None


def _decoded(row: Row) -> object:
    return hidden_text(row.process.command_line) if row.process.command_line else None


def _chain(row: Row) -> object:
    """Name parent and child, and of a descendant all from Excel down."""
    if row.detection is not None and row.detection.chain:
        return chain_words(row.detection.chain)
    return f"{row.process.parent_exe or '?'} → {row.process.exe or '?'}"


def _document(row: Row) -> object:
    if row.detection is None:
        return None
    document = row.detection.document
    return {"path": document.path, "note": document.note, "origin": document.origin}


def _origin(row: Row) -> object:
    return None if row.detection is None else row.detection.document.origin


def _note(row: Row) -> object:
    return row.mark.note or None


def _known_good(row: Row) -> object:
    return row.mark.known_good or None


def _verified(row: Row) -> object:
    verification = None if row.detection is None else row.detection.verification
    return None if verification is None else verification.agreement


def _verified_details(row: Row) -> object:
    verification = None if row.detection is None else row.detection.verification
    return [] if verification is None else list(verification.details)


_ALL = (
    Column("rule", "Rule", attrgetter("rule"), "the rule in force: seed, published or strict"),
    Column(
        "matched",
        "Matched",
        _matched,
        "every rule that flags the row, and `renamed`; or `descendant`, of a flagged process",
        Kind.MANY,
    ),
    Column("finding", "Finding", _finding, "what a flag says, in words"),
    Column("car_id", "CAR", _car_id, "MITRE CAR's id of the rule in force"),
    Column("technique", "ATT&CK", _technique, "ATT&CK technique that the analytic is mapped to"),
    Column("severity", "Severity", _detection("severity"), "high, medium, low or info", Kind.SEVERITY),
    Column("kind", "Kind", _detection("kind"), "short name of the rank that decided the severity"),
    Column("reason", "Reason", _detection("reason"), "why the severity is what it is"),
    Column(
        "time_created",
        "Time (UTC)",
        _process("time_created"),
        "System/TimeCreated, 100 ns",
        Kind.TIME,
        short=("time",),
    ),
    Column(
        "utc_time",
        "Started (UTC)",
        _process("utc_time"),
        "Sysmon's UtcTime: the start of the process",
        Kind.TIME,
        short=("started",),
    ),
    Column("hostname", "Host", _process("hostname"), "CAR: the host without its domain", short=("host",)),
    Column("fqdn", "Computer", _process("fqdn"), "CAR: System/Computer as logged", short=("computer",)),
    Column("user", "User", _process("user"), "CAR: DOMAIN\\name that the process runs as"),
    Column("sid", "SID", _process("sid"), "CAR: that user's security identifier (4688)"),
    Column(
        "integrity_level",
        "Integrity",
        _process("integrity_level"),
        "CAR: integrity level on one scale",
        Kind.INTEGRITY,
        short=("integrity",),
    ),
    Column(
        "integrity_recorded", "Integrity (logged)", _process("integrity_recorded"), "as the log writes it"
    ),
    Column(
        "exe", "Child", _process("exe"), "CAR: file name of the child image, lower case", short=("child",)
    ),
    Column(
        "image_path", "Child image", _process("image_path"), "CAR: path of the child image", short=("image",)
    ),
    Column(
        "command_line",
        "Command line",
        _process("command_line"),
        "CAR: of the child",
        short=(
            "command",
            "cmd",
        ),
    ),
    Column(
        "decoded",
        "Decoded",
        _decoded,
        "what the command line runs, what was decoded of it in its place between « and », in one line; "
        "absent where nothing was decoded",
    ),
    Column(
        "current_working_directory",
        "Directory",
        _process("current_working_directory"),
        "CAR: of the child (Sysmon)",
        short=("directory",),
    ),
    Column("pid", "PID", _process("pid"), "CAR: decimal", Kind.NUMBER),
    Column("guid", "ProcessGuid", _process("guid"), "CAR: Sysmon's ProcessGuid"),
    Column(
        "parent_exe",
        "Parent",
        _process("parent_exe"),
        "CAR: file name of the parent's image, lower case",
        short=("parent",),
    ),
    Column(
        "parent_image_path",
        "Parent image",
        _process("parent_image_path"),
        "CAR: path of the parent's image",
        short=("parent_image",),
    ),
    Column(
        "parent_command_line",
        "Parent command line",
        _process("parent_command_line"),
        "CAR: of the parent",
        short=("parent_command",),
    ),
    Column(
        "parent_command_line_inferred",
        "Parent command line inferred",
        _process("parent_command_line_inferred"),
        "true where it is from the parent's own record, found by GUID or PID",
        Kind.YES_NO,
    ),
    Column("ppid", "Parent PID", _process("ppid"), "CAR: decimal", Kind.NUMBER),
    Column("parent_guid", "Parent ProcessGuid", _process("parent_guid"), "CAR: Sysmon's ParentProcessGuid"),
    Column("parent_user", "Parent user", _process("parent_user"), "user that the parent runs as"),
    Column(
        "parent_link",
        "Parent is",
        _process("parent_link"),
        "recorded, inferred, ambiguous or unknown: how the parent is known",
        short=("link",),
    ),
    Column(
        "parent_started",
        "Parent started (UTC)",
        _process("parent_started"),
        "start of an inferred parent: the longer ago, the weaker a join by PID",
        Kind.TIME,
    ),
    Column(
        "parent_logon_id",
        "Parent logon ID",
        _process("parent_logon_id"),
        "of the creator (4688), decimal",
        Kind.NUMBER,
    ),
    Column(
        "parent_candidates",
        "Parent candidates",
        _process("parent_candidates"),
        "image paths that fit, each once, the likely one first, where the parent is inferred or ambiguous",
        Kind.MANY,
    ),
    Column(
        "document",
        "Document",
        _document,
        "the document that the parent's command line names: path, or why there is none, and where it came from",
    ),
    Column(
        "origin", "Opened from", _origin, "where the document was opened from, by its path", is_exported=False
    ),
    Column("md5_hash", "MD5", _process("md5_hash"), "CAR: of the child image", short=("md5",)),
    Column("sha1_hash", "SHA-1", _process("sha1_hash"), "CAR: of the child image", short=("sha1",)),
    Column("sha256_hash", "SHA-256", _process("sha256_hash"), "CAR: of the child image", short=("sha256",)),
    Column("imphash", "IMPHASH", _process("imphash"), "import hash of the child image"),
    Column(
        "original_file_name",
        "Original name",
        _process("original_file_name"),
        "OriginalFileName in the child image's version resource",
        short=("original",),
    ),
    Column("description", "Description", _process("description"), "from the version resource"),
    Column("product", "Product", _process("product"), "from the version resource"),
    Column("company", "Company", _process("company"), "from the version resource"),
    Column("file_version", "File version", _process("file_version"), "from the version resource"),
    Column("logon_id", "Logon ID", _process("logon_id"), "of the user's logon, decimal", Kind.NUMBER),
    Column("logon_guid", "Logon GUID", _process("logon_guid"), "of the user's logon (Sysmon)"),
    Column(
        "terminal_session_id",
        "Session",
        _process("terminal_session_id"),
        "terminal session (Sysmon)",
        Kind.NUMBER,
    ),
    Column(
        "token_elevation_type",
        "Token",
        _process("token_elevation_type"),
        "%%1936 default, %%1937 full, %%1938 limited (4688); not an integrity level",
    ),
    Column("rule_name", "Sysmon rule", _process("rule_name"), "Sysmon's own RuleName"),
    Column(
        "source",
        "Source",
        _process("source"),
        "sysmon-1 or security-4688: of which the record is, where both logs record the start",
    ),
    Column(
        "event_record_id",
        "EventRecordID",
        _process("event_record_id"),
        "what Event Viewer shows",
        Kind.NUMBER,
        short=("record",),
    ),
    Column("channel", "Channel", _process("channel"), "System/Channel: the log of origin"),
    Column("file", "File", _place("file"), "path of the log"),
    Column("file_sha256", "File SHA-256", lambda row: row.file_sha256, "of the whole log; null in triage"),
    Column("chunk", "Chunk", _place("chunk"), "number of the chunk in the log, from 0", Kind.NUMBER),
    Column(
        "file_offset",
        "Offset",
        _place("file_offset"),
        "bytes from the log's start to the record header",
        Kind.OFFSET,
        short=("offset",),
    ),
    Column("record_size", "Size", _place("record_size"), "bytes of the record", Kind.NUMBER),
    Column("record_number", "Record number", _place("record_number"), "in the record header", Kind.NUMBER),
    Column("record_sha256", "Record SHA-256", _proof("record_sha256"), "of the record's bytes"),
    Column(
        "chunk_sha256",
        "Chunk SHA-256",
        _proof("chunk_sha256"),
        "of the chunk's bytes; the record's names and templates may stand elsewhere in it",
    ),
    Column("also_in", "Also in", _places("also_in"), "other logs that hold the same event", Kind.MANY),
    Column(
        "altered_in",
        "Altered in",
        _places("altered_in"),
        "other logs that hold the same event with other values: one of them was altered",
        Kind.MANY,
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
        Kind.MANY,
    ),
    Column(
        "other_source", "Other source", _other("source"), "the other log that records the same start, if any"
    ),
    Column(
        "other_record",
        "Other record",
        _other_record,
        "where that log's record stands, then copies of it",
        Kind.MANY,
    ),
    Column(
        "other_filled",
        "From the other record",
        _other_filled,
        "keys of the values that the other record gives, for the row's own has none",
        Kind.MANY,
    ),
    Column(
        "other_differs",
        "Disagreement",
        _other_differs,
        "values that the other record has otherwise, each as key=value",
        Kind.MANY,
    ),
    Column(
        "tags",
        "Tags",
        attrgetter("mark.tags"),
        "what the analyst calls the row",
        Kind.MANY,
        short=("tag",),
    ),
    Column("note", "Note", _note, "what the analyst says of the row"),
    Column(
        "known_good",
        "Known-good",
        _known_good,
        "name and reason of the known-good entry that fits; null where none does, or they are off",
        short=("known",),
    ),
    Column(
        "chain",
        "Parent → child",
        _chain,
        "file names of the parent's and the child's image; of a descendant all from Excel down",
        is_exported=False,
    ),
)

COLUMNS: Mapping[str, Column] = {column.key: column for column in _ALL}
"""All columns, in the order of the exports."""

EXPORTED: Mapping[str, Column] = {column.key: column for column in _ALL if column.is_exported}
"""Those that an export writes: a contract, so none is ever renamed or removed."""
