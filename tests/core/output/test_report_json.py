"""core.output.report_json: the JSON list of `--report`."""

from __future__ import annotations

import dataclasses
import json

from core.output.report_json import report_json, report_object
from core.reading.read_report import Failure, ReadReport

REPORT = ReadReport(
    file="C:\\Lögs\\\x1b[31m.evtx",
    size=135_168,
    sha256="ab" * 32,
    first_chunk_offset=0x1000,
    dirty=True,
    full=False,
    file_header_checksum_agrees=True,
    chunks_declared=2,
    chunks_present=2,
    chunks_empty=3,
    chunks_truncated=1,
    bad_magic=[1],
    bad_header_checksum=[5, 1],
    bad_data_checksum=[9, 0],
    records_present=12,
    records_read=10,
    slack_records=4,
    trailing_bytes=777,
    failures=[
        Failure(chunk=1, file_offset=0x11200, size=40, records=1, record_number=8, reason="late", raw="2a2a"),
        Failure(chunk=None, file_offset=0, size=135_168, records=1, reason="early"),
    ],
    numbers=[(6, 7), (1, 3), (9, 12)],
    process_creations=6,
    parents_unknown=2,
    changed="it was written to while it was read",
)
OBJECT = {
    "file": "C:\\Lögs\\\x1b[31m.evtx",
    "verdict": "partial",
    "is_triage": False,
    "is_stopped": False,
    "error": None,
    "changed": "it was written to while it was read",
    "size": 135_168,
    "sha256": "ab" * 32,
    "has_file_header": True,
    "first_chunk_offset": 0x1000,
    "dirty": True,
    "full": False,
    "has_checksums": True,
    "file_header_checksum_agrees": True,
    "chunks_declared": 2,
    "chunks_present": 2,
    "chunks_empty": 3,
    "chunks_truncated": 1,
    "bad_magic": [1],
    "bad_header_checksum": [1, 5],
    "bad_data_checksum": [0, 9],
    "records_present": 12,
    "records_read": 10,
    "records_failed": 2,
    "failures": [
        {
            "chunk": None,
            "file_offset": 0,
            "size": 135_168,
            "records": 1,
            "record_number": None,
            "reason": "early",
            "raw": None,
        },
        {
            "chunk": 1,
            "file_offset": 0x11200,
            "size": 40,
            "records": 1,
            "record_number": 8,
            "reason": "late",
            "raw": "2a2a",
        },
    ],
    "missing_record_numbers": [[4, 5], [8, 8]],
    "trailing_bytes": 777,
    "slack_records": 4,
    "process_creations": 6,
    "parents_unknown": 2,
}


def test_every_value_of_a_report_is_written_in_the_order_of_the_file() -> None:
    """Numbers of chunks ascend, failures stand by their offset, missing numbers are ranges."""
    (written,) = json.loads(report_json([REPORT], {"cellspawn": "1"}))

    assert written == {**OBJECT, "hosts": [], "made_by": {"cellspawn": "1"}}
    assert [*OBJECT, "hosts", "made_by"] == list(written)


def test_no_value_of_a_report_is_left_out() -> None:
    """A field that is added to ReadReport has to be added here; numbers are told by those that are missing."""
    fields = {field.name for field in dataclasses.fields(ReadReport)}

    assert {"numbers", "next_record_number"} == fields - set(report_object(REPORT))


def test_reports_are_one_ascii_list() -> None:
    """Nothing in a file's name reaches the text as it is, not even half a surrogate pair."""
    reports = [REPORT, ReadReport(file="\ud800.evtx", size=0, error="it is empty")]

    text = report_json(reports, {})

    assert text.isascii()
    assert text.isprintable() or set(text) - {"\n"} == {sign for sign in text if sign.isprintable()}
    assert [report.file for report in reports] == [written["file"] for written in json.loads(text)]
    assert [written["verdict"] for written in json.loads(text)] == ["partial", "unreadable"]


def test_no_reports_are_an_empty_list() -> None:
    """Still JSON."""
    assert report_json([], {}) == "[]\n"
