"""Literals and a block of bytes into the offsets where a literal stands, in any case, as UTF-16LE or ANSI.

A string value stands whole and uncompressed in a record, so in an honest log every record that a rule flags
by its recorded parent holds the rule's literal. A crafted record can join a value from two text tokens;
the full read finds it and marks it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

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
