"""Columns of an event's layout and the values a test names into the event's data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from .event import FieldValue
from .markup import Instance, Markup, Repeated
from .values import BinaryType, PlainValue, Value, value


class Omit(Enum):
    """The type of OMIT."""

    OMIT = "omit"


OMIT: Final = Omit.OMIT
"""Given as a field's value, leaves the field out of the event's layout."""

Given: TypeAlias = FieldValue | Omit


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a layout."""

    name: str
    kind: BinaryType
    default: PlainValue

    since: str | None = None
    """The first schema with this field, where it is not the first of all."""

    until: str | None = None
    """The first schema without this field."""


def fill(columns: Iterable[Column], given: Mapping[str, Given]) -> dict[str, FieldValue]:
    """The data of an event: what is given, typed as the column says, and defaults.

    Fields are named as in the log or in snake case (`ParentImage` or `parent_image`).
    A Value, Instance, Markup or Repeated is taken as it is; a plain value must fit the column's type.
    """
    wanted = {_key(name): content for name, content in given.items()}
    data: dict[str, FieldValue] = {}
    for column in columns:
        content = wanted.pop(_key(column.name), column.default)
        if isinstance(content, Value | Instance | Markup | Repeated):
            data[column.name] = content
        elif not isinstance(content, Omit):
            data[column.name] = value(column.kind, content)
    if wanted:
        raise TypeError(f"no such field in this layout: {', '.join(sorted(wanted))}")
    return data


def _key(name: str) -> str:
    return name.replace("_", "").casefold()
