"""core.filter.row_terms: terms made by pointing at rows."""

from __future__ import annotations

import pytest
from hypothesis import given

from core.detection.detections import detect
from core.filter.language import parse
from core.filter.row_terms import FIELDS, nearby, value_term
from core.filter.term import test_of as made_test
from core.processes.process import ProcessCreation
from core.rows.columns import COLUMNS
from core.rows.row import Row
from tests.core.builders import process
from tests.core.strategies import any_process

MINUTE = 60 * 10_000_000
NOON = 133_805_232_000_000_000


def row(**fields: object) -> Row:
    """Build a row: cmd.exe under Excel, except for `fields`."""
    return row_of(process(**fields))


def row_of(creation: ProcessCreation) -> Row:
    """Make the row of a process creation."""
    return Row(creation, next(detect([creation]), None), "strict")


@given(creation=any_process())
def test_every_cell_can_be_included_and_excluded(creation: ProcessCreation) -> None:
    """The row meets the one and not the other, and both can be written and read."""
    made = row_of(creation)
    terms = [
        value_term(column, [made], is_excluded)
        for column in COLUMNS.values()
        for is_excluded in (False, True)
    ]

    assert [True, False] * len(COLUMNS) == [made_test(term)(made) for term in terms]
    assert terms == [parse(str(term))[0] for term in terms]


def test_several_rows_give_each_value_once() -> None:
    """In the order of the rows."""
    rows = [row(user=user) for user in ("A\\x", "A\\y", "A\\x", None)]

    assert value_term(COLUMNS["user"], rows).values == ("A\\x", "A\\y", "")


@pytest.mark.parametrize(
    ("user", "time", "expected"),
    [
        ("CORP\\jdoe", NOON - 5 * MINUTE, True),
        ("corp\\JDOE", NOON + 5 * MINUTE, True),
        ("CORP\\jdoe", NOON - 5 * MINUTE - 1, False),
        ("CORP\\jdoe", NOON + 5 * MINUTE + 1, False),
        ("CORP\\other", NOON, False),
        (None, NOON, False),
        ("CORP\\jdoe", None, False),
    ],
)
def test_nearby_is_the_same_user_within_five_minutes(
    user: str | None, time: int | None, expected: bool
) -> None:
    """Both ends included."""
    terms = nearby(row(user="CORP\\jdoe", time_created=NOON))

    met = [made_test(term)(row(user=user, time_created=time)) for term in terms]

    assert expected == all(met)


@pytest.mark.parametrize("fields", [{"user": None}, {"time_created": None}])
def test_without_user_or_time_there_is_no_nearby(fields: dict[str, object]) -> None:
    """Rather than all rows."""
    assert nearby(row(**fields)) == ()


@given(creation=any_process())
def test_nearby_of_any_row_holds_the_row(creation: ProcessCreation) -> None:
    """Also at the ends of time."""
    made = row_of(creation)

    assert all(made_test(term)(made) for term in nearby(made))


def test_the_fields_are_columns() -> None:
    """That exist."""
    assert [key for key in FIELDS if key not in COLUMNS] == []
