"""gui.window.main_window, driven as an analyst does, beside the engine: open, filter, sort, read, export."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

from core.__main__ import main
from core.filter.language import parse
from core.reading.read_report import Verdict
from core.rows.columns import COLUMNS
from core.view.view import Order
from gui.window.case_page import CasePage
from gui.window.export_dialog import ExportDialog
from gui.window.main_window import MainWindow
from gui.window.settings import Setting, Settings
from gui.work.jobs import Ending
from tests.evtx_writer import sysmon_3, write_log
from tests.evtx_writer.damage import garble_record
from tests.gui.window.sample_page import CREATIONS, FLAGGED
from tests.make_sample import SAMPLE

LONG = 30_000

Opened = Callable[..., MainWindow]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """Show a window that remembers nothing yet."""
    window = MainWindow(Settings(tmp_path / "settings.ini"), tmp_path / "cellspawn.log")
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> Opened:
    """Give what opens paths, the sample by default, and waits until all is read."""

    def open_paths(*paths: Path) -> MainWindow:
        window.open_paths([str(path) for path in paths or (SAMPLE,)])
        wait_for_end(window, qtbot)
        return window

    return open_paths


def wait_for_end(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.reading is not None and not window.reading.is_running, timeout=LONG)


def shown(window: MainWindow, column: str = "event_record_id") -> list[str]:
    """Give a column of the table in front, from top to bottom."""
    assert window.page is not None
    view = window.page.sheet.model.view
    return [COLUMNS[column].text(view.row_at(position)) for position in range(len(view.shown))]


def engine(*arguments: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Give what the command finds in the sample."""
    main(["scan", str(SAMPLE), "--format", "jsonl", *arguments])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_it_starts_with_the_start_page(window: MainWindow) -> None:
    """And with nothing to do that needs a case."""
    assert window.start_page.isVisible()
    assert not window.commands.by_name["export"].isEnabled()
    assert window.commands.by_name["open_files"].isEnabled()


def test_the_sample_shows_what_the_engine_flags(
    window: MainWindow, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a click on the start page; the most urgent and newest first."""
    QTest.mouseClick(window.start_page.sample_button, Qt.MouseButton.LeftButton)
    wait_for_end(window, qtbot)
    found = engine(capsys=capsys)

    assert {str(row["event_record_id"]) for row in found} == set(shown(window))
    assert shown(window, "severity") == sorted(
        shown(window, "severity"), key=["high", "medium", "low", "info"].index
    )
    assert window.page is not None
    assert window.page.headline.text().startswith(
        f"{len(found)} flagged of {CREATIONS} process creations in 1 file"
    )
    assert "complete" in window.status.verdict.text()
    assert f"({FLAGGED})" in window.page.tabs.tabText(0)
    assert f"({CREATIONS})" in window.page.tabs.tabText(2)


def test_an_analyst_filters_sorts_reads_and_exports(
    opened: Opened, qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exported file, read back, is what was shown, in the order in which it was shown."""
    window = opened()
    page = window.page
    assert page is not None
    page.filter_bar.focus_line()
    QTest.keyClicks(page.filter_bar.line, "user:m.keller integrity:medium")
    QTest.keyClick(page.filter_bar.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(shown(window)) < FLAGGED)
    page.sheet.model.sort_by([Order("time_created")])
    by_engine = engine("--filter", "user:m.keller integrity:medium", capsys=capsys)

    assert [str(row["event_record_id"]) for row in by_engine] == shown(window)

    page.sheet.table.selectRow(0)
    window.commands.by_name["detail_xml"].trigger()
    qtbot.waitUntil(lambda: f"<EventRecordID>{shown(window)[0]}<" in xml_of(page), timeout=LONG)

    target = tmp_path / "flagged.csv"
    export(window, qtbot, "shown", "csv", target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert shown(window) == [row["event_record_id"] for row in rows]


def xml_of(page: CasePage) -> str:
    """Give what the XML tab shows."""
    tab = page.detail.xml.made
    return "" if tab is None else tab.page.toPlainText()


def export(window: MainWindow, qtbot: QtBot, scope: str, kind: str, target: Path) -> None:
    """Export by the dialog, as a person does."""

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog)
        for name in (scope, kind):
            button = dialog.findChild(QRadioButton, name)
            assert isinstance(button, QRadioButton)
            button.click()
        dialog.target.setText(str(target))
        QTest.mouseClick(dialog.write, Qt.MouseButton.LeftButton)

    QTimer.singleShot(100, fill)
    window.commands.by_name["export"].trigger()
    qtbot.waitUntil(lambda: "written to" in window.status.said, timeout=LONG)


def test_files_that_are_dropped_are_opened(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """A folder as well as a file."""
    shutil.copy(SAMPLE, tmp_path / "a.evtx")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys))
    wait_for_end(window, qtbot)

    assert len(shown(window)) == FLAGGED


