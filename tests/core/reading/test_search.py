"""Where literals and needles stand in a block of bytes: both searches give the same offsets for any bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detection.rules import RULES, literals
from core.reading.search import (
    HAS_HYPERSCAN,
    Hit,
    Needle,
    NeedleSearch,
    Search,
    hyperscan_needles,
    hyperscan_search,
    needle_search,
    portable_needles,
    portable_search,
    search_for,
)
from tests.core.log_reading import steady
from tests.evtx_writer import sysmon_1, write_log

Make = Callable[[Sequence[str]], Search]
MakeNeedles = Callable[[Sequence[Needle]], NeedleSearch]

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


# ---------------------------------------------------------------- needles
each_needle_search = pytest.mark.parametrize(
    "make_needles", [portable_needles, pytest.param(hyperscan_needles, marks=needs_hyperscan)]
)

RAW = bytes(range(16))
SAME_START = RAW[:12] + b"abcd"
NEEDLES = (
    Needle(RAW),
    Needle(SAME_START),
    Needle(_utf16("ab-1"), any_case=True),
    Needle(b"name", any_case=True, once=True),
    Needle(RAW),
    Needle(b"\x5c.*\0("),
)


@each_needle_search
@pytest.mark.parametrize(
    ("block", "hits"),
    [
        (b"", []),
        (RAW, [(16, 0), (16, 4)]),
        (RAW[:-1], []),
        (b"x" + RAW * 2, [(17, 0), (17, 4), (33, 0), (33, 4)]),
        (SAME_START, [(16, 1)]),
        (SAME_START.upper(), []),
        (RAW + SAME_START, [(16, 0), (16, 4), (32, 1)]),
        (_utf16("AB-1ab-1"), [(8, 2), (16, 2)]),
        (b"x" + _utf16("aB-1"), [(9, 2)]),
        (b"name", [(4, 3)]),
        (b"NAME, name, Name", [(4, 3)]),
        (b"na", []),
        (b"\\.*\0(", [(5, 5)]),
        (b"\\xyz(", []),
        (bytes(70_000) + RAW, [(70_016, 0), (70_016, 4)]),
    ],
)
def test_where_needles_end(make_needles: MakeNeedles, block: bytes, hits: list[Hit]) -> None:
    """Each with its number, ascending; equal ones all; one that is asked for once at its first place."""
    assert hits == make_needles(NEEDLES)(block)


@each_needle_search
def test_needles_that_overlap_themselves(make_needles: MakeNeedles) -> None:
    """Every place counts."""
    assert make_needles((Needle(b"\1" * 8),))(b"\1" * 10) == [(8, 0), (9, 0), (10, 0)]


@each_needle_search
def test_no_needle_finds_nothing(make_needles: MakeNeedles) -> None:
    """Where nothing is looked for."""
    assert make_needles(())(b"anything") == []


_PIECES = (b"\0", b"\1", b"a", b"A", b"-", RAW, SAME_START, RAW[:4], _utf16("aB-1"), b"NAME")


@needs_hyperscan
@settings(steady, max_examples=300)
@given(
    st.lists(
        st.builds(
            Needle, st.lists(st.sampled_from(_PIECES), min_size=1, max_size=4).map(b"".join), st.booleans()
        ),
        max_size=8,
    ),
    st.lists(st.one_of(st.binary(max_size=6), st.sampled_from(_PIECES)), max_size=40).map(b"".join),
)
def test_both_searches_give_the_same_needles(needles: list[Needle], block: bytes) -> None:
    """Of any texts, in any bytes."""
    assert portable_needles(needles)(block) == hyperscan_needles(needles)(block)


def test_a_needle_search_is_made_once() -> None:
    """Every unit of work of one question comes with the same needles."""
    assert needle_search(NEEDLES) is needle_search(NEEDLES)
