"""Starts, ends and boots into which processes lived under a PID at a moment.

Windows gives a PID to one living process at a time: a process is over when a log shows its end, a boot of its
host, or a later start with its PID. An end that bears another ProcessGuid than the process is not its end.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from core.notation.windows import ascii_lower
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.process import ProcessCreation

ONE_START = 20_000_000
"""Two seconds: Sysmon 1 and 4688 of one start lie no further apart (100 ns)."""

MOST_CANDIDATES = 64
"""Starts with one PID within two seconds, or images of one GUID, that are considered; a crafted log can hold
any number of them."""

SYSTEM_LOGONS = frozenset({0x3E7, 0x3E4, 0x3E5})
"""Logons of SYSTEM, network service and local service. As the subject of a 4688 they say little of its creator:
User Account Control starts an elevated process as SYSTEM and names the process that asked for it as its parent."""

_NO_GUID = 0
"""In the place of the hash of a ProcessGuid: a hash is an eighth of the text, and nobody can craft its like."""

HostPid = tuple[str, int]


def start_of(creation: ProcessCreation) -> int | None:
    """When the process started, as near as the log tells: Sysmon may write its event minutes later."""
    return creation.time_created if creation.utc_time is None else creation.utc_time


@lru_cache(maxsize=4096)
def host_of(fqdn: str | None) -> str:
    """Give a host's name in the form in which hosts are compared."""
    return ascii_lower(fqdn or "")


class _Pid:
    """What used one PID of a host."""

    __slots__ = ("_guids", "_times", "ends", "is_settled", "moments", "rows", "told")

    def __init__(self) -> None:
        self.moments = array("q")
        """At which processes started."""
        self.rows = array("q")
        """Of their creations."""
        self.told = array("q")
        """Each end's time, and the hash of its ProcessGuid or `_NO_GUID`, one after the other."""
        self.ends: Sequence[int] = ()
        """Their times in order, once it is settled."""
        self.is_settled = False
        self._guids: Sequence[int] = ()
        self._times: Sequence[int] = ()
        """The ends by ProcessGuid, then by time; made when first asked for."""

    def last_end(self, guid: str | None, at: int) -> int:
        """Give the last end before a moment of a process with this ProcessGuid; -1 where there is none."""
        if guid is None or not self.ends:
            return _last_before(self.ends, at)
        return max(_last_before(self._times, at, *span) for span in self._spans(guid))

    def first_end(self, guid: str | None, since: int) -> int | None:
        """Give the first of its ends from a moment on."""
        if guid is None or not self.ends:
            return _first_from(self.ends, since)
        return _earliest(*(_first_from(self._times, since, *span) for span in self._spans(guid)))

    def _spans(self, guid: str) -> list[tuple[int, int]]:
        """Give where among the times by ProcessGuid those of the GUID stand, and those of none."""
        if not self._times:
            in_order = sorted(zip(self.told[1::2], self.told[::2], strict=True))
            self._guids = array("q", (one for one, _ in in_order))
            self._times = array("q", (time for _, time in in_order))
        guids = self._guids
        return [(bisect_left(guids, one), bisect_right(guids, one)) for one in (_NO_GUID, hash(guid))]


