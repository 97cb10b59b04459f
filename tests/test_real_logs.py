"""Real logs, and real logs in which Excel parents were planted, against what their manifests say.

They are the work of others and no part of the project: where their folder is absent these tests are skipped.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.detection.rules import RULES, matched
from core.detection.verification import Agreement, verify
from core.processes.both_logs import merge_starts
from core.processes.copies import merge_copies
from core.processes.parents import infer_parents
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.reading.read_report import Verdict
from core.work.chunk_range import Effort
from core.work.scan import ScanOptions, ScanResult, scan
from core.work.sources import find_logs
from tests.core.log_reading import Read, chunks_in, damaged, flagged, read_bytes, read_log, steady

EVTX: Final = Path(__file__).parents[2] / "shared" / "evtx"
REAL: Final = sorted((EVTX / "real").glob("*.evtx"))
PLANTED: Final = sorted((EVTX / "planted").glob("*.evtx"))

pytestmark = pytest.mark.skipif(
    not REAL or not PLANTED, reason=f"the real logs are not here: there is no {EVTX}"
)

EMPTY: Final = "empty_zero_bytes.evtx"

READ_OTHERWISE: Final[Mapping[str, int]] = {
    # Manifest 6. The last record has its header and its template's header, zeros for contents, and a size
    # that its copy does not confirm. Parsers invent an event of EventID 0 and of the year 1601 from it.
    "rustevtx_Microsoft-Windows-HelloForBusiness_4Operational.evtx": 5,
    # Manifest 335. One record's size is 0 and no parser goes on behind it; 115 records stand there.
    "rustevtx_sample-with-zero-data-size-event.evtx": 450,
    # Manifest 270. A chunk without its magic is read. Three records at the seams are partly overwritten
    # with zeros: parsers give 301 with them, but the values of these three are cut.
    "rustevtx_sample_with_a_bad_chunk_magic.evtx": 298,
}
"""Records read where they are not as many as the manifest says, which counts what the first parser gives."""

NOT_COMPLETE: Final = {
    "plaso_System2.evtx",
    "rustevtx_Microsoft-Windows-HelloForBusiness_4Operational.evtx",
    "rustevtx_sample_with_a_bad_chunk_magic.evtx",
}
LARGEST_TO_MUTATE: Final = 70_000


def _manifest(folder: str) -> dict[str, dict[str, str]]:
    path = EVTX / folder / "MANIFEST.tsv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as table:
        return {row["name"]: row for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)}


REAL_MANIFEST: Final = _manifest("real")
PLANTED_MANIFEST: Final = _manifest("planted")

each_real = pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
each_planted = pytest.mark.parametrize("path", PLANTED, ids=lambda path: path.stem)
each_log = pytest.mark.parametrize("path", [*REAL, *PLANTED], ids=lambda path: path.stem)


def _ids(places: str) -> set[tuple[int, int]]:
    """Record number and EventRecordID of `1/30451,5/30455=path`, without what follows the pair."""
    pairs = (
        place.partition("=")[0].split("/") for place in places.replace(";", ",").split(",") if "/" in place
    )
    return {(int(number), int(event_id)) for number, event_id in pairs}


def _flagged_ids(read: Read, reading: str) -> set[tuple[int, int | None]]:
    return {
        (creation.place.record_number, creation.event_record_id)
        for creation in flagged(read, reading).values()
    }


@each_log
def test_every_record_is_accounted_for(path: Path) -> None:
    """Read and failed are what is present, and the hash is the file's."""
    found = read_log(path)

    assert found.is_accounted_for
    assert hashlib.sha256(path.read_bytes()).hexdigest() == found.report.sha256


@each_real
def test_each_log_gives_the_records_of_its_manifest(path: Path) -> None:
    """Or as many as `READ_OTHERWISE` says, with the reason there."""
    found = read_log(path)

    expected = READ_OTHERWISE.get(path.name, int(REAL_MANIFEST[path.name]["records"]))
    assert expected == found.report.records_read


@each_real
def test_the_verdict_on_each_log(path: Path) -> None:
    """Complete, but for three that are cut or lost records."""
    found = read_log(path)

    expected = Verdict.PARTIAL if path.name in NOT_COMPLETE else Verdict.COMPLETE
    assert expected is found.report.verdict
    assert (expected is Verdict.COMPLETE) == (found.report.records_failed == 0)


