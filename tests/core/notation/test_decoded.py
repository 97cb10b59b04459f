"""core.notation.decoded: what SIDs, logons, codes and levels mean, and silence about everything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.decoded import MEANING_OF_LEVEL, decoded, level_in_words, sid_in_words
from core.notation.windows import IntegrityLevel

STARTED = "started 2017-12-26 13:10:29 UTC, by the GUID itself"
DOMAIN = "S-1-5-21-3461203602-4096304019-2269080069"


@pytest.mark.parametrize(
    ("sid", "expected"),
    [
        ("S-1-5-18", "SYSTEM"),
        ("S-1-5-19", "LOCAL SERVICE"),
        ("S-1-5-20", "NETWORK SERVICE"),
        ("S-1-0-0", "nobody"),
        ("S-1-5-7", "anonymous logon"),
        ("S-1-5-32-544", "Administrators"),
        (f"{DOMAIN}-500", "the built-in Administrator account"),
        (f"{DOMAIN}-501", "the built-in Guest account"),
        (f"{DOMAIN}-502", "krbtgt, the account of the Kerberos key centre"),
        (f"{DOMAIN}-503", "DefaultAccount, managed by the system"),
        ("S-1-5-80-956008885-3418522649-1831038044", "a service's own account (NT SERVICE)"),
        ("S-1-5-82-3006700770-424185619", "an IIS application pool"),
        ("S-1-5-83-1-1-2-3-4", "a Hyper-V virtual machine"),
        ("S-1-5-90-0-3", "Window Manager (DWM)"),
        ("S-1-5-96-0-1", "Font Driver Host (UMFD)"),
        ("S-1-12-1-1-2-3-4", "an account of Microsoft Entra ID"),
        ("S-1-16-0", "untrusted: least trusted, may write almost nowhere"),
        ("S-1-16-8192", "medium: with the rights of a standard user"),
        ("S-1-16-12288", "high: elevated, with administrator rights"),
        ("S-1-16-12290", "high: elevated, with administrator rights"),
        ("S-1-16-16384", "system: with the rights of Windows' own services"),
        (f"{DOMAIN}-1001", ""),
        (f"{DOMAIN}-5000", ""),
        ("S-1-5-21-500", ""),
        ("S-1-5-18-", ""),
        ("S-1-5-180", ""),
        ("S-1-16-", ""),
        ("s-1-5-18", ""),
        ("S-1-5-\u0661\u0668", ""),
        ("x S-1-5-18", ""),
        ("", ""),
    ],
)
def test_a_well_known_sid_has_a_name(sid: str, expected: str) -> None:
    """An ordinary account has none, nor has what only looks like a SID; the field's name does not matter."""
    assert expected == sid_in_words(sid)
    assert expected == decoded("UserID", sid) == decoded("TargetUserSid", sid)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("LogonId", "0x53ca2", "decimal 343202"),
        ("LogonId", "0x0000000000053ca2", "decimal 343202"),
        ("SubjectLogonId", "0x3e7", "decimal 999; the logon of SYSTEM"),
        ("TargetLogonId", "0x00000000000003e4", "decimal 996; the logon of NETWORK SERVICE"),
        ("LogonId", "0x3e5", "decimal 997; the logon of LOCAL SERVICE"),
        ("LogonId", "999", "the logon of SYSTEM"),
        ("LogonId", "0x0", "decimal 0; no logon"),
        ("LogonId", "-", ""),
        ("NewProcessId", "0x21a4", "decimal 8612"),
        ("ProcessId", "0x00000000000021a4", "decimal 8612"),
        ("ProcessID", "3436", ""),
        ("ThreadID", "0x10", "decimal 16"),
        ("ProcessId", "0xzz", ""),
        ("ProcessId", f"0x{'f' * 40}", ""),
        ("TokenElevationType", "%%1937", "full token, elevated under UAC"),
        ("TokenElevationType", "%%1938", "limited token: administrator rights removed"),
        ("TokenElevationType", "%%1939", ""),
        ("IntegrityLevel", "High", "elevated, with administrator rights"),
        ("IntegrityLevel", "AppContainer", "in an app container, with single rights granted"),
        ("IntegrityLevel", "Hoch", ""),
        ("ProcessGuid", "{94f748d5-4a45-5a42-0000-00108d9c0000}", STARTED),
        ("ParentProcessGuid", "94F748D5-4A45-5A42-0000-00108D9C0000", STARTED),
        ("ProcessGuid", "{00000000-0000-0000-0000-000000000000}", ""),
        ("ProcessGuid", "{94f748d5", ""),
        ("LogonGuid", "{94f748d5-4a45-5a42-0000-00108d9c0000}", ""),
        ("Image", "0x10", ""),
        ("CommandLine", "High", ""),
    ],
)
def test_a_value_is_explained_by_the_name_of_its_field(name: str, text: str, expected: str) -> None:
    """In the notations of both readers; the GUID of a process holds the second of its start."""
    assert expected == decoded(name, text)


@pytest.mark.parametrize("level", IntegrityLevel)
def test_every_level_has_a_meaning(level: IntegrityLevel) -> None:
    """Its own, and with its name before it."""
    assert len(MEANING_OF_LEVEL) == len(set(MEANING_OF_LEVEL.values())) == len(IntegrityLevel)
    assert level_in_words(level) == f"{level.value}: {MEANING_OF_LEVEL[level]}"


@given(st.sampled_from(["ProcessId", "LogonId", "ProcessGuid", "IntegrityLevel", "a"]), st.text())
def test_any_text_can_be_asked(name: str, text: str) -> None:
    """Nothing raises."""
    assert isinstance(decoded(name, text), str)


@given(st.uuids().map(str))
def test_any_guid_can_be_asked(guid: str) -> None:
    """Whatever second its bytes make."""
    assert decoded("ProcessGuid", guid).endswith("by the GUID itself") or not guid.strip("0-")
