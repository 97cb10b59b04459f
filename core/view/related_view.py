"""Related events of a row into those that are shown: by group, by process, and by a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from core.processes.living import start_of
from core.rows.row import Row
from core.story.event_kinds import Group, group_of, sentence
from core.words.related_words import source
from core.work.related_event import RelatedEvent, RelatedFound

EVENTS_A_STEP = 250
"""Of a filter, between which a window lives on: a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is asked for; nothing of a kind means all of it."""

    groups: frozenset[Group] = frozenset()
    processes: frozenset[int] = frozenset()
    """Numbers among the processes that were looked for."""
    text: str = ""
    """In the sentence, the name of the process or any field, in any case."""


EVERYTHING = Shown()


class RelatedView:
    """All events that were found for one row, in the order of their times."""

    def __init__(self, row: Row, names: Sequence[str], found: RelatedFound) -> None:
        """`names` are those of the processes that were looked for."""
        self.row = row
        self.found = found
        self.events: Sequence[RelatedEvent] = found.events
        started = start_of(row.process)
        self.offsets: Sequence[int | None] = [
            None if event.time is None or started is None else event.time - started for event in found.events
        ]
        """How long after the start of the row's process each happened (100 ns)."""
        self._names = names
        self._groups = [group_of(event) for event in self.events]
        self._sentences: dict[int, str] = {}

    def group(self, number: int) -> Group:
        """Give the group of an event."""
        return self._groups[number]

    def sentence(self, number: int) -> str:
        """Say what happened in an event."""
        said = self._sentences.get(number)
        if said is None:
            said = self._sentences[number] = sentence(self.events[number])
        return said

    def name(self, process: int) -> str:
        """Name a process that was looked for; hostile."""
        return self._names[process] if process < len(self._names) else "?"

    def group_counts(self) -> list[tuple[Group, int]]:
        """Count the events of each group that there is, in the order of the groups."""
        counts = Counter(self._groups)
        return [(group, counts[group]) for group in Group if counts[group]]

    def process_counts(self) -> list[tuple[int, int]]:
        """Count the events of each process that has any, in the order of the processes."""
        return sorted(Counter(event.process for event in self.events).items())

    def filtering(self, shown: Shown) -> Generator[None, None, list[int]]:
        """Choose events, in steps; return their numbers."""
        wanted = shown.text.casefold()
        chosen: list[int] = []
        for number, event in enumerate(self.events):
            if number % EVENTS_A_STEP == 0:
                yield
            if shown.groups and self._groups[number] not in shown.groups:
                continue
            if shown.processes and event.process not in shown.processes:
                continue
            if not wanted or self._holds(number, event, wanted):
                chosen.append(number)
        return chosen

    def _holds(self, number: int, event: RelatedEvent, wanted: str) -> bool:
        texts = (self.sentence(number), self.name(event.process), source(event))
        return any(wanted in text.casefold() for text in texts) or any(
            wanted in text.casefold() for _, text in event.fields
        )
