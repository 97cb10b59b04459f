"""core.words.statement: values of a log as evidence, and within a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.visible import visible
from core.rows.row import Row
from core.words.statement import LONGEST_VALUE, evidence, shown
from tests.core.builders import process


def test_evidence_is_what_the_cells_hold() -> None:
    """Under the keys of their columns, as the log has it; what is absent is no evidence."""
    row = Row(process(command_line="a\x1b", sid=None), None, "strict")

    assert evidence(row, "command_line", "sid", "pid", "severity") == (
        ("command_line", "a\x1b"),
        ("pid", "5120"),
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        ("a", "a"),
        (" a \r\n b\tc", "a b␉c"),
        ("a\x1b[2J\u202eb", "a␛[2J‹U+202E›b"),
        ("a" * LONGEST_VALUE, "a" * LONGEST_VALUE),
        ("a" * (LONGEST_VALUE + 1), "a" * LONGEST_VALUE + "…"),
    ],
)
def test_a_value_in_a_sentence_is_one_short_line(value: str, expected: str) -> None:
    """It shows what it hides, and obeys nothing."""
    assert expected == shown(value)


@given(st.text())
def test_any_value_can_stand_in_a_sentence(value: str) -> None:
    """And needs nothing more before it is shown."""
    assert shown(value) == visible(shown(value))
    assert "\n" not in shown(value)
