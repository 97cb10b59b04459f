"""Literals and a block of bytes into the offsets where a literal stands, in any case, as UTF-16LE or ANSI.

Needles are any bytes; of them each hit says which it is. Hyperscan and Python's own search give the same.

A string value stands whole and uncompressed in a record, so in an honest log every record that a rule flags
by its recorded parent holds the rule's literal. A crafted record can join a value from two text tokens;
the full read finds it and marks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

try:
    import hyperscan
except ImportError:  # no wheel for this machine: the slower search gives the same offsets
    HAS_HYPERSCAN = False
else:
    HAS_HYPERSCAN = True

Search = Callable[[bytes], list[int]]
"""Give the offsets just behind each literal found, ascending; a block is below 4 GiB."""


@cache
def search_for(literals: Sequence[str]) -> Search:
    """Make the fastest search for these literals that this machine has."""
    return hyperscan_search(literals) if HAS_HYPERSCAN else portable_search(literals)


def _encoded(literals: Sequence[str]) -> list[bytes]:
    return [literal.lower().encode(encoding) for literal in literals for encoding in ("utf-16-le", "ascii")]


def hyperscan_search(literals: Sequence[str]) -> Search:
    """Search with Hyperscan, which looks for all literals in one pass."""
    patterns = [b"".join(b"\\x%02x" % byte for byte in text) for text in _encoded(literals)]
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=patterns,
        ids=list(range(len(patterns))),
        flags=[hyperscan.HS_FLAG_CASELESS] * len(patterns),
    )
    scratch = hyperscan.Scratch(database)

    def search(block: bytes) -> list[int]:
        ends: set[int] = set()

        def found(_id: int, _start: int, end: int, _flags: int, _context: object) -> None:
            ends.add(end)

        database.scan(block, match_event_handler=found, scratch=scratch)
        return sorted(ends)

    return search


def portable_search(literals: Sequence[str]) -> Search:
    """Search with Python's own `bytes.find`, several times slower."""
    wanted = _encoded(literals)

    def search(block: bytes) -> list[int]:
        folded = block.lower()
        ends: set[int] = set()
        for literal in wanted:
            at = folded.find(literal)
            while at >= 0:
                ends.add(at + len(literal))
                at = folded.find(literal, at + 1)
        return sorted(ends)

    return search


class Needle(NamedTuple):
    """Bytes to look for."""

    text: bytes
    any_case: bool = False
    """Whether ASCII letters count in either case."""
    once: bool = False
    """Whether its first hit in a block is enough, for one of which only the presence matters."""


Hit = tuple[int, int]
"""The offset just behind a needle, and its number."""

NeedleSearch = Callable[[bytes], list[Hit]]
"""Give the hits in a block below 4 GiB, ascending."""


@lru_cache(maxsize=4)
def needle_search(needles: Sequence[Needle]) -> NeedleSearch:
    """Make the fastest search for these needles, none of which is empty, that this machine has."""
    return hyperscan_needles(needles) if HAS_HYPERSCAN else portable_needles(needles)


def hyperscan_needles(needles: Sequence[Needle]) -> NeedleSearch:
    """Search with Hyperscan, in one pass, however many needles there are."""
    if not needles:
        return lambda block: []
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[b"".join(b"\\x%02x" % byte for byte in needle.text) for needle in needles],
        ids=list(range(len(needles))),
        flags=[
            hyperscan.HS_FLAG_CASELESS * needle.any_case | hyperscan.HS_FLAG_SINGLEMATCH * needle.once
            for needle in needles
        ],
    )
    scratch = hyperscan.Scratch(database)

    def search(block: bytes) -> list[Hit]:
        hits: list[Hit] = []

        def found(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            hits.append((end, number))

        database.scan(block, match_event_handler=found, scratch=scratch)
        hits.sort()
        return hits

    return search


_Table = dict[int, dict[bytes, list[int]]]
"""Numbers of needles by their text, by its length."""


def portable_needles(needles: Sequence[Needle]) -> NeedleSearch:
    """Search with Python's own `bytes.find`: once for each beginning that needles share, as GUIDs of a host do."""
    exact, folded = _by_beginning(needles, any_case=False), _by_beginning(needles, any_case=True)

    def search(block: bytes) -> list[Hit]:
        hits = [*_hits(block, exact), *(_hits(block.lower(), folded) if folded else ())]
        hits.sort()
        return hits

    return search


def _by_beginning(needles: Iterable[Needle], *, any_case: bool) -> dict[tuple[bytes, bool], _Table]:
    tables: dict[tuple[bytes, bool], _Table] = {}
    for number, needle in enumerate(needles):
        if needle.any_case is any_case:
            text = needle.text.lower() if any_case else needle.text
            beginning = text if needle.once else text[: max(4, len(text) // 4)]
            table = tables.setdefault((beginning, needle.once), {})
            table.setdefault(len(text), {}).setdefault(text, []).append(number)
    return tables


def _hits(block: bytes, tables: dict[tuple[bytes, bool], _Table]) -> Iterator[Hit]:
    for (beginning, is_once), table in tables.items():
        at = block.find(beginning)
        while at >= 0:
            for length, numbers in table.items():
                for number in numbers.get(block[at : at + length], ()):
                    yield at + length, number
            at = -1 if is_once else block.find(beginning, at + 1)
