"""core.detection.known_good_list: entries written as JSON come back, and a wrong list says what is wrong."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.known_good_entry import Entry
from core.detection.known_good_list import entries_of, json_of, starter_entries
from core.errors import UsageError

IMAGE = r"C:\Program Files\Ledger\ledger.exe"


def test_entries_come_back_as_they_were_written() -> None:
    """As an analyst's own."""
    entries = (
        Entry("a", IMAGE, r"--post [0-9]+", "because", is_own=True),
        Entry("b", f"{IMAGE}|{IMAGE}", "", "ä", "CHG-1", IMAGE, date(2027, 1, 31), is_own=True),
    )

    assert entries == entries_of(json_of(entries), is_own=True)
    assert entries_of(json_of(()), is_own=True) == ()


def test_the_list_that_is_shipped_is_written_as_ours_are() -> None:
    """So that an analyst can take an entry over."""
    assert starter_entries() == entries_of(json_of(starter_entries()), is_own=False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "no list"),
        (b"[]", "no list"),
        (b"{}", "no list"),
        (b"\xff", "no list"),
        (b"[" * 100_000, "no list"),
        (b'{"version":1,"entries":[{"name":"a"}]}', "no list"),
        (b'{"version":1,"entries":[],"more":1}', "no list"),
        (b'{"version":2,"entries":[]}', "version 2"),
        (
            b'{"version":1,"entries":[{"name":"a","image":"x.exe","arguments":"x","reason":"r"}]}',
            "Entry 1: The image must be a whole path",
        ),
        (
            b'{"version":1,"entries":[{"name":"a","image":"x.exe","arguments":"x","reason":"r","expires":"soon"}]}',
            "no list",
        ),
        (json_of([Entry("a", IMAGE, "x", "r"), Entry("A", IMAGE, "y", "r")]), "Two entries are called"),
        (b'{"version":1,"entries":[' + b",".join([b"{}"] * 9) + b"]}", "no list"),
    ],
)
def test_what_is_no_list_is_refused(text: bytes, words: str) -> None:
    """With a sentence."""
    with pytest.raises(UsageError, match=words):
        entries_of(text, is_own=True)


def test_a_list_without_end_is_refused() -> None:
    """Each entry costs time for every row."""
    many = [Entry(str(number), IMAGE, "x", "r") for number in range(1_001)]
    with pytest.raises(UsageError, match="at most 1,000"):
        entries_of(json_of(many), is_own=True)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_refused(text: bytes) -> None:
    """And nothing else."""
    with contextlib.suppress(UsageError):
        assert entries_of(text, is_own=True)
