"""What is looked for about a process in all logs, one event that was found, and all that came of it."""

from __future__ import annotations

import msgspec

from core.processes.process import Place
from core.reading.read_report import Failure

BY_GUID = "ProcessGuid"
BY_PID = "PID and time"
BY_LOGON = "LogonId"


class Wanted(msgspec.Struct, frozen=True, array_like=True):
    """One process about which events are looked for; the more of it is known, the more is found."""

    fqdn: str | None
    """The host that it ran on; without one it is looked for by `guid` alone."""
    guid: str | None
    """Upper case without braces, as `core.notation.windows.guid` gives it."""
    pid: int | None
    """Counts only with `fqdn` and `started`: a PID is used again."""
    started: int | None
    """FILETIME, UTC."""
    ended: int | None
    """FILETIME; `None` where no log says, and then every later event of the PID may be of this process."""
    logon_id: int | None = None
    booted: int | None = None
    """The last boot of the host before it started (FILETIME), where one is known: a logon is of no earlier time."""
    sid: str | None = None
    user: str | None = None
    """`DOMAIN\\name`. A logon with this id that names another user, or another SID, is not its own."""


class RelatedEvent(msgspec.Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """One event about a process that was looked for."""

    place: Place
    provider: str
    event_id: int
    event_record_id: int | None
    channel: str | None
    fqdn: str | None
    time: int | None
    """FILETIME: Sysmon's `UtcTime` where there is one, else `TimeCreated`."""
    process: int
    """Number of the `Wanted` that it is about: the first where it is about several."""
    found_by: str
    """`ProcessGuid`, `PID and time` or `LogonId`: the stronger where several hold."""
    as_field: str
    """Field in which the process stands: `ProcessGuid`, `ParentProcessGuid`, `Execution/ProcessID`..."""
    fields: tuple[tuple[str, str], ...]
    """Its data as text, in the record's order, each text and all together cut where long."""
    is_cut: bool = False
    """Whether a field was cut or left out; the record itself holds all."""
    repeated_names: tuple[str, ...] = ()
    """Field names that the record holds more than once: it was crafted; the first of each counts."""
    also_in: tuple[Place, ...] = ()
    """Other places that hold the same event."""

    @property
    def kind(self) -> tuple[str, int]:
        """Provider and event id, which tell only together what happened."""
        return self.provider, self.event_id

    def field(self, name: str) -> str | None:
        """Give the text of a field, or `None` where it has none."""
        return next((text for own, text in self.fields if own == name), None)


class RelatedFound(msgspec.Struct, kw_only=True):
    """All events that were found, in the order of their times, and what may be missing."""

    events: list[RelatedEvent] = msgspec.field(default_factory=list)
    unread: int = 0
    """Records that hold what was looked for and could not be read."""
    failures: list[Failure] = msgspec.field(default_factory=list)
    """Places of the first of them, with the reason."""
    is_cut: bool = False
    """Whether there are more events than are kept."""
    problems: list[str] = msgspec.field(default_factory=list)
    """Logs that could not be searched, or were changed since: a sentence each."""
    searched: int = 0
    """Bytes of logs that were searched."""
