"""What goes on into the line at the foot of the window: state, counts, read verdict, time zone, rule."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QToolButton, QWidget

from core.reading.read_report import ReadReport
from core.words.read_words import verdict_of
from gui.looks.plain_text import label
from gui.looks.theme import SPACE, icon
from gui.window.verdict_panel import VERDICT_ICONS, verdict_colour


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
        self.stop = _button("Stop reading", "x-circle")
        self.stop.setToolTip("Stop reading and keep what was read (Ctrl+.)")
        self.stop.clicked.connect(self.stop_wanted)
        self.stop.hide()
        self._counts = label("", "muted")
        self.verdict = _button("Nothing read", "circle-dashed")
        self.verdict.setToolTip("How far each log could be read")
        self.verdict.clicked.connect(self.verdict_wanted)
        self.zone = _button("UTC", "clock")
        self.zone.setToolTip("Time zone of the tables; exports are always UTC")
        self.zone.clicked.connect(self.zone_wanted)
        self.rule = _button("", "funnel-simple")
        self.rule.setToolTip("Rule of the analytic in force")
        self.rule.clicked.connect(self.rule_wanted)
        self.addWidget(self._state, 1)
        for widget in (self.stop, self._counts, self.verdict, self.zone, self.rule):
            self.addPermanentWidget(widget)
        self._reports: list[ReadReport] = []

    def say(self, words: str) -> None:
        """Say what goes on."""
        self._state.setText(words)
        self._state.setToolTip("")

    @property
    def said(self) -> str:
        """What it says."""
        return self._state.text()

    def show_counts(self, words: str) -> None:
        """Say how many rows are shown and selected."""
        self._counts.setText(words)

    @property
    def counts(self) -> QLabel:
        """The label with the counts."""
        return self._counts

    def show_verdict(self, reports: list[ReadReport], is_reading: bool) -> None:
        """Show the verdict of the case, or that it is being read."""
        self._reports = reports
        if is_reading:
            self.verdict.setText("reading")
            self.verdict.setIcon(icon("circle-dashed"))
        elif reports:
            verdict = verdict_of(reports)
            lacking = sum(not report.is_all_read for report in reports)
            files = f" · {lacking:,} of {len(reports):,} files" if lacking and len(reports) > 1 else ""
            self.verdict.setText(f"{verdict.value}{files}")
            self.verdict.setIcon(icon(VERDICT_ICONS[verdict], verdict_colour(verdict)))
        else:
            self.verdict.setText("nothing read")
            self.verdict.setIcon(icon("circle-dashed"))
        self.verdict.setAccessibleName(f"Read verdict: {self.verdict.text()}")


def _button(words: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setText(words)
    button.setIcon(icon(name))
    button.setAutoRaise(True)
    return button
