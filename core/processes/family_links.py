"""Process creations into arrays of their parents and children, in steps that block nobody."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, islice, pairwise
from typing import TypeVar

from core.notation.windows import normal_path
from core.processes.guid_bearers import GuidBearers
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.living import host_of
from core.processes.parent_finder import How, MissingKey, ParentFinder, recorded_parent
from core.processes.place_index import PlaceIndex
from core.processes.process import ProcessCreation

NO_PARENT = -1
_NO_TIME = (1 << 63) - 1
"""What has no start comes last."""
_ROW = (1 << 32) - 1
_HOST_AT, _TIME_AT = 96, 32
"""Bits of the numbers that put rows in order: host, start, row."""


class FamilyLinks:
    """Who is whose parent, by id: a row number, or from the number of rows on a parent that no record shows."""

    def __init__(
        self, creations: Sequence[ProcessCreation], ends: Iterable[ProcessEnd], boots: Iterable[Boot]
    ) -> None:
        self._creations = creations
        self._ends, self._boots = ends, boots
        self._finder = ParentFinder(creations)
        self.living = self._finder.living
        self.places = PlaceIndex()
        self.parents = array("q", [NO_PARENT]) * len(creations)
        self.how = bytearray(len(creations))
        """`How` of each row."""
        self.several: dict[int, GuidBearers] = self._finder.several
        """Rows whose ProcessGuid other records bear as well, and differ."""
        self.others: dict[int, tuple[int, ...]] = {}
        """Rows that fit as the parent as well."""
        self.witnesses = array("q")
        """For each missing parent the row of the child whose record says most of it."""
        self.first_child = array("q")
        """For each id where its children begin in `children`, and where the last one's end."""
        self.children = array("q")
        self.roots = array("q")
        self._order = array("q")
        """Rows by host, start and place."""
        self._missing: dict[MissingKey, int] = {}
        self._backward: list[int] = []
        """Rows whose parent does not stand before them in the order: only these can close a circle."""

    def building(self, rows_a_step: int) -> Iterator[float]:
        """Build it; each step gives the share that is done."""
        phases = (
            self._bounding,
            self._ordering,
            self._adding,
            self._linking,
            self._cutting,
            self._gathering,
            self._placing,
            self._letting_go,
        )
        for number, phase in enumerate(phases):
            for share in phase(rows_a_step):
                yield (number + share) / len(phases)
        self._order, self._backward = array("q"), []
        yield 1.0

    def _bounding(self, size: int) -> Iterator[float]:
        """Take in ends and boots."""
        ends, boots = iter(self._ends), iter(self._boots)
        self._ends = self._boots = ()
        while step := list(islice(ends, size)):
            for end in step:
                self.living.add_end(end)
            yield 0.4
        while some := list(islice(boots, size)):
            for boot in some:
                self.living.add_boot(boot)
            yield 0.9

    def _ordering(self, size: int) -> Iterator[float]:
        """Sort runs of rows, then merge them."""
        numbers: dict[str | None, int] = {}
        for step in _steps(self._creations, size):
            for creation in step:
                numbers.setdefault(creation.fqdn, 0)
            yield 0.1
        places = {host: place for place, host in enumerate(sorted({host_of(fqdn) for fqdn in numbers}))}
        for fqdn in numbers:
            numbers[fqdn] = places[host_of(fqdn)]
        runs: list[list[int]] = []
        row = 0
        for step in _steps(self._creations, size):
            run = []
            for creation in step:
                start = creation.time_created if creation.utc_time is None else creation.utc_time
                moment = _NO_TIME if start is None else start
                run.append(numbers[creation.fqdn] << _HOST_AT | moment << _TIME_AT | row)
                row += 1
            run.sort()
            runs.append(run)
            yield 0.5
        is_in_order = all(run[-1] < following[0] for run, following in pairwise(runs))
        merged = chain.from_iterable(runs) if is_in_order else merge(*runs)
        while keys := list(islice(merged, size)):
            self._order.extend([key & _ROW for key in keys])
            yield 0.9

    def _adding(self, size: int) -> Iterator[float]:
        for step in _steps(self._order, max(1, size // 4)):
            for row in step:
                self._finder.add(row)
            yield 0.5

    def _linking(self, size: int) -> Iterator[float]:
        is_linked = bytearray(len(self._creations))
        by_guid, by_pid, creations = self._finder.by_guid, self._finder.by_pid, self._creations
        parents, hows, rows, several = self.parents, self.how, len(creations), self.several
        for step in _steps(self._order, max(1, size // 16)):
            for row in step:
                creation = creations[row]
                parent, how = by_guid(creation), How.BY_GUID
                if parent == NO_PARENT:
                    how, parent, others = by_pid(creation)
                    if how is How.MISSING:
                        parent = self._missing_parent(row)
                    elif how is How.ITSELF:
                        parent = self._named_parent(row)
                    elif others:
                        self.others[row] = others
                elif creation.parent_guid == creation.guid:
                    parent, how = self._named_parent(row), How.ITSELF
                elif several and parent in several:
                    how = How.ONE_OF_SEVERAL
                parents[row], hows[row], is_linked[row] = parent, how, 1
                if 0 <= parent < rows and not is_linked[parent]:
                    self._backward.append(row)
            yield 0.5

    def _missing_parent(self, row: int) -> int:
        """Give the id of the missing parent that a row shares with its siblings, or a new one."""
        child = self._creations[row]
        by_guid, by_pid = self._finder.missing_keys(row)
        id = None if by_guid is None else self._missing.get(by_guid)
        if id is None and by_pid is not None:
            id = self._missing.get(by_pid)
            if id is not None and by_guid is not None and self._witness(id).parent_guid is not None:
                id = None  # the same PID, and another GUID: another process
        if id is None:
            id = len(self.parents)
            self.parents.append(NO_PARENT)
            self.witnesses.append(row)
        elif _says(child) > _says(self._witness(id)):
            self.witnesses[id - len(self._creations)] = row
        if by_guid is not None:
            self._missing[by_guid] = id
        if by_pid is not None:
            self._missing[by_pid] = id
        return id

    def _named_parent(self, row: int) -> int:
        """Give the id of a new missing parent where a row's record names another image than its own, else none.

        For a row whose ProcessGuid or PID leads to itself, or to what it started: at least the name is not lost.
        """
        child = self._creations[row]
        named = recorded_parent(child)
        if named is None or normal_path(named) == normal_path(child.image_path or ""):
            return NO_PARENT
        self.parents.append(NO_PARENT)
        self.witnesses.append(row)
        return len(self.parents) - 1

    def _witness(self, id: int) -> ProcessCreation:
        return self._creations[self.witnesses[id - len(self._creations)]]

    def _cutting(self, size: int) -> Iterator[float]:
        """End chains that lead back to themselves: where the image that is named is another than that above it.

        Of several such, or none, at the earliest start.
        """
        is_done = bytearray(len(self.parents))
        walked = 0
        for first in self._backward:
            path: dict[int, None] = {}
            id = first
            while id != NO_PARENT and not is_done[id] and id not in path:
                path[id] = None
                id = self.parents[id]
                walked += 1
                if walked % size == 0:
                    yield 0.5
            if id in path:
                circle = list(path)[list(path).index(id) :]
                top = min(circle, key=self._place_to_cut)
                self.parents[top], self.how[top] = self._named_parent(top), How.CUT
                self.others.pop(top, None)
                if self.parents[top] != NO_PARENT:
                    is_done.append(True)
            for id in path:
                is_done[id] = True

    def _place_to_cut(self, row: int) -> tuple[bool, int, int]:
        creation = self._creations[row]
        named, above = recorded_parent(creation), self._creations[self.parents[row]].image_path
        is_right = named is None or above is None or normal_path(named) == normal_path(above)
        start = creation.time_created if creation.utc_time is None else creation.utc_time
        return is_right, _NO_TIME if start is None else start, row

    def _gathering(self, size: int) -> Iterator[float]:
        """Put children below their parents, in order of their starts, and find the roots."""
        ids = len(self.parents)
        counts = array("q", [0]) * (ids + 1)
        for step in _steps(self.parents, size):
            for parent in step:
                if parent != NO_PARENT:
                    counts[parent + 1] += 1
            yield 0.1
        total = 0
        for step in _steps(range(ids + 1), size):
            for id in step:
                total += counts[id]
                counts[id] = total
            yield 0.3
        free = counts[:]
        self.first_child, self.children = counts, array("q", [0]) * total
        is_root = bytearray(ids)
        rows = len(self._creations)
        for step in _steps(self._order, size):
            for row in step:
                parent = self.parents[row]
                top = row if parent == NO_PARENT else parent
                if parent != NO_PARENT:
                    self.children[free[parent]] = row
                    free[parent] += 1
                if (parent == NO_PARENT or parent >= rows) and not is_root[top]:
                    is_root[top] = True
                    self.roots.append(top)
            yield 0.7

    def _placing(self, size: int) -> Iterator[float]:
        add = self.places.add
        row = 0
        for step in _steps(self._creations, size):
            for creation in step:
                add(creation.place, row)
                for place in creation.also_in:
                    add(place, row)
                if (other := creation.other_record) is not None:
                    for place in (other.place, *other.also_in):
                        add(place, row)
                row += 1
            yield 0.9

    def _letting_go(self, size: int) -> Iterator[float]:
        """Free what only the building needed: at once it would take as long as several steps."""
        while self._missing:
            for _ in range(min(size, len(self._missing))):
                self._missing.popitem()
            yield 0.4
        for _ in self._finder.forgetting(size):
            yield 0.9


def _says(child: ProcessCreation) -> int:
    """Count what a record says of its parent."""
    return (child.parent_guid is not None) + (recorded_parent(child) is not None)


_Any = TypeVar("_Any")


def _steps(values: Sequence[_Any], size: int) -> Iterator[Sequence[_Any]]:
    return (values[begin : begin + size] for begin in range(0, len(values), size))
