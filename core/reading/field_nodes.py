"""The field tree of a record's XML into nodes that a pane can show: name, text, meaning, attributes, children."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from core.notation import filetime
from core.notation.decoded import decoded
from core.notation.windows import number
from core.reading.event import Event, EventKind

MOST_NODES = 10_000
"""An honest record of 64 KiB has far fewer; more were made to exhaust whoever shows them."""

MOST_LEVELS = 64
"""An honest record has four."""

Tree = Mapping[str, object]
"""What xmltodict makes of XML: `@name` an attribute, `#text` the text, a list where a tag is repeated."""

Path = tuple[str, ...]
"""Names from below `Event` to a node: `("EventData", "Image")`, `("System", "TimeCreated", "SystemTime")`."""


class FieldNode(msgspec.Struct, frozen=True, array_like=True):
    """One element or attribute of a record."""

    name: str
    """Of a `<Data Name="Image">` its `Image`, of any other element its tag, of an attribute its name."""
    text: str | None = None
    """As the XML has it, blanks kept; `None` where it has none."""
    tag: str = ""
    """Of the element; empty for an attribute."""
    column: str | None = None
    """Key of the column that this field feeds, so that one can filter by it."""
    decoded: str = ""
    """What Windows' notation in the text means; empty where it needs no word."""
    attributes: tuple[FieldNode, ...] = ()
    """Without the `Name` that became the node's own."""
    children: tuple[FieldNode, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldNodes:
    """All nodes of one record, from its `Event` down."""

    nodes: tuple[FieldNode, ...]
    is_whole: bool
    """False where there were more than `MOST_NODES`, or deeper ones than `MOST_LEVELS`: the rest is left out."""


def nodes_of(tree: Tree, columns: Mapping[Path, str]) -> FieldNodes:
    """Make nodes of what xmltodict gives; elements of one tag come together, in the order of the first of each.

    `columns` names the column that the field at a path feeds: the first such field, as for the readers.
    """
    builder = _Builder(columns)
    nodes = tuple(builder.elements(tree, ()))
    return FieldNodes(nodes, builder.is_whole)


def tree_of(event: Event) -> Tree:
    """Write an event's values as xmltodict gives them, for a record whose XML cannot be parsed."""
    system = {
        "Provider": {"@Name": event.provider},
        "EventID": str(event.event_id),
        "TimeCreated": {
            "@SystemTime": None if event.time_created is None else filetime.to_text(event.time_created)
        },
        "EventRecordID": None if event.event_record_id is None else str(event.event_record_id),
        "Channel": event.channel,
        "Computer": event.computer,
    }
    data = [{"@Name": name, "#text": _as_text(value)} for name, value in event.data.items()]
    return {"Event": {"System": system, "EventData": {"Data": data}}}


def kind_in(tree: Tree) -> EventKind:
    """Find the kind of the event in a tree; an empty provider and 0 where it tells none."""
    system = _inner(_inner(tree.get("Event")).get("System"))
    provider = _inner(system.get("Provider")).get("@Name")
    event_id = _inner(system.get("EventID")).get("#text")
    return str(provider or ""), number(event_id) or 0


def _inner(value: object) -> Tree:
    return value if isinstance(value, dict) else {"#text": value}


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()


@dataclass(slots=True)
class _Builder:
    columns: Mapping[Path, str]
    is_whole: bool = True
    _left: int = MOST_NODES
    _fed: set[str] = field(default_factory=set)

    def elements(self, inner: Tree, path: Path) -> Iterator[FieldNode]:
        """Give the elements that stand in another one."""
        for tag, found in inner.items():
            if tag[:1] in ("@", "#"):
                continue
            for one in found if isinstance(found, list) else (found,):
                if self._left <= 0 or len(path) >= MOST_LEVELS:
                    self.is_whole = False
                    return
                self._left -= 1
                yield self._element(tag, one, path)

    def _element(self, tag: str, value: object, path: Path) -> FieldNode:
        inner = _inner(value)
        named = inner.get("@Name") if tag == "Data" else None
        name = named if isinstance(named, str) else tag
        here = (*path, name)
        attributes = tuple(self._attributes(inner, here, is_named=isinstance(named, str)))
        children = tuple(self.elements(inner, here))
        text = _own_text(inner.get("#text"), has_children=bool(children))
        return FieldNode(name, text, tag, self._column(here), _meaning(name, text), attributes, children)

    def _attributes(self, inner: Tree, path: Path, *, is_named: bool) -> Iterator[FieldNode]:
        for key, text in inner.items():
            if key[:1] != "@" or (is_named and key == "@Name"):
                continue
            name, value = key[1:], text if isinstance(text, str) else None
            yield FieldNode(name, value, column=self._column((*path, name)), decoded=_meaning(name, value))

    def _column(self, path: Path) -> str | None:
        column = self.columns.get(path[1:])
        if column is None or column in self._fed:
            return None
        self._fed.add(column)
        return column


def _own_text(text: object, *, has_children: bool) -> str | None:
    """Leave out the blanks between elements, which are the writer's layout."""
    if not isinstance(text, str) or (has_children and not text.strip()):
        return None
    return text


def _meaning(name: str, text: str | None) -> str:
    return "" if text is None else decoded(name, text)
