"""CSV, as it was written or saved by a spreadsheet, into the rows of an export; the guard is undone."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Generator, Sequence
from typing import BinaryIO

from core.errors import UsageError
from core.output.export import unguarded
from core.output.exported_row import LONGEST_LINE, ExportedRow, Found, no_row, row_of_values

_NEEDED = frozenset({"file_offset", "record_number"})
_TIMESKETCH = frozenset({"message", "datetime", "timestamp_desc"})
_DELIMITERS = ",;\t"
"""What spreadsheets write between cells, by the language of the system."""


def csv_rows(name: str, head: bytes, file: BinaryIO) -> Found | None:
    """Read CSV, ours or that for Timesketch; `None` where the heading is not one of them."""
    heading = head.removeprefix(codecs.BOM_UTF8).partition(b"\n")[0].rstrip(b"\r").decode("utf-8", "replace")
    for delimiter in _DELIMITERS:
        try:
            columns = next(csv.reader([heading], delimiter=delimiter), [])
        except csv.Error:
            continue
        if set(columns) >= _NEEDED:
            kind = "timesketch-csv" if set(columns) >= _TIMESKETCH else "csv"
            return kind, _rows(name, file, columns, delimiter)
    return None


def _rows(
    name: str, file: BinaryIO, columns: Sequence[str], delimiter: str
) -> Generator[ExportedRow, None, None]:
    lines = _Lines(name, io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
    usual = csv.field_size_limit(LONGEST_LINE)
    try:
        reader = csv.reader(lines, delimiter=delimiter)
        next(reader, None)
        number = 0
        while True:
            lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise UsageError(f"{name}: line {lines.first:,} is no line of CSV ({error})") from None
            if not cells:
                continue
            number += 1
            yield _row(number, lines.first, columns, cells)
    finally:
        csv.field_size_limit(usual)
        lines.text.detach()  # the file is closed by whoever opened it


def _row(number: int, line: int, columns: Sequence[str], cells: Sequence[str]) -> ExportedRow:
    if len(cells) != len(columns):
        return no_row(number, line, f"it has {len(cells):,} cells under {len(columns):,} headings")
    values = {column: unguarded(cell) for column, cell in zip(columns, cells, strict=True) if cell}
    return row_of_values(number, line, values, sum(map(len, cells)))


class _Lines:
    """Lines of a text, with a limit for all that belong to one row: a quote that is never closed takes the rest."""

    def __init__(self, name: str, text: io.TextIOWrapper) -> None:
        self.text = text
        self.first = 1
        """Line in which the row begins that is being read."""
        self._name = name
        self._line = 0
        self._left = LONGEST_LINE

    def begin(self) -> None:
        """Note that a row begins."""
        self.first, self._left = self._line + 1, LONGEST_LINE

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        """Give the next line. Raises UsageError where the row has become longer than any of ours."""
        text = self.text.readline(self._left + 1)
        if not text:
            raise StopIteration
        self._left -= len(text)
        if self._left < 0:
            raise UsageError(
                f"{self._name}: the row in line {self.first:,} is longer than {LONGEST_LINE >> 20} MiB, which "
                "no row of an export is"
            )
        self._line += 1
        return text
