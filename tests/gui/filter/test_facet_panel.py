"""gui.filter.facet_panel: sections of counted values, chosen from by mouse and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.view.facets import FACETS, FacetValue
from gui.filter.facet_list import FacetList
from gui.filter.facet_panel import FacetPanel
from gui.filter.facet_section import FacetSection

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
NoModifier, Alt, Ctrl = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def counted(*texts: str, chosen: str = "") -> list[FacetValue]:
    """Count values, each less often than the one before."""
    return [FacetValue(text, 100_000 - n, text == chosen) for n, text in enumerate(texts)]


COUNTS: Mapping[str, Sequence[FacetValue]] = {
    "user": counted("ann", "bob", "", chosen="ann"),
    "hostname": counted(*(f"WS{n:02}" for n in range(20))),
    "exe": counted("cmd.exe"),
}


@pytest.fixture
def panel(qtbot: QtBot) -> FacetPanel:
    """A panel as wide as a dock."""
    made = FacetPanel()
    qtbot.addWidget(made)
    made.resize(240, 600)
    made.show()
    made.refresh(COUNTS)
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


@pytest.fixture
def told(panel: FacetPanel) -> list[tuple[str, ...]]:
    """What the panel tells of, as texts."""
    heard: list[tuple[str, ...]] = []
    panel.values_chosen.connect(lambda column, values: heard.append((column, *values)))
    panel.term_asked.connect(lambda term: heard.append((str(term),)))
    return heard


def section(panel: FacetPanel, column: str) -> FacetSection:
    """Give the section of a column."""
    return panel.sections[column]


def click(rows: FacetList, row: int, modifier: Qt.KeyboardModifier = NoModifier) -> None:
    """Click into a row."""
    at = rows.visualRect(rows.model().index(row, 0)).center()
    QTest.mouseClick(rows.viewport(), Left, modifier, at)


def focus(qtbot: QtBot, widget: QWidget) -> None:
    """Give the keyboard to a part."""
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(widget.hasFocus)


# ---------------------------------------------------------------- what is shown
def test_there_is_a_section_for_each_facet_with_its_count(panel: FacetPanel) -> None:
    """An absent value is none of the values counted."""
    assert tuple(panel.sections) == FACETS
    assert section(panel, "user").heading.accessibleName() == "User, 1 of 2 chosen"
    assert section(panel, "hostname").heading.accessibleName() == "Host, 20"
    assert section(panel, "severity").heading.accessibleName() == "Severity, 0"


def test_eight_are_shown_until_all_are_asked_for(panel: FacetPanel) -> None:
    """The list is as high as its rows: only the panel scrolls."""
    host = section(panel, "hostname")
    rows = host.list.model().rowCount()
    text = host.more.text()
    QTest.mouseClick(host.more, Left)

    assert (rows, text) == (8, "Show all 20")
    assert (host.list.model().rowCount(), host.more.text()) == (20, "Show fewer")
    assert host.list.height() == 20 * host.list.sizeHintForRow(0)
    assert not section(panel, "user").more.isVisible()


def test_many_values_have_a_search_line(panel: FacetPanel) -> None:
    """It finds any part, in any case."""
    host = section(panel, "hostname")

    assert host.search_line.isVisible()
    assert not section(panel, "user").search_line.isVisible()

    QTest.keyClicks(host.search_line, "s1")

    assert host.list.model().rowCount() == 8
    assert host.more.text() == "Show all 10"


def test_ten_thousand_values_make_no_widgets(qtbot: QtBot, panel: FacetPanel) -> None:
    """Rows are drawn when they are seen."""
    widgets = len(panel.findChildren(QWidget))
    panel.refresh({"hostname": counted(*(f"WS{n}" for n in range(10_000)))})
    host = section(panel, "hostname")
    QTest.mouseClick(host.more, Left)
    panel.grab()

    assert host.list.model().rowCount() == 10_000
    assert len(panel.findChildren(QWidget)) == widgets


def test_nothing_to_count_is_said(panel: FacetPanel) -> None:
    """An empty panel looks like a fault."""
    panel.refresh({})

    assert panel.nothing.isVisible()

    panel.refresh(COUNTS)

    assert not panel.nothing.isVisible()


def test_a_refresh_keeps_search_scroll_focus_and_folds(qtbot: QtBot, panel: FacetPanel) -> None:
    """Counts change all the time while a log is read."""
    host = section(panel, "hostname")
    QTest.mouseClick(host.more, Left)
    section(panel, "exe").fold(True)
    panel.resize(240, 300)
    focus(qtbot, host.list)
    qtbot.waitUntil(lambda: panel.verticalScrollBar().maximum() > host.list.height() - 50)
    for _ in range(15):
        QTest.keyClick(host.list, Key.Key_Down)
    scrolled, current = panel.verticalScrollBar().value(), host.list.current_text()

    panel.refresh({**COUNTS, "hostname": counted(*(f"WS{n:02}" for n in reversed(range(20))))})

    assert scrolled > 0
    assert (scrolled, current) == (panel.verticalScrollBar().value(), host.list.current_text())
    assert current == "WS15"
    assert host.list.hasFocus()
    assert section(panel, "exe").is_folded


# ---------------------------------------------------------------- choosing
def test_clicks_check_several_values(panel: FacetPanel, told: list[tuple[str, ...]]) -> None:
    """The whole row is the check box."""
    rows = section(panel, "user").list
    click(rows, 1)
    click(rows, 2)
    click(rows, 0)

    assert told == [("user", "ann", "bob"), ("user", "ann", "bob", ""), ("user", "bob", "")]


def test_two_quick_clicks_are_two_clicks(panel: FacetPanel, told: list[tuple[str, ...]]) -> None:
    """The second takes the check away."""
    rows = section(panel, "exe").list
    at = rows.visualRect(rows.model().index(0, 0)).center()
    QTest.mouseClick(rows.viewport(), Left, NoModifier, at)
    QTest.mouseDClick(rows.viewport(), Left, NoModifier, at)

    assert told == [("exe", "cmd.exe"), ("exe",)]


@pytest.mark.parametrize(
    ("modifier", "expected"), [(Alt, ("user", "bob")), (Ctrl, ("-user:\\bob",))], ids=["only", "exclude"]
)
def test_a_click_with_a_key_asks_for_only_or_leaves_out(
    panel: FacetPanel, told: list[tuple[str, ...]], modifier: Qt.KeyboardModifier, expected: tuple[str, ...]
) -> None:
    """The same as in the menu."""
    click(section(panel, "user").list, 1, modifier)

    assert told == [expected]


def test_the_menu_does_the_same(panel: FacetPanel, told: list[tuple[str, ...]]) -> None:
    """For a value; and for a section, with what is possible."""
    user = section(panel, "user")
    menu = user.menu(COUNTS["user"][1])
    actions = {action.text().partition("\t")[0]: action for action in menu.actions() if action.text()}
    for words in ("Only this", "Exclude", "Clear"):
        actions[words].trigger()

    assert told == [("user", "bob"), ("-user:\\bob",), ("user",)]
    assert [action.isEnabled() for action in user.menu(None).actions()] == [False]


def test_keys_do_all(qtbot: QtBot, panel: FacetPanel, told: list[tuple[str, ...]]) -> None:
    """From the heading down, through the values, and on to the next section."""
    user = section(panel, "user")
    focus(qtbot, user.heading)
    QTest.keyClick(user.heading, Key.Key_Down)

    assert user.list.hasFocus()
    assert user.list.current_text() == "ann"

    for key in (Key.Key_Down, Key.Key_Space, Key.Key_Return, Key.Key_Minus):
        QTest.keyClick(user.list, key)

    assert told == [("user", "ann", "bob"), ("user", "bob"), ("-user:\\bob",)]

    for key in (Key.Key_Down, Key.Key_Down):
        QTest.keyClick(user.list, key)

    assert section(panel, "integrity_level").heading.hasFocus()

    QTest.keyClick(section(panel, "integrity_level").heading, Key.Key_Up)

    assert user.list.hasFocus()

    for _ in range(3):
        QTest.keyClick(user.list, Key.Key_Up)

    assert user.heading.hasFocus()

    QTest.keyClick(user.heading, Key.Key_Left)

    assert user.is_folded
    assert not user.list.isVisible()

    QTest.keyClick(user.heading, Key.Key_Space)

    assert not user.is_folded


def test_a_row_that_the_keyboard_goes_to_is_seen(qtbot: QtBot, panel: FacetPanel) -> None:
    """The panel scrolls, for the list does not."""
    host = section(panel, "hostname")
    QTest.mouseClick(host.more, Left)
    panel.resize(240, 200)
    focus(qtbot, host.list)
    qtbot.waitUntil(lambda: panel.verticalScrollBar().maximum() > host.list.height())
    for _ in range(19):
        QTest.keyClick(host.list, Key.Key_Down)

    row = host.list.visualRect(host.list.currentIndex())
    top = host.list.viewport().mapTo(panel, QPoint(0, row.top())).y()
    assert 0 <= top <= panel.height() - row.height()


def test_the_panel_gives_the_focus_to_its_first_heading(qtbot: QtBot, panel: FacetPanel) -> None:
    """F6 comes here."""
    panel.setFocus()

    qtbot.waitUntil(section(panel, "user").heading.hasFocus)


# ---------------------------------------------------------------- remembered
@pytest.mark.parametrize(
    "rubbish",
    [
        "",
        "null",
        "[]",
        "7",
        '{"version": 9, "folded": ["user"]}',
        '{"version": 1, "folded": 7}',
        "[" * 99_999,
    ],
)
def test_folds_come_back_and_rubbish_changes_nothing(qtbot: QtBot, panel: FacetPanel, rubbish: str) -> None:
    """Names of columns that are no more are passed over."""
    section(panel, "user").fold(True)
    other = FacetPanel()
    qtbot.addWidget(other)
    other.restore(panel.state().replace('"user"', '"user", "gone", 7'))
    other.restore(rubbish)

    assert [column for column, one in other.sections.items() if one.is_folded] == ["user"]


def test_a_hostile_value_is_chosen_as_it_is(panel: FacetPanel, told: list[tuple[str, ...]]) -> None:
    """Half a surrogate pair, which Qt's own texts would lose."""
    panel.refresh({"user": counted("a\ud800\n<b>")})
    click(section(panel, "user").list, 0)
    click(section(panel, "user").list, 0, Alt)
    click(section(panel, "user").list, 0, Ctrl)

    assert told == [("user", "a\ud800\n<b>"), ('-user:"\\a\ud800\n<b>"',)]


def test_the_search_line_leads_into_the_list(qtbot: QtBot, panel: FacetPanel) -> None:
    """Down goes to what was found, Up to the heading; Esc finds all again."""
    host = section(panel, "hostname")
    focus(qtbot, host.search_line)
    QTest.keyClicks(host.search_line, "05")
    QTest.keyClick(host.search_line, Key.Key_Down)

    assert host.list.hasFocus()
    assert host.list.current_text() == "WS05"

    QTest.keyClick(host.list, Key.Key_Up)

    assert host.search_line.hasFocus()

    QTest.keyClick(host.search_line, Key.Key_Escape)
    QTest.keyClick(host.search_line, Key.Key_Up)

    assert host.search_line.text() == ""
    assert host.heading.hasFocus()


@pytest.mark.parametrize("column", ["tags", "known_good"])
def test_what_most_cases_do_not_have_takes_no_room(panel: FacetPanel, column: str) -> None:
    """A section comes with its first value, and goes with the last."""
    found = []
    for texts in ((), ("",), ("bad", ""), ("",)):
        panel.refresh_column(column, counted(*texts))
        found.append(section(panel, column).isVisible())

    assert found == [False, False, True, False]
    assert section(panel, "severity").isVisible()
