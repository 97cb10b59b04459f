"""Field values by name into what the event log service writes about its own logs, in UserData."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from .event import Event
from .fields import Column, Given, fill
from .sysmon_layouts import COMPUTER, TIME
from .values import BinaryType, filetime

PROVIDER: Final = "Microsoft-Windows-Eventlog"
PROVIDER_GUID: Final = UUID("FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148")

_AUDIT: Final = 0x4020000000000000
_S: Final = BinaryType.STRING
_USER_SID: Final = "S-1-5-21-3461203602-4096304019-2269080069-1001"

_AUDIT_LOG_CLEARED: Final = (
    Column("SubjectUserSid", BinaryType.SID, _USER_SID),
    Column("SubjectUserName", _S, "j.doe"),
    Column("SubjectDomainName", _S, "EXAMPLE"),
    Column("SubjectLogonId", BinaryType.HEX64, 0x53CA2),
)

_LOG_CLEARED: Final = (
    Column("SubjectUserName", _S, "j.doe"),
    Column("SubjectDomainName", _S, "EXAMPLE"),
    Column("Channel", _S, "Microsoft-Windows-Sysmon/Operational"),
    Column("BackupPath", _S, ""),
)


@dataclass(frozen=True, slots=True)
class ServiceBuilder:
    """Builds one kind of event; called with the fields a test cares about."""

    event_id: int
    task: int
    channel: str
    element: str
    columns: tuple[Column, ...] = ()
    level: int = 4
    keywords: int = _AUDIT
    user_sid: str | None = None

    def __call__(
        self,
        *,
        time: int | str = TIME,
        computer: str = COMPUTER,
        record_id: int | None = None,
        user_sid: str | None = None,
        **fields: Given,
    ) -> Event:
        """An event whose fields are the elements of `element`."""
        return Event(
            PROVIDER,
            self.event_id,
            self.channel,
            computer,
            filetime(time) if isinstance(time, str) else time,
            fill(self.columns, fields),
            user_data=self.element,
            provider_guid=PROVIDER_GUID,
            level=self.level,
            task=self.task,
            keywords=self.keywords,
            user_sid=user_sid or self.user_sid,
            execution_process=1552,
            execution_thread=3456,
            record_id=record_id,
        )


security_1100: Final = ServiceBuilder(1100, 103, "Security", "ServiceShutdown")
security_1101: Final = ServiceBuilder(
    1101, 101, "Security", "AuditEventsDropped", (Column("Reason", BinaryType.UINT32, 0),), level=2
)
security_1102: Final = ServiceBuilder(1102, 104, "Security", "LogFileCleared", _AUDIT_LOG_CLEARED)
system_104: Final = ServiceBuilder(
    104, 104, "System", "LogFileCleared", _LOG_CLEARED, keywords=0x8000000000000000, user_sid=_USER_SID
)
