"""Rows into the values that they have in a few columns, counted, and chosen values into terms."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from core.detection.severity import Severity
from core.filter.term import Operator, Term, exactly
from core.notation.windows import IntegrityLevel, base_name
from core.rows.column import as_text
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.view.view import View

FACETS: tuple[str, ...] = (
    "user",
    "integrity_level",
    "hostname",
    "exe",
    "document",
    "severity",
    "source",
)
"""Keys of the columns whose values are counted."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that rows have in a column."""

    text: str
    """As the column writes it, of a document its path; where values differ in case only, the first of them.
    Empty where there is none."""
    count: int
    """How many rows that meet the terms on all other columns have it."""
    is_chosen: bool
    """Whether terms ask for values of this column and this one meets them."""


def counts(view: View, column: str) -> list[FacetValue]:
    """Count the values of a column over the rows that meet all terms except those that ask for its values.

    The most frequent first, then by text; levels in their own order, the highest first, and absent last.
    A chosen value is there even when no row is left that has it, so that it can be given up.
    """
    numbered = view.numbered(column, *_SOURCES.get(column, (COLUMNS[column].raw, _text)))
    own = [term for term in view.terms if _asks_for_values(term, column)]
    found = numbered.counts(view.met(term for term in view.terms if term not in own))
    chosen = numbered.counts(view.met(own)) if own else [0] * len(found)
    values = [
        FacetValue(text, count, bool(is_chosen))
        for text, count, is_chosen in zip(numbered.texts, found, chosen, strict=True)
        if count or is_chosen
    ]
    ranks = _RANKS.get(column, {})
    return sorted(values, key=lambda value: _place(value, ranks))


def with_values(terms: Sequence[Term], column: str, values: Sequence[str]) -> tuple[Term, ...]:
    """Let the terms ask for just these values of a column, or for any where none is given."""
    own = [place for place, term in enumerate(terms) if _asks_for_values(term, column)]
    others = [term for term in terms if not _asks_for_values(term, column)]
    if not values:
        return tuple(others)
    place = own[0] if own else len(others)
    return (*others[:place], exactly(column, tuple(values)), *others[place:])


def _asks_for_values(term: Term, column: str) -> bool:
    return term.column == column and term.operator is Operator.IS and not term.is_excluded


def _place(value: FacetValue, ranks: Mapping[str, int]) -> tuple[int, int, str]:
    if ranks:
        return ranks.get(value.text, len(ranks)), 0, value.text
    return -value.count, 0, value.text


def _text(raw: Hashable) -> str:
    return as_text(raw)  # type: ignore[arg-type]  # raw values are what JSON can hold, but for times


def _document_path(row: Row) -> str | None:
    return None if row.detection is None else row.detection.document.path


_SOURCES: Mapping[str, tuple[Callable[[Row], Hashable], Callable[..., str | None]]] = {
    "exe": (attrgetter("process.image_path"), base_name),
    "document": (_document_path, _text),
}
"""What is counted and how its text is made, where that is not the column's own, or making it is slow."""

_RANKS: Mapping[str, Mapping[str, int]] = {
    "severity": {level.value: level.rank for level in Severity},
    "integrity_level": {level.value: -level.rank for level in IntegrityLevel},
}
"""The highest first; a text that is not on the scale, such as the empty one, behind all."""
