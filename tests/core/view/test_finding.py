"""core.view.finding: the next row whose cells hold a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.detections import detect
from core.processes.process import ParentLink
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.view.cell_text import shown
from core.view.finding import SLICE, around, finding, holds
from core.view.times import UTC_ZONE
from tests.core.builders import process
from tests.core.strategies import any_process

ALL = tuple(COLUMNS.values())


@pytest.mark.parametrize(
    ("start", "is_forward", "expected"),
    [
        (None, True, [0, 1, 2, 3]),
        (None, False, [3, 2, 1, 0]),
        (1, True, [2, 3, 0, 1]),
        (1, False, [0, 3, 2, 1]),
        (3, True, [0, 1, 2, 3]),
        (0, False, [3, 2, 1, 0]),
    ],
)
def test_a_search_goes_once_around(start: int | None, is_forward: bool, expected: list[int]) -> None:
    """And ends where it began."""
    assert expected == list(around(start, 4, is_forward))


@given(rows=st.lists(any_process(), max_size=8), text=st.text(max_size=3), start=st.integers(0, 7))
def test_the_first_row_with_the_text_is_found(rows: list[object], text: str, start: int) -> None:
    """As looking at every cell finds it."""
    made = [Row(one, next(detect([one]), None), "strict") for one in rows]  # type: ignore[arg-type, list-item]
    positions = list(around(min(start, len(made) - 1) if made else None, len(made), is_forward=True))
    slow = [at for at in positions if any(holds(shown(column, made[at], UTC_ZONE), text) for column in ALL)]

    found = list(finding(text, ALL, UTC_ZONE, made.__getitem__, positions))

    assert slow[:1] == found


def test_only_the_columns_given_are_looked_at() -> None:
    """What is not shown is not found."""
    rows = [Row(process(), None, "strict")]

    found = [
        list(finding("ws01", [COLUMNS[key]], UTC_ZONE, rows.__getitem__, [0])) for key in ("hostname", "user")
    ]

    assert found == [[0], []]


def test_rows_of_the_same_images_are_told_apart_by_how_the_parent_is_known() -> None:
    """The chain's cell shows it, though its value does not."""
    rows = [
        Row(process(parent_link=link), None, "strict") for link in (ParentLink.RECORDED, ParentLink.INFERRED)
    ]

    assert list(finding("inferred", [COLUMNS["chain"]], UTC_ZONE, rows.__getitem__, range(2))) == [1]


def test_a_long_search_can_be_left_between_slices() -> None:
    """It says nothing after each."""
    row = Row(process(), None, "strict")
    steps = finding("nowhere", ALL, UTC_ZONE, lambda _: row, range(3 * SLICE + 1))

    assert list(steps) == [None] * 3
