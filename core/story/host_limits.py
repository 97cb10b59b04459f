"""What events and values say of one host into its limits, each of a kind kept apart up to a number.

What may repeat for years, such as a shutdown, is one limit that says how often; only spans in which a source was
blind are kept one by one, for they are taken out of what was recorded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.story.host_tally import HostTally, SourceTally
from core.story.limit import Grade, Limit, LimitKind

SENSOR, AUDIT = "sysmon-1", "security-4688"

MOST_OF_A_KIND = 50
"""Limits of one kind that are kept apart; a crafted log can hold any number."""
MOST_PLACES = 8

Span = tuple[int | None, int | None]
"""From when to when (FILETIME); `None`: from the beginning, to the end."""


@dataclass(slots=True)
class HostLimits:
    """The limits of one host, while its events are read."""

    tally: HostTally
    boots: Sequence[int]
    """When the host started (FILETIME), in order."""
    blind: dict[str, list[Span]] = field(default_factory=dict)
    """By source, the spans in which it recorded nothing, or nothing of it is left."""
    started: Sequence[int] = ()
    """When Sysmon is recorded to have started,"""
    switched_on: Sequence[int] = ()
    """and auditing of process creations to have been switched on, in order."""
    _found: dict[tuple[LimitKind, object], Limit] = field(default_factory=dict)
    _of_a_kind: dict[LimitKind, int] = field(default_factory=dict)
    _back_at: int | None = -1
    """When Sysmon was back from the last stop that was read; `None`: never."""
    _is_start_due: bool = False

    def result(self) -> Iterator[Limit]:
        """Give all limits, those of events in the order of their first time."""
        yield from self._found.values()

    # ------------------------------------------------------------ what readers ask
    def source(self, name: str) -> SourceTally:
        """What a source recorded; nothing where it recorded none."""
        return self.tally.sources.get(name) or SourceTally()

    def last_before(self, source: str, moment: int) -> int | None:
        """When the source recorded the last process creation before a moment."""
        times = self.source(source).times
        index = bisect_left(times, moment)
        return times[index - 1] if index else None

    def next_after(self, source: str, moment: int) -> int | None:
        """When the source recorded the next one behind it."""
        return next_time(self.source(source).times, moment)

    def booted_in(self, since: int | None, until: int) -> bool:
        """Tell whether a start of the host is known between two moments."""
        index = bisect_left(self.boots, until + 1)
        return index > 0 and (since is None or self.boots[index - 1] >= since)

    def sensor_stops(self, moment: int) -> int | None:
        """Take a stop of Sysmon; give when it started, or recorded something, again."""
        self._is_start_due = True
        self._back_at = earliest(next_time(self.started, moment), self.next_after(SENSOR, moment))
        return self._back_at

    def is_stopped_at(self, moment: int) -> bool:
        """Tell whether Sysmon is known to be stopped at a moment behind the last stop that was taken."""
        return self._back_at is None or moment < self._back_at

    def sensor_starts(self) -> bool:
        """Take a start of Sysmon; tell whether it is the one behind a stop."""
        was_due, self._is_start_due = self._is_start_due, False
        return was_due

    def switched_on_after(self, moment: int) -> int | None:
        """When process creations were audited again."""
        return earliest(next_time(self.switched_on, moment), self.next_after(AUDIT, moment))

    # ------------------------------------------------------------ what readers say
    def add_span(self, limit: Limit) -> None:
        """Keep a limit of its own."""
        if limit.grade is Grade.BLIND and limit.source is not None:
            self.blind.setdefault(limit.source, []).append((limit.since, limit.until))
        self._keep(limit, (limit.since, limit.until, limit.words))

    def add_moment(self, limit: Limit) -> None:
        """Keep a limit that is one with all others that say the same."""
        self._keep(limit, limit.words)

    def _keep(self, limit: Limit, key: object) -> None:
        known = self._found.get((limit.kind, key))
        if known is None:
            number = self._of_a_kind[limit.kind] = self._of_a_kind.get(limit.kind, 0) + 1
            if number > MOST_OF_A_KIND:
                limit = replace(limit, words=f"{limit.kind}, and more that is not told apart", source=None)
                key = None
                known = self._found.get((limit.kind, key))
        self._found[limit.kind, key] = limit if known is None else _one_of_both(known, limit)


def _one_of_both(known: Limit, more: Limit) -> Limit:
    return replace(
        known,
        grade=min(known.grade, more.grade, key=lambda grade: grade.rank),
        since=None if known.since is None or more.since is None else min(known.since, more.since),
        until=None if known.until is None or more.until is None else max(known.until, more.until),
        places=(*known.places, *more.places)[:MOST_PLACES],
        count=known.count + more.count,
    )


def next_time(times: Sequence[int], moment: int) -> int | None:
    """Give the first of ordered times behind a moment."""
    index = bisect_right(times, moment)
    return times[index] if index < len(times) else None


def earliest(*times: int | None) -> int | None:
    """Give the first of those that are known."""
    return min((time for time in times if time is not None), default=None)
