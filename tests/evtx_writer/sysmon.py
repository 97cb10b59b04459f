"""Field values by name into the events of Sysmon, in the layouts of its schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from .event import Event
from .fields import Column, Given, fill
from .sysmon_layouts import (
    COMPUTER,
    SYSMON_1,
    SYSMON_3,
    SYSMON_4,
    SYSMON_5,
    SYSMON_7,
    SYSMON_8,
    SYSMON_10,
    SYSMON_11,
    SYSMON_12,
    SYSMON_13,
    SYSMON_15,
    SYSMON_16,
    SYSMON_22,
    SYSMON_23,
    SYSMON_255,
    TIME,
    utc_time,
)
from .values import filetime

PROVIDER: Final = "Microsoft-Windows-Sysmon"
PROVIDER_GUID: Final = UUID("5770385F-C22A-43E0-BF4C-06F5698FFBD9")
CHANNEL: Final = "Microsoft-Windows-Sysmon/Operational"
NEWEST: Final = "4.90"

SCHEMAS: Final = ("2.0", "3.10", "4.0", "4.1", "4.21", "4.80", "4.90")


@dataclass(frozen=True, slots=True)
class SysmonBuilder:
    """Builds one kind of Sysmon event; called with the fields a test cares about."""

    event_id: int
    version: int
    columns: tuple[Column, ...]
    level: int = 4

    def __call__(
        self,
        schema: str = NEWEST,
        *,
        time: int | str = TIME,
        computer: str = COMPUTER,
        record_id: int | None = None,
        user_sid: str = "S-1-5-18",
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
            level=self.level,
            task=self.event_id,
            user_sid=user_sid,
            execution_process=3436,
            execution_thread=4320,
            record_id=record_id,
        )


def _has(schema: str, column: Column) -> bool:
    rank = SCHEMAS.index(schema)
    begun = column.since is None or rank >= SCHEMAS.index(column.since)
    return begun and (column.until is None or rank < SCHEMAS.index(column.until))


sysmon_1: Final = SysmonBuilder(1, 5, SYSMON_1)
sysmon_3: Final = SysmonBuilder(3, 5, SYSMON_3)
sysmon_4: Final = SysmonBuilder(4, 3, SYSMON_4)
sysmon_5: Final = SysmonBuilder(5, 3, SYSMON_5)
sysmon_7: Final = SysmonBuilder(7, 3, SYSMON_7)
sysmon_8: Final = SysmonBuilder(8, 2, SYSMON_8)
sysmon_10: Final = SysmonBuilder(10, 3, SYSMON_10)
sysmon_11: Final = SysmonBuilder(11, 2, SYSMON_11)
sysmon_12: Final = SysmonBuilder(12, 2, SYSMON_12)
sysmon_13: Final = SysmonBuilder(13, 2, SYSMON_13)
sysmon_15: Final = SysmonBuilder(15, 2, SYSMON_15)
sysmon_16: Final = SysmonBuilder(16, 3, SYSMON_16)
sysmon_22: Final = SysmonBuilder(22, 5, SYSMON_22)
sysmon_23: Final = SysmonBuilder(23, 5, SYSMON_23)
sysmon_255: Final = SysmonBuilder(255, 3, SYSMON_255, level=2)
