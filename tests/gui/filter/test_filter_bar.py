"""gui.filter.filter_bar: what is typed, clicked and asked for into the terms in force, told once per change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.filter.language import parse
from core.filter.term import Operator, Term, exactly
from core.notation import filetime
from gui.filter.filter_bar import FilterBar
from gui.filter.filter_drop import FilterDrop
from gui.filter.filter_help import FilterHelp

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Told = list[list[str]]


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[FilterBar]:
    """A bar with the focus in its line, in a window."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    made = FilterBar()
    layout.addWidget(made)
    layout.addStretch(1)
    window.resize(900, 500)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    made.focus_line()
    qtbot.waitUntil(made.line.hasFocus)
    yield made
    window.close()


def term(text: str) -> Term:
    """Read one term."""
    (found,) = parse(text)
    return found


def told_by(bar: FilterBar) -> Told:
    """Write down the terms that the bar tells of."""
    told: Told = []
    bar.terms_changed.connect(lambda terms: told.append([str(one) for one in terms]))
    return told


def chips_of(bar: FilterBar) -> list[str]:
    """Give the chips; one that is off in parentheses."""
    return [str(held.term) if held.is_on else f"({held.term})" for held in bar.stack().held]


def enter(bar: FilterBar, text: str) -> None:
    """Type a filter and press Enter."""
    bar.line.insert(text)
    QTest.keyClick(bar.line, Key.Key_Return)


# ---------------------------------------------------------------- typing
def test_what_is_typed_filters_after_a_moment_and_once(qtbot: QtBot, bar: FilterBar) -> None:
    """Not with every key."""
    told = told_by(bar)
    with qtbot.waitSignal(bar.terms_changed):
        QTest.keyClicks(bar.line, "user:ann")

    assert told == [["user:ann"]]
    assert bar.text() == "user:ann"
    assert chips_of(bar) == []


def test_enter_makes_chips_at_once_and_tells_once(qtbot: QtBot, bar: FilterBar) -> None:
    """Nothing is told again for what the line had said before."""
    told = told_by(bar)
    enter(bar, "user:ann -cmd")
    qtbot.wait(0)

    assert told == [["user:ann", "-cmd"]]
    assert chips_of(bar) == ["user:ann", "-cmd"]
    assert bar.line.text() == ""
    assert bar.line.hasFocus()

    with qtbot.waitSignal(bar.terms_changed):
        bar.line.insert("pid:1")
    QTest.keyClick(bar.line, Key.Key_Return)

    assert told[1:] == [["user:ann", "-cmd", "pid:1"]]


def test_enter_on_an_error_keeps_the_line(bar: FilterBar) -> None:
    """It says what is wrong; the terms before it hold all the same."""
    enter(bar, "user:ann integrity>=hgh")

    assert bar.line.text() == "user:ann integrity>=hgh"
    assert chips_of(bar) == []
    assert bar.is_any_on()


def test_what_is_valid_before_an_error_filters(qtbot: QtBot, bar: FilterBar) -> None:
    """So nothing flickers while the next term is typed."""
    told = told_by(bar)
    with qtbot.waitSignal(bar.terms_changed):
        bar.line.insert("user:ann integrity>=h")
    bar.line.insert("g")
    bar.set_all_on(True)

    assert told == [["user:ann"]]


def test_escape_takes_the_typed_terms_back(qtbot: QtBot, bar: FilterBar) -> None:
    """Cleared is out of force at once; a third Esc leaves."""
    told = told_by(bar)
    with qtbot.waitSignal(bar.terms_changed):
        bar.line.insert("user:ann ")
    QTest.keyClick(bar.line, Key.Key_Escape)

    assert told == [["user:ann"], []]

    with qtbot.waitSignal(bar.left):
        QTest.keyClick(bar.line, Key.Key_Escape)


def test_what_was_entered_is_recalled(bar: FilterBar) -> None:
    """Also what was cleared with everything else."""
    enter(bar, "user:ann")
    bar.line.insert("pid:")
    bar.clear()
    QTest.keyClick(bar.line, Key.Key_Up)
    latest = bar.line.text()
    QTest.keyClick(bar.line, Key.Key_Up)

    assert (latest, bar.line.text()) == ("pid:", "user:ann")