class LivingProcesses:
    """Which processes lived under a PID: all starts, ends and boots are added, in any order; then it is asked."""

    def __init__(
        self, creations: Sequence[ProcessCreation], wanted: Container[HostPid] | None = None
    ) -> None:
        """Look at the PIDs that are `wanted`; `None`: at all."""
        self._creations = creations
        self._wanted = wanted
        self._pids: dict[HostPid, _Pid] = defaultdict(_Pid)
        self._boots: dict[str, list[int]] = defaultdict(list)
        self._hosts_in_order: set[str] = set()

    def add(self, row: int) -> None:
        """Take in the start of a row of the creations."""
        creation = self._creations[row]
        start = creation.time_created if creation.utc_time is None else creation.utc_time
        if creation.pid is None or start is None:
            return
        key = host_of(creation.fqdn), creation.pid
        if self._wanted is None or key in self._wanted:
            pid = self._pids[key]
            pid.moments.append(start)
            pid.rows.append(row)

    def add_end(self, end: ProcessEnd) -> None:
        """Take in an end."""
        key = host_of(end.fqdn), end.pid
        if self._wanted is None or key in self._wanted:
            told = self._pids[key].told
            told.append(end.time)
            told.append(_NO_GUID if end.guid is None else hash(end.guid))

    def add_boot(self, boot: Boot) -> None:
        """Take in a boot."""
        self._boots[host_of(boot.fqdn)].append(boot.time)

    def that_fit(self, child: ProcessCreation) -> list[int]:
        """Give the rows of the processes that may be the child's parent, the newest first; one start counts once.

        A process whose logon is not the one that the child's record gives its creator is none of them.
        """
        at = start_of(child)
        if child.ppid is None or child.ppid == child.pid or at is None or not child.fqdn:
            return []
        host = host_of(child.fqdn)
        pid = self._of((host, child.ppid))
        end = bisect_right(pid.moments, at)
        if end == 0:
            return []
        booted, earliest = self._booted_before(host, at), pid.moments[end - 1] - ONE_START
        since = booted if booted > earliest else earliest
        last_end = _last_before(pid.ends, at) if pid.ends else -1
        first = bisect_left(pid.moments, since, end - MOST_CANDIDATES if end > MOST_CANDIDATES else 0, end)
        return [
            row
            for row, begun in zip(
                reversed(pid.rows[first:end]), reversed(pid.moments[first:end]), strict=True
            )
            if (process := self._creations[row]) is not child
            and _may_have_created(process, child)
            and (begun >= last_end or begun >= pid.last_end(process.guid, at))
        ]

    def living_since(self, host: str, pid: int, at: int, guid: str | None) -> int:
        """Give the last moment until `at` at which what had the PID was another process than the one with the GUID.

        -1 where no log says so; `None` for a process whose ProcessGuid is not known.
        """
        found = self._of((host, pid))
        over = max(_last_before(found.moments, at + 1), self._booted_before(host, at))
        return max(over, found.last_end(guid, at)) if found.ends else over

    def end_of(self, creation: ProcessCreation) -> int | None:
        """Give when a log says that the process ended; `None` where none does, or its PID had another one first."""
        end, until = self._after(creation)
        return end if end is not None and (until is None or end <= until) else None

    def over_by(self, creation: ProcessCreation) -> int | None:
        """Give the moment by which the process was over: its end, the next boot, or the next start with its PID."""
        return _earliest(*self._after(creation))

    def booted_before(self, creation: ProcessCreation) -> int | None:
        """Give the last boot of its host before a process started; `None` where no log shows one."""
        start = start_of(creation)
        booted = -1 if start is None else self._booted_before(host_of(creation.fqdn), start)
        return None if booted < 0 else booted

    def _after(self, creation: ProcessCreation) -> tuple[int | None, int | None]:
        """Give the next end of the PID behind a start, and the next boot or start with the PID."""
        start = start_of(creation)
        if start is None or creation.pid is None:
            return None, None
        host = host_of(creation.fqdn)
        pid = self._of((host, creation.pid))
        used_again, boot = _first_from(pid.moments, start + 1), _first_from(self._boots_of(host), start + 1)
        return pid.first_end(creation.guid, start), _earliest(used_again, boot)

    def _booted_before(self, host: str, at: int) -> int:
        """Give the last boot before a moment."""
        return _last_before(self._boots_of(host), at) if self._boots else -1

    def _of(self, key: HostPid) -> _Pid:
        pid = self._pids.get(key, _UNUSED)
        if not pid.is_settled:
            self._settle(pid)
        return pid

    def _settle(self, pid: _Pid) -> None:
        """Put starts in order, and leave out the later record of one that both Sysmon and Security log."""
        pid.is_settled = True
        if pid.told:
            pid.ends = array("q", sorted(pid.told[::2]))
        starts = list(zip(pid.moments, pid.rows, strict=True))
        is_in_order = all(earlier <= later for earlier, later in pairwise(starts))
        has_one_source = len({self._creations[row].source for row in pid.rows}) < 2
        if is_in_order and has_one_source:
            return
        starts.sort()
        kept = starts if has_one_source else list(self._each_once(starts))
        pid.moments = array("q", (moment for moment, _ in kept))
        pid.rows = array("q", (row for _, row in kept))

    def _each_once(self, starts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        alone: dict[str | None, tuple[int, int]] = {}
        for start, row in starts:
            process = self._creations[row]
            if process.other_record is not None:  # both its records are this one row
                yield start, row
                continue
            image = process.exe
            earlier, other = alone.get(image, (start, row))
            if self._creations[other].source != process.source and start - earlier <= ONE_START:
                del alone[image]
            else:
                yield start, row
                alone[image] = start, row

    def _boots_of(self, host: str) -> Sequence[int]:
        boots = self._boots.get(host)
        if boots is None:
            return ()
        if host not in self._hosts_in_order:
            self._hosts_in_order.add(host)
            boots.sort()
        return boots


_UNUSED = _Pid()


def _may_have_created(process: ProcessCreation, child: ProcessCreation) -> bool:
    """Let another logon disprove a parent, but for the system's own: they start processes in others' names.

    Where both logs record the parent's start, another logon in one of them does not.
    """
    creators_logon = child.parent_logon_id
    if process.logon_id is None or creators_logon is None or creators_logon in SYSTEM_LOGONS:
        return True
    if process.logon_id == creators_logon:
        return True
    other = process.other_record
    return other is not None and ("logon_id", str(creators_logon)) in other.differs


def _last_before(times: Sequence[int], moment: int, low: int = 0, high: int | None = None) -> int:
    index = bisect_right(times, moment - 1, low, high)
    return times[index - 1] if index > low else -1


def _first_from(times: Sequence[int], moment: int, low: int = 0, high: int | None = None) -> int | None:
    high = len(times) if high is None else high
    index = bisect_left(times, moment, low, high)
    return times[index] if index < high else None


def _earliest(*moments: int | None) -> int | None:
    return min((moment for moment in moments if moment is not None), default=None)