def _scanned(path: Path) -> ScanResult:
    """Scan to the end in one worker, with all that the file's header says."""
    steps = scan(find_logs([str(path)]), ScanOptions(jobs=1))
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            result: ScanResult = ended.value
            return result


@each_real
def test_the_number_that_a_clean_header_names_next_closes_the_numbers(path: Path) -> None:
    """No log that was read whole gets another verdict by it."""
    (report,) = _scanned(path).reports

    expected = Verdict.PARTIAL if path.name in NOT_COMPLETE else Verdict.COMPLETE
    assert (Verdict.UNREADABLE if path.name == EMPTY else expected) is report.verdict
    assert report.is_all_read is (report.verdict is Verdict.COMPLETE)


@each_log
def test_no_record_is_hidden_inside_another(path: Path) -> None:
    """Nobody edited these logs, and no value of theirs looks like a record."""
    failures = read_log(path).report.failures

    assert [failure for failure in failures if "hidden" in failure.reason] == []


@each_real
def test_each_log_gives_the_process_creations_of_its_manifest(path: Path) -> None:
    """Sysmon 1 and Security 4688; damage touches none of them."""
    row = REAL_MANIFEST[path.name]

    found = read_log(path)

    assert int(row["sysmon1"]) + int(row["sec4688"]) == len(found.creations)


@each_real
def test_nothing_real_is_flagged(path: Path) -> None:
    """There is no public log in which Excel started anything: neither recorded nor inferred."""
    found = read_log(path)

    creations = infer_parents(found.creations, found.result.ends, found.result.boots)
    flags = [
        creation
        for creation in creations
        if creation.parent_image_path is not None
        and "strict" in matched(creation.parent_image_path, creation.image_path)
    ]
    assert flags == []


def test_both_records_of_a_real_start_agree() -> None:
    """In starts that Sysmon and Security both recorded nothing differs, whatever each calls a user or a share."""
    creations = [one for path in REAL if path.stat().st_size for one in read_log(path).creations]
    others = [row.other_record for row in merge_starts(merge_copies(creations))]
    both = [other.differs for other in others if other is not None]

    assert both == [()] * 29


@each_real
def test_the_published_reading_flags_office_parents(path: Path) -> None:
    """One real log has children of Word."""
    office = REAL_MANIFEST[path.name]["office_parent_hits(header_rid/EventRecordID)"]

    expected = _ids(",".join(hit.partition(":")[2] for hit in office.split(",")))
    assert expected == _flagged_ids(read_log(path), "published")


@each_planted
def test_strict_flags_the_hits_and_no_near_miss(path: Path) -> None:
    """By record number and EventRecordID."""
    row = PLANTED_MANIFEST[path.name]
    hits = _ids(row["excel_parent_hits(header_rid/EventRecordID)"])
    near_misses = _ids(row["near_miss(header_rid/EventRecordID=path)"])

    found = _flagged_ids(read_log(path), "strict")

    assert hits == found
    assert (len(hits), len(near_misses)) == (8, 2)
    assert not near_misses & found


@each_planted
def test_the_readers_agree_on_each_planted_flag(path: Path) -> None:
    """The first reader's row and the second reader's."""
    found = read_log(path)
    chunks = chunks_in(path.read_bytes())

    verified = {
        verify(creation, chunks[creation.place.chunk].data, span).agreement
        for creation in flagged(found).values()
        for span in chunks[creation.place.chunk].spans
        if chunks[creation.place.chunk].start + span.offset == creation.place.file_offset
    }

    assert {Agreement.AGREE} == verified


@each_log
@pytest.mark.parametrize("reading", RULES)
def test_triage_flags_what_the_full_read_flags(path: Path, reading: str) -> None:
    """Search before parse misses no flag whose parent is recorded, with every value and proof of its row."""
    triage, full = (read_log(path, effort, reading) for effort in (Effort.HOT, Effort.FULL))

    flags = flagged(full, reading)
    assert flags == flagged(triage, reading)
    assert {offset: full.result.proofs[offset] for offset in flags} == {
        offset: triage.result.proofs[offset] for offset in flags
    }


def test_a_log_of_no_bytes_holds_nothing() -> None:
    """It is refused by name before it is read; reading it all the same does no harm."""
    found = read_log(EVTX / "real" / EMPTY)

    assert (
        found.report.records_present,
        found.report.chunks_present,
        len(found.report.failures),
    ) == (0, 0, 0)


