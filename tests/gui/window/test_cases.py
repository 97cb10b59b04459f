"""A case is kept as it is worked on, and opens again: in real windows, from real files, with logs that moved."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from core.case_file.case_file import CaseFile
from core.case_file.saved_case import SavedCase
from core.filter.language import parse
from core.rows.row import Row
from gui.detail.pane import Tab
from gui.window.main_window import MainWindow
from gui.window.settings import Settings
from tests.evtx_writer import write_log
from tests.evtx_writer.damage import garble_record
from tests.gui.window.sample_page import FLAGGED
from tests.make_sample import SAMPLE, sample_events

LONG = 30_000
Windows = Callable[[], MainWindow]


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path) -> Windows:
    """Give what shows windows of one user: they share their settings."""

    def show() -> MainWindow:
        window = MainWindow(Settings(tmp_path / "user" / "settings.ini"), tmp_path / "cellspawn.log")
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        return window

    return show


def read(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Open something and wait until its logs are read."""
    before = window.reading
    window.open_paths([str(path)])
    qtbot.waitUntil(
        lambda: window.reading is not None and window.reading is not before and not window.reading.is_running,
        timeout=LONG,
    )


def tag_first(window: MainWindow, tag: str = "suspicious") -> Row:
    """Tag the selected row and give it."""
    assert window.marking is not None
    assert window.page is not None
    window.marking.tag(tag)
    row = window.page.sheet.table.current_row()
    assert row is not None
    return row


def tagged(window: MainWindow) -> list[tuple[int, tuple[str, ...], str]]:
    """Give what is said of rows."""
    assert window.page is not None
    rows = window.page.case.creations.rows
    return [(row.place.file_offset, row.mark.tags, row.mark.note) for row in rows if row.mark.tags]


def content(path: Path) -> SavedCase:
    """Read a case file."""
    case = CaseFile.open(path)
    try:
        return case.read()
    finally:
        case.close()


def said(qtbot: QtBot) -> str:
    """Wait for a message, give what it says, and close it."""

    def boxes() -> list[QMessageBox]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]

    qtbot.waitUntil(lambda: bool(boxes()), timeout=LONG)
    words = boxes()[0].text()
    boxes()[0].close()
    QApplication.processEvents()
    return words


@pytest.fixture
def case(qtbot: QtBot, windows: Windows, tmp_path: Path) -> Path:
    """A case with a tag, a note, a filter and another order of things, kept and closed."""
    log = tmp_path / "logs" / "sample.evtx"
    log.parent.mkdir()
    shutil.copy(SAMPLE, log)
    window = windows()
    read(qtbot, window, log)
    assert window.page is not None
    tag_first(window)
    window.page.filter_bar.add_term(parse("user:m.keller")[0])
    path = tmp_path / "cases" / "17.cellspawn"
    path.parent.mkdir()
    window.saving.save_to(path)
    window.close()
    return path


def test_what_was_said_comes_back(qtbot: QtBot, windows: Windows, case: Path) -> None:
    """Tags and the filter are there again, and the window goes by the case's name."""
    window = windows()
    read(qtbot, window, case)
    assert window.page is not None
    assert [tags for _, tags, _ in tagged(window)] == [("suspicious",)]
    assert "user:m.keller" in window.page.filter_bar.text()
    assert window.windowTitle().startswith("17.cellspawn")
    assert [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)] == []


def test_each_change_is_kept_at_once(qtbot: QtBot, windows: Windows, case: Path) -> None:
    """Another program sees it before anything is saved."""
    window = windows()
    read(qtbot, window, case)
    tag_first(window, "lateral")
    assert any("lateral" in mark.tags for mark in content(case).marks)


def test_logs_that_moved(qtbot: QtBot, windows: Windows, case: Path, tmp_path: Path) -> None:
    """A log under another name below the case's folder is found, and named."""
    new = case.parent / "evidence" / "renamed.evtx"
    new.parent.mkdir()
    shutil.move(tmp_path / "logs" / "sample.evtx", new)
    window = windows()
    read(qtbot, window, case)
    assert "was found by its SHA-256 at" in said(qtbot)
    assert len(tagged(window)) == 1
    assert window.reading is not None
    assert window.reading.paths == [str(new)]


def test_a_log_that_changed(qtbot: QtBot, windows: Windows, case: Path, tmp_path: Path) -> None:
    """It is said, and what was said of its records stays where they still stand."""
    log = tmp_path / "logs" / "sample.evtx"
    log.write_bytes(garble_record(log.read_bytes(), 3))
    window = windows()
    read(qtbot, window, case)
    assert "has changed since the case was saved" in said(qtbot)
    assert len(tagged(window)) == 1


