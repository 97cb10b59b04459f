"""A row's records into words: which logs hold it, what both logs of a start say differently, and what is odd."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core.detection.disagreement import is_serious
from core.processes.process import FIRST_READER, Place
from core.rows.columns import COLUMNS
from core.rows.row import Row
from core.words.statement import Statement, Tone, evidence, shown

MOST_PLACES = 3
"""Other places of an event that a sentence names; the evidence has all of them."""

_LOGGED_BY: Mapping[str, str] = {"sysmon-1": "Sysmon 1", "security-4688": "Security 4688"}


def event(row: Row) -> Iterator[Statement]:
    """Say which log recorded the start, when, on which host, and where the record stands."""
    process, place = row.process, row.place
    number = "" if process.event_record_id is None else f", record {process.event_record_id}"
    host = "" if process.fqdn is None else f" on {shown(process.fqdn)}"
    time = COLUMNS["time_created"].text(row)
    yield Statement(
        "Event",
        f"{_logged_by(process.source)}{number}{host}{f' at {time}' if time else ''}; "
        f"{shown(place.file)}, offset 0x{place.file_offset:X}",
        evidence(row, "time_created", "fqdn", "event_record_id", "file"),
    )


def also_logged_by(row: Row) -> Iterator[Statement]:
    """Say where the other log's record of the start stands, and which values are from it."""
    other = row.process.other_record
    if other is None:
        return
    number = "" if other.event_record_id is None else f", record {other.event_record_id}"
    also = f", also in {_named(other.also_in)}" if other.also_in else ""
    filled = f"; from it: {_titles(other.filled)}" if other.filled else ""
    yield Statement(
        "Also logged by",
        f"{_logged_by(other.source)}{number}; {_named((other.place,))}{also}{filled}",
        evidence(row, "other_record"),
    )


def disagreement(row: Row) -> Iterator[Statement]:
    """Set against each other what both records say; what it means for a flagged row stands with its severity."""
    process, other = row.process, row.process.other_record
    if other is None:
        return
    own, others = _logged_by(process.source), _logged_by(other.source)
    for field, value in other.differs:
        says = COLUMNS[field].text(row)
        yield Statement(
            "Disagreement",
            f"{_titles((field,))}: {own} says {shown(says)}, {others} says {shown(value)}",
            ((field, says), ("other_differs", f"{field}={value}")),
            Tone.BAD if is_serious(process, field, value) else Tone.NOTE,
        )


def copies(row: Row) -> Iterator[Statement]:
    """Say which other logs hold the same event."""
    if row.process.also_in:
        yield Statement("Also in", _named(row.process.also_in), evidence(row, "also_in"))


def altered(row: Row) -> Iterator[Statement]:
    """Say where the event has other values; of a flagged row the severity says so."""
    if row.process.altered_in and row.detection is None:
        text = f"the same event has other values in {_named(row.process.altered_in)}: one of them was altered"
        yield Statement("Altered", text, evidence(row, "altered_in"), Tone.BAD)


def repeated(row: Row) -> Iterator[Statement]:
    """Say which names a record holds twice; of a flagged row the severity says so."""
    if row.process.repeated_names and row.detection is None:
        names = shown(", ".join(row.process.repeated_names))
        record = "the record" if row.process.other_record is None else "one of the two records"
        text = f"{record} holds {names} more than once, as Windows never writes it; the first of each counts"
        yield Statement("Repeated names", text, (), Tone.BAD)


def reader(row: Row) -> Iterator[Statement]:
    """Say so where only the second reader could read the record."""
    if row.process.reader != FIRST_READER:
        text = f"{row.process.reader}: the first reader could not read this record, so no other confirms its values"
        yield Statement("Read by", text, evidence(row, "reader"), Tone.WARN)


def _logged_by(source: str) -> str:
    return _LOGGED_BY.get(source, source)


def _titles(fields: Iterable[str]) -> str:
    return ", ".join(COLUMNS[field].title for field in fields)


def _named(places: tuple[Place, ...]) -> str:
    named = [f"{shown(place.file)} (offset 0x{place.file_offset:X})" for place in places[:MOST_PLACES]]
    more = len(places) - len(named)
    return ", ".join(named) + (f" and {more:,} more" if more else "")
