"""A decoded event and the processes that are looked for into which of them it is about, and by which of its fields.

In the order of strength: a field that is the process's GUID, its PID on its host in its lifetime, its GUID
somewhere inside a longer text, its logon. Sources of the fields: Sysmon's manifest (schemas 2.0 to 4.90);
Microsoft's pages on the Security events. PowerShell's own events name no process: the one that wrote them counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from core.notation.filetime import TICKS_PER_SECOND
from core.notation.windows import ascii_lower, guid, number, present, sid
from core.processes.living import ONE_START, SYSTEM_LOGONS, host_of
from core.processes.process_fields import SECURITY, SYSMON
from core.reading.event import Event, EventKind
from core.work.related_event import BY_GUID, BY_LOGON, BY_PID, Wanted

POWERSHELL = "Microsoft-Windows-PowerShell"
POWERSHELL_7 = "PowerShellCore"
EXECUTION = "Execution/ProcessID"
"""The process that wrote the event, as its `System` part names it."""

PID_FIELDS: Mapping[EventKind, tuple[str, ...]] = {
    (SECURITY, 4624): ("ProcessId",),
    (SECURITY, 4625): ("ProcessId",),
    (SECURITY, 4648): ("ProcessId",),
    (SECURITY, 4656): ("ProcessId",),
    (SECURITY, 4657): ("ProcessId",),
    (SECURITY, 4658): ("ProcessId",),
    (SECURITY, 4660): ("ProcessId",),
    (SECURITY, 4663): ("ProcessId",),
    (SECURITY, 4670): ("ProcessId",),
    (SECURITY, 4673): ("ProcessId",),
    (SECURITY, 4674): ("ProcessId",),
    (SECURITY, 4688): ("NewProcessId", "ProcessId"),
    (SECURITY, 4689): ("ProcessId",),
    (SECURITY, 4698): ("ClientProcessId",),
    (SECURITY, 5154): ("ProcessId",),
    (SECURITY, 5156): ("ProcessID",),
    (SECURITY, 5157): ("ProcessID",),
    (SECURITY, 5158): ("ProcessId",),
    **{(provider, event): (EXECUTION,) for provider in (POWERSHELL, POWERSHELL_7) for event in (4103, 4104)},
}
"""Fields that hold a PID, for events that name a process by nothing else."""

SYSMON_PIDS = ("ProcessId", "SourceProcessId", "ParentProcessId", "TargetProcessId")
"""The same in any event of Sysmon; for a process of which no GUID is known."""

LOGON_FIELDS: Mapping[EventKind, str] = {
    (SECURITY, 4624): "TargetLogonId",
    (SECURITY, 4648): "SubjectLogonId",
    (SECURITY, 4672): "SubjectLogonId",
}
"""The logon that an event begins, gives rights to, or that uses the credentials of another."""

BOOT_TAKES = 60 * TICKS_PER_SECOND
"""Events that tell of one boot lie no further apart, and a user may log on before the last of them."""

GUID_FIELDS = (
    "ProcessGuid",
    "SourceProcessGUID",
    "SourceProcessGuid",
    "ParentProcessGuid",
    "TargetProcessGUID",
    "TargetProcessGuid",
)
"""Where several fields are the GUIDs of processes that are looked for, the first of these says what it is about."""

_FIELD_ORDER = {name: place for place, name in enumerate((*GUID_FIELDS, "NewProcessId", "ProcessId"))}
_SHORTEST_GUID = 36


class Match(NamedTuple):
    """How an event is about a process; the least of several counts."""

    strength: int
    process: int
    """Number of the `Wanted`."""
    field_order: int
    found_by: str
    as_field: str


class Matcher:
    """Looks events up among the processes that are looked for."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self._wanted = wanted
        self._by_guid: dict[str, list[int]] = defaultdict(list)
        self._by_pid: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._by_logon: dict[tuple[str, int], list[int]] = defaultdict(list)
        for process, one in enumerate(wanted):
            host = host_of(one.fqdn)
            if one.guid is not None:
                self._by_guid[one.guid].append(process)
            if has_lifetime(one):
                self._by_pid[host, one.pid or 0].append(process)
            if has_own_logon(one):
                self._by_logon[host, one.logon_id or 0].append(process)

    def match(self, event: Event, execution_pid: int | None) -> Match | None:
        """Say what the event is about; `None` where it is about none of the processes."""
        host = host_of(event.computer)
        return min(
            (
                *self._by_whole_guid(event, host),
                *self._by_its_pid(event, host, execution_pid),
                *self._by_its_logon(event, host),
            ),
            default=None,
        ) or min(self._by_guid_in_text(event, host), default=None)

    def _by_whole_guid(self, event: Event, host: str) -> Iterator[Match]:
        for name, text in texts_of(event) if self._by_guid else ():
            if len(text) - _SHORTEST_GUID in (0, 2) and (found := guid(text)) in self._by_guid:
                yield from self._on(host, found or "", 0, name)

    def _by_guid_in_text(self, event: Event, host: str) -> Iterator[Match]:
        for name, text in texts_of(event) if self._by_guid else ():
            if len(text) > _SHORTEST_GUID and "-" in text:
                upper = text.upper()
                for one in self._by_guid:
                    if one in upper:
                        yield from self._on(host, one, 2, name)

    def _on(self, host: str, one: str, strength: int, name: str) -> Iterator[Match]:
        """Cloned machines can give equal GUIDs, so the host must be the same where it is known."""
        for process in self._by_guid[one]:
            own = self._wanted[process].fqdn
            if own is None or host_of(own) == host:
                yield Match(strength, process, _order(name), BY_GUID, name)

    def _by_its_pid(self, event: Event, host: str, execution_pid: int | None) -> Iterator[Match]:
        is_sysmon = event.provider == SYSMON
        names = SYSMON_PIDS if is_sysmon else PID_FIELDS.get((event.provider, event.event_id), ())
        for name in names:
            pid = execution_pid if name == EXECUTION else number(event.data.get(name))
            for process in self._by_pid.get((host, pid or 0), ()):
                one = self._wanted[process]
                if lived_at(one, event.time_created) and not (is_sysmon and one.guid):
                    yield Match(1, process, _order(name), BY_PID, name)

    def _by_its_logon(self, event: Event, host: str) -> Iterator[Match]:
        name = LOGON_FIELDS.get((event.provider, event.event_id))
        if name is None:
            return
        for process in self._by_logon.get((host, number(event.data.get(name)) or 0), ()):
            one = self._wanted[process]
            if _began_before(one, event.time_created) and _is_of_user(
                one, event, name.removesuffix("LogonId")
            ):
                yield Match(3, process, 0, BY_LOGON, name)


