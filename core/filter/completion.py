"""A filter that is being typed, and the place of the cursor, into what could stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from core.filter.condition import names_of
from core.filter.fields import column_named, names_in_filters
from core.filter.notation import ALONE, BLANKS, HEAD, LISTED, QUOTED, from_quotes, written_value
from core.filter.term import Operator
from core.filter.text_pattern import escaped
from core.notation.windows import ascii_lower
from core.rows.column import Column, Kind
from core.rows.columns import COLUMNS

_MOST_VALUES = 10_000
"""So many of the most frequent values are looked at."""
_MOST_CHOICES = 100

_FIRST_OPERATORS: Mapping[Kind, Operator] = {
    Kind.TIME: Operator.AT_LEAST,
    Kind.SEVERITY: Operator.AT_LEAST,
    Kind.INTEGRITY: Operator.AT_LEAST,
}
"""What is put behind the name of a field where it is not `:`."""

_REST_OF_NAME = re.compile(r"\w*+")
_REST_OF_TERM = re.compile(r"\S*+")


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on."""

    text: str
    """What to put there."""
    meaning: str
    """What it is, where that is not plain; else empty."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What to put in place of `[start, end)`; no choices where there is nothing to offer."""

    start: int
    end: int
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Typed:
    """What the cursor stands behind."""

    start: int
    text: str
    """As it was meant: without quotes."""
    is_in_quotes: bool = False
    """True while the quote is open."""
    field: str | None = None
    """`None` while the field itself is typed."""
    operator: Operator = Operator.IS


def complete(text: str, cursor: int, values: Callable[[str], Iterable[str]]) -> Completion:
    """Offer fields or values that go on with what is typed before the cursor, in any text.

    `values` gives the values of the column with a key, each once, the most frequent first.
    """
    cursor = min(max(cursor, 0), len(text))
    typed = _typed(text[:cursor])
    if typed is None:
        return Completion(cursor, cursor)
    rest = text[cursor:]
    if typed.field is None:
        end = cursor + _length(_REST_OF_NAME, rest)
        has_operator = text.startswith(tuple(Operator), end)
        return Completion(typed.start, end, tuple(_fields(typed.text, has_operator)))
    column = column_named(typed.field)
    if column is None or typed.operator is Operator.MATCHES:
        return Completion(cursor, cursor)
    choices = tuple(islice(_values(column, typed, values), _MOST_CHOICES))
    return Completion(typed.start, cursor + _rest_of_value(rest, typed), choices)


def _typed(before: str) -> _Typed | None:
    """Find what the end of a text stands in: a name, a value, or a phrase, for which there is nothing to offer."""
    at = 0
    while True:
        at += _length(BLANKS, before, at)
        at += before.startswith(("-", "+"), at)
        head = HEAD.match(before, at)
        if head is None:
            end = _end_of_value(before, at, ALONE)
            if end == len(before):
                return None if before.startswith('"', at) else _Typed(at, before[at:])
        else:
            operator = Operator(head[2])
            at, end = _last_value(before, head.end(), LISTED if operator is Operator.IS else ALONE)
            if end == len(before):
                return _value_typed(before[at:], at, head[1], operator)
        at = end + _length(_REST_OF_TERM, before, end)
        if at == len(before):
            return None


def _value_typed(written: str, at: int, field: str, operator: Operator) -> _Typed:
    if not written.startswith('"'):
        return _Typed(at, written, False, field, operator)
    closed = QUOTED.fullmatch(written)
    inside = written[1:] if closed is None else closed[1]
    return _Typed(at, from_quotes(inside), closed is None, field, operator)


def _last_value(before: str, at: int, bare: re.Pattern[str]) -> tuple[int, int]:
    """Give the beginning and the end of the last of several values."""
    while True:
        end = _end_of_value(before, at, bare)
        if bare is not LISTED or not before.startswith(",", end):
            return at, end
        at = end + 1


def _end_of_value(before: str, at: int, bare: re.Pattern[str]) -> int:
    if before.startswith('"', at):
        closed = QUOTED.match(before, at)
        return len(before) if closed is None else closed.end()
    return at + _length(bare, before, at)


def _rest_of_value(rest: str, typed: _Typed) -> int:
    """Give how much behind the cursor still belongs to the value.

    An odd number of quotes closes the one that the cursor stands in; behind an even number it was never closed.
    """
    if not typed.is_in_quotes:
        return _length(LISTED if typed.operator is Operator.IS else ALONE, rest)
    if rest.count('"') % 2 == 0:
        return 0
    closed = QUOTED.match('"' + rest)
    return 0 if closed is None else closed.end() - 1


def _length(pattern: re.Pattern[str], text: str, at: int = 0) -> int:
    found = pattern.match(text, at)
    return 0 if found is None else found.end() - at


def _fields(typed: str, has_operator: bool) -> Iterator[Choice]:
    """Offer the fields one of whose names begins with what is typed, then those that hold it."""
    wanted = ascii_lower(typed)
    names = [(column, _name(column, wanted)) for column in COLUMNS.values()]
    found = [(column, name) for column, name in names if name is not None]
    for column, name in sorted(found, key=lambda pair: (not pair[1].startswith(wanted), not pair[0].short)):
        operator = "" if has_operator else _FIRST_OPERATORS.get(column.kind, Operator.IS)
        yield Choice(f"{name}{operator}", column.meaning)


def _name(column: Column, wanted: str) -> str | None:
    names = names_in_filters(column)
    beginning = next((name for name in names if name.startswith(wanted)), None)
    return beginning or next((name for name in names if wanted in name), None)


def _values(column: Column, typed: _Typed, values: Callable[[str], Iterable[str]]) -> Iterator[Choice]:
    """Offer the values that begin with what is typed, then those that hold it; last, any and none."""
    is_listed = typed.operator is Operator.IS
    known = names_of(column.kind)
    if not known and is_listed and column.kind is not Kind.TIME:
        known = tuple(islice(values(column.key), _MOST_VALUES))
    wanted = ascii_lower(typed.text)
    folded = [(value, ascii_lower(value)) for value in known if value]
    beginning = [value for value, lower in folded if lower.startswith(wanted)]
    holding = [value for value, lower in folded if wanted in lower and not lower.startswith(wanted)]
    for value in (*beginning, *holding):
        yield Choice(written_value(escaped(value), is_listed), "")
    if is_listed and not typed.text:
        yield Choice("*", "any value")
        yield Choice('""', "no value")
