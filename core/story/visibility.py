"""A scan into what could be seen of each host: what was recorded, where records are missing, where it was blind.

"Nothing flagged" means nothing for a time in which a child of Excel would not have been recorded. A span counts as
recorded where at least one source recorded process creations with their parents: from its first to its last one
that was read, without the spans in which it was stopped, switched off or cleared. That is no proof that every start
in it was recorded: what Sysmon's configuration leaves out is in no log.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.notation.filetime import TICKS_PER_SECOND
from core.notation.visible import one_line
from core.processes.host_events import HostEvent, without_copies
from core.processes.parents import host_of
from core.processes.process import ParentLink
from core.story.host_tally import MOST_HOSTS, HostTally, SourceTally, tally
from core.story.limit import SOURCE_TITLES, Grade, Limit, LimitKind
from core.story.limits_of_events import limits_of_events
from core.story.limits_of_ids import limits_of_ids
from core.story.limits_of_values import creations_of, limits_of_files, limits_of_values, lost
from core.story.record_ids import Logs, Stretch, add_events
from core.work.scan_result import ScanResult

__all__ = [
    "SOURCE_TITLES",
    "Grade",
    "HostVisibility",
    "Limit",
    "LimitKind",
    "Recorded",
    "Seen",
    "steps",
    "visibility",
]

HOSTS_A_STEP = 500

FEW, ONE_HOUR = 10, 3600 * TICKS_PER_SECOND
"""Fewer process creations, or fewer than one an hour, and a gap among them could not be told from silence. Chosen:
Windows itself starts more than that."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one source recorded of a host."""

    source: str
    creations: int
    first: int | None
    """When the first of them was written (FILETIME); `None` where none has a time."""
    last: int | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A span in which at least one source recorded process creations."""

    since: int
    until: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostVisibility:
    """What can be known of one host. Counts are of rows: a start that two sources recorded counts once."""

    host: str
    """In the form in which hosts are compared."""
    name: str
    """As its records write it, without hidden characters."""
    seen: tuple[Seen, ...] = ()
    creations: int = 0
    with_command_line: int = 0
    with_integrity_level: int = 0
    parents_recorded: int = 0
    parents_inferred: int = 0
    """Those that are ambiguous among them."""
    parents_unknown: int = 0
    first: int | None = None
    """When the first process creation was written (FILETIME), by whatever source."""
    last: int | None = None
    longest_gap: tuple[int, int] | None = None
    """The longest stretch without any, from one to the next: a fact; whether it is unusual is not judged."""
    files: tuple[str, ...] = ()
    """Logs that hold its records."""
    limits: tuple[Limit, ...] = ()
    """The worst first; within a grade by time."""
    recorded: tuple[Recorded, ...] = ()
    """In the order of time, apart from each other."""
    is_looked_at: bool = True
    """False in triage: nothing is known of its limits then."""

    @property
    def parents_named(self) -> int:
        """How many have a parent that a record names or that could be inferred."""
        return self.parents_recorded + self.parents_inferred

    @property
    def has_few(self) -> bool:
        """Whether it has too few process creations for a gap among them to be told."""
        span = 0 if self.first is None or self.last is None else self.last - self.first
        return self.creations < FEW or self.creations * ONE_HOUR < span

    def limits_of(self, grade: Grade) -> list[Limit]:
        """Give the limits of one grade, in order."""
        return [limit for limit in self.limits if limit.grade is grade]

    @property
    def worst(self) -> Grade | None:
        """The grade of its worst limit; `None` where it has none."""
        return self.limits[0].grade if self.limits else None

    @property
    def is_blind(self) -> bool:
        """Whether it has a span of which nothing can be said."""
        return self.worst is Grade.BLIND


def visibility(result: ScanResult) -> tuple[HostVisibility, ...]:
    """Say of each host what could be seen of it; those with blind spans first, then by name."""
    going = steps(result)
    while True:
        try:
            next(going)
        except StopIteration as ended:
            found: tuple[HostVisibility, ...] = ended.value
            return found


def steps(result: ScanResult) -> Generator[float, None, tuple[HostVisibility, ...]]:
    """Do what `visibility` does with pauses of some milliseconds' work, each with the share that is done."""
    is_triage = any(report.is_triage for report in result.reports)
    counting = tally(result.creations)
    while True:
        try:
            yield 0.8 * next(counting)
        except StopIteration as ended:
            hosts, beyond = ended.value
            break
    events = _by_host(without_copies(result.host_events))
    boots: dict[str, list[int]] = defaultdict(list)
    for boot in result.boots:
        boots[host_of(boot.fqdn)].append(boot.time)
    yield 0.85
    named = [dict.fromkeys(one.fqdn for one in things) for things in (result.host_events, result.ends)]
    for name in (*named[0], *named[1], *dict.fromkeys(boot.fqdn for boot in result.boots)):
        if len(hosts) < MOST_HOSTS:
            hosts.setdefault(host_of(name), HostTally(name or ""))
    logs = Logs(result.reports)
    if not is_triage:
        yield from _counting(logs, hosts, result.host_events)
    lacking = dict(lost(result.reports))
    found: list[HostVisibility] = []
    for number, (host, counted) in enumerate(hosts.items()):
        if is_triage:
            found.append(_unlooked(host, counted))
        else:
            found.append(
                _visibility(
                    host,
                    counted,
                    events.get(host, ()),
                    sorted(boots.get(host, ())),
                    lacking,
                    logs.left_out(counted.points),
                )
            )
        if number % HOSTS_A_STEP == HOSTS_A_STEP - 1:
            yield 0.9 + 0.1 * number / len(hosts)
    found.sort(key=lambda one: (not one.is_blind, not one.creations, one.name.lower()))
    return (*found, *_rest(beyond))


