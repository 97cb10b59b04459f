"""Processes into all events about them: bytes are searched first, and only what holds a hit is parsed."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import force_setattr

from core.notation.windows import guid
from core.reading.evtx_file import CHUNK_SIZE, count_chunks
from core.work.log_reports import change
from core.work.related_event import BY_GUID, BY_LOGON, BY_PID, RelatedEvent, RelatedFound, Wanted
from core.work.related_merge import Limit, each_once, in_order, newest_logons, of_one_life, without_excess
from core.work.related_range import FindRelated, RelatedInRange
from core.work.sources import LogFile

if TYPE_CHECKING:
    from core.work.workers import Workers  # which imports the unit of work by way of the worker process

__all__ = ["BY_GUID", "BY_LOGON", "BY_PID", "RelatedEvent", "RelatedFound", "Wanted", "find_related"]

CHUNKS_IN_A_RANGE = 64
"""4 MiB, as for a scan."""
MOST_WANTED = 64
"""Processes that are looked for at once: a unit of work must fit into a worker's pipe."""
MOST_EVENTS = 20_000
MOST_CHARACTERS = 32 * 1024 * 1024
MOST_FAILURES = 100
"""Failures that are named; all are counted."""
_LONGEST_HOST = 255
"""Characters of a DNS name."""


def find_related(
    workers: Workers, logs: Sequence[LogFile], wanted: Sequence[Wanted]
) -> Generator[float, None, RelatedFound]:
    """Search all logs for events about these processes; give the share done on the way, and return what was found.

    At least ten times a second it gives the share, so that whoever asks can stop by asking no more; the workers
    must then be ended. They must have nothing else to do.
    """
    search = _Search(logs, wanted)
    for answer in workers.run(search.units()):
        if answer is not None:
            task, result = answer
            if not isinstance(task, FindRelated) or not isinstance(result, RelatedInRange):
                raise TypeError(f"related events were asked for, and {type(result).__name__} came")
            search.take(task, result)
        yield search.share_done
    return search.result()


class _Search:
    """What has come in so far."""

    def __init__(self, logs: Sequence[LogFile], wanted: Sequence[Wanted]) -> None:
        self._logs = logs
        self._wanted = tuple(_plain(one) for one in wanted[:MOST_WANTED])
        self._found = RelatedFound()
        self._problems: dict[str, str] = {}
        """The first of each log."""
        self._total = sum(log.size for log in logs)
        self._done = 0
        if len(wanted) > MOST_WANTED:
            self._found.problems.append(
                f"Events about {len(wanted):,} processes were asked for; the first {MOST_WANTED} were looked for"
            )

    @property
    def share_done(self) -> float:
        return min(1.0, self._done / self._total) if self._total else 1.0

    def units(self) -> Iterator[FindRelated]:
        """Cut all logs into ranges, in their order."""
        for log in self._logs if self._wanted else ():
            chunks = count_chunks(log.size, log.first_chunk_offset)
            for first in range(0, chunks, CHUNKS_IN_A_RANGE):
                yield FindRelated(
                    path=os.fsencode(log.path),
                    file=log.name,
                    first_chunk_offset=log.first_chunk_offset,
                    first=first,
                    count=min(CHUNKS_IN_A_RANGE, chunks - first),
                    size=log.size,
                    wanted=self._wanted,
                )

    def take(self, task: FindRelated, result: RelatedInRange) -> None:
        """Take in one range."""
        found = self._found
        self._done += task.length
        if result.problem:
            self._problems.setdefault(task.file, f"{_where(task)} could not be searched: {result.problem}")
            return
        found.searched += task.length
        found.unread += result.unread
        found.is_cut |= result.is_cut
        found.failures += result.failures[: MOST_FAILURES - len(found.failures)]
        found.events += result.events
        if len(found.events) > 2 * MOST_EVENTS:
            self._cut()

    def _cut(self) -> None:
        found = self._found
        events = newest_logons(found.events)
        found.events, is_cut = without_excess(events, Limit(MOST_EVENTS, MOST_CHARACTERS))
        found.is_cut |= is_cut

    def result(self) -> RelatedFound:
        """Put together what was found."""
        found = self._found
        names = [log.name for log in self._logs]
        found.events = of_one_life(each_once(in_order(found.events, names)), self._wanted)
        self._cut()
        for log in self._logs:
            if (changed := change(log)) is not None and log.name not in self._problems:
                self._problems[log.name] = f"{log.name}: {changed}; scan it again"
        found.problems += self._problems.values()
        _share_texts(found.events)
        return found


def _plain(one: Wanted) -> Wanted:
    """Leave out what no log of Windows holds; it came from a log."""
    host = one.fqdn if one.fqdn is None or len(one.fqdn) <= _LONGEST_HOST else None
    return msgspec.structs.replace(one, fqdn=host, guid=guid(one.guid))


def _where(task: FindRelated) -> str:
    if task.first == 0 and task.count * CHUNK_SIZE >= task.size - task.first_chunk_offset:
        return task.file
    return f"{task.file}: {task.length:,} bytes from offset 0x{task.start:X}"


def _share_texts(events: Iterable[RelatedEvent]) -> None:
    """Let equal names be one text, of which there are a few hundred: each range brought its own."""
    texts: dict[str, str] = {}
    for event in events:
        for name in _NAMES:
            if (text := getattr(event, name)) is not None:
                force_setattr(event, name, texts.setdefault(text, text))
        fields = tuple((texts.setdefault(name, name), text) for name, text in event.fields)
        force_setattr(event, "fields", fields)
        force_setattr(event.place, "file", texts.setdefault(event.place.file, event.place.file))


_NAMES = ("provider", "channel", "fqdn", "found_by", "as_field")
