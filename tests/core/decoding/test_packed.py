"""core.decoding.packed: compressed bytes come out as far as there is room."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decoding.packed import unpacked

CONTENT = b"some words, some words, some words"


@pytest.mark.parametrize(
    ("packed", "ways"),
    [
        (gzip.compress(CONTENT), ("gzip",)),
        (zlib.compress(CONTENT), ("zlib",)),
        (zlib.compress(gzip.compress(CONTENT)), ("zlib", "gzip")),
        (gzip.compress(CONTENT)[:-6], ("gzip",)),
    ],
)
def test_bytes_come_out(packed: bytes, ways: tuple[str, ...]) -> None:
    """Of each way and of several, also where the end is missing."""
    inner = unpacked(packed, 1000, is_deflate_told=False)

    assert inner is not None
    assert (CONTENT, ways, False) == (inner.content, inner.ways, inner.is_cut)


def test_raw_deflate_is_tried_only_where_it_is_told() -> None:
    """It begins in no way of its own."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(CONTENT) + packer.flush()

    assert unpacked(packed, 1000, is_deflate_told=False) is None
    inner = unpacked(packed, 1000, is_deflate_told=True)
    assert inner is not None
    assert (inner.content, inner.ways) == (CONTENT, ("deflate",))


def test_a_bomb_gives_no_more_than_there_is_room_for() -> None:
    """A thousand times as large as its bytes."""
    inner = unpacked(gzip.compress(bytes(10_000_000)), 5_000, is_deflate_told=False)

    assert inner is not None
    assert (len(inner.content), inner.is_cut) == (5_000, True)


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_unpacked_or_not(packed: bytes, is_deflate_told: bool) -> None:
    """None raises; noise behind a beginning is nothing or little."""
    for begin in (b"", b"\x1f\x8b\x08", b"\x78\x9c"):
        inner = unpacked(begin + packed, 100, is_deflate_told)
        assert inner is None or len(inner.content) <= 100