def _counting(
    logs: Logs, hosts: Mapping[str, HostTally], events: Iterable[HostEvent]
) -> Generator[float, None, None]:
    """Take in the events' numbers too, and count what each log holds."""
    for host, theirs in _by_host(events).items():
        if host in hosts:
            add_events(hosts[host].points, theirs)
    for _ in logs.counting(one.points for one in hosts.values()):
        yield 0.9


def _by_host(events: Iterable[HostEvent]) -> Mapping[str, list[HostEvent]]:
    found: dict[str, list[HostEvent]] = defaultdict(list)
    for event in events:
        found[host_of(event.fqdn)].append(event)
    return found


def _visibility(
    host: str,
    counted: HostTally,
    events: Sequence[HostEvent],
    boots: Sequence[int],
    lacking: Mapping[str, str],
    left_out: Iterable[Stretch],
) -> HostVisibility:
    limits = limits_of_events(events, counted, boots)
    files = (*counted.files, *(event.place.file for event in events))
    plain = _counted(host, counted, sorted(set(files)))
    found = [*limits.result(), *limits_of_values(counted), *limits_of_files(plain.files, lacking)]
    found += limits_of_ids(left_out)
    for limit in found:
        if limit.kind is LimitKind.NO_PARENTS and limit.grade is Grade.BLIND and limit.source is not None:
            limits.blind[limit.source] = [(None, None)]
    spans = {source: _spans(one, limits.blind.get(source, [])) for source, one in counted.sources.items()}
    graded = [_regraded(limit, counted, spans) for limit in found]
    graded.sort(key=_worst_first)
    return replace(plain, limits=tuple(graded), recorded=tuple(_recorded(spans)))


def _worst_first(limit: Limit) -> tuple[int, bool, int, bool]:
    """Order limits by grade, then what is true of all times, then by time."""
    return limit.grade.rank, limit.since is not None, limit.since or 0, limit.until is not None


