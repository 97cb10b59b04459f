"""What the window remembers for a user, as text under names, in one file that may be deleted at any time."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path

from platformdirs import user_config_path
from PySide6.QtCore import QSettings

MOST_RECENT = 10
MOST_PATHS = 100


class Setting(StrEnum):
    """Everything that is remembered."""

    GEOMETRY = "window/geometry"
    SPLITTERS = "window/splitters"
    THEME = "window/theme"
    FONT_SIZE = "window/font_size"
    DETAIL_BELOW = "window/detail_below"
    DETAIL_TAB = "window/detail_tab"
    FACETS = "window/facets"
    FACETS_SHOWN = "window/facets_shown"
    ZONE = "table/zone"
    FLAGGED_COLUMNS = "table/flagged_columns"
    DESCENDANTS_COLUMNS = "table/descendants_columns"
    CREATIONS_COLUMNS = "table/creations_columns"
    FILTER_HISTORY = "filter/history"
    RULE = "detect/rule"
    KNOWN_GOOD = "detect/known_good"
    RECENT = "files/recent"
    LAST_FOLDER = "files/last_folder"
    EXPORT_FOLDER = "files/export_folder"
    CASE_FOLDER = "files/case_folder"


class Settings:
    """The remembered texts; what cannot be written is forgotten at the end, and nothing else fails."""

    def __init__(self, path: Path | None = None) -> None:
        """`path` of the file; by default where the system keeps a user's settings."""
        self.path = path or user_config_path("cellspawn", appauthor=False) / "settings.ini"
        self._stored = QSettings(str(self.path), QSettings.Format.IniFormat)

    def text(self, setting: Setting, default: str = "") -> str:
        """Give what is remembered, or the default."""
        value = self._stored.value(setting.value, default)
        return value if isinstance(value, str) else default

    def put(self, setting: Setting, text: str) -> None:
        """Remember a text."""
        self._stored.setValue(setting.value, text)

    def save(self) -> None:
        """Write the file now."""
        self._stored.sync()

    def recent(self) -> list[list[str]]:
        """Give what was opened last, the newest first: each a list of paths that were named together."""
        try:
            found = json.loads(self.text(Setting.RECENT, "[]"))
        except ValueError:
            return []
        if not isinstance(found, list):
            return []
        return [paths for paths in found if _is_list_of_text(paths)][:MOST_RECENT]

    def add_recent(self, paths: list[str]) -> None:
        """Put what was opened on top of the recent ones."""
        if len(paths) > MOST_PATHS:  # nobody reads so many, and the file would grow by megabytes
            return
        others = [known for known in self.recent() if known != paths]
        self.put(Setting.RECENT, json.dumps([paths, *others][:MOST_RECENT]))

    def forget_recent(self) -> None:
        """Empty the list of recent ones."""
        self.put(Setting.RECENT, "[]")


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) for text in value)
