"""Process creations that Sysmon 1 and Security 4688 both record into one each, which has the values of both.

A start is one where host, PID and image are the same and no more than two seconds lie between the records. Each
record is paired once, so nothing is joined that may be another start: what is left over stays a row of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from operator import attrgetter
from typing import TypeVar

import msgspec

from core.processes.compared import can_be_one, differing, is_one_user, volume_and_rest
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.living import ONE_START, host_of, start_of
from core.processes.process import OtherRecord, ProcessCreation
from core.processes.unnamed_parents import Decided, IsFlagged, UnnamedParents, nothing_is

SYSMON_SOURCE = "sysmon-1"

_OF_THE_RECORD = frozenset(
    {
        *("source", "place", "event_record_id", "channel", "fqdn", "time_created", "reader"),
        *("parent_link", "parent_started", "parent_candidates", "parent_command_line_inferred"),
        *("repeated_names", "altered_in", "also_in", "other_record"),
    }
)
"""What is never filled: it is about one record, or about how the parent is known."""

_FIELDS = tuple(name for name in ProcessCreation.__struct_fields__ if name not in _OF_THE_RECORD)
_values = attrgetter(*_FIELDS)

_WITH_THE_USER = frozenset({"sid", "logon_id", "logon_guid"})
_WITH_THE_PARENT = frozenset({"parent_command_line", "parent_guid", "parent_user", "parent_logon_id"})
"""They belong to whom, or what, the same record names: beside another name they would be a lie."""
_FINDS_THE_PARENT = frozenset({"ppid", "utc_time"})
"""By these the leading record's parent is inferred: with the other's, which may be altered, another is found."""

_host_and_source = attrgetter("fqdn", "source")

_A_STEP = 5_000
"""Pairs between two pauses."""

Thing = TypeVar("Thing")

Point = tuple[int, int, str, int]
"""Start, how many of its source begin at that moment before it, source and row. Of records that begin at one moment
the k-th of a source then stands beside the k-th of the other."""


def merge_starts(
    creations: Sequence[ProcessCreation],
    is_flagged: IsFlagged = nothing_is,
    ends: Iterable[ProcessEnd] = (),
    boots: Iterable[Boot] = (),
) -> list[ProcessCreation]:
    """Make one of both records of each start, in the place of the one that leads; all others stay as they are.

    Sysmon's leads: it says more. 4688's does where it alone names the parent. But where they name different
    parents, or the ProcessGuid or PID of one that names none leads to another, and `is_flagged` says so of one of
    them alone, that one leads: a row is not to be lost because the other was altered.
    """
    merging = merging_starts(creations, is_flagged, ends, boots)
    while True:
        try:
            next(merging)
        except StopIteration as ended:
            rows: list[ProcessCreation] = ended.value
            return rows


def merging_starts(
    creations: Sequence[ProcessCreation],
    is_flagged: IsFlagged,
    ends: Iterable[ProcessEnd] = (),
    boots: Iterable[Boot] = (),
) -> Generator[None, None, list[ProcessCreation]]:
    """Do the same in steps, for callers that must not be blocked."""
    hosts = _hosts_in_both(creations)
    if not hosts:
        return list(creations)
    merged: dict[int, ProcessCreation | None] = {}
    unnamed = UnnamedParents(creations, is_flagged)
    doubtful: list[tuple[int, int]] = []
    for number, (sysmon, security) in enumerate(_pairs(creations, hosts)):
        if number % _A_STEP == 0:
            yield
        first, second = creations[sysmon], creations[security]
        if unnamed.may_decide(first, second):
            doubtful.append((sysmon, security))
        if not _leads(first, second, is_flagged):
            sysmon, security, first, second = security, sysmon, second, first
        merged[sysmon], merged[security] = _merged(first, second), None
    if doubtful:
        yield
        rows = (merged.get(row, creation) for row, creation in enumerate(creations))
        asked = [
            one for pair in doubtful for row in pair if (one := creations[row]).parent_image_path is None
        ]
        unnamed.look_up([row for row in rows if row is not None], asked, ends, boots)
        for number, (sysmon, security) in enumerate(doubtful):
            if number % _A_STEP == 0:
                yield
            if (found := unnamed.decided(creations[sysmon], creations[security])) is not None:
                if found.leads is creations[security]:
                    sysmon, security = security, sysmon
                merged[sysmon], merged[security] = _merged(found.leads, found.other, found), None
    yield
    return [row for row in (merged.get(row, one) for row, one in enumerate(creations)) if row is not None]


def _hosts_in_both(creations: Iterable[ProcessCreation]) -> dict[str, str]:
    """Give the host for each way to write it, of hosts that have records of both sources."""
    sources: dict[str, set[str]] = defaultdict(set)
    written: dict[str, str] = {}
    for fqdn, source in set(map(_host_and_source, creations)):
        if fqdn:
            written[fqdn] = host_of(fqdn)
            sources[written[fqdn]].add(source)
    return {fqdn: host for fqdn, host in written.items() if len(sources[host]) > 1}


def _pairs(creations: Sequence[ProcessCreation], hosts: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Give the rows of Sysmon's and of Security's record of each start that has both."""
    files: dict[str, tuple[str, str]] = {}
    by_process: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for row, creation in enumerate(creations):
        host, image = hosts.get(creation.fqdn or ""), creation.image_path
        if host is None or image is None or creation.pid is None:
            continue
        if image not in files:
            files[image] = volume_and_rest(image)
        by_process[host, creation.pid, files[image][1]].append(row)
    for rows in by_process.values():
        if len(rows) > 1:
            for group in _of_one_volume(rows, [files[creations[row].image_path or ""][0] for row in rows]):
                yield from _pairs_of_one_process(creations, group)


