"""core.output.flagged_table: rows at any width, and as lines without a terminal; no log rules the terminal."""

from __future__ import annotations

import io
import re

import pytest

from core.detection.descendants import descendants_of
from core.detection.detections import Detection, detect
from core.detection.severity import Severity
from core.output.flagged_table import WIDEST_ALIGNED, table
from core.processes.process import ParentLink
from core.rows.mark import Mark
from core.rows.row import Row, row_of
from tests.core.builders import EXCEL, SYSTEM32, process
from tests.core.output.terminals import Terminal, detection, plain, result
from tests.core.output.trees import CASE

HOSTILE = "\x1b[2J\x1b]0;title\x07\u202egpj.exe\u200b[red]a\r\nb\tc\x9b31m\ud800\u2066"
"""Clears a screen, sets a title, turns the reading direction, hides letters, breaks the line, is no text."""
SHOWN = "␛[2J␛]0;title␇‹U+202E›gpj.exe‹U+200B›[red]a b␉c‹U+009B›31m‹U+D800›‹U+2066›"
ALLOWED = re.compile(r"[^\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]*\Z")
"""Printable, but for the line feed that ends a line of the table."""

HEADINGS = (
    "Severity",
    "Time (UTC)",
    "Host",
    "User",
    "Integrity",
    "Parent → child",
    "Command line",
    "Document",
)


def row(**fields: object) -> Row:
    """Build a flagged row: cmd.exe under Excel, except for `fields`."""
    return shown(detection(process(**fields)))


def shown(found: Detection, known_good: str = "") -> Row:
    """Build the row of a detection."""
    made = row_of(found, "strict")
    made.mark = Mark(known_good=known_good)
    return made


def cells(drawn: str) -> dict[str, str]:
    """Give the one row of a table by its headings, each cell's lines put together without blanks."""
    _, _, headings, *lines = drawn.splitlines()
    starts = [headings.index(heading) for heading in HEADINGS]
    ends = [*starts[1:], None]
    return {
        heading: "".join("".join(line[start:end] for line in lines).split())
        for heading, start, end in zip(HEADINGS, starts, ends, strict=True)
    }


def test_a_row_is_shown_with_what_decides() -> None:
    """Severity with a sign beside the colour, time, host, user, level, both names, command line, document."""
    drawn = table([row()], result(process()), None)

    assert drawn.splitlines()[0] == "1 flagged of 1 process creation in 1 file · read complete"
    assert cells(drawn) == {
        "Severity": "▲high",
        "Time (UTC)": "2025-01-0503:50:45",
        "Host": "WS01",
        "User": r"CORP\jdoe",
        "Integrity": "medium",
        "Parent → child": "excel.exe→cmd.exe",
        "Command line": rf'"{SYSTEM32}cmd.exe"/cdir',
        "Document": "(/dde:ExplorerhandsthefileoverbyaDDEmessage)",
    }


def test_values_that_are_absent_are_said_to_be() -> None:
    """No user, level, time or command line; a parent that was inferred says so."""
    creation = process(
        user=None,
        integrity_level=None,
        time_created=None,
        command_line=None,
        fqdn=None,
        parent_command_line=None,
        parent_link=ParentLink.INFERRED,
        parent_candidates=(EXCEL,),
    )

    assert cells(table([row_of(detection(creation), "strict")], result(creation), None)) == {
        "Severity": "▲high",
        "Time (UTC)": "",
        "Host": "",
        "User": "",
        "Integrity": "",
        "Parent → child": "excel.exe(inferred)→cmd.exe",
        "Command line": "(theloghasnocommandline)",
        "Document": "(nocommandlineinthislog)",
    }


def test_the_most_severe_come_first_and_then_the_newest() -> None:
    """The order of the logs does not matter here."""
    rows = [
        row(image_path=r"C:\Program Files\App\app.exe", fqdn="LOW"),
        row(image_path=r"C:\Users\j\a.exe", fqdn="OLD", time_created=1),
        row(image_path=r"C:\Users\j\a.exe", fqdn="NEW"),
    ]

    severities = [one.detection and one.detection.severity for one in rows]

    assert severities == [Severity.LOW, Severity.HIGH, Severity.HIGH]
    assert re.findall("LOW|OLD|NEW", table(rows, result(), None)) == ["NEW", "OLD", "LOW"]


def test_without_rows_there_is_only_the_headline() -> None:
    """No empty table."""
    assert table([], result(), None) == "0 flagged of 1 process creation in 1 file · read complete\n"