def test_the_log_that_is_cut_in_its_284th_record() -> None:
    """283 are whole; the parsers give 194. Number 284 is a failure with its raw bytes and no event."""
    path = EVTX / "real" / "plaso_System2.evtx"
    log = path.read_bytes()

    found = read_log(path).report

    (failure,) = found.failures
    assert (found.records_present, failure.records, found.chunks_truncated) == (284, 1, 1)
    assert log[failure.file_offset :].hex() == failure.raw
    assert log[failure.file_offset :].startswith(b"**\0\0")
    assert failure.reason == "the file ends inside this record"


def test_the_log_with_a_record_of_size_zero() -> None:
    """That record is read as well, and no number is missing."""
    found = read_log(EVTX / "real" / "rustevtx_sample-with-zero-data-size-event.evtx").report

    assert (found.records_present, found.records_read, found.missing_record_numbers) == (450, 450, [])
    assert (found.slack_records, found.bad_data_checksum[:1]) == (33, [0])


def test_the_log_with_a_chunk_without_magic() -> None:
    """What is lost is named: parts of chunks 0, 6, 7, 9 and 10 are zeros.

    In 0, 7 and 9 the zeros begin inside a record, which parsers give with cut values. In 6 and 10 they
    cover the chunk's beginning, and with it the templates of all its records.
    """
    found = read_log(EVTX / "real" / "rustevtx_sample_with_a_bad_chunk_magic.evtx").report

    assert (found.bad_magic, found.bad_header_checksum) == ([6, 10], [6, 10])
    assert found.missing_record_numbers
    torn = [failure.chunk for failure in found.failures if "copy of its size" in failure.reason]
    assert torn == [0, 7, 9, 10]
    unread = {failure.chunk for failure in found.failures if failure.reason.startswith("evtx: ")}
    assert unread == {6, 10}


def test_the_log_whose_last_record_is_zeros() -> None:
    """Its header counts 20 records: 5 are read, one is zeros behind a header, 14 were never written."""
    found = read_log(EVTX / "real" / "rustevtx_Microsoft-Windows-HelloForBusiness_4Operational.evtx").report

    assert (found.records_present, found.records_read) == (20, 5)
    assert [failure.records for failure in found.failures] == [1, 14]


SMALL: Final = [
    path.read_bytes() for path in [*REAL, *PLANTED] if 0 < path.stat().st_size <= LARGEST_TO_MUTATE
]
PIECES: Final = [
    log[:FILE_HEADER_SIZE] + log[start : start + 2 * CHUNK_SIZE]
    for log in (path.read_bytes() for path in PLANTED)
    for start in (FILE_HEADER_SIZE, FILE_HEADER_SIZE + 4 * CHUNK_SIZE)
]
"""Two chunks each of the planted logs; a chunk needs nothing from outside."""


@settings(steady, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(damaged(SMALL or [bytes(CHUNK_SIZE)]))
def test_every_record_of_a_damaged_real_log_is_accounted_for(log: bytes) -> None:
    """Records, failures, or our own error; nothing endless, and every result can be sent."""
    assert read_bytes(log).is_accounted_for


@settings(steady, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(damaged(PIECES or [bytes(CHUNK_SIZE)]))
def test_triage_of_a_damaged_planted_log_flags_the_same_records(log: bytes) -> None:
    """All whose bytes hold the parent's name in one piece."""
    triage, full = (read_bytes(log, effort) for effort in (Effort.HOT, Effort.FULL))

    proofs = full.result.proofs
    assert sorted(flagged(triage)) == [
        offset for offset in sorted(flagged(full)) if proofs[offset].holds_literal
    ]
    assert full.is_accounted_for


@settings(steady, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SMALL or [bytes(CHUNK_SIZE)]), st.data())
def test_a_truncated_real_log_gives_whole_records_only(log: bytes, data: st.DataObject) -> None:
    """The same values as from the whole log, for every record that lies before the cut."""
    size = data.draw(st.integers(FILE_HEADER_SIZE, len(log)))
    whole = read_bytes(log)

    found = read_bytes(log[:size])

    assert found.is_accounted_for
    assert [
        creation
        for creation in whole.creations
        if creation.place.file_offset + creation.place.record_size <= size
    ] == found.creations
