"""A log into what three independent readers find in it, told in one form.

The form: integers are decimal or `0x` and hexadecimal without leading zeros, GUIDs upper case without
braces, truth values `true` and `false`; strings are what the reader says, entities resolved.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyevtx
from evtx import PyEvtxParser
from Evtx.Evtx import FileHeader

_GUID: Final = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
_HEX: Final = re.compile(r"0x[0-9a-fA-F]+")
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d\.\d{6})\d*(?:Z|\+00:00)")
_ENTITY: Final = re.compile(r"&(?:#(\d+)|(lt|gt|amp|quot|apos));")
_ENTITIES: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_DATA: Final = re.compile(r'<Data Name="([^"]*)"(?:/>|>(.*?)</Data>)', re.DOTALL)
_ELEMENT: Final = re.compile(r"<(\w+)((?: \w+=\"[^\"]*\")*)\s*(?:/>|>([^<]*)</\1>)")
_USER_DATA: Final = re.compile(r"<UserData>\s*<[^>]*>(.*)</UserData>", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Reading:
    """One record as one reader tells it."""

    number: int
    system: Mapping[str, str]
    """Element or `Element/Attribute` to text; nothing for what is absent or empty."""

    data: Mapping[str, str]
    """The named Data elements of EventData, or what stands in the element inside UserData."""


def rust_json(log: bytes) -> list[tuple[int, str]]:
    """Record number and JSON as `evtx` tells them, checksums verified."""
    parser = PyEvtxParser(io.BytesIO(log), validate_checksums=True)
    # The iterator's declared None never comes: records end with StopIteration.
    records: Iterator[Any] = iter(parser.records_json())
    return [(record["event_record_id"], record["data"]) for record in records]


def python_xml(log: bytes) -> list[tuple[int, str]]:
    """Record number and XML as `python-evtx` tells them."""
    chunks = FileHeader(log, 0).chunks()
    return [(record.record_num(), record.xml()) for chunk in chunks for record in chunk.records()]


def libevtx_xml(log: bytes) -> list[tuple[int, str]]:
    """Record number and XML as libevtx tells them, without the records it recovers from slack."""
    file = pyevtx.file()
    file.open_file_object(io.BytesIO(log))
    try:
        records = (file.get_record(index) for index in range(file.number_of_records))
        return [(record.identifier, record.xml_string) for record in records]
    finally:
        file.close()


def read_rust(log: bytes) -> list[Reading]:
    """The records as `evtx` reads them."""
    return [_from_json(number, json.loads(document)) for number, document in rust_json(log)]


def read_python(log: bytes) -> list[Reading]:
    """The records as `python-evtx` reads them."""
    return [_from_xml(number, xml) for number, xml in python_xml(log)]


def read_libevtx(log: bytes) -> list[Reading]:
    """The records as libevtx reads them."""
    return [_from_xml(number, xml) for number, xml in libevtx_xml(log)]


READERS: Final[Mapping[str, Callable[[bytes], list[Reading]]]] = {
    "evtx": read_rust,
    "python-evtx": read_python,
    "libevtx": read_libevtx,
}


def canonical(string: str) -> str:
    """Bring numbers, GUIDs, times and truth values of any reader into one form."""
    if guid := _GUID.fullmatch(string):
        return guid[1].upper()
    if _HEX.fullmatch(string):
        return hex(int(string, 16))
    if moment := _TIME.fullmatch(string):
        return f"{moment[1]}T{moment[2]}Z"
    return string.lower() if string in ("True", "False") else string


def _from_json(number: int, document: Mapping[str, Any]) -> Reading:
    event = document["Event"]
    (data,) = event.get("UserData", {"": event.get("EventData")}).values()
    named = {
        key: canonical(_scalar("" if content is None else content))
        for key, content in (data or {}).items()
        if key not in ("Data", "Binary", "#attributes")
    }
    return Reading(number, dict(_system_of_json(event["System"])), named)


def _system_of_json(system: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, content in system.items():
        parts = content if isinstance(content, dict) else {"#text": content}
        for attribute, string in parts.get("#attributes", {}).items():
            yield f"{name}/{attribute}", canonical(_scalar(string))
        if parts.get("#text") is not None:
            yield name, canonical(_scalar(parts["#text"]))


def _scalar(content: object) -> str:
    return content if isinstance(content, str) else json.dumps(content)


def _from_xml(number: int, xml: str) -> Reading:
    system = xml[xml.index("<System>") + len("<System>") : xml.index("</System>")]
    data = {_resolve(name): canonical(_resolve(content)) for name, content in _DATA.findall(xml)}
    for inside in _USER_DATA.findall(xml):
        data |= {name: canonical(_resolve(content)) for name, _, content in _ELEMENT.findall(inside)}
    return Reading(number, dict(_system_of_xml(system)), data)


def _system_of_xml(system: str) -> Iterator[tuple[str, str]]:
    for name, attributes, content in _ELEMENT.findall(system):
        for attribute, string in _ATTRIBUTE.findall(attributes):
            if string:
                yield f"{name}/{attribute}", canonical(_resolve(string))
        if content:
            yield name, canonical(_resolve(content))


def _resolve(string: str) -> str:
    return _ENTITY.sub(lambda match: chr(int(match[1])) if match[1] else _ENTITIES[match[2]], string)
