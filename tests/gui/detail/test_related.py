"""gui.detail.related: the related events of a row as a time line that can be narrowed, walked and copied."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.rows.row import Row
from core.story.event_kinds import Group
from core.view.times import UTC_ZONE, Zone, text_in
from core.words import related_words as words
from core.work.related_event import RelatedEvent, RelatedFound
from gui.detail.field_tree import path_of
from gui.detail.related import RelatedTab
from gui.detail.related_event import EventDetail
from gui.detail.related_list import RelatedList
from gui.detail.related_model import LINE, Line
from gui.detail.related_processes import ALL
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme
from tests.core.story.events import event, found, of_other
from tests.gui.keyboard import BACKWARDS, FORWARDS, met, usable
from tests.gui.table_rows import row

ROW = row(1)
NAMES = ("cmd.exe", "EXCEL.EXE", "powershell.exe")
SCRIPT = "Write-Host 'a'\n" * 20
EVENTS = (
    event(3, seconds=-90, by=1, DestinationIp="203.0.113.24", DestinationPort="443"),
    event(13, seconds=-2, by=1, TargetObject="HKU\\x", Details="secret"),
    event(1, seconds=0, by=0, Image="C:\\cmd.exe", CommandLine=SCRIPT),
    event(11, seconds=3, by=0, TargetFilename="C:\\Temp\\=a.exe"),
    event(11, seconds=200, by=2, TargetFilename="C:\\Temp\\\u202eb.exe"),
    of_other(event(11, by=2), time=None),
)


@pytest.fixture
def tab(qtbot: QtBot) -> RelatedTab:
    """An empty tab."""
    made = RelatedTab()
    qtbot.addWidget(made)
    made.resize(420, 720)
    made.show()
    qtbot.waitExposed(made)
    return made


def shown(tab: RelatedTab) -> list[str]:
    """Give the sentences of the list."""
    return [line.words for line in lines(tab)]


def lines(tab: RelatedTab) -> list[Line]:
    """Give the lines as they are drawn."""
    events = tab.list.events
    return [events.data(events.index(number), LINE) for number in range(events.rowCount())]  # type: ignore[misc]


def show(
    tab: RelatedTab, of: RelatedFound | None = None, to: Row = ROW, names: Sequence[str] = NAMES
) -> None:
    """Show events."""
    tab.show_related(to, names, found(*EVENTS) if of is None else of, UTC_ZONE)


def press(tab: RelatedTab, group: Group) -> None:
    """Press the button of a group."""
    next(chip for chip in tab.groups.chips if chip.choice.key is group).click()


# ---------------------------------------------------------------- words instead of events
def test_the_events_are_looked_for_when_somebody_asks(qtbot: QtBot, tab: RelatedTab) -> None:
    """The button says how much there is to do."""
    tab.set_logs(3, 1_300 * 1024 * 1024)
    tab.show_wanted(ROW)

    assert tab.invitation.heading.text() == words.NOT_LOOKED_FOR
    assert tab.invitation.button.text() == "Look in 3 logs (1.3 GiB)"
    assert words.WITHOUT_GUID not in tab.invitation.text.text()
    with qtbot.waitSignal(tab.asked):
        tab.invitation.button.click()


def test_a_process_without_a_guid_is_explained(tab: RelatedTab) -> None:
    """Before anybody asks."""
    tab.show_wanted(row(1, guid=None))

    assert words.WITHOUT_GUID in tab.invitation.text.text()


def test_how_far_the_search_is(tab: RelatedTab) -> None:
    """As words and as a bar; nothing can be pressed."""
    show(tab)

    tab.show_progress(0.43)

    assert tab.invitation.isVisible()
    assert (tab.invitation.text.text(), tab.invitation.bar.value()) == ("43%", 430)
    assert not tab.invitation.button.isVisible()
    assert lines(tab) == []


def test_a_search_that_failed_can_be_tried_again(qtbot: QtBot, tab: RelatedTab) -> None:
    """Its reason is said, nothing hidden in it."""
    tab.show_problem("it\u202efailed")

    assert tab.invitation.text.text() == "it‹U+202E›failed"
    with qtbot.waitSignal(tab.asked):
        tab.invitation.button.click()


def test_nothing_is_found(tab: RelatedTab) -> None:
    """But the row's own record; what may be missing is said."""
    own = of_other(event(1), place=ROW.place)

    show(tab, RelatedFound(events=[own], problems=["a.evtx: it is gone"]))

    assert tab.invitation.heading.text() == words.NOTHING_BY_GUID
    assert tab.invitation.text.text() == f"{words.NOTHING_FOUND}\n\na.evtx: it is gone."
    assert not tab.invitation.button.isVisible()


