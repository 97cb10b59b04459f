"""What a filter calls a column into the column, and back."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from core.notation.windows import ascii_lower
from core.rows.column import Column
from core.rows.columns import COLUMNS


def names_in_filters(column: Column) -> tuple[str, ...]:
    """Give all names of a column, the one that is easiest to type first."""
    return (*column.short, column.key)


FIELDS: Mapping[str, Column] = {
    name: column for column in COLUMNS.values() for name in names_in_filters(column)
}
"""Every name of every column; each leads to one."""

_LONGEST_NAME = max(map(len, FIELDS))


def field_of(column: Column) -> str:
    """Give the name that is easiest to type."""
    return names_in_filters(column)[0]


def column_named(name: str) -> Column | None:
    """Find a column by any of its names, in any case."""
    return FIELDS.get(ascii_lower(name))


def nearest_field(name: str) -> str | None:
    """Find the name that was perhaps meant: one that begins so, or is spelt nearly so."""
    if len(name) > 2 * _LONGEST_NAME:
        return None
    wanted = ascii_lower(name)
    beginning = [field for field in FIELDS if len(wanted) > 1 and field.startswith(wanted)]
    return next(iter([*beginning, *difflib.get_close_matches(wanted, FIELDS, n=1)]), None)