def test_another_hosts_log_at_the_same_place(
    qtbot: QtBot, windows: Windows, case: Path, tmp_path: Path
) -> None:
    """What was said of a process is never shown on another one; it is kept, and the log's old hash with it."""
    before = content(case)
    events = [replace(event, computer="OTHER.corp.example") for event in sample_events()]
    write_log(tmp_path / "logs" / "sample.evtx", events)
    window = windows()
    read(qtbot, window, case)
    assert "1 record with tags or a note cannot be found" in said(qtbot)
    assert tagged(window) == []
    window.commands.by_name["save"].trigger()
    assert (before.marks, before.logs) == (content(case).marks, content(case).logs)


def test_logs_that_are_gone(qtbot: QtBot, windows: Windows, case: Path, tmp_path: Path) -> None:
    """Without its logs a case does not open, and stays whole."""
    shutil.rmtree(tmp_path / "logs")
    before = content(case)
    window = windows()
    window.open_paths([str(case)])
    assert "None of the logs of this case was found" in said(qtbot)
    assert window.page is None
    assert content(case) == before


def test_a_file_that_is_no_case(qtbot: QtBot, windows: Windows, tmp_path: Path) -> None:
    """It is refused in one sentence, and what was open stays open."""
    path = tmp_path / "no.cellspawn"
    path.write_bytes(b"ElfFile\0")
    window = windows()
    read(qtbot, window, SAMPLE)
    window.open_paths([str(path)])
    assert "is no case file of Cellspawn" in said(qtbot)
    assert window.page is not None


def test_without_a_name_it_is_kept_all_the_same(qtbot: QtBot, windows: Windows, tmp_path: Path) -> None:
    """From the first word on there is a file among the settings, which a save takes away."""
    window = windows()
    read(qtbot, window, SAMPLE)
    folder = tmp_path / "user" / "unsaved"
    assert not folder.exists()
    tag_first(window)
    kept = list(folder.iterdir())
    assert len(kept) == 1
    assert len(content(kept[0]).marks) == 1
    assert not window.saving.has_name
    window.saving.save_to(tmp_path / "named.cellspawn")
    assert list(folder.iterdir()) == []
    assert len(content(tmp_path / "named.cellspawn").marks) == 1


def test_a_full_disk(qtbot: QtBot, windows: Windows, case: Path) -> None:
    """What cannot be written is said, shown on, and written once there is room."""
    window = windows()
    read(qtbot, window, case)
    file = window.saving._file
    assert file is not None
    pages = file._connection.execute("PRAGMA page_count").fetchone()[0]
    file._connection.execute(f"PRAGMA max_page_count={pages}")
    assert window.marking is not None
    window.marking._write([tag_first(window, "x").place], "n" * 9_000)
    for number in range(8):
        tag_first(window, f"tag {number} {'y' * 30}")
    assert "could not be written" in said(qtbot)
    file._connection.execute("PRAGMA max_page_count=1000000")
    tag_first(window, "last")
    assert any("last" in mark.tags and mark.note for mark in content(case).marks)


def test_read_again(qtbot: QtBot, windows: Windows, case: Path) -> None:
    """Reading the logs again keeps the case and what was said."""
    window = windows()
    read(qtbot, window, case)
    before = window.reading
    window.commands.by_name["read_again"].trigger()
    qtbot.waitUntil(
        lambda: window.reading is not before and window.reading is not None and not window.reading.is_running,
        timeout=LONG,
    )
    assert len(tagged(window)) == 1
    assert window.saving.path == case
    tag_first(window, "after")
    assert any("after" in mark.tags for mark in content(case).marks)


def test_another_case_is_not_mixed_in(qtbot: QtBot, windows: Windows, case: Path) -> None:
    """Other logs begin without what was said of these."""
    window = windows()
    read(qtbot, window, case)
    read(qtbot, window, SAMPLE)
    assert tagged(window) == []
    assert window.saving.path is None


def test_a_log_is_never_written_over(qtbot: QtBot, windows: Windows, tmp_path: Path) -> None:
    """Not even where the user asks for it."""
    log = tmp_path / "a.evtx"
    shutil.copy(SAMPLE, log)
    window = windows()
    read(qtbot, window, log)
    window.saving.save_to(log)
    assert "evidence is never written to" in said(qtbot)
    assert SAMPLE.read_bytes() == log.read_bytes()


