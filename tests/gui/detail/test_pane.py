"""gui.detail.pane: tabs made late and filled late, records that come late or never, and the keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.filter.term import Term, exactly
from core.processes.family import Family
from core.rows.row import Row
from core.view.times import Zone
from core.work.record_read import RecordRead
from gui.detail.field_tree import path_of
from gui.detail.pane import NO_ROW, NO_TREE, NOT_READ, READING, READING_AFTER, DetailPane, Tab, Tree
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme
from gui.work.jobs import RecordJob
from tests.core.log_reading import log_file
from tests.evtx_writer import sysmon_1
from tests.gui.detail.evidence import (
    EXCEL,
    HOSTILE_LINE,
    inferred_row,
    record_by_a_worker,
    record_of,
    rows_in,
    sample_row,
    written,
)
from tests.gui.keyboard import BACKWARDS, FORWARDS, met, usable
from tests.make_sample import SAMPLE

NEED_THE_RECORD = [Tab.FIELDS, Tab.XML, Tab.HEX, Tab.SOURCE]
_CONTROL, _SHIFT, _NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


@pytest.fixture
def pane(qtbot: QtBot) -> DetailPane:
    """A pane as it stands beside the table, without a row."""
    made = DetailPane()
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show()
    return made


@pytest.fixture
def job() -> Iterator[RecordJob]:
    """Reads records in a worker process, as the window does."""
    made = RecordJob()
    yield made
    made.close()


def _wanted(pane: DetailPane) -> list[Row]:
    asked: list[Row] = []
    pane.record_wanted.connect(asked.append)
    return asked


def _made(pane: DetailPane) -> list[Tab]:
    return [tab for tab in Tab if pane._page(tab).made is not None]


def _words(pane: DetailPane) -> str:
    return pane._page(Tab(pane.current_tab())).words


# ---------------------------------------------------------------- what is made, what is asked


def test_a_tab_that_was_never_shown_does_not_exist(pane: DetailPane) -> None:
    """Each is made when it is first shown with something to show."""
    assert _made(pane) == []

    pane.show_row(sample_row("cmd.exe"))
    assert _made(pane) == [Tab.SUMMARY]

    pane.set_current_tab("hex")
    assert _made(pane) == [Tab.SUMMARY]
    pane.show_record(sample_row("cmd.exe").place, record_of(sample_row("cmd.exe")))
    assert _made(pane) == [Tab.SUMMARY, Tab.HEX]


def test_the_summary_needs_no_record(pane: DetailPane) -> None:
    """Going through a table with it in front reads nothing."""
    asked = _wanted(pane)

    for row in rows_in(SAMPLE)[:20]:
        pane.show_row(row)

    assert asked == []


@pytest.mark.parametrize("tab", NEED_THE_RECORD)
def test_a_record_is_asked_for_once(pane: DetailPane, tab: Tab) -> None:
    """However often tabs change, until another row is shown."""
    asked, row, other = _wanted(pane), sample_row("cmd.exe"), sample_row("mshta.exe")

    pane.set_current_tab(tab)
    pane.show_row(row)
    for name in (*Tab, tab):
        pane.set_current_tab(name)
    assert asked == [row]

    pane.show_row(other)
    pane.show_row(row)
    assert asked == [row, other, row]


def test_a_record_fills_each_tab_as_it_is_shown(pane: DetailPane) -> None:
    """From one reading."""
    asked, row = _wanted(pane), sample_row("cmd.exe")
    record = record_of(row)
    pane.show_row(row)
    pane.set_current_tab("fields")

    pane.show_record(row.place, record)

    for tab in NEED_THE_RECORD:
        pane.set_current_tab(tab)
        assert _words(pane) == ""
    assert asked == [row]
    assert pane.xml.tab().page.text == record.xml
    assert pane.hex.tab().view.selected() == b"*"
    assert pane.fields.tab().value.text == row.process.command_line
    assert record.record_sha256 in [line.text for line in pane.source.tab().lines]


def test_a_hidden_pane_asks_for_nothing(qtbot: QtBot) -> None:
    """It catches up when it is shown."""
    pane = DetailPane()
    qtbot.addWidget(pane)
    asked = _wanted(pane)
    pane.set_current_tab("xml")

    pane.show_row(sample_row("cmd.exe"))
    assert (asked, _made(pane)) == ([], [])

    pane.show()
    assert asked == [sample_row("cmd.exe")]


def test_a_row_that_is_known_better_keeps_its_record(pane: DetailPane) -> None:
    """At the end of a scan each row comes anew: with the log's hash, an inferred parent, its proof."""
    asked, row = _wanted(pane), sample_row("cmd.exe")
    early = msgspec.structs.replace(row, file_sha256=None)
    pane.set_current_tab("source")
    pane.show_row(early)
    pane.show_record(row.place, record_of(row))

    pane.show_row(row)

    assert asked == [early]
    assert row.file_sha256 in [line.text for line in pane.source.tab().lines]


