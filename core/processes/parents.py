"""Process creations whose record names no parent into ones whose parent is inferred, ambiguous or unknown.

Once, after all logs are read: the parent may stand in another file. By ProcessGuid where the record has the
parent's, else by host and PID among earlier creations that nothing ended: no termination, no boot, and no
later start with the same PID, for Windows gives a PID to one living process at a time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

import msgspec

from core.notation.windows import ascii_lower, normal_path
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.process import ParentLink, ProcessCreation

ONE_START = 20_000_000
"""Two seconds: Sysmon 1 and 4688 of one start lie no further apart (100 ns)."""

MOST_CANDIDATES = 64
"""Starts with one PID within two seconds, or images of one GUID, that are considered; a crafted log can hold
any number of them."""

SYSTEM_LOGONS = frozenset({0x3E7, 0x3E4, 0x3E5})
"""Logons of SYSTEM, network service and local service. As the subject of a 4688 they say little of its creator:
User Account Control starts an elevated process as SYSTEM and names the process that asked for it as its parent."""

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
    by_guid = _ParentsByGuid(creations, lacking)
    living = _LivingProcesses(creations, lacking, ends, boots)
    found = {
        creation.place: _completed(
            creation,
            living.that_fit(creation) if creation.parent_guid is None else by_guid.that_fit(creation),
        )
        for creation in lacking
    }
    return [found.get(creation.place, creation) for creation in creations]


def _lacks(creation: ProcessCreation, wants_parents_line: Callable[[ProcessCreation], bool]) -> bool:
    if creation.parent_link is ParentLink.UNKNOWN:
        return True
    return creation.parent_command_line is None and wants_parents_line(creation)


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


def start_of(creation: ProcessCreation) -> int | None:
    """When the process started, as near as the log tells: Sysmon may write its event minutes later."""
    return creation.time_created if creation.utc_time is None else creation.utc_time


def host_of(fqdn: str | None) -> str:
    """Give a host's name in the form in which hosts are compared."""
    return ascii_lower(fqdn or "")


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

        A process whose logon is not the one that the child's record gives its creator is none of them.
        """
        at = start_of(child)
        if child.ppid is None or child.ppid == child.pid or at is None or not child.fqdn:
            return []
        host = host_of(child.fqdn)
        key = (host, child.ppid)
        over = max(_last_before(self._ended.get(key, ()), at), _last_before(self._booted.get(host, ()), at))
        starts = self._started.get(key, [])
        end = bisect_right(starts, at, key=_moment)
        if end == 0:
            return []
        newest = starts[end - 1][0]
        first = bisect_left(starts, max(over, newest - ONE_START), key=_moment)
        living = starts[max(first, end - MOST_CANDIDATES) : end]
        return [
            process
            for _, process in reversed(living)
            if process is not child and _may_have_created(process, child)
        ]


def _may_have_created(process: ProcessCreation, child: ProcessCreation) -> bool:
    """Let another logon disprove a parent, but for the system's own: they start processes in others' names."""
    creators_logon = child.parent_logon_id
    if process.logon_id is None or creators_logon is None or creators_logon in SYSTEM_LOGONS:
        return True
    return process.logon_id == creators_logon


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
