"""ReadReports into the JSON list of `--report`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from core.reading.read_report import Failure, ReadReport


def report_json(reports: Iterable[ReadReport], made_by: Mapping[str, object]) -> str:
    """Write all reports as one JSON list, an object a file, each with what made it."""
    return json.dumps([{**report_object(report), "made_by": made_by} for report in reports], indent=1) + "\n"


def report_object(report: ReadReport) -> dict[str, object]:
    """Give the keys of one report; they are documented in docs/formats.md."""
    return {
        "file": report.file,
        "verdict": report.verdict,
        "is_triage": report.is_triage,
        "is_stopped": report.is_stopped,
        "error": report.error,
        "changed": report.changed,
        "size": report.size,
        "sha256": report.sha256,
        "has_file_header": report.has_file_header,
        "first_chunk_offset": report.first_chunk_offset,
        "dirty": report.dirty,
        "full": report.full,
        "has_checksums": report.has_checksums,
        "file_header_checksum_agrees": report.file_header_checksum_agrees,
        "chunks_declared": report.chunks_declared,
        "chunks_present": report.chunks_present,
        "chunks_empty": report.chunks_empty,
        "chunks_truncated": report.chunks_truncated,
        "bad_magic": sorted(report.bad_magic),
        "bad_header_checksum": sorted(report.bad_header_checksum),
        "bad_data_checksum": sorted(report.bad_data_checksum),
        "records_present": report.records_present,
        "records_read": report.records_read,
        "records_failed": report.records_failed,
        "failures": [
            _failure(failure) for failure in sorted(report.failures, key=lambda one: one.file_offset)
        ],
        "missing_record_numbers": report.missing_record_numbers,
        "trailing_bytes": report.trailing_bytes,
        "slack_records": report.slack_records,
        "process_creations": report.process_creations,
        "parents_unknown": report.parents_unknown,
    }


def _failure(failure: Failure) -> dict[str, object]:
    return {name: getattr(failure, name) for name in failure.__struct_fields__}
