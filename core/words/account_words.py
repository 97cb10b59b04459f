"""A row into words about whose rights the process has: its user, and how far Windows trusts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.notation.decoded import TOKENS, level_in_words, sid_in_words
from core.notation.windows import IntegrityLevel, ascii_lower
from core.processes.process import ProcessCreation
from core.rows.row import Row
from core.words.statement import Statement, Tone, evidence, shown

_PARENTS_USER: Mapping[str, str] = {
    "sysmon-1": "the parent runs as",
    "security-4688": "the record's subject is",
}
"""What `parent_user` is. For a process that User Account Control elevates, 4688 names SYSTEM as its subject."""


def user(row: Row) -> Iterator[Statement]:
    """Say as whom the process runs, and who else the record names as its creator's account."""
    process = row.process
    sid = process.sid or ""
    text = shown(process.user or sid) or "not in the log"
    text += f" ({words})" if (words := sid_in_words(sid)) else ""
    tone = Tone.NOTE
    if process.user and process.parent_user and ascii_lower(process.user) != ascii_lower(process.parent_user):
        named_by = _source_of("parent_user", process)
        text = f"{text}; {_PARENTS_USER[named_by]} {shown(process.parent_user)}"
        tone = Tone.WARN if named_by == "sysmon-1" else Tone.NOTE
    yield Statement("User", text, evidence(row, "user", "sid", "parent_user"), tone)


def _source_of(field: str, process: ProcessCreation) -> str:
    """Tell which log's record has a value, where both record the start."""
    other = process.other_record
    return other.source if other is not None and field in other.filled else process.source


def integrity(row: Row) -> Iterator[Statement]:
    """Say what the integrity level means; event 4688 may have only the type of the token."""
    process, level = row.process, row.process.integrity_level
    keys = ("integrity_level", "integrity_recorded", "token_elevation_type")
    tone = Tone.NOTE
    if level is None:
        text = "not in the log"
    elif level is IntegrityLevel.UNKNOWN:
        text = f"unknown: the log writes {shown(process.integrity_recorded or '')}, which is not on Windows' scale"
    else:
        text, tone = level_in_words(level), Tone.WARN if level.rank >= IntegrityLevel.HIGH.rank else Tone.NOTE
    if token := TOKENS.get(process.token_elevation_type or ""):
        text = f"{text}; {token}"
    yield Statement("Integrity level", text, evidence(row, *keys), tone)
