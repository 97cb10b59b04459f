"""Terms, each on or off, in the order in which they were added, into the filter in force; and back from text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from core.errors import UsageError
from core.filter.language import FilterError, parse
from core.filter.term import Operator, Term, exactly
from core.notation import filetime
from core.notation.windows import ascii_lower

_TIME = "time_created"


@dataclass(frozen=True, slots=True)
class Held:
    """A term of the stack."""

    term: Term
    is_on: bool = True
    is_resting: bool = False
    """Whether it was switched off together with all others, and comes on again with them."""


@dataclass(frozen=True, slots=True)
class FilterStack:
    """What a user has put together to filter by. Each change gives a new stack; no two of its terms are equal."""

    held: tuple[Held, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Those that are on: what a row must meet, all of it."""
        return tuple(held.term for held in self.held if held.is_on)

    def with_term(self, term: Term, at: int | None = None) -> FilterStack:
        """Add a term, at the end or before another; switch an equal one on instead.

        What no row can meet together with it, because one leaves out what the other asks for, gives way to it.
        """
        if any(held.term == term for held in self.held):
            return self._each(lambda held: Held(term) if held.term == term else held)
        against = [place for place, held in enumerate(self.held) if _contradict(held.term, term)]
        if against:
            return self._replaced(against, (term,))
        at = len(self.held) if at is None else min(at, len(self.held))
        return FilterStack((*self.held[:at], Held(term), *self.held[at:]))

    def with_terms(self, terms: Iterable[Term], at: int | None = None) -> FilterStack:
        """Add terms one after the other."""
        stack = self
        for term in terms:
            before = len(stack.held)
            stack = stack.with_term(term, at)
            if at is not None and len(stack.held) > before:
                at += 1
        return stack

    def with_values(self, column: str, values: Sequence[str]) -> FilterStack:
        """Ask for just these values of a column, as rows have them, or for any where none is given."""
        return self._instead(
            lambda term: term.column == column and term.operator is Operator.IS,
            (exactly(column, values),) if values else (),
        )

    def with_time(self, since: int | None, until: int | None) -> FilterStack:
        """Ask for just this stretch of time, in ticks; `until` is not part of it, and `None` is no bound."""
        bounds = ((Operator.AT_LEAST, since), (Operator.BELOW, until))
        return self._instead(
            lambda term: term.column == _TIME and term.operator is not Operator.MATCHES,
            [Term(_TIME, operator, (_time(ticks),)) for operator, ticks in bounds if ticks is not None],
        )

    def without(self, at: int) -> FilterStack:
        """Drop the term at a place."""
        return FilterStack(self.held[:at] + self.held[at + 1 :])

    def switched(self, at: int) -> FilterStack:
        """Switch the term at a place off, or on."""
        held = self.held[at]
        return FilterStack((*self.held[:at], Held(held.term, not held.is_on), *self.held[at + 1 :]))

    def inverted(self, at: int) -> FilterStack:
        """Let the term at a place leave out what it asked for, or the other way round; it is on then."""
        term = self.held[at].term
        return self.without(at).with_term(replace(term, is_excluded=not term.is_excluded), at)

    def all_off(self) -> FilterStack:
        """Switch all off; `all_on` knows which were on."""
        return self._each(lambda held: Held(held.term, is_on=False, is_resting=held.is_on or held.is_resting))

    def all_on(self) -> FilterStack:
        """Switch those on that `all_off` switched off, or simply all where there are none."""
        any_rests = any(held.is_resting for held in self.held)
        return self._each(lambda held: Held(held.term, held.is_on or held.is_resting or not any_rests))

    def _each(self, change: Callable[[Held], Held]) -> FilterStack:
        return FilterStack(tuple(map(change, self.held)))

    def _instead(self, is_replaced: Callable[[Term], bool], terms: Sequence[Term]) -> FilterStack:
        """Put terms in the place of including ones that are on; what is off stays, for it asks for nothing."""
        places = [
            place
            for place, held in enumerate(self.held)
            if held.is_on and not held.term.is_excluded and is_replaced(held.term)
        ]
        return self._replaced(places, terms)

    def _replaced(self, places: Sequence[int], terms: Iterable[Term]) -> FilterStack:
        kept = tuple(held for place, held in enumerate(self.held) if place not in places)
        return FilterStack(kept).with_terms(terms, places[0] if places else None)


def _contradict(one: Term, other: Term) -> bool:
    """Tell whether one of two terms leaves out all that the other asks for, as far as they are written alike."""
    if one.is_excluded == other.is_excluded or (one.column, one.operator) != (other.column, other.operator):
        return False
    asks, leaves_out = (other, one) if one.is_excluded else (one, other)
    return set(map(ascii_lower, asks.values)) <= set(map(ascii_lower, leaves_out.values))


def _time(ticks: int) -> str:
    """Write a time without the digits that are zero: a bound at a full minute is read as its first 100 ns."""
    text = filetime.to_text(ticks)
    if not text.endswith("Z"):
        return text
    whole, _, fraction = text.removesuffix("Z").partition(".")
    fraction = fraction.rstrip("0")
    if fraction:
        return f"{whole}.{fraction}Z"
    minutes = whole.removesuffix(":00")
    return minutes.removesuffix("T00:00") if minutes.endswith("T00:00") else f"{minutes}Z"


# ---------------------------------------------------------------- text
@dataclass(frozen=True, slots=True)
class Typed:
    """What a text that may still be in the making says."""

    terms: tuple[Term, ...] = ()
    """Of the whole text, or of what stands before the error."""
    error: FilterError | None = None


def read_typed(text: str) -> Typed:
    """Read a filter that is being typed: what is wrong takes nothing away from what stands before it."""
    try:
        return Typed(parse(text))
    except FilterError as error:
        return Typed(_terms_before(text[: error.position]), error)


def _terms_before(text: str) -> tuple[Term, ...]:
    """Read the whole terms that a text begins with, without the last where no blank ends it."""
    while text:
        if not text[-1].isspace():
            text = text[: -len(text.rsplit(maxsplit=1)[-1])]
        try:
            return parse(text)
        except FilterError as error:  # the last blank stood inside quotes
            text = text[: min(error.position, len(text) - 1)]
    return ()


def written(terms: Iterable[Term]) -> str:
    """Write terms as one text that reads back as the same."""
    return " ".join(map(str, terms))


def term_of(text: str) -> Term | None:
    """Read a text that is exactly one term; else `None`."""
    try:
        terms = parse(text)
    except UsageError:
        return None
    return terms[0] if len(terms) == 1 else None
