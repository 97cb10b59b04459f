"""gui.window.status_line: the verdict in words and as a sign, and what the line can be asked for."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.reading.read_report import Failure, ReadReport, Verdict
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme, icon
from gui.window.status_line import StatusLine
from gui.window.verdict_panel import VERDICT_ICONS, verdict_colour

NOISE = Failure(chunk=0, file_offset=0x1200, size=8, records=1, reason="noise")
WHOLE = ReadReport("whole.evtx", 1, records_present=2, records_read=2)
CUT = ReadReport("cut.evtx", 1, records_present=2, records_read=1, failures=[NOISE])
NONE = ReadReport("none.evtx", 0, error="it is empty")
TRIAGE = ReadReport("hot.evtx", 1, is_triage=True)


@pytest.fixture
def line(qtbot: QtBot) -> StatusLine:
    """Show a line."""
    made = StatusLine()
    qtbot.addWidget(made)
    made.resize(1_000, 30)
    made.show()
    return made


def sign(verdict: Verdict | None) -> int:
    """Name the sign of a verdict in the current theme; drawing it again gives the same one."""
    if verdict is None:
        return icon("circle-dashed").cacheKey()
    return icon(VERDICT_ICONS[verdict], verdict_colour(verdict)).cacheKey()


CASES: list[tuple[list[ReadReport], bool, str, Verdict | None]] = [
    ([], False, "nothing read", None),
    ([], True, "reading", None),
    ([WHOLE], True, "reading", None),
    ([WHOLE], False, "complete", Verdict.COMPLETE),
    ([WHOLE, WHOLE], False, "complete", Verdict.COMPLETE),
    ([CUT], False, "partial", Verdict.PARTIAL),
    ([WHOLE, CUT], False, "partial · 1 of 2 files", Verdict.PARTIAL),
    ([WHOLE, NONE], False, "partial · 1 of 2 files", Verdict.PARTIAL),
    ([NONE], False, "unreadable", Verdict.UNREADABLE),
    ([NONE, NONE], False, "unreadable · 2 of 2 files", Verdict.UNREADABLE),
    ([TRIAGE], False, "triage", Verdict.TRIAGE),
]


@pytest.mark.parametrize(("reports", "is_reading", "words", "verdict"), CASES)
def test_the_verdict_is_a_word_and_a_sign(
    line: StatusLine, reports: list[ReadReport], is_reading: bool, words: str, verdict: Verdict | None
) -> None:
    """Never a colour alone; also for who hears it."""
    line.show_verdict([CUT], is_reading=False)
    line.show_verdict(reports, is_reading)

    assert (words, f"Read verdict: {words}") == (line.verdict.text(), line.verdict.accessibleName())
    assert sign(verdict) == line.verdict.icon().cacheKey()


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.CONTRAST])
def test_another_theme_draws_the_sign_anew(qapp: QApplication, line: StatusLine, theme: Theme) -> None:
    """In colours that can be seen."""
    before = line.verdict.icon().cacheKey()
    apply_theme(qapp, theme)

    assert before != line.verdict.icon().cacheKey() == sign(None)


@pytest.mark.parametrize("name", ["stop", "verdict", "zone", "rule"])
def test_each_button_asks_for_what_it_shows(qtbot: QtBot, line: StatusLine, name: str) -> None:
    """One click each."""
    button = getattr(line, name)
    with qtbot.waitSignal(getattr(line, f"{name}_wanted")):
        button.click()

    assert button.toolTip()


def test_stop_is_there_only_while_there_is_something_to_stop(line: StatusLine) -> None:
    """The window shows it; the verdict, zone and rule are always there."""
    assert line.stop.isHidden()
    assert [line.verdict.isVisible(), line.zone.isVisible(), line.rule.isVisible()] == [True] * 3


def test_what_goes_on_is_said_and_takes_no_room_from_the_rest(line: StatusLine) -> None:
    """A long path must not push the verdict out of the window."""
    line.say("x" * 5_000)
    line.grab()

    assert line.said == "x" * 5_000
    assert line.minimumSizeHint().width() < 1_000
    assert line.verdict.geometry().right() < line.width()
