"""A Story into a text for the clipboard: plain, or Markdown for a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.notation.filetime import to_text
from core.notation.visible import one_line, visible
from core.rows.columns import COLUMNS
from core.story.event_kinds import sentence
from core.story.story import Story
from core.words.explanation import explain
from core.words.story_words import chain, clue_in_words, paragraphs, tree_lines

MOST_EVENTS = 100
"""Related events that a text lists; the logs hold all."""

_PROOF = ("file", "file_offset", "event_record_id", "record_sha256", "file_sha256")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""What Markdown could take for markup within a line; also in the addresses that GitHub's makes links of."""
_AT_START = re.compile(r"^(?=[#+\-=:!])|^(\d+)(?=[.)])")


def as_text(story: Story) -> str:
    """Write the story as plain text."""
    explained = explain(story.row)
    lines = [explained.headline, explained.finding, "", *paragraphs(story), "", f"Chain: {chain(story)}"]
    lines += list(tree_lines(story))
    lines += ["", "Evidence:", *(f"  {title}: {value}" for title, value in _proof(story))]
    lines += [f"  {clue_in_words(clue)}" for clue in story.document.clues]
    if events := list(_events(story)):
        lines += ["", "Related events:", *(f"  {time}  {words}" for time, words in events)]
    return "\n".join(lines) + "\n"


def as_markdown(story: Story) -> str:
    """Write the story as Markdown; nothing that a log holds can become markup."""
    explained = explain(story.row)
    line = visible(story.row.process.command_line or "")
    parts = [f"## {_plain(explained.headline)}", _plain(explained.finding)]
    parts += [_plain(text) for text in paragraphs(story)]
    parts.append(f"**Chain:** {_plain(chain(story))}")
    if line:
        parts.append(f"**Command line:**\n\n{_block(line)}")
    if below := "\n".join(tree_lines(story)):
        parts.append(f"**It started:**\n\n{_block(below)}")
    rows = "\n".join(f"| {_plain(title)} | {_plain(value)} |" for title, value in _proof(story))
    parts.append(f"| Evidence | |\n|---|---|\n{rows}")
    if clues := [f"- {_plain(clue_in_words(clue))}" for clue in story.document.clues]:
        parts.append("**Document:**\n\n" + "\n".join(clues))
    if events := list(_events(story)):
        rows = "\n".join(f"| {_plain(time)} | {_plain(words)} |" for time, words in events)
        parts.append(f"| Time (UTC) | What followed |\n|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def _proof(story: Story) -> Iterator[tuple[str, str]]:
    for key in _PROOF:
        if text := COLUMNS[key].text(story.row):
            yield COLUMNS[key].title, one_line(text)


def _events(story: Story) -> Iterator[tuple[str, str]]:
    events = story.own_events
    for event in events[:MOST_EVENTS]:
        yield "" if event.time is None else to_text(event.time), sentence(event)
    if len(events) > MOST_EVENTS:
        yield "", f"and {len(events) - MOST_EVENTS:,} more"


def _plain(text: str) -> str:
    """Write a text so that Markdown shows it as it is."""
    return _AT_START.sub(r"\1\\", _SPECIAL.sub(r"\\\1", one_line(text)))


def _block(text: str) -> str:
    """Fence a text with more backticks than it holds in a row."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
