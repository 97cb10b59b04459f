"""gui.window.hosts_page: hosts in a table, and of the chosen one what can be trusted and what limits it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QTableView
from pytestqt.qtbot import QtBot

from core.processes.host_events import HostEventKind
from core.story.visibility import HostVisibility, visibility
from core.view.times import zone_named
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme
from gui.window.hosts_page import NO_HOST, NO_LIMIT, HostsPage
from tests.core.story.hosts import SECURITY, every, scan, told

K = HostEventKind
HOSTS = visibility(
    scan(
        [
            *every(range(21), fqdn="stopped"),
            *every(range(9), SECURITY, fqdn="doubtful", command_line=None),
            *every(range(5), fqdn="a sound one"),
        ],
        [told(K.SENSOR_STOPPED, 21, fqdn="stopped")],
    )
)


@pytest.fixture
def page(qtbot: QtBot) -> HostsPage:
    """A page that is shown, with three hosts."""
    made = HostsPage()
    qtbot.addWidget(made)
    made.resize(1_200, 640)
    made.show()
    made.show_hosts(HOSTS)
    return made


def _lines(table: QTableView) -> list[list[str]]:
    model = table.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def _words(page: HostsPage) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def test_a_line_says_what_is_to_be_thought_of_a_host(page: HostsPage) -> None:
    """The blind first; counts and shares beside, and an icon for each state."""
    assert _lines(page.table) == [
        [
            *("blind at times", "stopped", "Sysmon 1", "2026-03-02 08:00:00", "2026-03-02 08:20:00"),
            *("21", "100 %", "100 %", "1"),
        ],
        [
            *("few records", "a sound one", "Sysmon 1", "2026-03-02 08:00:00", "2026-03-02 08:04:00"),
            *("5", "100 %", "100 %", ""),
        ],
        [
            *("in doubt", "doubtful", "Security 4688", "2026-03-02 08:00:00", "2026-03-02 08:08:00"),
            *("9", "0 %", "100 %", "1"),
        ],
    ]
    icons = {
        page.table.model().index(row, 0).data(Qt.ItemDataRole.DecorationRole).cacheKey() for row in range(3)
    }
    assert len(icons) == 3


def test_the_first_host_is_chosen_and_its_limits_are_shown(page: HostsPage) -> None:
    """With when, what it means, and the record that says so."""
    assert _lines(page.limits) == [
        [
            "blind",
            "from 2026-03-02 08:21:00 on",
            "Sysmon stopped and is not seen to start again",
            "Sysmon.evtx, record 11260",
        ]
    ]
    recorded = "Recorded from 2026-03-02 08:00:00 to 2026-03-02 08:20:00 (Sysmon 1): "
    assert f"{recorded}21 process creations; longest silence 60 seconds." in _words(page)


def test_a_host_without_limits_says_so(page: HostsPage) -> None:
    """Rather than showing an empty table."""
    page.table.selectRow(1)

    assert not page.limits.isVisible()
    assert any(NO_LIMIT in words for words in _words(page))
    page.table.selectRow(2)
    assert page.limits.isVisible()
    assert _lines(page.limits)[0][1] == "throughout"


def test_times_follow_the_zone_and_the_choice_stays(page: HostsPage) -> None:
    """Everywhere on the page."""
    page.table.selectRow(2)
    page.set_zone(zone_named("Asia/Tokyo"))

    assert _lines(page.table)[2][3] == "2026-03-02 17:00:00"
    assert page.table.currentIndex().row() == 2
    assert any("2026-03-02 17:08:00" in words for words in _words(page))
    page.table.selectRow(0)
    assert _lines(page.limits)[0][1] == "from 2026-03-02 17:21:00 on"


@pytest.mark.parametrize(
    ("hosts", "words", "expected"),
    [((), "", NO_HOST), ((), "The logs are being read.", "The logs are being read.")],
)
def test_where_there_is_no_host_it_says_why(
    page: HostsPage, hosts: Sequence[HostVisibility], words: str, expected: str
) -> None:
    """And shows no table."""
    page.show_hosts(hosts, words)

    assert [expected] == _words(page)
    assert not page.table.isVisible()
    assert not _lines(page.limits)


def test_hostile_names_are_shown_as_they_stand(page: HostsPage) -> None:
    """No markup, nothing hidden."""
    page.show_hosts(
        visibility(
            scan(
                every([1], fqdn="<img src=x>\u202e"),
                [told(K.LOG_CLEARED, 3, fqdn="<img src=x>\u202e", subject="Security", user="<b>\x1b")],
            )
        )
    )

    assert _lines(page.table)[0][1] == "<img src=x>‹U+202E›"
    assert "<b>␛" in _lines(page.limits)[0][2]
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in page.findChildren(QLabel))


def test_a_long_word_is_cut_in_its_middle(page: HostsPage) -> None:
    """A hash would run into the next column; the tooltip has all of it."""
    detail = f"SHA256={'0123456789ABCDEF' * 4}"
    page.show_hosts(visibility(scan(every(range(9)), [told(K.SENSOR_RECONFIGURED, 3, detail=detail)])))
    meaning = page.limits.model().index(0, 2)

    assert "SHA256=0123456789ABCDEF" in meaning.data()
    assert max(map(len, meaning.data().split())) == len("…") + 24 + 12
    assert detail in meaning.data(Qt.ItemDataRole.ToolTipRole)


def test_large_letters_leave_the_meaning_its_room(page: HostsPage, qapp: QApplication) -> None:
    """The other columns take more lines instead."""
    before, font = qapp.font(), qapp.font()
    font.setPointSizeF(1.8 * before.pointSizeF())
    try:
        qapp.setFont(font)
        apply_theme(qapp, Theme.LIGHT)
        QApplication.processEvents()
        assert page.limits.columnWidth(2) >= 0.35 * page.limits.viewport().width()
    finally:
        qapp.setFont(before)


def test_a_long_sentence_takes_the_lines_that_it_needs(page: HostsPage) -> None:
    """Nothing of it is cut off."""
    detail = " ".join(f"rules{n}.xml" for n in range(40))
    page.show_hosts(
        visibility(
            scan(every(range(9)), [told(K.SENSOR_RECONFIGURED, 3, detail=detail), told(K.EVENTS_DROPPED, 4)])
        )
    )
    page.resize(700, 640)

    heights = [page.limits.rowHeight(row) for row in range(2)]
    assert max(heights) > 1.5 * min(heights)
