"""Compressed bytes into bytes: gzip, zlib and raw deflate, never more than there is room for."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

_GZIP = b"\x1f\x8b\x08"
_DEEPEST = 4
"""Times that one piece may be compressed."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Bytes that were compressed."""

    content: bytes
    ways: tuple[str, ...]
    """What they were compressed with, the outermost first."""
    is_cut: bool


def unpacked(packed: bytes, most: int, is_deflate_told: bool) -> Unpacked | None:
    """Unpack bytes that begin as gzip or zlib do, and what is in them again; `None` where they do not.

    Raw deflate begins in no way of its own: it is tried where the text around the bytes speaks of it.
    """
    ways: list[str] = []
    content, is_cut = packed, False
    while len(ways) < _DEEPEST and not is_cut:
        way, bits = _way(content, is_deflate_told)
        inner = _inflate(content, bits, most) if way else None
        if inner is None:
            break
        content, is_cut = inner
        ways.append(way)
    return Unpacked(content, tuple(ways), is_cut) if ways else None


def _way(packed: bytes, is_deflate_told: bool) -> tuple[str, int]:
    """Name the compression and give what zlib calls it."""
    if packed.startswith(_GZIP):
        return "gzip", 31
    if len(packed) > 6 and packed[0] & 0x0F == 8 and int.from_bytes(packed[:2]) % 31 == 0:
        return "zlib", 15
    return ("deflate", -15) if is_deflate_told else ("", 0)


def _inflate(packed: bytes, bits: int, most: int) -> tuple[bytes, bool] | None:
    """Unpack; what ends too early gives what there is of it."""
    if most <= 0:
        return None
    inflater = zlib.decompressobj(bits)
    try:
        content = inflater.decompress(packed, most)
    except zlib.error:
        return None
    return (content, bool(inflater.unconsumed_tail)) if content else None
