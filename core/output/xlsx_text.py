"""A text into what a cell of XLSX holds of it, and into parts that xlsxwriter writes as they are."""

from __future__ import annotations

import re

LONGEST_CELL = 32_767
"""Characters of a cell, in 16-bit units (Microsoft, "Excel specifications and limits")."""

_RICH = re.compile(r"<r>.*</r>", re.DOTALL)
_INSIDE_ESCAPES = re.compile(r"(?<=_x)(?=[0-9A-Fa-f]{4}_)")
"""Inside each `_xHHHH_`, which Excel would read as a character."""


def runs(text: str) -> list[str]:
    """Part a text where xlsxwriter would not write it as it is: in parts it stays what it is.

    It takes `<r>…</r>` for markup of its own and writes it as such. Of `_xHHHH_`, which it escapes, it misses
    every other one where two share a `_`, and it escapes those in a text of several parts twice.
    """
    parts = _INSIDE_ESCAPES.split(text)
    if len(parts) == 1 and _RICH.fullmatch(text):
        return [text[:1], text[1:]]
    return parts


def cut(text: str) -> str:
    """Shorten a text to what a cell holds, and say so in it."""
    if len(text) * 2 <= LONGEST_CELL or _units(text) <= LONGEST_CELL:
        return text
    mark = f"… cut here: {len(text):,} characters in all; JSON Lines has the whole"
    kept = text.encode("utf-16-le")[: 2 * (LONGEST_CELL - _units(mark))]
    return kept.decode("utf-16-le", "ignore") + mark


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
