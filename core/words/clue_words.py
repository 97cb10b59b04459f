"""A Clue into words: what it is, in which record it stands, and of when that is."""

from __future__ import annotations

from core.story.excel_events import Clue
from core.words.moments import moment
from core.words.statement import shown
from core.work.related_event import BY_PID, RelatedEvent

BY_PID_IN_WORDS = "by PID and time"
"""Said of each event that nothing stronger joins to its process."""


def clue_in_words(clue: Clue) -> str:
    """Say one piece of evidence, and where it stands."""
    words = shown(clue.words)
    if clue.event is None:
        return words
    number = "" if clue.event.event_record_id is None else f", record {clue.event.event_record_id}"
    at = "" if clue.event.time is None else f", {moment(clue.event.time)}"
    how = f", {BY_PID_IN_WORDS}" if clue.event.found_by == BY_PID else ""
    return f"{words} ({_source(clue.event)}{number}{at}{how})"


def _source(event: RelatedEvent) -> str:
    provider = event.provider.removeprefix("Microsoft-Windows-").replace("Security-Auditing", "Security")
    return f"{shown(provider)} {event.event_id}"
