"""core.output.xlsx: every cell is the visible text of its value, and text it stays."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from core.errors import CellspawnError
from core.notation.visible import visible
from core.output.export import Export
from core.output.xlsx import MOST_ROWS, XLSX_COLUMNS, write_xlsx
from core.output.xlsx_text import LONGEST_CELL
from core.processes.process import ProcessCreation
from core.reading.read_report import ReadReport
from core.rows.columns import EXPORTED
from tests.core.log_reading import steady
from tests.core.output.exports import DAMAGED, READ, export, row, row_of_creation
from tests.core.strategies import any_process, utf16_text

TEXT_FIELDS = ("command_line", "user", "fqdn", "rule_name", "parent_command_line", "channel")
TRICKY = st.text(alphabet="_x0aF4<>r/ =\"'", max_size=30)
HOSTILE = [
    "=cmd|'/C calc'!A0",
    "+1",
    "@SUM(1)",
    "{=1+2}",
    "http://a.example/",
    "mailto:a@example",
    "internal:Sheet2!A1",
    r"external:c:\temp\a.xlsx",
    r"file:\\192.0.2.1\share",
    "12345678901234567890",
    "007",
    "1e5",
    "nan",
    "TRUE",
    "2026-03-12",
    "<r></r>",
    "<r><t>x</t></r>",
    '<r><t></t></is></c><c r="A3"><f>cmd|x</f></c><c t="inlineStr"><is><t></t></r>',
    "_x0041_",
    "_x0041_x0042_x0043_",
    "_x005F_x000D_",
    "_x0041_ <r>_x0042_</r>",
    "<r>_x0041_</r>",
    "]]>&amp;&#65;<![CDATA[",
    "'quoted",
    " leading and trailing ",
    "a\r\nb\tc\0d\x1b\x7f\x85\u2028",
    "\u202egpj.exe\u2066\u200b\ufeff\ufffe\uffff",
    "\ud800x\udfff",
    "🗎 ä 監査",
]


def written(given: Export) -> bytes:
    """Write an export."""
    stream = io.BytesIO()
    write_xlsx(stream, given)
    return stream.getvalue()


def sheets(given: Export) -> dict[str, Worksheet]:
    """Write an export and read it back."""
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(io.BytesIO(written(given)))}


def lines(sheet: Worksheet) -> list[tuple[str, ...]]:
    """Give the cells of a sheet, empty ones as empty texts."""
    return [tuple(value or "" for value in line) for line in sheet.iter_rows(values_only=True)]


def about(given: Export) -> list[tuple[str, str]]:
    """Give what the sheet About says."""
    return [(heading, text) for heading, text in lines(sheets(given)["About"])]


def shown(given: Export) -> list[tuple[str, ...]]:
    """Give the texts that the cells of an export's rows must hold."""
    return [tuple(visible(column.text(row)) for column in XLSX_COLUMNS.values()) for row in given.rows]


# ---------------------------------------------------------------- the sheets
def test_a_sheet_has_a_heading_and_a_line_for_each_row() -> None:
    """Titles, then texts, as in CSV; it can be filtered, and the heading stays in sight."""
    given = export([row(), row(command_line=None, pid=2**64 - 1)])

    sheet = sheets(given)["Flagged"]

    heading, *rows = lines(sheet)
    assert tuple(column.title for column in XLSX_COLUMNS.values()) == heading
    assert heading[:3] == ("Severity", "Time (UTC)", "Host")
    assert set(EXPORTED) == set(XLSX_COLUMNS)
    assert shown(given) == rows
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == (
        "A2",
        f"A1:{sheet.cell(3, len(EXPORTED)).coordinate}",
    )


@pytest.mark.parametrize("scope", ["flagged", "shown", "selected"])
def test_the_first_sheet_is_called_what_the_rows_are(scope: str) -> None:
    """Beside it stand the read report, and how all of it was made."""
    assert [scope.capitalize(), "Read report", "About"] == list(sheets(export([row()], scope=scope)))


