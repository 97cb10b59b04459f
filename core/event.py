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
    r'"EventID":(?:\{"#attributes":\{"Qualifiers":\d+\},"#text":)?(\d{1,5})[,}]'
)
_SYSTEM = re.compile(
    r'\{"Event":\{"#attributes":\{"xmlns":"[^"\\]*"\},"System":\{'
    r'"Provider":\{"#attributes":\{"Name":"([^"\\]*)","Guid":"[^"\\]*"\}\},"EventID":(\d+),'
    r'"Version":\d+,"Level":\d+,"Task":\d+,"Opcode":\d+,"Keywords":"0x[0-9a-f]+",'
    r'"TimeCreated":\{"#attributes":\{"SystemTime":"([^"\\]*)"\}\},"EventRecordID":(\d{1,19}),'
    r'"Correlation":(?:null|\{"#attributes":\{"ActivityID":"[^"\\]*"\}\}),'
    r'"Execution":\{"#attributes":\{"ProcessID":\d+,"ThreadID":\d+\}\},'
    r'"Channel":"([^"\\]+)","Computer":"([^"\\]+)",'
    r'"Security":(?:null|\{"#attributes":\{"UserID":"[^"\\]*"\}\})\},"EventData":(?=\{)'
)
"""An event of a modern provider up to its data, as the first reader writes nearly all of them."""

_EVENT_ID = '"EventID":'
_EVENT_ID_FROM = 90
"""Nearer to its beginning no event's JSON has its id: the search skips the namespace."""
_MOST_HEADS = 4096
_kinds: dict[str, EventKind] = {}
_encode = msgspec.json.Encoder().encode
_decode_data = msgspec.json.Decoder(dict[str, str | int | float | bool | None]).decode


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


def kind_of(text: str) -> EventKind | None:
    """Tell an event's kind from the beginning of its JSON; `None` where that is not of the usual form.

    Events of one kind begin alike, so a few hundred beginnings stand for millions of records.
    """
    head = text[: text.find(",", text.find(_EVENT_ID, _EVENT_ID_FROM)) + 1]
    kind = _kinds.get(head)
    if kind is None:
        found = _HEAD.match(text)
        if found is None:
            return None
        kind = found[1], int(found[2])
        if found.end() == len(head) and len(_kinds) < _MOST_HEADS:
            _kinds[head] = kind
    return kind


def read_event(text: str, wanted: Container[EventKind]) -> Event | None:
    """Decode an event whose kind is wanted; `None` for any other.

    Raises NotAnEvent where the text cannot be decoded.
    """
    kind = kind_of(text)
    if kind is not None and kind not in wanted:
        return None
    event = decode_event(text)
    return event if (event.provider, event.event_id) in wanted else None


def decode_event(text: str) -> Event:
    """Decode the JSON of any event. Raises NotAnEvent."""
    if len(text) > LONGEST_JSON:
        raise NotAnEvent(f"it expands to {len(text):,} characters of JSON")
    return _usual_event(text) or _any_event(text)


def _usual_event(text: str) -> Event | None:
    """Decode an event of the usual form, a few times faster; `None` where it has another or repeats a name.

    Of a repeated name the fast decoder keeps the last value silently; encoding what it kept shows that.
    """
    head = _SYSTEM.match(text)
    if head is None or text[-3:] != "}}}":
        return None
    written = text[head.end() : -2]
    try:
        data = _decode_data(written)
    except ValueError:
        return None
    if _encode(data) != written.encode():
        return None
    provider, event_id, created, record_id, channel, computer = head.groups()
    return Event(
        provider=provider,
        event_id=int(event_id),
        event_record_id=int(record_id),
        channel=channel,
        computer=computer,
        time_created=filetime.from_text(created),
        data=data,
    )


def _any_event(text: str) -> Event:
    try:
        root, repeated = _tree(text)
    except (ValueError, RecursionError) as error:
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
        data={name: content(value) for name, value in _mapping(body.get("EventData")).items()},
        repeated_names=repeated,
    )


def _tree(text: str) -> tuple[object, tuple[str, ...]]:
    """Decode JSON; where a name was repeated keep its first value, as a reader of the XML would meet it.

    Element names are written into the JSON as the log has them, so a crafted log can repeat a name. Raises
    ValueError.
    """
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
    inner = value if type(value) is int else content(value)
    if isinstance(inner, str) and inner.isascii() and inner.isdigit() and len(inner) < 20:
        return int(inner)
    return inner if type(inner) is int and 0 <= inner < 1 << 64 else None


def _word(value: object) -> str | None:
    inner = value if isinstance(value, str) else content(value)
    return inner if isinstance(inner, str) and inner else None


def exact_time(cut: int | None, record: bytes) -> int | None:
    """Restore the digit of `time_created` that the reader cut, from the FILETIME in the record's bytes.

    The number begins with the same seven bytes whatever that digit is, unless the lowest byte runs over.
    A time before 1601, which damage or a crafted text can give, is no FILETIME and stays as it is.
    """
    if cut is None or cut < 0:
        return cut
    for low in (cut, cut + 9):
        high_bytes = (low >> 8).to_bytes(7, "little")
        at = record.find(high_bytes, 1)
        while at > 0:
            exact = record[at - 1] | low >> 8 << 8
            if cut <= exact < cut + 10:
                return exact
            at = record.find(high_bytes, at + 1)
    return cut
