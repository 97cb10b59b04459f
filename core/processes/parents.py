"""Process creations whose record names no parent into ones whose parent is inferred, ambiguous or unknown.

Once, after all logs are read: the parent may stand in another file. By ProcessGuid where the record has the
parent's, else by host and PID among earlier creations that nothing ended: no termination, no boot, and no
later start with the same PID, for Windows gives a PID to one living process at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

import msgspec

from core.notation.windows import normal_path
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.living import MOST_CANDIDATES, ONE_START, LivingProcesses, host_of, start_of
from core.processes.process import ParentLink, ProcessCreation

__all__ = ["MOST_CANDIDATES", "ONE_START", "PossibleParents", "host_of", "infer_parents", "start_of"]


def infer_parents(
    creations: Sequence[ProcessCreation],
    ends: Iterable[ProcessEnd],
    boots: Iterable[Boot],
    wants_parents_line: Callable[[ProcessCreation], bool] = lambda creation: False,
) -> list[ProcessCreation]:
    """Give the creations in their order, those without a recorded parent replaced where one can be inferred.

    Event 4688 records the parent's image without its command line: that of a creation that
    `wants_parents_line` is looked up as well, in the record of the one process that fits.
    """
    lacking = [creation for creation in creations if _lacks(creation, wants_parents_line)]
    if not lacking:
        return list(creations)
    parents = PossibleParents(creations, lacking, ends, boots)
    found = {creation.place: _completed(creation, parents.that_fit(creation)) for creation in lacking}
    return [found.get(creation.place, creation) for creation in creations]


class PossibleParents:
    """Which processes may be the parents of the creations that are asked for."""

    def __init__(
        self,
        creations: Sequence[ProcessCreation],
        asked: Sequence[ProcessCreation],
        ends: Iterable[ProcessEnd],
        boots: Iterable[Boot],
    ) -> None:
        self._creations = creations
        self._by_guid = _ParentsByGuid(creations, asked)
        self._living = _living(creations, asked, ends, boots)

    def that_fit(self, creation: ProcessCreation) -> list[ProcessCreation]:
        """Give the records that fit its parent's ProcessGuid, else its PID; the likely one first."""
        if creation.parent_guid is not None:
            return self._by_guid.that_fit(creation)
        return [self._creations[row] for row in self._living.that_fit(creation)]


def _lacks(creation: ProcessCreation, wants_parents_line: Callable[[ProcessCreation], bool]) -> bool:
    if creation.parent_link is ParentLink.UNKNOWN:
        return True
    return creation.parent_command_line is None and wants_parents_line(creation)


def _living(
    creations: Sequence[ProcessCreation],
    lacking: Iterable[ProcessCreation],
    ends: Iterable[ProcessEnd],
    boots: Iterable[Boot],
) -> LivingProcesses:
    """Gather what lived under the PIDs that are asked for."""
    wanted = {(host_of(one.fqdn), one.ppid) for one in lacking if one.ppid is not None}
    pids = {pid for _, pid in wanted}
    living = LivingProcesses(creations, wanted)
    for row, creation in enumerate(creations):
        if creation.pid in pids:
            living.add(row)
    for end in ends:
        living.add_end(end)
    for boot in boots:
        living.add_boot(boot)
    return living


def _completed(creation: ProcessCreation, fitting: Sequence[ProcessCreation]) -> ProcessCreation:
    """Take what the one process that fits gives, or say that several do; the first is the likely one."""
    if creation.parent_link is ParentLink.RECORDED:
        fitting = [process for process in fitting if _has_image(process, creation.parent_image_path)]
        if len(fitting) > 1 and creation.parent_guid is not None:
            images = (creation.parent_image_path, *(process.image_path for process in fitting))
            each_once = tuple(dict.fromkeys(image for image in images if image is not None))
            return msgspec.structs.replace(creation, parent_candidates=each_once)
        return _with_line(creation, fitting[0]) if len(fitting) == 1 else creation
    if not fitting:
        return creation
    likely = fitting[0]
    is_sure = creation.parent_guid is None or len({process.command_line for process in fitting}) == 1
    return msgspec.structs.replace(
        _with_line(creation, likely) if is_sure else creation,
        parent_link=ParentLink.INFERRED if len(fitting) == 1 else ParentLink.AMBIGUOUS,
        parent_image_path=likely.image_path,
        parent_started=start_of(likely),
        parent_candidates=tuple(dict.fromkeys(process.image_path or "" for process in fitting)),
    )


def _has_image(process: ProcessCreation, path: str | None) -> bool:
    if process.image_path is None or path is None:
        return False
    return normal_path(process.image_path) == normal_path(path)


def _with_line(creation: ProcessCreation, parent: ProcessCreation) -> ProcessCreation:
    if creation.parent_command_line is not None or parent.command_line is None:
        return creation
    return msgspec.structs.replace(
        creation, parent_command_line=parent.command_line, parent_command_line_inferred=True
    )


class _ParentsByGuid:
    """Processes by host and ProcessGuid, for the GUIDs that are asked for."""

    def __init__(self, creations: Iterable[ProcessCreation], lacking: Iterable[ProcessCreation]) -> None:
        wanted = {(host_of(one.fqdn), one.parent_guid) for one in lacking if one.parent_guid is not None}
        firsts: dict[tuple[str, str], dict[str, list[ProcessCreation]]] = defaultdict(dict)
        for creation in creations if wanted else ():
            if creation.guid is not None and (key := (host_of(creation.fqdn), creation.guid)) in wanted:
                two = firsts[key].setdefault(creation.image_path or "", [])
                two[:] = _earliest_two((*two, creation))
        self._records = {
            key: [record for image in sorted(by_image)[:MOST_CANDIDATES] for record in by_image[image]]
            for key, by_image in firsts.items()
        }

    def that_fit(self, child: ProcessCreation) -> list[ProcessCreation]:
        """Give the records of the child's parent, two at most for each image that they name.

        Honest logs have one. Of records that differ one was crafted, and none is believed more than another: two
        stand for all that name one image, the earliest first, in whatever order the logs were read.
        """
        if child.guid == child.parent_guid:
            return []
        at = start_of(child)
        return [
            record
            for record in self._records.get((host_of(child.fqdn), child.parent_guid or ""), ())
            if at is None or (begun := start_of(record)) is None or begun <= at
        ]


def _earliest_two(records: Iterable[ProcessCreation]) -> list[ProcessCreation]:
    """Give the earliest record, and the earliest that says something else of the process."""
    first, *others = sorted(records, key=_order)
    said = _said(first)
    return [first, *[other for other in others if _said(other) != said][:1]]


def _order(record: ProcessCreation) -> tuple[bool, int, str, str, int]:
    begun = start_of(record)
    return begun is not None, begun or 0, record.command_line or "", record.user or "", record.pid or 0


_said = attrgetter("pid", "command_line", "user")