# ---------------------------------------------------------------- late, or never


def test_a_late_record_of_another_row_is_ignored(pane: DetailPane) -> None:
    """As is what went wrong with it."""
    first, second = sample_row("cmd.exe"), sample_row("mshta.exe")
    pane.set_current_tab("xml")
    pane.show_row(first)
    pane.show_row(second)

    pane.show_record(first.place, record_of(first))
    pane.show_problem(first.place, "gone")
    assert pane.xml.made is None

    pane.show_record(second.place, record_of(second))
    assert pane.xml.tab().page.text == record_of(second).xml
    pane.show_record(first.place, record_of(first))
    assert pane.xml.tab().page.text == record_of(second).xml
    pane.show_row(None)
    pane.show_record(second.place, record_of(second))
    assert _words(pane) == NO_ROW[1]


def test_reading_is_said_only_when_it_takes_time(pane: DetailPane, qtbot: QtBot) -> None:
    """Until then what was there stays, so that nothing flickers."""
    row, other = sample_row("cmd.exe"), sample_row("mshta.exe")
    pane.set_current_tab("xml")
    pane.show_row(row)
    assert _words(pane) == ""
    qtbot.waitUntil(lambda: _words(pane) == READING, timeout=20 * READING_AFTER)

    pane.show_record(row.place, record_of(row))
    assert _words(pane) == ""
    pane.show_row(other)
    assert _words(pane) == ""
    assert pane.xml.tab().page.text == record_of(row).xml
    qtbot.waitUntil(lambda: _words(pane) == READING, timeout=20 * READING_AFTER)


@pytest.mark.parametrize("tab", [Tab.FIELDS, Tab.XML, Tab.HEX])
def test_a_problem_is_said(pane: DetailPane, tab: Tab) -> None:
    """In a sentence whose hostile characters are seen."""
    row = sample_row("cmd.exe")
    pane.set_current_tab(tab)
    pane.show_row(row)

    pane.show_problem(row.place, "a\u202eb.evtx: there is no such file; open it again")

    assert _words(pane) == "a‹U+202E›b.evtx: there is no such file; open it again"
    assert NOT_READ in [label.text() for label in pane._page(tab).findChildren(QLabel)]


def test_the_source_says_what_the_row_knows(pane: DetailPane) -> None:
    """Also where the record could not be read."""
    row = sample_row("cmd.exe")
    pane.set_current_tab("source")
    pane.show_row(row)

    pane.show_problem(row.place, "sample.evtx: there is no such file")

    assert pane.source.warning == "sample.evtx: there is no such file"
    assert row.place.file in [line.text for line in pane.source.tab().lines]


@pytest.mark.parametrize("tab", NEED_THE_RECORD)
def test_a_record_that_changed_comes_with_a_warning(pane: DetailPane, tab: Tab) -> None:
    """Above every tab that shows it."""
    row = sample_row("cmd.exe")
    record = msgspec.structs.replace(record_of(row), problem="Sysmon.evtx: changed; scan the log again")
    pane.set_current_tab(tab)
    pane.show_row(row)

    pane.show_record(row.place, record)

    assert pane._page(tab).warning == "Sysmon.evtx: changed; scan the log again"


@pytest.mark.parametrize("tab", list(Tab))
def test_no_row_is_said_in_words(pane: DetailPane, tab: Tab) -> None:
    """At first, and after a row."""
    pane.set_current_tab(tab)
    assert _words(pane) == NO_ROW[1]

    pane.show_row(sample_row("cmd.exe"))
    pane.show_record(sample_row("cmd.exe").place, record_of(sample_row("cmd.exe")))
    assert _words(pane) == (NO_TREE[1] if tab is Tab.TREE else "")
    pane.show_row(None)

    assert _words(pane) == NO_ROW[1]


