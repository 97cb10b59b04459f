"""What is asked of a scan, what it gives on the way, and what in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from core.detection.detections import Detection
from core.detection.rules import DEFAULT_RULE
from core.processes.host_events import HostEvent
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.process import ProcessCreation
from core.reading.read_report import ReadReport
from core.work.chunk_range import Effort
from core.work.workers import DEFAULT_LIMITS, Limits, default_jobs

NO_LOGS = "there is no event log in what was named; logs are known by .evtx or their signature"


class Stage(StrEnum):
    """What a scan is doing; the first two overlap for a moment."""

    SEARCHING = "searching"
    """Reading records whose bytes hold a literal of the rule in force: triage, or ahead of the full read."""
    READING = "reading"
    """Reading every record."""
    CHECKING = "checking"
    """Reading flagged records again, for their proof or with the second reader."""


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What is asked of a scan."""

    rule: str = DEFAULT_RULE
    effort: Effort = Effort.FULL
    with_second_reader: bool = False
    jobs: int = field(default_factory=default_jobs)
    limits: Limits = DEFAULT_LIMITS
    hot_first: bool = False
    """Search large logs before all are read in full, so that flagged rows come within the first moments. They come
    in batches of their own, and the result is that of the full read alone. Where nearly every chunk is hot, all of
    it would cost a third of the read: the search leaves a range after a quarter of it (`ENOUGH_HOT_CHUNKS`)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one range gave, as soon as it was read; parents are not inferred and copies not merged yet.

    What is found by a search ahead of the full read comes again with that.
    """

    file: str
    creations: Sequence[ProcessCreation]
    flagged: Sequence[Detection]
    done: int
    """Bytes read so far in this stage, of all logs."""
    total: int
    stage: Stage = Stage.READING


@dataclass(frozen=True, slots=True)
class ScanResult:
    """All that a scan found, in the order of the logs and of the records in them."""

    creations: Sequence[ProcessCreation]
    """In triage only those whose bytes hold a literal."""
    flagged: Sequence[Detection]
    """By the rule in force."""
    looser: Mapping[str, int]
    """How many more process creations each other rule flags."""
    reports: Sequence[ReadReport]
    is_stopped: bool = False
    """True where the caller stopped it: parents are then inferred among what was read, what a search ahead found
    in parts that were not read is kept, and a flagged row may have no proof."""
    descendants: Sequence[Detection] = ()
    """Processes that a flagged one started, directly or through others: findings of their own, with their chain."""
    ends: Sequence[ProcessEnd] = ()
    boots: Sequence[Boot] = ()
    host_events: Sequence[HostEvent] = ()
    """In the order of their times. All three are empty in triage."""
