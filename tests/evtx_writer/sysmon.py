"""Field values by name into the events of Sysmon, in the layouts of its schemas."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from .event import Event
from .fields import Column, Given, fill
from .values import BinaryType, filetime

PROVIDER: Final = "Microsoft-Windows-Sysmon"
PROVIDER_GUID: Final = UUID("5770385F-C22A-43E0-BF4C-06F5698FFBD9")
CHANNEL: Final = "Microsoft-Windows-Sysmon/Operational"
COMPUTER: Final = "WS-0417.example.corp"
TIME: Final = filetime("2026-03-02T08:15:30.125000")
NEWEST: Final = "4.80"

_S, _U16, _U32, _U64 = BinaryType.STRING, BinaryType.UINT16, BinaryType.UINT32, BinaryType.UINT64
_GUID, _HEX64, _BOOL = BinaryType.GUID, BinaryType.HEX64, BinaryType.BOOLEAN
_UNIX_EPOCH: Final = filetime("1970-01-01")

SCHEMAS: Final = ("2.0", "3.10", "4.0", "4.1", "4.21", "4.80")


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

_SYSMON_1: Final = (
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

_SYSMON_3: Final = (
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

_SYSMON_5: Final = (
    _RULE,
    _TIME,
    *_PROCESS,
    Column("Image", _S, r"C:\Windows\System32\cmd.exe"),
    Column("User", _S, _USER, since="4.80"),
)

_SYSMON_7: Final = (
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

_SYSMON_11: Final = (
    _RULE,
    _TIME,
    *_PROCESS,
    Column("Image", _S, _EXCEL),
    Column("TargetFilename", _S, r"C:\Users\j.doe\AppData\Local\Temp\a.exe"),
    Column("CreationUtcTime", _S, None),
    Column("User", _S, _USER, since="4.80"),
)

_SYSMON_13: Final = (
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

_SYSMON_15: Final = (
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


@dataclass(frozen=True, slots=True)
class SysmonBuilder:
    """Builds one kind of Sysmon event; called with the fields a test cares about."""

    event_id: int
    version: int
    columns: tuple[Column, ...]

    def __call__(
        self,
        schema: str = NEWEST,
        *,
        time: int | str = TIME,
        computer: str = COMPUTER,
        record_id: int | None = None,
        **fields: Given,
    ) -> Event:
        """An event in the layout of `schema`; UtcTime and CreationUtcTime follow `time` unless given."""
        written = filetime(time) if isinstance(time, str) else time
        columns = tuple(column for column in self.columns if _has(schema, column))
        stamp = utc_time(written)
        times: dict[str, Given] = {
            column.name: stamp for column in columns if column.name.endswith("UtcTime")
        }
        return Event(
            PROVIDER,
            self.event_id,
            CHANNEL,
            computer,
            written,
            fill(columns, times | fields),
            provider_guid=PROVIDER_GUID,
            version=4 if schema == "2.0" and self.event_id == 1 else self.version,
            task=self.event_id,
            user_sid="S-1-5-18",
            execution_process=3436,
            execution_thread=4320,
            record_id=record_id,
        )


def _has(schema: str, column: Column) -> bool:
    rank = SCHEMAS.index(schema)
    begun = column.since is None or rank >= SCHEMAS.index(column.since)
    return begun and (column.until is None or rank < SCHEMAS.index(column.until))


sysmon_1: Final = SysmonBuilder(1, 5, _SYSMON_1)
sysmon_3: Final = SysmonBuilder(3, 5, _SYSMON_3)
sysmon_5: Final = SysmonBuilder(5, 3, _SYSMON_5)
sysmon_7: Final = SysmonBuilder(7, 3, _SYSMON_7)
sysmon_11: Final = SysmonBuilder(11, 2, _SYSMON_11)
sysmon_13: Final = SysmonBuilder(13, 2, _SYSMON_13)
sysmon_15: Final = SysmonBuilder(15, 2, _SYSMON_15)
