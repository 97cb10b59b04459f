"""Tricks an attacker can play with binary XML, as field values and bodies of events."""

from __future__ import annotations

import struct
from typing import Final, cast

from .markup import Attribute, CData, Element, Instance, Markup, Repeated, Substitution, Template, Text
from .values import BinaryType, Value, text

_AMPLIFIED_STRING: Final = 19_000
_SMALLEST_FAN_OUT: Final = 2
_ARRAY_OF_INT32: Final = cast(BinaryType, 0x87)


def split_text(*parts: str) -> Markup:
    """A field whose text is several tokens of the template, so that its bytes never stand together.

    `sysmon_1(parent_image=split_text(r"C:\\Office\\EXC", "EL.EXE"))`
    """
    return Markup(tuple(Text(part) for part in parts))


def cdata(string: str) -> Markup:
    """A field whose text is a CDATA section."""
    return Markup((CData(string),))


def amplified(characters: int) -> Repeated:
    """A field of some 60 KB that a reader turns into at least `characters` characters (100 million fit)."""
    return Repeated(text("A" * _AMPLIFIED_STRING), -(-characters // _AMPLIFIED_STRING))


def amplified_by_nesting(levels: int, fan_out: int = 10) -> Instance:
    """A BinXml value that holds itself `fan_out` times over at each of `levels` levels.

    The innermost element, `<n>x</n>`, is read `fan_out ** levels` times; the record stays small.
    """
    if fan_out < _SMALLEST_FAN_OUT:
        raise ValueError("a fan-out below 2 amplifies nothing")
    inner = Instance(Template(Element("n", children=(Text("x"),))))
    around = Template(Element("m", children=(Substitution(0, BinaryType.BINXML),) * fan_out))
    for _ in range(levels):
        inner = Instance(around, (inner,))
    return inner


def amplified_by_arrays(elements: int, copies: int) -> Repeated:
    """A field in which an array of `elements` numbers stands `copies` times.

    `evtx` 0.14 repeats the field for each element of each array: `elements ** copies` times.
    """
    array = Value(_ARRAY_OF_INT32, struct.pack(f"<{elements}i", *range(elements)))
    return Repeated(array, copies)


def nested(levels: int, string: str = "deep", name: str = "a") -> Instance:
    """EventData with `string` inside `levels` elements; a chunk has room for some 4,500 levels."""
    element = Element(name, children=(Text(string),))
    for _ in range(levels - 1):
        element = Element(name, children=(element,))
    return Instance(Template(Element("EventData", children=(element,))))


def named(element: str, attribute: str, string: str) -> Instance:
    """EventData with one element and one attribute whose names are written as they are."""
    child = Element(element, (Attribute(attribute, (Text(string),)),), (Text(string),))
    return Instance(Template(Element("EventData", children=(child,))))
