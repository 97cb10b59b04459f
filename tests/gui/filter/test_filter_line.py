"""gui.filter.filter_line: read while it is typed, completed, remembered; driven by keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.filter.filter_drop import FilterDrop
from gui.filter.filter_line import MOST_REMEMBERED, FilterLine
from gui.looks.colours import LIGHT
from tests.gui.pixels import pixels_of

Key = Qt.Key
VALUES = {"user": ("CORP\\ann", "NT AUTHORITY\\SYSTEM", "\u202e<b>\n"), "hostname": ("WS01", "WS02")}


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[FilterLine]:
    """A line with the focus, in a window with room below."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    made = FilterLine()
    made.provide_values(lambda column: VALUES.get(column, ()))
    layout.addWidget(made)
    layout.addStretch(1)
    window.resize(700, 400)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    yield made
    window.close()


def drop_of(line: FilterLine) -> FilterDrop:
    """Find the panel under the line."""
    found = line.window().findChild(FilterDrop)
    assert isinstance(found, FilterDrop)
    return found


def choices_of(line: FilterLine) -> list[str]:
    """Give the choices that are shown."""
    drop = line.window().findChild(FilterDrop)
    return drop.texts() if isinstance(drop, FilterDrop) else []


def sentence_of(line: FilterLine) -> str:
    """Give what is said to be wrong."""
    drop = line.window().findChild(FilterDrop)
    return drop.sentence() if isinstance(drop, FilterDrop) else ""


def is_reddish(colour: str) -> bool:
    """Tell whether a colour is the wave's, smoothed."""
    return int(colour[1:3], 16) - int(colour[3:5], 16) > 60


def press(line: QWidget, *keys: Qt.Key) -> None:
    """Press keys one after the other."""
    for key in keys:
        QTest.keyClick(line, key)


# ---------------------------------------------------------------- reading
@pytest.mark.parametrize(
    ("typed", "terms", "error", "marked"),
    [
        ("user:ann", ["user:ann"], "", ""),
        ("user:ann cmd", ["user:ann", "cmd"], "", ""),
        ("cmd integrity>=hgh", ["cmd"], '"hgh" is no integrity level', "hgh"),
        ("cmd nofield:x", ["cmd"], 'there is no field "nofield"', "nofield"),
        ('cmd "open', ["cmd"], "this quote is not closed", '"open'),
        ("\U0001f600 pid>=x", ["\U0001f600"], '"x" is no number', "x"),
        ("cmd user:", ["cmd"], 'no value follows "user:"', ""),
        ("", [], "", ""),
    ],
)
def test_what_is_typed_is_read_at_once(
    line: FilterLine, typed: str, terms: list[str], error: str, marked: str
) -> None:
    """Terms, or a sentence and where it is wrong."""
    line.insert(typed)

    read = line.typed
    assert terms == [str(term) for term in read.terms]
    assert sentence_of(line).startswith(error)
    assert bool(error) == bool(sentence_of(line)) == bool(line.accessibleDescription())
    if read.error is not None:
        assert marked == line.text()[read.error.position :][: read.error.length]


@pytest.mark.parametrize(
    ("typed", "colour"), [("user:ann", LIGHT.good), ("user:ann pid:x", LIGHT.bad), ("", LIGHT.accent)]
)
def test_the_border_says_whether_it_is_valid(line: FilterLine, typed: str, colour: str) -> None:
    """Green, red, or the accent of what has the focus; the sentence says the same without colour."""
    line.insert(typed)

    border = pixels_of(line, 0, 20, line.width() - 20)

    assert {colour.lower()} == border


def test_an_error_is_underlined_where_it_is_also_in_a_long_line(line: FilterLine) -> None:
    """The line is scrolled to its end; the wave is under the end."""
    line.insert("user:ann " * 60 + "pid:x")

    line.grab()  # only when it is drawn is it scrolled
    below = line.rect().center().y() + line.fontMetrics().height() // 2
    end = line.cursorRect().center().x()
    rows = (below, below + 1)
    elsewhere = set().union(*(pixels_of(line, y, 2, end - 60) for y in rows))
    under_it = set().union(*(pixels_of(line, y, end - 12, end) for y in rows))

    assert 0 < end < line.width()
    assert not any(map(is_reddish, elsewhere))
    assert any(map(is_reddish, under_it))


