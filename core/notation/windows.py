"""Windows' own notations (paths, SIDs, integrity levels, numbers, placeholders) into plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

PLACEHOLDERS = frozenset({"", "-", "?", "<unknown process>"})
"""Texts that Sysmon and Windows write where a value is absent (SysmonCommon eventsCommon.cpp)."""

NULL_SID = "S-1-0-0"
_ZERO_GUID = "00000000-0000-0000-0000-000000000000"
_PLAIN_GUID = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\Z")
_LONG_PATH_PREFIXES = (("\\\\?\\UNC\\", "\\\\"), ("\\\\?\\", ""), ("\\??\\UNC\\", "\\\\"), ("\\??\\", ""))
"""Prefix, and what stands for it in the usual form."""
_LABEL_SID = re.compile(r"S-1-16-([0-9]{1,10})\Z")
_64_BITS = range(-(2**63), 2**64)


class IntegrityLevel(StrEnum):
    """How far Windows trusts a process, from least to most; `UNKNOWN` is a text that is not on the scale.

    Source: Microsoft, "Mandatory Integrity Control" and the `MandatoryLabel` field of event 4688.
    """

    UNKNOWN = "unknown"
    UNTRUSTED = "untrusted"
    LOW = "low"
    APPCONTAINER = "appcontainer"
    MEDIUM = "medium"
    MEDIUM_PLUS = "medium-plus"
    HIGH = "high"
    SYSTEM = "system"
    PROTECTED = "protected"

    @property
    def rank(self) -> int:
        """Place on the scale, 0 for `UNKNOWN`; an app container ranks between low and medium."""
        return _RANKS[self]


_RANKS: Mapping[IntegrityLevel, int] = {level: rank for rank, level in enumerate(IntegrityLevel)}

_LEVEL_BY_RID: tuple[tuple[int, IntegrityLevel], ...] = (
    (0x5000, IntegrityLevel.PROTECTED),
    (0x4000, IntegrityLevel.SYSTEM),
    (0x3000, IntegrityLevel.HIGH),
    (0x2100, IntegrityLevel.MEDIUM_PLUS),
    (0x2000, IntegrityLevel.MEDIUM),
    (0x1000, IntegrityLevel.LOW),
    (0x0000, IntegrityLevel.UNTRUSTED),
)
_LEVEL_BY_NAME: Mapping[str, IntegrityLevel] = {
    **{level.value: level for level in IntegrityLevel if level is not IntegrityLevel.UNKNOWN},
    "mediumplus": IntegrityLevel.MEDIUM_PLUS,
    "medium plus": IntegrityLevel.MEDIUM_PLUS,
}


@lru_cache(maxsize=256)
def integrity_level(text: str | None) -> IntegrityLevel | None:
    """Read Sysmon's word (`High`) or the label SID of event 4688 (`S-1-16-12288`) on one scale.

    A RID between two levels counts as the lower one. Absent stays `None`; any other text is `UNKNOWN`.
    """
    if text is None:
        return None
    if label := _LABEL_SID.match(text):
        rid = int(label[1])
        return next(level for lowest, level in _LEVEL_BY_RID if rid >= lowest)
    return _LEVEL_BY_NAME.get(text.strip().lower(), IntegrityLevel.UNKNOWN)


def present(value: object) -> str | None:
    """Give the text of a logged value, or `None` where the log says that there is none."""
    if isinstance(value, str):
        return None if value in PLACEHOLDERS else value
    return None if value is None else present(_plain(value))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def number(value: object) -> int | None:
    """Read a number that the log writes as an integer, a decimal text or `0x…`; anything else is `None`.

    So is a number of more than 64 bits, which no field of Windows holds.
    """
    if type(value) is int:
        return value if value in _64_BITS else None
    if not isinstance(value, str) or not value.isascii() or "_" in value:
        return None
    try:
        found = int(value, 16) if value[:2].lower() == "0x" else int(value)
    except ValueError:
        return None
    return found if found in _64_BITS else None


def guid(value: object) -> str | None:
    """Read a GUID in any case, with braces or without, as upper case without braces; all zeros is absent."""
    if not isinstance(value, str):
        return None
    plain = value if _PLAIN_GUID.match(value) else value.strip("{}").upper()
    return plain if _PLAIN_GUID.match(plain) and plain != _ZERO_GUID else None


def sid(value: object) -> str | None:
    """Read a security identifier; the null SID is absent."""
    text = present(value)
    return None if text == NULL_SID else text


def ascii_lower(text: str) -> str:
    """Fold A to Z only, so that no exotic letter can become equal to an ASCII one."""
    return text.lower() if text.isascii() else text.translate(_ASCII_LOWER)


_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def normal_path(path: str) -> str:
    """Give a path in the form it is compared in: no `\\\\?\\` prefix, backslashes only, ASCII lower case."""
    plain = path.strip('"\0 ').replace("/", "\\")
    for prefix, usual in _LONG_PATH_PREFIXES:
        if plain[: len(prefix)].upper() == prefix:
            plain = usual + plain[len(prefix) :]
            break
    return ascii_lower(plain)


def base_name(path: str | None) -> str | None:
    """Give the file name of a path in ASCII lower case, as Windows would open it (no trailing dots, blanks)."""
    if path is None:
        return None
    return normal_path(path).rpartition("\\")[2].rstrip(". \0") or None
