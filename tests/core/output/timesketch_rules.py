"""What Timesketch's documents and its reader ask of a file, as checks.

From google/timesketch (45b339b): docs/guides/user/import-from-json-csv.md names the fields that a file must have;
timesketch/lib/utils.py says what becomes of them: rows whose time cannot be read, or lies before 1700, are dropped,
a tag is a JSON list where it stands in brackets, and our own fields must not be among those that it removes.
data/generic.mappings says that texts are texts, so a field must be of one kind in all rows.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

MANDATORY = ("message", "datetime", "timestamp_desc")
REMOVED = frozenset({"_id", "_type", "_index", "_source", "__ts_timeline_id"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Events = Sequence[Mapping[str, object]]


def events_of_lines(text: str) -> Events:
    """Read JSON Lines as Timesketch does, and hold each to its rules."""
    assert text.isascii()
    events = [json.loads(line) for line in text.splitlines()]
    for event in events:
        hold_to_the_rules(event)
        json.dumps(event, ensure_ascii=False).encode()  # as it is sent on
        assert all(-(2**63) <= value < 2**63 for value in event.values() if isinstance(value, int))
    kinds = {(key, type(value)) for event in events for key, value in event.items()}
    assert len(kinds) == len({key for key, _ in kinds})
    return events


def events_of_csv(text: str) -> Events:
    """Read CSV as Timesketch does, and hold each row to its rules."""
    rows = csv.reader(io.StringIO(text, newline=""))
    heading = next(rows)
    assert len(heading) == len(set(heading))
    events: list[dict[str, object]] = []
    for cells in rows:
        event: dict[str, object] = dict(zip(heading, cells, strict=True))
        tag, timestamp = event["tag"], event["timestamp"]
        assert isinstance(tag, str)
        assert isinstance(timestamp, str)
        assert (tag[:1], tag[-1:]) == ("[", "]")
        hold_to_the_rules({**event, "tag": json.loads(tag), "timestamp": int(timestamp)})
        events.append(event)
    return events


def hold_to_the_rules(event: Mapping[str, object]) -> None:
    """Check what every row must have."""
    assert all(isinstance(event[name], str) and event[name] for name in MANDATORY)
    assert not REMOVED & event.keys()
    moment = datetime.fromisoformat(str(event["datetime"]))
    assert moment.utcoffset() == timedelta()
    assert 1700 <= moment.year <= 2261
    assert event["timestamp"] == (moment - _EPOCH) // timedelta(microseconds=1)
    tags = event["tag"]
    assert isinstance(tags, list)
    assert all(isinstance(tag, str) for tag in tags)