def test_a_record_comes_from_a_worker(pane: DetailPane, job: RecordJob, qtbot: QtBot, tmp_path: Path) -> None:
    """From the row through the window's own job and a worker process to every tab."""
    (row,) = written(tmp_path, sysmon_1(parent_image=EXCEL, command_line=HOSTILE_LINE))
    log = log_file(Path(row.place.file))
    pane.record_wanted.connect(lambda wanted: job.ask(log, wanted.place))
    job.record_read.connect(pane.show_record)
    job.record_failed.connect(pane.show_problem)
    pane.show_row(row)

    pane.set_current_tab("fields")
    qtbot.waitUntil(lambda: pane.fields.made is not None, timeout=30_000)

    assert pane.fields.tab().value.text == HOSTILE_LINE.replace("\x1b", "").replace("\x07", "")
    pane.set_current_tab("xml")
    pane.xml.tab().choice.setCurrentIndex(1)
    assert "␛[31m" in pane.xml.tab().page.toPlainText()
    pane.set_current_tab("hex")
    assert pane.hex.tab().view.columns == 8
    pane.set_current_tab("source")
    assert "evtx and python-evtx agree on every value" in [line.text for line in pane.source.tab().lines]


def test_a_log_that_is_gone_is_said(pane: DetailPane, tmp_path: Path) -> None:
    """By the worker, in the sentence that stands above the tab."""
    (row,) = written(tmp_path, sysmon_1(parent_image=EXCEL))
    log = log_file(Path(row.place.file))
    Path(row.place.file).write_bytes(b"")
    pane.set_current_tab("source")
    pane.show_row(row)

    pane.show_record(row.place, record_by_a_worker(row.place))

    assert log.name in pane.source.warning
    assert "scan the log again" in pane.source.warning


# ---------------------------------------------------------------- what the window sets and hears


def test_the_tab_in_front_is_remembered_by_name(pane: DetailPane) -> None:
    """A name from another version changes nothing."""
    pane.set_current_tab("hex")
    pane.set_current_tab("no such tab")
    pane.set_current_tab("")

    assert pane.current_tab() == "hex"


def test_a_zone_is_taken_on(pane: DetailPane) -> None:
    """By the tab in front at once, by others when they are shown."""
    row = sample_row("cmd.exe")
    pane.show_row(row)
    pane.show_record(row.place, record_of(row))
    pane.set_current_tab("hex")

    pane.set_zone(Zone("Asia/Tokyo"))

    assert "18:14:21.667 Asia/Tokyo" in pane.hex.tab().explain(16)
    pane.set_current_tab("summary")
    assert "18:14:21.667 Asia/Tokyo" in pane.summary.tab().page.toPlainText()


def test_a_term_is_passed_on(pane: DetailPane) -> None:
    """From the menu of a field."""
    asked: list[Term] = []
    pane.term_asked.connect(asked.append)
    row = sample_row("cmd.exe")
    pane.set_current_tab("fields")
    pane.show_row(row)
    pane.show_record(row.place, record_of(row))
    tab = pane.fields.tab()
    user = next(item for item in tab.tree.items() if path_of(item)[-1] == "User")

    menu = tab.menu(user)
    menu.actions()[0].trigger()
    menu.deleteLater()

    assert asked == [exactly("user", ["CORP\\m.keller"])]


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize("tab", list(Tab))
def test_the_focus_goes_to_what_a_tab_shows(pane: DetailPane, tab: Tab) -> None:
    """From there, Ctrl+Tab leads to the next tab."""
    row = sample_row("cmd.exe")
    pane.set_current_tab(tab)
    pane.show_row(row)
    pane.show_record(row.place, record_of(row))

    pane.setFocus()
    focused = pane.window().focusWidget()

    assert focused is not None
    assert pane._page(tab).isAncestorOf(focused)
    QTest.keyClick(focused, Qt.Key.Key_Tab, _CONTROL)
    assert pane.current_tab() == list(Tab)[(list(Tab).index(tab) + 1) % len(Tab)]


@pytest.mark.parametrize("tab", [Tab.FIELDS, Tab.XML, Tab.HEX])
def test_control_f_finds_in_the_tab(pane: DetailPane, tab: Tab) -> None:
    """Before the window finds something in the table; F3 goes on, Shift+F3 back."""
    row = sample_row("cmd.exe")
    pane.set_current_tab(tab)
    pane.show_row(row)
    pane.show_record(row.place, record_of(row))
    made = pane._page(tab).made
    assert isinstance(made, QWidget)
    pane.setFocus()
    focused = pane.window().focusWidget()
    assert focused is not None

    assert _is_taken(focused, Qt.Key.Key_F, _CONTROL)
    QTest.keyClick(focused, Qt.Key.Key_F, _CONTROL)
    line = pane.window().focusWidget()
    assert line is not None
    QTest.keyClicks(line, "office16")
    assert line.accessibleDescription().startswith("1 of ")
    QTest.keyClick(line, Qt.Key.Key_F3)
    assert line.accessibleDescription().startswith("2 of ")
    QTest.keyClick(line, Qt.Key.Key_F3, _SHIFT)
    assert line.accessibleDescription().startswith("1 of ")


