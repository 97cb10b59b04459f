"""Related events with plausible defaults, so that a test names only what it is about."""

from __future__ import annotations

import msgspec

from core.notation.filetime import to_text
from core.processes.process import Place
from core.processes.process_fields import SYSMON
from core.work.related_event import BY_GUID, RelatedEvent, RelatedFound
from tests.core.builders import process

STARTED = process().utc_time or 0
SECOND = 10_000_000


def event(event_id: int, *, seconds: float = -5, by: int = 1, **fields: str) -> RelatedEvent:
    """Build an event of Sysmon about the row's Excel (`by=1`), so many seconds after the row's process started."""
    return RelatedEvent(
        place=Place("Sysmon.evtx", 0, 0x2000, 0x400, 2),
        provider=SYSMON,
        event_id=event_id,
        event_record_id=4800 + event_id,
        channel="Microsoft-Windows-Sysmon/Operational",
        fqdn="WS01.corp.example",
        time=STARTED + int(seconds * SECOND),
        process=by,
        found_by=BY_GUID,
        as_field="ProcessGuid",
        fields=tuple(fields.items()),
    )


def dated(one: RelatedEvent) -> RelatedEvent:
    """Give an event again with Sysmon's own time of it, so that it need not be of an earlier moment."""
    assert one.time is not None
    return msgspec.structs.replace(one, fields=(("UtcTime", to_text(one.time)), *one.fields))


def found(*events: RelatedEvent) -> RelatedFound:
    """Put events together as a search gives them."""
    return RelatedFound(events=list(events))


def of_other(one: RelatedEvent, **changes: object) -> RelatedEvent:
    """Give an event again with other values of its own."""
    return msgspec.structs.replace(one, **changes)
