"""One thing that can be said of a row: in words, with the values it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.notation.visible import one_line
from core.rows.columns import COLUMNS
from core.rows.row import Row

Evidence = tuple[tuple[str, str], ...]
"""Keys of columns and what stands in them, as the cell has it: what comes from a log is hostile."""

LONGEST_VALUE = 300
"""Characters of one value within a sentence; the evidence has all of it."""


class Tone(Enum):
    """What a statement means for whoever judges the row."""

    GOOD = "good"
    """It makes the row less suspicious, or firmer."""
    NOTE = "note"
    WARN = "warn"
    """It makes the row more suspicious, or less firm."""
    BAD = "bad"
    """It is a strong sign of an attack, or of evidence that was altered."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a summary."""

    label: str
    text: str
    """Can be shown as it is: characters that would deceive are written as signs."""
    evidence: Evidence = ()
    tone: Tone = Tone.NOTE


def evidence(row: Row, *keys: str) -> Evidence:
    """Give the values of these columns, without those that are absent."""
    texts = ((key, COLUMNS[key].text(row)) for key in keys)
    return tuple((key, text) for key, text in texts if text)


def shown(value: str) -> str:
    """Write a value of a log into a sentence: one line, nothing hidden, cut where it is long."""
    text = one_line(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
