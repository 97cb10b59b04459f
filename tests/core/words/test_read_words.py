"""core.words.read_words: how much was read, how far, and why nothing may be flagged, in words."""

from __future__ import annotations

from typing import Any

import pytest

from core.detection.detections import detect
from core.reading.read_report import Failure, ReadReport, Verdict
from core.words.read_words import (
    NO_CREATIONS,
    account,
    count,
    headline,
    notes,
    sentence,
    verdict_in_words,
    verdict_of,
    what_is_missing,
    why_none,
)
from core.work.scan_result import ScanResult
from tests.core.builders import process


def failure(offset: int, reason: str = "noise", records: int = 1) -> Failure:
    """Build a failure at a place."""
    return Failure(chunk=0, file_offset=offset, size=8, records=records, reason=reason)


def report(file: str = "a.evtx", **fields: Any) -> ReadReport:
    """Build the report of a log that was read completely, except for `fields`."""
    return ReadReport(file, 1, **{"records_present": 9, "records_read": 9, **fields})


WHOLE = report()
CUT = report("cut.evtx", records_read=8, failures=[failure(0x1200)])
NONE = ReadReport("none.evtx", 0, error="it is empty")
LOST = ReadReport("lost.evtx", 1, records_present=9, failures=[failure(0x1200, records=9)])
TRIAGE = ReadReport("hot.evtx", 1, is_triage=True)
CUT_TRIAGE = ReadReport("cut-hot.evtx", 1, is_triage=True, failures=[failure(0x1200)])


def result(*reports: ReadReport, flagged: int = 0, creations: int = 0, **looser: int) -> ScanResult:
    """Build the result of a scan."""
    return ScanResult([process()] * creations, list(detect([process()] * flagged)), looser, reports)


@pytest.mark.parametrize(
    ("shown", "given", "expected"),
    [
        (0, result(WHOLE), "0 flagged of 0 process creations in 1 file · read complete"),
        (
            1,
            result(WHOLE, flagged=1, creations=1),
            "1 flagged of 1 process creation in 1 file · read complete",
        ),
        (
            1,
            result(WHOLE, CUT, flagged=2, creations=1_234),
            "1 shown of 2 flagged of 1,234 process creations in 2 files · 1 of them not read completely",
        ),
        (0, result(CUT), "0 flagged of 0 process creations in 1 file · not read completely"),
        (
            0,
            result(NONE, LOST),
            "0 flagged of 0 process creations in 2 files · 2 of them not read completely",
        ),
        (
            2,
            result(TRIAGE, flagged=2, creations=2),
            "2 flagged in 1 file · triage: most records were not read",
        ),
    ],
)
def test_the_outcome_in_a_line(shown: int, given: ScanResult, expected: str) -> None:
    """How many rows, of how many, from how many logs, and how far they were read."""
    assert expected == headline(shown, given)


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 logs"), (1, "1 log"), (2, "2 logs"), (12_345, "12,345 logs")]
)
def test_things_are_counted_in_words(number: int, expected: str) -> None:
    """One is one."""
    assert expected == count(number, "log")


