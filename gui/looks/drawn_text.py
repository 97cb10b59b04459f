"""A text into one that Qt draws with its parts in the order of the log, whatever letters they are made of."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Hebrew, Arabic and the other scripts of these blocks."""
_BETWEEN_PARTS = re.compile(r'[\\/"\s=,;:|&<>()]')
_LEFT_TO_RIGHT_MARK = "\u200e"


class DrawnText:
    """A text to be drawn, and where its letters stand in it.

    Words of right-to-left letters side by side would be drawn in the reverse order: a folder behind its file, the
    second argument before the first. An unseen mark behind whatever parts them keeps them in place.
    """

    def __init__(self, text: str) -> None:
        """`text` has been made visible."""
        self.text = text
        self._marks: list[int] = []
        """Letters of the text before each mark."""
        if not text.isascii() and _RIGHT_TO_LEFT.search(text):
            self._marks = [found.end() for found in _BETWEEN_PARTS.finditer(text)]
            self.text = _BETWEEN_PARTS.sub(lambda found: found[0] + _LEFT_TO_RIGHT_MARK, text)
        self._units: list[int] | None = None
        """Of UTF-16 before each letter, where they are not as many as the letters."""
        if not text.isascii() and any(letter > "\uffff" for letter in text):
            self._units = list(accumulate((1 + (letter > "\uffff") for letter in text), initial=0))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give where Qt finds the letters from `start` to `end`, as start and length."""
        first, last = self._at(start), self._at(end)
        return first, last - first

    def _at(self, letters: int) -> int:
        units = letters if self._units is None else self._units[letters]
        return units + bisect_left(self._marks, letters)
