"""core.view.table_columns: every column can be shown and found."""

from __future__ import annotations

from collections import Counter

from core.rows.columns import COLUMNS
from core.view.table_columns import DEFAULT, GROUPS, TABLE_COLUMNS


def test_every_column_stands_in_the_table_once() -> None:
    """Those shown at first before all others."""
    keys = [column.key for column in TABLE_COLUMNS]

    assert list(DEFAULT) == keys[: len(DEFAULT)]
    assert Counter(COLUMNS.keys()) == Counter(keys)


def test_every_column_stands_in_one_group() -> None:
    """So that it can be chosen."""
    assert Counter(COLUMNS.keys()) == Counter(key for keys in GROUPS.values() for key in keys)
