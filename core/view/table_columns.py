"""The columns in the order of a table: those it shows at first, then all others, and the groups to choose from."""

from __future__ import annotations

from collections.abc import Mapping

from core.rows.column import Column
from core.rows.columns import COLUMNS

DEFAULT: tuple[str, ...] = (
    "severity",
    "time_created",
    "chain",
    "user",
    "integrity_level",
    "command_line",
    "document",
    "hostname",
    "pid",
    "source",
    "parent_link",
    "tags",
)
"""What a table shows until the user chooses."""

TABLE_COLUMNS: tuple[Column, ...] = tuple(
    COLUMNS[key] for key in (*DEFAULT, *(key for key in COLUMNS if key not in DEFAULT))
)

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Finding": (
        "severity",
        "kind",
        "reason",
        "rule",
        "matched",
        "finding",
        "car_id",
        "technique",
        "verified",
        "verified_details",
    ),
    "Time and host": ("time_created", "utc_time", "hostname", "fqdn"),
    "User and logon": (
        "user",
        "sid",
        "integrity_level",
        "integrity_recorded",
        "logon_id",
        "logon_guid",
        "terminal_session_id",
        "token_elevation_type",
    ),
    "Child": (
        "chain",
        "exe",
        "image_path",
        "command_line",
        "decoded",
        "current_working_directory",
        "pid",
        "guid",
    ),
    "Child's file": (
        "md5_hash",
        "sha1_hash",
        "sha256_hash",
        "imphash",
        "original_file_name",
        "description",
        "product",
        "company",
        "file_version",
    ),
    "Parent": (
        "parent_exe",
        "parent_image_path",
        "parent_command_line",
        "parent_command_line_inferred",
        "ppid",
        "parent_guid",
        "parent_user",
        "parent_link",
        "parent_started",
        "parent_logon_id",
        "parent_candidates",
    ),
    "Document": ("document", "origin"),
    "Your marks": ("tags", "note", "known_good"),
    "Event": ("source", "event_record_id", "channel", "rule_name"),
    "The other log's record": ("other_source", "other_record", "other_filled", "other_differs"),
    "Place in the evidence": (
        "file",
        "file_sha256",
        "chunk",
        "chunk_sha256",
        "file_offset",
        "record_size",
        "record_number",
        "record_sha256",
        "also_in",
        "altered_in",
        "reader",
    ),
}
"""Every column stands in one of them."""
