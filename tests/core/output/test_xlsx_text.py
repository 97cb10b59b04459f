"""core.output.xlsx_text: what a cell holds of a text, and in which parts it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.output.xlsx_text import LONGEST_CELL, cut, runs


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("plain", ["plain"]),
        ("_x0041", ["_x0041"]),
        ("_x004g_", ["_x004g_"]),
        ("_X0041_", ["_X0041_"]),
        ("_x0041_", ["_x", "0041_"]),
        ("_x0041_x0042_", ["_x", "0041_x", "0042_"]),
        ("<r></r>", ["<", "r></r>"]),
        ("<r>a</r>", ["<", "r>a</r>"]),
        ("<r>_x0041_</r>", ["<r>_x", "0041_</r>"]),
        ("<r>a", ["<r>a"]),
        (" <r>a</r>", [" <r>a</r>"]),
    ],
)
def test_a_text_is_parted_where_xlsxwriter_would_change_it(text: str, parts: list[str]) -> None:
    """Nowhere else: a text in one part is a plain cell."""
    assert parts == runs(text)


@given(st.text(alphabet="_xX0aF<>r/", max_size=40))
def test_parts_are_the_text_and_hold_nothing_to_be_escaped(text: str) -> None:
    """Together they are what they were; none is empty beside others, none is an escape or markup."""
    parts = runs(text)

    assert text == "".join(parts)
    assert all(parts) or parts == [""]
    assert [part for part in parts if len(runs(part)) > 1] == []


@given(st.text(max_size=30), st.integers(0, 3))
def test_a_text_that_fits_is_not_cut(text: str, short: int) -> None:
    """Up to the last 16-bit unit."""
    units = len(text.encode("utf-16-le")) // 2
    whole = text + "a" * (LONGEST_CELL - units - short)

    assert whole == cut(whole)


@given(st.text(min_size=1, max_size=5))
def test_a_cut_text_fits_and_says_how_long_it_was(unit: str) -> None:
    """No half of a character is left at the cut."""
    whole = unit * (LONGEST_CELL // len(unit) + 1)

    cell = cut(whole)

    kept, mark, _ = cell.rpartition(f"… cut here: {len(whole):,} characters in all; JSON Lines has the whole")
    assert len(cell.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert mark
    assert whole.startswith(kept)
