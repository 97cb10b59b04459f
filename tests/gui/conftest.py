"""A real application for every test of the window, in the light theme, with nothing left over from another test."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from gui.looks.colours import Theme
from gui.looks.theme import apply_theme


@pytest.fixture(autouse=True)
def _no_widget_ends_in_a_thread() -> Iterator[None]:
    """Collect garbage between tests alone, when all threads have ended; the window has `gui.work.collecting`."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> None:
    """Start each test in the light theme."""
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture(autouse=True)
def _no_widget_left(qapp: QApplication) -> Iterator[None]:
    """Delete what a test showed: without a running loop Qt would keep it, and draw it anew with each theme."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
