"""gui.table.column_state: what is remembered of columns, and what becomes of rubbish."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rows.columns import COLUMNS
from gui.table.column_state import (
    DEFAULT_STATE,
    NARROWEST,
    WIDEST,
    ColumnState,
    ColumnWidth,
    read,
    sample,
    written,
)

some_columns = st.lists(
    st.builds(ColumnWidth, st.sampled_from(list(COLUMNS)), st.none() | st.floats(NARROWEST, WIDEST)),
    min_size=1,
    unique_by=lambda column: column.key,
).map(tuple)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["columns", "key", "width"]), inner)
    ),
)


@given(columns=some_columns, takes_spare=st.booleans())
def test_what_is_written_is_read(columns: tuple[ColumnWidth, ...], takes_spare: bool) -> None:
    """All of it."""
    state = ColumnState(columns=columns, takes_spare=takes_spare)

    assert state == read(written(state))


@given(text=st.text() | json_values.map(json.dumps))
def test_rubbish_is_the_default(text: str) -> None:
    """Or what can be understood of it; it never raises."""
    state = read(text)

    assert state.columns
    assert all(column.key in COLUMNS for column in state.columns)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "{}",
        "[" * 10_000,
        "\ud800",
        '{"columns":1}',
        '{"columns":[]}',
        '{"columns":[{"key":"nothing"}]}',
        '{"columns":[{"key":"user","width":"wide"}]}',
        '{"version":2,"columns":[{"key":"user"}]}',
    ],
)
def test_what_cannot_be_understood_is_the_default(text: str) -> None:
    """As is what another version may have meant."""
    assert read(text) == DEFAULT_STATE


def test_unknown_and_repeated_columns_are_left_out() -> None:
    """And widths kept in bounds."""
    text = json.dumps(
        {
            "columns": [
                {"key": "user", "width": -5},
                {"key": "gone", "width": 10},
                {"key": "pid", "width": 1e300},
                {"key": "user", "width": 50},
            ],
            "more": 1,
        }
    )

    assert (ColumnWidth("user", NARROWEST), ColumnWidth("pid", WIDEST)) == read(text).columns


def test_every_column_has_a_sample() -> None:
    """That its width is taken from."""
    assert all(sample(column) for column in COLUMNS.values())
