"""Rows into those that are shown, and in which order: filtered by terms, sorted by columns."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, MutableSequence, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import compress, count
from operator import and_, attrgetter
from typing import TypeVar, cast

from core.filter.term import Term, test_of
from core.filter.text_condition import WORD_COLUMNS
from core.processes.process import Place
from core.rows.column import Column, Kind, SortKey
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.view.numbered import Numbered
from core.view.row_numbers import drop_oldest, sorted_by, where

V = TypeVar("V")

SLICE = 20_000
"""Rows that a filter looks at in one step; the slowest terms take some 50 ms for as many."""

_MOST_MASKS = 16
"""Terms whose outcome is kept, a byte a row each, beside those in force."""
_FEW_PLACES = 8
"""Records that are looked for one by one."""
_MOST_KEYS = 4
"""Columns whose sort keys are kept, beside those sorted by; long texts take some 130 bytes a row."""


@dataclass(frozen=True, slots=True)
class Order:
    """A column that rows are sorted by. Absent values come last in both directions."""

    column: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class _Mask:
    """What one term says of each row, as far as the rows were looked at."""

    test: Callable[[Row], bool]
    bits: bytearray
    """1 where the row meets the term, else 0."""


class View:
    """All rows of a table, and the numbers of those that are shown, in the order in which they are shown.

    A row's number is its place among all rows, from 0, and never changes until `replace`. What is derived from
    rows (outcomes of terms, sort keys) is made when it is first needed, and kept while rows are added.
    """

    def __init__(self) -> None:
        self._terms: tuple[Term, ...] = ()
        self._orders: tuple[Order, ...] = ()
        self._begin([])

    def _begin(self, rows: list[Row]) -> None:
        self._rows = rows
        self._shown = array("I")
        self._sorted: Sequence[int] = range(0)
        self._masks: dict[Term, _Mask] = {}
        self._keys: dict[str, list[SortKey | None]] = {}
        self._ascending: dict[str, tuple[int, list[SortKey]]] = {}
        self._numbered: dict[str, tuple[Numbered, Callable[[Row], Hashable]]] = {}
        self._offsets = array("Q")
        self._flagged = array("I", (n for n, row in enumerate(rows) if row.detection is not None))

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, in the order in which they were added."""
        return self._rows

    @property
    def shown(self) -> Sequence[int]:
        """Numbers of the rows that are shown, in the order in which they are."""
        return self._shown

    @property
    def flagged(self) -> Sequence[int]:
        """Numbers of the rows that the rule in force flags, ascending, shown or not."""
        return self._flagged

    @property
    def terms(self) -> tuple[Term, ...]:
        """What the shown rows meet, all of it."""
        return self._terms

    @property
    def orders(self) -> tuple[Order, ...]:
        """What the shown rows are sorted by, the first above all; equal rows stay in the order of their numbers."""
        return self._orders

    # ------------------------------------------------------------ rows
    def add(self, rows: Iterable[Row]) -> list[int]:
        """Take rows in and give the numbers of those that meet the filter, to be shown before anything else."""
        first = len(self._rows)
        self._rows.extend(rows)
        self._flagged.extend(n for n in range(first, len(self._rows)) if self._rows[n].detection is not None)
        masks = [self._whole_mask(term) for term in self._terms]
        return [n for n in range(first, len(self._rows)) if all(mask[n] for mask in masks)]

    def show(self, numbers: Sequence[int]) -> None:
        """Show rows just added behind all others; the next filter or sorting puts them where they belong."""
        self._shown.extend(numbers)

    def replace(self, rows: Iterable[Row]) -> None:
        """Put these rows in the place of all others, filtered and sorted as those were."""
        self._begin(list(rows))
        self._arrange()

    # ------------------------------------------------------------ filter and order
    def filtering(self, terms: Iterable[Term], rows_a_step: int = SLICE) -> Iterator[float]:
        """Filter step by step, and give the share done after each, 0 to 1; takes effect only at the end.

        Dropped half-way, it leaves the view as it was. Rows that come in between are looked at too. Terms whose
        outcome is known cost no step.
        """
        wanted = tuple(terms)
        while (done := self._look_at_more(wanted, rows_a_step)) < 1:
            yield done
        self._terms = wanted
        self._arrange()
        drop_oldest(self._masks, wanted, _MOST_MASKS)

    def filter_by(self, terms: Iterable[Term]) -> None:
        """Show the rows that meet all terms."""
        for _ in self.filtering(terms):
            pass

    def sort_by(self, orders: Sequence[Order]) -> None:
        """Sort by the first order, equal rows by the next, and rows that are equal in all by their numbers."""
        self._orders = tuple(orders)
        self._sorted = range(0)
        self._arrange()
        drop_oldest(self._keys, [order.column for order in self._orders], _MOST_KEYS)

    def _arrange(self) -> None:
        if len(self._sorted) < len(self._rows):
            self._sorted = self._sort()
        if not self._terms:
            self._shown = array("I", self._sorted)
            return
        met = self.met(self._terms)
        if isinstance(self._sorted, range):
            self._shown = array("I", compress(self._sorted, met))
        else:
            self._shown = array("I", [number for number in self._sorted if met[number]])

    def _sort(self) -> Sequence[int]:
        if not self._orders:
            return range(len(self._rows))
        numbers: Sequence[int] = range(len(self._rows))
        for order in reversed(self._orders):
            numbers = sorted_by(self.sort_keys(order.column), numbers, order.is_descending)
        return array("I", numbers)

    def _look_at_more(self, terms: Sequence[Term], most: int) -> float:
        """Evaluate one term on some more rows; give the share of all terms and rows that is done."""
        masks = [self._mask(term) for term in terms]
        behind = next((mask for mask in masks if len(mask.bits) < len(self._rows)), None)
        if behind is None:
            return 1.0
        self._extend(behind, most)
        return sum(len(mask.bits) for mask in masks) / (len(masks) * len(self._rows))

    def refresh(self, columns: Collection[str], numbers: Collection[int] | None = None) -> bool:
        """Take in that rows, these or any of them, have other values in these columns.

        Tells whether other rows are shown now, or in another order. A filter that is under way goes on.
        """
        terms = [term for term in self._masks if _depends(term, columns)]
        for term in terms:
            if numbers is None:
                del self._masks[term]
            else:
                _do_again(self._masks[term].bits, self._masks[term].test, self._rows, numbers)
        self._forget_values(columns, numbers)
        is_sorted_anew = any(order.column in columns for order in self._orders)
        if is_sorted_anew:
            self._sorted = range(0)
        if not is_sorted_anew and not any(_depends(term, columns) for term in self._terms):
            return False
        before = self._shown
        self._arrange()
        return before != self._shown

    def _forget_values(self, columns: Collection[str], numbers: Collection[int] | None) -> None:
        for column in columns:
            self._ascending.pop(column, None)
            if numbers is None:
                self._keys.pop(column, None)
                self._numbered.pop(column, None)
                continue
            if column in self._keys:
                _do_again(self._keys[column], _sort_key(COLUMNS[column]), self._rows, numbers)
            numbered, value_of = self._numbered.get(column, (None, None))
            if numbered is not None and value_of is not None:
                for number in numbers:
                    if number < len(numbered):
                        numbered.put(number, value_of(self._rows[number]))

    # ------------------------------------------------------------ where rows are
    def row_at(self, position: int) -> Row:
        """Give the row shown at a position, counted from 0."""
        return self._rows[self._shown[position]]

    def locate(self, place: Place) -> int | None:
        """Give the position at which the row of a record is shown, `None` where it is not."""
        self._offsets.extend(map(_offset, self._rows[len(self._offsets) :]))
        for number in where(self._offsets, place.file_offset):
            if self._rows[number].place == place:
                return next(where(self._shown, number), None)
        return None

    def numbers_of(self, places: Collection[Place]) -> set[int]:
        """Give the numbers of the rows of records, shown or not."""
        self._offsets.extend(map(_offset, self._rows[len(self._offsets) :]))
        if len(places) <= _FEW_PLACES:
            found = (number for place in places for number in where(self._offsets, place.file_offset))
            return {number for number in found if self._rows[number].place in places}
        offsets = {place.file_offset for place in places}
        # An offset is looked up five times faster than a place, and rules out nearly all rows.
        likely = compress(count(), map(offsets.__contains__, self._offsets))
        return {number for number in likely if self._rows[number].place in places}

    # ------------------------------------------------------------ what facets and the histogram count
    def met(self, terms: Iterable[Term]) -> bytes:
        """Give a byte for each row by its number: 1 where it meets all these terms, else 0."""
        masks = [self._whole_mask(term) for term in terms]
        if not masks:
            return b"\1" * len(self._rows)
        if len(masks) == 1:
            return bytes(masks[0])
        # One AND of two numbers of a million bytes: a hundred times faster than of a million pairs.
        all_of_them = reduce(and_, (int.from_bytes(mask, "little") for mask in masks))
        return all_of_them.to_bytes(len(self._rows), "little")

    def sort_keys(self, column: str) -> Sequence[SortKey | None]:
        """Give what each row is sorted by in a column, by its number; `None` where it has no value."""
        keys = self._keys[column] = self._keys.pop(column, [])
        keys.extend(map(_sort_key(COLUMNS[column]), self._rows[len(keys) :]))
        return keys

    def ascending(self, column: str) -> Sequence[SortKey]:
        """Give what all rows are sorted by in a column, the smallest first, absent left out."""
        looked_at, found = self._ascending.get(column, (0, []))
        if looked_at < len(self._rows):
            found = found + [key for key in self.sort_keys(column)[looked_at:] if key is not None]
            found.sort()
            self._ascending[column] = len(self._rows), found
        return found

    def numbered(
        self,
        name: str,
        value_of: Callable[[Row], Hashable],
        text_of: Callable[..., str | None],
        most: int | None = None,
    ) -> Numbered:
        """Give the text that is made of each row's value as a number; a name always goes with the same two.

        Of all rows, or of `most` rows more than were looked at before.
        """
        numbered, _ = self._numbered.setdefault(name, (Numbered(text_of), value_of))
        done = len(numbered)
        numbered.extend(map(value_of, self._rows[done : None if most is None else done + most]))
        return numbered

    # ------------------------------------------------------------ masks
    def _mask(self, term: Term) -> _Mask:
        mask = self._masks.pop(term, None) or _Mask(test_of(term), bytearray())
        self._masks[term] = mask
        return mask

    def _whole_mask(self, term: Term) -> bytearray:
        mask = self._mask(term)
        self._extend(mask, len(self._rows))
        return mask.bits

    def _extend(self, mask: _Mask, most: int) -> None:
        done = len(mask.bits)
        mask.bits.extend(map(mask.test, self._rows[done : done + most]))


def _depends(term: Term, columns: Collection[str]) -> bool:
    """Tell whether rows can meet a term or not by their values in these columns."""
    if term.column is None:
        return any(column in columns for column in WORD_COLUMNS)
    return term.column in columns


def _do_again(
    kept: MutableSequence[V], make: Callable[[Row], V], rows: Sequence[Row], numbers: Iterable[int]
) -> None:
    """Make anew what is kept of some rows."""
    for number in numbers:
        if number < len(kept):
            kept[number] = make(rows[number])


_SORTED_BY_ITSELF = frozenset({Kind.TIME, Kind.NUMBER, Kind.OFFSET})
"""Kinds whose value is the sort key: to ask the column for it takes five times as long."""


def _sort_key(column: Column) -> Callable[[Row], SortKey | None]:
    if column.kind in _SORTED_BY_ITSELF:
        return cast(Callable[[Row], int | None], column.raw)
    return column.sort_key


_offset = attrgetter("process.place.file_offset")
