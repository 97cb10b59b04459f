"""One condition of a filter: written, read, and tested on rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.errors import UsageError
from core.filter.condition import Operator, condition
from core.filter.fields import field_of
from core.filter.notation import shown, written_value, written_word
from core.filter.text_condition import WHOLE, holds_word
from core.filter.text_pattern import escaped
from core.rows.columns import COLUMNS
from core.rows.row import Row

__all__ = ["Operator", "Term", "all_hold", "exactly", "exactly_one", "test_of"]


@dataclass(frozen=True, slots=True)
class Term:
    """A condition on one column, or a word that is looked for in several.

    Whoever makes one that makes no sense gets a UsageError, so each that exists can be tested and written.
    """

    column: str | None
    """Key in COLUMNS; `None` for a word."""
    operator: Operator
    """`IS` for a word."""
    values: tuple[str, ...]
    """As a user writes them, without quotes: `*` is any text and `[*]` a star. Any of them will do."""
    is_excluded: bool = False
    """True where the rows that meet the condition are left out."""

    def __post_init__(self) -> None:
        if self.column is not None and self.column not in COLUMNS:
            raise UsageError(f"there is no column {shown(self.column)}")
        if self.column is None and self.operator is not Operator.IS:
            raise UsageError(f'a word stands alone; "{self.operator}" needs a column')
        takes_several = self.column is not None and self.operator is Operator.IS
        if not self.values or (len(self.values) > 1 and not takes_several):
            raise UsageError(f"{len(self.values)} values where there must be one")
        _condition(self)

    def __str__(self) -> str:
        """Write it so that `parse` reads an equal one."""
        sign = "-" if self.is_excluded else ""
        if self.column is None:
            return sign + written_word(self.values[0])
        is_listed = self.operator is Operator.IS
        values = ",".join(written_value(value, is_listed) for value in self.values)
        return f"{sign}{field_of(COLUMNS[self.column])}{self.operator}{values}"


def exactly(column: str, texts: Iterable[str], is_excluded: bool = False) -> Term:
    """Make the term for values that come from rows, as `Column.text` writes them; the empty one is absence."""
    return Term(column, Operator.IS, tuple(exactly_one(column, text) for text in texts), is_excluded)


def exactly_one(column: str, text: str) -> str:
    """Write a value from a row as the value of a term that fits it alone, in any case."""
    is_bare_user = column == "user" and text != "" and ("\\" not in text or text.startswith(WHOLE))
    return f"{WHOLE if is_bare_user else ''}{escaped(text)}"


def test_of(term: Term) -> Callable[[Row], bool]:
    """Make the test of rows. It remembers what it decided on texts, so one that is kept is faster."""
    meets = _condition(term)
    return (lambda row: not meets(row)) if term.is_excluded else meets


def all_hold(terms: Iterable[Term]) -> Callable[[Row], bool]:
    """Make the test that every term holds."""
    tests = tuple(map(test_of, terms))
    return tests[0] if len(tests) == 1 else lambda row: all(meets(row) for meets in tests)


def _condition(term: Term) -> Callable[[Row], bool]:
    if term.column is None:
        return holds_word(term.values[0])
    return condition(COLUMNS[term.column], term.operator, term.values)