# ---------------------------------------------------------------- the time line
def test_the_time_line(tab: RelatedTab) -> None:
    """What happened, to which process, how long after the start, and when."""
    show(tab)

    assert [(line.group, line.name, line.offset, line.is_after_pause) for line in lines(tab)] == [
        (Group.NETWORK, "EXCEL.EXE", "\u221290.0 s", False),
        (Group.REGISTRY, "EXCEL.EXE", "\u22122.0 s", True),
        (Group.PROCESS, "cmd.exe", "0.0 s", False),
        (Group.FILE, "cmd.exe", "+3.0 s", False),
        (Group.FILE, "powershell.exe", "+3 min 20 s", True),
        (Group.FILE, "powershell.exe", "", False),
    ]
    assert [line.time for line in lines(tab)][-1] == words.NO_TIME
    assert lines(tab)[2].source == "Sysmon 1 · Process created"
    assert [line.is_own for line in lines(tab)] == [False, False, True, True, False, False]
    assert shown(tab)[4] == "created the file C:\\Temp\\‹U+202E›b.exe"
    assert tab.count.text() == "6 events"


def test_the_first_event_at_the_start_is_looked_at(tab: RelatedTab) -> None:
    """With its fields, its place, and a long value in full."""
    show(tab)

    detail = tab.detail
    assert tab.list.current() is EVENTS[2]
    assert detail.heading.text() == "Process created"
    assert text_in(EVENTS[2].time or 0, UTC_ZONE) in detail.facts.text()
    assert detail.facts.text().endswith("about cmd.exe, by ProcessGuid")
    assert "offset 0x00002000" in detail.place.text()
    assert [path_of(item)[-1] for item in detail.fields.items()] == ["Image", "CommandLine"]
    assert not detail.value.isVisible()

    detail.fields.setCurrentItem(list(detail.fields.items())[1])

    assert (detail.value.text, detail.value.isVisible()) == (SCRIPT, True)


def test_times_are_in_the_zone(tab: RelatedTab) -> None:
    """The selected event stays when the zone changes."""
    events = found(*EVENTS)
    tab.show_related(ROW, NAMES, events, UTC_ZONE)
    tab.list.go_to(1)
    before = lines(tab)[1].time

    tab.show_related(ROW, NAMES, events, Zone("Asia/Tokyo"))

    assert tab.list.current() is EVENTS[1]
    assert lines(tab)[1].time != before
    assert "Asia/Tokyo" in tab.detail.facts.text()


def test_another_row_begins_anew(tab: RelatedTab) -> None:
    """Its events are others, and so are its processes."""
    show(tab)
    tab.processes.choose([1])
    tab.list.go_to(1)

    show(tab, found(*EVENTS[1:4]), to=row(2))

    assert tab.processes.chosen == frozenset()
    assert len(shown(tab)) == 3


def test_what_is_missing_is_said_above_the_list(tab: RelatedTab) -> None:
    """Where there are events all the same."""
    show(tab, RelatedFound(events=list(EVENTS), unread=3))

    assert tab.notes.isVisible()
    assert tab.notes.text().startswith("3 records hold")


# ---------------------------------------------------------------- narrowing
def test_groups_narrow_the_list(tab: RelatedTab) -> None:
    """Those that are pressed, all where none is."""
    show(tab)
    assert [(chip.choice.words, chip.choice.count) for chip in tab.groups.chips] == [
        ("Processes", 1),
        ("Network", 1),
        ("Files", 3),
        ("Registry", 1),
    ]

    press(tab, Group.NETWORK)
    press(tab, Group.REGISTRY)
    assert [line.group for line in lines(tab)] == [Group.NETWORK, Group.REGISTRY]
    assert tab.count.text() == "2 of 6"

    press(tab, Group.NETWORK)
    press(tab, Group.REGISTRY)
    assert len(shown(tab)) == 6


def test_a_group_stays_pressed_from_row_to_row(tab: RelatedTab) -> None:
    """Where the next row has any of it; else all is shown."""
    show(tab)
    press(tab, Group.FILE)

    show(tab, found(*EVENTS[2:4]), to=row(2))
    assert [line.group for line in lines(tab)] == [Group.FILE]

    show(tab, found(*EVENTS[:3]), to=row(3))
    assert len(shown(tab)) == 3