def test_a_name_is_asked_for(
    qtbot: QtBot, windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saving a case without a name asks for one, and its suffix is added."""
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(tmp_path / "my case"), ""))
    )
    window = windows()
    read(qtbot, window, SAMPLE)
    window.commands.by_name["save"].trigger()
    with sqlite3.connect(tmp_path / "my case.cellspawn") as connection:
        assert connection.execute("SELECT count(*) FROM logs").fetchone() == (1,)
    connection.close()


def test_the_story_of_a_row(qtbot: QtBot, windows: Windows) -> None:
    """Tree, related events and cause come by themselves once a flagged row of a small case is looked at."""
    window = windows()
    read(qtbot, window, SAMPLE)
    page = window.page
    assert page is not None
    place = next(row.place for row in page.case.flagged.rows if row.process.pid == 8812)
    page.go_to(place)
    qtbot.waitUntil(
        lambda: page.detail._story is not None and page.detail._story.related is not None, timeout=LONG
    )
    words = page.detail.summary.tab().page.toPlainText()
    assert "DDE-like: the signs speak for DDE" in words
    assert "powershell.exe, netcheck.exe, ipconfig.exe" in words
    page.detail.set_current_tab(Tab.TREE)
    qtbot.waitUntil(lambda: page.detail.tree.tab().tree.is_settled, timeout=LONG)
    page.detail.set_current_tab(Tab.RELATED)
    model = page.detail.related.tab().list.model()
    assert model is not None
    assert model.rowCount() == 30


def test_related_events_wait_for_the_tree(qtbot: QtBot, windows: Windows) -> None:
    """Whose events they are stands in it: of a descendant Excel's own come too."""
    window = windows()
    read(qtbot, window, SAMPLE)
    page, stories = window.page, window._stories
    assert page is not None
    qtbot.waitUntil(lambda: stories._family is not None, timeout=LONG)
    row = next(row for row in page.case.descendants.rows if row.process.exe == "netcheck.exe")
    page.go_to(row.place)
    stories._found.clear()
    stories._looking.stop()
    stories._family = None
    stories._begin()
    stories._look(row)
    assert not stories._found
    qtbot.waitUntil(
        lambda: page.detail._story is not None and page.detail._story.related is not None, timeout=LONG
    )
    words = page.detail.summary.tab().page.toPlainText()
    assert "excel.exe was started by outlook.exe" in words
    assert "DDE-like: the signs speak for DDE" in words


def test_descendants_and_tree(qtbot: QtBot, windows: Windows) -> None:
    """Descendants have a table of their own; a process of the tree is found in the table."""
    window = windows()
    read(qtbot, window, SAMPLE)
    page = window.page
    assert page is not None
    assert [page.tabs.tabText(number) for number in range(4)] == [
        f"Flagged ({FLAGGED})",
        "Descendants (7)",
        "All process creations (117)",
        "Process tree",
    ]
    window.commands.by_name["tab_tree"].trigger()
    qtbot.waitUntil(lambda: page.tree.is_made and page.tree.is_settled, timeout=LONG)
    descendant = page.case.descendants.rows[0].place
    page.tree.process_chosen.emit(descendant)
    row = page.sheet.table.current_row()
    assert row is not None
    assert row.place == descendant


def test_what_is_asked_in_the_tree_is_of_its_process(qtbot: QtBot, windows: Windows) -> None:
    """Not of the row that is selected in the table behind it."""
    window = windows()
    read(qtbot, window, SAMPLE)
    page = window.page
    assert page is not None
    assert window.marking is not None
    behind = page.sheet.table.current_row()
    window.commands.by_name["tab_tree"].trigger()
    qtbot.waitUntil(lambda: page.tree.is_made and page.tree.is_settled, timeout=LONG)
    window.commands.by_name["next_flag"].trigger()
    qtbot.waitUntil(lambda: page.tree.is_settled, timeout=LONG)
    window.marking.tag("in the tree")
    chosen = page.chosen_rows()[0]
    assert chosen is not behind
    assert chosen.mark.tags == ("in the tree",)
    assert behind is not None
    assert behind.mark.tags == ()
    window.commands.by_name["find"].trigger()
    assert window.focusWidget() is page.tree.search
    assert not page.facets.isVisible()
    window.commands.by_name["filter"].trigger()
    assert not page.is_tree_in_front
    assert page.facets.isVisible()
