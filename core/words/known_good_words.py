"""Known-good entries and what they grey into words."""

from __future__ import annotations

from datetime import date

from core.detection.known_good import Entry


def known_good_words(known: int, flagged: int) -> str:
    """Say how many of the flagged rows are greyed; nothing where none is."""
    if not known:
        return ""
    return f"{known:,} of {flagged:,} flagged {'is' if known == 1 else 'are'} known-good"


def known_good_closing(known: int, flagged: int, listed: int | None = None) -> str:
    """Say it as a line of its own, behind rows that a command has printed; `listed` are those no filter took."""
    words = known_good_words(known, flagged)
    if not words:
        return (
            f"None of the {flagged:,} flagged is known-good."
            if flagged
            else "Nothing is flagged, so nothing is known-good."
        )
    if listed is not None and listed < known:
        return f"{words}; {f'{listed:,} of them listed' if listed else 'not listed'}, by the filter."
    return f"{words}, and listed all the same (leave out with --filter=-known:*)."


def hits_words(hits: int) -> str:
    """Say how many rows an entry greys."""
    return f"greys {hits:,} row{'' if hits == 1 else 's'}"


def expiry_words(entry: Entry, today: date) -> str:
    """Say until when an entry fits."""
    if entry.expires is None:
        return "never"
    return f"{'expired ' if entry.is_expired(today) else ''}{entry.expires.isoformat()}"
