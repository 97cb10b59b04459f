"""How far the logs of a Story could be read and searched into what its sentences must admit."""

from __future__ import annotations

from collections.abc import Iterator

from core.notation.visible import one_line
from core.reading.read_report import Verdict
from core.story.story import MOST_WANTED, Story
from core.words.read_words import count

MOST_PROBLEMS = 2
"""Logs that could not be searched of which the reason is told."""


def reading_limits(story: Story) -> tuple[str, ...]:
    """Say why a process that was started may be missing."""
    return tuple(_reading(story))


def _reading(story: Story) -> Iterator[str]:
    logs = count(len(story.reports), "log")
    if stopped := sum(report.is_stopped for report in story.reports):
        yield f"{stopped:,} of {logs} {_was(stopped)} not read to the end"
    if lacking := sum(not report.is_all_read and not report.is_stopped for report in story.reports):
        yield f"{lacking:,} of {logs} {_was(lacking)} not read completely"
    if any(report.verdict is Verdict.TRIAGE for report in story.reports):
        yield "triage read only records that may be flagged"


def search_limits(story: Story) -> tuple[str, ...]:
    """Say why an event may be missing; nothing while they were not looked for."""
    return () if story.related is None else tuple(_search(story))


def _search(story: Story) -> Iterator[str]:
    found = story.related
    assert found is not None
    if found.is_cut:
        yield "there are more events than are kept"
    if found.unread:
        yield f"{count(found.unread, 'record')} that may be about it could not be read"
    for problem in found.problems[:MOST_PROBLEMS]:
        yield one_line(problem).rstrip(".")
    if (more := len(found.problems) - MOST_PROBLEMS) > 0:
        yield f"{count(more, 'more log')} could not be searched"
    if len(story.sought) >= MOST_WANTED:
        below = sum(one.is_own for one in story.sought) - 1
        yield f"of the processes below it only the first {below} were looked for"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
