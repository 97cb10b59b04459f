"""core.filter.fields: every name leads to one column, and a name that is nearly right to the right one."""

from __future__ import annotations

import pytest
from hypothesis import given

from core.filter.fields import FIELDS, column_named, field_of, nearest_field
from core.filter.notation import HEAD
from core.rows.columns import COLUMNS
from tests.core.view.filtering import ANY_TEXT


def test_every_name_is_of_one_column() -> None:
    """Keys and short names in lower case, all different, and all of what stands before an operator."""
    names = [name for column in COLUMNS.values() for name in (column.key, *column.short)]

    assert len(names) == len(set(names)) == len(FIELDS)
    assert all(name == name.lower() and HEAD.fullmatch(f"{name}:") for name in names)


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_a_column_is_found_by_the_name_that_is_given(column: object) -> None:
    """In any case."""
    assert isinstance(column, type(COLUMNS["user"]))

    assert column_named(field_of(column)) is column
    assert column_named(column.key.upper()) is column


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("usr", "user"),
        ("Integrety", "integrity"),
        ("integ", "integrity"),
        ("parent-image", "parent_image"),
        ("ti", "time"),
        ("t", None),
        ("", None),
        ("qqqqqq", None),
        ("u" * 1_000_000, None),
    ],
)
def test_the_nearest_name_is_offered(name: str, expected: str | None) -> None:
    """Where there is one that is near."""
    assert expected == nearest_field(name)


@given(ANY_TEXT)
def test_no_text_is_too_strange_to_be_looked_up(name: str) -> None:
    """It is a field or not."""
    assert (column_named(name) is None) or name.lower() in FIELDS
    assert nearest_field(name) in {None, *FIELDS}
