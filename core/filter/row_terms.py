"""Rows that the user points at into the terms that include them, exclude them or show what happened nearby."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.filter.term import Operator, Term, exactly
from core.notation import filetime
from core.rows.column import Column, Kind, as_text
from core.rows.columns import COLUMNS
from core.rows.row import Row

NEARBY_MINUTES = 5

FIELDS: tuple[str, ...] = (
    "hostname",
    "user",
    "integrity_level",
    "image_path",
    "parent_image_path",
    "document",
)
"""Columns by which a row is filtered without pointing at their cells."""


def value_term(column: Column, rows: Iterable[Row], is_excluded: bool = False) -> Term:
    """Include (or exclude) the values that these rows, one at least, have in a column."""
    texts = dict.fromkeys(text for row in rows for text in _texts(column, row))
    return exactly(column.key, texts, is_excluded)


def nearby(row: Row) -> tuple[Term, ...]:
    """Show what the same user started up to five minutes before and after; empty where user or time is absent."""
    user, time = row.process.user, row.process.time_created
    if user is None or time is None:
        return ()
    ticks = NEARBY_MINUTES * 60 * filetime.TICKS_PER_SECOND
    first, last = filetime.to_text(time - ticks), filetime.to_text(time + ticks)
    return (
        exactly("user", [COLUMNS["user"].text(row)]),
        Term("time_created", Operator.AT_LEAST, (first,)),
        Term("time_created", Operator.AT_MOST, (last,)),
    )


def _texts(column: Column, row: Row) -> Sequence[str]:
    """Give what a term is compared with: of several values each, and one that is absent as the empty text."""
    value = column.value(row)
    if column.kind is Kind.MANY and isinstance(value, list | tuple):
        return [as_text(inner) for inner in value] or [""]
    return [as_text(value)]
