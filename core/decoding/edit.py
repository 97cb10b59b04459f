"""What a family of encodings finds in a text: pieces to put right in place, or pieces that hide another text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.decoding.step import Kind


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of a text and what stands for it."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Edits of one text, ascending and apart, and the sentence about them."""

    edits: Sequence[Edit]
    words: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text and the text that it hides."""

    start: int
    end: int
    text: str
    kind: Kind
    words: str
    is_cut: bool = False
    """Whether there was more text than room for it."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece of a text that something says is encoded, and that did not become readable text."""

    start: int
    end: int
    words: str
    """What it is, in a sentence."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A text that is looked at, and the same in lower case, letter by letter as long."""

    text: str
    low: str


def prepared(text: str) -> Scanned:
    """Prepare a text; only ASCII letters change, so that places stay the same."""
    low = text.lower()
    return Scanned(text, low if len(low) == len(text) else _ascii_lower(text))


def _ascii_lower(text: str) -> str:
    return text.translate({code: code + 32 for code in range(ord("A"), ord("Z") + 1)})


@dataclass(frozen=True, slots=True)
class Rewriter:
    """A family that puts pieces right in place."""

    kind: Kind
    marks: tuple[str, ...]
    """Texts in lower case one of which is there wherever the family may find something."""
    find: Callable[[Scanned], Rewriting | None]

    def may_find(self, scanned: Scanned) -> bool:
        """Tell quickly that there is nothing to find."""
        return any(mark in scanned.low for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Extractor:
    """A family of pieces that hide a text of their own."""

    find: Callable[[Scanned, int], Iterable[Piece | Unread]]
    """Is given the text, and how many characters may come out."""


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Put pieces right."""
    return "".join(_parts(text, edits))


def _parts(text: str, edits: Iterable[Edit]) -> Iterator[str]:
    at = 0
    for edit in edits:
        yield text[at : edit.start]
        yield edit.new
        at = edit.end
    yield text[at:]


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
