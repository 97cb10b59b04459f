"""One named value of a row, and what can be done with values of its kind: order, JSON, text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from core.notation import filetime
from core.rows.row import Row

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]
"""What JSON can hold."""

SortKey = str | int
"""What values of one column are put in order by."""


class Kind(Enum):
    """What the values of a column are, which decides how they are put in order, compared and shown."""

    TEXT = "text"
    NUMBER = "number"
    OFFSET = "offset"
    """A number that is shown in hexadecimal."""
    TIME = "time"
    """A FILETIME, written as ISO 8601 in UTC."""
    SEVERITY = "severity"
    INTEGRITY = "integrity"
    YES_NO = "yes or no"
    MANY = "several values"


@dataclass(frozen=True, slots=True)
class Column:
    """One named value of a row."""

    key: str
    """Name in JSON Lines, CSV and filters."""
    title: str
    """Heading in tables."""
    raw: Callable[[Row], object]
    """The value as the core carries it: a FILETIME for a time, an enum for a level; `None` where absent."""
    meaning: str
    """What the value is, for the documentation."""
    kind: Kind = Kind.TEXT
    short: tuple[str, ...] = ()
    """Other names in filters, easier to type."""
    is_exported: bool = True
    """False where an export holds the same in other columns."""

    def value(self, row: Row) -> Value:
        """Give the value as JSON holds it."""
        raw = self.raw(row)
        if self.kind is Kind.TIME and isinstance(raw, int):
            return filetime.to_text(raw)
        return raw  # type: ignore[return-value]  # all but times are what JSON can hold

    def text(self, row: Row) -> str:
        """Write the value for a cell; absent is empty."""
        return as_text(self.value(row))

    def sort_key(self, row: Row) -> SortKey | None:
        """Give what the row is put in order by, `None` where the value is absent."""
        raw = self.raw(row)
        return None if raw is None else _SORT_KEYS[self.kind](raw)


def as_text(value: Value) -> str:
    """Write a value for a cell: lists with semicolons, mappings by their first value that is there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, Mapping):
        return next((as_text(inner) for inner in value.values() if inner), "")
    return "; ".join(as_text(inner) for inner in value)


_SORT_KEYS: Mapping[Kind, Callable[..., SortKey | None]] = {
    Kind.TEXT: lambda raw: as_text(raw).casefold() or None,
    Kind.MANY: lambda raw: as_text(raw).casefold() or None,
    Kind.NUMBER: int,
    Kind.OFFSET: int,
    Kind.TIME: int,
    Kind.SEVERITY: lambda raw: -int(raw.rank),
    Kind.INTEGRITY: lambda raw: int(raw.rank),
    Kind.YES_NO: int,
}
"""The most urgent severity and the most trusted level come last in ascending order, as the largest number does."""
