"""core.output.outcome: what a report says beside its rows."""

from __future__ import annotations

from typing import Any

import pytest

from core.notation.windows import IntegrityLevel
from core.output.outcome import (
    ABSENT,
    FIGURES,
    LONGEST_FIGURE,
    LONGEST_VALUE,
    NOT_FLAGGED,
    Figure,
    Share,
    facts,
    figures,
    headline,
    limits,
    makers,
)
from core.processes.process import ParentLink
from core.reading.read_report import ReadReport
from core.rows.row import Row
from core.words.read_words import headline as headline_of_result
from core.work.scan import ScanResult
from tests.core.builders import process
from tests.core.output.exports import DAMAGED, MADE_BY, READ, export, row

EXPLORER = r"C:\Windows\explorer.exe"
NOT_FLAGGED_ROW = Row(process(parent_image_path=EXPLORER), None, "strict")
TRIAGE = ReadReport("a.evtx", 1, is_triage=True)


@pytest.mark.parametrize(
    ("rows", "fields", "expected"),
    [
        pytest.param(3, {}, "3 flagged of 18,220 process creations in 1 file · read complete", id="all"),
        pytest.param(0, {}, "0 flagged of 18,220 process creations in 1 file · read complete", id="none"),
        pytest.param(
            1,
            {"flagged": 37},
            "1 shown of 37 flagged of 18,220 process creations in 1 file · read complete",
            id="filtered",
        ),
        pytest.param(
            2,
            {"flagged": 37, "scope": "selected"},
            "2 selected of 37 flagged of 18,220 process creations in 1 file · read complete",
            id="selected",
        ),
        pytest.param(
            1,
            {"reports": (READ, DAMAGED)},
            "1 flagged of 18,220 process creations in 2 files · 1 of them not read completely",
            id="one of two damaged",
        ),
        pytest.param(
            1,
            {"reports": (DAMAGED,)},
            "1 flagged of 18,220 process creations in 1 file · not read completely",
            id="damaged",
        ),
        pytest.param(
            1,
            {"reports": (TRIAGE,), "flagged": 3},
            "1 shown of 3 flagged in 1 file · triage: most records were not read",
            id="triage, filtered",
        ),
        pytest.param(
            1,
            {"reports": (TRIAGE, TRIAGE), "creations": 1},
            "1 flagged in 2 files · triage: most records were not read",
            id="triage",
        ),
    ],
)
def test_the_headline(rows: int, fields: dict[str, Any], expected: str) -> None:
    """How many rows, of how many, from how many logs, and whether all was read."""
    assert expected == headline(export([row()] * rows, **fields))


@pytest.mark.parametrize("scope", ["shown", "selected"])
def test_the_headline_of_rows_that_are_not_all_flagged(scope: str) -> None:
    """It never makes the rows look flagged."""
    given = export([row(), NOT_FLAGGED_ROW, NOT_FLAGGED_ROW], scope=scope, flagged=37)

    assert headline(given) == (
        f"3 {scope}, 1 of them flagged · 37 flagged of 18,220 process creations in 1 file · read complete"
    )


@pytest.mark.parametrize("reports", [(READ,), (READ, DAMAGED), (DAMAGED,), (TRIAGE,)])
@pytest.mark.parametrize("shown", [0, 1, 2])
def test_a_report_and_the_window_say_the_same(shown: int, reports: tuple[ReadReport, ...]) -> None:
    """Of the same rows of the same case, word for word."""
    rows = [row(), row()]
    flagged = [one.detection for one in rows if one.detection is not None]
    result = ScanResult([process()] * 5, flagged, {}, reports)

    said = headline(export(rows[:shown], reports=reports, creations=5, flagged=2))

    assert headline_of_result(shown, result) == said


def test_the_facts() -> None:
    """What the rows are, which filter chose them, when they were, and the rule in words with its sources."""
    rows = [row(time_created=133_805_226_452_345_678), row(time_created=None), row(time_created=0)]

    said = dict(facts(export(rows, filter_text="user:jdoe", reports=(READ, DAMAGED))))

    assert said["Rows"] == "3 flagged rows"
    assert said["Filter in force"] == "user:jdoe"
    assert said["Period of the rows"] == "1601-01-01T00:00:00.0000000Z to 2025-01-05T03:50:45.2345678Z"
    assert said["Logs"] == "2 files, 204,800 bytes"
    assert said["Rule in force"].startswith(
        "strict (default): the parent's file name is excel.exe; any child; "
    )
    assert said["Analytic"] == (
        "MITRE CAR: CAR-2021-01-006 (https://car.mitre.org/analytics/CAR-2021-01-006/); "
        "CAR-2020-12-004 (https://github.com/mitre-attack/car/pull/74)"
    )
    assert said["Technique"].startswith("MITRE ATT&CK T1559.002, ")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("flagged", "1 flagged row"),
        ("shown", "1 row of the table, in its order"),
        ("selected", "1 row that the user selected"),
    ],
)
def test_the_facts_say_what_the_rows_are(scope: str, expected: str) -> None:
    """By whom and how they were chosen."""
    assert ("Rows", expected) in facts(export([row()], scope=scope))


