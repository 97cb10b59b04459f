"""core.view.cell_text: the one line that a cell shows, and its parts."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given

from core.detection.detections import detect
from core.detection.document import Origin
from core.notation.visible import visible
from core.processes.process import ParentLink, ProcessCreation
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.view.cell_text import (
    NO_COMMAND_LINE,
    CommandText,
    DocumentText,
    chain_text,
    command_text,
    document_text,
    full,
    heading,
    shown,
)
from core.view.times import UTC_ZONE, Zone
from tests.core.builders import EXCEL, process
from tests.core.strategies import any_process

BERLIN = Zone("Europe/Berlin")


def row_of(creation: ProcessCreation) -> Row:
    """Make the row of a process creation, flagged where a rule flags it."""
    return Row(creation, next(detect([creation]), None), "strict")


def row(**fields: object) -> Row:
    """Build a row: cmd.exe under Excel, except for `fields`."""
    return row_of(process(**fields))


@pytest.mark.parametrize(
    ("key", "fields", "expected"),
    [
        ("severity", {}, "high"),
        ("severity", {"parent_image_path": r"C:\Windows\explorer.exe"}, ""),
        ("time_created", {}, "2025-01-05 03:50:45.234"),
        ("time_created", {"time_created": None}, ""),
        ("hostname", {}, "WS01"),
        ("pid", {}, "5120"),
        ("file_offset", {}, "0x00001200"),
        ("parent_command_line_inferred", {}, ""),
        ("parent_command_line_inferred", {"parent_command_line_inferred": True}, "yes"),
        ("command_line", {"command_line": None}, NO_COMMAND_LINE),
        ("command_line", {"command_line": ""}, ""),
        ("command_line", {"command_line": "<b>&amp;</b>"}, "<b>&amp;</b>"),
        ("command_line", {"command_line": "a\u202eb\x1b[31m\r\nc"}, "a‹U+202E›b␛[31m␍␊c"),
        ("command_line", {"command_line": "cmd  /c" + " " * 300 + "calc"}, "cmd  /c ‹300 blanks› calc"),
        ("command_line", {"command_line": "cmd" + "\u3000" * 9 + "calc"}, "cmd ‹9 blanks› calc"),
        ("user", {"user": "a\nb"}, "a␊b"),
        ("chain", {}, "excel.exe → cmd.exe"),
        ("chain", {"parent_link": ParentLink.INFERRED}, "excel.exe (inferred) → cmd.exe"),
        ("chain", {"parent_link": ParentLink.AMBIGUOUS}, "excel.exe (ambiguous) → cmd.exe"),
        ("chain", {"parent_image_path": None, "parent_link": ParentLink.UNKNOWN}, "? → cmd.exe"),
        ("document", {"parent_command_line": f'"{EXCEL}" "C:\\a\\Report 1.xlsx"'}, "Report 1.xlsx"),
        ("document", {"parent_command_line": f'"{EXCEL}"'}, "(started without a document)"),
        ("document", {"parent_image_path": r"C:\Windows\explorer.exe"}, ""),
    ],
)
def test_a_cell_shows_one_line(key: str, fields: dict[str, object], expected: str) -> None:
    """By the kind of its column."""
    assert expected == shown(COLUMNS[key], row(**fields), UTC_ZONE)


@pytest.mark.parametrize(
    ("chain", "fields", "expected"),
    [
        ((EXCEL, r"C:\a\cmd.exe", r"C:\b\mshta.exe"), {}, "excel.exe → cmd.exe → mshta.exe"),
        (
            (EXCEL, r"C:\a\cmd.exe", r"C:\b\mshta.exe"),
            {"parent_link": ParentLink.INFERRED},
            "excel.exe → cmd.exe (inferred) → mshta.exe",
        ),
        ((EXCEL, "a.exe", "", "…", "b.exe", "c\n.exe"), {}, "excel.exe → a.exe → ? → … → b.exe → c␊.exe"),
        ((EXCEL, "x" * 300, "y.exe"), {}, f"excel.exe → {'x' * 255} → y.exe"),
        ((), {}, "excel.exe → cmd.exe"),
    ],
)
def test_of_a_descendant_the_whole_chain_is_shown(
    chain: tuple[str, ...], fields: dict[str, object], expected: str
) -> None:
    """From Excel to itself, in the cell and its tooltip; elsewhere its parent and itself."""
    made = row(**fields)
    assert made.detection is not None
    made.detection = dataclasses.replace(made.detection, chain=chain)

    assert (expected, expected) == (shown(COLUMNS["chain"], made, UTC_ZONE), full(COLUMNS["chain"], made))
    assert (chain_text(made).parent, chain_text(made).above) == ("excel.exe", ())


@given(creation=any_process())
def test_no_cell_has_a_hidden_character_or_a_second_line(creation: ProcessCreation) -> None:
    """Whatever a log holds."""
    made = row_of(creation)
    texts = [shown(column, made, zone) for column in COLUMNS.values() for zone in (UTC_ZONE, BERLIN)]

    assert texts == [visible(text) for text in texts]


@given(creation=any_process())
def test_the_parts_are_the_cell(creation: ProcessCreation) -> None:
    """Nothing is lost between them."""
    made = row_of(creation)
    parts = {"chain": chain_text(made), "command_line": command_text(made), "document": document_text(made)}

    assert {key: shown(COLUMNS[key], made, UTC_ZONE) for key in parts} == {
        key: str(part) for key, part in parts.items()
    }


@pytest.mark.parametrize(
    ("line", "image", "expected"),
    [
        ('"C:\\a b\\cmd.exe" /c dir', r"C:\a b\cmd.exe", ('"C:\\a b\\', "cmd.exe", '" /c dir')),
        ("cmd /c dir", r"C:\cmd.exe", ("", "cmd", " /c dir")),
        ("C:/tools/x.exe", r"C:\tools\x.exe", ("C:/tools/", "x.exe", "")),
        (
            r"C:\Program Files\a\x.exe -y",
            r"C:\Program Files\a\x.exe",
            ("C:\\Program Files\\a\\", "x.exe", " -y"),
        ),
        (r"cmd /c C:\x.exe", r"C:\Windows\cmd.exe", ("", "cmd", r" /c C:\x.exe")),
        ('"unfinished', r"C:\x.exe", ('"', "unfinished", "")),
        ("   cmd", r"C:\cmd.exe", ("", "   cmd", "")),
        ("", r"C:\cmd.exe", ("", "", "")),
        ("\\\\", r"C:\cmd.exe", ("\\\\", "", "")),
    ],
)
def test_a_command_line_is_cut_around_its_program(
    line: str, image: str, expected: tuple[str, str, str]
) -> None:
    """The first word's file name, or the image's own behind unquoted blanks."""
    assert CommandText(*expected) == command_text(row(command_line=line, image_path=image))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('"C:\\Users\\a\\Downloads\\x.xlsx"', DocumentText("x.xlsx", "", Origin.DOWNLOAD)),
        ("https://a.example/b/x.xlsx?web=1", DocumentText("x.xlsx?web=1", "", Origin.WEB)),
        ("https://a.example/b/x.xlsx/", DocumentText("x.xlsx", "", Origin.WEB)),
        ("x.xlsx", DocumentText("x.xlsx", "(relative path: its folder is not in this line)", None)),
        ("/dde", DocumentText("", "(/dde: Explorer hands the file over by a DDE message)", None)),
    ],
)
def test_a_document_is_shown_by_its_file_name(arguments: str, expected: DocumentText) -> None:
    """With what is to be said of it."""
    assert expected == document_text(row(parent_command_line=f'"{EXCEL}" {arguments}'))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("time_created", "2025-01-05T03:50:45.2345678Z"),
        ("document", r"C:\Users\a\Downloads\x.xlsx [download]"),
        ("chain", "excel.exe → cmd.exe"),
        ("hostname", "WS01"),
        ("file_offset", "4608"),
    ],
)
def test_what_a_cell_leaves_out_can_be_had(key: str, expected: str) -> None:
    """The exact time in UTC, the whole path."""
    made = row(parent_command_line=f'"{EXCEL}" "C:\\Users\\a\\Downloads\\x.xlsx"')

    assert expected == full(COLUMNS[key], made)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("time_created", "Time (Europe/Berlin)"),
        ("utc_time", "Started (Europe/Berlin)"),
        ("parent_started", "Parent started (Europe/Berlin)"),
        ("user", "User"),
    ],
)
def test_the_heading_of_a_time_names_the_zone(key: str, expected: str) -> None:
    """And no other does."""
    assert expected == heading(COLUMNS[key], BERLIN)


def test_a_long_line_takes_linear_time() -> None:
    """The longest that a record can hold is taken apart at once."""
    lines = ['"' * 32_000, "a\\" * 16_000, " " * 32_000, "\\" * 32_000, '" ' * 16_000]

    assert lines == [line for line in lines if command_text(row(command_line=line)) is not None]
