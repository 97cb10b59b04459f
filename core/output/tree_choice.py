"""Flagged processes into the part of the tree that is shown: their ancestors, themselves, all below them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from core.processes.family import Family

MOST_BELOW = 1_000
"""Descendants of one flagged process that are shown."""
MOST_GUIDES = 24
"""Levels above a process of which is known how they are drawn."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A process where it stands in the tree that is shown, or the place of those that are not."""

    id: int
    """Where `left_out` is not 0, of the parent of those that are left out."""
    depth: int
    """0 for a root."""
    ends: tuple[bool, ...]
    """For the nearest levels down to it, at most `MOST_GUIDES`: whether it is the last one there."""
    has_children: bool = False
    left_out: int = 0


class TreeChoice:
    """Which processes of a family are shown."""

    def __init__(self, family: Family, flagged: Collection[int], shows_all: bool = False) -> None:
        """Choose the lines of the flagged ones, or everything."""
        self._family = family
        self._shown: set[int] | None = None if shows_all else set(flagged)
        if self._shown is not None:
            for id in flagged:
                self._shown.update(family.ancestors(id))
                self._shown.update(child for _, child in family.descendants(id, MOST_BELOW))

    def branches(self) -> Iterator[Branch]:
        """Walk through what is shown, as a tree is read; what a process started besides is counted behind it."""
        for root in self._family.roots():
            if self._is_shown(root):
                yield from self._below(root)

    def _is_shown(self, id: int) -> bool:
        return self._shown is None or id in self._shown

    def _children(self, id: int) -> Sequence[int]:
        children = self._family.children(id)
        return children if self._shown is None else [child for child in children if child in self._shown]

    def _below(self, root: int) -> Iterator[Branch]:
        children = self._children(root)
        yield Branch(root, 0, (), has_children=self._family.count_children(root) > 0)
        levels = [(root, children, 0)]
        ends: list[bool] = []
        while levels:
            id, children, next_child = levels[-1]
            left_out = self._family.count_children(id) - len(children)
            if next_child == len(children):
                levels.pop()
                if left_out:
                    yield Branch(id, len(levels) + 1, (*ends[-MOST_GUIDES + 1 :], True), left_out=left_out)
                if ends:
                    ends.pop()
                continue
            levels[-1] = id, children, next_child + 1
            child = children[next_child]
            ends.append(next_child + 1 == len(children) and not left_out)
            below = self._children(child)
            has_children = self._family.count_children(child) > 0
            yield Branch(child, len(levels), tuple(ends[-MOST_GUIDES:]), has_children)
            levels.append((child, below, 0))
