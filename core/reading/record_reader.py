"""Wanted records of some chunks into events of interest and losses; each record not named was read.

Three steps, each for what the one before could not: all records together with the first reader; each that is
left alone with the first reader, since one error can take a chunk's other records with it; then with the second.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

from core.reading.chunk import Chunk
from core.reading.chunk_copy import copy_chunk
from core.reading.event import Event, EventKind, NotAnEvent, kind_of, read_event
from core.reading.first_reader import read_json
from core.reading.record_walk import Span
from core.reading.second_reader import SecondReaderError
from core.reading.second_reader import read_event as read_event_again

UNREADABLE_FOR_BOTH = "CharReference"
"""What the first reader says where it meets a character reference, which the second drops without a word."""

MOST_VAIN_TRIES = 8
"""The second reader can take a third of a second; where it failed so often in a row it is not asked again."""

Announce = Callable[[int], None]
"""Called with the file offset of a record before it is read alone."""

WorkItem = tuple[Chunk, Sequence[Span]]
Work = Sequence[WorkItem]


@dataclass(frozen=True, slots=True)
class Lost:
    """A record that no reader could read."""

    reason: str


@dataclass(slots=True)
class Patience:
    """Counts how often in a row the second reader failed; one range shares one."""

    vain_tries: int = 0

    @property
    def is_left(self) -> bool:
        """Whether it may be asked again."""
        return self.vain_tries < MOST_VAIN_TRIES


Outcome = tuple[Chunk, Span, Event | Lost]
"""A record that is of a wanted kind, or lost. Any other wanted record was read and is of no interest."""


def read_together(work: Work, wanted: Container[EventKind], patience: Patience) -> Iterator[Outcome]:
    """Read many records at once, then those that were not returned one by one."""
    copies = [copy_chunk(chunk.data, spans, chunk.start) for chunk, spans in work if spans]
    if not copies:
        return
    places = {chunk.start + span[0]: (chunk, span) for chunk, spans in work for span in spans}
    read, _ = read_json(copies, most_errors=len(places) + len(copies))
    for key, text in read:
        kind = kind_of(text)
        if (kind is None or kind in wanted) and key in places:
            outcome = _decode(text, wanted)
            if outcome is not None:
                yield (*places[key], outcome)
    if len(read) == len(places):
        return
    for key, _ in read:
        places.pop(key, None)
    left: dict[int, tuple[Chunk, list[Span]]] = {}
    for chunk, span in places.values():
        left.setdefault(chunk.start, (chunk, []))[1].append(span)
    yield from read_one_by_one(list(left.values()), wanted, _say_nothing, patience)


def read_one_by_one(
    work: Work, wanted: Container[EventKind], announce: Announce, patience: Patience
) -> Iterator[Outcome]:
    """Read each record alone; a record's damage then costs no other."""
    for chunk, spans in work:
        for span in spans:
            announce(chunk.start + span.offset)
            outcome = _read_alone(chunk, span, wanted, patience)
            if outcome is not None:
                yield chunk, span, outcome


def _read_alone(
    chunk: Chunk, span: Span, wanted: Container[EventKind], patience: Patience
) -> Event | Lost | None:
    read, errors = read_json([copy_chunk(chunk.data, (span,), chunk.start)], most_errors=2)
    if read:
        return _decode(read[0][1], wanted)
    reason = errors[0] if errors else "the reader returned nothing for it"
    if UNREADABLE_FOR_BOTH in reason or not patience.is_left:
        return Lost(f"evtx: {reason}")
    patience.vain_tries += 1
    try:
        event = read_event_again(chunk.data, span)
    except SecondReaderError as error:
        return Lost(f"evtx: {reason}; {error}")
    patience.vain_tries = 0
    return event if (event.provider, event.event_id) in wanted else None


def _decode(text: str, wanted: Container[EventKind]) -> Event | Lost | None:
    try:
        return read_event(text, wanted)
    except NotAnEvent as error:
        return Lost(str(error))


def _say_nothing(_offset: int) -> None:
    pass
