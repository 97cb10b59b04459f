"""A format's name into what writes an export in it: one registry for the command and the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from core.output.export import Export, csv_lines, json_lines
from core.output.safe_file import write_text
from core.output.timesketch import timesketch_csv, timesketch_lines

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
    middle: str = ""
    """Stands before the suffix of a name that is suggested, where another format has that suffix too."""

    @property
    def ending(self) -> str:
        """How a name that is suggested ends; no two formats share it."""
        return f"{self.middle}{self.suffix}"

    def write(self, stream: BinaryIO, export: Export) -> None:
        """Write all of a file."""
        stream.write(self.mark)
        self.write_body(stream, export)


def _csv(stream: BinaryIO, export: Export) -> None:
    write_text(stream, csv_lines(export.rows))


def _json_lines(stream: BinaryIO, export: Export) -> None:
    write_text(stream, json_lines(export.rows))


def _timesketch_csv(stream: BinaryIO, export: Export) -> None:
    write_text(stream, timesketch_csv(export.rows))


def _timesketch_lines(stream: BinaryIO, export: Export) -> None:
    write_text(stream, timesketch_lines(export.rows))


# Those below load what the others, and every start of the command, do without.
def _xlsx(stream: BinaryIO, export: Export) -> None:
    from core.output.xlsx import write_xlsx

    write_xlsx(stream, export)


def _html(stream: BinaryIO, export: Export) -> None:
    from core.output.html_report import html_parts

    write_text(stream, html_parts(export))


def _navigator(stream: BinaryIO, export: Export) -> None:
    from core.output.navigator import layer_parts

    write_text(stream, layer_parts(export))


def _stix(stream: BinaryIO, export: Export) -> None:
    from core.output.stix import stix_parts

    write_text(stream, stix_parts(export))


FORMATS: Mapping[str, Format] = {
    one.key: one
    for one in (
        Format("csv", "CSV, for any spreadsheet", ".csv", _csv, mark=b"\xef\xbb\xbf"),
        Format("jsonl", "JSON Lines, lossless", ".jsonl", _json_lines),
        Format("xlsx", "XLSX, for Excel", ".xlsx", _xlsx, is_text=False),
        Format("html", "HTML report, to read and print", ".html", _html, is_ranked=True),
        Format("navigator", "Navigator coverage layer, JSON", ".json", _navigator, middle=".navigator"),
        Format("stix", "STIX 2.1, for threat intelligence, JSON", ".json", _stix, middle=".stix"),
        Format("timesketch-csv", "Timesketch time line, CSV", ".csv", _timesketch_csv, middle=".timesketch"),
        Format(
            "timesketch-jsonl",
            "Timesketch time line, JSON Lines",
            ".jsonl",
            _timesketch_lines,
            middle=".timesketch",
        ),
    )
}
"""All formats that hold rows, by their keys."""