def test_processes_narrow_the_list(tab: RelatedTab) -> None:
    """By a menu that counts; the button says which."""
    show(tab, names=("cmd.exe", "a&b.exe", "powershell.exe"))
    assert tab.processes.text() == "3 processes ▾"
    actions = {action.text(): action for action in tab.processes.menu().actions()}

    actions["a&&b.exe\t2"].trigger()
    assert [line.name for line in lines(tab)] == ["a&b.exe"] * 2
    assert tab.processes.text() == "a&&b.exe ▾"

    actions["cmd.exe\t2"].trigger()
    assert tab.processes.text() == "2 of 3 processes ▾"
    assert len(shown(tab)) == 4

    actions[ALL].trigger()
    assert len(shown(tab)) == 6
    assert [action.isChecked() for action in tab.processes.menu().actions() if action.isCheckable()] == [
        True,
        False,
        False,
        False,
    ]


def test_one_process_needs_no_choice(tab: RelatedTab) -> None:
    """Nor does one group."""
    show(tab, found(EVENTS[3]))

    assert not tab.processes.isVisible()
    assert not tab.groups.isVisible()


def test_a_text_narrows_the_list(tab: RelatedTab) -> None:
    """What was selected stays where it is shown; where nothing fits that is said."""
    show(tab)
    tab.list.go_to(1)

    tab.line.setText("SECRET")
    assert shown(tab) == ["set the registry value HKU\\x to secret"]
    assert tab.list.current() is EVENTS[1]

    tab.line.setText("nothing of it")
    assert tab.none_left.isVisible()
    assert tab.detail.heading.text() == "No event selected"

    tab.line.clear()
    assert len(shown(tab)) == 6
    tab.start_finding()
    assert tab.focusWidget() is tab.line


def test_many_events_are_filtered_in_steps(qtbot: QtBot, tab: RelatedTab) -> None:
    """The window lives on between them; the newest text counts."""
    many = found(*(of_other(EVENTS[0], event_record_id=number) for number in range(20_000)), *EVENTS[1:])
    show(tab, many)

    tab.line.setText("no such text")
    tab.line.setText("secret")
    qtbot.waitUntil(lambda: len(shown(tab)) == 1 if tab.list.events.rowCount() < 9 else False)

    assert tab.count.text() == "1 of 20,005"


