"""The first reader's JSON of one record into an Event; any other kind than the wanted ones costs almost nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping

import msgspec

from core.notation import filetime

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
"""An event up to its id, as the first reader writes nearly all of them."""

_REST_OF_SYSTEM = re.compile(
    r'"Version":\d+,"Level":\d+,"Task":\d+,"Opcode":\d+,"Keywords":"0x[0-9a-f]+",'
    r'"TimeCreated":\{"#attributes":\{"SystemTime":"([^"\\]*)"\}\},"EventRecordID":(\d{1,19}),'
    r'"Correlation":(?:null|\{"#attributes":\{"ActivityID":"[^"\\]*"\}\}),'
    r'"Execution":\{"#attributes":\{"ProcessID":\d+,"ThreadID":\d+\}\},'
    r'"Channel":"([^"\\]+)","Computer":"([^"\\]+)",'
    r'"Security":(?:null|\{"#attributes":\{"UserID":"[^"\\]*"\}\})\},"EventData":(?=\{)'
)
"""What stands between the id and the data, in events of modern providers."""

_ATTRIBUTES = "#attributes"
"""Under this name the reader writes the attributes of an element."""

_BEGINNING = 280
"""Characters of an event's JSON that hold its provider and id, and nothing yet that differs from event to event."""
_MOST_BEGINNINGS = 4096
_kinds: dict[str, tuple[EventKind, int]] = {}
_encode = msgspec.json.Encoder().encode
_check = msgspec.json.Decoder().decode
"""Refuses half a surrogate pair, which `json` takes and no result can hold; a crafted name can bring one."""
_decode_data = msgspec.json.Decoder(dict[str, str | int | float | bool | None]).decode


class NotAnEvent(ValueError):
    """The reader's text cannot be decoded, or is too long to be decoded."""


class Event(msgspec.Struct, frozen=True):
    """What is needed of one record: its `System` values and its named data."""

    provider: str
    event_id: int
    event_record_id: int | None
    channel: str | None
    computer: str | None
    time_created: int | None
    """FILETIME, but only to the microsecond: the reader cuts the seventh digit."""
    data: Mapping[str, object]
    """`EventData`, by the `Name` of each `Data`; of an event without one what its `UserData` holds, by element."""
    repeated_names: tuple[str, ...] = ()
    """Names that stand more than once in the record; the first of each counts."""
    reader: str = "evtx"
    """Library that read the record."""


def kind_of(text: str) -> EventKind | None:
    """Tell an event's kind from the beginning of its JSON; `None` where that is not of the usual form."""
    head = _head_of(text)
    return None if head is None else head[0]


def _head_of(text: str) -> tuple[EventKind, int] | None:
    """Give the kind and where the id ends.

    Events of one kind begin alike, so a few hundred beginnings stand for millions of records.
    """
    beginning = text[:_BEGINNING]
    head = _kinds.get(beginning)
    if head is None and (found := _HEAD.match(text)) is not None:
        head = (found[1], int(found[2])), found.end()
        if found.end() <= _BEGINNING and len(_kinds) < _MOST_BEGINNINGS:
            _kinds[beginning] = head
    return head


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
    head = _head_of(text)
    if head is None or text[-3:] != "}}}":
        return None
    (provider, event_id), end = head
    rest = _REST_OF_SYSTEM.match(text, end)
    if rest is None:
        return None
    written = text[rest.end() : -2]
    try:
        data = _decode_data(written)
    except ValueError:
        return None
    if _encode(data) != written.encode():
        return None
    created, record_id, channel, computer = rest.groups()
    return Event(provider, event_id, int(record_id), channel, computer, filetime.from_text(created), data)


def _any_event(text: str) -> Event:
    try:
        root, repeated = _tree(text)
    except (ValueError, RecursionError) as error:
        raise NotAnEvent(f"the reader's JSON cannot be decoded: {error}") from error
    body = _mapping(_mapping(root).get("Event"))
    system = _mapping(body.get("System"))
    if not system:  # what the reader makes of noise between a sound header and a sound end: {"Event":null}
        raise NotAnEvent("the reader found no System values in it")
    created = _attributes(system.get("TimeCreated")).get("SystemTime")
    return Event(
        provider=str(_attributes(system.get("Provider")).get("Name", "")),
        event_id=_integer(system.get("EventID")) or 0,
        event_record_id=_integer(system.get("EventRecordID")),
        channel=_word(system.get("Channel")),
        computer=_word(system.get("Computer")),
        time_created=filetime.from_text(created) if isinstance(created, str) else None,
        data={name: content(value) for name, value in _data_of(body).items() if name != _ATTRIBUTES},
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

    _check(text)
    return json.loads(text, object_pairs_hook=keep_first), tuple(dict.fromkeys(repeated))


def content(value: object) -> object:
    """Give what an element holds: the reader wraps it where the element has attributes of its own."""
    if isinstance(value, dict):
        return value.get("#text")
    return value


def _data_of(body: Mapping[str, object]) -> Mapping[str, object]:
    """Give the named data; events of the event log service itself have theirs in the one element in UserData."""
    if "EventData" in body:
        return _mapping(body["EventData"])
    elements = _mapping(body.get("UserData")).items()
    return next((_mapping(value) for name, value in elements if name != _ATTRIBUTES), {})


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _attributes(value: object) -> Mapping[str, object]:
    return _mapping(_mapping(value).get(_ATTRIBUTES))


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
