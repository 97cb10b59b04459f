"""The text of a filter into its terms, or into a sentence that says what is wrong with it and where.

    user:alice integrity>=high image~powershell -host:LAB* time>2024-01-02 "not found"

Terms stand apart by blanks and all must hold; `-` before one leaves out what it fits. `MANUAL` says it all.
"""

from __future__ import annotations

import re

from core.errors import UsageError
from core.filter.completion import Choice, Completion, complete
from core.filter.condition import check_operator
from core.filter.fields import column_named, field_of, nearest_field
from core.filter.manual import MANUAL
from core.filter.notation import ALONE, BLANKS, HEAD, JOINING_WORDS, LISTED, QUOTED, from_quotes, shown
from core.filter.term import Operator, Term
from core.rows.column import Column

__all__ = ["MANUAL", "Choice", "Completion", "FilterError", "complete", "parse"]

_EQUALS = re.compile(r"(\w++)(!?=)")


class FilterError(UsageError):
    """A filter that says nothing; the message is a sentence that says what would be right."""

    def __init__(self, sentence: str, text: str, position: int, length: int = 1) -> None:
        super().__init__(sentence)
        self.text = text
        """The filter."""
        self.position = position
        """Of the first character that is wrong, from 0; the length of the text where something is missing."""
        self.length = length
        """Characters that are wrong; at least 1, also where something is missing."""


def parse(text: str) -> tuple[Term, ...]:
    """Read a filter; none is in an empty text. Raises FilterError for the first thing that is wrong."""
    terms = []
    at = _behind_blanks(text, 0)
    while at < len(text):
        term, at = _term(text, at)
        terms.append(term)
        at = _behind_blanks(text, at)
    return tuple(terms)


def _behind_blanks(text: str, at: int) -> int:
    found = BLANKS.match(text, at)
    return at if found is None else found.end()


def _term(text: str, at: int) -> tuple[Term, int]:
    sign = text[at] if text[at] in "+-" else ""
    start = at + len(sign)
    if sign and (start == len(text) or text[start].isspace() or text[start] in "+-"):
        raise FilterError(
            f'nothing follows "{sign}"; to find the character itself, put it in quotes', text, at
        )
    is_excluded = sign == "-"
    head = HEAD.match(text, start)
    if head is None:
        word, end = _word(text, start)
        return _made(text, (start, end), None, Operator.IS, (word,), is_excluded), end
    column = _column(text, start, head[1])
    operator = Operator(head[2])
    try:
        check_operator(column, operator)
    except UsageError as error:
        raise FilterError(str(error), text, start, head.end() - start) from None
    values, end = _values(text, start, head.end(), column, operator)
    return _made(text, (start, end), column.key, operator, values, is_excluded), end


def _word(text: str, at: int) -> tuple[str, int]:
    """Read a word or a phrase that stands alone."""
    word, end = _value(text, at, ALONE)
    if text[at] == '"':
        return word, end
    if word in JOINING_WORDS:
        raise FilterError(
            f"terms stand apart by blanks and all must hold; for one of several values write field:a,b, "
            f'and to find the word itself "{word}" in its quotes',
            text,
            at,
            len(word),
        )
    equals = _EQUALS.match(word)
    if equals is not None and column_named(equals[1]) is not None:
        sign = "-" if equals[2] == "!=" else ""
        raise FilterError(
            f'"=" is no operator; write {sign}{equals[1]}:, or the whole in quotes to find it as a text',
            text,
            at,
            equals.end(),
        )
    return word, end


def _column(text: str, at: int, name: str) -> Column:
    if not name:
        raise FilterError(
            f'no field stands before "{text[at]}"; write field{text[at]}value without blanks, '
            "or put it in quotes to find it as a text",
            text,
            at,
        )
    column = column_named(name)
    if column is not None:
        return column
    nearest = nearest_field(name)
    hint = f"did you mean {nearest}?" if nearest else "to find this as a text, put the whole in quotes"
    raise FilterError(f"there is no field {shown(name)}; {hint}", text, at, len(name))


def _values(
    text: str, start: int, at: int, column: Column, operator: Operator
) -> tuple[tuple[str, ...], int]:
    """Read what stands behind an operator: values with commas between them, or one."""
    is_listed = operator is Operator.IS
    values = []
    while True:
        if at == len(text) or text[at].isspace() or (is_listed and text[at] == ","):
            raise FilterError(_nothing_follows(text[start:at], column, operator), text, at)
        value, end = _value(text, at, LISTED if is_listed else ALONE)
        _made(text, (at, end), column.key, operator, (value,), False)  # so that an error points at this value
        values.append(value)
        if not (is_listed and text[end : end + 1] == ","):
            return tuple(values), end
        at = end + 1


def _nothing_follows(written: str, column: Column, operator: Operator) -> str:
    if operator is not Operator.IS:
        return f"no value follows {shown(written)}"
    field = field_of(column)
    return f'no value follows {shown(written)}; {field}:* is any value, and {field}:"" none'


def _value(text: str, at: int, bare: re.Pattern[str]) -> tuple[str, int]:
    """Read one value, in quotes or not, and check that it ends there."""
    if text[at] != '"':
        found = bare.match(text, at)
        end = at if found is None else found.end()
        if text[end : end + 1] == '"':
            raise FilterError('a quote must begin the value; inside quotes, write "" for each', text, end)
        return text[at:end], end
    closed = QUOTED.match(text, at)
    if closed is None:
        raise FilterError(
            'this quote is not closed; inside quotes, write "" for a quote', text, at, len(text) - at
        )
    end = closed.end()
    if end < len(text) and not text[end].isspace() and (text[end] != "," or bare is not LISTED):
        raise FilterError("a blank must follow the closing quote", text, end)
    return from_quotes(closed[1]), end


def _made(
    text: str,
    span: tuple[int, int],
    column: str | None,
    operator: Operator,
    values: tuple[str, ...],
    is_excluded: bool,
) -> Term:
    try:
        return Term(column, operator, values, is_excluded)
    except UsageError as error:
        raise FilterError(str(error), text, span[0], span[1] - span[0]) from None