def test_the_facts_of_nothing() -> None:
    """No filter and no row are said in words."""
    said = dict(facts(export(rule="seed")))

    assert (said["Filter in force"], said["Period of the rows"]) == ("none", "no row has a time")
    assert said["Rule in force"].startswith('seed: as first written: ParentImage="*excel.exe*"')
    assert said["Analytic"].startswith("MITRE CAR: CAR-2020-12-004 (")


def test_the_makers() -> None:
    """When, by which versions, with which arguments; what is not known is left out."""
    expected = [
        ("Made", "2026-03-12 15:04:05 UTC"),
        ("Cellspawn", "1.2.3"),
        ("First reader, evtx", "0.14.0"),
        ("Second reader, python-evtx", "0.8.1"),
        ("Python", "3.11.7"),
        ("Arguments", "scan Sysmon.evtx"),
    ]

    assert expected == makers(export())
    assert expected[:-1] == makers(export(made_by={**MADE_BY, "arguments": []}))
    assert makers(export(made_by={})) == []


def figure(key: str, *rows: Row) -> Figure:
    """Count rows by one column."""
    return figures(rows)[FIGURES.index(key)]


def test_levels_stand_in_their_own_order() -> None:
    """The most urgent and the most trusted first, however often they are met; rows without one last."""
    by_severity = figure("severity", NOT_FLAGGED_ROW, row(image_path="C:\\x\\net.exe"), row(), row())
    by_level = figure(
        "integrity_level",
        *(row(integrity_level=level) for level in (None, None, IntegrityLevel.LOW, IntegrityLevel.SYSTEM)),
    )

    assert (Share("high", 2), Share("medium", 1), Share(NOT_FLAGGED, 1)) == by_severity.shares
    assert (Share("system", 1), Share("low", 1), Share(ABSENT, 2)) == by_level.shares


def test_other_values_stand_by_their_number() -> None:
    """The most frequent first, then by the alphabet; how the parent is known too."""
    links = (ParentLink.INFERRED, ParentLink.RECORDED, ParentLink.RECORDED)
    found = figure(
        "user", row(user="C\\b"), row(user="C\\A"), row(user="C\\c"), row(user="C\\c"), row(user=None)
    )

    assert [share.text for share in found.shares] == ["C\\c", ABSENT, "C\\A", "C\\b"]
    assert (Share("recorded", 2), Share("inferred", 1)) == figure(
        "parent_link", *(row(parent_link=link) for link in links)
    ).shares


@pytest.mark.parametrize(
    ("values", "named", "others", "others_count"),
    [
        (LONGEST_FIGURE, LONGEST_FIGURE, 0, 0),
        (LONGEST_FIGURE + 1, LONGEST_FIGURE + 1, 0, 0),
        (LONGEST_FIGURE + 2, LONGEST_FIGURE, 2, 2),
        (100, LONGEST_FIGURE, 100 - LONGEST_FIGURE, 100 - LONGEST_FIGURE),
    ],
)
def test_many_values_are_counted_together(values: int, named: int, others: int, others_count: int) -> None:
    """A line that stands for one value alone would be a waste."""
    found = figure("user", *(row(user=f"C\\{number:03}") for number in range(values)))

    assert (named, others, others_count) == (len(found.shares), found.others, found.others_count)


def test_long_and_hidden_values_stay_small_in_a_figure() -> None:
    """They are told apart by the whole of them, and shown by their beginning."""
    long = "x" * LONGEST_VALUE

    found = figure("user", row(user=long + "1"), row(user=long + "2"), row(user="a\x1b   b"))

    assert [f"{long}…", f"{long}…", "a␛ b"] == sorted((share.text for share in found.shares), reverse=True)
    assert figure("user", row(user="   ")).shares == (Share("(blanks)", 1),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"reports": (TRIAGE,)}, "This is a triage: only records whose bytes", id="triage"),
        pytest.param({"creations": 0}, "There are no process creations in these logs", id="no creation"),
        pytest.param(
            {"reports": (ReadReport("a", 1, parents_unknown=3), ReadReport("b", 1, parents_unknown=1))},
            "Of 4 process creations no log names the parent; whether Excel spawned them cannot be told.",
            id="unknown parents",
        ),
        pytest.param(
            {"reports": (ReadReport("a", 1, slack_records=1),)},
            "Not read: 1 whole record behind the live ones of their chunks (older or deleted).",
            id="slack",
        ),
        pytest.param(
            {"reports": (READ, DAMAGED)},
            "1 file could not be read completely: a flag may be in what is missing.",
            id="damaged",
        ),
    ],
)
def test_the_limits_of_a_case(fields: dict[str, Any], expected: str) -> None:
    """They stand before those that every case has."""
    always = list(limits(export()))

    first, *rest = limits(export(**fields))

    assert first.startswith(expected)
    assert always == rest


def test_the_limits_of_every_case() -> None:
    """What the analytic and event logs as such cannot show."""
    said = " ".join(limits(export()))

    for word in ("WMI", "spoofed", "overwritten", "document", "Severity"):
        assert word in said