@pytest.mark.parametrize("to_terminal", [False, True])
@pytest.mark.parametrize(
    ("heading", "field", "value"),
    [
        ("Command line", "command_line", HOSTILE),
        ("User", "user", HOSTILE),
        ("Host", "fqdn", HOSTILE.replace(".", "")),
        ("Parent → child", "image_path", rf"C:\{HOSTILE}"),
        ("Parent → child", "parent_image_path", rf"C:\{HOSTILE}excel.exe"),
        ("Document", "parent_command_line", rf'"{EXCEL}" "C:\{HOSTILE}.xlsx"'),
    ],
    ids=lambda value: value if value.isidentifier() else "",
)
def test_no_text_of_a_log_rules_the_terminal(
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    heading: str,
    field: str,
    value: str,
    to_terminal: bool,
) -> None:
    """Escapes, controls, direction marks and hidden characters are named; markup is text."""
    monkeypatch.setenv("COLUMNS", "300")
    creation = process(**{field: value})

    drawn = table([shown(detection(creation))], result(creation), terminal.stream if to_terminal else None)
    text = plain(drawn) if to_terminal else drawn
    cell = cells(text)[heading] if to_terminal else "".join(text.splitlines()[3].split())

    assert to_terminal == ("\x1b" in drawn)
    assert ALLOWED.match(text)
    assert "".join(SHOWN.split()).lower().replace(".", "") in cell.lower().replace(".", "")


def test_colour_goes_to_a_terminal_only(terminal: Terminal) -> None:
    """A file or a pipe gets no escape sequence."""
    assert "\x1b[" in table([row()], result(), terminal.stream)
    assert "\x1b" not in table([row()], result(), io.StringIO())
    assert "\x1b" not in table([row()], result(), None)


def test_the_table_is_as_wide_as_the_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wide terminal shows a line for each row, with headings."""
    monkeypatch.setenv("COLUMNS", "160")

    text = plain(table([row()], result(), terminal.stream))

    assert max(len(line) for line in text.splitlines()) == 160
    assert "Command line" in text


@pytest.mark.parametrize("columns", [80, 100, 149])
def test_a_narrow_terminal_shows_blocks(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """Nothing is wider than the terminal, no heading is left, and no value is lost by folding."""
    monkeypatch.setenv("COLUMNS", str(columns))
    one = row()

    text = plain(table([one], result(), terminal.stream))

    assert max(len(line) for line in text.splitlines()) <= columns
    assert "Command line" not in text
    for value in (
        one.process.hostname,
        one.process.user,
        one.process.command_line,
    ):
        assert (value or "").replace(" ", "") in "".join(text.split())


# ---------------------------------------------------------------- what is told from a flag
def drawn_in(rows: list[Row], columns: int, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> str:
    """Draw rows, as text without blanks between words and folded lines."""
    monkeypatch.setenv("COLUMNS", str(columns))
    text = plain(table(rows, result(process()), terminal.stream if columns else None))
    return "".join(text.split())


@pytest.mark.parametrize("columns", [0, 80, 400])
def test_a_descendant_says_so_with_its_chain(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """From Excel down, and whether its own parent is inferred; a flag has its parent and itself."""
    flagged = list(detect(CASE))
    rows = [shown(one) for one in (*flagged, *descendants_of(flagged, CASE))]

    text = drawn_in(rows, columns, terminal, monkeypatch)

    assert text.count("descendant:excel.exe→cmd.exe(inferred)→powershell.exe") == 1
    assert text.count("descendant") == 1
    assert text.startswith("2shownof1flagged")


@pytest.mark.parametrize("columns", [0, 80, 400])
def test_a_known_good_row_says_so_with_its_reason(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """Behind the document; the heading names it only where there is one."""
    flagged = detection(process())

    with_one = drawn_in([shown(flagged, "mine: we\x1b[2J know it"), row()], columns, terminal, monkeypatch)
    without = drawn_in([row()], columns, terminal, monkeypatch)

    assert with_one.count("known-good:mine:we␛[2Jknowit") == 1
    assert (",known-good" in with_one) == (columns != 80)
    assert "known-good" not in without


def test_without_a_terminal_a_row_is_a_line() -> None:
    """Nothing is folded or lost, so a line that holds a word is the row that holds it; short cells are aligned."""
    long = f"cmd.exe /c {'x' * 5_000} needle"
    rows = [row(command_line="cmd.exe /c dir"), row(command_line=long), row(image_path=None)]

    _, empty, headings, *lines = table(rows, result(), None).splitlines()

    assert ("", len(rows)) == (empty, len(lines))
    assert [long in line for line in lines].count(True) == 1
    assert all(line[headings.index("Command line") - 1] == " " for line in lines)
    assert len(headings) < 6 * WIDEST_ALIGNED


def test_wide_letters_keep_lines_aligned() -> None:
    """They take two columns each."""
    _, _, headings, line = table([row(user="値値")], result(), None).splitlines()

    assert headings.index("Integrity") == line.index("medium") + 2
