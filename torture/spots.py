"""A sound chunk into the places of its fields, each with its layer: what a mutation aims at.

Layout: [MS-EVEN6] 2.2.12 for binary XML, libevtx "Windows XML Event Log (EVTX) format" for the rest.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from core.reading.evtx_file import CHUNK_SIZE, read_chunk_header
from core.reading.record_walk import Span, walk
from torture.layers import Layer

_MORE = 0x40
_INLINE_VALUE_TYPES = 0x21
_FRAGMENT = 4
_DESCRIPTOR = struct.Struct("<HB")


class Spot(NamedTuple):
    """One field, or a stretch of bytes that means one thing."""

    offset: int
    """From the chunk's start."""
    size: int
    kind: str
    """Fields of one kind can stand for each other: `offset`, `size`, `token`, `type`, `bytes`, …"""


Spots = Mapping[Layer, tuple[Spot, ...]]

_CHUNK_FIELDS = (
    Spot(0x00, 8, "magic"),
    Spot(0x08, 8, "number"),
    Spot(0x10, 8, "number"),
    Spot(0x18, 8, "number"),
    Spot(0x20, 8, "number"),
    Spot(0x28, 4, "size"),
    Spot(0x2C, 4, "offset"),
    Spot(0x30, 4, "offset"),
    Spot(0x34, 4, "checksum"),
    Spot(0x78, 4, "flags"),
    Spot(0x7C, 4, "checksum"),
    *(Spot(offset, 4, "offset") for offset in range(0x80, 0x200, 4)),
)

FILE_FIELDS = (
    Spot(0x00, 8, "magic"),
    Spot(0x08, 8, "number"),
    Spot(0x10, 8, "number"),
    Spot(0x18, 8, "number"),
    Spot(0x20, 4, "size"),
    Spot(0x24, 2, "number"),
    Spot(0x26, 2, "number"),
    Spot(0x28, 2, "size"),
    Spot(0x2A, 2, "number"),
    Spot(0x2C, 4, "bytes"),
    Spot(0x78, 4, "flags"),
    Spot(0x7C, 4, "checksum"),
    Spot(0x80, 0x1000 - 0x80, "bytes"),
)
"""Of the file header; offsets from the file's start."""


@lru_cache(maxsize=1024)
def spots_of(chunk: bytes) -> Spots:
    """Find the fields of a whole chunk; where its binary XML is not sound, those before that."""
    spans = walk(chunk, CHUNK_SIZE, read_chunk_header(chunk)).spans
    found: dict[Layer, list[Spot]] = {Layer.RECORD: [], Layer.TEMPLATE: [], Layer.VALUE: []}
    for span in spans:
        found[Layer.RECORD] += _record_fields(span)
        scanner = _Scanner(chunk, found)
        try:
            scanner.fragment(span.offset + 24, span.offset + span.size - 4)
        except (struct.error, IndexError, RecursionError):
            continue
    return {Layer.CHUNK: _CHUNK_FIELDS, **{layer: tuple(spots) for layer, spots in found.items()}}


def _record_fields(span: Span) -> Iterator[Spot]:
    offset, size, _ = span
    yield Spot(offset, 4, "magic")
    yield Spot(offset + 4, 4, "size")
    yield Spot(offset + 8, 8, "number")
    yield Spot(offset + 16, 8, "time")
    yield Spot(offset + size - 4, 4, "size")
    yield Spot(offset + 24, size - 28, "bytes")
    yield Spot(offset, size, "record")


class _Scanner:
    def __init__(self, chunk: bytes, found: dict[Layer, list[Spot]]) -> None:
        self._chunk = chunk
        self._templates = found[Layer.TEMPLATE]
        self._values = found[Layer.VALUE]

    def fragment(self, at: int, end: int) -> None:
        """Scan tokens up to the end of a fragment; raises where they make no sense."""
        while at < end:
            token = self._chunk[at]
            if token == 0:
                return
            self._spot(at, 1, "token")
            at = self._token(token & ~_MORE, token & _MORE, at + 1)

    def _token(self, token: int, more: int, at: int) -> int:
        match token:
            case 0x01:
                self._spot(at, 2, "index")
                self._spot(at + 2, 4, "size")
                at = self._name(at + 6)
                if more:
                    self._spot(at, 4, "size")
                return at + 4 * bool(more)
            case 0x02 | 0x03 | 0x04:
                return at
            case 0x05:
                self._spot(at, 1, "type")
                return self._counted(at + 1)
            case 0x06 | 0x09 | 0x0A:
                return self._name(at)
            case 0x07 | 0x0B:
                return self._counted(at)
            case 0x08:
                self._spot(at, 2, "number")
                return at + 2
            case 0x0C:
                return self._instance(at)
            case 0x0D | 0x0E:
                self._spot(at, 2, "index")
                self._spot(at + 2, 1, "type")
                return at + 3
            case 0x0F:
                self._spot(at, 3, "bytes")
                return at + 3
        raise IndexError(token)

    def _instance(self, at: int) -> int:
        self._spot(at + 1, 4, "number")
        self._spot(at + 5, 4, "offset")
        definition = int.from_bytes(self._chunk[at + 5 : at + 9], "little")
        at += 9
        if definition == at:
            self._spot(at, 4, "offset")
            self._spot(at + 4, 16, "bytes")
            self._spot(at + 20, 4, "size")
            size = int.from_bytes(self._chunk[at + 20 : at + 24], "little")
            self.fragment(at + 24, at + 24 + size)
            at += 24 + size
        return self._array(at)

    def _array(self, at: int) -> int:
        values = self._values
        values.append(Spot(at, 4, "count"))
        count = int.from_bytes(self._chunk[at : at + 4], "little")
        if count > CHUNK_SIZE // 4:
            raise IndexError(count)
        at += 4
        content = at + 4 * count
        for descriptor in range(at, content, 4):
            size, kind = _DESCRIPTOR.unpack_from(self._chunk, descriptor)
            values.append(Spot(descriptor, 2, "size"))
            values.append(Spot(descriptor + 2, 1, "type"))
            if size:
                values.append(Spot(content, size, "bytes"))
            if kind == _INLINE_VALUE_TYPES and size > _FRAGMENT:
                self.fragment(content, content + size)
            content += size
        return content

    def _name(self, at: int) -> int:
        self._spot(at, 4, "offset")
        offset = int.from_bytes(self._chunk[at : at + 4], "little")
        at += 4
        if offset != at:
            return at
        self._spot(at, 4, "offset")
        self._spot(at + 4, 2, "number")
        self._spot(at + 6, 2, "count")
        units = int.from_bytes(self._chunk[at + 6 : at + 8], "little")
        self._spot(at + 8, 2 * units, "bytes")
        return at + 10 + 2 * units

    def _counted(self, at: int) -> int:
        self._spot(at, 2, "count")
        units = int.from_bytes(self._chunk[at : at + 2], "little")
        self._spot(at + 2, 2 * units, "bytes")
        return at + 2 + 2 * units

    def _spot(self, at: int, size: int, kind: str) -> None:
        if size:
            self._templates.append(Spot(at, size, kind))
