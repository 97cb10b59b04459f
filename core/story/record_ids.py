"""Numbers of records into the stretches of a channel's records that a log, or all logs that were read, left out.

A channel gives each record the id that follows the last (EventRecordID), and a log numbers the records that it
holds. Where ids go further than numbers, records that were written are not there: an export was filtered, or they
were cut out. Only process creations and events of the host are known by both numbers. Between two of them a log
holds no more records than its numbers count, of whatever kind, so what is said is a least number; what cannot be
counted so, as in logs of several channels, is not said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from operator import attrgetter, itemgetter, lt, sub

from core.processes.host_events import HostEvent
from core.processes.process import Place, ProcessCreation
from core.reading.read_report import ReadReport, joined

MOST_POINTS = 10_000
"""Records that are kept of one log, channel and host; of more every second: stretches are then longer, not more."""

Point = tuple[int, int, int, Place]
"""Number in the log, number in the channel, time (FILETIME), and where it stands."""
LogAndChannel = tuple[str, str | None]
Points = dict[LogAndChannel, list[Point]]
"""What is known of one host."""

_UNKNOWN = 1 << 80
"""Of a log of which nobody knows how many records it may hold: more than ids can count."""

_log = attrgetter("place.file", "channel")
_id, _number = attrgetter("event_record_id"), attrgetter("place.record_number")
_also_in, _other = attrgetter("also_in"), attrgetter("other_record")
_by_number, _by_id = itemgetter(0), itemgetter(1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Records of one channel that are known to be missing between two that are there."""

    channel: str | None
    before: Point
    after: Point
    missing: int
    file: str | None
    """The log that left them out; `None` where they are between two logs."""

    @property
    def is_all(self) -> bool:
        """Whether none of the records between the two is there; else it is the least number."""
        return self.missing == self.after[1] - self.before[1] - 1


# ---------------------------------------------------------------- what is known of a host
def add_creations(points: Points, rows: Iterable[ProcessCreation]) -> None:
    """Take in process creations and what other logs hold of the same; of an unbroken run only both ends."""
    rows = list(rows)
    for key, run in groupby(rows, _log):
        some = list(run)
        ids, numbers = list(map(_id, some)), list(map(_number, some))
        if None not in ids and len(set(map(sub, ids, numbers))) == 1:
            some = [some[numbers.index(min(numbers))], some[numbers.index(max(numbers))]]
        for one in some:
            _add(points, key, one.place, one.event_record_id, one.time_created)
    for one in filter(_also_in, rows):
        for place in one.also_in:
            _add(points, (place.file, one.channel), place, one.event_record_id, one.time_created)
    for other in filter(None, map(_other, rows)):
        for place in (other.place, *other.also_in):
            _add(points, (place.file, other.channel), place, other.event_record_id, other.time_created)
    for key, known in points.items():
        if len(known) > MOST_POINTS:
            points[key] = _thinned(known)


def add_events(points: Points, events: Iterable[HostEvent]) -> None:
    """Take in events of the host."""
    for one in events:
        _add(points, (one.place.file, one.channel), one.place, one.event_record_id, one.time)


def _add(points: Points, key: LogAndChannel, place: Place, id: int | None, time: int | None) -> None:
    if id is not None and time is not None:
        points.setdefault(key, []).append((place.record_number, id, time, place))


