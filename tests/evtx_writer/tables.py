"""Names and templates of a chunk into the hash buckets of its header."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

STRING_BUCKETS = 64
TEMPLATE_BUCKETS = 32

Key = TypeVar("Key")


@dataclass(slots=True)
class HashTable(Generic[Key]):
    """Offsets by key, and the bucket heads a reader starts from.

    A new entry becomes the head of its bucket and points at the former head.
    """

    heads: list[int]
    offsets: dict[Key, int] = field(default_factory=dict)
    _added: list[tuple[Key, int, int]] = field(default_factory=list)

    def add(self, key: Key, bucket_hash: int, offset: int) -> int:
        """Enter `key` at `offset`; returns the offset its entry has to name as the next one, or 0."""
        bucket = bucket_hash % len(self.heads)
        former = self.heads[bucket]
        self.heads[bucket] = offset
        self.offsets[key] = offset
        self._added.append((key, bucket, former))
        return former

    def mark(self) -> int:
        """A point to come back to with `undo`."""
        return len(self._added)

    def undo(self, mark: int) -> None:
        """Forget what was added since `mark`."""
        while len(self._added) > mark:
            key, bucket, former = self._added.pop()
            self.heads[bucket] = former
            del self.offsets[key]


def name_hash(units: bytes) -> int:
    """The 16-bit hash of a name, given as UTF-16 LE."""
    value = 0
    for low, high in zip(units[::2], units[1::2], strict=True):
        value = (value * 65599 + (high << 8 | low)) & 0xFFFFFFFF
    return value & 0xFFFF
