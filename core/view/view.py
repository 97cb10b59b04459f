"""Rows into those that are shown, and in which order: filtered by terms, sorted by columns."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Generator, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import compress, count
from operator import and_, attrgetter

from core.filter.term import Term, test_of
from core.filter.text_condition import WORD_COLUMNS
from core.processes.process import Place
from core.rows.column import SortKey
from core.rows.row import Row
from core.view.numbered import Numbered
from core.view.row_numbers import drop_oldest, where
from core.view.row_values import SLICE, Order, RowValues, do_again

__all__ = ["SLICE", "Order", "View"]

_MOST_MASKS = 16
"""Terms whose outcome is kept, a byte a row each, beside those in force."""
_FEW_PLACES = 8
"""Records that are looked for one by one."""
_CHOSEN_A_STEP = 5
"""Where it is known what rows meet, they are taken in so many times as fast as they are looked at."""
_MOST_TRIES = 2
"""Times that rows are arranged in steps anew because of what came meanwhile; then it is done at once."""
_NEARLY = 0.99
"""Share that is done once it is known what rows meet."""


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
        self._changes = 0
        """How often something has changed that makes what was arranged in steps until then worthless."""
        self._prepared: tuple[Sequence[Row], View] | None = None
        """Rows that are to take the place of all others, and a view that shows them."""
        self._begin([])

    def _begin(self, rows: list[Row]) -> None:
        self._rows = rows
        self._shown = array("I")
        self._sorted: Sequence[int] = range(0)
        self._masks: dict[Term, _Mask] = {}
        self._values = RowValues(rows)
        self._offsets = array("Q")
        self._looked_for: tuple[int, frozenset[Place], frozenset[int]] | None = None
        """Among how many rows which records were looked for last, and what was found."""
        self._flagged = array("I", compress(count(), map(_detection, rows)))

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
        prepared, self._prepared = self._prepared, None
        self._changes += 1
        if (
            prepared is not None
            and prepared[0] is rows
            and prepared[1]._is_arranged_by(self._terms, self._orders)
        ):
            made = prepared[1]
            self._rows, self._shown, self._sorted = made._rows, made._shown, made._sorted
            self._masks, self._values = made._masks, made._values
            self._offsets, self._flagged, self._looked_for = made._offsets, made._flagged, None
        else:
            self._begin(list(rows))
            self._arrange()

    def preparing(self, rows: Sequence[Row], rows_a_step: int = SLICE) -> Iterator[float]:
        """Filter and sort step by step what `replace` will be given next, so that it takes no time then.

        Until then the view stays as it is. It is for nothing where the view is filtered or sorted otherwise
        meanwhile; where the rows get other values, call `forget_prepared`.
        """
        made = View()
        made._terms, made._orders = self._terms, self._orders
        made._begin(list(rows))
        yield from made.arranging(rows_a_step=rows_a_step)
        self._prepared = rows, made

    def forget_prepared(self) -> None:
        """Let `replace` arrange whatever it is given."""
        self._prepared = None

    # ------------------------------------------------------------ filter and order
    def arranging(
        self,
        terms: Iterable[Term] | None = None,
        orders: Iterable[Order] | None = None,
        rows_a_step: int = SLICE,
    ) -> Iterator[float]:
        """Filter and sort step by step, and give the share done after each, 0 to 1; takes effect only at the end.

        What is not given stays as it is. Dropped half-way, it leaves the view as it was. Rows that come in between
        are looked at too. Terms whose outcome is known cost no step, and no more does the order in force.
        """
        terms = None if terms is None else tuple(terms)
        orders = None if orders is None else tuple(orders)
        for _ in range(_MOST_TRIES):
            while (done := self._look_at_more(self._terms if terms is None else terms, rows_a_step)) < 1:
                yield done
            wanted, by = self._wanted(terms, orders)
            begun = self._changes, len(self._rows)
            numbers = self._sorted
            if not self._is_sorted_by(by):
                steps = self._values.ordering(by, rows_a_step)
                numbers = yield from _with_share(steps)
            shown = yield from self._choosing(wanted, numbers, _CHOSEN_A_STEP * rows_a_step)
            if begun == (self._changes, len(self._rows)):
                self._terms, self._orders, self._sorted, self._shown = wanted, by, numbers, shown
                break
        else:
            self._terms, self._orders = self._wanted(terms, orders)
            self._sorted = range(0)
            self._arrange()
        self._changes += 1
        drop_oldest(self._masks, self._terms, _MOST_MASKS)
        self._values.drop_keys(self._orders)

    def _wanted(
        self, terms: tuple[Term, ...] | None, orders: tuple[Order, ...] | None
    ) -> tuple[tuple[Term, ...], tuple[Order, ...]]:
        return self._terms if terms is None else terms, self._orders if orders is None else orders

    def _is_sorted_by(self, orders: tuple[Order, ...]) -> bool:
        return orders == self._orders and len(self._sorted) == len(self._rows)

    def _is_arranged_by(self, terms: tuple[Term, ...], orders: tuple[Order, ...]) -> bool:
        return (terms, orders) == (self._terms, self._orders)

    def _choosing(
        self, terms: Sequence[Term], numbers: Sequence[int], rows_a_step: int
    ) -> Generator[float, None, array[int]]:
        """Give the rows that meet all terms, in the order given."""
        if not terms:
            return array("I", numbers)
        shown, met = array("I"), self.met(terms)
        for begin in range(0, len(numbers), rows_a_step):
            if begin:
                yield _NEARLY
            part = numbers[begin : begin + rows_a_step]
            shown.extend(compress(part, map(met.__getitem__, part)))
        return shown

    def filtering(self, terms: Iterable[Term], rows_a_step: int = SLICE) -> Iterator[float]:
        """Do what `arranging` does, and leave the order as it is."""
        return self.arranging(terms, rows_a_step=rows_a_step)

    def filter_by(self, terms: Iterable[Term]) -> None:
        """Show the rows that meet all terms."""
        for _ in self.filtering(terms):
            pass

    def sort_by(self, orders: Sequence[Order]) -> None:
        """Sort by the first order, equal rows by the next, and rows that are equal in all by their numbers."""
        self._changes += 1
        self._orders = tuple(orders)
        self._sorted = range(0)
        self._arrange()
        self._values.drop_keys(self._orders)

    def _arrange(self) -> None:
        if len(self._sorted) < len(self._rows):
            self._sorted = self._values.in_order(self._orders)
        if not self._terms:
            self._shown = array("I", self._sorted)
            return
        met = self.met(self._terms)
        if isinstance(self._sorted, range):
            self._shown = array("I", compress(self._sorted, met))
        else:
            self._shown = array("I", compress(self._sorted, map(met.__getitem__, self._sorted)))

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
        self._changes += 1
        terms = [term for term in self._masks if _depends(term, columns)]
        for term in terms:
            if numbers is None:
                del self._masks[term]
            else:
                do_again(self._masks[term].bits, self._masks[term].test, self._rows, numbers)
        self._values.forget(columns, numbers)
        is_sorted_anew = any(order.column in columns for order in self._orders)
        if is_sorted_anew:
            self._sorted = range(0)
        if not is_sorted_anew and not any(_depends(term, columns) for term in self._terms):
            return False
        before = self._shown
        self._arrange()
        return before != self._shown

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

    def numbers_of(self, places: Iterable[Place]) -> frozenset[int]:
        """Give the numbers of the rows of records, shown or not."""
        wanted, rows = frozenset(places), len(self._rows)
        if self._looked_for is None or self._looked_for[:2] != (
            rows,
            wanted,
        ):  # one change asks for them thrice
            self._looked_for = rows, wanted, self._look_for(wanted)
        return self._looked_for[2]

    def _look_for(self, places: frozenset[Place]) -> frozenset[int]:
        self._offsets.extend(map(_offset, self._rows[len(self._offsets) :]))
        if len(places) <= _FEW_PLACES:
            found = (number for place in places for number in where(self._offsets, place.file_offset))
            return frozenset(number for number in found if self._rows[number].place in places)
        offsets = {place.file_offset for place in places}
        # An offset is looked up five times faster than a place, and rules out nearly all rows.
        likely = compress(count(), map(offsets.__contains__, self._offsets))
        return frozenset([number for number in likely if self._rows[number].process.place in places])

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
        return self._values.sort_keys(column)

    def sort_keys_ahead(self, column: str) -> bool:
        """Make some more of them; tell whether these are all."""
        return len(self._values.sort_keys(column, SLICE)) == len(self._rows)

    def ascending(self, column: str) -> Sequence[SortKey]:
        """Give what all rows are sorted by in a column, the smallest first, absent left out."""
        return self._values.ascending(column)

    def ascending_ahead(self, column: str) -> bool:
        """Do a step of what `ascending` does; tell whether no step is left that is worth one."""
        return self._values.ascending_ahead(column)

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
        return self._values.numbered(name, value_of, text_of, most)

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


def _with_share(steps: Generator[None, None, Sequence[int]]) -> Generator[float, None, Sequence[int]]:
    """Let each step give the share that is done."""
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            numbers: Sequence[int] = ended.value
            return numbers
        yield _NEARLY


_offset, _detection = attrgetter("process.place.file_offset"), attrgetter("detection")
