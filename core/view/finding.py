"""A text that the user looks for into the position of the next row whose cells hold it; nothing is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from core.rows.column import Column, Kind
from core.rows.row import Row
from core.view.cell_text import shown
from core.view.times import Zone

SLICE = 2_000
"""Rows that are looked at in one step."""
_MOST_KNOWN = 200_000
"""Values of a column whose outcome is kept."""

RowAt = Callable[[int], Row]


def holds(text: str, wanted: str) -> bool:
    """Tell whether a cell's text holds what is looked for, in any case of the letters."""
    return wanted.casefold() in text.casefold()


def finding(
    wanted: str, columns: Sequence[Column], zone: Zone, row_at: RowAt, positions: Iterable[int]
) -> Iterator[int | None]:
    """Look through rows in the order of the positions; give `None` after each slice, and once the position of
    the first row that holds the text in one of these columns. Ends without one where there is none.
    """
    tests = [_test(wanted.casefold(), column, zone) for column in columns]
    for looked_at, position in enumerate(positions, 1):
        row = row_at(position)
        if any(test(row) for test in tests):
            yield position
            return
        if looked_at % SLICE == 0:
            yield None


def around(start: int | None, count: int, is_forward: bool) -> Iterator[int]:
    """Give all positions once: from the one behind `start` on (before it, backwards) around to `start` itself."""
    if is_forward:
        first = 0 if start is None else start + 1
        return chain(range(first, count), range(first))
    last = count - 1 if start is None else start - 1
    return chain(range(last, -1, -1), range(count - 1, last, -1))


def _test(folded: str, column: Column, zone: Zone) -> Callable[[Row], bool]:
    def holds_text(row: Row) -> bool:
        return folded in shown(column, row, zone).casefold()

    decides = _DECIDES.get(column.key) or (column.raw if column.kind in _REPEATED else None)
    if decides is None:
        return holds_text
    known: dict[object, bool] = {}

    def holds_value(row: Row) -> bool:
        value = decides(row)
        outcome = known.get(value)
        if outcome is None:
            outcome = holds_text(row)
            if len(known) < _MOST_KNOWN:
                known[value] = outcome
        return outcome

    return holds_value


def _images(row: Row) -> object:
    process = row.process
    return process.parent_image_path, process.image_path, process.parent_link


def _document(row: Row) -> object:
    return None if row.detection is None else row.detection.document


_REPEATED = frozenset({Kind.TEXT, Kind.SEVERITY, Kind.INTEGRITY})
"""Kinds whose cell shows the same wherever the value is the same, and whose values repeat from row to row."""

_DECIDES: Mapping[str, Callable[[Row], object]] = {"chain": _images, "document": _document}
"""What such a cell shows depends on more than the column's value."""
