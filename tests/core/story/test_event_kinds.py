"""core.story.event_kinds: what an event is about, and what the process did, in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.notation.visible import visible
from core.processes.process import Place
from core.processes.process_fields import SECURITY, SYSMON
from core.story.event_kinds import DEFENDER, KNOWN, LONGEST_SENTENCE, Group, group_of, sentence, title_of
from core.work.related_event import BY_GUID, RelatedEvent
from core.work.related_match import POWERSHELL, POWERSHELL_7
from tests.core.work.related_logs import BY_SYSMON, EXCEL, GUID, LOGON, PID, here, security, written
from tests.evtx_writer import (
    Event,
    powershell_4103,
    powershell_4104,
    security_4624,
    security_4688,
    security_4689,
    sysmon_1,
    sysmon_3,
    sysmon_5,
    sysmon_7,
    sysmon_8,
    sysmon_10,
    sysmon_11,
    sysmon_12,
    sysmon_13,
    sysmon_15,
    sysmon_22,
    sysmon_23,
)

SYSTEM32 = "C:\\Windows\\System32\\"
OALERTS = "Microsoft Office 16 Alerts"


def event(provider: str, event_id: int, as_field: str = "ProcessGuid", **fields: str) -> RelatedEvent:
    """Build an event; underscores in names of fields are blanks."""
    return RelatedEvent(
        place=Place("a.evtx", 0, 0x2000, 0x400, 2),
        provider=provider,
        event_id=event_id,
        event_record_id=1,
        channel=None,
        fqdn=None,
        time=0,
        process=0,
        found_by=BY_GUID,
        as_field=as_field,
        fields=tuple((name.replace("_", " "), text) for name, text in fields.items()),
    )


STARTED = {
    "Image": f"{SYSTEM32}cmd.exe",
    "CommandLine": "cmd  /c dir",
    "ParentImage": "C:\\Office\\EXCEL.EXE",
}
ACCESS = {"SourceImage": "C:\\a.exe", "TargetImage": f"{SYSTEM32}lsass.exe", "GrantedAccess": "0x1fffff"}
REMOTE = {"DestinationIp": "203.0.113.24", "DestinationPort": "443", "Protocol": "tcp", "Initiated": "true"}
INBOUND = {"SourceIp": "2001:db8::1", "SourcePort": "50000", "DestinationPort": "4444", "Initiated": "false"}
FILTERED = {"SourceAddress": "192.0.2.17", "SourcePort": "50000", "DestAddress": "203.0.113.24"}
TASK = "\\Updater"

SENTENCES: tuple[tuple[RelatedEvent, Group, str], ...] = (
    (event(SYSMON, 1, **STARTED), Group.PROCESS, "was started by excel.exe: cmd /c dir"),
    (event(SYSMON, 1, "ParentProcessGuid", **STARTED), Group.PROCESS, "started cmd.exe: cmd /c dir"),
    (event(SYSMON, 1, "ParentProcessId", Image="a.exe"), Group.PROCESS, "started a.exe"),
    (event(SYSMON, 1, ParentImage="-"), Group.PROCESS, "was started; the record names no parent"),
    (
        event(SYSMON, 2, TargetFilename="C:\\a", CreationUtcTime="B", PreviousCreationUtcTime="A"),
        Group.FILE,
        "set the creation time of C:\\a from A to B",
    ),
    (event(SYSMON, 3, **REMOTE), Group.NETWORK, "connected to 203.0.113.24:443, tcp"),
    (
        event(SYSMON, 3, **REMOTE, DestinationHostname="files.example.net"),
        Group.NETWORK,
        "connected to 203.0.113.24:443 (files.example.net), tcp",
    ),
    (
        event(SYSMON, 3, **INBOUND),
        Group.NETWORK,
        "was connected to from [2001:db8::1]:50000 on port 4444",
    ),
    (event(SYSMON, 3), Group.NETWORK, "connected to ?"),
    (event(SYSMON, 5), Group.PROCESS, "ended"),
    (event(SYSMON, 6, ImageLoaded="a.sys"), Group.IMAGE, "the driver a.sys was loaded"),
    (event(SYSMON, 7, ImageLoaded="a.dll", Signed="true"), Group.IMAGE, "loaded a.dll"),
    (event(SYSMON, 7, ImageLoaded="a.dll", Signed="false"), Group.IMAGE, "loaded a.dll, not signed"),
    (
        event(SYSMON, 7, ImageLoaded="a.dll", Signed="true", SignatureStatus="Revoked"),
        Group.IMAGE,
        "loaded a.dll, signature revoked",
    ),
    (
        event(SYSMON, 8, "SourceProcessGuid", **ACCESS, StartModule="k.dll", StartFunction="LoadLibraryW"),
        Group.ACCESS,
        "started a thread in lsass.exe at k.dll!LoadLibraryW",
    ),
    (event(SYSMON, 8, "TargetProcessGuid", **ACCESS), Group.ACCESS, "a.exe started a thread in it"),
    (event(SYSMON, 9, Device="\\Device\\X"), Group.ACCESS, "read the disk \\Device\\X directly"),
    (
        event(SYSMON, 10, "SourceProcessGUID", **ACCESS),
        Group.ACCESS,
        "opened lsass.exe with access 0x1fffff",
    ),
    (
        event(SYSMON, 10, "TargetProcessId", **ACCESS),
        Group.ACCESS,
        "was opened by a.exe with access 0x1fffff",
    ),
    (event(SYSMON, 11, TargetFilename="C:\\a.exe"), Group.FILE, "created the file C:\\a.exe"),
    (
        event(SYSMON, 12, EventType="DeleteValue", TargetObject="HKU\\a"),
        Group.REGISTRY,
        "deleted the registry value HKU\\a",
    ),
    (event(SYSMON, 12, TargetObject="HKU\\a"), Group.REGISTRY, "changed in the registry HKU\\a"),
    (
        event(SYSMON, 13, TargetObject="HKU\\a", Details="DWORD (0x00000001)"),
        Group.REGISTRY,
        "set the registry value HKU\\a to DWORD (0x00000001)",
    ),
    (
        event(SYSMON, 14, TargetObject="HKU\\a", NewName="HKU\\b"),
        Group.REGISTRY,
        "renamed in the registry HKU\\a to HKU\\b",
    ),
    (
        event(SYSMON, 15, TargetFilename="a.xlsx:Zone.Identifier", Contents="[ZoneTransfer]  ZoneId=3"),
        Group.FILE,
        "wrote the stream a.xlsx:Zone.Identifier: [ZoneTransfer] ZoneId=3",
    ),
    (event(SYSMON, 17, PipeName="\\x"), Group.PIPE, "created the pipe \\x"),
    (event(SYSMON, 18, PipeName="\\x"), Group.PIPE, "connected to the pipe \\x"),
    (
        event(SYSMON, 20, Operation="Created", Name="n", Destination="cmd.exe"),
        Group.OTHER,
        "WMI consumer created: n, cmd.exe",
    ),
    (
        event(SYSMON, 22, QueryName="a.example", QueryStatus="0", QueryResults="::ffff:192.0.2.1;192.0.2.2;"),
        Group.DNS,
        "looked up a.example: 192.0.2.1, 192.0.2.2",
    ),
    (
        event(SYSMON, 22, QueryName="a.example", QueryStatus="0", QueryResults="1;2;3;4;5;"),
        Group.DNS,
        "looked up a.example: 1, 2, 3 and 2 more",
    ),
    (
        event(SYSMON, 22, QueryName="a.example", QueryStatus="9003", QueryResults="-"),
        Group.DNS,
        "looked up a.example: error 9003",
    ),
    (
        event(SYSMON, 23, TargetFilename="a.exe", Archived="true"),
        Group.FILE,
        "deleted the file a.exe, and Sysmon kept a copy",
    ),
    (
        event(SYSMON, 25, Type="Image is replaced"),
        Group.PROCESS,
        "its image was tampered with: Image is replaced",
    ),
    (event(SYSMON, 29, TargetFilename="a.exe"), Group.FILE, "wrote the executable file a.exe"),
    (event(SYSMON, 255, ID="X", Description="y"), Group.OTHER, "Sysmon reported an error: X: y"),
    (
        event(
            SECURITY, 4624, TargetUserName="j", TargetDomainName="D", LogonType="10", IpAddress="192.0.2.1"
        ),
        Group.LOGON,
        "D\\j logged on by remote desktop from 192.0.2.1",
    ),
    (
        event(SECURITY, 4624, TargetUserName="j", LogonType="77", IpAddress="127.0.0.1"),
        Group.LOGON,
        "j logged on with logon type 77",
    ),
    (event(SECURITY, 4625), Group.LOGON, "an unknown account failed to log on"),
    (
        event(SECURITY, 4648, TargetUserName="adm", TargetDomainName="D", TargetServerName="DC1"),
        Group.LOGON,
        "used the credentials of D\\adm for DC1",
    ),
    (
        event(SECURITY, 4656, ObjectType="Key", ObjectName="\\REGISTRY\\A"),
        Group.REGISTRY,
        "asked for the key \\REGISTRY\\A",
    ),
    (event(SECURITY, 4663, ObjectType="File", ObjectName="C:\\a"), Group.FILE, "used the file C:\\a"),
    (event(SECURITY, 4663, ObjectType="Process", ObjectName="-"), Group.ACCESS, "used the process"),
    (event(SECURITY, 4658), Group.ACCESS, "closed an object"),
    (
        event(SECURITY, 4657, OperationType="%%1905", ObjectName="HK\\a", ObjectValueName="v", NewValue="1"),
        Group.REGISTRY,
        "changed the registry value HK\\a\\v to 1",
    ),
    (
        event(SECURITY, 4657, OperationType="%%1906", ObjectName="HK\\a", ObjectValueName="v", NewValue="-"),
        Group.REGISTRY,
        "deleted the registry value HK\\a\\v",
    ),
    (
        event(SECURITY, 4672, SubjectUserName="adm", PrivilegeList="SeDebugPrivilege\n\t\t\tSeTcbPrivilege"),
        Group.LOGON,
        "adm was given special privileges: SeDebugPrivilege ␉␉␉SeTcbPrivilege",
    ),
    (
        event(SECURITY, 4688, "ProcessId", NewProcessName="C:\\a.exe", CommandLine="a -x"),
        Group.PROCESS,
        "started a.exe: a -x",
    ),
    (
        event(SECURITY, 4688, "NewProcessId", NewProcessName="C:\\a.exe", ParentProcessName="C:\\b.exe"),
        Group.PROCESS,
        "was started by b.exe",
    ),
    (event(SECURITY, 4689, "ProcessId", Status="0x0"), Group.PROCESS, "ended"),
    (event(SECURITY, 4689, Status="0xc0000005"), Group.PROCESS, "ended with status 0xc0000005"),
    (event(SECURITY, 4698, TaskName=TASK), Group.OTHER, "created the scheduled task \\Updater"),
    (
        event(SECURITY, 5156, Direction="%%14593", Protocol="6", DestPort="443", **FILTERED),
        Group.NETWORK,
        "connected to 203.0.113.24:443, tcp",
    ),
    (
        event(SECURITY, 5156, Direction="%%14592", Protocol="17", DestPort="53", **FILTERED),
        Group.NETWORK,
        "accepted a connection from 203.0.113.24:53 on port 50000, udp",
    ),
    (
        event(SECURITY, 5158, Protocol="99", **FILTERED),
        Group.NETWORK,
        "bound itself to 192.0.2.17:50000, protocol 99",
    ),
    (
        event(POWERSHELL, 4103, Payload='CommandInvocation(Get-Date): "Get-Date"\r\n'),
        Group.SCRIPT,
        'ran Get-Date: CommandInvocation(Get-Date): "Get-Date"',
    ),
    (event(POWERSHELL, 4103), Group.SCRIPT, "ran a command: ?"),
    (
        event(POWERSHELL_7, 4104, MessageNumber="1", MessageTotal="1", ScriptBlockText="iex\r\n$x", Path=""),
        Group.SCRIPT,
        "ran a script: iex $x",
    ),
    (
        event(POWERSHELL, 4104, MessageNumber="2", MessageTotal="3", ScriptBlockText="x", Path="C:\\a.ps1"),
        Group.SCRIPT,
        "ran a script (part 2 of 3) from C:\\a.ps1: x",
    ),
    (
        event(DEFENDER, 1116, Threat_Name="Trojan:X", Path="file:_C:\\a"),
        Group.OTHER,
        "Defender found Trojan:X in file:_C:\\a",
    ),
    (
        event(DEFENDER, 1117, Threat_Name="Trojan:X", Action_Name="Quarantine"),
        Group.OTHER,
        "Defender acted on Trojan:X: Quarantine",
    ),
    (
        event(DEFENDER, 1121, ID="D4F940AB", Path="C:\\a.exe"),
        Group.OTHER,
        "Defender blocked something by rule D4F940AB: C:\\a.exe",
    ),
    (
        event(OALERTS, 300, Data="Microsoft Excel"),
        Group.OTHER,
        "Office showed: Microsoft Excel",
    ),
    (event("Other\u202eSource", 7), Group.OTHER, "event 7 of Other‹U+202E›Source"),
    (event("", 7), Group.OTHER, "event 7 of an unnamed provider"),
)


@pytest.mark.parametrize(("about", "group", "expected"), SENTENCES)
def test_what_an_event_says(about: RelatedEvent, group: Group, expected: str) -> None:
    """By provider, event id, and the field in which the process stands."""
    assert expected == sentence(about)
    assert group is group_of(about)


@pytest.mark.parametrize("kind", KNOWN)
def test_every_kind_says_something_of_nothing(kind: tuple[str, int]) -> None:
    """A crafted record can lack all its fields, or hold anything in them."""
    empty = event(*kind)
    names = (
        "TargetFilename",
        "Image",
        "CommandLine",
        "ScriptBlockText",
        "QueryResults",
        "ObjectType",
        "Data",
    )
    hostile = event(kind[0], kind[1], **dict.fromkeys(names, "<b>{0}\u202e\x1b" + "x" * 50_000))

    for about in (empty, hostile):
        assert 0 < len(sentence(about)) <= LONGEST_SENTENCE
        assert sentence(about) == visible(sentence(about))
        assert "\n" not in sentence(about)
    assert title_of(empty) == KNOWN[kind].title


@pytest.mark.parametrize(
    "one",
    [
        sysmon_1(),
        sysmon_3(),
        sysmon_5(),
        sysmon_7(process_guid=GUID),
        sysmon_8(source_process_guid=GUID, target_process_guid=EXCEL),
        sysmon_10(source_process_guid=GUID, target_process_guid=EXCEL),
        sysmon_11(process_guid=GUID),
        sysmon_12(process_guid=GUID),
        sysmon_13(process_guid=GUID),
        sysmon_15(process_guid=GUID),
        sysmon_22(),
        sysmon_23(),
        security_4688(),
        security_4689(),
        security_4624(target_logon_id=LOGON),
        powershell_4103(execution_process=PID),
        powershell_4104(execution_process=PID),
        security(4663, ProcessId=("pid", PID), ObjectType="File", ObjectName="C:\\a"),
    ],
)
def test_events_as_logs_hold_them(tmp_path: Path, one: Event) -> None:
    """Every field that a sentence wants is there under its name."""
    (found,) = here([written(tmp_path, one)], BY_SYSMON).events

    assert group_of(found) is not Group.OTHER
    assert "?" not in sentence(found)
    assert "unknown" not in sentence(found)