def _may_be_one(first: ProcessCreation, second: ProcessCreation) -> bool:
    one, other = start_of(first), start_of(second)
    return one is not None and other is not None and abs(one - other) <= ONE_START


def _of_one_volume(rows: Sequence[int], volumes: Sequence[str]) -> Iterable[Sequence[int]]:
    if can_be_one(frozenset(volumes)):
        return [rows]
    apart: dict[str, list[int]] = defaultdict(list)
    for row, volume in zip(rows, volumes, strict=True):
        apart[volume].append(row)
    return apart.values()


def _pairs_of_one_process(
    creations: Sequence[ProcessCreation], rows: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pair records of one host, PID and image. There are more than two where the PID was given anew."""
    if len({creations[row].source for row in rows}) < 2:
        return
    if len(rows) == 2:
        yield from _pair_of_two(creations, *rows)
        return
    starts = ((start_of(creations[row]), row) for row in rows)
    in_order = sorted((start, row) for start, row in starts if start is not None)
    begin = 0
    for end in range(1, len(in_order) + 1):
        if end < len(in_order) and in_order[end][0] - in_order[end - 1][0] <= ONE_START:
            continue
        near = [row for _, row in in_order[begin:end]]
        begin = end
        if len(near) == 2:  # of nearly all, and three times faster
            yield from _pair_of_two(creations, *near)
        elif len(near) > 2:
            yield from _pairs_of_one_moment(creations, near)


def _pair_of_two(creations: Sequence[ProcessCreation], first: int, second: int) -> Iterator[tuple[int, int]]:
    one, other = creations[first], creations[second]
    if one.source != other.source and _may_be_one(one, other):
        yield (first, second) if one.source == SYSMON_SOURCE else (second, first)


def _pairs_of_one_moment(
    creations: Sequence[ProcessCreation], rows: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pair those that say the same first, then the others, nearest first.

    There are more than two where a PID was given anew at once, or an altered copy stands beside the true record.
    """
    points = sorted(_points(creations, rows))
    if len(points) > 2:
        alike: dict[tuple[str | None, int | None], list[Point]] = defaultdict(list)
        for point in points:
            creation = creations[point[-1]]
            alike[creation.command_line, creation.ppid].append(point)
        found = [pair for some in alike.values() for pair in _nearest(some)]
        yield from map(_rows_in_order, found)
        paired = {point for pair in found for point in pair}
        points = [point for point in points if point not in paired]
    yield from map(_rows_in_order, _nearest(points))


def _points(creations: Sequence[ProcessCreation], rows: Iterable[int]) -> Iterator[Point]:
    """Give what records are put in order by, the same in whatever order they come."""
    met: Counter[tuple[int, str]] = Counter()
    starts = ((start_of(creations[row]), creations[row], row) for row in rows)
    places = sorted(
        (start, one.source, one.place.file, one.place.file_offset, row)
        for start, one, row in starts
        if start is not None
    )
    for start, source, *_, row in places:
        yield start, met[start, source], source, row
        met[start, source] += 1


def _rows_in_order(pair: tuple[Point, Point]) -> tuple[int, int]:
    first, second = pair
    return (first[-1], second[-1]) if first[2] == SYSMON_SOURCE else (second[-1], first[-1])


def _nearest(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Pair points of different sources, the nearest first, each once; they are in order.

    The nearest two always stand side by side, so only neighbours are compared: n log n, whatever a log holds.
    """
    count = len(points)
    before, after = list(range(-1, count - 1)), list(range(1, count + 1))
    is_paired = bytearray(count)
    gaps: list[tuple[int, int, int]] = []

    def compare(left: int, right: int) -> Iterator[tuple[int, int, int]]:
        if left >= 0 and right < count and points[left][2] != points[right][2]:
            gap = points[right][0] - points[left][0]
            if gap <= ONE_START:
                yield gap, left, right

    for right in range(1, count):
        gaps += compare(right - 1, right)
    heapify(gaps)
    while gaps:
        _, left, right = heappop(gaps)
        if is_paired[left] or is_paired[right]:
            continue
        is_paired[left] = is_paired[right] = True
        yield points[left], points[right]
        left, right = before[left], after[right]
        if left >= 0:
            after[left] = right
        if right < count:
            before[right] = left
        for gap in compare(left, right):
            heappush(gaps, gap)


def _leads(sysmon: ProcessCreation, security: ProcessCreation, is_flagged: IsFlagged) -> bool:
    """Tell whether Sysmon's record leads, by what both name."""
    theirs = security.parent_image_path
    if theirs is None or sysmon.parent_image_path == theirs:
        return True
    if sysmon.parent_image_path is None:
        return False
    return is_flagged(sysmon.parent_image_path, sysmon.image_path) or not is_flagged(
        theirs, security.image_path
    )


def _merged(
    leading: ProcessCreation, other: ProcessCreation, decided: Decided | None = None
) -> ProcessCreation:
    sysmon, security = (leading, other) if leading.source == SYSMON_SOURCE else (other, leading)
    differs = differing(sysmon, security)
    left_out: frozenset[str] = frozenset()
    if not is_one_user(sysmon, security):
        left_out |= _WITH_THE_USER
    if "parent_image_path" in differs:
        left_out |= _WITH_THE_PARENT
    if decided is not None:
        left_out |= _WITH_THE_PARENT | _FINDS_THE_PARENT
        if leading.parent_image_path is None and other.parent_image_path is not None:
            left_out |= {"parent_image_path"}
            differs = (*differs, "parent_image_path")
    filled = {
        name: theirs
        for name, own, theirs in zip(_FIELDS, _values(leading), _values(other), strict=True)
        if own is None and theirs is not None and name not in left_out
    }
    return msgspec.structs.replace(
        leading,
        **filled,
        repeated_names=_each_once(leading.repeated_names, other.repeated_names),
        altered_in=_each_once(leading.altered_in, other.altered_in),
        other_record=OtherRecord(
            source=other.source,
            place=other.place,
            event_record_id=other.event_record_id,
            channel=other.channel,
            time_created=other.time_created,
            filled=tuple(filled),
            differs=tuple((name, str(getattr(other, name))) for name in differs),
            also_in=other.also_in,
            parent=None if decided is None else decided.others_parent,
        ),
    )


def _each_once(first: tuple[Thing, ...], second: tuple[Thing, ...]) -> tuple[Thing, ...]:
    return tuple(dict.fromkeys((*first, *second))) if second else first
