"""Process creations into what each host recorded: by which source, from when to when, and with which values."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from operator import attrgetter, sub

from core.processes.parents import host_of
from core.processes.process import ParentLink, ProcessCreation
from core.story.record_ids import Points, add_creations

MOST_HOSTS = 50_000
"""Hosts that are told apart; a crafted log can name a new one in every record."""

ROWS_A_STEP = 50_000

_Groups = dict[tuple[str | None, str], list[ProcessCreation]]
_group = attrgetter("fqdn", "source")
_time, _line = attrgetter("time_created"), attrgetter("command_line")
_link, _level = attrgetter("parent_link"), attrgetter("integrity_level")
_file, _also_in, _other = attrgetter("place.file"), attrgetter("also_in"), attrgetter("other_record")


_OTHER_LINKS = tuple(link for link in ParentLink if link is not ParentLink.RECORDED)


@dataclass(slots=True)
class SourceTally:
    """What one source recorded on a host."""

    times: list[int] = field(default_factory=list)
    """When each process creation was written (FILETIME), in order; those without a time are left out."""
    records: int = 0
    """Process creations that it recorded, also where another source leads their row."""
    rows: int = 0
    """Rows that it leads; the figures below are of these."""
    without_line: int = 0
    without_level: int = 0
    links: dict[ParentLink, int] = field(default_factory=lambda: dict.fromkeys(ParentLink, 0))


@dataclass(slots=True)
class HostTally:
    """What is recorded of one host."""

    name: str
    """As the first of its records writes it."""
    sources: dict[str, SourceTally] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    """Logs that hold its process creations."""
    points: Points = field(default_factory=dict)
    """Records of which the number in the log and the number in the channel are known."""

    def longest_gap(self) -> tuple[int, int] | None:
        """Give the longest stretch without a process creation of any source, from one to the next."""
        every = [one.times for one in self.sources.values()]
        times = every[0] if len(every) == 1 else sorted(chain.from_iterable(every))
        lengths = list(map(sub, islice(times, 1, None), times))
        if not lengths:
            return None
        at = lengths.index(max(lengths))
        return times[at], times[at + 1]


def tally(
    creations: Sequence[ProcessCreation],
) -> Generator[float, None, tuple[dict[str, HostTally], int]]:
    """Count the rows by host, by `host_of`; give also how many rows are of hosts beyond `MOST_HOSTS`.

    Gives the share that is done after every `ROWS_A_STEP` rows.
    """
    hosts: dict[str, HostTally] = {}
    groups: _Groups = {}
    beyond = 0
    for first in range(0, len(creations), ROWS_A_STEP):
        for key, run in groupby(creations[first : first + ROWS_A_STEP], _group):
            group = groups.get(key)
            if group is None:
                if not _is_room(hosts, key[0]):
                    beyond += len(list(run))
                    continue
                group = groups[key] = []
            group += run
        yield 0.5 * min(1.0, (first + ROWS_A_STEP) / len(creations))
    done = 0
    for (fqdn, source), rows in groups.items():
        host = hosts[host_of(fqdn)]
        for first in range(0, len(rows), ROWS_A_STEP):
            part = rows[first : first + ROWS_A_STEP]
            _count(host, host.sources.setdefault(source, SourceTally()), part)
            before, done = done, done + len(part)
            if done // ROWS_A_STEP > before // ROWS_A_STEP:
                yield 0.5 + 0.5 * done / len(creations)
    yield 1.0
    for host in hosts.values():
        for counted in host.sources.values():
            counted.times.sort()
    return hosts, beyond


def _is_room(hosts: dict[str, HostTally], fqdn: str | None) -> bool:
    """Make the host's tally where it has none; tell whether it has one now."""
    host = host_of(fqdn)
    if host not in hosts:
        if len(hosts) >= MOST_HOSTS:
            return False
        hosts[host] = HostTally(fqdn or "")
    return True


def _count(host: HostTally, counted: SourceTally, rows: Sequence[ProcessCreation]) -> None:
    """Take in rows that one source leads. Column by column, which costs a third of row by row."""
    counted.times += [time for time in map(_time, rows) if time is not None]
    counted.records += len(rows)
    counted.rows += len(rows)
    counted.without_line += list(map(_line, rows)).count(None)
    counted.without_level += list(map(_level, rows)).count(None)
    others = [link for link in map(_link, rows) if link is not ParentLink.RECORDED]
    counted.links[ParentLink.RECORDED] += len(rows) - len(others)
    for link in _OTHER_LINKS if others else ():
        counted.links[link] += others.count(link)
    add_creations(host.points, rows)
    host.files.update(map(_file, rows))
    for places in map(_also_in, rows):
        if places:
            host.files.update(place.file for place in places)
    for other in map(_other, rows):
        if other is not None:
            its = host.sources.setdefault(other.source, SourceTally())
            its.records += 1
            host.files.add(other.place.file)
            if other.time_created is not None:
                its.times.append(other.time_created)
