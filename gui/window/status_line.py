"""What goes on into the line at the foot of the window: state, counts, read verdict, time zone, rule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QSizePolicy, QStatusBar, QWidget

from core.reading.read_report import ReadReport
from core.words.read_words import verdict_in_words, verdict_of
from gui.looks.icon_button import IconButton
from gui.looks.plain_text import label
from gui.looks.theme import SPACE
from gui.window.verdict_panel import VERDICT_ICONS, verdict_colour

READING = "reading"
NOTHING = "nothing read"
NO_VERDICT = "circle-dashed"


class StatusLine(QStatusBar):
    """Every number of it is said in words, and the verdict is always there."""

    stop_wanted = Signal()
    verdict_wanted = Signal()
    zone_wanted = Signal()
    rule_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._state = label()
        self._state.setIndent(SPACE)
        self._state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.counts = label("", "muted")
        self.stop = _button(
            "x-circle", "Stop", "Stop reading and keep what was read (Ctrl+.)", self.stop_wanted
        )
        self.verdict = _button(NO_VERDICT, NOTHING, "How far each log could be read", self.verdict_wanted)
        zones = "Time zone of the tables; exports and typed filters are always UTC"
        self.zone = _button("clock", "UTC", zones, self.zone_wanted)
        self.rule = _button("funnel-simple", "", "Rule of the analytic in force", self.rule_wanted)
        self.stop.hide()
        self.addWidget(self._state, 1)
        for widget in (self.stop, self.counts, self.verdict, self.zone, self.rule):
            self.addPermanentWidget(widget)

    def say(self, words: str) -> None:
        """Say what goes on."""
        self._state.setText(words)

    @property
    def said(self) -> str:
        """What it says."""
        return self._state.text()

    def show_verdict(self, reports: Sequence[ReadReport], is_reading: bool) -> None:
        """Show the verdict of the case, or that it is being read."""
        words = READING if is_reading else verdict_in_words(reports) if reports else NOTHING
        self.verdict.setText(words)
        self.verdict.setAccessibleName(f"Read verdict: {words}")
        if is_reading or not reports:
            self.verdict.set_sign(NO_VERDICT)
        else:
            verdict = verdict_of(reports)
            self.verdict.set_sign(VERDICT_ICONS[verdict], partial(verdict_colour, verdict))


def _button(sign: str, words: str, tip: str, act: SignalInstance) -> IconButton:
    button = IconButton(sign, words, act.emit, shows_name=True)
    button.setToolTip(tip)
    return button
