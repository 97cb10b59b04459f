"""An export into an XLSX file in which every cell is text: no formula, no link, no number that Excel rounds.

xlsxwriter keeps rows in files until the end; they live in a folder that goes whatever happens.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from core.errors import CellspawnError
from core.notation.visible import visible
from core.output.export import Export
from core.output.host_words import HOST_TITLES, HOST_WIDTHS, host_cells, limit_lines
from core.output.outcome import MEANING, facts, figures, headline, limits, makers
from core.output.report_cells import FILE_TITLES, FILE_WIDTHS, failure_lines, report_cells
from core.output.xlsx_text import cut, runs
from core.reading.read_report import ReadReport
from core.rows.column import Column
from core.rows.columns import EXPORTED
from core.story.visibility import HostVisibility

MOST_ROWS = 1_048_575
"""Rows of a sheet without its heading (Microsoft, "Excel specifications and limits")."""

_FIRST = (
    *("severity", "time_created", "hostname", "user", "integrity_level", "parent_exe", "exe"),
    *("command_line", "document", "reason"),
)
XLSX_COLUMNS: Mapping[str, Column] = {
    key: EXPORTED[key] for key in (*_FIRST, *(key for key in EXPORTED if key not in _FIRST))
}
"""The columns of every export; what the eye looks for comes first."""

_OPTIONS: Mapping[str, object] = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}
_WIDTHS: Mapping[str, int] = {
    **dict.fromkeys(("command_line", "parent_command_line"), 70),
    **dict.fromkeys(("image_path", "parent_image_path", "document", "reason", "parent_candidates"), 48),
    **dict.fromkeys(("finding", "current_working_directory", "channel", "file", "also_in", "altered_in"), 36),
    **dict.fromkeys(("other_record", "other_filled", "other_differs", "known_good"), 36),
    **dict.fromkeys(("decoded", "note"), 48),
    **dict.fromkeys(("parent_exe", "exe"), 18),
    **dict.fromkeys(("guid", "parent_guid", "logon_guid"), 38),
    **dict.fromkeys(("file_sha256", "record_sha256", "chunk_sha256", "sha256_hash"), 24),
    **dict.fromkeys(("time_created", "utc_time", "parent_started"), 28),
    **dict.fromkeys(("user", "parent_user", "description", "product", "company", "sid", "tags"), 24),
    "matched": 22,
}
_USUAL_WIDTH = 14
"""In characters of Excel's default font."""

_ABOUT_WIDTH = 110
_LINE_HEIGHT = 15
"""In points, of Excel's default font."""
_HIGHEST_ROW = 409
"""In points (Microsoft, "Excel specifications and limits")."""


def write_xlsx(stream: BinaryIO, export: Export) -> None:
    """Write the sheets `Flagged` (or what the rows are), `Read report`, `Hosts` (where any is known) and `About`.

    Raises OSError, and CellspawnError before anything is written where a sheet cannot hold the rows.
    """
    if len(export.rows) > MOST_ROWS:
        raise CellspawnError(
            f"a sheet of XLSX holds {MOST_ROWS:,} rows and these are {len(export.rows):,}; narrow them with a "
            "filter, or write them as CSV or JSON Lines"
        )
    out = _Forwards(stream)
    with tempfile.TemporaryDirectory(prefix="cellspawn-", ignore_cleanup_errors=True) as folder:
        sheets = _Sheets(out, folder)
        try:
            sheets.write(export)
        except FileCreateError as wrapped:  # xlsxwriter's name for any OSError at the end
            cause = wrapped.args[0] if wrapped.args else wrapped
            raise cause if isinstance(cause, OSError) else OSError(str(wrapped)) from wrapped
        finally:
            out.is_over = True
            sheets.let_go()
    if out.error is not None:
        raise out.error


