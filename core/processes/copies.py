"""Process creations that stand in more than one file into one row that names every place.

The same event is met again in a copied log and in a forwarded one beside its origin. Two records that share an
event's identity and differ in any value stay two rows: one of them was altered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from operator import attrgetter

import msgspec

from core.processes.process import Place, ProcessCreation

_PLACE_FIELDS = frozenset({"place", "also_in", "reader"})
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
    for rows in by_identity.values():
        for first, copy in _copies(creations, rows) if len(rows) > 1 else ():
            others[first].append(creations[copy].place)
            copies.add(copy)
    return [
        msgspec.structs.replace(creation, also_in=tuple(others[row])) if row in others else creation
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
