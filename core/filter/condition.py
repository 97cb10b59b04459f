"""A column, an operator and values into a test of rows: one meaning for each kind of column."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.detection.severity import Severity
from core.errors import UsageError
from core.filter.fields import field_of
from core.filter.notation import shown
from core.filter.text_condition import ABSENT, is_any_of_many, is_text, matches
from core.filter.text_pattern import ANY
from core.notation import filetime
from core.notation.windows import IntegrityLevel, ascii_lower, number
from core.rows.column import Column, Kind
from core.rows.columns import COLUMNS
from core.rows.row import Row


class Operator(StrEnum):
    """How values are compared with those of a column."""

    IS = ":"
    """Equal to one of the values, any case, `*` for any text; a time within its day, minute or second."""
    MATCHES = "~"
    """A regular expression is found in the text."""
    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"


Test = Callable[[Row], bool]
Span = tuple[float, float]
"""The first and the last number of a stretch, both in it."""

_EVERYWHERE = (-math.inf, math.inf)


def condition(column: Column, operator: Operator, values: Sequence[str]) -> Test:
    """Make the test. Raises UsageError for what the column cannot be, or be compared by."""
    check_operator(column, operator)
    if operator is Operator.MATCHES:
        return matches(column, values[0])
    if column.kind in _SCALES:
        return _is_on_scale(column, operator, values)
    if column.kind in _SPANS:
        return _is_between(column, operator, values)
    return (is_any_of_many if column.kind is Kind.MANY else is_text)(column, values)


def check_operator(column: Column, operator: Operator) -> None:
    """Raise UsageError where the values of a column have no order to compare by."""
    if operator in (Operator.IS, Operator.MATCHES) or column.kind in _ORDERED:
        return
    fields = ", ".join(field_of(other) for other in COLUMNS.values() if other.kind in _ORDERED)
    raise UsageError(
        f'{field_of(column)} has no order, so "{operator}" cannot compare it; fields that have one: {fields}'
    )


def time_span(text: str) -> tuple[int, int]:
    """Read a time in UTC as its first and last 100 ns: a day, minute or second is the whole of it.

    Reads all that `core.notation.filetime.to_text` writes. Raises UsageError.
    """
    bare = _BARE_TIME.fullmatch(text)
    first = int(bare[1]) if bare else filetime.from_text(text)
    if first is None:
        raise UsageError(f"{shown(text)} is no time; write 2024-01-31 or 2024-01-31T23:59:58Z (UTC)")
    written = len(text.removesuffix("Z").removesuffix("+00:00").removesuffix(" UTC"))
    seconds = None if bare else _SECONDS.get(written)
    return first, first if seconds is None else first + seconds * filetime.TICKS_PER_SECOND - 1


_BARE_TIME = re.compile(r"FILETIME (-?[0-9]{1,20})")
_SECONDS: Mapping[int, int] = {
    len("2024-01-31"): 86_400,
    len("2024-01-31T23:59"): 60,
    len("2024-01-31T23:59:58"): 1,
}
"""How long lasts what is written with so many characters."""


def _number_span(text: str) -> tuple[int, int]:
    found = number(text)
    if found is None:
        raise UsageError(f"{shown(text)} is no number; write it decimal or as 0x1f")
    return found, found


_SPANS: Mapping[Kind, Callable[[str], tuple[int, int]]] = {
    Kind.TIME: time_span,
    Kind.NUMBER: _number_span,
    Kind.OFFSET: _number_span,
}
"""What a text stands for, where values are numbers."""

_STRETCHES: Mapping[Operator, Callable[[Span], Span]] = {
    Operator.IS: lambda span: span,
    Operator.AT_LEAST: lambda span: (span[0], math.inf),
    Operator.AT_MOST: lambda span: (-math.inf, span[1]),
    Operator.ABOVE: lambda span: (span[1] + 1, math.inf),
    Operator.BELOW: lambda span: (-math.inf, span[0] - 1),
}
"""Of whole numbers, so that the next one begins what is above."""


def _is_between(column: Column, operator: Operator, values: Sequence[str]) -> Test:
    """Numbers and times."""
    raw, read, stretch = column.raw, _SPANS[column.kind], _STRETCHES[operator]
    is_equality = operator is Operator.IS
    takes_absent = is_equality and ABSENT in values
    stretches = [
        _EVERYWHERE if is_equality and value == ANY else stretch(read(value))
        for value in values
        if not (is_equality and value == ABSENT)
    ]
    if takes_absent or len(stretches) != 1:

        def is_in_any(row: Row) -> bool:
            found: int | None = raw(row)  # type: ignore[assignment]  # what the kinds of this table carry
            if found is None:
                return takes_absent
            return any(first <= found <= last for first, last in stretches)

        return is_in_any

    ((first, last),) = stretches

    def is_in(row: Row) -> bool:
        found: int | None = raw(row)  # type: ignore[assignment]  # what the kinds of this table carry
        return found is not None and first <= found <= last

    return is_in


@dataclass(frozen=True, slots=True)
class _Scale:
    """Values that have names and an order, the least first."""

    values: Mapping[str, object]
    otherwise: str
    """What is said of a name that is none of them, with a place for all names."""


_SCALES: Mapping[Kind, _Scale] = {
    Kind.SEVERITY: _Scale(
        {level.value: level for level in reversed(Severity)}, "is no severity; the severities are {}"
    ),
    Kind.INTEGRITY: _Scale(
        {level.value: level for level in IntegrityLevel}, "is no integrity level; the levels are {}"
    ),
    Kind.YES_NO: _Scale({"no": False, "yes": True}, "is neither yes nor no"),
}
_ORDERED = frozenset({*_SPANS, Kind.SEVERITY, Kind.INTEGRITY})

_PARTS: Mapping[Operator, Callable[[int], slice]] = {
    Operator.IS: lambda place: slice(place, place + 1),
    Operator.AT_LEAST: lambda place: slice(place, None),
    Operator.AT_MOST: lambda place: slice(None, place + 1),
    Operator.ABOVE: lambda place: slice(place + 1, None),
    Operator.BELOW: lambda place: slice(None, place),
}
"""Of a scale, by the place of the value that was named."""


def names_of(kind: Kind) -> tuple[str, ...]:
    """Give what values of a kind can be called, the least first; empty where they are free."""
    return tuple(_SCALES[kind].values) if kind in _SCALES else ()


def _is_on_scale(column: Column, operator: Operator, values: Sequence[str]) -> Test:
    """Levels, and yes or no."""
    raw, is_equality = column.raw, operator is Operator.IS
    # A tuple, not a set: an enum's hash is slow, and a member is found by identity.
    wanted: tuple[object, ...] = tuple(
        member for value in values for member in _on_scale(_SCALES[column.kind], operator, value, is_equality)
    )
    return lambda row: raw(row) in wanted


def _on_scale(scale: _Scale, operator: Operator, value: str, is_equality: bool) -> tuple[object, ...]:
    if is_equality and value in (ABSENT, ANY):
        return (None,) if value == ABSENT else tuple(scale.values.values())
    name = ascii_lower(value)
    if name not in scale.values:
        raise UsageError(f"{shown(value)} {scale.otherwise.format(', '.join(scale.values))}")
    place = tuple(scale.values).index(name)
    return tuple(scale.values.values())[_PARTS[operator](place)]
