"""core.output.timesketch: time lines that Timesketch takes, row by row, and that no spreadsheet runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.output.export import unguarded
from core.output.paired import paired
from core.output.timesketch import (
    FIELDS,
    LOGGED,
    LONGEST_MESSAGE,
    NO_TIME,
    STARTED,
    timesketch_csv,
    timesketch_lines,
)
from core.processes.process import ProcessCreation
from core.rows.columns import EXPORTED
from core.rows.mark import Mark
from core.rows.row import Row
from tests.core.builders import process
from tests.core.log_reading import steady
from tests.core.output.exports import descendant, row
from tests.core.output.hostile import HOSTILE
from tests.core.output.timesketch_rules import events_of_csv, events_of_lines
from tests.core.strategies import any_process

NOT_FLAGGED = Row(process(), None, "strict")


def text_of_csv(*rows: Row) -> str:
    """Write CSV, as it is in a file."""
    return "".join(timesketch_csv(rows)).encode("utf-8", "backslashreplace").decode()


def lines_of(*rows: Row) -> str:
    """Write JSON Lines."""
    return "".join(timesketch_lines(rows))


def test_the_fields_of_timesketch_stand_before_ours() -> None:
    """No name is used twice, and all of ours are there."""
    heading = text_of_csv().rstrip("\r\n").replace('"', "").split(",")

    assert heading == [*FIELDS, *EXPORTED]
    assert set(FIELDS).isdisjoint(EXPORTED)


@pytest.mark.parametrize(
    ("started", "written", "moment", "timestamp", "meaning"),
    [
        (
            133_805_226_452_340_000,
            133_805_226_452_345_678,
            "2025-01-05T03:50:45.234000+00:00",
            1_736_049_045_234_000,
            STARTED,
        ),
        (
            None,
            133_805_226_452_345_678,
            "2025-01-05T03:50:45.234567+00:00",
            1_736_049_045_234_567,
            LOGGED,
        ),
        (None, None, "1970-01-01T00:00:00.000000+00:00", 0, NO_TIME),
        (0, None, "1970-01-01T00:00:00.000000+00:00", 0, NO_TIME),
        (2**63, 2**62, "1970-01-01T00:00:00.000000+00:00", 0, NO_TIME),
        (
            0,
            133_805_226_452_345_678,
            "2025-01-05T03:50:45.234567+00:00",
            1_736_049_045_234_567,
            LOGGED,
        ),
        (
            116_444_735_999_999_990,
            None,
            "1969-12-31T23:59:59.999999+00:00",
            -1,
            STARTED,
        ),
    ],
)
def test_the_time_is_the_start_of_the_process(
    started: int | None, written: int | None, moment: str, timestamp: int, meaning: str
) -> None:
    """A row whose time a time line cannot hold is kept, under the name that Plaso gives such rows."""
    one = row(utc_time=started, time_created=written)
    (event,), (cells,) = events_of_lines(lines_of(one)), events_of_csv(text_of_csv(one))

    assert (moment, timestamp, meaning) == (event["datetime"], event["timestamp"], event["timestamp_desc"])
    assert (moment, str(timestamp), meaning) == (
        cells["datetime"],
        cells["timestamp"],
        cells["timestamp_desc"],
    )


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (
            row(command_line="cmd /c dir\n\u202eb"),
            "Excel child process (high): excel.exe → cmd.exe on WS01 as CORP\\jdoe: cmd /c dir ‹U+202E›b",
        ),
        (
            row(command_line=None, user=None, fqdn=None),
            "Excel child process (high): excel.exe → cmd.exe: C:\\Windows\\System32\\cmd.exe",
        ),
        (
            descendant(command_line="whoami /all"),
            "Descendant of an Excel child process (high): excel.exe → cmd.exe → whoami.exe on WS01 as CORP\\jdoe: "
            "whoami /all",
        ),
        (
            Row(process(image_path=None, parent_image_path=None), None, "strict"),
            "Process creation: ? → ? on WS01 as CORP\\jdoe: (no command line in the log)",
        ),
    ],
)
def test_the_message_says_what_was_started_by_what(one: Row, message: str) -> None:
    """In one line without hidden characters, and without a word that only a flag may say."""
    assert message == events_of_lines(lines_of(one))[0]["message"]


def test_a_long_command_line_is_cut_in_the_message_alone() -> None:
    """Its column has all of it."""
    line = "x" * (LONGEST_MESSAGE + 1)
    (event,) = events_of_lines(lines_of(row(command_line=line)))

    assert str(event["message"]).endswith(f": {'x' * LONGEST_MESSAGE}…")
    assert line == event["command_line"]


def test_tags_are_ours_and_the_analysts() -> None:
    """In CSV as the JSON list that Timesketch takes for one."""
    marked = row()
    marked.mark = Mark(tags=("a,b", "=1", "seen"))
    expected = ["excel-child-process", "severity-high", "T1559.002", "a,b", "=1", "seen"]

    below = ["excel-descendant", "severity-high"]

    events = events_of_lines(lines_of(marked, NOT_FLAGGED, descendant()))
    assert [expected, [], below] == [event["tag"] for event in events]
    assert events_of_csv(text_of_csv(marked))[0]["tag"] == (
        '["excel-child-process", "severity-high", "T1559.002", "a,b", "=1", "seen"]'
    )


def test_absent_values_are_left_out() -> None:
    """An index has no use for null."""
    (event,) = events_of_lines(lines_of(row(sid=None, guid=None)))

    assert {"sid", "guid"}.isdisjoint(event)
    assert None not in event.values()


def test_a_value_is_of_one_kind_in_all_rows() -> None:
    """An object becomes its text; a number that the index cannot hold is left out."""
    (event,) = events_of_lines(lines_of(row(logon_id=2**64 - 1, pid=2**63 - 1)))

    assert event["document"] == "/dde: Explorer hands the file over by a DDE message"
    assert ("logon_id" in event, event["pid"]) == (False, 2**63 - 1)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_text_is_one_value(text: str) -> None:
    """In CSV it is guarded, for a click opens that in a spreadsheet; JSON Lines has it as it is."""
    fields = ("image_path", "command_line", "user", "fqdn", "rule_name")
    one = row(**dict.fromkeys(fields, text))
    (event,), (cells,) = events_of_lines(lines_of(one)), events_of_csv(text_of_csv(one))

    assert [paired(text)] * len(fields) == [event[name] for name in fields]
    assert [paired(text)] * len(fields) == [unguarded(str(cells[name])) for name in fields]
    assert not any(str(cell).startswith(("=", "+", "@", "\t", "\r", "\n", "\0")) for cell in cells.values())


@steady
@given(st.lists(any_process(), max_size=3))
def test_any_process_is_a_row_that_timesketch_takes(creations: list[ProcessCreation]) -> None:
    """None is dropped."""
    rows = [Row(creation, None, "strict") for creation in creations]

    assert len(rows) == len(events_of_lines(lines_of(*rows))) == len(events_of_csv(text_of_csv(*rows)))


def test_an_empty_time_line_has_its_heading() -> None:
    """CSV says what would stand there, JSON Lines nothing."""
    assert (lines_of(), events_of_csv(text_of_csv())) == ("", [])
