"""What Sysmon 1 and Security 4688 record differently of one start into how far that speaks of altered evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from core.notation.windows import IntegrityLevel, ascii_lower, base_name
from core.processes.process import OtherParent, ParentLink, ProcessCreation

MOST_NAMED = 3
"""Of the processes to which a record leads, so many are named."""

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


def _is_other_pid(process: ProcessCreation, others: str) -> bool:
    """Let the parent's PID count where it hides or makes a flag; both logs have the one that Windows keeps."""
    return contradicting_parent(process) is not None


def _is_other_parent(process: ProcessCreation, others: str) -> bool:
    own = process.parent_image_path or ""
    is_short = bool(_SHORT_NAME.search(own) or _SHORT_NAME.search(others))
    return not is_short or base_name(own) != base_name(others)


_IS_SERIOUS: Mapping[str, Callable[[ProcessCreation, str], bool]] = {
    "command_line": _is_other_line,
    "user": _is_other_user,
    "integrity_level": _is_other_level,
    "parent_image_path": _is_other_parent,
    "ppid": _is_other_pid,
}
"""Where the field differs as no two honest records are known to; other fields never count as serious."""


def contradicting_parent(process: ProcessCreation) -> OtherParent | None:
    """Give what the other record says of the parent where a flag depends on which of the two is believed."""
    return None if process.other_record is None else process.other_record.parent


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


def parents_in_words(process: ProcessCreation, other: OtherParent) -> str:
    """Write which record says what: "Sysmon names a.exe, the 4688's PID 5016 leads to EXCEL.EXE". Hostile text."""
    names = process.parent_candidates or (process.parent_image_path or "",)
    is_recorded = process.parent_link is ParentLink.RECORDED
    own = OtherParent(image_paths=names, is_recorded=is_recorded, ppid=process.ppid, guid=process.parent_guid)
    is_sysmons = process.source == "sysmon-1"
    sysmons, securitys = (own, other) if is_sysmons else (other, own)
    return f"{_says('Sysmon', sysmons)}, {_says('the 4688', securitys)}"


def _says(record: str, parent: OtherParent) -> str:
    images = [image.rpartition("\\")[2] or "(no image)" for image in parent.image_paths[:MOST_NAMED]]
    more = " or others" if len(parent.image_paths) > MOST_NAMED else ""
    if parent.is_recorded:
        return f"{record} names {images[0]}"
    by = f"PID {parent.ppid}" if parent.guid is None else f"ProcessGuid {parent.guid}"
    return f"{record}'s {by} leads to {' or '.join(images) or 'no process in these logs'}{more}"


def in_words(fields: tuple[str, ...]) -> str:
    """Write the fields as a part of a sentence."""
    *most, last = (FIELDS.get(field, field) for field in fields)
    return f"{', '.join(most)} and {last}" if most else last
