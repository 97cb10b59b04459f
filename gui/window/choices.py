"""One of several, as a menu in which one entry is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu


class Choices:
    """A menu of exclusive entries."""

    def __init__(
        self, menu: QMenu, choices: Iterable[tuple[str, str]], choose: Callable[[str], None]
    ) -> None:
        """`choices` are keys and words; `choose` is called with the key that the user takes."""
        self._menu, self._choose = menu, choose
        self._group = QActionGroup(menu)
        self._actions: dict[str, QAction] = {}
        for key, words in choices:
            self.add(key, words)

    def add(self, key: str, words: str) -> None:
        """Add one at the end, unless it is there."""
        if key in self._actions:
            return
        action = self._menu.addAction(words)
        action.setCheckable(True)
        action.triggered.connect(lambda: self._choose(key))
        self._group.addAction(action)
        self._actions[key] = action

    def check(self, key: str) -> None:
        """Show this one as chosen."""
        if action := self._actions.get(key):
            action.setChecked(True)
