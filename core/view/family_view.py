"""A family, what is found in it and what is asked for into the part of the tree that is shown.

A view of a tree as `core.view.view` is one of rows: it chooses, and a window or a page shows.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.detection.descendants import DESCENDANT
from core.detection.detections import Detection
from core.processes.family import Family

A_STEP = 2_000
"""Processes that are looked at in one step."""
MOST_IN_ORDER = 50_000
"""Of more processes what was found is given in the order of the records."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a family is to be shown."""

    focus: int | None = None
    """Only the line of this process: its ancestors, itself, all below it."""
    with_siblings: bool = False
    """And beside the process in focus what its parent started besides."""
    only_flagged: bool = False
    """Only the lines of flagged processes."""
    wanted: str = ""
    """Of that, only processes that hold this text in any case of its letters, with all above and below them."""


class FamilyView:
    """Which processes of a family are shown, and what was found."""

    def __init__(self, family: Family, findings: Mapping[int, Detection]) -> None:
        """Show everything; `findings` are flagged processes and their descendants, by id."""
        self.family = family
        self.findings = findings
        self.asked = Asked()
        self.roots: Sequence[int] = family.roots()
        self.hits: Sequence[int] = ()
        """Processes that hold what is looked for, in the order of the tree (see `MOST_IN_ORDER`)."""
        self._shown: bytearray | None = None
        """For each id whether it is shown; `None`: all are."""
        self._is_hit = bytearray()
        self._aside = bytearray()
        self._count = len(family)
        self._left_out: dict[int, int] = {}
        """Of the processes that were asked about last."""

    @property
    def count(self) -> int:
        """How many processes are shown."""
        return self._count

    def children(self, id: int) -> Sequence[int]:
        """Give the processes that are shown below one, in order of their starts."""
        children = self.family.children(id)
        shown = self._shown
        return children if shown is None else [child for child in children if shown[child]]

    def has_children(self, id: int) -> bool:
        """Tell whether any are shown below one."""
        if self._shown is None:
            return self.family.count_children(id) > 0
        return any(map(self._shown.__getitem__, self.family.children(id)))

    def count_left_out(self, id: int) -> int:
        """Count the processes that one started and that are not shown."""
        if self._shown is None:
            return 0
        if id not in self._left_out:
            if len(self._left_out) >= A_STEP:
                self._left_out.clear()
            shown = sum(map(self._shown.__getitem__, self.family.children(id)))
            self._left_out[id] = self.family.count_children(id) - shown
        return self._left_out[id]

    def is_shown(self, id: int) -> bool:
        """Tell whether a process is shown."""
        return self._shown is None or bool(self._shown[id])

    def is_hit(self, id: int) -> bool:
        """Tell whether a process holds what is looked for."""
        return bool(self._is_hit) and bool(self._is_hit[id])

    def is_aside(self, id: int) -> bool:
        """Tell whether a process is shown only for comparison: a sibling."""
        return bool(self._aside) and bool(self._aside[id])

    def choosing(self, asked: Asked) -> Iterator[None]:
        """Choose anew, pausing between the steps; until the last one all stays as it was."""
        size = len(self.family)
        shown: bytearray | None = None
        aside, is_hit, hits = bytearray(), bytearray(), list[int]()
        if asked.focus is not None:
            shown = bytearray(size)
            yield from self._add_lines([asked.focus], shown)
            if asked.with_siblings and (parent := self.family.parent(asked.focus)) is not None:
                aside = bytearray(size)
                for sibling in self.family.children(parent):
                    aside[sibling] = not shown[sibling]
                    shown[sibling] = True
        elif asked.only_flagged:
            shown = bytearray(size)
            yield from self._add_lines(self._flagged(), shown)
        if asked.wanted:
            is_hit = bytearray(size)
            yield from self._find(asked.wanted, shown, hits, is_hit)
            among, shown = shown, bytearray(size)
            yield from self._add_lines(hits, shown, among)
        roots: Sequence[int] = self.family.roots()
        if shown is not None:
            roots = yield from self._shown_roots(shown)
            if len(hits) <= MOST_IN_ORDER and (is_hit and shown.count(1) <= MOST_IN_ORDER):
                hits = yield from self._in_tree_order(is_hit, shown, roots)
        self.roots, self.asked, self.hits = roots, asked, hits
        self._shown, self._aside, self._is_hit = shown, aside, is_hit
        self._count = size if shown is None else shown.count(1)
        self._left_out.clear()

    def lines_to(self, ids: Iterable[int]) -> Iterator[int]:
        """Give each process above any of these once."""
        known: set[int] = set()
        for id in ids:
            above = self.family.parent(id)
            while above is not None and above not in known:
                known.add(above)
                yield above
                above = self.family.parent(above)

    def _flagged(self) -> list[int]:
        return [id for id, found in self.findings.items() if DESCENDANT not in found.matched]

    def _add_lines(
        self, ids: Iterable[int], shown: bytearray, among: bytearray | None = None
    ) -> Iterator[None]:
        """Add processes, all above them and all below them that is `among`; none is walked through twice."""
        family, looked_at = self.family, 0
        below = bytearray(len(family))
        """Whether all that is below is in."""
        for id in ids:
            above: int | None = id
            while above is not None and not shown[above]:
                shown[above] = True
                above = family.parent(above)
                if (looked_at := looked_at + 1) % A_STEP == 0:
                    yield
            waiting = [id]
            while waiting:
                one = waiting.pop()
                if below[one]:
                    continue
                below[one] = shown[one] = True
                children = family.children(one)
                waiting += children if among is None else [child for child in children if among[child]]
                if (looked_at := looked_at + 1) % A_STEP == 0:
                    yield

    def _find(
        self, wanted: str, among: bytearray | None, hits: list[int], is_hit: bytearray
    ) -> Iterator[None]:
        folded = wanted.casefold()
        for id in range(len(self.family)):
            if (among is None or among[id]) and self._holds(id, folded):
                hits.append(id)
                is_hit[id] = True
            if id % A_STEP == A_STEP - 1:
                yield

    def _in_tree_order(
        self, is_hit: bytearray, shown: bytearray, roots: Iterable[int]
    ) -> Generator[None, None, list[int]]:
        ordered: list[int] = []
        looked_at = 0
        for root in roots:
            waiting = [root]
            while waiting:
                id = waiting.pop()
                if is_hit[id]:
                    ordered.append(id)
                waiting += [child for child in reversed(self.family.children(id)) if shown[child]]
                if (looked_at := looked_at + 1) % A_STEP == 0:
                    yield
        return ordered

    def _holds(self, id: int, folded: str) -> bool:
        one = self.family.process(id)
        if one is None:
            node = self.family.node(id)
            texts = (node.image_path, node.guid)
            return str(node.pid) == folded or any(text and folded in text.casefold() for text in texts)
        return (
            folded in (one.command_line or "").casefold()
            or folded in (one.image_path or "").casefold()
            or folded in (one.user or "").casefold()
            or folded in (one.guid or "").casefold()
            or folded == str(one.pid)
        )

    def _shown_roots(self, shown: bytearray) -> Generator[None, None, list[int]]:
        everywhere, roots = self.family.roots(), list[int]()
        for begin in range(0, len(everywhere), 10 * A_STEP):
            roots += [root for root in everywhere[begin : begin + 10 * A_STEP] if shown[root]]
            yield
        return roots


def findings_by_id(family: Family, detections: Iterable[Detection]) -> dict[int, Detection]:
    """Give flagged processes and descendants by their ids in a family."""
    ids = ((family.id_of(one.process.place), one) for one in detections)
    return {id: one for id, one in ids if id is not None}
