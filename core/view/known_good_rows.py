"""Flagged rows and known-good entries into the rows that are greyed, and how many each entry greys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from core.detection.detections import Detection
from core.detection.known_good import KnownGood
from core.detection.serious_below import serious_below
from core.processes.process import Place
from core.rows.row import Row


def today() -> date:
    """Give the day on this computer, by which entries expire."""
    return datetime.now().astimezone().date()


def grey(
    rows: Iterable[Row], known_good: KnownGood | None, on: date, descendants: Sequence[Detection] = ()
) -> list[Row]:
    """Mark the flagged rows that an entry fits on a day, and no other; give those whose mark has changed.

    None is marked below which one of the `descendants`, or another of the rows, is of medium severity or more.
    Nothing is dropped: the rows stay where they are, and their columns say why they are greyed.
    """
    rows = list(rows)
    titles = {} if known_good is None else _titles(rows, known_good, on, descendants)
    changed = []
    for row in rows:
        title = titles.get(row.place, "")
        if row.mark.known_good != title:
            row.mark = replace(row.mark, known_good=title)
            changed.append(row)
    return changed


def _titles(
    rows: Iterable[Row], known_good: KnownGood, on: date, descendants: Sequence[Detection]
) -> Mapping[Place, str]:
    """Give the title of the entry that fits, by the place of the row."""
    flagged = [row.detection for row in rows if row.is_flagged and row.detection is not None]
    found = {one.process.place: entry.title for one in flagged if (entry := known_good.of(one, on))}
    if not found:
        return found
    serious = serious_below(flagged, descendants)
    return {place: title for place, title in found.items() if place not in serious}


def hits(rows: Iterable[Row]) -> Mapping[str, int]:
    """Count the greyed rows by the title of the entry that fits them."""
    return Counter(row.mark.known_good for row in rows if row.mark.known_good)
