"""Rows into the text of an export: CSV that no spreadsheet takes for a formula, JSON Lines that lose nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from core.columns import COLUMNS, Row

FORMULA_STARTS = frozenset("=+-@＝＋－＠\t\r\n\0'")
"""A cell that begins with one of these, perhaps behind blanks, may be taken for a formula (OWASP, CSV Injection;
ASVS 5, 1.2.10). The apostrophe is among them only so that guarding can be undone."""

_BLANKS = (
    " \v\f\x1c\x1d\x1e\x1f\u0085\u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""What a spreadsheet may trim or not show: blanks, and characters without a width."""


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet could take for a formula."""
    return f"'{text}" if text.lstrip(_BLANKS)[:1] in FORMULA_STARTS else text


def unguarded(text: str) -> str:
    """Undo `guarded`: every text comes back as it was, for one that begins with an apostrophe is always guarded."""
    return text.removeprefix("'")


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Write a heading and a line for each row; every cell is quoted and guarded."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def written(cells: Iterable[str]) -> str:
        line.seek(0)
        line.truncate()
        writer.writerow([guarded(cell) for cell in cells])
        return line.getvalue()

    yield written(COLUMNS)
    for row in rows:
        yield written(column.text(row) for column in COLUMNS.values())


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Write a JSON object for each row, in ASCII: what is no printable character is escaped, and nothing is lost."""
    for row in rows:
        yield json.dumps({key: column.value(row) for key, column in COLUMNS.items()}) + "\n"