@pytest.mark.parametrize("tab", [Tab.SUMMARY, Tab.SOURCE])
def test_control_f_is_left_to_the_window(pane: DetailPane, tab: Tab) -> None:
    """Where the tab has nothing to find."""
    row = sample_row("cmd.exe")
    pane.set_current_tab(tab)
    pane.show_row(row)
    pane.show_record(row.place, record_of(row))
    pane.setFocus()
    focused = pane.window().focusWidget()
    assert focused is not None

    assert not _is_taken(focused, Qt.Key.Key_F, _CONTROL)


@pytest.mark.parametrize("tab", [Tab.SUMMARY, Tab.FIELDS, Tab.XML, Tab.HEX])
def test_control_c_copies_what_the_tab_shows(pane: DetailPane, tab: Tab) -> None:
    """And no rows of the table."""
    row = sample_row("cmd.exe")
    pane.set_current_tab(tab)
    pane.show_row(row)
    pane.show_record(row.place, record_of(row))
    pane.setFocus()
    focused = pane.window().focusWidget()
    assert focused is not None

    assert _is_taken(focused, Qt.Key.Key_C, _CONTROL)


def _is_taken(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
    """Ask as Qt does before it looks for a shortcut of the window."""
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    asked.ignore()
    QApplication.sendEvent(widget, asked)
    return asked.isAccepted()


# ---------------------------------------------------------------- everywhere


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.CONTRAST])
def test_themes_and_sizes_are_drawn(pane: DetailPane, qapp: QApplication, theme: Theme) -> None:
    """Every tab, also while it is shown, at all widths that the window gives it."""
    row = inferred_row()
    pane.show_row(row)
    pane.show_record(row.place, record_of(row))
    for tab in Tab:
        pane.set_current_tab(tab)

    apply_theme(qapp, theme)

    for width, height in ((380, 700), (900, 300), (700, 1_300)):
        pane.resize(width, height)
        for tab in Tab:
            pane.set_current_tab(tab)
            assert not pane.grab().isNull()


@pytest.mark.parametrize("key", [FORWARDS, BACKWARDS])
@pytest.mark.parametrize("tab", list(Tab))
def test_tab_goes_around(pane: DetailPane, tab: Tab, key: Qt.Key, qtbot: QtBot) -> None:
    """Past the bar of tabs, through all that a tab holds, and out of it again."""
    row = sample_row("cmd.exe")
    pane.set_logs(1, 1)
    pane.show_tree(Tree(Family.built([one.process for one in rows_in(SAMPLE)]), {}))
    pane.set_current_tab(tab)
    pane.show_row(row)
    pane.show_record(row.place, record_of(row))
    if tab is Tab.TREE:
        qtbot.waitUntil(lambda: pane.tree.tab().tree.is_settled)

    assert set(met(qtbot, pane, pane.tabs.tabBar(), key)) == usable(pane)


def test_everything_that_can_be_used_has_a_name(pane: DetailPane) -> None:
    """For screen readers; and no label takes markup."""
    row = sample_row("cmd.exe")
    pane.show_row(row)
    pane.show_record(row.place, record_of(row))
    for tab in Tab:
        pane.set_current_tab(tab)

    for widget in pane.findChildren(QWidget):
        if isinstance(widget, QLabel):
            assert widget.textFormat() is Qt.TextFormat.PlainText or not widget.text()
        elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy():
            assert widget.accessibleName() or _inner(widget), widget


def _inner(widget: QWidget) -> bool:
    """Tell Qt's own parts of a control, which name themselves."""
    return widget.metaObject().className() in {"QTabBar", "QHeaderView", "QScrollBar"}


def test_a_row_without_anything_is_shown(pane: DetailPane) -> None:
    """Nothing in a record is sure to be there."""
    row = sample_row("cmd.exe")
    names = ("image_path", "command_line", "user", "fqdn", "time_created", "event_record_id", "channel")
    bare = Row(msgspec.structs.replace(row.process, **dict.fromkeys(names)), None, "published")

    pane.show_row(bare)
    pane.show_record(bare.place, RecordRead(file_offset=bare.place.file_offset))

    for tab in Tab:
        pane.set_current_tab(tab)
        assert _words(pane) == (NO_TREE[1] if tab is Tab.TREE else "")