def test_the_sentence_goes_with_the_focus_and_comes_back(line: FilterLine) -> None:
    """It would lie over what the user works with; a tooltip keeps it."""
    line.insert("pid:x")
    line.clearFocus()

    assert not drop_of(line).isVisible()
    assert "is no number" in line.toolTip()

    line.setFocus()

    assert sentence_of(line)


def test_nothing_moves_when_the_sentence_comes(line: FilterLine) -> None:
    """The panel lies over what is below."""
    before = line.window().sizeHint().height(), line.geometry()

    line.insert("pid:x")

    assert before == (line.window().sizeHint().height(), line.geometry())
    assert drop_of(line).geometry().top() > line.geometry().bottom()


# ---------------------------------------------------------------- one line
@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("a\nb", "a b"),
        ("a\r\nb\r\n", "a b"),
        ("a\u2028b\u2029c", "a b c"),
        ("\n\n", ""),
        ("a\tb", "a\tb"),
        ("\U0001f600\n\U0001f600", "\U0001f600 \U0001f600"),
    ],
)
def test_a_paste_becomes_one_line(line: FilterLine, pasted: str, expected: str) -> None:
    """By key, at the place of the cursor."""
    line.setText("<>")
    line.setCursorPosition(1)
    data = QMimeData()
    data.setText(pasted)
    QApplication.clipboard().setMimeData(data)

    QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Paste))

    assert f"<{expected}>" == line.text()


def test_undo_takes_a_paste_back(line: FilterLine) -> None:
    """Folding is a step of its own in Qt's memory, so it takes two."""
    line.insert("before ")
    QApplication.clipboard().setText("a\nb")
    line.paste()
    line.undo()
    line.undo()

    assert line.text() in ("before ", "")


def test_line_ends_of_a_value_that_is_edited_stay(line: FilterLine) -> None:
    """A value from a log may hold any; to lose one would change what is asked for."""
    line.setText('command:"a\nb"')
    line.setCursorPosition(0)
    QTest.keyClicks(line, "x ")

    assert line.text() == 'x command:"a\nb"'


# ---------------------------------------------------------------- completion
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("us", ["user:", "parent_user:"]),
        ("user:", ["CORP\\ann", '"NT AUTHORITY\\SYSTEM"', '"‹U+202E›<b> "', "*", '""']),
        ("-host:ws", ["WS01", "WS02"]),
        ("host:WS01,", ["WS01", "WS02"]),
        ("integrity>=hi", ["high"]),
        ("cmd ", []),
        ("host:WS01", []),
        ("host:nobody", []),
        ("image~us", []),
        ('"phrase us', []),
    ],
)
def test_ways_to_go_on_are_offered(line: FilterLine, typed: str, first: list[str]) -> None:
    """Where something of it is typed; not where it is all there already."""
    QTest.keyClicks(line, typed)

    assert first == choices_of(line)[: max(len(first), 1)]


@pytest.mark.parametrize(
    ("typed", "keys", "expected"),
    [
        pytest.param("use", [Key.Key_Tab], "user:", id="tab-takes-the-first"),
        pytest.param("use", [Key.Key_Down, Key.Key_Return], "user:", id="enter-takes-what-was-gone-to"),
        pytest.param(
            "user:", [Key.Key_Down, Key.Key_Down, Key.Key_Tab], 'user:"NT AUTHORITY\\SYSTEM"', id="quoted"
        ),
        pytest.param("use", [Key.Key_Tab, Key.Key_Tab], "user:CORP\\ann", id="values-follow-the-field"),
        pytest.param("use", [Key.Key_Down, Key.Key_Up, Key.Key_Tab], "user:", id="up-goes-back-to-the-line"),
        pytest.param("host:W", [Key.Key_PageDown, Key.Key_Tab], "host:WS02", id="page-down"),
        pytest.param("\U0001f600 use", [Key.Key_Tab], "\U0001f600 user:", id="beyond-the-first-plane"),
    ],
)
def test_a_choice_is_taken_by_keys(
    line: FilterLine, typed: str, keys: Sequence[Qt.Key], expected: str
) -> None:
    """Tab takes the first; Enter only one that was gone to."""
    line.insert(typed)
    press(line, *keys)

    assert expected == line.text()
    assert line.hasFocus()


def test_a_choice_is_taken_by_a_click(line: FilterLine) -> None:
    """The line keeps the focus."""
    QTest.keyClicks(line, "host:")
    rows = drop_of(line).list

    QTest.mouseClick(
        rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(rows.item(1)).center()
    )

    assert line.text() == "host:WS02"
    assert line.hasFocus()
    assert not choices_of(line)


