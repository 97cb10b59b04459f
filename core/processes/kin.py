"""Processes into those that may stand below them, and what else is needed to tell: few of a million.

A tree of all processes takes longer than all else that is done once the logs were read, and most of it says
nothing of what a flagged process started. Here only what must be true of a child is looked at: that its record
names the ProcessGuid of its parent, or the PID of what began before it and was not followed by another. The tree
of these, and of whatever bears a GUID or a PID that they name, then decides by its own rules, as that of all would.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from itertools import chain, compress, count
from operator import attrgetter

import msgspec

from core.processes.living import ONE_START, HostPid, host_of, start_of
from core.processes.process import ProcessCreation

_guid, _parent_guid, _pid = attrgetter("guid"), attrgetter("parent_guid"), attrgetter("pid")

_SLACK = 2 * ONE_START
"""A process is over once another with its PID began so much later: both may be two records of one start."""


def kin_of(
    creations: Sequence[ProcessCreation], tops: Iterable[ProcessCreation]
) -> Generator[None, None, list[ProcessCreation]]:
    """Give what decides who stands below some of the creations, in their order; pauses between the steps.

    What is needed only as a parent or a rival of one has no parent itself: its own is not among them.
    """
    wanted = set(map(id, tops))
    found = set(compress(count(), map(wanted.__contains__, map(id, creations))))
    yield
    by_guid = _ByGuid(creations)
    yield
    by_pid = _ByPid(creations)
    yield
    waiting = list(found)
    while waiting:
        process = creations[waiting.pop()]
        for row in chain(by_guid.of(process), by_pid.of(process)):
            if row not in found:
                found.add(row)
                waiting.append(row)
    yield
    needed = _needed(creations, found)
    return [
        creations[row]
        if row in found
        else msgspec.structs.replace(creations[row], parent_guid=None, ppid=None)
        for row in sorted(found | needed)
    ]


def _needed(creations: Sequence[ProcessCreation], rows: Iterable[int]) -> set[int]:
    """Give the rows that bear the ProcessGuid or the PID that some rows name as their parent's.

    A PID is asked for only where a GUID does not say that whoever bears it is another.
    """
    named = [creations[row] for row in rows]
    guids = {one.parent_guid for one in named if one.parent_guid is not None}
    bare = {(host_of(one.fqdn), one.pid) for one in creations if one.guid is None}
    pids = {
        key
        for one in named
        if one.ppid is not None
        and ((key := (host_of(one.fqdn), one.ppid)) in bare or one.parent_guid is None)
    }
    numbers = {pid for _, pid in pids}
    found = set(compress(count(), map(guids.__contains__, map(_guid, creations))))
    likely = compress(count(), map(numbers.__contains__, map(_pid, creations)))
    found.update(row for row in likely if (host_of(creations[row].fqdn), creations[row].pid) in pids)
    return found


class _ByGuid:
    """Rows by the ProcessGuid of their parent, and those that bear one that others bear as well."""

    def __init__(self, creations: Sequence[ProcessCreation]) -> None:
        guids = [guid for guid in map(_guid, creations) if guid is not None]
        borne = set(guids)
        self._children = _rows_by(_parent_guid, creations, borne)
        seen: set[str] = set()
        several: set[str] = set()
        for guid in guids if len(borne) < len(guids) else ():
            (several if guid in seen else seen).add(guid)
        self._bearers = _rows_by(_guid, creations, several)

    def of(self, process: ProcessCreation) -> Iterator[int]:
        """Give the rows of children, and of whatever else a child may have been taken from."""
        if process.guid is not None:
            yield from self._children.pop(process.guid, ())
            yield from self._bearers.pop(process.guid, ())


def _rows_by(
    key_of: Callable[[ProcessCreation], str], creations: Sequence[ProcessCreation], wanted: Container[str]
) -> dict[str, array[int]]:
    found: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for row in compress(count(), map(wanted.__contains__, map(key_of, creations))):
        found[key_of(creations[row])].append(row)
    return found


class _ByPid:
    """Rows by the PID of their parent, where no ProcessGuid rules that out."""

    def __init__(self, creations: Sequence[ProcessCreation]) -> None:
        self._creations = creations
        self._starts: dict[HostPid, array[int]] = defaultdict(lambda: array("q"))
        self._in_order: set[HostPid] = set()
        """Of whose starts are sorted."""
        self._children: dict[tuple[HostPid, bool], _InOrder] = defaultdict(_InOrder)
        """By whether the record names its parent's ProcessGuid, too."""
        all_have_guids = None not in map(_guid, creations)
        if all_have_guids and None not in map(_parent_guid, creations):
            return
        for row, one in enumerate(creations):
            start = start_of(one)
            if start is None or not one.fqdn:
                continue
            host = host_of(one.fqdn)
            if one.pid is not None:
                self._starts[host, one.pid].append(start)
            names_guid = one.parent_guid is not None
            if one.ppid is not None and not (names_guid and all_have_guids):
                self._children[(host, one.ppid), names_guid].add(start, row)

    def of(self, process: ProcessCreation) -> Iterator[int]:
        """Give rows that name the PID of a process and began while it may have lived, each at most once."""
        begun = start_of(process)
        if not self._children or begun is None or process.pid is None:
            return
        key = host_of(process.fqdn), process.pid
        if key not in self._in_order:
            self._in_order.add(key)
            self._starts[key] = array("q", sorted(self._starts[key]))
        starts = self._starts[key]
        after = bisect_right(starts, begun + _SLACK)
        until = starts[after] if after < len(starts) else None
        for names_guid in (False,) if process.guid is not None else (False, True):
            children = self._children.get((key, names_guid))
            if children is not None:
                yield from children.taken(begun, until)


class _InOrder:
    """Rows in order of their starts, of which each is taken once, however often it is asked for."""

    __slots__ = ("_next", "_rows", "_starts")

    def __init__(self) -> None:
        self._starts, self._rows = array("q"), array("I")
        self._next: array[int] | None = None
        """For each place the next one from there on that was not taken, perhaps by way of others."""

    def add(self, start: int, row: int) -> None:
        """Take in a row."""
        self._starts.append(start)
        self._rows.append(row)

    def taken(self, since: int, until: int | None) -> Iterator[int]:
        """Take the rows that began in a span; without an end in all that follows."""
        if self._next is None:
            order = sorted(range(len(self._rows)), key=self._starts.__getitem__)
            self._starts = array("q", map(self._starts.__getitem__, order))
            self._rows = array("I", map(self._rows.__getitem__, order))
            self._next = array("I", range(len(order) + 1))
        end = len(self._rows) if until is None else bisect_left(self._starts, until)
        at = self._free(self._next, bisect_left(self._starts, since))
        while at < end:
            self._next[at] = at + 1
            yield self._rows[at]
            at = self._free(self._next, at + 1)

    def _free(self, following: array[int], at: int) -> int:
        while following[at] != at:
            following[at] = following[following[at]]
            at = following[at]
        return at
