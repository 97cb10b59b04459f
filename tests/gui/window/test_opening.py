"""gui.window.opening: what the user drops or chooses into paths."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent

from gui.window.opening import dropped, sample
from tests.make_sample import SAMPLE


def event(mime: QMimeData) -> QDropEvent:
    """Drop it."""
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return QDropEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys)


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        ([], []),
        (["file:///cases/17/a.evtx"], ["/cases/17/a.evtx"]),
        (["file:///cases/b.evtx", "file:///cases/a.evtx"], ["/cases/b.evtx", "/cases/a.evtx"]),
        (["file:///cases/a%20b%23.evtx"], ["/cases/a b#.evtx"]),
        (["https://example.net/a.evtx"], []),
        (["https://example.net/a.evtx", "file:///a.evtx", "data:,x"], ["/a.evtx"]),
    ],
)
def test_only_what_is_a_file_here_is_taken(urls: list[str], expected: list[str]) -> None:
    """In the order in which it was dropped; nothing is fetched."""
    mime = QMimeData()
    mime.setUrls([QUrl(url) for url in urls])

    assert expected == dropped(event(mime))


def test_dropped_text_is_no_file() -> None:
    """Even where it looks like a path."""
    mime = QMimeData()
    mime.setText("/cases/17/a.evtx")

    assert dropped(event(mime)) == []


def test_the_sample_is_a_file() -> None:
    """The one in the package."""
    assert [Path(path) for path in sample()] == [SAMPLE]
    assert SAMPLE.is_file()
