"""Field values by name into PowerShell's own events: what a script said and what a command was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from .event import Event
from .fields import Column, Given, fill
from .sysmon_layouts import COMPUTER, TIME
from .values import BinaryType, filetime

PROVIDER: Final = "Microsoft-Windows-PowerShell"
PROVIDER_GUID: Final = UUID("A0C1853B-5C40-4B15-8766-3CF1C58F985A")
CHANNEL: Final = "Microsoft-Windows-PowerShell/Operational"

_S, _I32 = BinaryType.STRING, BinaryType.INT32
_USER_SID: Final = "S-1-5-21-3461203602-4096304019-2269080069-1001"

_4103: Final = (
    Column("ContextInfo", _S, "        Severity = Informational\r\n        Command Name = Get-Date"),
    Column("UserData", _S, ""),
    Column("Payload", _S, 'CommandInvocation(Get-Date): "Get-Date"\r\n'),
)

_4104: Final = (
    Column("MessageNumber", _I32, 1),
    Column("MessageTotal", _I32, 1),
    Column("ScriptBlockText", _S, "Get-Date"),
    Column("ScriptBlockId", _S, "b4ee7a4c-0f5e-4a4b-9d0c-2f3f6d0e5a11"),
    Column("Path", _S, ""),
)


@dataclass(frozen=True, slots=True)
class PowerShellBuilder:
    """Builds one kind of PowerShell event; called with the fields a test cares about."""

    event_id: int
    task: int
    opcode: int
    level: int
    columns: tuple[Column, ...]

    def __call__(
        self,
        *,
        time: int | str = TIME,
        computer: str = COMPUTER,
        record_id: int | None = None,
        execution_process: int = 8612,
        user_sid: str = _USER_SID,
        activity_id: UUID | None = None,
        **fields: Given,
    ) -> Event:
        """An event of the PowerShell with PID `execution_process`: its own fields do not name the process."""
        return Event(
            PROVIDER,
            self.event_id,
            CHANNEL,
            computer,
            filetime(time) if isinstance(time, str) else time,
            fill(self.columns, fields),
            provider_guid=PROVIDER_GUID,
            version=1,
            level=self.level,
            task=self.task,
            opcode=self.opcode,
            keywords=0,
            user_sid=user_sid,
            activity_id=activity_id,
            execution_process=execution_process,
            execution_thread=5120,
            record_id=record_id,
        )


powershell_4103: Final = PowerShellBuilder(4103, 106, 20, 4, _4103)
powershell_4104: Final = PowerShellBuilder(4104, 2, 15, 5, _4104)