def _thinned(known: list[Point]) -> list[Point]:
    ordered = sorted(known, key=_by_number)
    while len(ordered) > max(2, MOST_POINTS // 2):
        ordered = [*ordered[:-1:2], ordered[-1]]
    return ordered


# ---------------------------------------------------------------- what is known of the logs
@dataclass(frozen=True, slots=True)
class _Log:
    """How many records a log may hold, and where."""

    is_ordered: bool
    """Whether ids rise with numbers, and all known ones are of one channel: it is no collection."""
    first: int | None
    """Number of its first record; `None`: not known."""
    last: int | None
    others: int
    """Records of which nothing is known."""


class Logs:
    """All logs that were read."""

    def __init__(self, reports: Iterable[ReadReport]) -> None:
        self._reports: dict[str, ReadReport] = {}
        self._logs: dict[str, _Log] = {}
        hashes: set[str] = set()
        self._copies: set[str] = set()
        for report in reports:
            self._reports[report.file] = report
            if report.sha256 in hashes:
                self._copies.add(report.file)
            elif report.sha256 is not None:
                hashes.add(report.sha256)

    def counting(self, hosts: Iterable[Points]) -> Iterator[None]:
        """Count each log's records, those of all hosts; pauses after each log. Must be exhausted before use."""
        by_file: dict[str, list[tuple[str | None, list[Point]]]] = defaultdict(list)
        for points in hosts:
            for (file, channel), known in points.items():
                by_file[file].append((channel, known))
        for file in dict.fromkeys((*by_file, *self._reports)):
            self._logs[file] = self._log(file, by_file.get(file, ()))
            yield
        self._unknown = sum(
            log.others for file, log in self._logs.items() if file not in by_file and file not in self._copies
        )

    def _log(self, file: str, known: Sequence[tuple[str | None, list[Point]]]) -> _Log:
        report = self._reports.get(file)
        ranges = [] if report is None or report.is_stopped else joined(report.numbers)
        pairs = sorted({point[:2] for _, some in known for point in some})
        numbers, ids = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        rise = all(all(map(lt, them, them[1:])) for them in (numbers, ids))
        is_empty = report is not None and not ranges and not report.is_stopped
        count = sum(last - first + 1 for first, last in ranges) if ranges or is_empty else _UNKNOWN
        return _Log(
            is_ordered=rise and len({channel for channel, _ in known}) == 1,
            first=ranges[0][0] if ranges else None,
            last=ranges[-1][1] if ranges else None,
            others=max(0, count - len(set(numbers))),
        )

    def left_out(self, points: Points) -> Iterator[Stretch]:
        """Give the stretches of one host, by channel, in the order of their ids."""
        channels: dict[str | None, dict[str, list[Point]]] = defaultdict(dict)
        for (file, channel), known in points.items():
            if known and file not in self._copies:
                channels[channel][file] = sorted(known, key=_by_id)
        for channel, by_file in channels.items():
            yield from self._of_a_channel(channel, by_file)

    def _of_a_channel(self, channel: str | None, by_file: Mapping[str, list[Point]]) -> Iterator[Stretch]:
        """Walk along the ids, with how many records each log may hold between its two known ones around them."""
        room, between = dict.fromkeys(by_file, 0), set[str]()
        total = 0
        changes: list[tuple[int, str, int, bool]] = []
        for file, known in by_file.items():
            room[file], steps = self._rooms(file, known)
            total += room[file]
            changes += ((id, file, more, is_between) for id, more, is_between in steps)
        changes.sort(key=itemgetter(0))
        firsts: dict[int, Point] = {}
        for point in chain.from_iterable(by_file.values()):
            firsts.setdefault(point[1], point)
        position = 0
        for low, high in pairwise(sorted(firsts)):
            while position < len(changes) and changes[position][0] <= low:
                _, file, more, is_between = changes[position]
                total += more - room[file]
                room[file] = more
                (between.add if is_between else between.discard)(file)
                position += 1
            before, after = firsts[low], firsts[high]
            missing = high - low - 1 - total
            if missing <= 0 or before[2] > after[2]:
                continue
            if between:
                yield Stretch(channel, before, after, missing, min(between))
            elif missing > self._unknown:
                yield Stretch(channel, before, after, missing - self._unknown, None)

    def _rooms(self, file: str, known: Sequence[Point]) -> tuple[int, list[tuple[int, int, bool]]]:
        """Give how many records the log may hold before its first known id, and from each on."""
        log = self._logs[file]
        if not log.is_ordered:
            return log.others, []
        before = _UNKNOWN if log.first is None else known[0][0] - log.first
        behind = _UNKNOWN if log.last is None else log.last - known[-1][0]
        steps = [(one[1], other[0] - one[0] - 1, True) for one, other in pairwise(known)]
        return max(0, before), [*steps, (known[-1][1], max(0, behind), False)]
