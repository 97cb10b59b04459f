"""Process creations into a tree: who started whom, for each host, with parents that no log shows.

Built in steps, once; then asked by row number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice

import msgspec

from core.processes.family_links import NO_PARENT, FamilyLinks
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.link_words import NO_RECORD, how_words, several_words
from core.processes.living import start_of
from core.processes.parent_finder import How, recorded_parent
from core.processes.process import Place, ProcessCreation

MOST_ANCESTORS = 1_000
"""A crafted log can make a chain of any length; honest ones are a dozen long."""


class LinkKind(StrEnum):
    """How it is known that a process is the child of the node above it."""

    RECORDED = "recorded"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


_LINKS: Mapping[How, LinkKind] = {
    How.NOTHING: LinkKind.UNKNOWN,
    How.BY_GUID: LinkKind.RECORDED,
    How.BY_PID: LinkKind.INFERRED,
    How.AMBIGUOUS: LinkKind.INFERRED,
    How.MISSING: LinkKind.RECORDED,
    How.ITSELF: LinkKind.UNKNOWN,
    How.CUT: LinkKind.UNKNOWN,
    How.ONE_OF_SEVERAL: LinkKind.INFERRED,
}


class Node(msgspec.Struct, frozen=True, gc=False):
    """One process in the tree of its host."""

    id: int
    """Row number of its creation; from `len(creations)` on a parent whose own start no log that was read holds."""
    process: ProcessCreation | None
    """`None` for such a parent: the next four are then what its children's records say of it."""
    fqdn: str | None
    image_path: str | None
    pid: int | None
    guid: str | None
    link: LinkKind
    how: str
    """Words for the link: "by ProcessGuid"; for a root why it is one. May hold text of the log: hostile."""


