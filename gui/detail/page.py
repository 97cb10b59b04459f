"""One tab's place in the pane: empty until it is first shown, words where there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from core.notation.visible import visible
from gui.looks.compound import Compound
from gui.looks.plain_text import label
from gui.looks.theme import SPACE, colours, icon

TabWidget = TypeVar("TabWidget", bound=QWidget)

_BROADEST = 420
"""Pixels of a sentence in an empty page."""


class Page(Compound, Generic[TabWidget]):
    """Holds a tab, a warning above it, or words instead of it."""

    def __init__(self, make: Callable[[], TabWidget]) -> None:
        """`make` is called once, when the tab is first wanted."""
        super().__init__()
        self._make = make
        self.made: TabWidget | None = None
        """The tab, once it was shown."""
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self._words = _Words()
        self._warning = _Warning()
        self._stack = QStackedLayout()
        self._stack.addWidget(self._words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._warning)
        layout.addLayout(self._stack, 1)

    @property
    def words(self) -> str:
        """What stands there instead of the tab; empty where the tab is shown."""
        return self._words.text.text() if self._stack.currentWidget() is self._words else ""

    @property
    def warning(self) -> str:
        """What stands above the tab."""
        return self._warning.text.text()

    def say(self, heading: str, words: str = "") -> None:
        """Show words instead of the tab."""
        self._warning.say("")
        self._words.say(heading, words)
        self.give_focus_to(None)
        self._stack.setCurrentWidget(self._words)

    def tab(self) -> TabWidget:
        """Give the tab, made now where it has never been shown."""
        if self.made is None:
            self.made = self._make()
            self._stack.addWidget(self.made)
        return self.made

    def show_tab(self, warning: str = "") -> None:
        """Show the tab, under a warning where there is one."""
        self._warning.say(warning)
        tab = self.tab()
        if self.window().focusWidget() is self._words:
            self.setFocus()
        self._stack.setCurrentWidget(tab)
        self.give_focus_to(tab)


class _Words(QWidget):
    """A heading and a sentence in the middle of an empty page."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = label("", "heading")
        self.text = label("", "muted")
        column = QWidget()
        column.setMaximumWidth(_BROADEST)
        inner = QVBoxLayout(column)
        inner.setSpacing(SPACE // 2)
        for words in (self.heading, self.text):
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            inner.addWidget(words)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(column, 20)
        across.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        outer.addStretch(2)
        outer.addLayout(across)
        outer.addStretch(3)

    def say(self, heading: str, words: str) -> None:
        """Show these."""
        self.heading.setText(visible(heading))
        self.heading.setVisible(bool(heading))
        self.text.setText(visible(words))


class _Warning(QWidget):
    """A sentence with a sign, in a line of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self.text = label()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.setAutoFillBackground(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.text, 1)
        self._draw_sign()
        self.hide()

    def say(self, words: str) -> None:
        """Show this sentence, or nothing."""
        self.text.setText(visible(words))
        self.setVisible(bool(words))

    def _draw_sign(self) -> None:
        size = self.fontMetrics().height()
        self._sign.setPixmap(icon("warning-fill", colours().warn).pixmap(QSize(size, size)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw_sign()
