"""Where literals stand in a block of bytes: both searches give the same offsets for any bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detection.rules import RULES, literals
from core.reading.search import HAS_HYPERSCAN, Search, hyperscan_search, portable_search, search_for
from tests.core.log_reading import steady
from tests.evtx_writer import sysmon_1, write_log

Make = Callable[[Sequence[str]], Search]

needs_hyperscan = pytest.mark.skipif(not HAS_HYPERSCAN, reason="hyperscan has no wheel for this machine")
each_search = pytest.mark.parametrize(
    "make", [portable_search, pytest.param(hyperscan_search, marks=needs_hyperscan)]
)

WORDS = ("excel.exe", "word.exe", "outlook.exe")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


@each_search
@pytest.mark.parametrize(
    ("block", "ends"),
    [
        (b"", []),
        (b"excel.exe", [9]),
        (b"EXCEL.EXE", [9]),
        (b"eXcEl.ExE", [9]),
        (_utf16("excel.exe"), [18]),
        (_utf16("ExCeL.eXe"), [18]),
        (b"x" + _utf16("excel.exe"), [19]),
        (b"excel.exe" * 3, [9, 18, 27]),
        (b"excel.exe" + _utf16("excel.exe"), [9, 27]),
        (b"winword.exe", [11]),
        (_utf16("OUTLOOK.EXE") + b"word.exe", [22, 30]),
        (b"excel.ex", []),
        (b"excel_exe", []),
        (b"excelxexe", []),
        (b"e\0xcel.exe", []),
        (_utf16("excel.exe")[:-1], []),
        (_utf16("excel.exe")[1:], []),
        (_utf16("exc\u212al.exe"), []),
        ("ｅxcel.exe".encode("utf-16-le"), []),
        (_utf16("excel.exe").replace(b"\0", b"\1"), []),
        (b"excel.exe" + bytes(70_000) + b"excel.exe", [9, 70_018]),
    ],
)
def test_where_literals_end(make: Make, block: bytes, ends: list[int]) -> None:
    """In any case of ASCII letters, as ANSI and as UTF-16LE, at any offset."""
    assert ends == make(WORDS)(block)


@each_search
def test_literals_that_overlap(make: Make) -> None:
    """Each end is given once, ascending."""
    assert make(("aba", "a"))(b"abABA") == [1, 3, 5]


@each_search
def test_a_search_can_be_used_again(make: Make) -> None:
    """It keeps nothing of an earlier block."""
    search = make(WORDS)

    found = [search(b"excel.exe"), search(b""), search(b" word.exe")]

    assert found == [[9], [], [9]]


@needs_hyperscan
@settings(steady, max_examples=300)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from(WORDS).flatmap(
                lambda word: st.sampled_from(
                    (word.encode(), word.upper().encode(), _utf16(word), _utf16(word.upper()))
                )
            ),
            st.sampled_from((b"exc", b"el.exe", b"e\0x\0c\0", b"\0", b"E", b".")),
        ),
        max_size=30,
    ).map(b"".join)
)
def test_both_searches_give_the_same_offsets(block: bytes) -> None:
    """On any bytes."""
    assert portable_search(WORDS)(block) == hyperscan_search(WORDS)(block)


@pytest.mark.parametrize("reading", RULES)
def test_both_searches_agree_on_a_log(reading: str) -> None:
    """And it is found in every record that a reading flags."""
    log = write_log(None, [sysmon_1() for _ in range(50)])
    search = search_for(literals((reading,)))

    assert portable_search(literals((reading,)))(log) == search(log)
    assert len(search(log)) >= 50


def test_a_search_is_made_once() -> None:
    """Compiling one takes longer than many a search."""
    assert search_for(WORDS) is search_for(WORDS)
