"""A flagged process creation and its record's bytes into what the second reader says of it.

Both readers' values pass through the same field tables, so GUIDs, hexadecimal numbers and placeholders are one
form before they are compared. Beyond that, and nothing else, these differences are the readers' own:
times may differ by three microseconds (python-evtx computes them as floats: 2.8 at most in 300,000 random
times), python-evtx deletes control characters, and XML turns CR into LF.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from core.processes.process import FIRST_READER, ProcessCreation
from core.processes.process_fields import creation_from
from core.reading.record_walk import Span
from core.reading.second_reader import REMOVED_CHARACTERS, SecondReaderError, read_event

NOT_IN_THE_RECORD = frozenset(
    {
        "place",
        "also_in",
        "altered_in",
        "other_record",
        "reader",
        "repeated_names",
        "parent_link",
        "parent_candidates",
        "parent_started",
        "parent_command_line_inferred",
    }
)
"""What the core adds to a record's own values; all those values are compared."""

COMPARED = tuple(name for name in ProcessCreation.__struct_fields__ if name not in NOT_IN_THE_RECORD)

TIMES = frozenset({"time_created", "utc_time"})
LARGEST_ROUNDING = 30
"""In 100 ns."""


class Agreement(StrEnum):
    """Outcome of asking the second reader."""

    AGREE = "agree"
    DIFFER = "differ"
    FAILED = "failed"


class Verification(msgspec.Struct, frozen=True, array_like=True):
    """What the second reader says of one record."""

    agreement: Agreement
    details: tuple[str, ...] = ()
    """Names of the fields that differ, or the reason why the record could not be read."""


def verify(process: ProcessCreation, chunk: bytes, span: Span) -> Verification:
    """Read the record once more with python-evtx and compare; values from the other log's record are left out."""
    if process.reader != FIRST_READER:
        return Verification(Agreement.FAILED, ("only one reader could read the record",))
    try:
        event = read_event(chunk, span)
    except SecondReaderError as error:
        return Verification(Agreement.FAILED, (str(error),))
    witnessed = creation_from(event, process.place, event.time_created)
    if witnessed is None:
        return Verification(Agreement.DIFFER, ("source",))
    filled = () if process.other_record is None else process.other_record.filled
    differing = tuple(
        name
        for name in COMPARED
        if name not in filled and not _alike(name, getattr(process, name), getattr(witnessed, name))
    )
    return Verification(Agreement.DIFFER if differing else Agreement.AGREE, differing)


def _alike(name: str, first: object, second: object) -> bool:
    if first == second:
        return True
    if name in TIMES and isinstance(first, int) and isinstance(second, int):
        return abs(first - second) <= LARGEST_ROUNDING
    return isinstance(first, str) and _as_xml_gives_it(first) == (second or "")


def _as_xml_gives_it(text: str) -> str:
    return REMOVED_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