# ---------------------------------------------------------------- asked for elsewhere
@pytest.mark.parametrize(
    ("act", "chips", "in_force"),
    [
        pytest.param(lambda bar: bar.add_term(term("b")), ["a", "(user:x)", "b"], "a b", id="added"),
        pytest.param(lambda bar: bar.add_term(term("user:x")), ["a", "user:x"], "a user:x", id="switched-on"),
        pytest.param(lambda bar: bar.add_term(term("-a")), ["-a", "(user:x)"], "-a", id="opposite"),
        pytest.param(
            lambda bar: bar.set_values("user", ("D\\y", "")),
            ["a", "(user:x)", 'user:D\\y,""'],
            'a user:D\\y,""',
            id="values",
        ),
        pytest.param(
            lambda bar: bar.set_time(filetime.from_text("2024-01-02"), filetime.from_text("2024-01-03")),
            ["a", "(user:x)", "time>=2024-01-02", "time<2024-01-03"],
            "a time>=2024-01-02 time<2024-01-03",
            id="time",
        ),
        pytest.param(lambda bar: bar.clear(), [], "", id="clear"),
        pytest.param(lambda bar: bar.set_all_on(False), ["(a)", "(user:x)"], "", id="all-off"),
        pytest.param(lambda bar: bar.set_all_on(True), ["a", "user:x"], "a user:x", id="all-on"),
        pytest.param(lambda bar: bar.clear_button.click(), [], "", id="clear-button"),
    ],
)
def test_others_change_the_filter(
    bar: FilterBar, act: Callable[[FilterBar], object], chips: list[str], in_force: str
) -> None:
    """Each change is told once."""
    for text in ("a", "user:x"):
        bar.add_term(term(text))
    QTest.mouseClick(bar.chips.chips[1], Left)
    told = told_by(bar)

    act(bar)

    assert chips == chips_of(bar)
    assert in_force == bar.text()
    assert [str(one) for one in bar.terms()] == told[-1]
    assert len(told) == 1


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda bar: bar.add_term(term("a")), id="equal-term"),
        pytest.param(lambda bar: bar.set_values("user", ()), id="no-values-as-before"),
        pytest.param(lambda bar: bar.set_time(None, None), id="no-time-as-before"),
        pytest.param(lambda bar: bar.set_all_on(True), id="all-on-already"),
        pytest.param(lambda bar: bar.restore(bar.state()), id="restored-to-the-same"),
        pytest.param(lambda bar: bar.restore("{}"), id="rubbish"),
    ],
)
def test_what_changes_nothing_is_not_told(bar: FilterBar, act: Callable[[FilterBar], object]) -> None:
    """A filter costs a pass over all rows."""
    bar.add_term(term("a"))
    told = told_by(bar)

    act(bar)

    assert told == []


def test_values_chosen_replace_those_that_are_being_typed(bar: FilterBar) -> None:
    """Else a check box could not be taken away."""
    bar.line.insert("user:ann cmd")
    bar.set_values("user", ())

    assert chips_of(bar) == ["cmd"]
    assert bar.line.text() == ""


def test_a_time_chosen_replaces_one_that_is_being_typed(bar: FilterBar) -> None:
    """The two could contradict each other."""
    bar.line.insert("time>2024 cmd".replace("2024", "2024-01-01"))
    bar.set_time(filetime.from_text("2023-01-02"), None)

    assert chips_of(bar) == ["time>=2023-01-02", "cmd"]


def test_all_off_takes_the_line_in_and_all_on_brings_back(bar: FilterBar) -> None:
    """Off, not lost; and what was off alone stays so."""
    enter(bar, "a b")
    QTest.mouseClick(bar.chips.chips[0], Left)
    bar.line.insert("c")
    bar.set_all_on(False)
    off = chips_of(bar), bar.terms(), bar.is_any_on()
    bar.set_all_on(True)

    assert off == (["(a)", "(b)", "(c)"], (), False)
    assert chips_of(bar) == ["(a)", "b", "c"]


