"""The likely cause of a Story into words, in no stronger ones than its signs bear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.story.cause import Cause, CauseFound
from core.story.excel_events import Clue
from core.story.story import Story
from core.words.clue_words import clue_in_words
from core.words.limit_words import search_limits
from core.words.statement import Statement, Tone

CAUSES: Mapping[Cause, str] = {
    Cause.DDE: "DDE-like: the signs speak for DDE",
    Cause.MACRO: "macro-like: the signs speak for a macro",
    Cause.ADD_IN: "add-in-like: the signs speak for an add-in",
    Cause.COM: "COM: another program drove Excel",
    Cause.UNDECIDED: "undecided: there are signs of more than one cause",
    Cause.UNKNOWN: "not known: the logs hold no sign of DDE, a macro, an add-in or COM",
}
NOT_PROVED = "What runs inside Excel is not logged, so this is no proof."


def cause_statement(story: Story) -> Statement:
    """Say it as a statement of the summary."""
    is_weak = story.cause.cause in (Cause.UNKNOWN, Cause.UNDECIDED) and not story.cause.odd
    return Statement("Cause", cause_in_words(story), (), Tone.NOTE if is_weak else Tone.WARN)


def cause_in_words(story: Story) -> str:
    """Say the likely cause with its signs, what is odd, and its limits."""
    found = story.cause
    odd = f" Odd, and counted for nothing: {'; '.join(map(clue_in_words, found.odd))}." if found.odd else ""
    if found.cause is Cause.UNKNOWN:
        limits = (*found.limits, *search_limits(story))
        behind = f" ({'; '.join(limits)})" if limits else ""
        return f"{_unknown(found)}{behind}.{odd}"
    signs = "; ".join(_sign(cause, clue) for cause, clue in found.clues)
    return f"{CAUSES[found.cause]}. {signs[:1].upper()}{signs[1:]}.{odd} {NOT_PROVED}"


def _unknown(found: CauseFound) -> str:
    if not found.clues:
        return CAUSES[Cause.UNKNOWN]
    number = "one weak sign" if len(found.clues) == 1 else f"{len(found.clues)} weak signs"
    causes = " and ".join(dict.fromkeys(cause.value for cause, _ in found.clues))
    return f"unknown, {number} of {causes}: {'; '.join(_words(found))}"


def _words(found: CauseFound) -> Iterator[str]:
    return (clue_in_words(clue) for _, clue in found.clues)


def _sign(cause: Cause, clue: Clue) -> str:
    return f"a weak sign of {cause}: {clue_in_words(clue)}" if clue.is_weak else clue_in_words(clue)
