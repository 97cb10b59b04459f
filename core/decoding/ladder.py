"""A command line into a ladder of what is hidden in it: each text put right first, then what it hides, and so on.

Nothing is run and nothing is fetched. What is done with a text is bounded, and a step is only claimed where it
changes something and gives text that can be read: a false decoding is worse than none.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Generator, Iterator
from dataclasses import replace

from core.decoding.edit import Piece, Rewriter, Rewriting, Scanned, applied, prepared
from core.decoding.families import EXTRACTORS, REWRITERS
from core.decoding.running import in_place, what_runs
from core.decoding.step import EDIT, LIMITS, Kind, Ladder, Limits, Riddle, Step, Url
from core.decoding.urls import find_urls
from core.notation.visible import one_line

MOST_PIECES = 400
"""Changed parts of one text that a step remembers."""
LONGEST_SUMMARY = 32_768
_NO_URLS = replace(LIMITS, urls=0)


def decode(command_line: str, limits: Limits = LIMITS) -> Ladder:
    """Decode a command line as far as it goes; any text gives a ladder, most an empty one."""
    steps = decoding(command_line, limits)
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            ladder: Ladder = ended.value
            return ladder


def decoding(command_line: str, limits: Limits = LIMITS) -> Generator[None, None, Ladder]:
    """Decode a command line text by text, for those who must not wait: each takes milliseconds."""
    climb = _Climb(command_line, limits)
    yield from climb.climb(command_line, 0, 0)
    return Ladder(
        command_line, tuple(climb.steps), tuple(climb.urls.values()), tuple(climb.riddles), climb.why_cut
    )


def summary(ladder: Ladder) -> str:
    """Write in one line what the command line runs, what was decoded of it in place; empty where nothing was."""
    texts = [one_line(in_place(one)[:LONGEST_SUMMARY]) for one in what_runs(ladder)]
    if len(texts) > 1:
        texts = [f"({number}) {text}" for number, text in enumerate(texts, 1)]
    return " ".join(texts)[:LONGEST_SUMMARY]


def hidden_text(command_line: str) -> str | None:
    """Write in one line what a command line runs, `None` where nothing of it was decoded: a cell of a table."""
    return summary(decode(command_line, _NO_URLS)) or None


class _Climb:
    """A ladder while it grows."""

    def __init__(self, command_line: str, limits: Limits) -> None:
        self.steps: list[Step] = []
        self.urls: dict[str, Url] = {}
        self.riddles: list[Riddle] = []
        self.why_cut = ""
        self._limits = limits
        self._room = limits.characters
        self._unread = limits.read
        self._seen = {command_line}

    def climb(self, text: str, number: int, depth: int) -> Iterator[None]:
        """Decode a text, and what comes of it; `number` is the step that gave the text."""
        while (looked_at := self._look_at(text)) is not None:
            step = self._put_right(looked_at, number, depth)
            self._note_urls(looked_at, number, step)
            if step is None:
                yield from self._dig(looked_at, number, depth)
                return
            yield
            text, number = step.text, step.number

    # ------------------------------------------------------------ putting right

    def _put_right(self, text: Scanned, number: int, depth: int) -> Step | None:
        """Let the first family that finds something put it right."""
        for rewriter in REWRITERS:
            if not rewriter.may_find(text):
                continue
            rewriting = rewriter.find(text)
            if rewriting is None:
                continue
            if not self._may_step():
                return None
            self._unread -= EDIT * len(rewriting.edits)
            new = self._rewritten(text.text, rewriting)
            if new is not None:
                return self._rewriting_step(text.text, new, rewriting, rewriter, number, depth)
        return None

    def _rewritten(self, text: str, rewriting: Rewriting) -> str | None:
        """Give the text after edits; `None` where it is no new one, or there is no room for it."""
        length = len(text) + sum(len(edit.new) - (edit.end - edit.start) for edit in rewriting.edits)
        if length > self._room:
            self._cut(self._too_long)
            return None
        new = applied(text, rewriting.edits)
        return None if new in self._seen or not new.strip() else new

    def _rewriting_step(
        self, text: str, new: str, rewriting: Rewriting, rewriter: Rewriter, number: int, depth: int
    ) -> Step:
        edits = rewriting.edits
        start, end = edits[0].start, edits[-1].end
        pieces = tuple((edit.start, edit.end) for edit in edits[:MOST_PIECES])
        return self._step(
            number, depth, rewriter.kind, rewriting.words, text[start:end], start, pieces, new, is_whole=True
        )

    # ------------------------------------------------------------ digging

    def _dig(self, text: Scanned, number: int, depth: int) -> Iterator[None]:
        """Decode the pieces of a text that hide texts of their own."""
        for piece in _apart(self._pieces(text, number)):
            if piece.text in self._seen or not piece.text:
                continue
            if not self._may_step():
                return
            if depth >= self._limits.depth:
                self._cut(f"Decoding ended {self._limits.depth} encodings deep; there is more to decode.")
                return
            if len(piece.text) > self._room:
                self._cut(self._too_long)
                return
            if piece.is_cut:
                self._cut(self._too_long)
            source, spans = text.text[piece.start : piece.end], ((piece.start, piece.end),)
            step = self._step(
                number,
                depth + 1,
                piece.kind,
                piece.words,
                source,
                piece.start,
                spans,
                piece.text,
                is_whole=False,
            )
            yield
            yield from self.climb(step.text, step.number, step.depth)

    def _pieces(self, text: Scanned, number: int) -> Iterator[Piece]:
        for extractor in EXTRACTORS:
            for found in extractor.find(text, self._room):
                if isinstance(found, Piece):
                    yield found
                elif len(self.riddles) < self._limits.steps:
                    self.riddles.append(Riddle(number, found.start, found.end, found.words))

    # ------------------------------------------------------------ what both do

    def _step(
        self,
        before: int,
        depth: int,
        kind: Kind,
        words: str,
        source: str,
        start: int,
        pieces: tuple[tuple[int, int], ...],
        text: str,
        *,
        is_whole: bool,
    ) -> Step:
        step = Step(
            number=len(self.steps) + 1,
            before=before,
            depth=depth,
            kind=kind,
            words=words,
            source=source,
            start=start,
            end=start + len(source),
            pieces=pieces,
            text=text,
            is_whole=is_whole,
        )
        self.steps.append(step)
        self._seen.add(text)
        self._room -= len(text)
        return step

    def _look_at(self, text: str) -> Scanned | None:
        """Prepare a text, its beginning where it is longer than what may still be read."""
        if self._unread <= 0:
            self._cut(f"Decoding ended after {self._limits.read:,} characters; there is more to decode.")
            return None
        most = min(self._unread, self._limits.read_at_once)
        if len(text) > most:
            self._cut(f"Of a text of {len(text):,} characters only the first {most:,} were looked at.")
            text = text[:most]
        self._unread -= len(text)
        return prepared(text)

    def _note_urls(self, text: Scanned, number: int, step: Step | None) -> None:
        """Remember what points to other machines, but for what the next step puts right: that comes with it."""
        if not self._limits.urls:
            return
        pieces = step.pieces if step is not None else ()
        for start, end, url, kind in find_urls(text):
            if url in self.urls or _touches(pieces, start, end):
                continue
            if len(self.urls) >= self._limits.urls:
                self._cut(f"Only the first {self._limits.urls} URLs are listed.")
                return
            self.urls[url] = Url(url, kind, number, start, end)

    def _may_step(self) -> bool:
        if len(self.steps) < self._limits.steps:
            return True
        self._cut(f"Decoding ended after {self._limits.steps} steps; there is more to decode.")
        return False

    @property
    def _too_long(self) -> str:
        return f"Decoding ended at {self._limits.characters:,} characters of decoded text; there is more."

    def _cut(self, why: str) -> None:
        self.why_cut = self.why_cut or why


def _touches(pieces: tuple[tuple[int, int], ...], start: int, end: int) -> bool:
    """Tell whether one of some ascending pieces lies within or at the edge of a place."""
    at = bisect_left(pieces, start, key=lambda piece: piece[1])
    return at < len(pieces) and pieces[at][0] <= end


def _apart(pieces: Iterator[Piece]) -> list[Piece]:
    """Leave out what overlaps an earlier piece; in the order of their places."""
    kept: list[tuple[int, int]] = []
    chosen: list[Piece] = []
    for piece in pieces:
        at = bisect_left(kept, (piece.start, piece.end))
        if (at and kept[at - 1][1] > piece.start) or (at < len(kept) and kept[at][0] < piece.end):
            continue
        insort(kept, (piece.start, piece.end))
        chosen.append(piece)
    return sorted(chosen, key=lambda piece: piece.start)
