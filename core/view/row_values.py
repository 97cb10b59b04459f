"""Rows into what is derived from them, column by column: sort keys, values in order, and texts as numbers.

All of it is made when it is first needed, and kept while rows are added.
"""

from __future__ import annotations

from array import array
from collections.abc import (
    Callable,
    Collection,
    Generator,
    Hashable,
    Iterable,
    Iterator,
    MutableSequence,
    Sequence,
)
from dataclasses import dataclass
from typing import TypeVar, cast

from core.rows.column import Column, Kind, SortKey
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.view.numbered import Numbered
from core.view.row_numbers import drop_oldest, sorted_by
from core.view.step_sort import sorting

V = TypeVar("V")

SLICE = 20_000
"""Rows that are looked at or sorted in one step; the slowest terms take some 50 ms for as many."""
_MOST_KEYS = 4
"""Columns whose sort keys are kept, beside those sorted by; long texts take some 130 bytes a row."""
_FEW_BEHIND = 2 * SLICE
"""Rows whose values are put among those of all others at once."""
_GATHERED = 5 * SLICE
"""Values that are gathered in one step."""


@dataclass(frozen=True, slots=True)
class Order:
    """A column that rows are sorted by. Absent values come last in both directions."""

    column: str
    is_descending: bool = False


class RowValues:
    """What is derived from some rows; these may be added to by whoever has made it."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._keys: dict[str, list[SortKey | None]] = {}
        self._ascending: dict[str, tuple[int, list[SortKey]]] = {}
        self._getting_ahead: dict[str, Iterator[None]] = {}
        self._numbered: dict[str, tuple[Numbered, Callable[[Row], Hashable]]] = {}

    # ------------------------------------------------------------ sort keys
    def sort_keys(self, column: str, most: int | None = None) -> list[SortKey | None]:
        """Give what each row is sorted by in a column, by its number; `None` where it has no value.

        Of all rows, or of `most` rows more than were looked at before.
        """
        keys = self._keys[column] = self._keys.pop(column, [])
        done = len(keys)
        keys.extend(map(_sort_key(COLUMNS[column]), self._rows[done : None if most is None else done + most]))
        return keys

    def in_order(self, orders: Sequence[Order]) -> Sequence[int]:
        """Sort the numbers of all rows by the first order, equal rows by the next, and by their numbers at last."""
        numbers: Sequence[int] = range(len(self._rows))
        for order in reversed(orders):
            numbers = sorted_by(self.sort_keys(order.column), numbers, order.is_descending)
        return array("I", numbers) if orders else numbers

    def ordering(
        self, orders: Sequence[Order], rows_a_step: int = SLICE
    ) -> Generator[None, None, Sequence[int]]:
        """Do the same of the rows that are there, with a pause after so many of them."""
        numbers: Sequence[int] = range(len(self._rows))
        for order in reversed(orders):
            keys: Sequence[SortKey | None] = ()
            while len(keys) < len(numbers):
                keys = self.sort_keys(order.column, rows_a_step // 2 or 1)
                yield
            numbers = yield from sorting(keys, numbers, order.is_descending, rows_a_step)
        return numbers

    def drop_keys(self, orders: Sequence[Order]) -> None:
        """Drop the sort keys that were needed longest ago, but none of these orders."""
        drop_oldest(self._keys, [order.column for order in orders], _MOST_KEYS)

    # ------------------------------------------------------------ values in order
    def ascending(self, column: str) -> Sequence[SortKey]:
        """Give what all rows are sorted by in a column, the smallest first, absent left out."""
        looked_at, found = self._ascending.get(column, (0, []))
        if looked_at < len(self._rows):
            found = found + [key for key in self.sort_keys(column)[looked_at:] if key is not None]
            found.sort()
            self._ascending[column] = len(self._rows), found
        return found

    def ascending_ahead(self, column: str) -> bool:
        """Do a step of what `ascending` does; tell whether no step is left that is worth one."""
        if len(self._rows) - self._ascending.get(column, (0, []))[0] <= _FEW_BEHIND:
            return True
        steps = self._getting_ahead.get(column)
        if steps is None:
            steps = self._getting_ahead[column] = self._get_ahead(column)
        next(steps, None)
        return False

    def _get_ahead(self, column: str) -> Iterator[None]:
        numbers = yield from self.ordering([Order(column)])
        keys, found = self.sort_keys(column), list[SortKey]()
        for begin in range(0, len(numbers), _GATHERED):
            values = map(keys.__getitem__, numbers[begin : begin + _GATHERED])
            found += [key for key in values if key is not None]
            yield
        self._ascending[column] = len(numbers), found
        del self._getting_ahead[column]

    # ------------------------------------------------------------ texts as numbers
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

    # ------------------------------------------------------------ other values
    def forget(self, columns: Collection[str], numbers: Collection[int] | None) -> None:
        """Take in that these rows, or any where none is given, have other values in these columns."""
        for column in columns:
            self._ascending.pop(column, None)
            self._getting_ahead.pop(column, None)
            if numbers is None:
                self._keys.pop(column, None)
                self._numbered.pop(column, None)
                continue
            if column in self._keys:
                do_again(self._keys[column], _sort_key(COLUMNS[column]), self._rows, numbers)
            numbered, value_of = self._numbered.get(column, (None, None))
            if numbered is not None and value_of is not None:
                for number in numbers:
                    if number < len(numbered):
                        numbered.put(number, value_of(self._rows[number]))


def do_again(
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
