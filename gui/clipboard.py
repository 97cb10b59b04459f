"""Rows and values into the clipboard: a single value as it is, a table so that no spreadsheet runs it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from PySide6.QtGui import QGuiApplication

from core.output.export import guarded, json_lines
from core.rows.column import Column
from core.rows.row import Row

MOST_ROWS = 20_000
"""More would keep the window waiting; they are what an export is for."""

_ENDS_A_CELL = re.compile('[\t\r\n"]')


def put(text: str) -> None:
    """Put a text into the clipboard."""
    QGuiApplication.clipboard().setText(text)


def table(rows: Iterable[Row], columns: Sequence[Column], with_headings: bool) -> str:
    """Write a line for each row, its cells separated by tabs and guarded against formulas.

    Values stand as an export writes them, times in UTC.
    """
    headings = [[column.title for column in columns]] if with_headings else []
    lines = chain(headings, ([column.text(row) for column in columns] for row in rows))
    return "\n".join(map(line, lines))


def line(cells: Iterable[str]) -> str:
    """Write cells side by side, guarded against formulas."""
    return "\t".join(_cell(guarded(cell)) for cell in cells)


def _cell(text: str) -> str:
    """Quote what would end a cell early, or begin one that swallows the next."""
    return '"' + text.replace('"', '""') + '"' if _ENDS_A_CELL.search(text) else text


def as_json(rows: Iterable[Row]) -> str:
    """Write a line of JSON for each row, as the export does."""
    return "".join(json_lines(rows)).removesuffix("\n")
