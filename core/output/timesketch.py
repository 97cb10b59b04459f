"""Rows into a time line for Timesketch: CSV and JSON Lines with the fields that it asks for, then our columns.

Source: google/timesketch, docs/guides/user/import-from-json-csv.md and timesketch/lib/utils.py (45b339b). It drops
a row without a time that it can read, so such rows bear the name that Plaso gives them, "Not a time".
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from core.detection.descendants import BELOW_A_FLAG, chain_words
from core.detection.rules import TECHNIQUE
from core.notation import filetime
from core.notation.visible import one_line
from core.output.export import guarded
from core.output.paired import paired_value
from core.rows.column import Column, Value, as_text
from core.rows.columns import EXPORTED
from core.rows.row import Row

FIELDS = ("message", "datetime", "timestamp", "timestamp_desc", "tag")
"""What stands before our columns; Timesketch cannot do without the first, second and fourth."""

STARTED, LOGGED, NO_TIME = "Process Start", "Process Start (event written)", "Not a time"
"""By Sysmon's UtcTime; by the time at which the event was written; no time that a time line can hold."""

LONGEST_MESSAGE = 1000
"""Characters of a command line in a message; the column has all of it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = range(1700, 2262)
"""Timesketch drops what is earlier, and its pandas may not count beyond 2262-04-11 in nanoseconds."""
_LONGS = range(-(2**63), 2**63)
"""Numbers that its index (OpenSearch, type long) holds."""


def timesketch_csv(rows: Iterable[Row]) -> Iterator[str]:
    """Write a heading and a line for each row; every cell is quoted and all texts are guarded.

    It is for a machine, but its name ends in .csv, so one click opens it in a spreadsheet.
    """
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def written(cells: Iterable[str]) -> str:
        line.seek(0)
        line.truncate()
        writer.writerow(cells)
        return line.getvalue()

    yield written((*FIELDS, *EXPORTED))
    for row in rows:
        event = _event(row)
        first = (
            guarded(str(event["message"])),
            str(event["datetime"]),
            str(event["timestamp"]),  # a number, before 1970 with its sign, which is no formula
            str(event["timestamp_desc"]),
            guarded(json.dumps(event["tag"])),
        )
        yield written((*first, *(guarded(column.text(row)) for column in EXPORTED.values())))


def timesketch_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Write a JSON object for each row, in ASCII; absent values are left out."""
    for row in rows:
        values = ((key, timesketch_value(column, row)) for key, column in EXPORTED.items())
        known = {key: value for key, value in values if value is not None}
        yield json.dumps({**_event(row), **known}) + "\n"


def timesketch_value(column: Column, row: Row) -> Value:
    """Give a value as the index holds it: an object becomes its text, and a number beyond 63 bits is left out."""
    value = column.value(row)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if value in _LONGS else None
    if isinstance(value, Mapping):
        return paired_value(as_text(value))
    if isinstance(value, str):
        return paired_value(value)
    return [paired_value(as_text(inner)) for inner in value]


def _event(row: Row) -> dict[str, Value]:
    moment, meaning = _moment(row)
    return {
        "message": _message(row),
        "datetime": f"{moment:%Y-%m-%dT%H:%M:%S.%f}+00:00",
        "timestamp": (moment - _EPOCH) // timedelta(microseconds=1),
        "timestamp_desc": meaning,
        "tag": [paired_value(tag) for tag in _tags(row)],
    }


def _moment(row: Row) -> tuple[datetime, str]:
    """Give the start of the process, cut to a microsecond, and what it rests on."""
    for ticks, meaning in ((row.process.utc_time, STARTED), (row.process.time_created, LOGGED)):
        moment = None if ticks is None else filetime.to_datetime(ticks)
        if moment is not None and moment.year in _YEARS:
            return moment, meaning
    return _EPOCH, NO_TIME


def _message(row: Row) -> str:
    process, detection = row.process, row.detection
    what = "Process creation" if detection is None else f"Excel child process ({detection.severity})"
    chain = f"{process.parent_exe or '?'} → {process.exe or '?'}"
    if detection is not None and not row.is_flagged:
        what, chain = f"{BELOW_A_FLAG} ({detection.severity})", chain_words(detection.chain)
    line = one_line(process.command_line or process.image_path or "(no command line in the log)")
    if len(line) > LONGEST_MESSAGE:
        line = f"{line[:LONGEST_MESSAGE]}…"
    pair = one_line(chain)
    where = f" on {one_line(process.hostname)}" if process.hostname else ""
    who = f" as {one_line(process.user)}" if process.user else ""
    return f"{what}: {pair}{where}{who}: {line}"


def _tags(row: Row) -> Iterator[str]:
    """Give what Timesketch shows as tags: ours of a flagged row or a descendant, then the analyst's."""
    if row.is_flagged and row.detection is not None:
        yield from ("excel-child-process", f"severity-{row.detection.severity}", TECHNIQUE)
    elif row.detection is not None:
        yield from ("excel-descendant", f"severity-{row.detection.severity}")
    yield from row.mark.tags