class Family:
    """All processes of a case, each below the one that started it; hosts are never joined."""

    def __init__(
        self,
        creations: Sequence[ProcessCreation],
        ends: Iterable[ProcessEnd] = (),
        boots: Iterable[Boot] = (),
    ) -> None:
        """Take what the tree is of; `building` makes it, and must be exhausted before anything is asked."""
        self._creations = creations
        self._links = FamilyLinks(creations, ends, boots)

    @classmethod
    def built(
        cls,
        creations: Sequence[ProcessCreation],
        ends: Iterable[ProcessEnd] = (),
        boots: Iterable[Boot] = (),
    ) -> Family:
        """Build it at once."""
        family = cls(creations, ends, boots)
        for _ in family.building():
            pass
        return family

    def building(self, rows_a_step: int = 20_000) -> Iterator[float]:
        """Build it; each step gives the share that is done."""
        return self._links.building(rows_a_step)

    def __len__(self) -> int:
        return len(self._links.parents)

    def id_of(self, place: Place) -> int | None:
        """Find the process whose record, or a copy of it, stands at this place."""
        return self._links.places.row_at(place)

    def process(self, id: int) -> ProcessCreation | None:
        """Give the process creation; `None` for a missing parent."""
        return None if self.is_missing(id) else self._creations[id]

    def node(self, id: int) -> Node:
        """Describe a process and its link to the node above it."""
        if self.is_missing(id):
            child = self._creations[self._links.witnesses[id - len(self._creations)]]
            image, pid, guid = recorded_parent(child), child.ppid, child.parent_guid
            if self._links.how[self._links.witnesses[id - len(self._creations)]] != How.MISSING:
                pid = guid = None  # they are another process's
            return Node(id, None, child.fqdn, image, pid, guid, LinkKind.UNKNOWN, NO_RECORD)
        process, how, link = self._creations[id], How(self._links.how[id]), self._link(id)
        words = how_words(process, self._process_above(id), how, self._images_that_fit_too(id))
        return Node(
            id,
            process,
            process.fqdn,
            process.image_path,
            process.pid,
            process.guid,
            link,
            words + self._doubts(id),
        )

    def _doubts(self, id: int) -> str:
        """Say what else the link to the node above is to be read with."""
        how, above, words = How(self._links.how[id]), self._links.parents[id], ""
        if how in (How.ITSELF, How.CUT) and above != NO_PARENT:
            words += f", below the parent that the record names: {recorded_parent(self._creations[id])}"
        if how is How.ONE_OF_SEVERAL:
            words += f"; ambiguous, for {several_words(len(self.bearers(above)))}"
        if bearers := self.bearers(id):
            words += f"; {several_words(len(bearers), 'its own')}"
        return words

    def _link(self, id: int) -> LinkKind:
        """Tell how the parent is known; what stands below none by its record, but below a name, by that name."""
        link = _LINKS[How(self._links.how[id])]
        if self._links.parents[id] == NO_PARENT:
            return link
        return LinkKind.INFERRED if link is LinkKind.UNKNOWN or self.bearers(id) else link

    def _process_above(self, id: int) -> ProcessCreation | None:
        above = self._links.parents[id]
        return None if above == NO_PARENT or self.is_missing(above) else self._creations[above]

    def _images_that_fit_too(self, id: int) -> list[str | None]:
        return [self._creations[row].image_path for row in self._links.others.get(id, ())]

    def parent(self, id: int) -> int | None:
        """Give the node above, `None` for a root."""
        above = self._links.parents[id]
        return None if above == NO_PARENT else above

    def bearers(self, id: int) -> Sequence[int]:
        """Give all processes whose records bear the ProcessGuid of this one and differ; none where it is unique.

        One of the records was crafted; a child's place is below the one that fits it best.
        """
        several = self._links.several.get(id)
        return () if several is None else several.rows

    def children(self, id: int) -> Sequence[int]:
        """Give the processes that this one started, in order of their starts."""
        firsts = self._links.first_child
        return self._links.children[firsts[id] : firsts[id + 1]]

    def count_children(self, id: int) -> int:
        """Count the processes that this one started."""
        return self._links.first_child[id + 1] - self._links.first_child[id]

    def ancestors(self, id: int) -> list[int]:
        """Give the nodes above, the root first; of more than `MOST_ANCESTORS` the nearest."""
        line: list[int] = []
        above = self._links.parents[id]
        while above != NO_PARENT and len(line) < MOST_ANCESTORS:
            line.append(above)
            above = self._links.parents[above]
        return line[::-1]

    def root(self, id: int) -> int:
        """Give the topmost node above, or the node itself where it is a root."""
        while (above := self._links.parents[id]) != NO_PARENT:
            id = above
        return id

    def descendants(self, id: int, most: int = 1000) -> list[tuple[int, int]]:
        """Give depth (from 1) and id of what is below, as a tree is read; at most so many."""
        return list(islice(self.walk(id), most))

    def walk(self, id: int) -> Iterator[tuple[int, int]]:
        """Go through what is below, as a tree is read: depth (from 1) and id."""
        levels = [iter(self.children(id))]
        while levels:
            child = next(levels[-1], None)
            if child is None:
                levels.pop()
                continue
            yield len(levels), child
            if self.count_children(child):
                levels.append(iter(self.children(child)))

    def roots(self) -> Sequence[int]:
        """Give the nodes without a parent: by host, then by start; a missing one by that of its first child."""
        return self._links.roots

    def is_missing(self, id: int) -> bool:
        """Tell whether no log that was read holds the start of this process."""
        return id >= len(self._creations)

    def lifetime(self, id: int) -> tuple[int | None, int | None]:
        """Give start and end (FILETIME), each `None` where no log says."""
        if self.is_missing(id):
            return None, None
        process = self._creations[id]
        return start_of(process), self._links.living.end_of(process)

    def over_by(self, id: int) -> int | None:
        """Give the moment (FILETIME) by which it had ended: its end, a boot, or the next start with its PID."""
        return None if self.is_missing(id) else self._links.living.over_by(self._creations[id])

    def booted_before(self, id: int) -> int | None:
        """Give the last boot (FILETIME) of its host before the process started; `None` where no log shows one."""
        return None if self.is_missing(id) else self._links.living.booted_before(self._creations[id])
