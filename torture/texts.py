"""Random numbers into JSON and XML as a parser might give it, damaged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

_PIECES = (
    '"', "\\", "{", "}", "[", "]", ",", ":", "null", "true", "1e999", "-0", "9" * 400, "\\ud800", "\\udc00",
    "\\u0000", "\ud800", "\0", "\x7f", "\ufeff", "NaN", "Infinity", '"a":1,', '"#text":',
    '"#attributes":{}', "<", ">", "&", "&amp;", "&lol;", "<![CDATA[", "]]>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<?xml version='1.1'?>", 'Name="x" ', "\u202e", "<a/>",
    '"Image":"b",', '"System":{},', '"EventData":[],', "0x", "1601-01-01T00:00:00.000000Z", "\\u00zz",
    "xmlns:a='b'",
)  # fmt: skip


def damaged_text(texts: Sequence[str], random: Random) -> str:
    """Cut, repeat, splice and sprinkle one of these texts."""
    text = random.choice(texts)
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        at = random.randrange(len(text) + 1)
        behind = min(len(text), at + random.choice((0, 1, 2, 8, 60, 600)))
        match random.randrange(7):
            case 0:
                text = text[:at] + text[behind:]
            case 1:
                text = text[:at] + text[at:behind] * 2 + text[behind:]
            case 2:
                other = random.choice(texts)
                begin = random.randrange(len(other) + 1)
                text = text[:at] + other[begin : begin + 200] + text[behind:]
            case 3:
                text = text[:at]
            case 4:
                text = (
                    text[:at]
                    + chr(random.choice((random.randrange(0x80), random.randrange(0x11000))))
                    + text[at + 1 :]
                )
            case _:
                text = text[:at] + random.choice(_PIECES) + text[random.choice((at, behind)) :]
    return text


def made_json(random: Random) -> str:
    """Make an event of any values, in the names that a decoder looks for."""
    if random.random() < 0.02:
        depth = random.choice((100, 900, 1_100, 5_000, 100_000))
        inner = random.choice(("[", '{"a":')) * depth
        return '{"Event":{"System":{},"EventData":' + inner
    system = {name: _any(random, 2) for name in _SYSTEM if random.random() < 0.8}
    if random.random() < 0.8:
        system["Provider"] = {"#attributes": {"Name": random.choice(_PROVIDERS)}}
        system["EventID"] = random.choice(
            (1, 5, 4688, 1102, 4616, 4719, 255, {"#text": 4688}, "4688", 2**70, -1, 1.5, True)
        )
    data = {name: _any(random, 2) for name in _DATA if random.random() < 0.7}
    body = random.choice(({"EventData": data}, {"UserData": {"X": data}}, {"EventData": _any(random, 3)}, {}))
    return json.dumps({"Event": {"System": system, **body}}, ensure_ascii=random.random() < 0.5)


_PROVIDERS = (
    "Microsoft-Windows-Sysmon", "Microsoft-Windows-Security-Auditing", "Microsoft-Windows-Eventlog", "",
    "EventLog",
)  # fmt: skip
_SYSTEM = (
    "Provider", "EventID", "TimeCreated", "EventRecordID", "Channel", "Computer",
    "Execution", "Security",
)  # fmt: skip
_DATA = (
    "UtcTime", "ProcessGuid", "ProcessId", "Image", "CommandLine",
    "User", "LogonId", "Hashes", "ParentImage", "IntegrityLevel", "NewProcessId", "NewProcessName",
    "SubjectUserName", "TargetUserName", "MandatoryLabel", "TokenElevationType", "State", "PreviousTime",
    "NewTime", "SubcategoryGuid", "AuditPolicyChanges", "Configuration", "ID", "Description", "Hash",
    "Name",
)  # fmt: skip


def _any(random: Random, levels: int) -> object:
    if levels and random.random() < 0.3:
        keys = ("#text", "#attributes", "SystemTime", "Name", "a", "")
        if random.random() < 0.3:
            return [_any(random, levels - 1) for _ in range(random.randrange(4))]
        return {key: _any(random, levels - 1) for key in random.sample(keys, random.randrange(4))}
    return random.choice(_VALUES)


_VALUES: tuple[object, ...] = (
    None, True, 0, -1, 2**63, 2**64, 2**200, 1.5, 1e308, float("inf"), float("nan"), "", "-", "0x", "0x10",
    "0x" + "f" * 40, "1_0", "\u0661", "9" * 5000, "2026-01-01 00:00:00.000", "2026-01-01T00:00:00.1234567Z",
    "0000-00-00 00:00:00", "9999-12-31T23:59:60Z", "1601-01-01T00:00:00Z", "S-1-16-99999999999",
    "S-1-16-12288", "{00000000-0000-0000-0000-000000000000}", "MD5=,SHA1", "A" * 100_000, "EXCEL.EXE",
    "\ud800", "\0", "High", "%%1936", "SHA256=x,sha256=y,=,", "-0", " 7 ",
)  # fmt: skip
