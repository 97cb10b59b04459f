"""core.view.numbered: counting by packed numbers, against counting texts one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.windows import ascii_lower
from core.view.numbered import Numbered

few = st.sampled_from([None, "", "a", "A", "b", "É", "é"])
many = st.integers(0, 300).map(str)


@given(st.lists(st.lists(st.tuples(few | many, st.booleans()), max_size=200), max_size=3))
def test_texts_are_counted_as_if_one_by_one(parts: Sequence[Sequence[tuple[str | None, bool]]]) -> None:
    """However many there are, and however they come."""
    numbered = Numbered(lambda value: value)
    for part in parts:
        numbered.extend(value for value, _ in part)
    rows = [one for part in parts for one in part]
    met = bytes(is_met for _, is_met in rows)
    expected = Counter(ascii_lower(value or "") for value, is_met in rows if is_met)

    assert len(rows) == len(numbered)
    assert expected == Counter(
        {ascii_lower(text): count for text, count in zip(numbered.texts, numbered.counts(met), strict=True)}
    )


@pytest.mark.parametrize("different", [1, 64, 65, 127, 128, 129, 255, 256, 257, 70_000])
def test_any_number_of_texts_can_be_told_apart(different: int) -> None:
    """A number takes a byte as long as there are few, and four then."""
    numbered = Numbered(str)
    half = different // 2
    for part in (range(half), range(different), range(half, different)):
        numbered.extend(part)

    assert [str(number) for number in range(different)] == numbered.texts
    assert [2] * different == numbered.counts(b"\1" * 2 * different)


def test_a_text_is_spelled_as_it_was_first_met() -> None:
    """Windows' names have no case; only A to Z fold, as in a filter."""
    numbered = Numbered(lambda value: value)
    numbered.extend(["Bob", "BOB", None, "bob", "", "É", "é"])

    expected = {"Bob": 3, "": 2, "É": 1, "é": 1}

    assert expected == dict(zip(numbered.texts, numbered.counts(b"\1" * 7), strict=True))


def test_a_text_is_made_once_for_each_value() -> None:
    """Making it may be slow."""
    made: list[object] = []

    def text_of(value: object) -> str:
        made.append(value)
        return str(value)

    numbered = Numbered(text_of)
    numbered.extend([1, 2, 1, 1])
    numbered.extend([2, 3])

    expected = [1, 2, 3]
    assert expected == made
