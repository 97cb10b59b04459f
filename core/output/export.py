"""What an export holds, and its rows into text: CSV that no spreadsheet runs, JSON Lines that lose nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.reading.read_report import ReadReport
from core.rows.columns import EXPORTED
from core.rows.row import Row
from core.story.visibility import HostVisibility


@dataclass(frozen=True, slots=True)
class Export:
    """The rows to write, and what a report says of the case that they are from."""

    rows: Sequence[Row]
    """In the order in which they are written."""
    scope: str
    """What the rows are: `flagged`, `shown` or `selected`."""
    filter_text: str
    """The filter in force, as the user would type it; empty where there is none."""
    rule: str
    """Name of the rule in force."""
    reports: Sequence[ReadReport]
    """Of all logs of the case."""
    creations: int
    """Process creations in the case."""
    flagged: int
    """How many of them the rule in force flags."""
    made_by: Mapping[str, object]
    """Versions, time and arguments: see `core.output.provenance`."""
    hosts: Sequence[HostVisibility] = ()
    """What could be seen of each host; empty where nobody asked."""


FORMULA_STARTS = frozenset("=+-@＝＋－＠\t\r\n\0'")
"""A cell that begins with one of these, perhaps behind blanks, may be taken for a formula (OWASP, CSV
Injection; ASVS 5, 1.2.10). The apostrophe is among them only so that guarding can be undone."""

_UNSEEN = r"\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\""
"""What a spreadsheet may trim or not show: blanks, characters without a width, and quotes."""

_STARTS = re.escape("".join(sorted(FORMULA_STARTS)))
_CELL = r"(?:\A|(?<=[;\t\r\n]))"
"""Where a cell begins, also for a spreadsheet that separates by semicolons or tabs: quoting by commas does not
keep it from seeing others inside."""

_IS_LIVE = re.compile(f"[{_UNSEEN}]*?[{_STARTS}]").match
_LIVE = re.compile(f"{_CELL}(?=[{_UNSEEN}]*?[{_STARTS}])")
_HAS_MORE_CELLS = re.compile(r"[;\t\r\n]").search
_GUARD = re.compile(f"{_CELL}'(?=[{_UNSEEN}]*?[{_STARTS}])")


def guarded(text: str) -> str:
    """Put an apostrophe wherever a spreadsheet could take what follows for a formula."""
    if _HAS_MORE_CELLS(text) is None:  # of nearly all, and three times faster
        return f"'{text}" if _IS_LIVE(text) else text
    return _LIVE.sub("'", text)


def unguarded(text: str) -> str:
    """Undo `guarded`: every text comes back, for one that begins with an apostrophe is always guarded."""
    return _GUARD.sub("", text)


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Write a heading and a line for each row; every cell is quoted and guarded."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def written(cells: Iterable[str]) -> str:
        line.seek(0)
        line.truncate()
        writer.writerow([guarded(cell) for cell in cells])
        return line.getvalue()

    yield written(EXPORTED)
    for row in rows:
        yield written(column.text(row) for column in EXPORTED.values())


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Write a JSON object for each row, in ASCII: what is not printable is escaped, and nothing is lost."""
    for row in rows:
        yield json.dumps({key: column.value(row) for key, column in EXPORTED.items()}) + "\n"
