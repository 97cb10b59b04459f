"""What was opened last into a menu, to be opened again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from gui.window.settings import Settings
from gui.window.start_page import StartPage, recent_title


class RecentMenu:
    """Keeps the menu and the start page true to what is remembered."""

    def __init__(
        self, menu: QMenu, page: StartPage, settings: Settings, open_paths: Callable[[list[str]], None]
    ) -> None:
        self._menu, self._page, self._settings, self._open = menu, page, settings, open_paths
        page.recent_chosen.connect(open_paths)
        self.show()

    def add(self, paths: list[str]) -> None:
        """Put what was just opened on top."""
        self._settings.add_recent(paths)
        self.show()

    def show(self) -> None:
        """List what is remembered."""
        cases = self._settings.recent()
        self._page.show_recent(cases)
        self._menu.clear()
        for paths in cases:
            entry = self._menu.addAction(recent_title(paths).replace("&", "&&"))
            entry.triggered.connect(partial(self._choose, paths))
        self._menu.addSeparator()
        self._menu.addAction("Forget these").triggered.connect(self._forget)
        self._menu.setEnabled(bool(cases))

    def _choose(self, paths: list[str], _is_checked: bool = False) -> None:
        self._open(paths)

    def _forget(self) -> None:
        self._settings.forget_recent()
        self.show()
