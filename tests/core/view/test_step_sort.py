"""core.view.step_sort: sorted in steps, against sorted at once."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rows.column import SortKey
from core.view.row_numbers import sorted_by
from core.view.step_sort import sorting

KEYS = st.one_of(
    st.lists(st.none() | st.integers(0, 5), max_size=60),
    st.lists(st.integers(0, 1_000), max_size=60),
    st.lists(st.none() | st.sampled_from(["", "a", "b", "é"]), max_size=60),
    st.integers(0, 60).map(range),
    st.integers(0, 60).map(lambda count: [-number // 3 for number in range(count)]),
)


def done(steps: Generator[None, None, Sequence[int]]) -> tuple[Sequence[int], int]:
    """Give what steps lead to, and how many they were."""
    count = 0
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            return ended.value, count
        count += 1


@given(keys=KEYS, is_descending=st.booleans(), rows_a_step=st.integers(1, 9), shuffled=st.randoms())
def test_rows_stand_as_one_call_would_put_them(
    keys: Sequence[SortKey | None], is_descending: bool, rows_a_step: int, shuffled: object
) -> None:
    """Equal ones in the order in which they were given, absent ones last, in both directions."""
    numbers = list(range(len(keys)))
    shuffled.shuffle(numbers)  # type: ignore[attr-defined]  # a Random

    found, _ = done(sorting(keys, numbers, is_descending, rows_a_step))

    assert list(sorted_by(keys, numbers, is_descending)) == list(found)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param([number * 7_919 % 10_007 for number in range(10_000)], id="any"),
        pytest.param(
            [number % 100 * 1_000 + number // 100 for number in range(10_000)], id="many-sorted-logs"
        ),
        pytest.param([number % 10 for number in range(10_000)], id="few-values"),
        pytest.param([f"{number * 7_919 % 10_007:05}" for number in range(10_000)], id="texts"),
    ],
)
def test_no_step_is_much_longer_than_asked_for(keys: Sequence[SortKey | None]) -> None:
    """Counted in keys that are asked for; rows that are equal are put in order together."""
    rows_a_step = 200
    looked_at, longest, before = _Counted(keys), 0, 0
    for _ in sorting(looked_at, range(len(keys)), False, rows_a_step):
        longest, before = max(longest, looked_at.asked - before), looked_at.asked

    equal = max(len(keys) // len(set(keys)), rows_a_step)
    assert longest <= 40 * equal


class _Counted(Sequence[SortKey | None]):
    """Keys that count how often one was asked for."""

    def __init__(self, keys: Sequence[SortKey | None]) -> None:
        self._keys, self.asked = keys, 0

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, number: int) -> SortKey | None:  # type: ignore[override]  # no slices
        self.asked += 1
        return self._keys[number]
