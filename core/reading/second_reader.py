"""One record's bytes into XML, field tree and Event, by python-evtx and xmltodict: the witness beside the first.

It reads 300 records a second, so it is asked for single records only, and never for a log: it trusts the chunk
count in the header and then loses records without a word (williballenthin/python-evtx issue 85).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import Any
from xml.parsers.expat import ExpatError

import xmltodict

from core.notation import filetime
from core.notation.windows import number
from core.reading.chunk_copy import copy_chunk
from core.reading.event import Event
from core.reading.reader_packages import second_reader
from core.reading.record_walk import Span


@cache
def _library() -> ModuleType:
    """Load python-evtx when it is first asked: most logs never need it.

    WORKAROUND(python-evtx 0.8.1): on an array of strings that is no UTF-16 text, one byte long for instance, its
    own code goes round for ever; and it puts an empty first string behind the second.
    """
    library = second_reader()
    sys.modules["Evtx.Nodes"].WstringArrayTypeNode.string = _strings
    return library


def _strings(node: Any) -> str:
    """Write an array of NUL-terminated strings as python-evtx does; the last need not be terminated."""
    *strings, last = bytes(node.binary()).decode("utf-16-le").split("\0")
    if last:
        strings.append(last)
    return "".join(f"<string>{string}</string>\n" for string in strings)


REMOVED_CHARACTERS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters that python-evtx deletes from every value (Evtx/Views.py, escape_value).

Those above 0x7F are on its list too, but they have become character references by then and stay.
"""


class SecondReaderError(Exception):
    """The second reader could not read the record; the message is its own reason."""


def read_xml(chunk: bytes, span: Span) -> str:
    """Render one record of a whole chunk as XML. Raises SecondReaderError."""
    library, copy = _library(), bytes(copy_chunk(chunk, (span,), 0))
    try:
        header = library.ChunkHeader(copy, 0)
        header._strings, header._templates = _Found(header.add_string), _Found(header.add_template)
        return str(library.Record(copy, span.offset, header).xml())
    except Exception as error:  # python-evtx lets any exception out of hostile bytes
        raise SecondReaderError(f"python-evtx: {type(error).__name__}: {error}"[:300]) from error


class _Found(dict[int, object]):
    """Names or templates by offset, each read when a record points to it.

    WORKAROUND(python-evtx 0.8.1): it fills these from the chunk's tables, which are zero in the copy, and so
    would not find what stands in an earlier record.
    """

    def __init__(self, read: Callable[[int], object]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, offset: int) -> object:
        return self._read(offset)


def refuse_misread(xml: str) -> None:
    """Raise SecondReaderError where its XML is not what the record holds."""
    if "<![CDATA[" in xml:  # in values and names its first character is escaped
        raise SecondReaderError("python-evtx: it misreads a CDATA section and loses what follows")


def field_tree(xml: str) -> Mapping[str, object]:
    """Parse the XML of a record into nested fields, blanks kept. Raises SecondReaderError."""
    try:
        tree = xmltodict.parse(xml, strip_whitespace=False)
    except (ExpatError, ValueError, RecursionError) as error:
        raise SecondReaderError(f"xmltodict: {error}"[:300]) from error
    return _mapping(tree)


def read_event(chunk: bytes, span: Span) -> Event:
    """Read one record as an Event. Raises SecondReaderError."""
    xml = read_xml(chunk, span)
    refuse_misread(xml)
    body = _mapping(field_tree(xml).get("Event"))
    system = _mapping(body.get("System"))
    if not system:
        raise SecondReaderError("python-evtx: it found no System values")
    created = _mapping(system.get("TimeCreated")).get("@SystemTime")
    return Event(
        provider=str(_mapping(system.get("Provider")).get("@Name") or ""),
        event_id=number(_text(system.get("EventID"))) or 0,
        event_record_id=number(_text(system.get("EventRecordID"))),
        channel=_text(system.get("Channel")),
        computer=_text(system.get("Computer")),
        time_created=filetime.from_text(created) if isinstance(created, str) else None,
        data=_named(_mapping(body.get("EventData")).get("Data")),
        reader="python-evtx",
    )


def _named(nodes: object) -> dict[str, object]:
    """Pair each `<Data Name="…">` with its text; the first of a repeated name counts."""
    data: dict[str, object] = {}
    for node in nodes if isinstance(nodes, list) else [nodes]:
        name = _mapping(node).get("@Name")
        if isinstance(name, str):
            data.setdefault(name, _text(node))
    return data


def _text(node: object) -> str | None:
    inner = _mapping(node).get("#text") if isinstance(node, dict) else node
    return inner if isinstance(inner, str) else None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
