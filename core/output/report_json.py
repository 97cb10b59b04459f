"""ReadReports into the JSON list of `--report`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from core.notation import filetime
from core.reading.read_report import Failure, ReadReport
from core.story.limit import Limit
from core.story.visibility import HostVisibility, Recorded, Seen


def report_json(
    reports: Iterable[ReadReport], made_by: Mapping[str, object], hosts: Iterable[HostVisibility] = ()
) -> str:
    """Write all reports as one JSON list, an object a file, each with its hosts and with what made it."""
    by_file: dict[str, list[dict[str, object]]] = defaultdict(list)
    for host in hosts:
        written = host_object(host)
        for file in host.files:
            by_file[file].append(written)
    objects = [
        {**report_object(report), "hosts": by_file.get(report.file, []), "made_by": made_by}
        for report in reports
    ]
    return json.dumps(objects, indent=1) + "\n"


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


def host_object(host: HostVisibility) -> dict[str, object]:
    """Give what is known of one host, of all its logs; the keys are documented in docs/formats.md."""
    return {
        "host": host.name,
        "looked_at": host.is_looked_at,
        "process_creations": host.creations,
        "with_command_line": host.with_command_line,
        "with_integrity_level": host.with_integrity_level,
        "parents_recorded": host.parents_recorded,
        "parents_inferred": host.parents_inferred,
        "parents_unknown": host.parents_unknown,
        "sources": [_seen(seen) for seen in host.seen],
        "recorded": [_recorded(one) for one in host.recorded],
        "limits": [_limit(limit) for limit in host.limits],
    }


def _seen(seen: Seen) -> dict[str, object]:
    return {
        "source": seen.source,
        "process_creations": seen.creations,
        "first": _time(seen.first),
        "last": _time(seen.last),
    }


def _recorded(one: Recorded) -> dict[str, object]:
    return {"since": _time(one.since), "until": _time(one.until), "sources": one.sources}


def _limit(limit: Limit) -> dict[str, object]:
    return {
        "kind": limit.kind,
        "grade": limit.grade,
        "source": limit.source,
        "since": _time(limit.since),
        "until": _time(limit.until),
        "count": limit.count,
        "records": limit.records,
        "words": limit.words,
        "places": [
            {"file": place.file, "file_offset": place.file_offset, "record_number": place.record_number}
            for place in limit.places
        ],
    }


def _time(ticks: int | None) -> str | None:
    return None if ticks is None else filetime.to_text(ticks)
