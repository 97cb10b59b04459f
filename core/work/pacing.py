"""Batches of a scan into fewer and larger ones, and into its progress, at a pace that a screen can follow."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.work.scan_result import Batch, Stage

BETWEEN_BATCHES = 0.05
"""Seconds from one collected batch to the next."""
BETWEEN_PROGRESS = 0.1
LOOKS_BACK = 4.0
"""Seconds over which the speed is measured."""
LEAST_TO_MEASURE = 0.5
"""Seconds that must have passed before a speed means anything."""

_ORDER = {stage: number for number, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is in its present stage."""

    stage: Stage
    file: str
    """The log of which the newest range came."""
    done: int
    """Bytes, of all logs."""
    total: int
    bytes_per_second: float | None = None
    """Over the last seconds; `None` until it can be told."""
    seconds_left: float | None = None
    """In this stage, at that speed; `None` also where nothing has come for a while."""


class ProgressMeter:
    """Measures a scan; times are seconds of any clock that never goes back."""

    def __init__(self) -> None:
        self._newest: Batch | None = None
        self._points: deque[tuple[float, int]] = deque()
        """Times, and bytes done then, in this stage."""
        self._told_at: float | None = None

    def take(self, batch: Batch, now: float) -> None:
        """Take in a batch; one of an earlier stage than the newest changes nothing."""
        newest = self._newest
        if newest is not None and _ORDER[batch.stage] < _ORDER[newest.stage]:
            return
        if newest is None or newest.stage is not batch.stage:
            self._points.clear()
        self._newest = batch
        self._points.append((now, batch.done))

    def due(self, now: float) -> Progress | None:
        """Give the progress where it is time to show it."""
        if self._newest is None or (self._told_at is not None and now - self._told_at < BETWEEN_PROGRESS):
            return None
        self._told_at = now
        batch, speed = self._newest, self._speed(now)
        left = (batch.total - batch.done) / speed if speed else None
        return Progress(batch.stage, batch.file, batch.done, batch.total, speed, left)

    def _speed(self, now: float) -> float | None:
        while len(self._points) > 1 and now - self._points[1][0] >= LOOKS_BACK:
            self._points.popleft()
        (begin, before), (_, done) = self._points[0], self._points[-1]
        span = now - begin
        return (done - before) / span if span >= LEAST_TO_MEASURE else None


class BatchCollector:
    """Puts batches of one stage together until it is time to show them; the first waits for none."""

    def __init__(self) -> None:
        self._waiting: defaultdict[Stage, list[Batch]] = defaultdict(list)
        self._given_at: float | None = None

    def take(self, batch: Batch) -> None:
        """Take in a batch; one without rows has nothing to show."""
        if batch.creations:
            self._waiting[batch.stage].append(batch)

    def due(self, now: float) -> Iterator[Batch]:
        """Give what has come where it is time to, a batch for each stage, in the order of the stages."""
        if self._given_at is None or now - self._given_at >= BETWEEN_BATCHES:
            for batch in self.rest():
                self._given_at = now
                yield batch

    def rest(self) -> Iterator[Batch]:
        """Give all that has come."""
        for stage in sorted(self._waiting, key=_ORDER.__getitem__):
            yield _together(self._waiting.pop(stage))


def _together(batches: list[Batch]) -> Batch:
    if len(batches) == 1:
        return batches[0]
    return replace(
        batches[-1],
        creations=[creation for batch in batches for creation in batch.creations],
        flagged=[row for batch in batches for row in batch.flagged],
    )
