"""Template instances into binary XML, at their place in a chunk.

Names and template definitions are referred to by their offset in the chunk, so nothing here can be
written before its place is known: the writer appends to the bytes of the chunk itself.
The layout is that of [MS-EVEN6] 2.2.12, in the form Windows stores it on disk.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from hashlib import md5

from .markup import (
    Attribute,
    CData,
    CharacterReference,
    Element,
    EntityReference,
    Instance,
    Instruction,
    Node,
    Substitution,
    Template,
    Text,
)
from .tables import STRING_BUCKETS, TEMPLATE_BUCKETS, HashTable, name_hash
from .values import BinaryType, Value, utf16

FRAGMENT_HEADER = b"\x0f\x01\x01\x00"
END_OF_FRAGMENT = b"\x00"
MORE = 0x40

_NO_DEPENDENCY = 0xFFFF
_LONGEST = 0xFFFF
_CLOSE_START, _CLOSE_EMPTY, _CLOSE_ELEMENT = b"\x02", b"\x03", b"\x04"


class DoesNotFitError(ValueError):
    """A string, a value or a record is larger than the format can say."""


class BinXmlWriter:
    """Appends binary XML to the bytes of one chunk."""

    def __init__(self, buffer: bytearray) -> None:
        """`buffer` holds the chunk from its first byte, so that its length is the next offset."""
        self.buffer = buffer
        self.names: HashTable[bytes] = HashTable([0] * STRING_BUCKETS)
        self.templates: HashTable[bytes] = HashTable([0] * TEMPLATE_BUCKETS)

    def mark(self) -> tuple[int, int, int]:
        """A point to come back to with `undo`."""
        return len(self.buffer), self.names.mark(), self.templates.mark()

    def undo(self, mark: tuple[int, int, int]) -> None:
        """Take back everything written since `mark`."""
        length, names, templates = mark
        del self.buffer[length:]
        self.names.undo(names)
        self.templates.undo(templates)

    def fragment(self, instance: Instance) -> None:
        """Append a complete fragment: header, template instance, end."""
        self.buffer += FRAGMENT_HEADER
        self._instance(instance)
        self.buffer += END_OF_FRAGMENT

    def define(self, template: Template, guid: bytes) -> None:
        """Append the definition of `template` and enter it in the template table."""
        identifier = int.from_bytes(guid[:4], "little")
        following = self.templates.add(guid, identifier, len(self.buffer))
        self.buffer += struct.pack("<I16sI", following, guid, 0)
        start = len(self.buffer)
        self.buffer += FRAGMENT_HEADER
        self._content((template.root,))
        self.buffer += END_OF_FRAGMENT
        self._patch(start - 4)

    def _instance(self, instance: Instance) -> None:
        guid = template_guid(instance.template)
        self.buffer += b"\x0c\x01" + guid[:4]
        known = self.templates.offsets.get(guid)
        self.buffer += struct.pack("<I", len(self.buffer) + 4 if known is None else known)
        if known is None:
            self.define(instance.template, guid)
        self._values(instance.values)

    def _values(self, values: tuple[Value | Instance, ...]) -> None:
        self.buffer += struct.pack("<I", len(values))
        descriptors = len(self.buffer)
        self.buffer += bytes(4 * len(values))
        for index, value in enumerate(values):
            start = len(self.buffer)
            if isinstance(value, Instance):
                self.fragment(value)
                kind = BinaryType.BINXML
            else:
                self.buffer += value.raw
                kind = value.kind
            size = _sixteen_bits(len(self.buffer) - start, f"value {index}")
            struct.pack_into("<HBB", self.buffer, descriptors + 4 * index, size, kind, 0)

    def _content(self, nodes: tuple[Node, ...]) -> None:
        """Append sibling nodes; a stack instead of recursion lets elements nest as deep as a chunk allows."""
        todo: list[tuple[Node, bool] | int] = _last_first(nodes)
        while todo:
            step = todo.pop()
            if isinstance(step, int):
                self.buffer += _CLOSE_ELEMENT
                self._patch(step)
            elif isinstance(step[0], Element):
                todo += self._open(step[0])
            else:
                self._leaf(step[0], step[1])

    def _open(self, element: Element) -> list[tuple[Node, bool] | int]:
        token = 0x01 | (MORE if element.attributes else 0)
        dependency = _NO_DEPENDENCY if element.dependency is None else element.dependency
        self.buffer += struct.pack("<BHI", token, dependency, 0)
        size_at = len(self.buffer) - 4
        self._name(element.name)
        if element.attributes:
            self._attributes(element.attributes)
        if not element.children:
            self.buffer += _CLOSE_EMPTY
            self._patch(size_at)
            return []
        self.buffer += _CLOSE_START
        return [size_at, *_last_first(element.children)]

    def _attributes(self, attributes: tuple[Attribute, ...]) -> None:
        size_at = len(self.buffer)
        self.buffer += bytes(4)
        for position, attribute in enumerate(attributes, start=1):
            self.buffer.append(0x06 | (MORE if position < len(attributes) else 0))
            self._name(attribute.name)
            for place, leaf in enumerate(attribute.content, start=1):
                self._leaf(leaf, place < len(attribute.content))
        self._patch(size_at)

    def _leaf(self, node: Node, more: bool) -> None:
        bit = MORE if more else 0
        match node:
            case Text(string):
                self.buffer += struct.pack("<BB", 0x05 | bit, BinaryType.STRING)
                self._counted(string)
            case CData(string):
                self.buffer.append(0x07 | bit)
                self._counted(string)
            case CharacterReference(code):
                self.buffer += struct.pack("<BH", 0x08 | bit, code)
            case EntityReference(name):
                self.buffer.append(0x09 | bit)
                self._name(name)
            case Instruction(target, string):
                self.buffer.append(0x0A)
                self._name(target)
                self.buffer.append(0x0B)
                self._counted(string)
            case Substitution(index, kind, optional):
                self.buffer += struct.pack("<BHB", 0x0E if optional else 0x0D, index, kind)
            case Element():
                raise TypeError(f"element {node.name!r} cannot stand inside an attribute")

    def _name(self, name: str) -> None:
        units = utf16(name)
        here = len(self.buffer) + 4
        known = self.names.offsets.get(units)
        self.buffer += struct.pack("<I", here if known is None else known)
        if known is None:
            hashed = name_hash(units)
            following = self.names.add(units, hashed, here)
            length = _sixteen_bits(len(units) // 2, "a name")
            self.buffer += struct.pack("<IHH", following, hashed, length) + units + b"\0\0"

    def _counted(self, string: str) -> None:
        units = utf16(string)
        self.buffer += struct.pack("<H", _sixteen_bits(len(units) // 2, "a text")) + units

    def _patch(self, size_at: int) -> None:
        """Write at `size_at` how many bytes follow that size."""
        struct.pack_into("<I", self.buffer, size_at, len(self.buffer) - size_at - 4)


@lru_cache(maxsize=4096)
def template_guid(template: Template) -> bytes:
    """A GUID that is the same for equal templates in every chunk."""
    scratch = BinXmlWriter(bytearray())
    scratch.define(template, bytes(16))
    return md5(scratch.buffer, usedforsecurity=False).digest()


def _last_first(nodes: tuple[Node, ...]) -> list[tuple[Node, bool] | int]:
    """The nodes as a stack, each with whether another one follows it."""
    return [(node, place > 0) for place, node in enumerate(reversed(nodes))]


def _sixteen_bits(size: int, what: str) -> int:
    if size > _LONGEST:
        raise DoesNotFitError(f"{what} is {size} units long; the format counts to {_LONGEST}")
    return size
