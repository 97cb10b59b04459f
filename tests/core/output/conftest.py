"""A terminal for tests of what is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.core.output.terminals import Terminal


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Give a terminal of 120 columns that knows colours."""
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "120"}.items():
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    made = Terminal()
    yield made
    if not made.stream.closed:
        made.close()
