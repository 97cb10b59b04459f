"""Processes with the number of their events into a button with a menu that narrows a list to some of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.notation.visible import one_line

LONGEST = 40
"""Characters of a name in the menu."""
LONGEST_ON_BUTTON = 16
ALL = "All processes"
_OPENS = "\u25be"


class ProcessChoice(QToolButton):
    """None chosen is all."""

    changed = Signal()
    """Others are chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: dict[int, str] = {}
        self._chosen: set[int] = set()
        self.setAccessibleName("Processes whose events are shown")
        self._choices = QMenu(self)
        self.setMenu(self._choices)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoRaise(True)
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")  # it would stand below the words

    @property
    def chosen(self) -> frozenset[int]:
        """Numbers of the processes that are chosen."""
        return frozenset(self._chosen)

    def show_processes(self, counted: Sequence[tuple[int, str, int]]) -> None:
        """Offer these: number, name, which may be hostile, and how many events each has."""
        self._names = {number: one_line(name[:LONGEST]) or "?" for number, name, _ in counted}
        self._chosen &= self._names.keys()
        self._choices.clear()
        everything = self._choices.addAction(ALL)
        everything.setCheckable(True)
        everything.triggered.connect(lambda *_: self.choose(()))
        self._choices.addSeparator()
        for number, _, count in counted:
            shown = self._names[number].replace("&", "&&")
            action = self._choices.addAction(f"{shown}\t{count:,}")
            action.setCheckable(True)
            action.setData(number)
            action.triggered.connect(lambda is_on, number=number: self._switch(number, is_on))
        self.setVisible(len(counted) > 1)
        self._say()

    def choose(self, numbers: Sequence[int]) -> None:
        """Choose these, and no others."""
        before, self._chosen = self._chosen, set(numbers) & self._names.keys()
        self._say()
        if before != self._chosen:
            self.changed.emit()

    def _switch(self, number: int, is_on: bool) -> None:
        self.choose([*self._chosen, number] if is_on else [one for one in self._chosen if one != number])

    def _say(self) -> None:
        """Let the button and the marks in the menu say what is chosen."""
        for action in self._choices.actions():
            number = action.data()
            action.setChecked(number in self._chosen if isinstance(number, int) else not self._chosen)
        if len(self._chosen) == 1:
            (number,) = self._chosen
            name = self._names[number]
            words = name if len(name) <= LONGEST_ON_BUTTON else f"{name[: LONGEST_ON_BUTTON - 1]}…"
        elif self._chosen:
            words = f"{len(self._chosen):,} of {len(self._names):,} processes"
        else:
            words = f"{len(self._names):,} processes"
        self.setText(f"{words.replace('&', '&&')} {_OPENS}")
        self.setAccessibleName(f"Events of {words}")
