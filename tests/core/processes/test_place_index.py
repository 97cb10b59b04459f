"""core.processes.place_index: which row holds the record at a place, whatever order the places came in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.processes.place_index import PlaceIndex
from core.processes.process import Place

places = st.builds(
    Place, st.sampled_from("ab"), st.just(0), st.integers(0, 20) | st.just(2**63), st.just(64), st.just(1)
)


@given(st.lists(places, max_size=30))
def test_each_place_leads_to_the_first_row_that_named_it(given_places: list[Place]) -> None:
    """And a place that nobody named to none."""
    index, expected = PlaceIndex(), dict[tuple[str, int], int]()
    for row, place in enumerate(given_places):
        index.add(place, row)
        expected.setdefault((place.file, place.file_offset), row)

    everywhere = [Place(file, 0, offset, 64, 1) for file in "abc" for offset in (*range(22), 2**63)]
    assert [index.row_at(place) for place in everywhere] == [
        expected.get((place.file, place.file_offset)) for place in everywhere
    ]