def test_a_hostile_value_is_shown_harmless_and_put_in_as_it_is(line: FilterLine) -> None:
    """What is asked for is what stands in the log."""
    QTest.keyClicks(line, "user:")
    press(line, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Return)

    assert line.text() == 'user:"\u202e<b>\n"'
    assert line.typed.terms[0].values == ("\u202e<b>\n",)


def test_values_are_asked_for_once_while_a_filter_is_typed(line: FilterLine) -> None:
    """To count the values of a million rows takes a while; the next filter sees new ones."""
    asked: list[str] = []

    def values(column: str) -> list[str]:
        asked.append(column)
        return ["WS01"]

    line.provide_values(values)
    QTest.keyClicks(line, "host:w user:a host:")
    once = list(asked)
    press(line, Key.Key_Escape, Key.Key_Backspace, Key.Key_Backspace)
    line.setText("")
    press(line, Key.Key_Return)
    QTest.keyClicks(line, "host:")

    assert once == ["hostname", "user"]
    assert asked == ["hostname", "user", "hostname"]


def test_fields_are_offered_when_asked_for(line: FilterLine) -> None:
    """Ctrl+Space anywhere, Down in a line that shows nothing."""
    QTest.keyClick(line, Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    asked = choices_of(line)
    press(line, Key.Key_Escape)
    closed = choices_of(line)
    press(line, Key.Key_Down)

    assert "user:" in asked
    assert closed == []
    assert asked == choices_of(line)


def test_tab_leaves_a_line_that_offers_nothing(line: FilterLine) -> None:
    """The keyboard is never caught."""
    other = FilterLine()
    layout = line.window().layout()
    assert layout is not None
    layout.addWidget(other)
    other.show()

    press(line, Key.Key_Tab)

    assert other.hasFocus()


# ---------------------------------------------------------------- enter, escape, history
def test_enter_asks_and_escape_closes_then_clears_then_leaves(line: FilterLine) -> None:
    """Each Esc does one thing."""
    heard: list[str] = []
    line.entered.connect(lambda: heard.append("entered"))
    line.cleared.connect(lambda: heard.append("cleared"))
    line.left.connect(lambda: heard.append("left"))
    QTest.keyClicks(line, "us")
    press(line, Key.Key_Return)
    QTest.keyClicks(line, "e")
    shown = bool(choices_of(line))
    press(line, Key.Key_Escape)
    closed = (choices_of(line), line.text())
    press(line, Key.Key_Escape, Key.Key_Escape)

    assert shown
    assert closed == ([], "use")
    assert heard == ["entered", "cleared", "left"]
    assert line.text() == ""


def test_up_and_down_walk_through_what_was_entered(line: FilterLine) -> None:
    """Up in a line whose choices were not gone to; Down comes back to what was being typed."""
    line.history.remember("first", "second")
    QTest.keyClicks(line, "us")
    texts = []
    for key in (Key.Key_Up, Key.Key_Up, Key.Key_Up, Key.Key_Down, Key.Key_Down):
        press(line, key)
        texts.append(line.text())

    assert texts == ["second", "first", "first", "second", "us"]


def test_twenty_lines_are_remembered(line: FilterLine) -> None:
    """The oldest go."""
    line.history.remember(*map(str, range(30)))

    assert MOST_REMEMBERED == len(line.history.texts) == 20


def test_ctrl_k_is_the_windows(qtbot: QtBot) -> None:
    """A line of Qt's would take it for itself."""
    window = QMainWindow()
    qtbot.addWidget(window)
    line = FilterLine()
    window.setCentralWidget(line)
    action = QAction(window)
    action.setShortcut("Ctrl+K")
    window.addAction(action)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    line.setText("a b")
    line.setCursorPosition(0)

    with qtbot.waitSignal(action.triggered):
        QTest.keyClick(line, Key.Key_K, Qt.KeyboardModifier.ControlModifier)

    assert line.text() == "a b"


def test_the_panel_stays_with_the_line(qtbot: QtBot, line: FilterLine) -> None:
    """It is as wide, and hangs under it, also after the window changed."""
    line.insert("pid:x")
    line.window().resize(400, 300)
    qtbot.waitUntil(lambda: line.width() < 400)

    assert line.width() == drop_of(line).width()
    assert line.mapTo(line.window(), QPoint(0, line.height() + 2)) == drop_of(line).pos()
