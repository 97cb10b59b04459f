"""A place in a text that someone wrote into two lines: the text, and a mark below the place."""

from __future__ import annotations

from rich.cells import cell_len

from core.notation.visible import visible

_BEFORE, _MARKED, _AFTER = 48, 24, 24
"""Characters of a long text that are shown."""


def pointed(text: str, position: int, length: int) -> str:
    """Show a text, no more of it than a line takes, with a mark below `length` characters from `position`."""
    first = max(0, position - _BEFORE)
    behind = position + min(length, _MARKED)
    last = behind + _AFTER
    before, marked, after = (
        visible(text[begin:end]) for begin, end in ((first, position), (position, behind), (behind, last))
    )
    before = f"{'…' if first else ''}{before}"
    mark = "^" * max(1, cell_len(marked))
    return f"  {before}{marked}{after}{'…' if last < len(text) else ''}\n  {' ' * cell_len(before)}{mark}\n"
