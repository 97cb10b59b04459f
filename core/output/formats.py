"""A format's name into what writes an export in it: one registry for the command and the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from core.output.export import Export, csv_lines, json_lines
from core.output.safe_file import write_text

__all__ = ["FORMATS", "Export", "Format"]

Body = Callable[[BinaryIO, Export], None]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an export. Writing raises OSError, and CellspawnError for what a format cannot hold."""

    key: str
    """Name in `--format`."""
    title: str
    """Name in menus and dialogs."""
    suffix: str
    """Of a file's name, with its dot."""
    write_body: Body
    """Writes to a pipe or a terminal; only forwards, so a stream need not be seekable."""
    mark: bytes = b""
    """What a file begins with beside: the sign by which Excel knows UTF-8."""
    is_text: bool = True
    """False where a terminal would show noise."""
    is_ranked: bool = False
    """True where a reader begins at the top, so that the command puts the most urgent rows first."""

    def write(self, stream: BinaryIO, export: Export) -> None:
        """Write all of a file."""
        stream.write(self.mark)
        self.write_body(stream, export)


def _csv(stream: BinaryIO, export: Export) -> None:
    write_text(stream, csv_lines(export.rows))


def _json_lines(stream: BinaryIO, export: Export) -> None:
    write_text(stream, json_lines(export.rows))


# The two below load libraries that the others, and every start of the command, do without.
def _xlsx(stream: BinaryIO, export: Export) -> None:
    from core.output.xlsx import write_xlsx

    write_xlsx(stream, export)


def _html(stream: BinaryIO, export: Export) -> None:
    from core.output.html_report import html_parts

    write_text(stream, html_parts(export))


FORMATS: Mapping[str, Format] = {
    one.key: one
    for one in (
        Format("csv", "CSV, for any spreadsheet", ".csv", _csv, mark=b"\xef\xbb\xbf"),
        Format("jsonl", "JSON Lines, lossless", ".jsonl", _json_lines),
        Format("xlsx", "XLSX, for Excel", ".xlsx", _xlsx, is_text=False),
        Format("html", "HTML report, to read and print", ".html", _html, is_ranked=True),
    )
}
"""All formats that hold rows, by their keys."""
