"""Process creations that stand in more than one file into one row that names every place.

The same event is met again in a copied log and in a forwarded one beside its origin. Two records that share an
event's identity and differ in any value stay two rows that name each other: one of them was altered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from operator import attrgetter

import msgspec

from core.processes.process import Place, ProcessCreation

_PLACE_FIELDS = frozenset({"place", "also_in", "altered_in", "reader"})
MOST_ALTERED = 16

_identity = attrgetter("fqdn", "channel", "source", "event_record_id", "time_created")
_values = attrgetter(*(name for name in ProcessCreation.__struct_fields__ if name not in _PLACE_FIELDS))


def merge_copies(creations: Sequence[ProcessCreation]) -> list[ProcessCreation]:
    """Merge equal events of different files; the first place leads. Events repeated in one file stay apart."""
    if len({creation.place.file for creation in creations}) < 2:
        return list(creations)
    by_identity: dict[Hashable, list[int]] = defaultdict(list)
    for row, creation in enumerate(creations):
        if creation.event_record_id is not None and creation.fqdn is not None:
            by_identity[_identity(creation)].append(row)
    others: dict[int, list[Place]] = defaultdict(list)
    copies: set[int] = set()
    altered: dict[int, tuple[Place, ...]] = {}
    for rows in by_identity.values():
        if len(rows) == 1:
            continue
        for first, copy in _copies(creations, rows):
            others[first].append(creations[copy].place)
            copies.add(copy)
        altered |= _altered(creations, [row for row in rows if row not in copies])
    return [
        msgspec.structs.replace(creation, also_in=tuple(others.get(row, ())), altered_in=altered.get(row, ()))
        if row in others or row in altered
        else creation
        for row, creation in enumerate(creations)
        if row not in copies
    ]


def _copies(creations: Sequence[ProcessCreation], rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Pair each copy with its leading row: the k-th of equal events in a file with the k-th in another."""
    leading: dict[Hashable, int] = {}
    met: Counter[Hashable] = Counter()
    for row in rows:
        creation = creations[row]
        values = _values(creation)
        met[values, creation.place.file] += 1
        first = leading.setdefault((values, met[values, creation.place.file]), row)
        if first != row:
            yield first, row


def _altered(creations: Sequence[ProcessCreation], rows: Sequence[int]) -> dict[int, tuple[Place, ...]]:
    """Name for each row where in other files its event has other values, once a file and set of values."""
    values = {row: _values(creations[row]) for row in rows}
    if len(set(values.values())) < 2:
        return {}
    told_apart = {(creations[row].place.file, values[row]): creations[row].place for row in reversed(rows)}
    shown = list(told_apart.items())[-MOST_ALTERED:]
    return {
        row: tuple(
            place
            for (file, other), place in shown
            if file != creations[row].place.file and other != values[row]
        )
        for row in rows
    }
