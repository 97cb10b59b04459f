"""A ladder of decoded texts into a page: what comes out first, where it points to, then step by step."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor, QTextDocument

from core.decoding.running import CLOSE, OPEN, Running
from core.decoding.step import Ladder, Step
from core.notation.visible import visible
from core.words.decoding_words import (
    AS_LOGGED,
    POINTS_TO,
    WHAT_RUNS,
    explanation,
    headline,
    place,
    running_in_pieces,
    shown,
    step_source,
    step_title,
)
from gui.detail.mixing import mixed
from gui.detail.page_writer import PageWriter, bold, code, ink
from gui.looks.theme import SPACE, colours

LONGEST_END = 1_600
"""Characters of what was decoded in the end, before one has to ask for the rest: what follows is to be in sight."""
LONGEST_BETWEEN = 600
"""Of the texts on the way there."""
MOST_LINES = 16
"""Lines of either."""
LONGEST_ALL = 16_384
"""Of a text of which one asked for all: Qt lays out no more in one go. Copying gives the whole."""
LONGEST_WORD = 2_000
"""Characters without a blank in one line: Qt tries each place in all that follow."""
MOST_MARKED = 100
"""Pieces marked in one text: each costs Qt as much as a paragraph."""
CONTEXT = 160
"""Characters before a piece that begins beyond what would be shown."""
MOST_URLS = 50
MOST_ENDS = 4
MOST_STEPS = 12
"""Of texts that came out and of steps, before one has to ask for the rest."""
COPY, SHOW, COPY_URLS = "copy:", "show:", "copy:urls"
"""Beginnings of the page's links; the number of a step follows. 0 is the line as logged."""
STEPS = "steps"
TITLE = 1.3
"""Size of the headline, in sizes of the other text."""

_PADDING = re.compile("(?<![\n ]) {8,}|[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]{8,}")
_WORDS = re.compile(r"\S+|\s+")
_MARKED = 0.22
"""Part of the accent in what lies behind a piece that was decoded."""


