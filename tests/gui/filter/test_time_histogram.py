"""gui.filter.time_histogram: bars, and a stretch of time chosen from them by hand and by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.detection.severity import Severity
from core.notation import filetime
from core.view.histogram import Histogram
from core.view.times import Zone
from gui.filter.time_histogram import BAR, TimeHistogram
from gui.looks.colours import LIGHT
from tests.gui.pixels import image_of, pixels_of

Key, Left, Shift = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
NoModifier = Qt.KeyboardModifier.NoModifier
MINUTE = 60 * filetime.TICKS_PER_SECOND
START = filetime.from_text("2024-12-22T14:20:00Z") or 0
Told = list[tuple[int, int] | None]


def bars(
    *counts: int, flagged: tuple[int, ...] = (), start: int = START, width: int = 5 * MINUTE
) -> Histogram:
    """Make a histogram of five minutes a bin."""
    return Histogram(start, width, counts, flagged or (0,) * len(counts))


@pytest.fixture
def strip(qtbot: QtBot) -> TimeHistogram:
    """A strip of ten bars of 40 pixels, with the focus."""
    made = TimeHistogram()
    qtbot.addWidget(made)
    made.resize(402, made.sizeHint().height())
    made.show_histogram(bars(37, 1, 2, 3, 4, 5, 6, 7, 8, 9, flagged=(2, 0, 0, 0, 0, 0, 0, 0, 0, 9)))
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.fixture
def told(strip: TimeHistogram) -> Told:
    """The ranges chosen, in bins of the fixture; `None` where all times are asked for."""
    heard: Told = []

    def hear(since: int, until: int) -> None:
        assert (since - START) % (5 * MINUTE) == (until - START) % (5 * MINUTE) == 0
        heard.append(((since - START) // (5 * MINUTE), (until - START) // (5 * MINUTE)))

    strip.range_chosen.connect(hear)
    strip.range_cleared.connect(lambda: heard.append(None))
    return heard


def middle(number: int) -> QPoint:
    """Give the middle of a bar."""
    return QPoint(1 + 40 * number + 20, 20)


def move(strip: TimeHistogram, to: QPoint, buttons: Qt.MouseButton = Left) -> None:
    """Move the mouse with a button held, which QTest cannot."""
    where = QPointF(to)
    QApplication.sendEvent(
        strip,
        QMouseEvent(
            QEvent.Type.MouseMove,
            where,
            strip.mapToGlobal(where),
            Qt.MouseButton.NoButton,
            buttons,
            NoModifier,
        ),
    )


def drag(strip: TimeHistogram, start: int, *ends: int) -> None:
    """Drag from a bar to others, without letting go."""
    QTest.mousePress(strip, Left, pos=middle(start))
    for end in ends:
        move(strip, middle(end))


def tooltip_at(strip: TimeHistogram, at: QPoint) -> str:
    """Hover and read."""
    QApplication.sendEvent(strip, QHelpEvent(QEvent.Type.ToolTip, at, strip.mapToGlobal(at)))
    return QToolTip.text()


# ---------------------------------------------------------------- the mouse
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param((2, 5), [(2, 6)], id="forward"),
        pytest.param((5, 2), [(2, 6)], id="backward"),
        pytest.param((2, 5, 3), [(2, 4)], id="back-and-forth"),
        pytest.param((2, 5, 2), [(2, 3)], id="back-to-the-first"),
        pytest.param((2, 99), [(2, 10)], id="beyond-the-end"),
        pytest.param((2, -9), [(0, 3)], id="beyond-the-beginning"),
        pytest.param((2,), [], id="a-click-chooses-nothing"),
    ],
)
def test_a_drag_chooses_whole_bins(
    strip: TimeHistogram, told: Told, path: tuple[int, ...], expected: Told
) -> None:
    """Told once, when the button is let go; the end is not part of the range."""
    drag(strip, *path)
    before = list(told)
    QTest.mouseRelease(strip, Left, pos=middle(path[-1]))

    assert before == []
    assert expected == told


def test_a_double_click_asks_for_all_times(strip: TimeHistogram, told: Told) -> None:
    """And chooses nothing on its way."""
    QTest.mouseClick(strip, Left, pos=middle(3))
    QTest.mouseDClick(strip, Left, pos=middle(3))
    QTest.mouseRelease(strip, Left, pos=middle(3))

    assert told == [None]


def test_escape_gives_a_drag_up(strip: TimeHistogram, told: Told) -> None:
    """Letting go then chooses nothing."""
    drag(strip, 2, 5)
    QTest.keyClick(strip, Key.Key_Escape)
    QTest.mouseRelease(strip, Left, pos=middle(5))

    assert told == []


def test_what_is_dragged_over_is_shaded_and_said(strip: TimeHistogram) -> None:
    """While it is dragged."""
    drag(strip, 2, 5)

    assert LIGHT.selection.lower() in pixels_of(strip, 4, middle(2).x(), middle(5).x())
    assert LIGHT.selection.lower() not in pixels_of(strip, 4, middle(7).x(), middle(9).x())
    assert strip.accessibleDescription().startswith("14:30–14:50 · 14 shown; of ")


def test_a_drag_goes_on_when_the_bins_change(strip: TimeHistogram) -> None:
    """As they do while a log is read: what is chosen are times."""
    heard: list[tuple[int, int]] = []
    strip.range_chosen.connect(lambda since, until: heard.append((since - START, until - START)))
    drag(strip, 2, 3)
    strip.show_histogram(bars(*[1] * 5, width=10 * MINUTE))
    move(strip, QPoint(1 + 80 * 3 + 40, 20))
    QTest.mouseRelease(strip, Left, pos=middle(7))

    assert heard == [(10 * MINUTE, 40 * MINUTE)]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "14:20–14:25 · 37 shown, 2 flagged"),
        (1, "14:25–14:30 · 1 shown"),
        (9, "15:05–15:10 · 9 shown, 9 flagged"),
    ],
)
def test_a_bar_says_what_it_is(strip: TimeHistogram, number: int, expected: str) -> None:
    """As a tooltip."""
    assert expected in tooltip_at(strip, middle(number))


def test_times_are_in_the_zone(strip: TimeHistogram) -> None:
    """That of the table."""
    strip.set_zone(Zone("Europe/Berlin"))

    assert "15:20–15:25" in tooltip_at(strip, middle(0))
    assert "(Europe/Berlin)" in strip.accessibleDescription()


# ---------------------------------------------------------------- the keyboard
@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param([Key.Key_Return], [(0, 1)], id="first"),
        pytest.param([Key.Key_Right, Key.Key_Right, Key.Key_Return], [(2, 3)], id="right"),
        pytest.param(
            [Key.Key_End, Key.Key_Right, Key.Key_Left, Key.Key_Return], [(8, 9)], id="no-further-than-the-end"
        ),
        pytest.param([Key.Key_End, Key.Key_Home, Key.Key_Return], [(0, 1)], id="home"),
        pytest.param(
            [Key.Key_Right, "+", Key.Key_Right, "+", Key.Key_Right, Key.Key_Return], [(1, 4)], id="extended"
        ),
        pytest.param([Key.Key_End, "+", Key.Key_Left, Key.Key_Enter], [(8, 10)], id="extended-back"),
        pytest.param(["+", Key.Key_End, Key.Key_Escape, Key.Key_Return], [(9, 10)], id="escape-drops-it"),
        pytest.param(["+", Key.Key_End, Key.Key_Left, Key.Key_Return], [(8, 9)], id="moving-on-drops-it"),
        pytest.param(["+", Key.Key_Right, Key.Key_Return, Key.Key_Return], [(0, 2), (1, 2)], id="again"),
    ],
)
def test_keys_choose_a_range(
    strip: TimeHistogram, told: Told, keys: list[Qt.Key | str], expected: Told
) -> None:
    """`+` stands for Shift held with the next key."""
    modifier = NoModifier
    for key in keys:
        if isinstance(key, str):
            modifier = Shift
            continue
        QTest.keyClick(strip, key, modifier)
        modifier = NoModifier

    assert expected == told


def test_the_keyboard_says_where_it_is(strip: TimeHistogram) -> None:
    """For those who do not see it."""
    QTest.keyClick(strip, Key.Key_Right)

    assert strip.accessibleName()
    assert strip.accessibleDescription() == (
        "14:25–14:30 · 1 shown; of 2024-12-22 14:20–15:10 (UTC): 82 shown, 11 flagged; each bar 5 min"
    )


def test_escape_without_a_selection_is_for_the_window(strip: TimeHistogram, qtbot: QtBot) -> None:
    """It is not swallowed."""
    seen: list[int] = []

    class Host(QWidget):
        def keyPressEvent(self, event: object) -> None:
            seen.append(event.key())  # type: ignore[attr-defined]  # a QKeyEvent

    host = Host()
    qtbot.addWidget(host)
    QVBoxLayout(host).addWidget(strip)
    QTest.keyClick(strip, Key.Key_Escape)
    strip.setParent(None)

    assert seen == [Key.Key_Escape]


# ---------------------------------------------------------------- what it looks like
def test_bars_are_crisp_and_a_pixel_apart(strip: TimeHistogram) -> None:
    """No blurred edge: along a row there is a bar, a gap, a bar."""
    strip.clearFocus()
    image, high = image_of(strip), LIGHT.severity[Severity.HIGH].lower()
    column = [image.pixelColor(middle(9).x(), y).name() for y in range(strip.height())]
    bottom = max(y for y, colour in enumerate(column) if colour == high)
    row = [image.pixelColor(x, bottom).name() for x in range(1 + 40 * 8 + 5, 1 + 40 * 9 + 30)]
    colours = list(dict.fromkeys(row))

    assert len(colours) == 3
    assert colours[1:] == [LIGHT.window.lower(), high]


def test_nothing_to_show_is_said(strip: TimeHistogram, told: Told) -> None:
    """And nothing can be chosen from it."""
    strip.show_histogram(None)
    drag(strip, 2, 5)
    QTest.mouseRelease(strip, Left, pos=middle(5))
    for key in (Key.Key_Right, Key.Key_Return):
        QTest.keyClick(strip, key)
    strip.grab()

    assert told == []
    assert strip.accessibleDescription() == "no times"
    assert tooltip_at(strip, middle(3)) == ""


@pytest.mark.parametrize(
    "shown",
    [
        bars(1),
        bars(0, 0),
        bars(*range(2_000)),
        bars(*([1] * 50), 10_000_000),
        bars(1, start=0),
        bars(3, 4, start=2**62 // (5 * MINUTE) * 5 * MINUTE),
        Histogram(START, MINUTE, (1, 2), (1, 0), 5, 6),
    ],
    ids=["one", "empty", "many", "skewed", "1601", "far", "outliers"],
)
@pytest.mark.parametrize("width", [1, 40, 3_000])
def test_anything_can_be_drawn_and_chosen_from(strip: TimeHistogram, shown: Histogram, width: int) -> None:
    """Also where there are more bins than pixels; every bar can be reached."""
    heard: list[tuple[int, int]] = []
    strip.range_chosen.connect(lambda since, until: heard.append((since, until)))
    strip.resize(width, 56)
    strip.show_histogram(shown)
    strip.grab()
    QTest.keyClick(strip, Key.Key_Home)
    QTest.keyClick(strip, Key.Key_End, Shift)
    QTest.keyClick(strip, Key.Key_Return)

    ((since, until),) = heard
    assert since <= shown.start < shown.end <= until


def test_the_room_for_bins_is_told_when_it_changes(qtbot: QtBot, strip: TimeHistogram) -> None:
    """So that the owner can count anew."""
    with qtbot.waitSignal(strip.bins_changed) as told:
        strip.resize(802, 56)

    assert told.args == [800 // BAR] == [strip.bins_wanted()]


@pytest.mark.parametrize("size", [9, 14])
def test_it_is_a_thin_strip(qtbot: QtBot, size: int) -> None:
    """56 pixels, or what a larger font needs."""
    made = TimeHistogram()
    qtbot.addWidget(made)
    font = made.font()
    font.setPointSize(size)
    made.setFont(font)

    assert 56 <= made.sizeHint().height() <= 64


@pytest.mark.parametrize(
    "act",
    [lambda strip: strip.show_histogram(bars(1, 2)), lambda strip: strip.set_zone(Zone("local"))],
    ids=["counts", "zone"],
)
def test_what_is_shown_is_never_told(
    strip: TimeHistogram, told: Told, act: Callable[[TimeHistogram], None]
) -> None:
    """Only what the user does."""
    act(strip)

    assert told == []
