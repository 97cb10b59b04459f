"""core.output.verify_words: verdicts in lines and in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from core.notation.visible import visible
from core.output.export_check import Checked, Verdict
from core.output.exported_row import Claim, ExportedRow
from core.output.value_check import COMPARED, NOT_COMPARED
from core.output.verify_words import MOST_COLUMNS, MOST_LOGS, MOST_ROWS, Summary, json_parts, lines
from core.work.sources import LogFile
from tests.core.output.hostile import HOSTILE

CONFIRMED, CHANGED, NOT_FOUND, NOT_CHECKABLE = Verdict
NO_VALUES = " Values were not compared (--values compares them)."


def one(number: int, verdict: Verdict = CONFIRMED, log: str = "a.evtx", **fields: object) -> Checked:
    """Build a row that was checked."""
    row = ExportedRow(number, number + 1, Claim(file=log), {})
    found = None if verdict is NOT_FOUND else LogFile(log, 1, 0, 0, None)
    return Checked(row, verdict, found, **fields)  # type: ignore[arg-type]


def summary_of(rows: Iterable[Checked], with_values: bool = False) -> Summary:
    """Count rows."""
    summary = Summary(with_values)
    for row in rows:
        summary.add(row)
    return summary


@pytest.mark.parametrize(
    ("verdicts", "is_confirmed", "sentence"),
    [
        ([], False, "The export holds no row, so there is nothing to confirm."),
        ([CONFIRMED], True, f"1 of 1 record confirmed against 1 log.{NO_VALUES}"),
        ([CONFIRMED] * 1200, True, f"1,200 of 1,200 records confirmed against 1 log.{NO_VALUES}"),
        (
            [CONFIRMED, CHANGED, NOT_FOUND, NOT_FOUND, NOT_CHECKABLE],
            False,
            "1 of 5 records confirmed against 1 log: 1 confirmed, 1 changed, 2 not found, 1 not checkable."
            f"{NO_VALUES}",
        ),
        ([NOT_FOUND], False, f"0 of 1 record confirmed against 0 logs: 1 not found.{NO_VALUES}"),
    ],
)
def test_the_outcome_is_a_sentence(verdicts: list[Verdict], is_confirmed: bool, sentence: str) -> None:
    """And nothing is confirmed where there is nothing."""
    summary = summary_of(one(number, verdict) for number, verdict in enumerate(verdicts))

    assert (is_confirmed, sentence) == (summary.is_confirmed, summary.sentence)


def test_the_lines_name_logs_and_what_is_not_confirmed() -> None:
    """Logs in a table, the others row by row, the outcome last."""
    rows = [
        one(1, remark="a.evtx has another hash: it was changed elsewhere"),
        one(2, CHANGED, what=("record_sha256",), reason="a.evtx, offset 0x1200: other bytes"),
        one(3, NOT_FOUND, reason="looked for b.evtx"),
        one(4, log="longer name.evtx", not_compared=("sid", "user")),
    ]

    assert list(lines(summary_of(rows, with_values=True))) == [
        "Log               Confirmed  Changed",
        "a.evtx                    1        1",
        "longer name.evtx          1        0",
        "",
        "row 2, line 3: changed (record_sha256): a.evtx, offset 0x1200: other bytes",
        "row 3, line 4: not found: looked for b.evtx",
        "",
        "a.evtx has another hash: it was changed elsewhere.",
        f"Compared with each record: {', '.join(COMPARED)}.",
        "Compared where the other record of a start is at hand: other_source, other_differs.",
        "Not compared, for they are conclusions, from other records or the analyst's words: "
        f"{', '.join(NOT_COMPARED)}.",
        "",
        "2 of 4 rows confirmed against 2 logs, bytes and recorded values: 2 confirmed, 1 changed, 1 not found. "
        "Of 1 row, values from other records were not compared: sid, user.",
    ]


def test_what_is_too_much_for_a_terminal_is_counted() -> None:
    """JSON has all."""
    columns = tuple(f"column_{number}" for number in range(MOST_COLUMNS + 2))
    rows = [
        one(number, CHANGED, log=f"{number}.evtx", what=columns, reason="x")
        for number in range(MOST_ROWS + 7)
    ]
    written = list(lines(summary_of(rows)))

    assert f"… and {MOST_ROWS + 7 - MOST_LOGS} more logs" in written
    assert "… and 7 more rows not confirmed; --format json names all." in written
    assert f"column_{MOST_COLUMNS - 1} and 2 more)" in written[-5]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_text_is_shown_and_obeys_nobody(text: str) -> None:
    """Names and reasons come from the export."""
    rows = [one(1, CHANGED, log=text, reason=text, what=(text,)), one(2, log=text, remark=text)]
    shown = list(lines(summary_of(rows)))
    written = "".join(json_parts(rows, Summary(False), {"export": text}, [text]))

    assert all(visible(line) == line or text in line for line in shown)
    assert (True, text) == (written.isascii(), json.loads(written)["rows"][0]["reason"])


def test_json_has_every_row() -> None:
    """With what was found and what was looked for, and the counts at the end."""
    rows = [one(1), one(2, CHANGED, what=("record_number",), reason="why")]
    summary = Summary(False)
    written = json.loads("".join(json_parts(rows, summary, {"format": "csv"}, ["a.evtx"])))
    nothing: dict[str, object] = {
        "file_sha256": None,
        "file_offset": None,
        "record_number": None,
        "record_sha256": None,
        "remark": "",
        "not_compared": [],
    }

    assert written == {
        "format": "csv",
        "logs": ["a.evtx"],
        "rows": [
            {
                **{"row": 1, "line": 2, "verdict": "confirmed", "what": [], "reason": ""},
                **{"log": "a.evtx", "file": "a.evtx", **nothing},
            },
            {
                **{"row": 2, "line": 3, "verdict": "changed", "what": ["record_number"], "reason": "why"},
                **{"log": "a.evtx", "file": "a.evtx", **nothing},
            },
        ],
        "counts": {"confirmed": 1, "changed": 1, "not found": 0, "not checkable": 0},
        "is_confirmed": False,
    }
    assert json.loads("".join(json_parts([], Summary(False), {}, [])))["rows"] == []
