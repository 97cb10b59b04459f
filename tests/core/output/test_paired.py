"""core.output.paired: texts that UTF-8 can hold."""

from __future__ import annotations

import pytest
from hypothesis import given

from core.output.paired import paired, paired_value
from core.rows.column import Value
from tests.core.log_reading import steady
from tests.core.strategies import utf16_text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("naïve 😀", "naïve 😀"),
        ("a\ud800b", "a\\ud800b"),
        (["\udc00", 1], ["\\udc00", 1]),
        ({"path": "\ud800", "note": None}, {"path": "\\ud800", "note": None}),
        (("a", ("\ud800",)), ["a", ["\\ud800"]]),
    ],
)
def test_only_what_is_no_character_is_escaped(value: Value, expected: Value) -> None:
    """In texts at any depth."""
    assert expected == paired_value(value)


@steady
@given(utf16_text())
def test_any_text_can_be_encoded(text: str) -> None:
    """As `write_text` would write it."""
    assert text.encode("utf-8", "backslashreplace") == paired(text).encode()
