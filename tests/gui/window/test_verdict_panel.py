"""gui.window.verdict_panel: the worst logs first, and each failure with its place and reason."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableView
from pytestqt.qtbot import QtBot

from core.processes.host_events import HostEventKind
from core.reading.read_report import Failure, ReadReport
from core.story.visibility import visibility
from core.view.times import zone_named
from gui.window.verdict_panel import BEING_LOOKED_AT, NO_FAILURE, VerdictPanel
from tests.core.story.hosts import every, scan, told
from tests.gui.keyboard import BACKWARDS, FORWARDS, met, usable


def _report(file: str, failures: int = 0, error: str | None = None) -> ReadReport:
    found = [
        Failure(
            chunk=n, file_offset=0x1000 * (n + 1), size=64, records=1, record_number=n, reason=f"reason {n}"
        )
        for n in range(failures)
    ]
    return ReadReport(
        file=file, size=1, records_present=10, records_read=10 - failures, failures=found[::-1], error=error
    )


def _cells(table: QTableView, column: int) -> list[str]:
    model = table.model()
    return [
        str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole)) for row in range(model.rowCount())
    ]


def test_logs_that_were_read_least_come_first(qtbot: QtBot) -> None:
    """An analyst looks for what is missing."""
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_reports(
        [_report("whole"), _report("cut", 2), _report("none", error="it is empty"), _report("also")]
    )

    assert _cells(panel.files, 1) == ["none", "cut", "also", "whole"]
    assert _cells(panel.files, 0) == ["unreadable", "partial", "complete", "complete"]


def test_the_failures_of_the_chosen_log_are_listed_by_place(qtbot: QtBot) -> None:
    """The first log is chosen at first."""
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_reports([_report("whole"), _report("cut", 2)])

    assert _cells(panel.failures, 0) == ["0x00001000", "0x00002000"]
    assert _cells(panel.failures, 5) == ["reason 0", "reason 1"]
    panel.files.selectRow(1)
    assert _cells(panel.failures, 0) == []


def test_hostile_names_are_shown_as_they_stand(qtbot: QtBot) -> None:
    """No markup, nothing hidden."""
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_reports([_report("<img src=x>\u202egnp.evtx", 1)])

    assert _cells(panel.files, 1) == ["<img src=x>‹U+202E›gnp.evtx"]
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in panel.findChildren(QLabel))


def test_before_anything_was_read_it_says_so(qtbot: QtBot) -> None:
    """Rather than that all is well."""
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_reports([])

    assert "No log has been read yet." in [one.text() for one in panel.findChildren(QLabel)]
    assert [panel.tabs.tabText(tab) for tab in range(2)] == ["Logs", "Hosts"]


def test_a_log_without_failures_says_so(qtbot: QtBot) -> None:
    """Only one of which all was read; an empty table would leave it open."""
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show()

    said = []
    for report in (_report("whole"), _report("cut", 2), _report("none", error="it is empty")):
        panel.show_reports([report])
        words = [one.text() for one in panel.findChildren(QLabel) if one.isVisible()]
        said.append((NO_FAILURE in words, panel.failures.isVisible()))

    assert said == [(True, False), (False, True), (False, False)]


@pytest.mark.parametrize("key", [FORWARDS, BACKWARDS])
@pytest.mark.parametrize("tab", range(2))
def test_tab_goes_around(qtbot: QtBot, tab: int, key: Qt.Key) -> None:
    """Out of each table again."""
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_reports([_report("whole"), _report("cut", 2)])
    panel.show_hosts(visibility(scan(every(range(20)), [told(HostEventKind.SENSOR_STOPPED, 21)])))
    panel.tabs.setCurrentIndex(tab)

    found = set(met(qtbot, panel, panel.tabs.tabBar(), key))

    assert found == usable(panel)
    tables = ((panel.files, panel.failures), (panel.hosts.table, panel.hosts.limits))[tab]
    assert found >= set(tables)


def test_hosts_have_a_tab_that_says_how_many_were_blind(qtbot: QtBot) -> None:
    """New reports take the hosts of the old ones away: they are looked at behind them."""
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_reports([_report("whole")])
    panel.tabs.setCurrentIndex(1)
    panel.show()
    assert BEING_LOOKED_AT in [one.text() for one in panel.findChildren(QLabel) if one.isVisible()]

    stopped = told(HostEventKind.SENSOR_STOPPED, 21)
    panel.show_hosts(visibility(scan(every(range(20)), [stopped])))

    assert panel.tabs.tabText(1) == "Hosts · 1 blind"
    assert _cells(panel.hosts.table, 1) == ["FIN-WS07.example.corp"]
    panel.set_zone(zone_named("Asia/Tokyo"))
    assert _cells(panel.hosts.table, 3) == ["2026-03-02 17:00:00"]
    panel.show_reports([])
    assert panel.tabs.tabText(1) == "Hosts"
    assert _cells(panel.hosts.table, 1) == []