# ---------------------------------------------------------------- keyboard, mouse, clipboard
def test_the_keyboard_walks_and_copies(qtbot: QtBot, tab: RelatedTab) -> None:
    """Lines are guarded as in a table: a spreadsheet must not run them."""
    show(tab)
    tab.list.setFocus()
    tab.list.go_to(2)

    QTest.keyClick(tab.list, Qt.Key.Key_Down)
    QTest.keyClick(tab.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    time, after, name, said, source, place = QApplication.clipboard().text().split("\t")
    assert time.endswith("Z")
    assert (after, name, source) == ("'+3.0 s", "cmd.exe", "Sysmon 11")
    assert said == "created the file C:\\Temp\\=a.exe"
    assert place.startswith("Sysmon.evtx, offset")

    QTest.keyClick(tab.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(tab.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QApplication.clipboard().text().split("\n")) == 6


def test_an_event_is_copied_whole(tab: RelatedTab) -> None:
    """As it is."""
    show(tab)
    tab.list.go_to(4)

    tab.detail.copy()

    assert QApplication.clipboard().text() == "TargetFilename: C:\\Temp\\\u202eb.exe"


def test_copying_nothing_keeps_what_was_copied(tab: RelatedTab) -> None:
    """There is no list yet."""
    QApplication.clipboard().setText("before")
    tab.show_wanted(ROW)

    tab.list.copy()
    tab.list.select_all()
    tab.detail.copy()

    assert QApplication.clipboard().text() == "before"


def test_a_click_on_the_strip_goes_to_the_nearest_event(qtbot: QtBot, tab: RelatedTab) -> None:
    """The ends of it are the first and the last that have a time."""
    show(tab)

    QTest.mouseClick(tab.strip, Qt.MouseButton.LeftButton, pos=QPoint(2, 4))
    assert tab.list.current() is EVENTS[0]
    QTest.mouseClick(tab.strip, Qt.MouseButton.LeftButton, pos=QPoint(tab.strip.width() - 2, 4))
    assert tab.list.current() is EVENTS[4]
    QTest.mouseClick(tab.strip, Qt.MouseButton.RightButton, pos=QPoint(2, 4))
    assert tab.list.current() is EVENTS[4]


def test_chips_obey_the_keyboard(qtbot: QtBot, tab: RelatedTab) -> None:
    """Return and the space bar press, arrows go on."""
    show(tab)
    first, second = tab.groups.chips[:2]
    first.setFocus()

    QTest.keyClick(first, Qt.Key.Key_Return)
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert tab.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Space)
    QTest.keyClick(second, Qt.Key.Key_Left)

    assert tab.focusWidget() is first
    assert [chip.isChecked() for chip in tab.groups.chips] == [True, True, False, False]


@pytest.mark.parametrize("key", [FORWARDS, BACKWARDS])
def test_tab_goes_around(qtbot: QtBot, tab: RelatedTab, key: Qt.Key) -> None:
    """Chips, filter, processes, list, and what the event holds, as they stand; none is a trap."""
    show(tab)
    tab.list.setFocus()

    found = met(qtbot, tab, tab.groups.chips[0], key)

    assert set(found) == usable(tab)
    expected = [*tab.groups.chips, tab.line, tab.processes, tab.list]
    around = found if key is FORWARDS else [found[0], *found[:0:-1]]
    assert around[: len(expected)] == expected


def test_chips_stay_in_one_line(tab: RelatedTab) -> None:
    """Without their words where they have no room; a tooltip and screen readers have them."""
    show(tab)
    height, wide = tab.groups.height(), tab.groups.chips[0].width()

    tab.resize(300, 720)
    QApplication.processEvents()

    assert tab.groups.height() == height
    assert len({chip.y() for chip in tab.groups.chips}) == 1
    first = tab.groups.chips[0]
    assert first.width() < wide
    assert "Processes" in first.toolTip()
    assert first.accessibleName() == "Processes, 1 events"
    tab.resize(420, 720)
    QApplication.processEvents()
    assert (first.width(), first.toolTip()) == (wide, "")


def test_chips_grow_with_the_letters(tab: RelatedTab, qapp: QApplication) -> None:
    """None is cut."""
    show(tab)
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(2 * before.pointSizeF())
    try:
        qapp.setFont(font)
        apply_theme(qapp, Theme.LIGHT)
        QApplication.processEvents()
        for chip in tab.groups.chips:
            assert chip.height() >= chip.fontMetrics().height()
            assert tab.groups.rect().contains(chip.geometry())
    finally:
        qapp.setFont(before)


def test_where_an_event_stands_is_said_where_there_is_room(qtbot: QtBot) -> None:
    """In little, its fields have it."""
    detail = EventDetail()
    qtbot.addWidget(detail)
    detail.resize(600, 400)
    detail.show()
    detail.show_event(EVENTS[0], "cmd.exe", str)

    said = []
    for height in (400, 180, 400):
        detail.resize(600, height)
        QApplication.processEvents()
        said.append(detail.place.isVisible())

    assert said == [True, False, True]


def test_the_focus_goes_to_what_is_shown(qtbot: QtBot, tab: RelatedTab) -> None:
    """The button, then the list."""
    tab.show_wanted(ROW)
    tab.setFocus()
    assert tab.window().focusWidget() is tab.invitation.button

    show(tab)
    tab.setFocus()
    assert tab.window().focusWidget() is tab.list


# ---------------------------------------------------------------- the look
@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK, Theme.CONTRAST])
@pytest.mark.parametrize(("width", "height"), [(320, 500), (420, 720), (1200, 500)])
def test_it_is_drawn_in_each_theme_and_width(
    qtbot: QtBot, qapp: QApplication, tab: RelatedTab, theme: Theme, width: int, height: int
) -> None:
    """Also hostile names and texts, and a width in which little has room."""
    hostile = msgspec.structs.replace(EVENTS[3], fields=(("TargetFilename", "א" * 300 + "\x1b<b>"),))
    apply_theme(qapp, theme)
    tab.resize(width, height)

    show(tab, found(*EVENTS, hostile), names=("\u202e<b>" * 50, "א.exe", ""))
    tab.list.go_to(6)
    picture = tab.grab().toImage()

    assert not picture.isNull()
    is_broad = tab.halves.orientation() is Qt.Orientation.Horizontal
    assert is_broad is (width > 2 * height)
    for part in (tab.list, tab.detail.fields, tab.strip):
        assert part.width() > 0
    apply_theme(qapp, Theme.LIGHT)


def test_a_model_that_is_asked_for_what_it_has_not(qtbot: QtBot) -> None:
    """Says nothing."""
    made = RelatedList()
    qtbot.addWidget(made)

    assert made.current() is None
    assert made.current_number() is None
    assert made.events.data(made.events.index(0)) is None
    assert made.events.line_of(None) is None
    assert made.events.line_of(3) is None


def test_a_line_says_what_it_shows_to_a_screen_reader(tab: RelatedTab) -> None:
    """Offset, process, sentence."""
    show(tab)
    events = tab.list.events

    assert events.data(events.index(1)) == "\u22122.0 s, EXCEL.EXE: set the registry value HKU\\x to secret"
    assert "HKU" in str(events.data(events.index(1), Qt.ItemDataRole.ToolTipRole))
    assert events.data(events.index(1), Qt.ItemDataRole.DecorationRole) is None
    assert events.rowCount(events.index(0)) == 0
    assert isinstance(events.event_at(0), RelatedEvent)
