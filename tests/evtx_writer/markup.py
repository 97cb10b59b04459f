"""The tokens of binary XML as a tree: elements, text, references and substitutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from .values import BinaryType, Value


@dataclass(frozen=True, slots=True)
class Text:
    """A value text token; the characters are written as they are."""

    string: str


@dataclass(frozen=True, slots=True)
class CData:
    """A CDATA section."""

    string: str


@dataclass(frozen=True, slots=True)
class CharacterReference:
    """A reference to one UTF-16 code unit, as `&#960;` is."""

    code: int


@dataclass(frozen=True, slots=True)
class EntityReference:
    """A reference by name, as `&amp;` is."""

    name: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """A processing instruction."""

    target: str
    string: str


@dataclass(frozen=True, slots=True)
class Substitution:
    """The place of one value of the instance's value array."""

    index: int
    kind: BinaryType
    optional: bool = False
    """Optional substitutions (0x0E) vanish when their value is null; normal ones (0x0D) stay empty."""


Leaf: TypeAlias = Text | CharacterReference | EntityReference | Substitution
Node: TypeAlias = "Leaf | CData | Instruction | Element"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute; its value may be made of several tokens."""

    name: str
    content: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """One element; names are written as they are, however hostile."""

    name: str
    attributes: tuple[Attribute, ...] = ()
    children: tuple[Node, ...] = ()
    dependency: int | None = None
    """The index of the value without which a reader leaves the element out."""


@dataclass(frozen=True, slots=True)
class Markup:
    """What stands inside one Data element, written into the template instead of into the value array."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A template; its GUID follows from its tokens."""

    root: Element


@dataclass(frozen=True, slots=True)
class Instance:
    """A template and the values for its substitutions; as a value itself it is an embedded BinXml (0x21)."""

    template: Template
    values: tuple[Value | Instance, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeated:
    """One value whose substitution stands `copies` times in its Data element."""

    value: Value | Instance
    copies: int