def test_no_rows_are_a_heading() -> None:
    """So that a reader of the file sees what was asked."""
    assert len(lines(sheets(export())["Flagged"])) == 1


def test_times_keep_all_their_digits() -> None:
    """As text: Excel's own times end at the millisecond."""
    given = export([row(time_created=133_805_226_452_345_678)])
    sheet = sheets(given)["Flagged"]

    column = list(XLSX_COLUMNS).index("time_created") + 1
    assert sheet.cell(2, column).value == "2025-01-05T03:50:45.2345678Z"


def test_the_read_report_has_a_line_for_each_log_and_for_each_loss() -> None:
    """Verdict, hash and counts; below them the places in the order of the log, with their reasons."""
    unread = ReadReport("empty.evtx", 0, error="it is empty")

    heading, *found = lines(sheets(export(reports=(READ, DAMAGED, unread)))["Read report"])

    assert heading[:4] == ("Verdict", "File", "SHA-256", "Bytes")
    assert [line[:7] for line in found[:3]] == [
        ("complete", "Sysmon.evtx", "ab" * 32, "69632", "18", "18", "0"),
        ("partial", "damaged.evtx", "cd" * 32, "135168", "12", "10", "2"),
        ("unreadable", "empty.evtx", "", "0", "0", "0", "0"),
    ]
    assert "not read: it is empty" in found[2][9]
    assert [line[:8] for line in found[3:]] == [
        ("",) * 8,
        ("Could not be read", "File", "Chunk", "Offset", "Bytes", "Records", "Record number", "Reason"),
        ("", "damaged.evtx", "", "0x00001200", "135", "1", "", "an earlier place"),
        ("", "damaged.evtx", "1", "0x00011200", "40", "1", "8", "a later place"),
    ]


def test_about_says_what_was_asked_and_by_what_it_was_made() -> None:
    """Outcome first, then the rule in words, the filter in force, figures, limits, versions and time."""
    found = about(export([row()], filter_text="user:jdoe", scope="shown", flagged=37))

    said = dict(found)
    assert found[0] == (
        "Outcome",
        "1 shown of 37 flagged of 18,220 process creations in 1 file · read complete",
    )
    assert said["Filter in force"] == "user:jdoe"
    assert said["Rule in force"].startswith(
        "strict (default): the parent's file name is excel.exe; any child"
    )
    assert "CAR-2021-01-006" in said["Analytic"]
    assert "CAR-2020-12-004" in said["Analytic"]
    assert "T1559.002" in said["Technique"]
    assert said["Rows: Severity"] == "1 high"
    assert (said["Made"], said["Cellspawn"]) == ("2026-03-12 15:04:05 UTC", "1.2.3")
    assert said["What a flag means"] == "A flag means an Excel child process; DDE is one possible cause."
    assert "What this cannot show" in said
    assert "Signs" not in said
    assert "Cut" not in said


def test_the_properties_name_the_program_and_the_time_of_the_export() -> None:
    """And no user."""
    book = openpyxl.load_workbook(io.BytesIO(written(export())))

    assert book.properties.creator == "Cellspawn"
    assert datetime(2026, 3, 12, 15, 4, 5) == book.properties.created  # noqa: DTZ001  # openpyxl's is not aware


