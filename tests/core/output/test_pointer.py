"""core.output.pointer: a mark below the place, whatever the text holds and however long it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core.notation.visible import visible
from core.output.pointer import pointed


@pytest.mark.parametrize(
    ("text", "position", "length", "expected"),
    [
        pytest.param("usr:alice", 0, 3, "  usr:alice\n  ^^^\n", id="beginning"),
        pytest.param("a usr:alice", 2, 3, "  a usr:alice\n    ^^^\n", id="middle"),
        pytest.param("user:", 5, 1, "  user:\n       ^\n", id="end"),
        pytest.param("", 0, 1, "  \n  ^\n", id="empty"),
        pytest.param("\x1b[2J usr:", 5, 3, "  ␛[2J usr:\n       ^^^\n", id="escape"),
        pytest.param("a\nb usr:", 4, 3, "  a␊b usr:\n      ^^^\n", id="line-end"),
        pytest.param("監査 usr:", 3, 3, "  監査 usr:\n       ^^^\n", id="wide"),
        pytest.param("\u202eb usr:", 3, 3, "  ‹U+202E›b usr:\n            ^^^\n", id="turned"),
        pytest.param(
            "a" * 100 + "b" * 100, 100, 100, f"  …{'a' * 48}{'b' * 48}…\n   {' ' * 48}{'^' * 24}\n", id="long"
        ),
    ],
)
def test_a_mark_stands_below_the_place(text: str, position: int, length: int, expected: str) -> None:
    """What the terminal would obey is shown by signs."""
    assert expected == pointed(text, position, length)


@given(st.text(alphabet=st.characters()), st.integers(0, 20), st.integers(1, 20))
def test_there_is_always_a_mark(text: str, position: int, length: int) -> None:
    """In two lines, and below what it marks."""
    position = min(position, len(text))
    shown, mark, rest = pointed(text, position, length).split("\n")

    assert rest == ""
    assert set(mark) == {" ", "^"}
    assert mark.index("^") == cell_len("  " + visible(text[:position]))
    assert visible(text[position : position + length]) in shown
