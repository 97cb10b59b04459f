"""Values of a row into what an extension of STIX holds of them."""

from __future__ import annotations

from collections.abc import Mapping

from core.output.paired import paired_value
from core.rows.column import Column, Value
from core.rows.columns import EXPORTED
from core.rows.row import Row

INTEGERS = range(-(2**53) + 1, 2**53)
"""What STIX calls an integer (2.7)."""


def stix_values(row: Row) -> dict[str, Value]:
    """Give what our extension holds of a row: all columns that have a value."""
    values = ((key, stix_value(column, row)) for key, column in EXPORTED.items())
    return {key: value for key, value in values if value is not None}


def stix_value(column: Column, row: Row) -> Value:
    """Give a value as STIX holds it: no null, no empty list, no integer beyond 53 bits."""
    return held(paired_value(column.value(row)))


def held(value: Value) -> Value:
    """Give a value without what STIX does not hold."""
    if isinstance(value, bool | str) or value is None:
        return str(value) if isinstance(value, str) else value
    if isinstance(value, int):
        return value if value in INTEGERS else str(value)
    if isinstance(value, Mapping):
        inner = {key: kept for key, part in value.items() if (kept := held(part)) is not None}
        return inner or None
    return [kept for part in value if (kept := held(part)) is not None] or None
