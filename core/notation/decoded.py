"""A field's value in Windows' notation (SIDs, logons, hexadecimal PIDs, `%%` codes, levels) into words.

Empty where a value needs no word. Sources: Microsoft, "Well-known SIDs" and "Security identifiers"; winnt.h
(logon LUIDs); "Mandatory Integrity Control" and "Windows Integrity Mechanism Design"; "4688(S): A new process
has been created". ProcessGuid: Sysinternals, SysmonCommon (machine, second of the start, key of the process).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from core.notation.windows import IntegrityLevel, guid, integrity_level, number

MEANING_OF_LEVEL: Mapping[IntegrityLevel, str] = {
    IntegrityLevel.UNKNOWN: "not on Windows' scale",
    IntegrityLevel.UNTRUSTED: "least trusted, may write almost nowhere",
    IntegrityLevel.LOW: "restricted, may not write to most of the user's files",
    IntegrityLevel.APPCONTAINER: "in an app container, with single rights granted",
    IntegrityLevel.MEDIUM: "with the rights of a standard user",
    IntegrityLevel.MEDIUM_PLUS: "a little above a standard user",
    IntegrityLevel.HIGH: "elevated, with administrator rights",
    IntegrityLevel.SYSTEM: "with the rights of Windows' own services",
    IntegrityLevel.PROTECTED: "protected, above the system's own services",
}
"""What a process of each level is."""

TOKENS: Mapping[str, str] = {
    "%%1936": "full token: UAC is off, or the account is the built-in Administrator, a service or SYSTEM",
    "%%1937": "full token, elevated under UAC",
    "%%1938": "limited token: administrator rights removed",
}
"""`TokenElevationType` of event 4688; no integrity level."""

_SIDS: Mapping[str, str] = {
    "S-1-0-0": "nobody",
    "S-1-1-0": "Everyone",
    "S-1-5-2": "logged on over the network",
    "S-1-5-3": "logged on for a batch job",
    "S-1-5-4": "logged on interactively",
    "S-1-5-6": "logged on as a service",
    "S-1-5-7": "anonymous logon",
    "S-1-5-11": "authenticated users",
    "S-1-5-18": "SYSTEM",
    "S-1-5-19": "LOCAL SERVICE",
    "S-1-5-20": "NETWORK SERVICE",
    "S-1-5-32-544": "Administrators",
    "S-1-5-32-545": "Users",
    "S-1-5-32-546": "Guests",
    "S-1-5-32-555": "Remote Desktop Users",
}
_SID_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"S-1-5-21(?:-\d+){3}-500"), "the built-in Administrator account"),
    (re.compile(r"S-1-5-21(?:-\d+){3}-501"), "the built-in Guest account"),
    (re.compile(r"S-1-5-21(?:-\d+){3}-502"), "krbtgt, the account of the Kerberos key centre"),
    (re.compile(r"S-1-5-21(?:-\d+){3}-503"), "DefaultAccount, managed by the system"),
    (re.compile(r"S-1-5-80(?:-\d+)+"), "a service's own account (NT SERVICE)"),
    (re.compile(r"S-1-5-82(?:-\d+)+"), "an IIS application pool"),
    (re.compile(r"S-1-5-83-1(?:-\d+)+"), "a Hyper-V virtual machine"),
    (re.compile(r"S-1-5-90-0-\d+"), "Window Manager (DWM)"),
    (re.compile(r"S-1-5-96-0-\d+"), "Font Driver Host (UMFD)"),
    (re.compile(r"S-1-12-1(?:-\d+)+"), "an account of Microsoft Entra ID"),
    (re.compile(r"S-1-15-2(?:-\d+)+"), "an app container"),
)
_SID = re.compile(r"S-1(?:-\d{1,10}){1,15}", re.ASCII)

_LOGONS: Mapping[int, str] = {
    0x0: "no logon",
    0x3E3: "the logon of IUSR",
    0x3E4: "the logon of NETWORK SERVICE",
    0x3E5: "the logon of LOCAL SERVICE",
    0x3E6: "the anonymous logon",
    0x3E7: "the logon of SYSTEM",
}


def level_in_words(level: IntegrityLevel) -> str:
    """Say what an integrity level means, its name first."""
    return f"{level}: {MEANING_OF_LEVEL[level]}"


def sid_in_words(text: str) -> str:
    """Name the account, group or level behind a well-known SID; empty for any other text."""
    if _SID.fullmatch(text) is None:
        return ""
    if text.startswith("S-1-16-"):
        level = integrity_level(text)
        return "" if level is None or level is IntegrityLevel.UNKNOWN else level_in_words(level)
    return _SIDS.get(text) or next((words for form, words in _SID_FORMS if form.fullmatch(text)), "")


def decoded(name: str, text: str) -> str:
    """Say what the value of a field (or attribute) of this name means; empty where it needs no word."""
    if words := TOKENS.get(text) or sid_in_words(text):
        return words
    return next((meaning(text) for form, meaning in _BY_NAME if form.fullmatch(name)), "")


def _logon(text: str) -> str:
    found = number(text)
    if found is None:
        return ""
    return "; ".join(part for part in (_decimal(text), _LOGONS.get(found, "")) if part)


def _decimal(text: str) -> str:
    found = number(text) if text[:2].lower() == "0x" else None
    return "" if found is None else f"decimal {found}"


def _level(text: str) -> str:
    level = integrity_level(text)
    return "" if level is None or level is IntegrityLevel.UNKNOWN else MEANING_OF_LEVEL[level]


def _start_by_guid(text: str) -> str:
    """Read the second of the start: the third group before the second makes a number of 32 bits."""
    plain = guid(text)
    if plain is None:
        return ""
    _, low, high, *_ = plain.split("-")
    started = datetime.fromtimestamp(int(high + low, 16), UTC)
    return f"started {started:%Y-%m-%d %H:%M:%S} UTC, by the GUID itself"


_BY_NAME: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"\w*LogonId", re.ASCII), _logon),
    (re.compile(r"\w*(?:Process|Thread)I[dD]", re.ASCII), _decimal),
    (re.compile(r"IntegrityLevel"), _level),
    (re.compile(r"(?:Parent)?ProcessGuid"), _start_by_guid),
)
