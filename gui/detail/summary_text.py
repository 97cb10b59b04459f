"""A row into the story of the Summary tab: paragraphs on a page that takes no markup.

Everything is written with a cursor, letter by letter: no text of a log ever passes through HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtGui import QFont, QTextDocument

from core.detection.severity import Severity
from core.notation.visible import one_line, visible
from core.processes.process import ParentLink
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.view.cell_text import command_text, shown
from core.view.times import Zone
from core.words.explanation import Explanation, Statement, Tone
from gui.detail.page_writer import FIXED_BLANK, INDENT, PageWriter, bold, code, ink
from gui.looks.theme import SPACE, colours

TITLE = 1.6
"""Size of the headline, in sizes of the other text."""
LONGEST_LINE = 600
"""Characters of a command line before one has to ask for the rest: else what follows is out of sight."""
LONGEST_EVIDENCE = 400
COPY_COMMAND, SHOW_COMMAND, LOOK = "copy:command_line", "show:command_line", "look:related"

TONE_ICONS: Mapping[Tone, str] = {
    Tone.BAD: "warning-fill",
    Tone.WARN: "warning-circle-fill",
    Tone.NOTE: "info",
    Tone.GOOD: "check-circle-fill",
}
"""The shapes of severities where they mean the same."""
TONE_WORDS: Mapping[Tone, str] = {
    Tone.BAD: "A strong sign of an attack, or of altered evidence",
    Tone.WARN: "More suspicious, or less firm",
    Tone.NOTE: "To be known",
    Tone.GOOD: "Less suspicious, or firmer",
}

_QUIET_LINE = ("time_created", "hostname", "user", "integrity_level")
_IN_THE_STORY = frozenset({"Command line", "Document", "Cause"})
"""Labels of statements that stand above the others, in a form of their own."""
_LAST = ("Rule", "Event")
"""Beginnings of labels that come behind the others: one looks them up, and does not read them first."""

_IS_INFERRED: Mapping[str, Callable[[Row], bool]] = {
    "parent_command_line": lambda row: row.process.parent_command_line_inferred,
    "parent_image_path": lambda row: row.process.parent_link is ParentLink.INFERRED,
    "parent_started": lambda row: row.process.parent_link is ParentLink.INFERRED,
}


def tone_colour(tone: Tone) -> str:
    """Give the colour of a tone in the current theme, strong enough for text."""
    shades = colours()
    return {
        Tone.BAD: shades.severity_text[Severity.HIGH],
        Tone.WARN: shades.severity_text[Severity.MEDIUM],
        Tone.NOTE: shades.muted,
        Tone.GOOD: shades.good,
    }[tone]


def _sign(tone: Tone) -> tuple[str, str, str]:
    """Give the icon of a tone, its colour, and what it means."""
    return TONE_ICONS[tone], tone_colour(tone), TONE_WORDS[tone]


@dataclass(slots=True)
class SummaryText:
    """A page that is being written."""

    document: QTextDocument
    row: Row
    explanation: Explanation
    zone: Zone
    ratio: float
    """Pixels of the screen in one of the page."""
    shows_all: bool = False
    """Whether the command line is shown to its end."""
    can_look: bool = False
    """Whether related events were not looked for yet."""
    _page: PageWriter = field(init=False)
    _evidence: set[tuple[str, str]] = field(default_factory=set)
    """What was written already; it is not repeated."""

    def write(self, is_wide: bool) -> None:
        """Write the page: one column, or the story beside the reasons."""
        self._evidence.clear()
        self._page = PageWriter(self.document, self.ratio)
        if is_wide:
            self._page.open_two_columns()
            self._write_story()
            self._page.go_to_the_right()
            self._write_statements(above=0)
        else:
            self._page.open_one_column()
            self._write_story()
            self._write_statements(above=2 * SPACE)

    # ------------------------------------------------------------ what happened

    def _write_story(self) -> None:
        shades = colours()
        self._page.paragraph(above=0)
        self._page.text(self.explanation.headline, bold(shades.text, TITLE))
        self._page.paragraph(above=SPACE // 2)
        self._page.text(self.explanation.finding, ink(shades.text))
        self._page.paragraph(above=SPACE // 2)
        self._page.text(self._quiet_line(), ink(shades.muted))
        self._write_mark()
        for number, text in enumerate(self.explanation.story):
            self._page.paragraph(above=2 * SPACE if number == 0 else SPACE)
            self._page.text(text, ink(shades.text))
        if self.can_look:
            self._page.paragraph(above=SPACE)
            self._page.link("Look for what followed and what caused it", LOOK)
        self._page.paragraph(above=2 * SPACE)
        self._page.text("Command line", bold(shades.text))
        if self.row.process.command_line is not None:
            self._page.text("   ", ink(shades.muted))
            self._page.link("Copy", COPY_COMMAND)
        self._write_command_line()
        for number, label in enumerate(("Document", "Cause")):
            if (told := self._statement(label)) is not None:
                self._page.paragraph(above=0 if number == 0 else 2 * SPACE)
                self._page.text(f"{label}{FIXED_BLANK * 2}", bold(shades.text))
                self._page.picture(*_sign(told.tone))
                self._page.paragraph(above=SPACE // 2)
                self._page.text(told.text, ink(shades.text))
                self._write_evidence(told, indent=0)

    def _write_mark(self) -> None:
        """Write what the analyst says of the row, apart from all that the log says."""
        mark, shades = self.row.mark, colours()
        said = (("Tags", ", ".join(mark.tags)), ("Note", mark.note), ("Known-good", mark.known_good))
        for label, text in said:
            if text:
                self._page.paragraph(above=SPACE)
                self._page.text(f"{label}   ", bold(shades.text))
                self._page.text(visible(text), ink(shades.text))

    def _quiet_line(self) -> str:
        texts = {key: shown(COLUMNS[key], self.row, self.zone) for key in _QUIET_LINE}
        if texts["time_created"]:
            texts["time_created"] += f" {self.zone.name}"
        if texts["integrity_level"]:
            texts["integrity_level"] += " integrity"
        return f"{FIXED_BLANK}· ".join(text for text in texts.values() if text)

    def _write_command_line(self) -> None:
        parts = command_text(self.row)
        whole = len(str(parts))
        left = whole if self.shows_all else LONGEST_LINE
        shades = colours()
        usual = code(shades.text if self.row.process.command_line is not None else shades.muted)
        strong = code(shades.text)
        strong.setFontWeight(QFont.Weight.Bold)
        self._page.open_frame()
        for text, which in ((parts.before, usual), (parts.program, strong), (parts.after, usual)):
            self._page.text(text[:left], which)
            left -= len(text[:left])
        if whole > LONGEST_LINE:
            if not self.shows_all:
                self._page.text("…", usual)
            self._page.paragraph(above=SPACE // 2)
            more = "Show less" if self.shows_all else f"Show all {whole:,} characters"
            self._page.link(more, SHOW_COMMAND)
        self._page.close_frame()

    # ------------------------------------------------------------ why

    def _write_statements(self, above: int) -> None:
        others = [one for one in self.explanation.statements if one.label not in _IN_THE_STORY]
        others.sort(key=lambda one: one.label.startswith(_LAST))
        self._page.paragraph(above)
        self._page.text("Evidence", bold(colours().text))
        for number, statement in enumerate(others):
            self._page.paragraph(above=SPACE // 2 if number == 0 else SPACE + SPACE // 2)
            self._page.sign(*_sign(statement.tone))
            self._page.text(f"{statement.label}   ", bold(colours().text))
            self._page.text(statement.text, ink(colours().text))
            self._write_evidence(statement)

    def _statement(self, label: str) -> Statement | None:
        return next((one for one in self.explanation.statements if one.label == label), None)

    def _write_evidence(self, statement: Statement, indent: int = INDENT) -> None:
        """Write the fields that a sentence rests on, but those that it holds itself or that stand above."""
        for key, value in statement.evidence:
            text = one_line(value[: 2 * LONGEST_EVIDENCE])
            is_known = key == "command_line" or (key, value) in self._evidence
            if is_known or (text in statement.text and len(value) <= LONGEST_EVIDENCE):
                continue
            self._evidence.add((key, value))
            cut = f"… {len(value) - LONGEST_EVIDENCE:,} more" if len(value) > LONGEST_EVIDENCE else ""
            test = _IS_INFERRED.get(key)
            inferred = " (inferred)" if test is not None and test(self.row) else ""
            self._page.paragraph(above=SPACE // 2, indent=indent)
            self._page.text(f"{key} = ", code(colours().muted))
            self._page.text(text[:LONGEST_EVIDENCE], code(colours().text))
            self._page.text(cut + inferred, code(colours().muted))
