"""One text of each row into a small number, so that a million of them are counted in milliseconds."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from itertools import compress

from core.notation.windows import ascii_lower

_TURNED = bytes((1, 0)) + bytes(254)
_FEW = 64
"""Up to so many different texts are counted one by one in packed bytes, which is faster than a Counter."""


class Numbered:
    """The different texts of some rows, and for each row which of them it has.

    Absent is the empty text. Texts that differ in the case of ASCII letters only are one, spelled as first met.
    """

    __slots__ = ("_by_folded", "_by_value", "_numbers", "_text_of", "_totals", "texts")

    def __init__(self, text_of: Callable[..., str | None]) -> None:
        """Make texts by `text_of` from what `extend` takes in: once for each different value."""
        self._text_of = text_of
        self.texts: list[str] = []
        self._by_value: dict[Hashable, int] = {}
        self._by_folded: dict[str, int] = {}
        self._numbers: bytearray | array[int] = bytearray()
        """Of each row, the index of its text plus 1: 0 is what remains of a row that is not counted."""
        self._totals: Counter[int] = Counter()
        """How many rows have each number, once there are more than a few."""

    def __len__(self) -> int:
        """How many rows have a number."""
        return len(self._numbers)

    def extend(self, values: Iterable[Hashable]) -> None:
        """Take in the values of more rows."""
        known = self._by_value
        numbers = [known.get(value) or self._number(value) for value in values]
        self._make_room()
        self._numbers.extend(numbers)
        if isinstance(self._numbers, array):
            self._totals.update(numbers)

    def put(self, place: int, value: Hashable) -> None:
        """Take in another value of a row that has a number, by its place from 0."""
        number = self._by_value.get(value) or self._number(value)
        self._make_room()
        if isinstance(self._numbers, array):
            self._totals.subtract([self._numbers[place]])
            self._totals.update([number])
        self._numbers[place] = number

    def _make_room(self) -> None:
        if len(self.texts) > _FEW and isinstance(self._numbers, bytearray):
            self._numbers = array("I", list(self._numbers))
            self._totals.update(self._numbers)

    def counts(self, met: bytes) -> list[int]:
        """Count for each of `texts` the rows that have it, among those whose byte in `met` is 1."""
        if isinstance(self._numbers, bytearray):
            every_bit = int.from_bytes(met, "little") * 0xFF
            kept = (int.from_bytes(self._numbers, "little") & every_bit).to_bytes(len(met), "little")
            return [kept.count(number) for number in range(1, len(self.texts) + 1)]
        if 2 * met.count(1) <= len(self._numbers):
            found = Counter(compress(self._numbers, met))
        else:  # fewer are to be counted if all others are taken from all
            others = Counter(compress(self._numbers, met.translate(_TURNED)))
            found = self._totals - others if others else self._totals
        return [found[number] for number in range(1, len(self.texts) + 1)]

    def _number(self, value: Hashable) -> int:
        text = self._text_of(value) or ""
        number = self._by_folded.setdefault(ascii_lower(text), len(self.texts) + 1)
        if number > len(self.texts):
            self.texts.append(text)
        self._by_value[value] = number
        return number
