"""The fields of Sysmon's events, in the order and with the types of its schemas, and a value for each."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from .fields import Column
from .values import BinaryType, filetime

COMPUTER: Final = "WS-0417.example.corp"
TIME: Final = filetime("2026-03-02T08:15:30.125000")

_S, _U16, _U32, _U64 = BinaryType.STRING, BinaryType.UINT16, BinaryType.UINT32, BinaryType.UINT64
_GUID, _HEX64, _BOOL = BinaryType.GUID, BinaryType.HEX64, BinaryType.BOOLEAN
_UNIX_EPOCH: Final = filetime("1970-01-01")


def process_guid(time: int, pid: int, machine: int = 0x747F3D96) -> UUID:
    """A ProcessGuid as Sysmon builds it: machine, second of the start, key of the process."""
    seconds = (time - _UNIX_EPOCH) // 10_000_000
    return UUID(bytes_le=struct.pack("<IIQ", machine, seconds & 0xFFFFFFFF, 0x1020000000000 | pid))


def utc_time(time: int) -> str:
    """A FILETIME as Sysmon writes UtcTime."""
    moment = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=time // 10)
    return moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03}"


_CHILD: Final = process_guid(TIME, 8612)
_PARENT: Final = process_guid(TIME - 600 * 10_000_000, 5016)
_HASHES: Final = "SHA1=C6DBA1F06D124EBEEB1E541DBF834E066EB9F015,MD5=731281BA6452100C75EBE26E9A1810E4"
_EXCEL: Final = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
_RULE: Final = Column("RuleName", _S, "-", since="4.1")
_TIME: Final = Column("UtcTime", _S, None)
_PROCESS: Final = (Column("ProcessGuid", _GUID, _CHILD), Column("ProcessId", _U32, 8612))
_USER: Final = r"EXAMPLE\j.doe"

SYSMON_1: Final = (
    Column("SequenceNumber", _U64, 1, until="3.10"),
    _RULE,
    _TIME,
    *_PROCESS,
    Column("Image", _S, r"C:\Windows\System32\cmd.exe"),
    Column("FileVersion", _S, "10.0.19041.746 (WinBuild.160101.0800)", since="4.0"),
    Column("Description", _S, "Windows Command Processor", since="4.0"),
    Column("Product", _S, "Microsoft® Windows® Operating System", since="4.0"),
    Column("Company", _S, "Microsoft Corporation", since="4.0"),
    Column("OriginalFileName", _S, "Cmd.Exe", since="4.21"),
    Column("CommandLine", _S, r"C:\Windows\System32\cmd.exe /c whoami"),
    Column("CurrentDirectory", _S, "C:\\Users\\j.doe\\Documents\\"),
    Column("User", _S, _USER),
    Column("LogonGuid", _GUID, UUID("747F3D96-21D2-69A5-A23C-050000000000")),
    Column("LogonId", _HEX64, 0x53CA2),
    Column("TerminalSessionId", _U32, 1),
    Column("IntegrityLevel", _S, "Medium"),
    Column("Hashes", _S, _HASHES),
    Column("ParentProcessGuid", _GUID, _PARENT),
    Column("ParentProcessId", _U32, 5016),
    Column("ParentImage", _S, _EXCEL),
    Column("ParentCommandLine", _S, rf'"{_EXCEL}" "C:\Users\j.doe\Downloads\offer.xlsx"'),
    Column("ParentUser", _S, _USER, since="4.80"),
)

SYSMON_3: Final = (
    _RULE,
    _TIME,
    *_PROCESS,
    Column("Image", _S, r"C:\Windows\System32\cmd.exe"),
    Column("User", _S, _USER),
    Column("Protocol", _S, "tcp"),
    Column("Initiated", _BOOL, True),
    Column("SourceIsIpv6", _BOOL, False),
    Column("SourceIp", _S, "192.0.2.17"),
    Column("SourceHostname", _S, COMPUTER),
    Column("SourcePort", _U16, 52543),
    Column("SourcePortName", _S, "-"),
    Column("DestinationIsIpv6", _BOOL, False),
    Column("DestinationIp", _S, "198.51.100.9"),
    Column("DestinationHostname", _S, "-"),
    Column("DestinationPort", _U16, 443),
    Column("DestinationPortName", _S, "https"),
)

SYSMON_4: Final = (
    _TIME,
    Column("State", _S, "Started"),
    Column("Version", _S, "15.15"),
    Column("SchemaVersion", _S, "4.90"),
)

SYSMON_5: Final = (
    _RULE,
    _TIME,
    *_PROCESS,
    Column("Image", _S, r"C:\Windows\System32\cmd.exe"),
    Column("User", _S, _USER, since="4.80"),
)

SYSMON_7: Final = (
    _RULE,
    _TIME,
    *_PROCESS,
    Column("Image", _S, _EXCEL),
    Column("ImageLoaded", _S, r"C:\Windows\System32\dbgcore.dll"),
    Column("FileVersion", _S, "10.0.17763.1 (WinBuild.160101.0800)", since="4.0"),
    Column("Description", _S, "Windows Core Debugging Helpers", since="4.0"),
    Column("Product", _S, "Microsoft® Windows® Operating System", since="4.0"),
    Column("Company", _S, "Microsoft Corporation", since="4.0"),
    Column("OriginalFileName", _S, "DBGCORE.DLL", since="4.21"),
    Column("Hashes", _S, _HASHES),
    Column("Signed", _S, "true"),
    Column("Signature", _S, "Microsoft Windows"),
    Column("SignatureStatus", _S, "Valid"),
    Column("User", _S, _USER, since="4.80"),
)

SYSMON_8: Final = (
    _RULE,
    _TIME,
    Column("SourceProcessGuid", _GUID, _PARENT),
    Column("SourceProcessId", _U32, 5016),
    Column("SourceImage", _S, _EXCEL),
    Column("TargetProcessGuid", _GUID, _CHILD),
    Column("TargetProcessId", _U32, 8612),
    Column("TargetImage", _S, r"C:\Windows\System32\cmd.exe"),
    Column("NewThreadId", _U32, 9784),
    Column("StartAddress", _S, "0x00007FFB1C2D4A10"),
    Column("StartModule", _S, r"C:\Windows\System32\KERNEL32.DLL"),
    Column("StartFunction", _S, "LoadLibraryW"),
    Column("SourceUser", _S, _USER, since="4.80"),
    Column("TargetUser", _S, _USER, since="4.80"),
)

SYSMON_10: Final = (
    _RULE,
    _TIME,
    Column("SourceProcessGUID", _GUID, _PARENT),
    Column("SourceProcessId", _U32, 5016),
    Column("SourceThreadId", _U32, 6628),
    Column("SourceImage", _S, _EXCEL),
    Column("TargetProcessGUID", _GUID, _CHILD),
    Column("TargetProcessId", _U32, 8612),
    Column("TargetImage", _S, r"C:\Windows\System32\cmd.exe"),
    Column("GrantedAccess", BinaryType.HEX32, 0x1FFFFF),
    Column(
        "CallTrace",
        _S,
        r"C:\Windows\SYSTEM32\ntdll.dll+a07f4|C:\Windows\System32\KERNELBASE.dll+1ef87",
    ),
    Column("SourceUser", _S, _USER, since="4.80"),
    Column("TargetUser", _S, _USER, since="4.80"),
)

SYSMON_11: Final = (
    _RULE,
    _TIME,
    *_PROCESS,
    Column("Image", _S, _EXCEL),
    Column("TargetFilename", _S, r"C:\Users\j.doe\AppData\Local\Temp\a.exe"),
    Column("CreationUtcTime", _S, None),
    Column("User", _S, _USER, since="4.80"),
)

SYSMON_12: Final = (
    _RULE,
    Column("EventType", _S, "CreateKey"),
    _TIME,
    *_PROCESS,
    Column("Image", _S, _EXCEL),
    Column("TargetObject", _S, r"HKU\S-1-5-21-1-2-3-1001\Software\Microsoft\Office\16.0\Excel\Resiliency"),
    Column("User", _S, _USER, since="4.80"),
)

SYSMON_13: Final = (
    _RULE,
    Column("EventType", _S, "SetValue"),
    _TIME,
    *_PROCESS,
    Column("Image", _S, _EXCEL),
    Column(
        "TargetObject",
        _S,
        r"HKU\S-1-5-21-1-2-3-1001\Software\Microsoft\Office\16.0\Excel\Security\AccessVBOM",
    ),
    Column("Details", _S, "DWORD (0x00000001)"),
    Column("User", _S, _USER, since="4.80"),
)

SYSMON_15: Final = (
    _RULE,
    _TIME,
    *_PROCESS,
    Column("Image", _S, _EXCEL),
    Column("TargetFilename", _S, r"C:\Users\j.doe\Downloads\offer.xlsx:Zone.Identifier"),
    Column("CreationUtcTime", _S, None),
    Column("Hash", _S, _HASHES),
    Column("Contents", _S, "[ZoneTransfer]  ZoneId=3", since="4.21"),
    Column("User", _S, _USER, since="4.80"),
)

SYSMON_16: Final = (
    _TIME,
    Column("Configuration", _S, r"C:\ProgramData\Sysmon\rules.xml"),
    Column(
        "ConfigurationFileHash", _S, "SHA256=3E23E8160039594A33894F6564E1B1348BBD7A0088D42C4ACB73EEAED59C009D"
    ),
)

SYSMON_22: Final = (
    _RULE,
    _TIME,
    *_PROCESS,
    Column("QueryName", _S, "files.example.net"),
    Column("QueryStatus", _S, "0"),
    Column("QueryResults", _S, "::ffff:203.0.113.24;"),
    Column("Image", _S, r"C:\Windows\System32\cmd.exe"),
    Column("User", _S, _USER, since="4.80"),
)

SYSMON_23: Final = (
    _RULE,
    _TIME,
    *_PROCESS,
    Column("User", _S, _USER),
    Column("Image", _S, r"C:\Windows\System32\cmd.exe"),
    Column("TargetFilename", _S, r"C:\Users\j.doe\AppData\Local\Temp\a.exe"),
    Column("Hashes", _S, _HASHES),
    Column("IsExecutable", _BOOL, True),
    Column("Archived", _S, "true"),
)

SYSMON_255: Final = (
    _TIME,
    Column("ID", _S, "QUEUE"),
    Column("Description", _S, "Events dropped from driver queue: ProcessAccess:120"),
)
