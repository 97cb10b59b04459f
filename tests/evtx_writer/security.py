"""Field values by name into events of the Security and System channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from .event import Event, classic_data
from .fields import OMIT, Column, Given, fill
from .sysmon_layouts import COMPUTER, TIME
from .values import BinaryType, Value, filetime, text_array

PROVIDER: Final = "Microsoft-Windows-Security-Auditing"
PROVIDER_GUID: Final = UUID("54849625-5478-4994-A5BA-3E3B0328C30D")
CHANNEL: Final = "Security"

_KEYWORDS: Final = 0x8020000000000000
_S, _SID, _U32, _HEX64 = BinaryType.STRING, BinaryType.SID, BinaryType.UINT32, BinaryType.HEX64
_POINTER: Final = BinaryType.POINTER
_USER_SID: Final = "S-1-5-21-3461203602-4096304019-2269080069-1001"
_NULL_GUID: Final = UUID(int=0)

_SUBJECT: Final = (
    Column("SubjectUserSid", _SID, _USER_SID),
    Column("SubjectUserName", _S, "j.doe"),
    Column("SubjectDomainName", _S, "EXAMPLE"),
    Column("SubjectLogonId", _HEX64, 0x53CA2),
)

_4688: Final = (
    *_SUBJECT,
    Column("NewProcessId", _POINTER, 0x21A4),
    Column("NewProcessName", _S, r"C:\Windows\System32\cmd.exe"),
    Column("TokenElevationType", _S, "%%1938"),
    Column("ProcessId", _POINTER, 0x1398),
    Column("CommandLine", _S, r"C:\Windows\System32\cmd.exe /c whoami", since="1"),
    Column("TargetUserSid", _SID, "S-1-0-0", since="2"),
    Column("TargetUserName", _S, "-", since="2"),
    Column("TargetDomainName", _S, "-", since="2"),
    Column("TargetLogonId", _HEX64, 0, since="2"),
    Column("ParentProcessName", _S, r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE", since="2"),
    Column("MandatoryLabel", _SID, "S-1-16-8192", since="2"),
)

_4689: Final = (
    *_SUBJECT,
    Column("Status", BinaryType.HEX32, 0),
    Column("ProcessId", _POINTER, 0x21A4),
    Column("ProcessName", _S, r"C:\Windows\System32\cmd.exe"),
)

_4624: Final = (
    Column("SubjectUserSid", _SID, "S-1-5-18"),
    Column("SubjectUserName", _S, "WS-0417$"),
    Column("SubjectDomainName", _S, "EXAMPLE"),
    Column("SubjectLogonId", _HEX64, 0x3E7),
    Column("TargetUserSid", _SID, _USER_SID),
    Column("TargetUserName", _S, "j.doe"),
    Column("TargetDomainName", _S, "EXAMPLE"),
    Column("TargetLogonId", _HEX64, 0x53CA2),
    Column("LogonType", _U32, 2),
    Column("LogonProcessName", _S, "User32 "),
    Column("AuthenticationPackageName", _S, "Negotiate"),
    Column("WorkstationName", _S, "WS-0417"),
    Column("LogonGuid", BinaryType.GUID, _NULL_GUID),
    Column("TransmittedServices", _S, "-"),
    Column("LmPackageName", _S, "-"),
    Column("KeyLength", _U32, 0),
    Column("ProcessId", _POINTER, 0x1BC4),
    Column("ProcessName", _S, r"C:\Windows\System32\svchost.exe"),
    Column("IpAddress", _S, "127.0.0.1"),
    Column("IpPort", _S, "0"),
    Column("ImpersonationLevel", _S, "%%1833", since="1"),
    Column("RestrictedAdminMode", _S, "-", since="2"),
    Column("TargetOutboundUserName", _S, "-", since="2"),
    Column("TargetOutboundDomainName", _S, "-", since="2"),
    Column("VirtualAccount", _S, "%%1843", since="2"),
    Column("TargetLinkedLogonId", _HEX64, 0, since="2"),
    Column("ElevatedToken", _S, "%%1842", since="2"),
)

_4616: Final = (
    Column("SubjectUserSid", _SID, "S-1-5-19"),
    Column("SubjectUserName", _S, "LOCAL SERVICE"),
    Column("SubjectDomainName", _S, "NT AUTHORITY"),
    Column("SubjectLogonId", _HEX64, 0x3E5),
    Column("PreviousTime", BinaryType.FILETIME, TIME),
    Column("NewTime", BinaryType.FILETIME, TIME - 30 * 10_000_000),
    Column("ProcessId", _POINTER, 0x608),
    Column("ProcessName", _S, r"C:\Windows\System32\svchost.exe"),
)

_4719: Final = (
    *_SUBJECT,
    Column("CategoryId", _S, "%%8276"),
    Column("SubcategoryId", _S, "%%13312"),
    Column("SubcategoryGuid", BinaryType.GUID, UUID("0CCE922B-69AE-11D9-BED3-505054503030")),
    Column("AuditPolicyChanges", _S, "%%8448"),
)


@dataclass(frozen=True, slots=True)
class SecurityBuilder:
    """Builds one kind of Security event; called with the fields a test cares about."""

    event_id: int
    task: int
    newest: int
    columns: tuple[Column, ...]

    def __call__(
        self,
        version: int | None = None,
        *,
        time: int | str = TIME,
        computer: str = COMPUTER,
        record_id: int | None = None,
        **fields: Given,
    ) -> Event:
        """An event in the layout of `version`, by default the newest."""
        written = self.newest if version is None else version
        columns = (column for column in self.columns if int(column.since or 0) <= written)
        return Event(
            PROVIDER,
            self.event_id,
            CHANNEL,
            computer,
            filetime(time) if isinstance(time, str) else time,
            fill(columns, fields),
            provider_guid=PROVIDER_GUID,
            version=written,
            level=0,
            task=self.task,
            keywords=_KEYWORDS,
            execution_process=4,
            execution_thread=8692,
            record_id=record_id,
        )


security_4688: Final = SecurityBuilder(4688, 13312, 2, _4688)
security_4689: Final = SecurityBuilder(4689, 13313, 0, _4689)
security_4624: Final = SecurityBuilder(4624, 12544, 2, _4624)
security_4608: Final = SecurityBuilder(4608, 12288, 0, ())
security_4616: Final = SecurityBuilder(4616, 12288, 1, _4616)
security_4719: Final = SecurityBuilder(4719, 13568, 0, _4719)


def security_4688_short(
    *, time: int | str = TIME, computer: str = COMPUTER, record_id: int | None = None, **fields: Given
) -> Event:
    """A version 2 process creation with 13 fields: some servers write neither parent name nor label."""
    short: dict[str, Given] = {"ParentProcessName": OMIT, "MandatoryLabel": OMIT}
    return security_4688(2, time=time, computer=computer, record_id=record_id, **short, **fields)


def system_6005(
    *,
    time: int | str = TIME,
    computer: str = COMPUTER,
    record_id: int | None = None,
    strings: tuple[str, ...] | None = None,
    binary: bytes | None = bytes.fromhex("E607020006000500160011002E005C010000000000000000"),
) -> Event:
    """Start of the event log service, in the layout of a classic source."""
    data = Value(BinaryType.NULL, b"", BinaryType.STRING_ARRAY) if strings is None else text_array(strings)
    return Event(
        "EventLog",
        6005,
        "System",
        computer,
        filetime(time) if isinstance(time, str) else time,
        body=classic_data(data, binary),
        qualifiers=0x8000,
        keywords=0x80000000000000,
        record_id=record_id,
    )
