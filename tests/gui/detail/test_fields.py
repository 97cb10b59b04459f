"""gui.detail.fields: a record's fields, the current one in full, and what can be asked for with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from core.filter.term import Term, exactly, test_of
from core.rows.row import Row
from core.work.record_read import RecordRead
from gui.detail.field_tree import path_of
from gui.detail.fields import FieldsTab
from tests.evtx_writer import sysmon_1
from tests.gui.detail.evidence import (
    EXCEL,
    HOSTILE_LINE,
    LONG_LINE,
    inferred_row,
    record_of,
    sample_row,
    written,
)

test_of.__test__ = False  # type: ignore[attr-defined]  # pytest takes its name for a test's


@pytest.fixture
def tab(qtbot: QtBot) -> FieldsTab:
    """A tab with the record of cmd.exe in the sample."""
    made = FieldsTab()
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show()
    row = sample_row("cmd.exe")
    made.show_record(row, record_of(row))
    return made


def _choose(tab: FieldsTab, name: str) -> QTreeWidgetItem:
    item = next(item for item in tab.tree.items() if path_of(item)[-1] == name)
    tab.tree.setCurrentItem(item)
    return item


def _labels(tab: FieldsTab) -> list[str]:
    return [words.text() for words in (tab._of, tab._length, tab._meaning)]


def test_the_command_line_is_looked_at_first(tab: FieldsTab) -> None:
    """In full in the box, with its length."""
    line = sample_row("cmd.exe").process.command_line

    assert line == tab.value.text
    assert _labels(tab) == ["CommandLine", f"{len(line or ''):,} characters", ""]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("EventData", ["EventData", "no value of its own", ""]),
        ("TerminalSessionId", ["TerminalSessionId", "1 character", ""]),
        ("IntegrityLevel", ["IntegrityLevel", "6 characters", "with the rights of a standard user"]),
        ("Qualifiers", ["Qualifiers", "empty", ""]),
    ],
)
def test_the_box_says_what_the_current_field_is(tab: FieldsTab, name: str, labels: list[str]) -> None:
    """Its name, how long it is, and what it means."""
    _choose(tab, name)

    assert labels == _labels(tab)


def test_the_current_field_and_the_folds_stay(tab: FieldsTab) -> None:
    """From row to row; a record without that field shows the command line."""
    _choose(tab, "ParentImage")
    system = next(item for item in tab.tree.items() if path_of(item) == ("System",))
    system.setExpanded(True)
    row = sample_row("werfault.exe")

    tab.show_record(row, record_of(row))

    assert path_of(tab.tree.currentItem()) == ("EventData", "ParentImage")
    assert all(item.isExpanded() for item in tab.tree.items() if item.childCount())
    old = inferred_row()
    tab.show_record(old, record_of(old))
    assert path_of(tab.tree.currentItem()) == ("EventData", "CommandLine")


@pytest.mark.parametrize(
    ("name", "words", "term"),
    [
        ("User", "&Include “CORP\\m.keller”", exactly("user", ["CORP\\m.keller"])),
        ("User", "&Exclude “CORP\\m.keller”", exactly("user", ["CORP\\m.keller"], is_excluded=True)),
        ("IntegrityLevel", "&Include “Medium”", exactly("integrity_recorded", ["Medium"])),
        ("ProcessId", "&Exclude “8812”", exactly("pid", ["8812"], is_excluded=True)),
    ],
)
def test_a_field_makes_a_term(tab: FieldsTab, name: str, words: str, term: Term) -> None:
    """With the row's own value, as the column has it; the term holds for that very row."""
    asked: list[Term] = []
    tab.term_asked.connect(asked.append)
    menu = tab.menu(_choose(tab, name))

    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.deleteLater()

    assert asked == [term]
    assert test_of(term)(sample_row("cmd.exe")) is not term.is_excluded


def test_a_field_that_feeds_no_column_makes_none(tab: FieldsTab) -> None:
    """It can be copied all the same."""
    menu = tab.menu(_choose(tab, "Keywords"))
    words = [action.text() for action in menu.actions() if action.text()]
    menu.deleteLater()

    assert words == ["Copy &value", "Copy &name: value", "E&xpand all", "Co&llapse all"]


@pytest.mark.parametrize(
    ("words", "copied"), [("Copy &value", "CORP\\m.keller"), ("Copy &name: value", "User: CORP\\m.keller")]
)
def test_the_menu_copies(tab: FieldsTab, words: str, copied: str) -> None:
    """A value alone, or with its name."""
    menu = tab.menu(_choose(tab, "User"))

    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.deleteLater()

    assert QApplication.clipboard().text() == copied


@pytest.mark.parametrize("line", [HOSTILE_LINE, LONG_LINE])
def test_hostile_values_are_shown_whole(tab: FieldsTab, tmp_path: Path, line: str) -> None:
    """In a menu cut and without mnemonics; what python-evtx left out is said above."""
    (row,) = written(tmp_path, sysmon_1(parent_image=EXCEL, command_line=line))

    tab.show_record(row, record_of(row))

    assert tab.value.text == line.replace("\x1b", "").replace("\x07", "")
    menu = tab.menu(tab.tree.currentItem())
    include = menu.actions()[0].text()
    menu.deleteLater()
    assert len(include) < 60
    assert include.count("&") == 1 or "&&" in include
    assert ("python-evtx left out ␇ U+0007 × 1" in tab.note.text()) is (line is HOSTILE_LINE)


def test_finding_jumps_and_hides_nothing(tab: FieldsTab) -> None:
    """By name, value or meaning; into folded groups as well."""
    before = len(list(tab.tree.items()))

    tab.find_line.line.setText("excel")
    assert [path_of(tab.tree.currentItem())[-1], tab.find_line.line.accessibleDescription()] == [
        "ParentImage",
        "1 of 2",
    ]
    tab.step(1)
    assert path_of(tab.tree.currentItem())[-1] == "ParentCommandLine"
    tab.find_line.line.setText("systemtime")
    assert path_of(tab.tree.currentItem())[-1] == "SystemTime"
    tab.find_line.line.setText("standard user")
    assert path_of(tab.tree.currentItem())[-1] == "IntegrityLevel"
    tab.find_line.line.setText("no such thing")
    assert tab.find_line.line.accessibleDescription() == "not found"
    assert before == len(list(tab.tree.items()))


@pytest.mark.parametrize(
    ("record", "note"),
    [
        (RecordRead(file_offset=0, fields_problem="xmltodict: no element"), "xmltodict: no element"),
        (RecordRead(file_offset=0), "no fields could be read"),
    ],
)
def test_no_fields_is_said(tab: FieldsTab, record: RecordRead, note: str) -> None:
    """With the reason."""
    row: Row = sample_row("cmd.exe")

    tab.show_record(row, record)

    assert note == tab.note.text()
    assert list(tab.tree.items()) == []
    assert tab.value.text == ""


@pytest.mark.parametrize(
    ("size", "orientation"), [((900, 300), Qt.Orientation.Horizontal), ((420, 700), Qt.Orientation.Vertical)]
)
def test_the_box_stands_where_there_is_room(
    tab: FieldsTab, size: tuple[int, int], orientation: Qt.Orientation
) -> None:
    """Beside the tree in a low pane, under it in a tall one."""
    tab.resize(*size)

    assert tab.halves.orientation() is orientation
