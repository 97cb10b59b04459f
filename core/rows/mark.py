"""What an analyst says of a row: tags, a note, and the known-good entry that fits it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of a row; nothing of it is from the evidence."""

    tags: tuple[str, ...] = ()
    """In alphabetical order, each once."""
    note: str = ""
    known_good: str = ""
    """The reason of the known-good entry that fits, while known-good children are greyed; else empty."""


NO_MARK = Mark()