# ---------------------------------------------------------------- hostile text
def only_text(content: bytes) -> None:
    """Look at the file itself: each cell that has a value has an inline text, and nothing leads out of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
        sheets = [parts.read(name).decode() for name in names if "worksheets/sheet" in name]
        links = [name for name in names if "external" in name.lower() or "worksheets/_rels" in name]
    assert links == []
    for sheet in sheets:
        cells = re.findall(r"<c [^>]*>", sheet)
        assert [cell for cell in cells if not re.search(r' t="inlineStr"', cell)] == []
        assert re.findall(r"<(?:f|v|hyperlink|oleObject|legacyDrawing)\b", sheet) == []


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_is_more_than_text(text: str) -> None:
    """It comes back as its visible form from every field, and stays text when the cell is edited."""
    given = export([row(**dict.fromkeys(TEXT_FIELDS, text))])

    content = written(given)

    sheet = openpyxl.load_workbook(io.BytesIO(content))["Flagged"]
    only_text(content)
    assert shown(given) == lines(sheet)[1:]
    assert {True} == {cell.quotePrefix for cell in sheet[2] if cell.value}


@given(utf16_text() | TRICKY)
@example("_x0041_x0042_")
@example("<r>_x0041_</r>")
@steady
def test_any_text_comes_back_as_its_visible_form(text: str) -> None:
    """From every cell that can hold it."""
    given = export([row(**dict.fromkeys(TEXT_FIELDS, text))])

    content = written(given)

    only_text(content)
    assert shown(given) == lines(openpyxl.load_workbook(io.BytesIO(content))["Flagged"])[1:]


@given(st.lists(any_process(), max_size=3))
@steady
def test_all_values_come_back(creations: list[ProcessCreation]) -> None:
    """As the visible text of each."""
    given = export([row_of_creation(creation) for creation in creations])

    assert shown(given) == lines(sheets(given)["Flagged"])[1:]


def test_hostile_names_of_logs_and_filters_are_text_too() -> None:
    """On the other sheets."""
    for text in HOSTILE:
        report = ReadReport(text, 1, error=text)
        only_text(written(export(reports=(report,), filter_text=text, made_by={"arguments": [text]})))


def test_signs_are_explained() -> None:
    """How many cells hold them, and where the characters themselves are."""
    said = dict(about(export([row(command_line="a\x1bb", user="c\u202ed")])))

    assert said["Signs"].startswith("2 cells hold signs such as ␛ or ‹U+202E›")
    assert said["Signs"].endswith("JSON Lines has the characters themselves.")


# ---------------------------------------------------------------- Excel's limits
@pytest.mark.parametrize(
    ("letter", "count", "is_cut"),
    [
        ("a", LONGEST_CELL, False),
        ("a", LONGEST_CELL + 1, True),
        ("🗎", LONGEST_CELL // 2, False),
        ("🗎", LONGEST_CELL // 2 + 1, True),
        ("\x1b", LONGEST_CELL, False),
        ("\u202e", LONGEST_CELL // 8 + 1, True),
    ],
)
def test_a_long_text_is_cut_and_says_so(letter: str, count: int, is_cut: bool) -> None:
    """Counted in 16-bit units, as Excel counts, after signs have taken the place of characters."""
    given = export([row(command_line=letter * count)])
    found = sheets(given)
    cell = found["Flagged"].cell(2, list(XLSX_COLUMNS).index("command_line") + 1).value
    whole = visible(letter * count)

    assert isinstance(cell, str)
    assert len(cell.encode("utf-16-le")) // 2 <= LONGEST_CELL
    if is_cut:
        kept, mark, rest = cell.partition("… cut here: ")
        assert whole.startswith(kept)
        assert (mark, rest) == (
            "… cut here: ",
            f"{len(whole):,} characters in all; JSON Lines has the whole",
        )
    else:
        assert whole == cell
    assert is_cut == ("Cut" in [line[0] for line in lines(found["About"])])


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written() -> None:
    """With a sentence that says what to do instead."""
    stream = io.BytesIO()

    with pytest.raises(
        CellspawnError, match="1,048,575 rows and these are 1,048,576; narrow them with a filter"
    ):
        write_xlsx(stream, export([row()] * (MOST_ROWS + 1)))

    assert stream.getvalue() == b""


def test_places_that_could_not_be_read_end_at_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet has an end; the last line says where the rest is named."""
    monkeypatch.setattr("core.output.report_cells.MOST_FAILURES", 1)

    last = lines(sheets(export(reports=(DAMAGED,)))["Read report"])[-1]

    assert last[1] == "… and 1 more places; the read report (--report) names them all"