def _counted(host: str, counted: HostTally, files: Iterable[str]) -> HostVisibility:
    sources = counted.sources
    times = [time for one in sources.values() if one.times for time in (one.times[0], one.times[-1])]
    links = {link: sum(one.links[link] for one in sources.values()) for link in ParentLink}
    rows = sum(one.rows for one in sources.values())
    return HostVisibility(
        host=host,
        name=one_line(counted.name) or "(no host in the record)",
        seen=tuple(_seen(source, sources[source]) for source in sorted(sources, key=_order)),
        creations=rows,
        with_command_line=rows - sum(one.without_line for one in sources.values()),
        with_integrity_level=rows - sum(one.without_level for one in sources.values()),
        parents_recorded=links[ParentLink.RECORDED],
        parents_inferred=links[ParentLink.INFERRED] + links[ParentLink.AMBIGUOUS],
        parents_unknown=links[ParentLink.UNKNOWN],
        first=min(times, default=None),
        last=max(times, default=None),
        longest_gap=counted.longest_gap(),
        files=tuple(files),
    )


def _order(source: str) -> int:
    return list(SOURCE_TITLES).index(source) if source in SOURCE_TITLES else len(SOURCE_TITLES)


def _seen(source: str, one: SourceTally) -> Seen:
    return Seen(
        source, one.records, one.times[0] if one.times else None, one.times[-1] if one.times else None
    )


def _unlooked(host: str, counted: HostTally) -> HostVisibility:
    limit = Limit(
        LimitKind.NOT_LOOKED_FOR,
        Grade.DOUBT,
        None,
        None,
        "triage: only records that hold the parent's name were read, so blind spans were not looked for",
    )
    return replace(
        _counted(host, counted, sorted(counted.files)), longest_gap=None, limits=(limit,), is_looked_at=False
    )


def _rest(beyond: int) -> Iterator[HostVisibility]:
    if beyond:
        words = f"the logs name more than {MOST_HOSTS:,} hosts; those beyond are not looked at one by one"
        limit = Limit(LimitKind.NOT_LOOKED_FOR, Grade.DOUBT, None, None, words)
        yield HostVisibility("", "(further hosts)", creations=beyond, limits=(limit,), is_looked_at=False)


# ---------------------------------------------------------------- what was recorded
_Spans = Mapping[str, Sequence[tuple[int, int]]]


def _spans(one: SourceTally, blind: Iterable[tuple[int | None, int | None]]) -> list[tuple[int, int]]:
    """Take the blind spans out of the time from a source's first process creation to its last."""
    if not one.times:
        return []
    at, last = one.times[0], one.times[-1]
    found = []
    for since, until in sorted(blind, key=lambda span: (span[0] is not None, span[0] or 0)):
        if since is not None and since >= at:
            found.append((at, min(since, last)))
        if until is None:
            return found
        at = max(at, until)
        if at > last:
            return found
    return [*found, (at, last)]


def _regraded(limit: Limit, counted: HostTally, spans: _Spans) -> Limit:
    """Say what another source recorded while one was blind; where it was there all the time, no one was blind."""
    if limit.grade is not Grade.BLIND or limit.source is None:
        return limit
    for source, theirs in spans.items():
        if source == limit.source or not theirs:
            continue
        times = counted.sources[source].times
        low = 0 if limit.since is None else bisect_left(times, limit.since)
        high = len(times) if limit.until is None else bisect_right(times, limit.until)
        if high <= low:
            continue
        number = high - low
        were = "was" if number == 1 else "were"
        words = f"{limit.words}; {number:,} {creations_of(source, number)} of that time {were} read"
        since = times[0] if limit.since is None else limit.since
        until = times[-1] if limit.until is None else limit.until
        is_covered = any(first <= since and until <= last for first, last in theirs)
        return replace(limit, words=words, grade=Grade.DOUBT if is_covered else Grade.BLIND)
    return limit


def _recorded(spans: _Spans) -> Iterator[Recorded]:
    """Join the spans of all sources that touch or overlap."""
    flat = sorted((since, until, source) for source, theirs in spans.items() for since, until in theirs)
    current: Recorded | None = None
    for since, until, source in flat:
        if current is not None and since <= current.until:
            sources = tuple(sorted({*current.sources, source}, key=_order))
            current = Recorded(current.since, max(current.until, until), sources)
            continue
        if current is not None:
            yield current
        current = Recorded(since, until, (source,))
    if current is not None:
        yield current
