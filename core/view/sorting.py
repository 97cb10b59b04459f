"""A click on a heading into what the rows are sorted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.rows.column import Kind
from core.rows.columns import COLUMNS
from core.view.view import Order

MOST_KEYS = 3

_LARGEST_FIRST = frozenset({Kind.TIME, Kind.SEVERITY, Kind.INTEGRITY})
"""Kinds whose newest, most urgent or most trusted value is wanted first."""

_DIRECTIONS: Mapping[Kind, tuple[str, str]] = {
    Kind.TIME: ("oldest first", "newest first"),
    Kind.SEVERITY: ("least urgent first", "most urgent first"),
    Kind.INTEGRITY: ("least trusted first", "most trusted first"),
    Kind.NUMBER: ("smallest first", "largest first"),
    Kind.OFFSET: ("smallest first", "largest first"),
    Kind.YES_NO: ("no first", "yes first"),
}
_BY_LETTER = ("A to Z", "Z to A")


def clicked(orders: Sequence[Order], column: str) -> tuple[Order, ...]:
    """Sort by this column alone; a second click turns its direction."""
    known = _of(orders, column)
    is_alone = len(orders) == 1 and known is not None
    return (_turned(known) if is_alone and known is not None else _first(column),)


def added(orders: Sequence[Order], column: str) -> tuple[Order, ...]:
    """Sort by this column where rows are equal in the others; one that is among them turns its direction.

    Beyond three it takes the last one's place.
    """
    known = _of(orders, column)
    if known is not None:
        return tuple(_turned(order) if order is known else order for order in orders)
    return (*orders[: MOST_KEYS - 1], _first(column))


def direction_words(column: str, is_descending: bool) -> str:
    """Say a direction in the words of the column's kind."""
    return _DIRECTIONS.get(COLUMNS[column].kind, _BY_LETTER)[is_descending]


def _first(column: str) -> Order:
    return Order(column, is_descending=COLUMNS[column].kind in _LARGEST_FIRST)


def _turned(order: Order) -> Order:
    return replace(order, is_descending=not order.is_descending)


def _of(orders: Sequence[Order], column: str) -> Order | None:
    return next((order for order in orders if order.column == column), None)
