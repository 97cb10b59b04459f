"""What is known of one limit of a host's records: from when to when, how bad, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.processes.process import Place

SOURCE_TITLES: Mapping[str, str] = {"sysmon-1": "Sysmon 1", "security-4688": "Security 4688"}
"""What records process creations, by the `source` of its creations, and what it is called."""


class LimitKind(StrEnum):
    """What keeps a host's process creations from being seen, or from being believed."""

    NOT_LOOKED_FOR = "not looked for"
    """Most records were not read: triage."""
    NO_CREATIONS = "no process creations"
    LOG_CLEARED = "log cleared"
    SENSOR_STOPPED = "sensor stopped"
    SENSOR_BACK = "sensor started again"
    """Without a record of its stop."""
    AUDIT_CHANGED = "audit policy changed"
    LOGGING_STOPPED = "logging stopped"
    EVENTS_DROPPED = "events dropped"
    SENSOR_RECONFIGURED = "sensor reconfigured"
    SENSOR_ERROR = "sensor error"
    CLOCK_CHANGED = "clock changed"
    NO_PARENTS = "parents unknown"
    NO_COMMAND_LINES = "command lines absent"
    NO_INTEGRITY_LEVELS = "integrity levels absent"
    RECORDS_LOST = "records lost"
    """Present and not read."""
    RECORDS_LEFT_OUT = "records left out"
    """Written, and in no log that was read."""


class Grade(StrEnum):
    """How bad a limit is, the worst first."""

    BLIND = "blind"
    """A child of Excel would not have been seen."""
    DOUBT = "in doubt"
    """It may not have been seen, or not as it was."""
    NOTED = "noted"
    """It would have been seen; something else is not as usual."""

    @property
    def rank(self) -> int:
        """Place in this order, from 0."""
        return _RANKS[self]


_RANKS: Mapping[Grade, int] = {grade: rank for rank, grade in enumerate(Grade)}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of what a host's records can show."""

    kind: LimitKind
    grade: Grade
    since: int | None
    """FILETIME; `None`: from the beginning. Equal to `until` where it is no span but a moment."""
    until: int | None
    """`None`: to the end. Of a clock change the two are what the clock showed before and behind it."""
    words: str
    """What happened and what it means, without its times; visible characters only."""
    places: tuple[Place, ...] = ()
    """Of the first records that say so; empty where the absence of something says it."""
    source: str | None = None
    """The one source that it limits; `None`: it limits all, or none in particular."""
    count: int = 1
    """Events that it stands for: `since` is then the time of the first, `until` of the last."""
    records: int = 0
    """How many records are missing, where that is known."""