# ---------------------------------------------------------------- chips
def test_a_click_switches_a_chip_and_keys_do_the_rest(bar: FilterBar) -> None:
    """Space, Del; each told once."""
    enter(bar, "a b c")
    told = told_by(bar)
    QTest.mouseClick(bar.chips.chips[0], Left)
    QTest.keyClick(bar.chips.chips[1], Key.Key_Space)
    QTest.keyClick(bar.chips.chips[0], Key.Key_Space)
    QTest.keyClick(bar.chips.chips[2], Key.Key_Delete)
    bar.chips.chips[0].inverted.emit()

    assert told == [["b", "c"], ["c"], ["a", "c"], ["a"], ["-a"]]
    assert chips_of(bar) == ["-a", "(b)"]


def test_an_edited_chip_goes_back_into_the_line_and_its_place_is_kept(bar: FilterBar) -> None:
    """Enter puts what it has become there."""
    enter(bar, "a user:ann c")
    told = told_by(bar)
    QTest.keyClick(bar.chips.chips[1], Key.Key_F2)
    line = bar.line.text(), bar.line.hasFocus(), chips_of(bar)
    QTest.keyClicks(bar.line, ",bob d")
    QTest.keyClick(bar.line, Key.Key_Return)

    assert line == ("user:ann", True, ["a", "c"])
    assert chips_of(bar) == ["a", "user:ann,bob", "d", "c"]
    assert told == [["a", "user:ann,bob", "d", "c"]]


def test_escape_gives_an_edited_chip_back(bar: FilterBar) -> None:
    """As it was, on or off, where it was."""
    enter(bar, "a user:ann c")
    QTest.mouseClick(bar.chips.chips[1], Left)
    QTest.keyClick(bar.chips.chips[1], Key.Key_F2)
    QTest.keyClicks(bar.line, "x")
    QTest.keyClick(bar.line, Key.Key_Escape)
    QTest.keyClick(bar.line, Key.Key_Escape)

    assert chips_of(bar) == ["a", "(user:ann)", "c"]
    assert bar.line.text() == ""


def test_editing_takes_what_was_typed_in_first(bar: FilterBar) -> None:
    """Nothing typed is lost, also where it could not be read."""
    enter(bar, "a b")
    bar.line.insert("c integrity>=hgh")
    QTest.keyClick(bar.chips.chips[0], Key.Key_F2)

    assert (bar.line.text(), chips_of(bar)) == ("a", ["b", "c"])
    assert "c integrity>=hgh" in bar.line.history.texts


def test_a_term_that_no_line_can_hold_is_not_edited(bar: FilterBar) -> None:
    """Qt drops half a surrogate pair: the term would become another."""
    hostile = exactly("user", ["a\ud800b"])
    bar.add_term(hostile)
    QTest.keyClick(bar.chips.chips[0], Key.Key_F2)

    assert (hostile,) == bar.terms()
    assert bar.line.text() == ""


@pytest.mark.parametrize(
    "value",
    ["a\nb", "\u202e<b>x</b>\x1b[31m", '"quoted" a,b', "-x", "C:\\*", "\U0001f600", "", "'; --", "\x00"],
)
def test_a_hostile_value_survives_editing(bar: FilterBar, value: str) -> None:
    """Into the line and back into the same term."""
    asked = exactly("command_line", [value])
    bar.add_term(asked)
    QTest.keyClick(bar.chips.chips[0], Key.Key_F2)
    QTest.keyClick(bar.line, Key.Key_Return)

    assert (asked,) == bar.terms() == tuple(held.term for held in bar.stack().held)


def test_the_last_chip_gives_the_keyboard_to_the_line(qtbot: QtBot, bar: FilterBar) -> None:
    """It is never lost."""
    enter(bar, "a")
    bar.chips.chips[0].setFocus()
    QTest.keyClick(bar.chips.chips[0], Key.Key_Delete)

    qtbot.waitUntil(bar.line.hasFocus)


def test_tab_goes_from_the_line_over_help_and_chips_to_the_clear_button(bar: FilterBar) -> None:
    """In the order in which they are seen."""
    enter(bar, "a b")
    walked = []
    for _ in range(4):
        QTest.keyClick(bar.window().focusWidget(), Key.Key_Tab)
        walked.append(bar.window().focusWidget())

    assert [bar.help_button, *bar.chips.chips, bar.clear_button] == walked


