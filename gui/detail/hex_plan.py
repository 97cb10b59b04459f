"""A width into where in a line of bytes everything stands, and the parts of them that have a name."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from gui.detail.mixing import mixed
from gui.looks.theme import SPACE, colours

COLUMNS = (16, 8, 4)
"""Bytes in a line: the first that fits in the width."""
STRENGTH = 0.22
"""Part of a mark's colour in what its bytes stand on."""
_GROUP = 8
"""Bytes behind which there is a gap."""
_GAP = 2
"""Letters between the three parts of a line."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Bytes that have a name."""

    start: int
    length: int
    name: str
    shade: str
    """Field of `gui.looks.colours.Colours` that tints them."""

    @property
    def end(self) -> int:
        """Index behind the last."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class HexPlan:
    """Where in a line everything stands, in pixels."""

    letter: int
    height: int
    columns: int
    digits: int
    """Of an offset."""

    @property
    def bytes_at(self) -> int:
        return SPACE + (self.digits + _GAP) * self.letter

    @property
    def text_at(self) -> int:
        gaps = (self.columns - 1) // _GROUP
        return self.bytes_at + (3 * self.columns - 1 + gaps + _GAP) * self.letter

    @property
    def width(self) -> int:
        return self.text_at + self.columns * self.letter + SPACE

    def byte_at(self, column: int) -> int:
        """Left edge of a byte's two digits."""
        return self.bytes_at + (3 * column + column // _GROUP) * self.letter

    def column_of(self, x: int) -> int:
        """The byte under a place in the line, the nearest one where there is none."""
        if x >= self.text_at - self.letter:
            return max(0, min((x - self.text_at) // self.letter, self.columns - 1))
        edges = [self.byte_at(column) - self.letter // 2 for column in range(self.columns)]
        return max(0, sum(edge <= x for edge in edges) - 1)


def tint(shade: str) -> QColor:
    """Give a colour of the theme, weak enough that text on it can be read."""
    return mixed(getattr(colours(), shade), colours().base, STRENGTH)