@dataclass(slots=True)
class DecodedText:
    """A page that is being written."""

    document: QTextDocument
    ladder: Ladder
    ratio: float
    """Pixels of the screen in one of the page."""
    asked: Collection[str] = ()
    """What is to be shown whole: `end:2`, `runs:0` and `step:1` are texts, `STEPS` is the list."""
    _page: PageWriter = field(init=False)
    _running: tuple[Running, ...] = field(init=False, default=())
    """What runs and is more than what was decoded."""
    _pieces: dict[int, list[tuple[int, int]]] = field(init=False)
    """Of each text, what was decoded of it."""

    def __post_init__(self) -> None:
        self._pieces = {}
        for step in self.ladder.steps:
            self._pieces.setdefault(step.before, []).extend(step.pieces)

    def write(self) -> None:
        """Write the page."""
        # Qt would lay out the whole paragraph anew with each piece of it.
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()
        self._write()
        cursor.endEditBlock()

    def _write(self) -> None:
        self._page = PageWriter(self.document, self.ratio)
        self._page.open_one_column()
        self._page.paragraph(above=0)
        self._page.text(headline(self.ladder), bold(colours().text, TITLE))
        self._write_warnings()
        self._running = running_in_pieces(self.ladder)
        for number, running in enumerate(self._running[:MOST_ENDS]):
            self._write_running(running, number)
        self._write_ends()
        if self.ladder.urls:
            self._write_urls()
        if self.ladder.command_line:
            self._write_steps()

    def _write_warnings(self) -> None:
        shades = colours()
        if explanation(self.ladder):
            self._page.paragraph(above=SPACE // 2)
            self._page.text(explanation(self.ladder), ink(shades.muted))
        if self.ladder.why_cut:
            self._page.paragraph(above=SPACE // 2)
            self._page.sign("warning-circle-fill", shades.warn, "Not all was decoded")
            self._page.text(self.ladder.why_cut, ink(shades.warn))

    def _write_ends(self) -> None:
        ends = self.ladder.ends
        for number, step in enumerate(ends[:MOST_ENDS]):
            self._write_end(step, is_first=number == 0)
        if len(ends) > MOST_ENDS:
            self._page.paragraph(above=0)
            self._page.text(f"and {len(ends) - MOST_ENDS} more texts, below", ink(colours().muted))

    def _write_running(self, running: Running, number: int) -> None:
        """Write what runs, what was decoded of it marked in its place."""
        if number == 0:
            self._page.paragraph(above=SPACE)
            self._page.text(WHAT_RUNS, ink(colours().muted))
        text, pieces = "", list[tuple[int, int]]()
        for part, step in running.parts:
            if step:
                part = f"{OPEN}{part}{CLOSE}"
                pieces.append((len(text), len(text) + len(part)))
            text += part
        self._write_code(text, f"runs:{number}", LONGEST_END, pieces)

    def _write_end(self, step: Step, is_first: bool) -> None:
        if len(self.ladder.ends) > 1 or self._running:
            self._page.paragraph(above=SPACE if is_first and not self._running else 0)
            self._page.text(f"From step {step.number}   ", ink(colours().muted))
            self._page.link("Copy", f"{COPY}{step.number}")
        self._write_code(step.text, f"end:{step.number}", LONGEST_END, [])

    def _write_urls(self) -> None:
        shades = colours()
        self._page.paragraph(above=SPACE if self.ladder.steps else 2 * SPACE)
        self._page.text(f"{POINTS_TO}   ", bold(shades.text))
        self._page.link("Copy", COPY_URLS)
        for number, url in enumerate(self.ladder.urls[:MOST_URLS]):
            self._page.paragraph(above=SPACE if number == 0 else SPACE // 2)
            self._page.text(f"{visible(url.text)}  ", code(shades.text))
            self._page.text(place(url), ink(shades.muted))
        if len(self.ladder.urls) > MOST_URLS:
            self._page.paragraph(above=SPACE // 2)
            more = len(self.ladder.urls) - MOST_URLS
            self._page.text(f"and {more:,} more, which Copy gives as well", ink(shades.muted))

    # ------------------------------------------------------------ step by step

    def _write_steps(self) -> None:
        shades = colours()
        self._page.paragraph(above=2 * SPACE)
        if self.ladder.steps:
            self._page.text("Step by step", bold(shades.text, TITLE))
            self._page.paragraph(above=SPACE)
        self._page.text(f"{AS_LOGGED}   ", bold(shades.text))
        self._page.link("Copy", f"{COPY}0")
        self._write_code(self.ladder.command_line, "step:0", LONGEST_BETWEEN, self._pieces.get(0, []))
        steps = self.ladder.steps if STEPS in self.asked else self.ladder.steps[:MOST_STEPS]
        for step in steps:
            self._page.paragraph(above=0)
            self._page.text(f"{step_title(step)}   ", bold(shades.text))
            self._page.link("Copy", f"{COPY}{step.number}")
            self._page.paragraph(above=SPACE // 2)
            self._page.text(" ".join(filter(None, (step.words, step_source(step)))), ink(shades.muted))
            pieces = self._pieces.get(step.number, [])
            self._write_code(step.text, f"step:{step.number}", LONGEST_BETWEEN, pieces)
        if len(self.ladder.steps) > MOST_STEPS:
            self._page.paragraph(above=0)
            words = "Show fewer steps" if STEPS in self.asked else f"Show all {len(self.ladder.steps)} steps"
            self._page.link(words, f"{SHOW}{STEPS}")

    def _write_code(self, text: str, name: str, usual: int, pieces: list[tuple[int, int]]) -> None:
        """Write a text in a box, the pieces that were decoded of it marked."""
        is_asked = name in self.asked
        start, end = _window(len(text), pieces, LONGEST_ALL if is_asked else usual)
        if not is_asked:
            end = _end_of_lines(text, start, end)
        plain, marked = code(colours().text), _marked()
        self._page.open_frame()
        if start:
            self._page.text("… ", code(colours().muted))
        run = 0
        for part, is_piece in _parts(text, start, end, pieces):
            shown_part, run = _broken(_shown(part), run)
            self._page.text(shown_part, marked if is_piece else plain)
        if end < len(text):
            self._page.text(" …", code(colours().muted))
        if end - start < len(text) or is_asked:
            self._write_more(len(text), name, is_asked, end - start)
        self._page.close_frame()

    def _write_more(self, length: int, name: str, is_asked: bool, written: int) -> None:
        self._page.paragraph(above=SPACE // 2)
        if is_asked and written < length:
            rest = f"{length - written:,} more characters are not shown; Copy gives them all.   "
            self._page.text(rest, ink(colours().muted))
        if not is_asked:
            words = f"Show all {length:,} characters" if length <= LONGEST_ALL else "Show more"
            self._page.link(words, f"{SHOW}{name}")
        else:
            self._page.link("Show less", f"{SHOW}{name}")


def _window(length: int, pieces: list[tuple[int, int]], most: int) -> tuple[int, int]:
    """Choose the part of a text that is shown: its beginning, or from a little before the first piece on."""
    if length <= most:
        return 0, length
    first = min((start for start, _ in pieces), default=0)
    start = max(first - CONTEXT, 0) if first > most // 2 else 0
    start = min(start, length - most)
    return start, start + most


def _end_of_lines(text: str, start: int, end: int) -> int:
    """Cut what is shown of a text behind so many lines."""
    at = start - 1
    for _ in range(MOST_LINES):
        at = text.find("\n", at + 1, end)
        if at < 0:
            return end
    return at - 1 if text[at - 1] == "\r" else at


def _parts(text: str, start: int, end: int, pieces: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Cut a text at the ends of its pieces; gives each part and whether it is one of them."""
    at = start
    shown_pieces = [(begin, stop) for begin, stop in sorted(pieces) if begin < end and stop > start]
    for begin, stop in shown_pieces[:MOST_MARKED]:
        begin, stop = max(begin, at), min(stop, end)
        if begin >= stop:
            continue
        if at < begin:
            yield text[at:begin], False
        yield text[begin:stop], True
        at = stop
    if at < end:
        yield text[at:end], False


def _shown(text: str) -> str:
    """Show every character; blanks that would push what follows out of sight are dots."""
    return _PADDING.sub(lambda blanks: "·" * len(blanks[0]), shown(text))


def _broken(text: str, run: int) -> tuple[str, int]:
    """Break what has no blanks after so many characters; `run` is how many stand before, and is given anew."""
    parts = []
    for word in _WORDS.findall(text):
        if word[0].isspace():
            run = 0
        while run + len(word) > LONGEST_WORD:
            parts.append(f"{word[: LONGEST_WORD - run]}\n")
            word, run = word[LONGEST_WORD - run :], 0
        run += 0 if word.isspace() else len(word)
        parts.append(word)
    return "".join(parts), run


def _marked() -> QTextCharFormat:
    shades = colours()
    made = code(shades.text)
    made.setBackground(QColor(mixed(shades.accent, shades.stripe, _MARKED)))
    made.setFontWeight(QFont.Weight.Medium)
    return made
