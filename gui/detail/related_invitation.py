"""Words instead of related events: that they can be looked for, are being looked for, or that there are none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.notation.visible import visible
from gui.looks.compound import Compound
from gui.looks.plain_text import label
from gui.looks.theme import SPACE

_BROADEST = 420
"""Pixels of a sentence."""
_PARTS = 1000


class Invitation(Compound):
    """A heading, a sentence, and what can be done about it."""

    asked = Signal()
    """The button was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = label("", "heading")
        self.text = label("", "muted")
        self.button = QPushButton()
        self.button.setAccessibleName("Look for related events")
        self.button.clicked.connect(self.asked)
        self.bar = QProgressBar()
        self.bar.setRange(0, _PARTS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Share of the logs that was searched")
        column = QWidget()
        column.setMaximumWidth(_BROADEST)
        inner = QVBoxLayout(column)
        inner.setSpacing(SPACE)
        for words in (self.heading, self.text):
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            inner.addWidget(words)
        inner.addWidget(self.bar)
        inner.addSpacing(SPACE // 2)
        inner.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(column, 20)
        across.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        outer.addStretch(2)
        outer.addLayout(across)
        outer.addStretch(3)

    def say(self, heading: str, words: str, button: str = "", share: float | None = None) -> None:
        """Show these; no button, and no share of work, where there is none."""
        self.heading.setText(visible(heading))
        self.text.setText("\n\n".join(map(visible, words.split("\n\n"))))
        self.text.setVisible(bool(words))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.bar.setVisible(share is not None)
        self.bar.setValue(round(_PARTS * (share or 0.0)))
        self.give_focus_to(self.button if button else None)
