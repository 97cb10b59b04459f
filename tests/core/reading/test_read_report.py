"""What the ranges of a file say, added up, and the verdict on it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading.read_report import (
    Failure,
    NumberRange,
    RangeReport,
    ReadReport,
    Verdict,
    gaps,
    joined,
    runs,
)
from tests.core.log_reading import steady

COMPLETE, TRIAGE, PARTIAL, UNREADABLE = Verdict
LOST = Failure(chunk=0, file_offset=0x1200, size=800, records=1, reason="no reader could read it")
NO_RECORD_LOST = Failure(chunk=0, file_offset=0x1200, size=8, records=0, reason="noise")


def _report(**found: object) -> ReadReport:
    report = ReadReport(file="a.evtx", size=69_632)
    for name, value in found.items():
        assert hasattr(report, name)
        setattr(report, name, value)
    return report


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({}, COMPLETE),
        ({"records_present": 5, "records_read": 5, "numbers": [(1, 5)]}, COMPLETE),
        ({"records_present": 5, "records_read": 5, "dirty": True}, COMPLETE),
        ({"records_present": 5, "records_read": 5, "full": True}, COMPLETE),
        ({"records_present": 5, "records_read": 5, "bad_header_checksum": [0]}, COMPLETE),
        ({"records_present": 5, "records_read": 5, "bad_data_checksum": [0]}, COMPLETE),
        ({"records_present": 5, "records_read": 5, "file_header_checksum_agrees": False}, COMPLETE),
        ({"records_present": 5, "records_read": 5, "chunks_declared": 9}, COMPLETE),
        ({"records_present": 5, "records_read": 5, "slack_records": 3, "chunks_empty": 2}, COMPLETE),
        ({"records_present": 5, "records_read": 5, "trailing_bytes": 777}, COMPLETE),
        ({"records_present": 5, "records_read": 4, "failures": [LOST]}, PARTIAL),
        ({"records_present": 5, "records_read": 5, "failures": [NO_RECORD_LOST]}, PARTIAL),
        ({"records_present": 5, "records_read": 5, "numbers": [(1, 3), (5, 6)]}, PARTIAL),
        ({"records_present": 5, "records_read": 5, "chunks_truncated": 1}, PARTIAL),
        ({"records_present": 5, "records_read": 5, "bad_magic": [0]}, PARTIAL),
        ({"records_present": 5, "records_read": 5, "changed": "it grew"}, PARTIAL),
        ({"chunks_truncated": 1}, PARTIAL),
        ({"records_present": 5, "records_read": 5, "numbers": [(1, 5)], "next_record_number": 6}, COMPLETE),
        ({"records_present": 5, "records_read": 5, "numbers": [(1, 5)], "next_record_number": 7}, PARTIAL),
        ({"is_triage": True}, TRIAGE),
        ({"is_triage": True, "records_present": 5, "records_read": 1}, TRIAGE),
        ({"is_triage": True, "failures": [NO_RECORD_LOST]}, PARTIAL),
        ({"is_triage": True, "changed": "it grew"}, PARTIAL),
        ({"is_triage": True, "error": "it is empty"}, UNREADABLE),
        ({"records_present": 1, "failures": [LOST]}, UNREADABLE),
        ({"failures": [NO_RECORD_LOST]}, UNREADABLE),
        ({"error": "it is empty"}, UNREADABLE),
        ({"records_present": 5, "records_read": 5, "error": "the share went away"}, UNREADABLE),
    ],
)
def test_the_verdict_on_a_file(found: dict[str, object], expected: Verdict) -> None:
    """The table of `Verdict`, row by row."""
    report = _report(**found)

    assert expected is report.verdict
    assert report.is_all_read is (expected in (COMPLETE, TRIAGE))


def test_every_field_of_a_range_is_added() -> None:
    """Counts are added up and lists are joined; no field is forgotten."""
    part = RangeReport(
        chunks_present=1,
        chunks_empty=2,
        chunks_truncated=3,
        bad_magic=[4],
        bad_header_checksum=[5],
        bad_data_checksum=[6],
        records_present=7,
        records_read=8,
        slack_records=9,
        trailing_bytes=10,
        failures=[LOST],
        numbers=[(11, 12)],
    )
    report = _report()

    report.add(part)
    report.add(part)

    for name in RangeReport.__struct_fields__:
        assert getattr(part, name) * 2 == getattr(report, name)
        assert getattr(part, name)


def test_failed_records_are_those_that_the_failures_name() -> None:
    """One failure can stand for many records, and for none."""
    many = Failure(chunk=1, file_offset=0, size=9, records=37, reason="lost")

    assert _report(failures=[LOST, NO_RECORD_LOST, many]).records_failed == 38


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        ([7], [(7, 7)]),
        ([7, 8, 9], [(7, 9)]),
        ([7, 9, 10, 3], [(7, 7), (9, 10), (3, 3)]),
        ([7, 7, 8], [(7, 7), (7, 8)]),
        ([2**64 - 2, 2**64 - 1], [(2**64 - 2, 2**64 - 1)]),
    ],
)
def test_numbers_that_follow_each_other_are_a_range(numbers: list[int], expected: list[NumberRange]) -> None:
    """In the order given, whatever that is."""
    assert expected == runs(numbers)


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([], []),
        ([(1, 5)], [(1, 5)]),
        ([(6, 9), (1, 5)], [(1, 9)]),
        ([(1, 5), (1, 5)], [(1, 5)]),
        ([(1, 9), (3, 4)], [(1, 9)]),
        ([(1, 5), (7, 9)], [(1, 5), (7, 9)]),
    ],
)
def test_ranges_that_touch_are_joined(ranges: list[NumberRange], expected: list[NumberRange]) -> None:
    """In the order of their numbers: in a circular log the newest chunks stand first."""
    assert expected == joined(ranges)


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [([], []), ([(1, 5)], []), ([(1, 5), (7, 9), (20, 21)], [(6, 6), (10, 19)])],
)
def test_gaps_between_ranges(ranges: list[NumberRange], expected: list[NumberRange]) -> None:
    """Before the first and behind the last nothing is missing."""
    assert expected == gaps(ranges)


@steady
@given(st.lists(st.integers(0, 60)))
def test_missing_numbers_are_those_between_that_no_record_bears(numbers: Sequence[int]) -> None:
    """Whatever their order and however often they come."""
    missing = _report(numbers=runs(list(numbers))).missing_record_numbers

    between = set(range(min(numbers, default=0), max(numbers, default=-1) + 1)) - set(numbers)
    assert sorted(between) == [number for first, last in missing for number in range(first, last + 1)]


@pytest.mark.parametrize(
    ("numbers", "next_record_number", "expected"),
    [
        pytest.param([(1, 5)], None, [], id="not-believed"),
        pytest.param([(1, 5)], 6, [], id="the-next-one"),
        pytest.param([(1, 5)], 7, [(6, 6)], id="one-was-deleted"),
        pytest.param([(1, 5)], 100, [(6, 99)], id="many-were-deleted"),
        pytest.param([(1, 3), (5, 5)], 8, [(4, 4), (6, 7)], id="between-and-at-the-end"),
        pytest.param([(6, 9), (1, 5)], 11, [(10, 10)], id="circular"),
        pytest.param([(1, 5)], 5, [], id="too-small"),
        pytest.param([(1, 5)], 0, [], id="zero"),
        pytest.param([], 7, [], id="no-record-at-all"),
        pytest.param([(2**64 - 2, 2**64 - 1)], 0, [], id="wrapped"),
    ],
)
def test_the_next_number_closes_the_numbers(
    numbers: list[NumberRange], next_record_number: int | None, expected: list[NumberRange]
) -> None:
    """A clean header says which number comes next: up to it, those that no record bears are missing."""
    report = _report(numbers=numbers, next_record_number=next_record_number)

    assert expected == report.missing_record_numbers


def test_triage_that_met_nothing_hot_is_not_unreadable() -> None:
    """None of the records need be read there; a failure still makes it partial."""
    failure = Failure(chunk=2, file_offset=0, size=0, records=0, reason="the file is cut")

    assert ReadReport("a.evtx", 1, is_triage=True, failures=[failure]).verdict is Verdict.PARTIAL
    assert ReadReport("a.evtx", 1, failures=[failure]).verdict is Verdict.UNREADABLE
