"""Process creations that stand in more than one file into one row that names every place.

The same event is met again in a copied log and in a forwarded one beside its origin. Two records that share an
event's identity and differ in any value stay two rows: one of them was altered.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core.process import Place, ProcessCreation
from core.windows import ascii_lower

Identity = tuple[str, str, str, int, int | None]
_PLACE_FIELDS = frozenset({"place", "also_in", "reader"})
_VALUES = tuple(name for name in ProcessCreation.__struct_fields__ if name not in _PLACE_FIELDS)


def merge_copies(creations: Sequence[ProcessCreation]) -> list[ProcessCreation]:
    """Merge equal events of different files; the first place leads. Events repeated in one file stay apart."""
    if len({creation.place.file for creation in creations}) < 2:
        return list(creations)
    kept: list[ProcessCreation] = []
    places: list[list[Place]] = []
    by_identity: dict[Identity, list[int]] = {}
    for creation in creations:
        identity = _identity(creation)
        if identity is None:
            at = None
        else:
            rows = by_identity.setdefault(identity, [])
            at = next((row for row in rows if _is_copy(kept[row], places[row], creation)), None)
            if at is None:
                rows.append(len(kept))
        if at is None:
            kept.append(creation)
            places.append([])
        else:
            places[at].append(creation.place)
    return [
        msgspec.structs.replace(creation, also_in=tuple(others)) if others else creation
        for creation, others in zip(kept, places, strict=True)
    ]


def _identity(creation: ProcessCreation) -> Identity | None:
    if creation.event_record_id is None or creation.fqdn is None:
        return None
    return (
        ascii_lower(creation.fqdn),
        creation.channel or "",
        creation.source,
        creation.event_record_id,
        creation.time_created,
    )


def _is_copy(kept: ProcessCreation, others: Sequence[Place], creation: ProcessCreation) -> bool:
    file = creation.place.file
    if kept.place.file == file or any(place.file == file for place in others):
        return False
    return all(getattr(kept, name) == getattr(creation, name) for name in _VALUES)
