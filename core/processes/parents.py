"""Process creations whose record names no parent into ones whose parent is inferred, ambiguous or unknown.

Once, after all logs are read: the parent may stand in another file. By ProcessGuid where the record has the
parent's, else by host and PID among earlier creations that no termination and no boot ended.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

import msgspec

from core.notation.windows import ascii_lower
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.process import ParentLink, ProcessCreation

ONE_START = 20_000_000
"""Two seconds: Sysmon 1 and 4688 of one start lie no further apart (100 ns)."""

MOST_CANDIDATES = 64
"""Where no log records the end of a process, a PID fits many; older ones than so many are not considered."""

HostPid = tuple[str, int]
Start = tuple[int, ProcessCreation]
_moment = itemgetter(0)


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
    by_guid = _parents_by_guid(creations, lacking)
    living = _LivingProcesses(creations, lacking, ends, boots)
    found = {
        creation.place: _completed(creation, by_guid.get(_guid_key(creation)), living) for creation in lacking
    }
    return [found.get(creation.place, creation) for creation in creations]


def _lacks(creation: ProcessCreation, wants_parents_line: Callable[[ProcessCreation], bool]) -> bool:
    if creation.parent_link is ParentLink.UNKNOWN:
        return True
    return creation.parent_command_line is None and wants_parents_line(creation)


def _completed(
    creation: ProcessCreation, parent: ProcessCreation | None, living: _LivingProcesses
) -> ProcessCreation:
    fitting = living.that_fit(creation) if parent is None else [parent]
    if creation.parent_link is ParentLink.RECORDED:
        fitting = [process for process in fitting if process.exe == creation.parent_exe]
        return _with_line(creation, fitting[0]) if len(fitting) == 1 else creation
    if not fitting:
        return creation
    likely = fitting[0]
    return msgspec.structs.replace(
        _with_line(creation, likely),
        parent_link=ParentLink.INFERRED if len(fitting) == 1 else ParentLink.AMBIGUOUS,
        parent_image_path=likely.image_path,
        parent_candidates=tuple(dict.fromkeys(process.image_path or "" for process in fitting)),
    )


def _with_line(creation: ProcessCreation, parent: ProcessCreation) -> ProcessCreation:
    if creation.parent_command_line is not None or parent.command_line is None:
        return creation
    return msgspec.structs.replace(
        creation, parent_command_line=parent.command_line, parent_command_line_inferred=True
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
    creations: Iterable[ProcessCreation], lacking: Iterable[ProcessCreation]
) -> dict[tuple[str, str] | None, ProcessCreation]:
    wanted = {_guid_key(creation) for creation in lacking} - {None}
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
        lacking: Iterable[ProcessCreation],
        ends: Iterable[ProcessEnd],
        boots: Iterable[Boot],
    ) -> None:
        wanted = {(host_of(one.fqdn), one.ppid) for one in lacking if one.ppid is not None}
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
        """Give the processes that may be the child's parent, the newest first; one start counts once.

        None where the child's record has its parent's GUID: others that had the PID bear another one.
        """
        at = start_of(child)
        if child.ppid is None or at is None or child.parent_guid is not None:
            return []
        host = host_of(child.fqdn)
        key = (host, child.ppid)
        over = max(_last_before(self._ended.get(key, ()), at), _last_before(self._booted.get(host, ()), at))
        starts = self._started.get(key, [])
        end = bisect_right(starts, at, key=_moment)
        living = starts[max(bisect_left(starts, over, key=_moment), end - MOST_CANDIDATES) : end]
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