def test_a_path_that_is_not_there_is_said_in_one_sentence(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """The reading failed; it was not stopped, and it is not done."""
    window.open_paths([str(tmp_path / "gone.evtx")])
    wait_for_end(window, qtbot)

    assert window.reading is not None
    assert window.reading.ending is Ending.FAILED
    assert "there is no such file or folder" in window.status.said


def test_a_damaged_log_is_partial_and_says_what_is_missing(opened: Opened, tmp_path: Path) -> None:
    """In the status line, and by place in the panel."""
    (tmp_path / "cut.evtx").write_bytes(garble_record(SAMPLE.read_bytes(), 110))
    window = opened(tmp_path / "cut.evtx")

    assert Verdict.PARTIAL in window.status.verdict.text()
    window.commands.by_name["verdict"].trigger()
    assert window.verdict_panel.isVisible()
    assert window.verdict_panel.failures.model().rowCount() == 1  # the one record


def test_a_log_without_process_creations_says_why_nothing_is_flagged(opened: Opened, tmp_path: Path) -> None:
    """A number alone would mislead."""
    (tmp_path / "net.evtx").write_bytes(write_log(None, [sysmon_3()]))
    window = opened(tmp_path / "net.evtx")

    assert window.page is not None
    assert "no process creations" in window.page.flagged.table.empty_text


def test_stopping_keeps_what_was_read(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """And says partial: stopped is neither done nor failed."""
    for number in range(400):
        shutil.copy(SAMPLE, tmp_path / f"{number:03}.evtx")
    window.open_paths([str(tmp_path)])
    qtbot.waitUntil(lambda: bool(window.page and window.page.creations.model.view.rows), timeout=LONG)
    window.commands.by_name["stop"].trigger()
    wait_for_end(window, qtbot)

    assert window.reading is not None
    assert window.reading.ending is Ending.STOPPED
    assert Verdict.PARTIAL in window.status.verdict.text()
    assert shown(window)


def test_closing_while_reading_leaves_nothing_behind(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """The fixtures look for processes and threads."""
    for number in range(200):
        shutil.copy(SAMPLE, tmp_path / f"{number:03}.evtx")
    window.open_paths([str(tmp_path)])
    qtbot.waitUntil(lambda: bool(window.page and window.page.creations.model.view.rows), timeout=LONG)
    window.close()


def test_reading_again_keeps_the_filter_and_another_rule_flags_more(opened: Opened, qtbot: QtBot) -> None:
    """The rule in force is said in the status line."""
    window = opened()
    assert window.page is not None
    for term in parse("integrity>=medium"):
        window.page.filter_bar.add_term(term)
    rows = shown(window)
    window.commands.by_name["read_again"].trigger()
    wait_for_end(window, qtbot)

    assert window.page.filter_bar.text() == "integrity>=medium"
    assert rows == shown(window)

    rule = next(one for one in window.commands.menus["rule"].actions() if one.text().startswith("published"))
    rule.trigger()
    wait_for_end(window, qtbot)

    assert window.reading is not None
    assert window.reading.options.rule == "published"
    assert "published" in window.status.rule.text()


def test_evidence_is_never_written_to(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    """Not even when the user names it as the file to write."""
    log = tmp_path / "evidence.evtx"
    shutil.copy(SAMPLE, log)
    window = opened(log)
    said = []

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog)
        dialog.target.setText(str(log))
        dialog.write.click()
        said.append(dialog.problem.text())
        dialog.reject()

    QTimer.singleShot(100, fill)
    window.commands.by_name["export"].trigger()

    assert "evidence is never written to" in said[0]
    assert SAMPLE.read_bytes() == log.read_bytes()


def test_what_was_arranged_is_there_the_next_time(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    """Theme, rule, recent case, width of columns."""
    window = opened()
    assert window.page is not None
    header = window.page.flagged.table.horizontalHeader()
    section = header.logicalIndex(1)
    header.resizeSection(section, 333)
    window.appearance.choose_theme("dark")
    window.close()

    again = MainWindow(Settings(tmp_path / "settings.ini"), tmp_path / "cellspawn.log")
    qtbot.addWidget(again)
    again.show()
    again.open_paths([str(SAMPLE)])
    wait_for_end(again, qtbot)

    assert again.page is not None
    header = again.page.flagged.table.horizontalHeader()
    assert header.sectionSize(header.logicalIndex(1)) == 333
    assert Settings(tmp_path / "settings.ini").text(Setting.THEME) == "dark"
    assert Settings(tmp_path / "settings.ini").recent() == [[str(SAMPLE)]]


def test_every_part_is_reached_by_keys_alone(opened: Opened, qtbot: QtBot) -> None:
    """F6 goes round."""
    window = opened()
    page = window.page
    assert page is not None
    window.activateWindow()
    parts = (page.filter_bar, page.facets, page.sheet.table, page.detail)
    reached = []
    qtbot.waitUntil(lambda: window.isActiveWindow())
    for _ in range(len(parts)):
        window.commands.by_name["next_pane"].trigger()
        focused = QApplication.focusWidget()
        reached += [part for part in parts if part is focused or (focused and part.isAncestorOf(focused))]

    assert set(parts) == set(reached)
