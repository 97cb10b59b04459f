"""Flagged processes and their descendants into those below which something serious ran: they are not harmless."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from core.detection.detections import Detection
from core.detection.rules import is_renamed_excel, matched
from core.detection.severity import Severity
from core.processes.parents import host_of
from core.processes.process import Place

_Key = tuple[str, str | int]
"""A host, and a ProcessGuid or a PID on it."""


def serious_below(flagged: Iterable[Detection], descendants: Sequence[Detection]) -> frozenset[Place]:
    """Give the places of flagged processes that have, however far below, a process of medium severity or more.

    A flagged process that is an Excel itself, or that started one, is looked up by what its children say of their
    parent: they are flagged for themselves, and no descendants.
    """
    flagged = list(flagged)
    excels: dict[_Key, list[Detection]] = defaultdict(list)
    for one in (*descendants, *flagged):
        if _is_excel(one.process.image_path, one.process.original_file_name):
            for key in _keys(one.process.fqdn, one.process.guid, one.process.pid):
                excels[key].append(one)
    found = {one.top for one in descendants if one.top is not None and _is_serious(one)}
    # Only below an Excel is a flagged process below another.
    places = {one.process.place: one for one in flagged} if excels else {}
    todo = [one for one in flagged if _is_serious(one)] if excels else []
    todo += [places[place] for place in found if place in places]
    while todo:
        for place in _above(todo.pop(), excels):
            if place not in found:
                found.add(place)
                todo += [places[place]] if place in places else []
    return frozenset(found)


def _above(one: Detection, excels: dict[_Key, list[Detection]]) -> Iterator[Place]:
    process = one.process
    for key in _keys(process.fqdn, process.parent_guid, process.ppid):
        for above in excels.get(key, ()):
            yield above.top or above.process.place


def _keys(fqdn: str | None, guid: str | None, pid: int | None) -> Iterator[_Key]:
    """Give all by which a process may be known: a child taken for another Excel's greys less, never more."""
    host = host_of(fqdn)
    if guid is not None:
        yield host, guid
    if pid is not None:
        yield host, pid


def _is_serious(one: Detection) -> bool:
    return one.severity.rank <= Severity.MEDIUM.rank


@lru_cache(4_096)
def _is_excel(image_path: str | None, original_file_name: str | None) -> bool:
    """Tell whether some rule would flag what a process starts; images repeat."""
    return image_path is not None and (
        bool(matched(image_path, "x.exe")) or is_renamed_excel(image_path, original_file_name)
    )