class _Forwards:
    """A stream for a ZIP writer, which writes an end even where nothing can be written any more.

    So it is not told of an error: the first is kept, and the rest goes nowhere.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.error: OSError | None = None
        self.is_over = False

    def write(self, part: bytes) -> int:
        """Pass on what can still be written."""
        if self.error is None and not self.is_over:
            try:
                self._stream.write(part)
            except OSError as error:
                self.error = error
        return len(part)

    def flush(self) -> None:
        """Do nothing: who gave the stream flushes it."""


class _Sheets:
    """An XLSX file while it is written, and what was changed on the way."""

    def __init__(self, out: _Forwards, folder: str) -> None:
        self._book = xlsxwriter.Workbook(out, {**_OPTIONS, "tmpdir": folder})
        # A text keeps being one when it is edited: Excel takes it as if it began with an apostrophe.
        text = {"quote_prefix": True, "valign": "top"}
        self._text = self._book.add_format(text)
        self._wrapped = self._book.add_format({**text, "text_wrap": True})
        self._name = self._book.add_format({**text, "bold": True})
        self._heading = self._book.add_format({**text, "bold": True, "bottom": 1, "bg_color": "#F6F7F9"})
        self._run = self._book.add_format()
        self._signs = 0
        self._cuts = 0

    def write(self, export: Export) -> None:
        """Write all sheets and end the file."""
        self._describe(export)
        self._write_rows(export)
        self._write_reports(export.reports)
        if export.hosts:
            self._write_hosts(export.hosts)
        self._write_about(export)
        self._book.close()

    def let_go(self) -> None:
        """Close what an error has left open, so that the folder can go."""
        for sheet in self._book.worksheets():
            with suppress(OSError):
                sheet.row_data_fh.close()

    def _describe(self, export: Export) -> None:
        made_at = export.made_by.get("made_at")
        created = datetime.fromisoformat(made_at) if isinstance(made_at, str) else None
        about = {
            "title": visible(headline(export)),
            "author": "Cellspawn",
            "company": "",
            "comments": MEANING,
        }
        self._book.set_properties(about if created is None else {**about, "created": created})

    def _write_rows(self, export: Export) -> None:
        columns = XLSX_COLUMNS.values()
        sheet = self._add_sheet(
            export.scope.capitalize(), (_WIDTHS.get(key, _USUAL_WIDTH) for key in XLSX_COLUMNS)
        )
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(export.rows), len(columns) - 1)
        self._write_line(sheet, 0, (column.title for column in columns), self._heading)
        for number, row in enumerate(export.rows, 1):
            self._write_line(sheet, number, (column.text(row) for column in columns), self._text)

    def _write_reports(self, reports: Sequence[ReadReport]) -> None:
        sheet = self._add_sheet("Read report", FILE_WIDTHS)
        sheet.freeze_panes(1, 0)
        self._write_line(sheet, 0, FILE_TITLES, self._heading)
        for number, report in enumerate(reports, 1):
            self._write_line(sheet, number, report_cells(report), self._text)
        failures = len(reports) + 2
        for number, cells in enumerate(failure_lines(reports), failures):
            self._write_line(sheet, number, cells, self._heading if number == failures else self._text)

    def _write_hosts(self, hosts: Sequence[HostVisibility]) -> None:
        sheet = self._add_sheet("Hosts", HOST_WIDTHS)
        sheet.freeze_panes(1, 0)
        self._write_line(sheet, 0, HOST_TITLES, self._heading)
        for number, host in enumerate(hosts, 1):
            self._write_line(sheet, number, host_cells(host), self._text)
        limits = len(hosts) + 2
        for number, cells in enumerate(limit_lines(hosts), limits):
            self._write_line(sheet, number, cells, self._heading if number == limits else self._text)

    def _write_about(self, export: Export) -> None:
        sheet = self._add_sheet("About", (28, _ABOUT_WIDTH))
        for number, (name, text) in enumerate(self._about(export)):
            # Not every program fits a row to a text that wraps.
            sheet.set_row(number, min(_LINE_HEIGHT * -(-len(text) // _ABOUT_WIDTH), _HIGHEST_ROW))
            self._write_line(sheet, number, (name,), self._name)
            self._write_line(sheet, number, (text,), self._wrapped, first=1)

    def _about(self, export: Export) -> Iterator[tuple[str, str]]:
        yield "Outcome", headline(export)
        yield "What a flag means", MEANING
        yield from facts(export)
        for figure in figures(export.rows):
            shares = [f"{share.count:,} {share.text}" for share in figure.shares]
            others = [f"{figure.others_count:,} with {figure.others:,} other values"] if figure.others else []
            yield f"Rows: {figure.title}", "; ".join((*shares, *others)) or "no rows"
        for limit in limits(export):
            yield "What this cannot show", limit
        if self._signs:
            yield (
                "Signs",
                f"{self._signs:,} cells hold signs such as ␛ or ‹U+202E› in place of control, hidden or unpaired "
                "characters; JSON Lines has the characters themselves.",
            )
        if self._cuts:
            yield (
                "Cut",
                f"{self._cuts:,} cells are longer than a cell of XLSX can be, and were cut at its end.",
            )
        yield from makers(export)

    def _add_sheet(self, name: str, widths: Iterable[int]) -> xlsxwriter.worksheet.Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def _write_line(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        number: int,
        texts: Iterable[str],
        style: xlsxwriter.format.Format,
        first: int = 0,
    ) -> None:
        for column, text in enumerate(texts, first):
            if text:
                self._write_cell(sheet, number, column, text, style)

    def _write_cell(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        number: int,
        column: int,
        text: str,
        style: xlsxwriter.format.Format,
    ) -> None:
        shown = visible(text)
        self._signs += shown != text
        cell = cut(shown)
        self._cuts += cell != shown
        first, *more = runs(cell)
        if more:
            rest = [part for run in more for part in (self._run, run)]
            sheet.write_rich_string(number, column, first, *rest, style)
        else:
            sheet.write_string(number, column, first, style)
