"""The first reader's JSON of one record into an Event; any other kind than the wanted ones costs almost nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping

import msgspec

from core import filetime

LONGEST_JSON = 4 * 1024 * 1024
"""Characters. A 64 KiB chunk holds 32,768 UTF-16 units and JSON writes none with more than six characters, so
an honest record stays far below; one that expands beyond it was made to exhaust memory."""

EventKind = tuple[str, int]
"""Provider name and event id; the id alone means nothing (System/Provider, System/EventID)."""

_HEAD = re.compile(
    r'\{"Event":\{(?:"#attributes":\{"xmlns":"[^"\\]*"\},)?"System":\{'
    r'"Provider":\{"#attributes":\{"Name":"([^"\\]*)"(?:,"Guid":"[^"\\]*")?(?:,"EventSourceName":"[^"\\]*")?\}\},'
    r'"EventID":(?:\{"#attributes":\{"Qualifiers":\d+\},"#text":)?(\d+)[,}]'
)
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class NotAnEvent(ValueError):
    """The reader's text cannot be decoded, or is too long to be decoded."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed of one record: its `System` values and its named data."""

    provider: str
    event_id: int
    event_record_id: int | None
    channel: str | None
    computer: str | None
    time_created: int | None
    """FILETIME, but only to the microsecond: the reader cuts the seventh digit."""
    data: Mapping[str, object]
    """`EventData`, by the `Name` of each `Data`."""
    repeated_names: tuple[str, ...] = ()
    """Names that stand more than once in the record; the first of each counts."""
    reader: str = "evtx"
    """Library that read the record."""


def read_event(text: str, wanted: Container[EventKind]) -> Event | None:
    """Decode an event whose kind is wanted; `None` for any other.

    Raises NotAnEvent where the text cannot be decoded.
    """
    head = _HEAD.match(text)
    if head is not None and (head[1], int(head[2])) not in wanted:
        return None
    if len(text) > LONGEST_JSON:
        raise NotAnEvent(f"it expands to {len(text):,} characters of JSON")
    event = _event(text)
    return event if (event.provider, event.event_id) in wanted else None


def _event(text: str) -> Event:
    try:
        root, repeated = _tree(text)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise NotAnEvent(f"the reader's JSON cannot be decoded: {error}") from error
    body = _mapping(_mapping(root).get("Event"))
    system = _mapping(body.get("System"))
    created = _attributes(system.get("TimeCreated")).get("SystemTime")
    return Event(
        provider=str(_attributes(system.get("Provider")).get("Name", "")),
        event_id=_integer(system.get("EventID")) or 0,
        event_record_id=_integer(system.get("EventRecordID")),
        channel=_word(system.get("Channel")),
        computer=_word(system.get("Computer")),
        time_created=filetime.from_text(created) if isinstance(created, str) else None,
        data={
            name: content(value) if isinstance(value, dict) else value
            for name, value in _mapping(body.get("EventData")).items()
        },
        repeated_names=repeated,
    )


def _tree(text: str) -> tuple[object, tuple[str, ...]]:
    """Decode JSON; where a name was repeated keep its first value, as a reader of the XML would meet it.

    Element names are written into the JSON as the log has them, so a crafted log can repeat a name, and the
    fast decoder keeps the last silently. Where encoding the tree gives the text again, nothing was lost.
    """
    root: object = _decode(text)
    if _encode(root) == text.encode("utf-8", "surrogatepass"):
        return root, ()
    repeated: list[str] = []

    def keep_first(pairs: list[tuple[str, object]]) -> dict[str, object]:
        kept: dict[str, object] = {}
        for name, value in pairs:
            if name in kept:
                repeated.append(name)
            else:
                kept[name] = value
        return kept

    return json.loads(text, object_pairs_hook=keep_first), tuple(dict.fromkeys(repeated))


def content(value: object) -> object:
    """Give what an element holds: the reader wraps it where the element has attributes of its own."""
    if isinstance(value, dict):
        return value.get("#text")
    return value


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _attributes(value: object) -> Mapping[str, object]:
    return _mapping(_mapping(value).get("#attributes"))


def _integer(value: object) -> int | None:
    inner = content(value)
    if isinstance(inner, str) and inner.isascii() and inner.isdigit() and len(inner) < 20:
        return int(inner)
    return inner if isinstance(inner, int) and not isinstance(inner, bool) else None


def _word(value: object) -> str | None:
    inner = content(value)
    return inner if isinstance(inner, str) and inner else None


def exact_time(cut: int | None, record: bytes) -> int | None:
    """Restore the digit of `time_created` that the reader cut, from the FILETIME in the record's bytes.

    The number begins with the same seven bytes whatever that digit is, unless the lowest byte runs over.
    """
    if cut is None:
        return None
    for low in (cut, cut + 9):
        high_bytes = (low >> 8).to_bytes(7, "little")
        at = record.find(high_bytes, 1)
        while at > 0:
            exact = record[at - 1] | low >> 8 << 8
            if cut <= exact < cut + 10:
                return exact
            at = record.find(high_bytes, at + 1)
    return cut
