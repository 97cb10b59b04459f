"""core.view.sorting: what a click on a heading sorts by."""

from __future__ import annotations

import pytest

from core.rows.columns import COLUMNS
from core.view.sorting import added, clicked, direction_words
from core.view.view import Order

UP = {key: Order(key) for key in COLUMNS}
DOWN = {key: Order(key, is_descending=True) for key in COLUMNS}


@pytest.mark.parametrize(
    ("before", "column", "expected"),
    [
        ((), "user", (UP["user"],)),
        ((), "pid", (UP["pid"],)),
        ((), "time_created", (DOWN["time_created"],)),
        ((), "severity", (DOWN["severity"],)),
        ((), "integrity_level", (DOWN["integrity_level"],)),
        ((UP["user"],), "user", (DOWN["user"],)),
        ((DOWN["user"],), "user", (UP["user"],)),
        ((UP["user"],), "hostname", (UP["hostname"],)),
        ((DOWN["user"], UP["pid"]), "user", (UP["user"],)),
    ],
)
def test_a_click_sorts_by_one_column(
    before: tuple[Order, ...], column: str, expected: tuple[Order, ...]
) -> None:
    """Newest and most urgent first, text by its letters; again, the other way round."""
    assert expected == clicked(before, column)


@pytest.mark.parametrize(
    ("before", "column", "expected"),
    [
        ((), "user", (UP["user"],)),
        ((UP["user"],), "time_created", (UP["user"], DOWN["time_created"])),
        ((UP["user"], UP["pid"]), "user", (DOWN["user"], UP["pid"])),
        ((UP["user"], UP["pid"], UP["exe"]), "hostname", (UP["user"], UP["pid"], UP["hostname"])),
    ],
)
def test_a_click_with_shift_adds_a_column(
    before: tuple[Order, ...], column: str, expected: tuple[Order, ...]
) -> None:
    """Up to three; one that is among them turns."""
    assert expected == added(before, column)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("user", ("A to Z", "Z to A")),
        ("time_created", ("oldest first", "newest first")),
        ("severity", ("least urgent first", "most urgent first")),
        ("file_offset", ("smallest first", "largest first")),
    ],
)
def test_directions_have_words(column: str, expected: tuple[str, str]) -> None:
    """That fit the kind of values."""
    assert expected == (direction_words(column, False), direction_words(column, True))
