"""Places in the text of a line: as Python counts them, as Qt counts them, and what one change put in."""

from __future__ import annotations


def units(text: str) -> int:
    """Count as Qt does: a character beyond U+FFFF is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def beginning(text: str, length: int) -> str:
    """Give the beginning of a text that Qt counts as so long."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * length].decode("utf-16-le", "ignore")


def put_in(before: str, text: str) -> tuple[int, int]:
    """Give where the characters stand that one change put into a text: first, and behind the last."""
    start = _common(before, text)
    most = min(len(before), len(text)) - start
    same = min(_common(before[::-1], text[::-1]), most)
    return start, len(text) - same


def _common(one: str, other: str) -> int:
    """Count the characters that both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


class LineHistory:
    """What was entered in a line, each text once and the latest last, and a walk through it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._texts: list[str] = []
        self._at: int | None = None
        """Where the walk is; `None` while there is none."""
        self._draft = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is remembered."""
        return tuple(self._texts)

    @property
    def is_walking(self) -> bool:
        """Whether the line shows what was entered before."""
        return self._at is not None

    def remember(self, *texts: str) -> None:
        """Take texts in; the oldest go where there are too many."""
        for text in texts:
            self._texts = [*(other for other in self._texts if other != text), text][-self._most :]
        self.end_walk()

    def end_walk(self) -> None:
        """Begin at the end the next time."""
        self._at = None

    def walk(self, step: int, shown: str) -> str:
        """Give the text a step back or forward; after the latest comes what was being typed (`shown` at first)."""
        if self._at is None:
            self._at, self._draft = len(self._texts), shown
        self._at = min(max(self._at + step, 0), len(self._texts))
        return self._draft if self._at == len(self._texts) else self._texts[self._at]
