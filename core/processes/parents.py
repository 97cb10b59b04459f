"""Process creations whose record names no parent into ones whose parent is inferred, ambiguous or unknown.

Once, after all logs are read: the parent may stand in another file. By ProcessGuid where the record has the
parent's, else by host and PID among earlier creations that nothing ended: no termination, no boot, and no
later start with the same PID, for Windows gives a PID to one living process at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import msgspec

from core.notation.windows import normal_path
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.living import MOST_CANDIDATES, ONE_START, LivingProcesses, host_of, start_of
from core.processes.process import ParentLink, ProcessCreation

__all__ = ["MOST_CANDIDATES", "ONE_START", "host_of", "infer_parents", "start_of"]


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
    by_guid = _ParentsByGuid(creations, lacking)
    living = _living(creations, lacking, ends, boots)

    def that_fit(creation: ProcessCreation) -> list[ProcessCreation]:
        if creation.parent_guid is not None:
            return by_guid.that_fit(creation)
        return [creations[row] for row in living.that_fit(creation)]

    found = {creation.place: _completed(creation, that_fit(creation)) for creation in lacking}
    return [found.get(creation.place, creation) for creation in creations]


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
    living = LivingProcesses(creations, wanted)
    for row in range(len(creations)):
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
        return _with_line(creation, fitting[0]) if len(fitting) == 1 else creation
    if not fitting:
        return creation
    likely = fitting[0]
    return msgspec.structs.replace(
        _with_line(creation, likely),
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
        firsts: dict[tuple[str, str], dict[str, ProcessCreation]] = defaultdict(dict)
        for creation in creations:
            if creation.guid is not None and (key := (host_of(creation.fqdn), creation.guid)) in wanted:
                image = creation.image_path or ""
                firsts[key][image] = min(firsts[key].get(image, creation), creation, key=_start_and_line)
        self._records = {
            key: [by_image[image] for image in sorted(by_image)[:MOST_CANDIDATES]]
            for key, by_image in firsts.items()
        }

    def that_fit(self, child: ProcessCreation) -> list[ProcessCreation]:
        """Give the records of the child's parent, one for each image that they name.

        Honest logs have one. Records that differ were altered, and none is believed more than another: of
        those that name one image the earliest counts, in whatever order the logs were read.
        """
        if child.guid == child.parent_guid:
            return []
        at = start_of(child)
        return [
            record
            for record in self._records.get((host_of(child.fqdn), child.parent_guid or ""), ())
            if at is None or (begun := start_of(record)) is None or begun <= at
        ]


def _start_and_line(record: ProcessCreation) -> tuple[bool, int, str]:
    begun = start_of(record)
    return begun is not None, begun or 0, record.command_line or ""