def test_the_help_opens_beside_the_typing(qtbot: QtBot, bar: FilterBar) -> None:
    """Typing goes on; Esc in the panel comes back to the line."""
    QTest.mouseClick(bar.help_button, Left)
    panel = bar.window().findChild(FilterHelp)
    assert isinstance(panel, FilterHelp)
    opened = panel.isVisible()
    bar.line.insert("a")
    panel.page.setFocus()
    QTest.keyClick(panel.page, Key.Key_Escape)

    assert opened
    assert not panel.isVisible()
    assert not bar.help_button.isChecked()
    qtbot.waitUntil(bar.line.hasFocus)


def test_what_lies_over_the_window_goes_with_the_bar(qtbot: QtBot, bar: FilterBar) -> None:
    """A closed case leaves nothing on the screen."""
    window = bar.window()
    bar.line.insert("pid:x")
    bar.help_button.click()
    before = len(window.findChildren(FilterDrop)), len(window.findChildren(FilterHelp))
    bar.hide()

    assert before == (1, 1)
    assert not any(
        one.isVisible() for one in window.findChildren(FilterDrop) + window.findChildren(FilterHelp)
    )

    bar.deleteLater()

    qtbot.waitUntil(lambda: not window.findChildren(FilterDrop) and not window.findChildren(FilterHelp))


# ---------------------------------------------------------------- remembered
def test_state_brings_everything_back(qtbot: QtBot, bar: FilterBar) -> None:
    """Terms on and off, those at rest, and the line; told once."""
    enter(bar, 'a -user:"b c" integrity>=high')
    QTest.mouseClick(bar.chips.chips[1], Left)
    bar.set_all_on(False)
    enter(bar, "d")
    bar.line.insert("pid:1 half:")
    other = FilterBar()
    qtbot.addWidget(other)
    told = told_by(other)

    other.restore(bar.state())

    assert chips_of(other) == ["(a)", '(-user:"b c")', "(integrity>=high)", "d"] == chips_of(bar)
    assert other.line.text() == "pid:1 half:"
    assert told == [["d", "pid:1"]]

    other.set_all_on(True)

    assert chips_of(other)[:4] == ["a", '(-user:"b c")', "integrity>=high", "d"]


def test_history_comes_back(qtbot: QtBot, bar: FilterBar) -> None:
    """The last twenty, in their order."""
    for n in range(25):
        enter(bar, f"w{n}")
    other = FilterBar()
    qtbot.addWidget(other)

    other.restore_history(bar.history_state())

    assert other.line.history.texts == tuple(f"w{n}" for n in range(5, 25))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", []),
        ("null", []),
        ("[1]", []),
        ('{"version": 2, "terms": [{"text": "b"}]}', []),
        ('{"version": 1}', []),
        ('{"version": 1, "terms": 7, "line": 7}', []),
        (
            '{"version": 1, "terms": [7, {}, {"text": 7}, {"text": "b c"}, {"text": "user:"}, {"text": "b"}]}',
            ["b"],
        ),
        ('{"version": 1, "terms": [{"text": "b", "on": "x"}, {"text": "b", "on": false}]}', ["b"]),
        ('{"version": 1, "terms": [{"text": "b", "on": false, "resting": 1}]}', ["(b)"]),
        ("[" * 100_000, []),
        ('{"version": 1, "terms": [{"text": "nofield:x"}]}', []),
    ],
)
def test_a_state_is_read_as_far_as_it_can_be(bar: FilterBar, state: str, expected: list[str]) -> None:
    """Settings of another version, or damaged, or forged."""
    bar.restore(state)
    bar.restore_history(state)

    assert expected == chips_of(bar)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["version", "terms", "line", "entered", "text", "on"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_no_state_breaks_it(qapp: object, rubbish: object) -> None:
    """Whatever JSON there is."""
    bar = FilterBar()
    bar.restore(json.dumps(rubbish))
    bar.restore_history(json.dumps(rubbish))
    if isinstance(rubbish, dict):
        bar.restore(json.dumps({**rubbish, "version": 1}))
    bar.deleteLater()


def test_a_term_is_written_as_it_is_read(bar: FilterBar) -> None:
    """The text in an export reads back as the filter in force."""
    bar.add_term(exactly("user", ["C\\ann, bob", 'say "hi"']))
    bar.add_term(Term("pid", Operator.ABOVE, ("4",), True))

    assert parse(bar.text()) == bar.terms()
