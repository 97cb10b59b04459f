"""A real application for every test of the window, in its own settings and in English dates."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from gui.colours import Theme
from gui.theme import apply_theme


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> None:
    """Start each test in the light theme."""
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path) -> None:
    """Keep what a window remembers in the test's own folder."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
