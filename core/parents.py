"""Process creations whose record names no parent into ones whose parent is inferred, ambiguous or unknown.

Once, after all logs are read: the parent may stand in another file. By ProcessGuid where the record has the
parent's, else by host and PID among earlier creations that no termination and no boot ended.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter

import msgspec

from core.lifetimes import Boot, ProcessEnd
from core.process import ParentLink, ProcessCreation
from core.windows import ascii_lower

ONE_START = 20_000_000
"""Two seconds: Sysmon 1 and 4688 of one start lie no further apart (100 ns)."""

HostPid = tuple[str, int]
Start = tuple[int, ProcessCreation]
_moment = itemgetter(0)


def infer_parents(
    creations: Sequence[ProcessCreation], ends: Iterable[ProcessEnd], boots: Iterable[Boot]
) -> list[ProcessCreation]:
    """Give the creations in their order, those without a recorded parent replaced where one can be inferred."""
    orphans = [creation for creation in creations if creation.parent_link is ParentLink.UNKNOWN]
    if not orphans:
        return list(creations)
    by_guid = _parents_by_guid(creations, orphans)
    by_pid = _LivingProcesses(creations, orphans, ends, boots)
    return [
        _with_parent(creation, by_guid.get(_guid_key(creation)), by_pid)
        if creation.parent_link is ParentLink.UNKNOWN
        else creation
        for creation in creations
    ]


def _with_parent(
    creation: ProcessCreation, parent: ProcessCreation | None, living: _LivingProcesses
) -> ProcessCreation:
    if parent is not None:
        fitting = [parent]
    elif creation.parent_guid is None:
        fitting = living.that_fit(creation)
    else:  # another process that had the PID bears another GUID
        fitting = []
    if not fitting:
        return creation
    likely = fitting[0]
    return msgspec.structs.replace(
        creation,
        parent_link=ParentLink.INFERRED if len(fitting) == 1 else ParentLink.AMBIGUOUS,
        parent_image_path=likely.image_path,
        parent_command_line=creation.parent_command_line or likely.command_line,
        parent_candidates=tuple(process.image_path or "" for process in fitting),
    )


def start_of(creation: ProcessCreation) -> int | None:
    """When the process started, as near as the log tells: Sysmon may write its event minutes later."""
    return creation.time_created if creation.utc_time is None else creation.utc_time


def host_of(fqdn: str | None) -> str:
    """Give a host's name in the form in which hosts are compared."""
    return ascii_lower(fqdn or "")


def _guid_key(creation: ProcessCreation) -> tuple[str, str] | None:
    return None if creation.parent_guid is None else (host_of(creation.fqdn), creation.parent_guid)


def _parents_by_guid(
    creations: Iterable[ProcessCreation], orphans: Iterable[ProcessCreation]
) -> dict[tuple[str, str] | None, ProcessCreation]:
    wanted = {_guid_key(orphan) for orphan in orphans} - {None}
    return {
        key: creation
        for creation in creations
        if creation.guid is not None and (key := (host_of(creation.fqdn), creation.guid)) in wanted
    }


class _LivingProcesses:
    """Earlier processes by host and PID, for the PIDs that are asked for."""

    def __init__(
        self,
        creations: Iterable[ProcessCreation],
        orphans: Iterable[ProcessCreation],
        ends: Iterable[ProcessEnd],
        boots: Iterable[Boot],
    ) -> None:
        wanted = {(host_of(orphan.fqdn), orphan.ppid) for orphan in orphans if orphan.ppid is not None}
        self._started: dict[HostPid, list[Start]] = defaultdict(list)
        self._ended: dict[HostPid, list[int]] = defaultdict(list)
        self._booted: dict[str, list[int]] = defaultdict(list)
        for creation in creations:
            start = start_of(creation)
            if creation.pid is None or start is None:
                continue
            if (key := (host_of(creation.fqdn), creation.pid)) in wanted:
                self._started[key].append((start, creation))
        for end in ends:
            if (key := (host_of(end.fqdn), end.pid)) in wanted:
                self._ended[key].append(end.time)
        for boot in boots:
            self._booted[host_of(boot.fqdn)].append(boot.time)
        for starts in self._started.values():
            starts.sort(key=_moment)
            starts[:] = _each_once(starts)
        for times in (*self._ended.values(), *self._booted.values()):
            times.sort()

    def that_fit(self, child: ProcessCreation) -> list[ProcessCreation]:
        """Give the processes that may be the child's parent, the newest first; one start counts once."""
        at = start_of(child)
        if child.ppid is None or at is None:
            return []
        host = host_of(child.fqdn)
        key = (host, child.ppid)
        over = max(_last_before(self._ended.get(key, ()), at), _last_before(self._booted.get(host, ()), at))
        starts = self._started.get(key, [])
        living = starts[bisect_left(starts, over, key=_moment) : bisect_right(starts, at, key=_moment)]
        return [process for _, process in reversed(living) if process is not child]


def _last_before(times: Sequence[int], moment: int) -> int:
    index = bisect_right(times, moment - 1)
    return times[index - 1] if index else -1


def _each_once(starts: Iterable[Start]) -> list[Start]:
    """Leave out the later record of each start that both Sysmon and Security log; the starts are in order."""
    kept: list[Start] = []
    alone: dict[str | None, Start] = {}
    for start, process in starts:
        image = process.exe
        earlier, other = alone.get(image, (start, process))
        if other.source != process.source and start - earlier <= ONE_START:
            del alone[image]
        else:
            kept.append((start, process))
            alone[image] = start, process
    return kept
