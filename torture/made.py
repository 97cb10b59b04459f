"""Random numbers into logs whose binary XML no mutation would reach: any tokens, any types, any nesting."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import cast

from tests.evtx_writer import (
    Attribute,
    BinaryType,
    CData,
    CharacterReference,
    DoesNotFitError,
    Element,
    EntityReference,
    Event,
    Instance,
    Instruction,
    Markup,
    Repeated,
    Substitution,
    Template,
    Text,
    Value,
    security_4688,
    sysmon_1,
    write_log,
)
from tests.evtx_writer.hostile import amplified, amplified_by_arrays, amplified_by_nesting, named, nested
from tests.evtx_writer.markup import Leaf, Node
from torture.seeds import Seed

BEFORE, BEHIND = sysmon_1(command_line="before"), sysmon_1(command_line="behind")
"""Stand around what is made; it must cost neither."""

_NAMES = (
    "a", "Data", "EventData", "System", "Event", "UserData", "#text", "#attributes", "Image", "", "a b",
    'a"b', "\\", "\\u0041", "a\nb", "<x>", "\ud800", "é", "x" * 300, "--", "xmlns", "Name", "ParentImage",
    "0",
)  # fmt: skip
_TEXTS = (
    "", "a", "-", "]]>", "<a>&lt;", "\0", "\x01\x1b", "\ud800", "\udc00", "\ufffe", "\U0001f600", "9" * 40,
    "0x", "EXCEL.EXE", '","Image":"x', "{", "x" * 2000, "\u202e", "2026-13-45 99:99:99.999", "S-1-5-",
    "true", "-9223372036854775809",
)  # fmt: skip
_TYPES = (*range(0x16), 0x21, 0x23, *range(0x80, 0x96), 0x7F, 0xFF)
_FIELDS = (
    "image", "command_line", "parent_image", "user", "utc_time", "process_id", "hashes", "process_guid", "logon_id",
)  # fmt: skip


def made_templates(random: Random) -> Seed:
    """Make a log around one event whose body is any tree of tokens."""
    body = Instance(Template(Element(_root(random), children=_children(random, 3))), _values(random))
    return _log("made of tokens", replace(sysmon_1(), body=body))


def made_values(random: Random) -> Seed:
    """Make a log around one process creation with fields of any type and bytes."""
    fields = {name: _value(random) for name in random.sample(_FIELDS, random.choice((1, 2, 5)))}
    if random.random() < 0.7:
        event = sysmon_1(**fields)  # type: ignore[arg-type]  # their names are those of fields
    else:
        event = security_4688(command_line=_value(random))
    return _log("made of values", event)


def made_names(random: Random) -> Seed:
    """Make a log around one event with hostile names, which the first reader writes into its JSON as they are."""
    body = named(random.choice(_NAMES) or "a", random.choice(_NAMES) or "b", random.choice(_TEXTS))
    return _log("made of names", replace(sysmon_1(), body=body))


def _log(name: str, *events: Event) -> Seed:
    try:
        return Seed(name, write_log(None, [BEFORE, *events, BEHIND]), has_neighbours=True)
    except DoesNotFitError:
        return Seed(f"{name}, too large", write_log(None, [BEFORE, BEHIND]), has_neighbours=True)


def _root(random: Random) -> str:
    return "EventData" if random.random() < 0.7 else random.choice(_NAMES)


def _children(random: Random, levels: int) -> tuple[Node, ...]:
    return tuple(_node(random, levels) for _ in range(random.choice((0, 1, 1, 2, 3))))


def _node(random: Random, levels: int) -> Node:
    if levels and random.random() < 0.5:
        attributes = tuple(
            Attribute(random.choice(_NAMES), tuple(_leaf(random) for _ in range(random.randrange(3))))
            for _ in range(random.choice((0, 0, 1, 2)))
        )
        dependency = random.choice((None, None, 0, 1, 9, 0xFFFE))
        return Element(random.choice(_NAMES), attributes, _children(random, levels - 1), dependency)
    match random.randrange(8):
        case 0:
            return CData(random.choice(_TEXTS))
        case 1:
            return Instruction(random.choice(_NAMES), random.choice(_TEXTS))
    return _leaf(random)


def _leaf(random: Random) -> Leaf:
    match random.randrange(6):
        case 0:
            return CharacterReference(random.choice((0, 9, 38, 60, 960, 0xD800, 0xFFFF)))
        case 1:
            return EntityReference(random.choice(("lt", "amp", "nbsp", "", "x" * 99, "lol")))
        case 2 | 3:
            index = random.choice((0, 1, 2, 3, 7, 0xFFFF))
            return Substitution(index, cast(BinaryType, random.choice(_TYPES)), random.random() < 0.5)
    return Text(random.choice(_TEXTS))


def _values(random: Random) -> tuple[Value | Instance, ...]:
    return tuple(_typed(random) for _ in range(random.choice((0, 1, 2, 4, 20))))


def _typed(random: Random) -> Value | Instance:
    if random.random() < 0.15:
        return Instance(Template(Element(random.choice(_NAMES), children=_children(random, 1))), ())
    size = random.choice((0, 1, 2, 3, 4, 7, 8, 9, 12, 15, 16, 17, 20, 28, 68, 200))
    content = random.choice(
        (
            bytes(size),
            b"\xff" * size,
            random.randbytes(size),
            random.choice(_TEXTS).encode("utf-16-le", "surrogatepass"),
            b"\x0f\x01\x01\x00" + bytes(random.choice((0, 1, 5, 12, 0x41)) for _ in range(size)),
        )
    )
    return Value(cast(BinaryType, random.choice(_TYPES)), content)


def _value(random: Random) -> Value | Instance | Markup | Repeated:
    match random.randrange(8):
        case 0:
            return Markup(tuple(_node(random, 1) for _ in range(random.choice((0, 1, 2, 30)))))
        case 1:
            return Repeated(_typed(random), random.choice((0, 2, 5)))
    return _typed(random)


AMPLIFIED_CHARACTERS = (3_000_000, 5_000_000, 20_000_000, 100_000_000)
LEVELS = (60, 120, 124, 128, 250, 900, 2_000, 4_400)
FAN_OUT = ((3, 10), (4, 10), (5, 10), (10, 3), (14, 2), (2, 100))
"""Levels and copies at each that an ordinary process works off: at most 100,000 elements, 60,000 of them."""
ENDLESS = ((10, 10), (20, 10), (30, 10), (40, 4), (60, 2))
"""The same, for ever: only a watchdog ends them."""
ENDLESS_ARRAYS = ((4, 40), (100, 5), (8_000, 3))
"""Elements of an array, and how often it stands in one field; it fills the memory within moments."""


def made_amplified(random: Random, *, may_be_endless: bool = False) -> Seed:
    """Make a log of one small record that expands; neighbours stand before and behind it."""
    match random.randrange(5 if may_be_endless else 4):
        case 0:
            characters = random.choice(AMPLIFIED_CHARACTERS)
            return _log(f"{characters:,} characters", sysmon_1(command_line=amplified(characters)))
        case 1:
            return _log("nested", replace(sysmon_1(), body=nested(random.choice(LEVELS), name="n")))
        case 2:
            levels, copies = random.choice(FAN_OUT)
            return _log(
                f"{copies}^{levels} elements", sysmon_1(command_line=amplified_by_nesting(levels, copies))
            )
        case 3:
            deep = replace(sysmon_1(), body=Instance(Template(_chain(random.choice((5, 20, 100, 400))))))
            return _log("attributes nested", deep)
    if random.random() < 0.3:
        elements, copies = random.choice(ENDLESS_ARRAYS)
        arrays = amplified_by_arrays(elements, copies)
        return _log(f"endless: arrays, {elements}^{copies}", sysmon_1(parent_image=arrays))
    levels, copies = random.choice(ENDLESS)
    return _log(f"endless: {copies}^{levels}", sysmon_1(command_line=amplified_by_nesting(levels, copies)))


def _chain(levels: int) -> Element:
    """Elements in each other, each with attributes."""
    inner = Element("z", (Attribute("q", (Text("v"),)),), (Text("t"),))
    for level in range(levels):
        inner = Element(f"e{level % 7}", (Attribute("w", (Text("x" * (level % 9)),)),), (inner, Text("t")))
    return Element("EventData", children=(inner,))
