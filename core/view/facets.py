"""Rows into the values that they have in a few columns, counted, and chosen values into terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, islice
from operator import attrgetter

from core.detection.severity import Severity
from core.filter.term import Operator, Term, exactly
from core.filter.text_condition import ABSENT, texts_of_many
from core.filter.text_pattern import fits_any
from core.notation.windows import IntegrityLevel, ascii_lower, base_name
from core.rows.column import Kind, as_text
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.view.numbered import Numbered
from core.view.view import SLICE, View

FACETS: tuple[str, ...] = (
    "user",
    "integrity_level",
    "hostname",
    "exe",
    "document",
    "severity",
    "source",
    "tags",
    "known_good",
)
"""Keys of the columns whose values are counted."""

HIDDEN_WHILE_EMPTY = frozenset({"tags", "known_good"})
"""Those that say nothing as long as no row has a value: most cases begin so."""

MOST_LOOKED_AT = 20_000
"""Rows, or values of a column of lists, that tell whether values repeat."""
MOST_DIFFERENT = MOST_LOOKED_AT // 8
"""Different texts in so many rows up to which they do."""


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
    if column in _LISTS:
        return _counts_of_lists(view, column)
    numbered = view.numbered(column, *_source(column))
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


def _counts_of_lists(view: View, column: str) -> list[FacetValue]:
    """Count each of several values of a row; rows that have the same ones are counted together."""
    numbered = view.numbered(column, *_source(column))
    own = [term for term in view.terms if _asks_for_values(term, column)]
    found: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for texts, count in zip(
        numbered.texts, numbered.counts(view.met(term for term in view.terms if term not in own)), strict=True
    ):
        for text in texts.split(_BETWEEN):
            found[spelled.setdefault(ascii_lower(text), text)] += count
    values = [FacetValue(text, count, _is_asked_for(text, own)) for text, count in found.items()]
    return sorted(
        (value for value in values if value.count or value.is_chosen), key=lambda value: _place(value, {})
    )


def _is_asked_for(text: str, terms: Sequence[Term]) -> bool:
    """Tell whether all of some terms, one at least, ask for a value, empty for the absent one."""
    if not text:
        return bool(terms) and all(ABSENT in term.values for term in terms)
    tests = (fits_any(value for value in term.values if value) for term in terms)
    return bool(terms) and all(fits(ascii_lower(text)) for fits in tests)


def count_ahead(view: View, column: str) -> bool:
    """Look at some rows more for `counts`, which looks at all that are left; tell whether none is."""
    return len(view.numbered(column, *_source(column), SLICE)) == len(view.rows)


def texts_offered(view: View, column: str) -> list[str]:
    """Give the texts that could be asked for in a column, over the rows that meet all terms on others.

    The most frequent first. Where nearly every row has its own, as with command lines, those of the first rows:
    to count all would take seconds, and each is as good as another. Of lists, each text that is in those of
    flagged rows and of the first.
    """
    if column in _LISTS:
        return [value.text for value in counts(view, column) if value.text]
    met = view.met(term for term in view.terms if not _asks_for_values(term, column))
    rows = compress(view.rows, met)
    if COLUMNS[column].kind is Kind.MANY:
        flagged = (view.rows[number] for number in view.flagged if met[number])
        looked_at = chain(flagged, islice(rows, MOST_LOOKED_AT))
        texts = chain.from_iterable(texts_of_many(COLUMNS[column], row) for row in looked_at)
        return [text for text, _ in Counter(islice(texts, MOST_LOOKED_AT)).most_common()]
    value_of, text_of = _source(column)
    first = Numbered(text_of)
    first.extend(map(value_of, islice(rows, MOST_LOOKED_AT)))
    if len(first.texts) <= MOST_DIFFERENT:
        return [value.text for value in counts(view, column) if value.text]
    return [text for text in first.texts if text]


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


def _source(column: str) -> tuple[Callable[[Row], Hashable], Callable[..., str | None]]:
    return _SOURCES.get(column, (COLUMNS[column].raw, _text))


def _place(value: FacetValue, ranks: Mapping[str, int]) -> tuple[int, int, str]:
    if ranks:
        return ranks.get(value.text, len(ranks)), 0, value.text
    return -value.count, 0, value.text


def _text(raw: Hashable) -> str:
    return as_text(raw)  # type: ignore[arg-type]  # raw values are what JSON can hold, but for times


_BETWEEN = "\n"
"""Stands between the texts of a row that are counted one by one; no tag holds it."""
_LISTS = frozenset({"tags"})
"""Columns whose values are counted one by one, though a row may have several."""


def _document_path(row: Row) -> str | None:
    return None if row.detection is None else row.detection.document.path


_SOURCES: Mapping[str, tuple[Callable[[Row], Hashable], Callable[..., str | None]]] = {
    "exe": (attrgetter("process.image_path"), base_name),
    "document": (_document_path, _text),
    "tags": (attrgetter("mark.tags"), _BETWEEN.join),
}
"""What is counted and how its text is made, where that is not the column's own, or making it is slow."""

_RANKS: Mapping[str, Mapping[str, int]] = {
    "severity": {level.value: level.rank for level in Severity},
    "integrity_level": {level.value: -level.rank for level in IntegrityLevel},
}
"""The highest first; a text that is not on the scale, such as the empty one, behind all."""
