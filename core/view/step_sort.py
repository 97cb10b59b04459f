"""Row numbers sorted by keys in steps that block nobody, as one call would sort them."""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain, pairwise

from core.rows.column import SortKey

_VALUES_A_RUN = 32
"""Values of each run from which those are chosen that part the stretches."""


def sorting(
    keys: Sequence[SortKey | None], numbers: Sequence[int], is_descending: bool, rows_a_step: int
) -> Generator[None, None, array[int]]:
    """Give what `sorted_by` gives, with a pause after about so many rows.

    Runs of rows are sorted. Then the rows between two values are gathered from all runs and sorted, stretch after
    stretch; the values stand evenly in the runs, so that no stretch holds many more rows than a run, but for equal
    ones, which were in order before. Rows that come in order, or the other way round, are only joined.
    """
    runs: list[Sequence[int]] = []
    absent = array("I")
    for begin in range(0, len(numbers), rows_a_step):
        part = numbers[begin : begin + rows_a_step]
        if None in map(keys.__getitem__, part):
            absent.extend([number for number in part if keys[number] is None])
            part = [number for number in part if keys[number] is not None]
        if part:
            runs.append(_sorted(keys, part, is_descending))
        yield
    ordered = array("I")
    for stretch in _stretches(keys, runs, is_descending, rows_a_step):
        ordered.extend(stretch)
        yield
    ordered.extend(absent)
    return ordered


def _stretches(
    keys: Sequence[SortKey | None], runs: Sequence[Sequence[int]], is_descending: bool, rows_a_stretch: int
) -> Iterator[Sequence[int]]:
    """Give all rows of sorted runs in order, some at a time."""
    pairs = list(pairwise(runs))
    if not any(_is_before(keys[after[0]], keys[before[-1]], is_descending) for before, after in pairs):
        yield from runs
        return
    if all(_is_before(keys[after[-1]], keys[before[0]], is_descending) for before, after in pairs):
        yield from reversed(runs)
        return
    begins = [0] * len(runs)
    for value in (*_parting(keys, runs, is_descending, rows_a_stretch), None):
        ends = [
            len(run) if value is None else _first_from(keys, run, value, is_descending, begin)
            for run, begin in zip(runs, begins, strict=True)
        ]
        parts = (run[begin:end] for run, begin, end in zip(runs, begins, ends, strict=True))
        # The later of equal rows stand in the later runs, and sorting lets them keep their order.
        yield _sorted(keys, chain.from_iterable(parts), is_descending)
        begins = ends


def _parting(
    keys: Sequence[SortKey | None], runs: Sequence[Sequence[int]], is_descending: bool, rows_a_stretch: int
) -> Sequence[SortKey | None]:
    """Choose the values at which stretches of so many rows begin, in order, each once."""
    evenly = [run[at * len(run) // _VALUES_A_RUN] for run in runs for at in range(_VALUES_A_RUN)]
    seen = _sorted(keys, evenly, is_descending)
    stretches = max(1, sum(map(len, runs)) // rows_a_stretch)
    return list(dict.fromkeys(keys[seen[at * len(seen) // stretches]] for at in range(1, stretches)))


def _first_from(
    keys: Sequence[SortKey | None], run: Sequence[int], value: SortKey | None, is_descending: bool, low: int
) -> int:
    """Find where the rows of a run begin that do not stand before a value."""
    high = len(run)
    while low < high:
        middle = (low + high) // 2
        if _is_before(keys[run[middle]], value, is_descending):
            low = middle + 1
        else:
            high = middle
    return low


def _sorted(keys: Sequence[SortKey | None], numbers: Iterable[int], is_descending: bool) -> Sequence[int]:
    return sorted(numbers, key=keys.__getitem__, reverse=is_descending)  # type: ignore[arg-type]  # none is absent


def _is_before(one: SortKey | None, other: SortKey | None, is_descending: bool) -> bool:
    # One column's keys are of one kind, which the type of a key cannot say; absent ones have been taken out.
    return one > other if is_descending else one < other  # type: ignore[operator]
