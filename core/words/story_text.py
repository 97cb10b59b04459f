"""A Story into a text for the clipboard: plain, or Markdown for a ticket."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from core.notation.visible import one_line, visible
from core.rows.columns import COLUMNS
from core.story.story import Story
from core.words.document_words import document_clues, other_documents
from core.words.explanation import explain, marks
from core.words.followed_words import (
    LATER_PROCESS,
    Line,
    done_lines,
    doubtful_lines,
    logon_lines,
    suffered_lines,
)
from core.words.story_words import chain, paragraphs, tree_lines

MOST_EVENTS = 100
"""Related events of each kind that a text lists; the logs hold all."""

_PROOF = ("file", "file_offset", "event_record_id", "record_sha256", "file_sha256")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""What Markdown could take for markup within a line; also in the addresses that GitHub's makes links of."""
_AT_START = re.compile(r"^(?=[#+\-=:!])|^(\d+)(?=[.)])")


_TABLES: tuple[tuple[str, Callable[[Story], list[Line]]], ...] = (
    ("The logon", logon_lines),
    ("What followed", done_lines),
    ("Done to it", suffered_lines),
    (f"What {LATER_PROCESS}", doubtful_lines),
)


def as_text(story: Story) -> str:
    """Write the story as plain text."""
    explained = explain(story.row)
    lines = [explained.headline, explained.finding, "", *paragraphs(story), "", f"Chain: {chain(story)}"]
    lines += list(tree_lines(story))
    if said := marks(story.row):
        lines += ["", *(f"{label}: {text}" for label, text in said)]
    lines += ["", "Evidence:", *(f"  {title}: {value}" for title, value in _proof(story))]
    for title, texts in _documents(story):
        lines += ["", f"{title}:", *(f"  {text}" for text in texts)]
    for title, rows in _tables(story):
        lines += ["", f"{title}:", *(f"  {'  '.join(cell for cell in row if cell)}" for row in rows)]
    return "\n".join(lines) + "\n"


def as_markdown(story: Story) -> str:
    """Write the story as Markdown; nothing that a log holds can become markup."""
    explained = explain(story.row)
    line = visible(story.row.process.command_line or "")
    parts = [f"## {_plain(explained.headline)}", _plain(explained.finding)]
    parts += [_plain(text) for text in paragraphs(story)]
    parts.append(f"**Chain:** {_plain(chain(story))}")
    parts += [f"**{label}:** {_plain(text)}" for label, text in marks(story.row)]
    if line:
        parts.append(f"**Command line:**\n\n{_block(line)}")
    if below := "\n".join(tree_lines(story)):
        parts.append(f"**It started:**\n\n{_block(below)}")
    rows = "\n".join(f"| {_plain(title)} | {_plain(value)} |" for title, value in _proof(story))
    parts.append(f"| Evidence | |\n|---|---|\n{rows}")
    for title, texts in _documents(story):
        parts.append(f"**{title}:**\n\n" + "\n".join(f"- {_plain(text)}" for text in texts))
    for title, lines in _tables(story):
        rows = "\n".join(f"| {' | '.join(map(_plain, one))} |" for one in lines)
        parts.append(f"| Time (UTC) | Process | {title} |\n|---|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def _documents(story: Story) -> Iterator[tuple[str, list[str]]]:
    if not story.is_of_excel:
        return
    if clues := list(document_clues(story.document)):
        yield "Document", clues
    if others := list(other_documents(story.document)):
        yield "Other documents of this Excel before the start", others


def _tables(story: Story) -> Iterator[tuple[str, Sequence[Line]]]:
    for title, lines_of in _TABLES:
        lines = lines_of(story)
        more = len(lines) - MOST_EVENTS
        if lines:
            yield title, [*lines[:MOST_EVENTS], ("", "", f"and {more:,} more")] if more > 0 else lines


def _proof(story: Story) -> Iterator[tuple[str, str]]:
    for key in _PROOF:
        if text := COLUMNS[key].text(story.row):
            yield COLUMNS[key].title, one_line(text)


def _plain(text: str) -> str:
    """Write a text so that Markdown shows it as it is."""
    return _AT_START.sub(r"\1\\", _SPECIAL.sub(r"\\\1", one_line(text)))


def _block(text: str) -> str:
    """Fence a text with more backticks than it holds in a row."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