def has_lifetime(one: Wanted) -> bool:
    """Whether it can be found by its PID. PID 0 is that of no process that a log tells of."""
    return bool(one.fqdn and one.pid and one.started is not None)


def has_own_logon(one: Wanted) -> bool:
    """Whether its logon says anything: those of the system itself are the same from one boot to the next."""
    return bool(one.fqdn and one.logon_id and one.logon_id not in SYSTEM_LOGONS)


def lived_at(one: Wanted, moment: int | None) -> bool:
    """Whether a process with a lifetime may have written something at that time (FILETIME)."""
    if moment is None or one.started is None or moment < one.started - ONE_START:
        return False
    return one.ended is None or moment <= one.ended + ONE_START


def _began_before(one: Wanted, moment: int | None) -> bool:
    """Whether a logon of that time may be the process's: an id is used again after a boot."""
    if moment is None:
        return True
    if one.started is not None and moment > one.started:
        return False
    return one.booted is None or moment >= one.booted - BOOT_TAKES


def _is_of_user(one: Wanted, event: Event, side: str) -> bool:
    """Whether an event may be about the process's user: by SID where both have one, else by name."""
    theirs = sid(event.data.get(f"{side}UserSid"))
    if one.sid is not None and theirs is not None:
        return ascii_lower(one.sid) == ascii_lower(theirs)
    domain, _, name = (one.user or "").rpartition("\\")
    named = present(event.data.get(f"{side}UserName")) or ""
    if not name or not named or "@" in name + named:  # an address is no account's name
        return True
    their_domain = present(event.data.get(f"{side}DomainName")) or ""
    if (
        domain
        and their_domain
        and "." not in domain + their_domain
        and domain.lower() != their_domain.lower()
    ):
        return False
    return name.lower() == named.lower()


def texts_of(event: Event) -> Iterator[tuple[str, str]]:
    """Give the data of an event as text, in its order; a value that is a list comes once for each of its texts."""
    for name, value in event.data.items():
        for one in value if isinstance(value, list) else (value,):
            yield name, _as_text(one)


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _order(name: str) -> int:
    return _FIELD_ORDER.get(name, len(_FIELD_ORDER))