@pytest.mark.parametrize(
    ("reports", "expected", "words"),
    [
        ([WHOLE], Verdict.COMPLETE, "complete"),
        ([WHOLE, WHOLE], Verdict.COMPLETE, "complete"),
        ([CUT], Verdict.PARTIAL, "partial"),
        ([WHOLE, CUT], Verdict.PARTIAL, "partial · 1 of 2 files"),
        ([WHOLE, NONE], Verdict.PARTIAL, "partial · 1 of 2 files"),
        ([CUT, NONE, LOST], Verdict.PARTIAL, "partial · 3 of 3 files"),
        ([NONE], Verdict.UNREADABLE, "unreadable"),
        ([LOST], Verdict.UNREADABLE, "unreadable"),
        ([NONE, LOST], Verdict.UNREADABLE, "unreadable · 2 of 2 files"),
        ([TRIAGE], Verdict.TRIAGE, "triage"),
        ([TRIAGE, TRIAGE], Verdict.TRIAGE, "triage"),
        ([TRIAGE, NONE], Verdict.PARTIAL, "partial · 1 of 2 files"),
        ([CUT_TRIAGE, TRIAGE], Verdict.PARTIAL, "partial · 1 of 2 files"),
    ],
)
def test_the_verdict_of_a_case(reports: list[ReadReport], expected: Verdict, words: str) -> None:
    """The worst of its logs', but unreadable only where all of them are."""
    assert (expected, words) == (verdict_of(reports), verdict_in_words(reports))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            result(NONE),
            [
                "None of these logs could be read, so nothing could be flagged.",
                "none.evtx: not read: it is empty.",
            ],
        ),
        (
            result(LOST),
            [
                "None of these logs could be read, so nothing could be flagged.",
                f"lost.evtx: {sentence(LOST)}",
            ],
        ),
        (result(WHOLE), [NO_CREATIONS]),
        (
            result(WHOLE, WHOLE, creations=18_220),
            ["18,220 process creations in 2 files were looked at; the rule in force flags none."],
        ),
        (
            result(WHOLE, CUT, NONE, creations=2),
            [
                "2 process creations in 3 files were looked at; the rule in force flags none.",
                "2 files could not be read completely: a flag may be in what is missing.",
            ],
        ),
        (
            result(report(parents_unknown=3), report(parents_unknown=4), creations=9),
            [
                "9 process creations in 2 files were looked at; the rule in force flags none.",
                "Of 7 process creations the parent is unknown: whether Excel spawned them, the logs do not say.",
            ],
        ),
        (
            result(WHOLE, creations=9, published=1_200, strict=0, seed=2),
            [
                "9 process creations in 1 file were looked at; the rule in force flags none.",
                "Other rules flag some: 1,200 by the rule published, 2 by the rule seed.",
            ],
        ),
    ],
)
def test_why_nothing_is_flagged(given: ScanResult, expected: list[str]) -> None:
    """What was looked at first, then each reason why a flag may be missing."""
    assert expected == list(why_none(given))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (WHOLE, []),
        (NONE, ["not read: it is empty"]),
        (CUT, ["partial: 8 of 9 records read; offset 0x00001200: noise"]),
        (report(dirty=True), ["dirty: copied while it was in use, as logs of a running system are"]),
        (report(dirty=False), []),
        (report(bad_header_checksum=[4]), ["checksums do not agree in 1 chunk"]),
        (
            report(bad_header_checksum=[4, 5], bad_data_checksum=[5, 6]),
            ["checksums do not agree in 3 chunks"],
        ),
        (report(bad_data_checksum=[5], has_checksums=False), []),
        (report(slack_records=1_200), ["1,200 older records behind live ones were not read"]),
        (
            report(dirty=True, changed="it grew", bad_data_checksum=[1], slack_records=2),
            [
                "partial: 9 of 9 records read; it grew: copy the log and scan the copy",
                "dirty: copied while it was in use, as logs of a running system are",
                "checksums do not agree in 1 chunk",
                "2 older records behind live ones were not read",
            ],
        ),
    ],
)
def test_what_is_to_be_known_of_a_log(given: ReadReport, expected: list[str]) -> None:
    """Also of one that was read completely."""
    assert expected == notes(given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (WHOLE, ""),
        (
            report(numbers=[(1, 3), (5, 9), (20, 30)], parents_unknown=1, sha256="ab" * 32),
            "partial: 9 of 9 records read; 11 record numbers missing between those present\n"
            "missing record numbers: 4, 10–19\n"
            "parent unknown of 1 process creation\n"
            f"SHA-256 {'ab' * 32}",
        ),
    ],
)
def test_all_that_is_to_be_known_of_a_log(given: ReadReport, expected: str) -> None:
    """A line for each thing."""
    assert expected == what_is_missing(given)


@pytest.mark.parametrize(
    ("gaps", "more"), [(20, ""), (22, " and 2 more ranges"), (1_500, " and 1,480 more ranges")]
)
def test_many_missing_numbers_are_cut(gaps: int, more: str) -> None:
    """A torn log must not fill the window."""
    numbers = [(10 * n, 10 * n + 8) for n in range(gaps + 1)]
    (line,) = (one for one in what_is_missing(report(numbers=numbers)).splitlines() if "numbers: " in one)
    shown = ", ".join(str(10 * n + 9) for n in range(20))

    assert f"missing record numbers: {shown}{more}" == line


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([], "No log has been read yet."),
        ([WHOLE], "9 of 9 records present were read: complete"),
        ([WHOLE, CUT], "17 of 18 records present were read: partial"),
        ([NONE], "0 of 0 records present were read: unreadable"),
        (
            [report(records_present=12_000, records_read=12_000)],
            "12,000 of 12,000 records present were read: complete",
        ),
        ([TRIAGE], "Triage: only records that hold the parent's name were read."),
    ],
)
def test_the_account_of_a_case(reports: list[ReadReport], expected: str) -> None:
    """Of the records present, not of those that may have been lost."""
    assert expected == account(reports)


@pytest.mark.parametrize("say", [sentence, what_is_missing])
def test_what_comes_from_a_log_obeys_nothing(say: Any) -> None:
    """Not even where an error quotes it."""
    hostile = "a\r\nb\x1b[2J\u202ec"
    failed = [
        ReadReport("a", 1, error=hostile),
        report(records_read=8, failures=[failure(0, hostile)]),
    ]

    assert ["a b␛[2J‹U+202E›c" in say(one) for one in failed] == [True, True]
