"""What Sysmon 1 and Security 4688 record differently of one start into how far that speaks of altered evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from core.notation.windows import IntegrityLevel, ascii_lower, base_name
from core.processes.process import ProcessCreation

SHORTEST_CUT = 64
"""Characters. Sysmon can be told to keep less of a command line (`FieldSizes`); hardly anybody keeps less of it."""

_QUOTES_AND_BLANKS = re.compile(r'["\s]+')
_SHORT_NAME = re.compile(r"~[0-9]")

FIELDS: Mapping[str, str] = {
    "command_line": "the command line",
    "user": "the user",
    "integrity_level": "the integrity level",
    "parent_image_path": "the parent's image",
    "ppid": "the parent's PID",
    "logon_id": "the logon ID",
    "parent_user": "the parent's user",
}
"""What both records hold, in words."""


def _is_other_line(process: ProcessCreation, others: str) -> bool:
    own = process.command_line or ""
    if _QUOTES_AND_BLANKS.sub("", own) == _QUOTES_AND_BLANKS.sub("", others):
        return False
    sysmons, securitys = (own, others) if process.source == "sysmon-1" else (others, own)
    return len(sysmons) < SHORTEST_CUT or not securitys.startswith(sysmons)


def _is_other_user(process: ProcessCreation, others: str) -> bool:
    """A domain's NetBIOS name need not be the start of its DNS name, and a mail address is no account's name."""
    domain, _, name = ascii_lower(process.user or "").rpartition("\\")
    other_domain, _, other_name = ascii_lower(others).rpartition("\\")
    if "@" in name or "@" in other_name:
        return False
    return name != other_name or ("." in domain) == ("." in other_domain)


def _is_other_level(process: ProcessCreation, others: str) -> bool:
    return IntegrityLevel.UNKNOWN not in (process.integrity_level, others)


def _is_other_parent(process: ProcessCreation, others: str) -> bool:
    own = process.parent_image_path or ""
    is_short = bool(_SHORT_NAME.search(own) or _SHORT_NAME.search(others))
    return not is_short or base_name(own) != base_name(others)


_IS_SERIOUS: Mapping[str, Callable[[ProcessCreation, str], bool]] = {
    "command_line": _is_other_line,
    "user": _is_other_user,
    "integrity_level": _is_other_level,
    "parent_image_path": _is_other_parent,
}
"""Where the field differs as no two honest records are known to; other fields never count as serious."""


def is_serious(process: ProcessCreation, field: str, others: str) -> bool:
    """Tell whether another value of the other record, as text, is a sign that one of them was altered."""
    judge = _IS_SERIOUS.get(field)
    return judge is not None and judge(process, others)


def disagreements(process: ProcessCreation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the fields that differ as honest records do not, and those where it may mean nothing."""
    if process.other_record is None:
        return (), ()
    found: tuple[list[str], list[str]] = [], []
    for field, others in process.other_record.differs:
        found[0 if is_serious(process, field, others) else 1].append(field)
    return tuple(found[0]), tuple(found[1])


def in_words(fields: tuple[str, ...]) -> str:
    """Write the fields as a part of a sentence."""
    *most, last = (FIELDS.get(field, field) for field in fields)
    return f"{', '.join(most)} and {last}" if most else last
