"""core.words.known_good_words: what is greyed is counted, and said to be there all the same."""

from __future__ import annotations

from datetime import date

import pytest

from core.detection.known_good_entry import Entry
from core.words.known_good_words import expiry_words, hits_words, known_good_closing, known_good_words

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("known", "flagged", "words", "closing"),
    [
        (0, 0, "", "Nothing is flagged, so nothing is known-good."),
        (0, 17, "", "None of the 17 flagged is known-good."),
        (
            1,
            17,
            "1 of 17 flagged is known-good",
            "1 of 17 flagged is known-good, and listed all the same (leave out with --filter=-known:*).",
        ),
        (
            1_003,
            1_700,
            "1,003 of 1,700 flagged are known-good",
            "1,003 of 1,700 flagged are known-good, and listed all the same (leave out with --filter=-known:*).",
        ),
    ],
)
def test_what_is_greyed_is_counted(known: int, flagged: int, words: str, closing: str) -> None:
    """In a headline and behind a list."""
    assert words == known_good_words(known, flagged)
    assert closing == known_good_closing(known, flagged)


@pytest.mark.parametrize(
    ("listed", "end"),
    [
        (3, ", and listed all the same (leave out with --filter=-known:*)."),
        (1, "; 1 of them listed, by the filter."),
        (0, "; not listed, by the filter."),
    ],
)
def test_what_a_filter_leaves_out_is_not_called_listed(listed: int, end: str) -> None:
    """It is known-good all the same."""
    assert f"3 of 9 flagged are known-good{end}" == known_good_closing(3, 9, listed)


@pytest.mark.parametrize(
    ("hits", "words"), [(0, "greys 0 rows"), (1, "greys 1 row"), (1_234, "greys 1,234 rows")]
)
def test_what_an_entry_greys(hits: int, words: str) -> None:
    """Beside its name."""
    assert words == hits_words(hits)


@pytest.mark.parametrize(
    ("expires", "words"),
    [(None, "never"), (TODAY, "2026-05-01"), (date(2026, 4, 30), "expired 2026-04-30")],
)
def test_until_when_an_entry_fits(expires: date | None, words: str) -> None:
    """Its last day is one of them."""
    entry = Entry("a", r"C:\Program Files\x\x.exe", "x", "r", expires=expires)

    assert words == expiry_words(entry, TODAY)
