"""gui.table.cell_menu: filtering by a cell and copying its row, through the menu itself."""

from __future__ import annotations

import json

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from core.filter.term import Term
from core.filter.term import test_of as made_test
from core.rows.columns import COLUMNS
from core.rows.row import Row
from gui.table.cell_menu import cell_menu
from gui.table.process_table import ProcessTable
from tests.gui.table_rows import EXPLORER, choose, entries, row, rows, stand_on, table_of


def menu_of(table: ProcessTable, key: str) -> QMenu:
    """Make the menu of the current row's cell in a column."""
    current = table.current_row()
    assert current is not None
    return cell_menu(table, COLUMNS[key], current)


def asked(table: ProcessTable, key: str, *path: str) -> list[Term]:
    """Choose an entry, and give the terms that are asked for."""
    terms: list[Term] = []
    table.term_asked.connect(terms.append)
    choose(menu_of(table, key), *path)
    table.term_asked.disconnect(terms.append)
    return terms


def copied(table: ProcessTable, *path: str) -> str:
    """Choose an entry of the copy menu, and give what is in the clipboard then."""
    choose(menu_of(table, "command_line"), "Copy", *path)
    return QGuiApplication.clipboard().text()


@pytest.fixture
def made() -> list[Row]:
    """Three rows, the first of which is the current one in each test."""
    return [
        row(1, user="A\\x", command_line='"a & b" <i>\n'),
        row(2, user="A\\y", parent_image_path=EXPLORER),
        row(3, user=None, time_created=None),
    ]


@pytest.fixture
def table(qtbot: QtBot, made: list[Row]) -> ProcessTable:
    """Show them."""
    shown = table_of(qtbot, made)
    stand_on(shown, 1)
    return shown


def test_the_menu_says_what_it_does(table: ProcessTable) -> None:
    """The value as it is, but for what is hidden and what Qt would take for a key."""
    menu = menu_of(table, "command_line")

    assert entries(menu) == [
        'Include ""a & b" <i>"',
        'Exclude ""a & b" <i>"',
        "Include by",
        "Exclude by",
        "Same user ± 5 minutes",
        "",
        "Copy",
        "",
        "Tag",
        "Add note…\tShift+M",
        "This is known-good…",
        "",
        'Column "Command line"',
    ]


@pytest.mark.parametrize("verb", ["Include", "Exclude"])
@pytest.mark.parametrize(
    "key", ["command_line", "severity", "time_created", "document", "chain", "pid", "sid"]
)
def test_a_value_is_included_or_excluded(table: ProcessTable, made: list[Row], verb: str, key: str) -> None:
    """By a term that fits it."""
    words = f'{verb} "' if COLUMNS[key].text(made[0]) else f"{verb} (none)"
    (term,) = asked(table, key, words)

    assert (key, verb == "Exclude") == (term.column, term.is_excluded)
    assert (verb == "Include") == made_test(term)(made[0])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Host", "host:WS01"),
        ("User", "user:A\\x"),
        ("Integrity", "integrity:medium"),
        ("Child image", "image:C:\\Windows\\System32\\cmd.exe"),
        ("Parent image", 'parent_image:"C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE"'),
        ("Document", 'document:"/dde: Explorer hands the file over by a DDE message"'),
    ],
)
def test_a_row_is_included_or_excluded_by_a_field(table: ProcessTable, words: str, expected: str) -> None:
    """Without pointing at its cell."""
    included, excluded = asked(table, "pid", "Include by", words), asked(table, "pid", "Exclude by", words)

    assert ([expected], [f"-{expected}"]) == ([str(one) for one in included], [str(one) for one in excluded])


def test_the_same_user_nearby_is_asked_for(table: ProcessTable) -> None:
    """Where the row has a user and a time."""
    terms = asked(table, "pid", "Same user")
    stand_on(table, 3)
    entry = menu_of(table, "pid").actions()[4]

    assert [str(term) for term in terms] == [
        "user:A\\x",
        "time>=2025-01-05T03:45:45.2345678Z",
        "time<=2025-01-05T03:55:45.2345678Z",
    ]
    assert not entry.isEnabled()


def test_the_values_of_all_selected_rows_are_taken_together(table: ProcessTable) -> None:
    """Each once."""
    table.selectAll()
    menu = menu_of(table, "user")
    (term,) = asked(table, "user", 'Include "A\\x" and')

    assert entries(menu)[0] == 'Include "A\\x" and 2 more'
    assert term.values == ("A\\x", "A\\y", "")


def test_everything_of_a_row_is_copied(table: ProcessTable, made: list[Row]) -> None:
    """The cell and the command line as they are, the row in one line."""
    table.restore('{"columns":[{"key":"command_line"},{"key":"user"}]}')
    stand_on(table, 1, "command_line")
    line = made[0].process.command_line
    table.set_paths({"a.evtx": "/cases/a b/a.evtx"})

    assert line == copied(table, "Cell")
    assert copied(table, "Row\t") == '"""a & b"" <i>\n"\tA\\x'
    assert copied(table, "Row with headings") == 'Command line\tUser\n"""a & b"" <i>\n"\tA\\x'
    assert line == json.loads(copied(table, "Row as JSON"))["command_line"]
    assert line == copied(table, "Command line")
    assert copied(table, "`cellspawn scan`") == "cellspawn scan '/cases/a b/a.evtx' --filter 'offset:4096'"


def test_what_cannot_be_copied_cannot_be_chosen(qtbot: QtBot) -> None:
    """A command line that the log has not, a command that would not find the row."""
    table = table_of(qtbot, [row(1, command_line=None, parent_image_path=EXPLORER)])
    stand_on(table, 1)
    copy = menu_of(table, "pid").actions()[6].menu()
    assert isinstance(copy, QMenu)

    off = [
        entry
        for entry, action in zip(entries(copy), copy.actions(), strict=True)
        if entry and not action.isEnabled()
    ]
    assert off == ["Command line", "`cellspawn scan` that finds this row"]


def test_entries_show_their_keys_and_how_many_rows(table: ProcessTable) -> None:
    """In the way of the system."""
    table.selectAll()
    copy = menu_of(table, "pid").actions()[6].menu()
    assert isinstance(copy, QMenu)

    assert entries(copy)[:4] == [
        "Cell\tCtrl+Shift+C",
        "3 rows\tCtrl+C",
        "3 rows with headings",
        "3 rows as JSON",
    ]


def test_the_columns_of_the_heading_can_be_had_by_key(table: ProcessTable) -> None:
    """The heading's menu stands in the cell's."""
    choose(menu_of(table, "pid"), 'Column "PID"', "Sort largest")

    assert table.rows.view.orders[0].column == "pid"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\u202eb\n\x1b", '"a‹U+202E›b ␛"'),
        ("C:\\" + "x" * 100 + "\\y.exe", f'"C:\\{"x" * 21}…{"x" * 18}\\y.exe"'),
        ("&File", '"&File"'),
        ("a\tb", '"a␉b"'),
    ],
)
def test_a_value_is_named_safely_and_shortly(qtbot: QtBot, value: str, expected: str) -> None:
    """Its beginning and its end."""
    table = table_of(qtbot, [row(1, user=value)])
    stand_on(table, 1)

    assert f"Include {expected}" == entries(menu_of(table, "user"))[0]


def test_many_rows_are_not_gone_through(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more than a thousand, only the current row's value is taken."""
    monkeypatch.setattr("gui.table.cell_menu._MOST_ROWS", 2)
    table = table_of(qtbot, rows(3))
    stand_on(table, 2)
    table.selectAll()

    assert entries(menu_of(table, "user"))[0] == 'Include "CORP\\user2"'
