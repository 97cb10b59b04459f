"""Logs about one process, and a search in them by this process: what tests of related events have in common."""

from __future__ import annotations

import struct
import sys
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from core.work.related import (
    RelatedFound,
    Wanted,
    find_related,
)
from core.work.related_range import FindRelated, RelatedInRange
from core.work.sources import LogFile
from core.work.workers import Workers
from tests.core.log_reading import log_file, say_nothing
from tests.evtx_writer import (
    Attribute,
    Element,
    Event,
    Text,
    damage,
    process_guid,
    value,
    write_log,
)
from tests.evtx_writer.binxml import END_OF_FRAGMENT, FRAGMENT_HEADER, MORE, BinXmlWriter
from tests.evtx_writer.chunk import RECORD_MAGIC, ChunkWriter
from tests.evtx_writer.markup import Node
from tests.evtx_writer.security import PROVIDER, PROVIDER_GUID
from tests.evtx_writer.sysmon_layouts import COMPUTER, TIME
from tests.evtx_writer.values import BinaryType

if sys.platform == "win32":
    pass
else:
    pass

SECOND = 10_000_000
MINUTE = 60 * SECOND
PID = 8612
LOGON = 0x53CA2
OTHER_PID = 4242
GUID = process_guid(TIME, PID)
EXCEL = process_guid(TIME - 10 * MINUTE, 5016)
STRANGER = process_guid(TIME + SECOND, OTHER_PID)
TEXT = str(GUID).upper()

BY_SYSMON = Wanted(COMPUTER, TEXT, PID, TIME, TIME + MINUTE, LOGON)
BY_SECURITY = msgspec.structs.replace(BY_SYSMON, guid=None)
ENDLESS = msgspec.structs.replace(BY_SECURITY, ended=None)

Found = list[tuple[str, str]]
"""By what each event was found, and in which field the process stands."""


def security(event_id: int, *, time: int = TIME, computer: str = COMPUTER, **fields: object) -> Event:
    """Write a Security event that the writer has no layout for: PIDs as pointers, ids of logons as HexInt64."""
    kinds = {"pid": BinaryType.POINTER, "logon": BinaryType.HEX64}
    data = {
        name: value(kinds[part[0]], part[1]) if isinstance(part, tuple) else part
        for name, part in fields.items()
    }
    return Event(
        PROVIDER,
        event_id,
        "Security",
        computer,
        time,
        data,  # type: ignore[arg-type]
        provider_guid=PROVIDER_GUID,
        execution_process=4,
    )


def ended(steps: Generator[float, None, RelatedFound]) -> RelatedFound:
    """Search to the end; the share that is done never falls."""
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as stop:
            assert shares == sorted(shares)
            found: RelatedFound = stop.value
            return found


def here(logs: Sequence[LogFile], *wanted: Wanted) -> RelatedFound:
    """Search in this process, each result sent as a worker sends it."""
    return ended(find_related(InThisProcess(), logs, wanted))


class InThisProcess(Workers):
    """Does all work at once, in order."""

    def __init__(self) -> None:
        super().__init__(1)

    def run(self, tasks: object) -> Iterator[object]:  # type: ignore[override]
        """Give each unit with its result."""
        assert isinstance(tasks, Iterator)
        for task in tasks:
            assert isinstance(task, FindRelated)
            asked = msgspec.msgpack.decode(msgspec.msgpack.encode(task), type=FindRelated)
            yield None
            try:
                result = asked.run(say_nothing)
            except OSError as error:
                result = asked.after_error(error.strerror or "")
            yield task, msgspec.msgpack.decode(msgspec.msgpack.encode(result), type=RelatedInRange)


def written(folder: Path, *events: Event, name: str = "log.evtx", **options: int) -> LogFile:
    """Write a log and take it for a source."""
    path = folder / name
    write_log(path, events, **options)  # type: ignore[arg-type]
    return log_file(path)


def ways(found: RelatedFound) -> Found:
    """Say how each event was found."""
    return [(event.found_by, event.as_field) for event in found.events]


RAW: dict[str, Any] = {"process_guid": GUID, "process_id": PID}
OTHERS: dict[str, Any] = {"process_guid": STRANGER, "process_id": OTHER_PID}
AT_ONCE = TIME + SECOND
SEVERAL = (BY_SYSMON, Wanted(COMPUTER, str(EXCEL).upper(), 5016, TIME - 10 * MINUTE, None, LOGON))


class _WithoutTemplates(BinXmlWriter):
    """Writes elements as they stand outside templates: they depend on no value, and do not say so."""

    def _open(self, element: Element) -> list[tuple[Node, bool] | int]:
        self.buffer += struct.pack("<BI", 0x01 | (MORE if element.attributes else 0), 0)
        size_at = len(self.buffer) - 4
        self._name(element.name)
        if element.attributes:
            self._attributes(element.attributes)
        self.buffer += b"\x02"
        return [size_at, *((child, True) for child in reversed(element.children))]


def as_text(*events: tuple[int, dict[str, str]]) -> bytes:
    """Write a log whose records hold plain elements instead of template instances, and an empty header's time."""
    writer = ChunkWriter(1)
    inner = writer._writer = _WithoutTemplates(writer._writer.buffer)
    for event_id, data in events:
        system = Element(
            "System",
            children=(
                Element("Provider", (Attribute("Name", (Text(PROVIDER),)),)),
                Element("EventID", children=(Text(str(event_id)),)),
                Element("TimeCreated", (Attribute("SystemTime", (Text("2026-03-02T08:15:30.125Z"),)),)),
                Element("EventRecordID", children=(Text("12"),)),
                Element("Channel", children=(Text("Security"),)),
                Element("Computer", children=(Text(COMPUTER),)),
            ),
        )
        fields = tuple(
            Element("Data", (Attribute("Name", (Text(name),)),), (Text(text),)) for name, text in data.items()
        )
        buffer, start = inner.buffer, len(inner.buffer)
        buffer += struct.pack("<4sIQQ", RECORD_MAGIC, 0, writer.next_record, 0) + FRAGMENT_HEADER
        inner._content((Element("Event", children=(system, Element("EventData", children=fields))),))
        buffer += END_OF_FRAGMENT + bytes(-(len(buffer) + 1 - start + 4) % 8)
        size = len(buffer) - start + 4
        buffer += struct.pack("<I", size)
        struct.pack_into("<I", buffer, start + 4, size)
        writer._last_record_offset, writer.count = start, writer.count + 1
    return write_log(None, [])[: damage.chunk_offset(0)] + writer.finish()
