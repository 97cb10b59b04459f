"""Flagged rows and known-good entries into the rows that are greyed, and how many each entry greys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from core.detection.known_good import KnownGood
from core.rows.row import Row


def today() -> date:
    """Give the day on this computer, by which entries expire."""
    return datetime.now().astimezone().date()


def grey(rows: Iterable[Row], known_good: KnownGood | None, on: date) -> list[Row]:
    """Mark the flagged rows that an entry fits on a day, and no other; give those whose mark has changed.

    Nothing is dropped: the rows stay where they are, and their columns say why they are greyed.
    """
    changed = []
    for row in rows:
        entry = None if known_good is None or row.detection is None else known_good.of(row.detection, on)
        title = "" if entry is None else entry.title
        if row.mark.known_good != title:
            row.mark = replace(row.mark, known_good=title)
            changed.append(row)
    return changed


def hits(rows: Iterable[Row]) -> Mapping[str, int]:
    """Count the greyed rows by the title of the entry that fits them."""
    return Counter(row.mark.known_good for row in rows if row.mark.known_good)
