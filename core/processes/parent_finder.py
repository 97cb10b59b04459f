"""The starts on all hosts into the record of each process's parent: by ProcessGuid, else by host, PID and time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from core.notation.windows import normal_path
from core.processes.guid_bearers import GuidBearers, is_another_record, recorded_parent
from core.processes.living import LivingProcesses, host_of, start_of
from core.processes.process import ProcessCreation

__all__ = ["Found", "How", "ParentFinder", "recorded_parent"]


class How(IntEnum):
    """How the parent of a process was found, or why it was not."""

    NOTHING = 0
    """The record says nothing of a parent."""
    BY_GUID = 1
    BY_PID = 2
    AMBIGUOUS = 3
    """By PID; more than one process fits, and the newest is taken."""
    MISSING = 4
    """The record says something of a parent whose own record is not there."""
    ITSELF = 5
    """The record gives the process as its own parent."""
    CUT = 6
    """Its parents lead back to it; the chain ends here, below the parent whose image the record names."""
    ONE_OF_SEVERAL = 7
    """By ProcessGuid, which several records bear that differ; the one that fits best is taken."""


class Found(NamedTuple):
    """What was found of a parent."""

    how: How
    parent: int = -1
    """Row of its creation."""
    others: tuple[int, ...] = ()
    """Rows that fit as well, the newest first; at most `MOST_OTHERS`."""


NOTHING, ITSELF, MISSING = Found(How.NOTHING), Found(How.ITSELF), Found(How.MISSING)

MissingKey = tuple[str, str] | tuple[str, int, str, int]
"""Host and ProcessGuid; or host, PID, image, and since when nothing else had the PID."""

MOST_OTHERS = 4
"""Of the processes that fit a PID as well so many are kept."""


class ParentFinder:
    """Finds parents among the creations that were added. Hosts are never joined, whatever GUIDs say."""

    def __init__(self, creations: Sequence[ProcessCreation]) -> None:
        self._creations = creations
        self._by_guid: dict[str, dict[str, int]] = defaultdict(dict)
        self._bearers: dict[tuple[str, str], GuidBearers] = {}
        self.several: dict[int, GuidBearers] = {}
        """For each row whose ProcessGuid other records bear as well, and differ: all of them."""
        self.living = LivingProcesses(creations)

    def add(self, row: int) -> None:
        """Take in a row; earlier starts first, for of equal records with one GUID the first counts."""
        creation = self._creations[row]
        if creation.guid is not None:
            first = self._by_guid[host_of(creation.fqdn)].setdefault(creation.guid, row)
            if first != row:
                self._add_bearer(creation.guid, first, row)
        self.living.add(row)

    def _add_bearer(self, guid: str, first: int, row: int) -> None:
        creation = self._creations[row]
        key = host_of(creation.fqdn), guid
        bearers = self._bearers.get(key)
        if bearers is None:
            if not is_another_record(self._creations[first], creation):
                return
            bearers = self._bearers[key] = self.several[first] = GuidBearers(self._creations, first)
        bearers.rows.append(row)
        self.several[row] = bearers

    def forgetting(self, rows_a_step: int) -> Iterator[None]:
        """Free the GUIDs, in steps: no parent can be found any more, and `living` stays."""
        for guids in self._by_guid.values():
            while guids:
                for _ in range(min(rows_a_step, len(guids))):
                    guids.popitem()
                yield

    def by_guid(self, child: ProcessCreation) -> int:
        """Give the row that bears the ProcessGuid of the parent, -1 where none does.

        Of several that differ the one that fits best.
        """
        guids = self._by_guid.get(host_of(child.fqdn))
        row = -1 if guids is None or child.parent_guid is None else guids.get(child.parent_guid, -1)
        if self.several and (bearers := self.several.get(row)) is not None:
            return bearers.best_for(child)
        return row

    def by_pid(self, child: ProcessCreation) -> Found:
        """Find the parent whose ProcessGuid is not recorded, or not borne by any record."""
        if child.parent_guid is None:
            if child.ppid is None:
                return NOTHING if recorded_parent(child) is None else MISSING
            if child.ppid == child.pid:
                return ITSELF
        fitting = [row for row in self.living.that_fit(child) if _may_be(self._creations[row], child)]
        if not fitting:
            return MISSING
        if len(fitting) == 1:
            return Found(How.BY_PID, fitting[0])
        return Found(How.AMBIGUOUS, fitting[0], tuple(fitting[1 : 1 + MOST_OTHERS]))

    def missing_keys(self, row: int) -> tuple[MissingKey | None, MissingKey | None]:
        """Name what the children of one missing parent share: its ProcessGuid, and its PID while it lived."""
        child = self._creations[row]
        host, at = host_of(child.fqdn), start_of(child)
        by_guid = None if child.parent_guid is None else (host, child.parent_guid)
        if child.ppid is None or at is None or not host:
            return by_guid, None
        image = normal_path(recorded_parent(child) or "")
        return by_guid, (
            host,
            child.ppid,
            image,
            self.living.living_since(host, child.ppid, at, child.parent_guid),
        )


def _may_be(process: ProcessCreation, child: ProcessCreation) -> bool:
    """Let another ProcessGuid or another image than the child's record names disprove a parent."""
    if child.parent_guid is not None and process.guid is not None:
        return False
    recorded = recorded_parent(child)
    if recorded is None or process.image_path is None:
        return True
    return recorded == process.image_path or normal_path(recorded) == normal_path(process.image_path)
