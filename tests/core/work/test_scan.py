"""core.work.scan: whole cases, read by real worker processes."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.detection.detections import Detection
from core.detection.verification import Agreement, Verification
from core.processes.process import ParentLink, Place
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.reading.read_report import Verdict
from core.work.chunk_range import Effort
from core.work.scan import ScanOptions, ScanResult, Stage, scan
from core.work.sources import find_logs
from core.work.units import CHUNKS_IN_A_RANGE
from core.work.workers import Limits
from tests.core.work.cases import (
    CMD,
    EXCEL,
    NOON,
    PID,
    SECOND,
    SOON,
    accounted,
    batches_and_result,
    begun,
    children,
    driven,
    excel_starts,
    in_order,
    next_batch,
    orphan,
    scanned,
    worker_processes,
    write_case,
    written,
)
from tests.evtx_writer import (
    process_guid,
    security_4688,
    security_4688_short,
    security_4689,
    sysmon_1,
    sysmon_3,
    write_log,
)
from tests.evtx_writer.damage import (
    cut_last_chunk,
    drop_file_header,
    record_offsets,
    trailing_bytes,
)
from tests.evtx_writer.hostile import amplified_by_nesting, split_text


# ---------------------------------------------------------------- builders
def names(places: Sequence[Place]) -> list[str]:
    """Give the file names of places."""
    return [Path(place.file).name for place in places]


def rows(result: ScanResult) -> list[tuple[str, str | None, ParentLink]]:
    """Give file, child and link of each flagged row."""
    return [
        (Path(found.process.place.file).name, found.process.exe, found.process.parent_link)
        for found in result.flagged
    ]


def sha256(content: bytes) -> str:
    """Hash bytes."""
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Write a case of several logs, of several ranges, sound and damaged ones."""
    return write_case(tmp_path)


# ---------------------------------------------------------------- jobs, order, batches
def test_the_result_is_the_same_whatever_the_number_of_jobs(case: Path) -> None:
    """Rows, reports and their order do not depend on which worker read what, and when."""
    alone = scanned(case, jobs=1)

    for jobs in (2, 5):
        several = scanned(case, jobs=jobs)

        assert alone.flagged == several.flagged
        assert alone.creations == several.creations
        assert alone.looser == several.looser
        assert in_order(alone.reports) == in_order(several.reports)


def test_every_record_of_a_case_is_accounted_for(case: Path) -> None:
    """Read and failed are together what is present, in every file."""
    reports = {Path(report.file).name: report for report in scanned(case, jobs=2).reports}

    assert {name: accounted(report) for name, report in reports.items()} == {
        "many.evtx": (67, 67, 0),
        "Security.evtx": (3, 3, 0),
        "damaged.evtx": (20, 18, 2),
        "carved.evtx": (2, 2, 0),
        "cut.evtx": (20, 16, 4),
        "empty.evtx": (0, 0, 0),
    }
    assert [name for name, report in reports.items() if report.verdict is not Verdict.COMPLETE] == [
        "cut.evtx",
        "damaged.evtx",
        "empty.evtx",
    ]


def test_the_result_follows_the_order_of_the_names(case: Path) -> None:
    """The logs come as they were named, and in each the records by their offset; the rows are the same."""
    paths = sorted(case.iterdir())

    forward, backward = scanned(*paths), scanned(*reversed(paths))

    assert [str(path) for path in paths] == [report.file for report in forward.reports]
    assert list(reversed([report.file for report in forward.reports])) == [
        report.file for report in backward.reports
    ]
    assert {_key(row) for row in forward.flagged} == {_key(row) for row in backward.flagged}
    for result in (forward, backward):
        order = [report.file for report in result.reports]
        keys = [
            (order.index(row.process.place.file), row.process.place.file_offset) for row in result.flagged
        ]
        assert sorted(keys) == keys


def _key(row: Detection) -> tuple[str, int, tuple[str, ...], str]:
    return row.process.place.file, row.process.place.file_offset, row.matched, row.reason


def test_batches_say_how_far_the_read_is(case: Path) -> None:
    """The bytes read grow to the bytes there are; flags come with the range that holds them."""
    batches, result = batches_and_result(find_logs([str(case)]))
    batches = [batch for batch in batches if batch.stage is Stage.READING]

    done = [batch.done for batch in batches]
    total = sum(path.stat().st_size for path in case.iterdir())
    header_bytes = FILE_HEADER_SIZE * (len(list(case.iterdir())) - 2)
    assert sorted(done) == done
    assert {total} == {batch.total for batch in batches}
    assert total - header_bytes == done[-1]
    recorded = {row.process.place for row in result.flagged if row.process.parent_link is ParentLink.RECORDED}
    assert recorded == {row.process.place for batch in batches for row in batch.flagged}


def test_closing_a_scan_ends_its_processes(tmp_path: Path) -> None:
    """Cancel is: close the generator. The worker that is busy with an endless record ends too."""
    log = written(tmp_path, "a.evtx", *children(3), chunk_fill=1)
    endless = written(tmp_path, "b.evtx", sysmon_1(command_line=amplified_by_nesting(9)))
    sources = find_logs([str(log), str(endless)])

    with closing(scan(sources, ScanOptions(jobs=2))) as steps:
        next_batch(steps)
        started = worker_processes()
        asked = time.monotonic()

    assert len(started) == 2
    assert [process for process in started if process.is_running()] == []
    assert time.monotonic() - asked < SOON


def test_a_record_that_expands_without_end_costs_itself_alone(tmp_path: Path) -> None:
    """The scan names it, reads every other record, and goes on with the next file."""
    hostile = sysmon_1(time=NOON, command_line=amplified_by_nesting(9))
    one = written(tmp_path, "a.evtx", *children(5), hostile, *children(5, "WS03"))
    two = written(tmp_path, "b.evtx", *children(5, "WS02"))

    result = scanned(one, two, limits=Limits(seconds=20, seconds_alone=5, memory=200 * 1024 * 1024))

    first, second = result.reports
    (failure,) = first.failures
    assert (record_offsets(one.read_bytes())[5], 6, 1) == (
        failure.file_offset,
        failure.record_number,
        failure.records,
    )
    assert failure.reason.startswith("reading it ")
    assert [accounted(first), accounted(second)] == [(11, 10, 1), (5, 5, 0)]
    assert len(result.flagged) == 15


# ---------------------------------------------------------------- copies
def test_a_copy_of_a_log_gives_one_row_that_names_both_places(tmp_path: Path) -> None:
    """The first file leads; both are counted in their own reports."""
    log = written(tmp_path, "a.evtx", *children(3))
    (tmp_path / "b.evtx").write_bytes(log.read_bytes())

    result = scanned(tmp_path)

    assert names([row.process.place for row in result.flagged]) == ["a.evtx"] * 3
    assert [names(row.process.also_in) for row in result.flagged] == [["b.evtx"]] * 3
    assert [row.process.place.file_offset for row in result.flagged] == [
        row.process.also_in[0].file_offset for row in result.flagged
    ]
    assert [report.process_creations for report in result.reports] == [3, 3]
    assert len(result.creations) == 3


def test_an_event_and_its_forwarded_copy_are_one_row(tmp_path: Path) -> None:
    """The collector's log numbers its records anew and keeps the EventRecordID of the origin."""
    event = sysmon_1(time=NOON, record_id=4711)
    written(tmp_path, "Sysmon.evtx", *[sysmon_3()] * 5, event)
    written(tmp_path, "ForwardedEvents.evtx", event)

    (row,) = scanned(tmp_path).flagged

    assert names([row.process.place, *row.process.also_in]) == ["ForwardedEvents.evtx", "Sysmon.evtx"]
    assert (row.process.place.record_number, row.process.also_in[0].record_number) == (1, 6)
    assert row.process.event_record_id == 4711


def test_two_records_of_one_identity_that_differ_stay_two_rows(tmp_path: Path) -> None:
    """One of them was altered; both are shown."""
    written(tmp_path, "a.evtx", sysmon_1(time=NOON, record_id=7, command_line="cmd /c calc"))
    written(tmp_path, "b.evtx", sysmon_1(time=NOON, record_id=7, command_line="cmd /c dir"))

    result = scanned(tmp_path)

    assert [row.process.command_line for row in result.flagged] == ["cmd /c calc", "cmd /c dir"]
    assert [row.process.also_in for row in result.flagged] == [(), ()]
    assert [names(row.process.altered_in) for row in result.flagged] == [["b.evtx"], ["a.evtx"]]


# ---------------------------------------------------------------- parents
def test_a_parent_in_another_file_is_found_by_its_pid(tmp_path: Path) -> None:
    """Whichever file is read first: inference waits for all of them."""
    child = written(tmp_path, "child.evtx", orphan())
    parent = written(tmp_path, "parent.evtx", excel_starts())

    for order in ((child, parent), (parent, child)):
        (row,) = scanned(*order).flagged

        assert (row.process.parent_link, row.process.parent_image_path) == (ParentLink.INFERRED, EXCEL)
        assert f'"{EXCEL}" a.xlsx' == row.process.parent_command_line
        assert row.document.path == "a.xlsx"
        assert row.document.note.endswith("by the parent's own record, found by PID")
        assert "with PID 5016 started 60 seconds earlier" in row.reason


def test_a_parent_in_another_file_is_found_by_its_guid(tmp_path: Path) -> None:
    """Sysmon's `-` and `?` name no image, but the ProcessGuid does, even where the PID would not."""
    guid = process_guid(NOON - SECOND, 5016)
    excel = sysmon_1(time=NOON - SECOND, image=EXCEL, process_guid=guid, process_id=1)
    written(tmp_path, "parent.evtx", excel)
    for number, absent in enumerate(("-", "?")):
        written(
            tmp_path,
            f"child{number}.evtx",
            sysmon_1(time=NOON + number, parent_image=absent, parent_process_guid=guid, parent_process_id=2),
        )

    flagged = [row for row in scanned(tmp_path).flagged if row.process.image_path == CMD]

    assert [(row.process.parent_link, row.process.parent_image_path) for row in flagged] == [
        (ParentLink.INFERRED, EXCEL)
    ] * 2


def test_a_parent_by_pid_is_the_last_process_that_had_it(tmp_path: Path) -> None:
    """Excel at 9:00, Explorer with its PID at 10:00: Notepad at 11:00 is Explorer's child, and not flagged."""
    explorer, notepad = r"C:\Windows\explorer.exe", r"C:\Windows\System32\notepad.exe"
    hour = 3600 * SECOND
    reused = security_4688(1, time=NOON - 2 * hour, NewProcessId=PID, NewProcessName=explorer, ProcessId=4)
    child = security_4688(1, time=NOON - hour, NewProcessId=0x2000, NewProcessName=notepad, ProcessId=PID)
    written(tmp_path, "a.evtx", excel_starts(NOON - 3 * hour), reused)
    written(tmp_path, "b.evtx", child)

    result = scanned(tmp_path)

    assert result.flagged == []
    assert (ParentLink.INFERRED, explorer) == (
        result.creations[-1].parent_link,
        result.creations[-1].parent_image_path,
    )


def test_two_processes_that_fit_make_the_parent_ambiguous(tmp_path: Path) -> None:
    """Started within two seconds, both may be the parent; the row says so and names both."""
    other = security_4688(1, time=NOON - 58 * SECOND, NewProcessId=PID, NewProcessName=CMD, ProcessId=4)
    written(tmp_path, "a.evtx", excel_starts(), other)
    written(tmp_path, "b.evtx", orphan())

    (row,) = scanned(tmp_path).flagged

    assert (row.process.parent_link, row.process.parent_candidates) == (ParentLink.AMBIGUOUS, (CMD, EXCEL))
    assert "the parent is ambiguous: more than one earlier process fits PID 5016" in row.reason


def test_altered_copies_of_a_parent_give_one_answer_in_either_order(tmp_path: Path) -> None:
    """None of two records with one GUID is believed more, whichever file is named first."""
    guid = process_guid(NOON - SECOND, PID)
    copies = [
        written(
            tmp_path,
            f"{name}.evtx",
            sysmon_1(time=NOON - SECOND, record_id=7, image=image, process_guid=guid, parent_image=CMD),
        )
        for name, image in (("a", EXCEL), ("b", CMD))
    ]
    child = written(tmp_path, "c.evtx", sysmon_1(time=NOON, parent_image="-", parent_process_guid=guid))

    (forward,) = scanned(*copies, child).flagged
    (backward,) = scanned(*reversed(copies), child).flagged

    assert forward == backward
    assert ParentLink.AMBIGUOUS is forward.process.parent_link
    assert forward.process.parent_candidates == (EXCEL, CMD)


@pytest.mark.parametrize("ended_at", [NOON - 30 * SECOND, NOON + SECOND])
def test_a_termination_in_a_third_file_ends_what_a_pid_means(tmp_path: Path, ended_at: int) -> None:
    """A process that ended before the child began is not its parent; the miss is counted."""
    written(tmp_path, "a.evtx", orphan())
    written(tmp_path, "b.evtx", excel_starts())
    written(tmp_path, "c.evtx", security_4689(time=ended_at, ProcessId=PID, ProcessName=EXCEL))
    ended_before = ended_at < NOON

    result = scanned(tmp_path)

    expected = [] if ended_before else [("a.evtx", "cmd.exe", ParentLink.INFERRED)]
    assert expected == rows(result)
    assert [1 if ended_before else 0, 1, 0] == [report.parents_unknown for report in result.reports]


def test_another_host_is_another_case(tmp_path: Path) -> None:
    """The same PID on another computer is another process."""
    written(tmp_path, "a.evtx", replace(excel_starts(), computer="ELSEWHERE"))
    written(tmp_path, "b.evtx", orphan())

    assert rows(scanned(tmp_path)) == []


def test_children_of_a_renamed_excel_are_flagged_across_files(tmp_path: Path) -> None:
    """Its own record shows the original name; the child's record names the other one."""
    guid = process_guid(NOON, 77)
    renamed = sysmon_1(
        image=r"C:\Users\j\viewer.exe", original_file_name="Excel.exe", process_guid=guid, parent_image=CMD
    )
    written(tmp_path, "a.evtx", sysmon_1(parent_image=r"C:\Users\j\viewer.exe", parent_process_guid=guid))
    written(tmp_path, "b.evtx", renamed)

    result = scanned(tmp_path)

    assert rows(result) == [("a.evtx", "cmd.exe", ParentLink.RECORDED)]
    assert result.flagged[0].matched == ("renamed",)


# ---------------------------------------------------------------- triage
@pytest.mark.parametrize("rule", ["seed", "published", "strict"])
def test_triage_finds_what_the_full_read_finds_by_recorded_parents(tmp_path: Path, rule: str) -> None:
    """The same rows with the same proofs; no inferred parent, no renamed Excel, no file hash."""
    parents = [EXCEL, r"C:\Office\WINWORD.EXE", r"C:\Office\my-excel.exe", r"C:\excel.exe\a.exe", CMD, "-"]
    events = [sysmon_1(time=NOON + number, parent_image=parent) for number, parent in enumerate(parents * 20)]
    written(tmp_path, "a.evtx", *events, chunk_fill=30)
    written(tmp_path, "b.evtx", excel_starts(), orphan())

    full = scanned(tmp_path, rule=rule)
    triage = scanned(tmp_path, rule=rule, effort=Effort.HOT, jobs=2)

    recorded = [row for row in full.flagged if row.process.parent_link is ParentLink.RECORDED]
    assert len(recorded) < len(full.flagged) or rule != "strict"
    assert recorded == list(triage.flagged)
    assert {None} == {report.sha256 for report in triage.reports}
    assert {Verdict.TRIAGE} == {report.verdict for report in triage.reports}


def test_only_the_full_read_finds_a_name_that_is_joined_from_pieces(tmp_path: Path) -> None:
    """The full read is the authority: it finds the row, says that no search could, and raises it."""
    event = sysmon_1(image=r"C:\Program Files\App\app.exe", parent_command_line="-")
    crafted = replace(event, data={**event.data, "ParentImage": split_text(r"C:\EXC", "EL.EXE")})
    log = written(tmp_path, "a.evtx", crafted)

    (row,) = scanned(log).flagged

    assert "only the full read finds it" in row.reason
    assert row.severity == "high"
    assert list(scanned(log, effort=Effort.HOT).flagged) == []


def test_looser_matches_are_counted(tmp_path: Path) -> None:
    """Rows that only another rule flags are no rows here, but their number is known."""
    parents = [EXCEL, r"C:\Office\WINWORD.EXE", r"C:\Office\my-excel.exe", r"C:\excel.exe\a.exe"]
    log = written(tmp_path, "a.evtx", *(sysmon_1(parent_image=parent) for parent in parents))

    counts = {rule: scanned(log, rule=rule) for rule in ("strict", "seed")}

    assert counts["strict"].looser == {"seed": 2, "published": 2}
    assert counts["seed"].looser == {"published": 1, "strict": 0}
    assert [len(result.flagged) for result in counts.values()] == [1, 3]


# ---------------------------------------------------------------- proofs
@pytest.mark.parametrize("effort", list(Effort))
def test_proofs_are_hashes_of_the_bytes_in_the_file(tmp_path: Path, effort: Effort) -> None:
    """Of the record and of its chunk, also in a chunk that is cut and in a log without a header."""
    sound = write_log(None, children(9), chunk_fill=3)
    carved = drop_file_header(write_log(None, children(9, "WS02"), chunk_fill=3))
    (tmp_path / "sound.evtx").write_bytes(sound)
    (tmp_path / "cut.evtx").write_bytes(cut_last_chunk(sound, kept=0x1800))
    (tmp_path / "carved.evtx").write_bytes(carved)

    flagged = scanned(tmp_path, effort=effort).flagged

    assert len(flagged) >= 18
    for row in flagged:
        _assert_proven(row)


def test_a_row_whose_parent_is_inferred_is_proven_too(tmp_path: Path) -> None:
    """It is read once more for that."""
    written(tmp_path, "a.evtx", orphan())
    written(tmp_path, "b.evtx", excel_starts())

    (row,) = scanned(tmp_path).flagged

    assert row.process.parent_link is ParentLink.INFERRED
    _assert_proven(row)


def _assert_proven(row: Detection) -> None:
    place = row.process.place
    content = Path(place.file).read_bytes()
    first = FILE_HEADER_SIZE if content.startswith(b"ElfFile\0") else 0
    start = first + place.chunk * CHUNK_SIZE
    record = content[place.file_offset : place.file_offset + place.record_size]
    assert record.startswith(b"**\0\0")
    assert row.proof is not None
    assert sha256(record) == row.proof.record_sha256
    assert sha256(content[start : start + CHUNK_SIZE]) == row.proof.chunk_sha256


def test_the_second_reader_agrees_on_every_kind_of_row(tmp_path: Path) -> None:
    """Sysmon and Security, first of a chunk and later ones, recorded and inferred parents."""
    written(tmp_path, "a.evtx", *children(5), chunk_fill=3)
    written(
        tmp_path,
        "b.evtx",
        excel_starts(),
        orphan(),
        security_4688(),
        security_4688_short(time=NOON, ProcessId=PID),
    )

    asked = scanned(tmp_path, with_second_reader=True).flagged
    not_asked = scanned(tmp_path).flagged

    assert [Verification(Agreement.AGREE)] * 8 == [row.verification for row in asked]
    assert {None} == {row.verification for row in not_asked}
    assert [row.proof for row in asked] == [row.proof for row in not_asked]


def test_more_flagged_rows_than_one_recheck_holds(tmp_path: Path) -> None:
    """Each of them is checked, over several chunks."""
    log = written(tmp_path, "a.evtx", *children(150))

    result = scanned(log, with_second_reader=True, jobs=2)

    assert [row.verification.agreement for row in result.flagged if row.verification] == [
        Agreement.AGREE
    ] * 150


# ---------------------------------------------------------------- hashes and changes
@pytest.mark.parametrize("chunks", [1, CHUNKS_IN_A_RANGE, CHUNKS_IN_A_RANGE + 1, 2 * CHUNKS_IN_A_RANGE + 1])
@pytest.mark.parametrize("has_header", [True, False])
def test_the_hash_of_a_file_is_that_of_all_its_bytes(tmp_path: Path, chunks: int, has_header: bool) -> None:
    """In one range or several, with its header or without, trailing bytes included."""
    content = trailing_bytes(write_log(None, children(chunks), chunk_fill=1))
    path = tmp_path / "a.evtx"
    path.write_bytes(content if has_header else drop_file_header(content))

    (report,) = scanned(path, jobs=2).reports

    assert sha256(path.read_bytes()) == report.sha256
    assert (chunks, 777) == (report.chunks_present, report.trailing_bytes)
    assert (chunks, chunks, 0) == accounted(report)


def test_a_log_that_grows_is_read_to_where_it_ended(tmp_path: Path) -> None:
    """What was there when the scan began is read and hashed, and the growth is stated."""
    log = written(tmp_path, "a.evtx", *children(3), chunk_fill=1)
    before = log.read_bytes()
    sources = find_logs([str(log)])
    written(tmp_path, "a.evtx", *children(4), chunk_fill=1)
    log.write_bytes(before + log.read_bytes()[len(before) :])

    _, result = batches_and_result(sources)

    (report,) = result.reports
    assert sha256(before) == report.sha256
    assert accounted(report) == (3, 3, 0)
    assert report.changed == (
        f"it was {len(before):,} bytes long when the scan began and is {log.stat().st_size:,} now"
    )
    assert report.verdict is Verdict.PARTIAL
    assert len(result.flagged) == 3


@pytest.mark.parametrize("kept", [0, 100, FILE_HEADER_SIZE, FILE_HEADER_SIZE + CHUNK_SIZE, 100_000])
def test_a_log_that_shrinks_loses_what_is_gone_and_says_so(tmp_path: Path, kept: int) -> None:
    """Whole chunks that are still there are read; nothing is made up for the rest."""
    log = written(tmp_path, "a.evtx", *children(3), chunk_fill=1)
    sources = find_logs([str(log)])
    os.truncate(log, kept)

    _, result = batches_and_result(sources)

    (report,) = result.reports
    whole = max(0, (kept - FILE_HEADER_SIZE) // CHUNK_SIZE)
    assert len(result.flagged) >= whole
    assert report.changed is not None
    assert f"is {kept:,} now" in report.changed
    assert report.verdict is not Verdict.COMPLETE


def test_a_log_that_is_written_to_in_place_is_marked(tmp_path: Path) -> None:
    """The same size, another time of change."""
    log = written(tmp_path, "a.evtx", *children(3))
    sources = find_logs([str(log)])
    os.utime(log, ns=(0, 1))

    _, result = batches_and_result(sources)

    assert result.reports[0].changed == "it was written to while it was read"
    assert result.reports[0].verdict is Verdict.PARTIAL


def test_a_log_that_vanishes_costs_no_other(tmp_path: Path) -> None:
    """Every range of it and its hash say what happened; the other log is complete."""
    gone = written(tmp_path, "a.evtx", *children(CHUNKS_IN_A_RANGE + 1), chunk_fill=1)
    there = written(tmp_path, "b.evtx", *children(2))
    sources = find_logs([str(gone), str(there)])
    gone.unlink()

    _, result = batches_and_result(sources, jobs=2)

    reason = "the file is no longer there; find where it went and scan it again"
    first, second = result.reports
    assert {(None, f"no SHA-256 was made: {reason}"), (0, reason), (CHUNKS_IN_A_RANGE, reason)} == {
        (failure.chunk, failure.reason) for failure in first.failures
    }
    assert first.changed == f"it can no longer be looked at: {reason}"
    assert (first.verdict, second.verdict) == (Verdict.UNREADABLE, Verdict.COMPLETE)
    assert len(result.flagged) == 2


def test_a_log_that_vanishes_in_the_middle_keeps_what_was_read(tmp_path: Path) -> None:
    """Rows that were read stay, and those that would need another look say that it failed."""
    log = written(tmp_path, "a.evtx", *children(3 * CHUNKS_IN_A_RANGE), chunk_fill=1)
    steps = begun(find_logs([str(log)]), with_second_reader=True)

    flagged = len(next_batch(steps).flagged)
    log.unlink()
    batches, result = driven(steps)
    flagged += sum(len(batch.flagged) for batch in batches)

    assert 0 < flagged < 3 * CHUNKS_IN_A_RANGE
    assert flagged == len(result.flagged)
    assert {Agreement.FAILED} == {row.verification.agreement for row in result.flagged if row.verification}
    assert result.reports[0].verdict is Verdict.PARTIAL


@pytest.mark.parametrize(("kept", "verdict"), [(2, Verdict.PARTIAL), (0, Verdict.UNREADABLE)])
def test_a_copy_that_ends_between_two_chunks_is_not_complete(
    tmp_path: Path, kept: int, verdict: Verdict
) -> None:
    """No chunk is cut, so only the header's count shows that some are missing."""
    content = write_log(None, children(5), chunk_fill=1)
    size = FILE_HEADER_SIZE + kept * CHUNK_SIZE
    (tmp_path / "a.evtx").write_bytes(content[:size])

    (report,) = scanned(tmp_path).reports

    assert [(size, f"the file ends after {kept} of the 5 chunks that its header counts; copy it again")] == [
        (failure.file_offset, failure.reason) for failure in report.failures
    ]
    assert verdict is report.verdict


# ---------------------------------------------------------------- files that are none
def test_a_file_that_is_no_log_is_in_the_reports(tmp_path: Path) -> None:
    """With why, in its place in the order; it takes no worker's time."""
    log = written(tmp_path, "b.evtx", *children(1))
    (tmp_path / "a.evtx").write_bytes(b"hello")
    (tmp_path / "c.evtx").touch()

    result = scanned(tmp_path)

    assert [
        ("a.evtx", 5, Verdict.UNREADABLE),
        ("b.evtx", log.stat().st_size, Verdict.COMPLETE),
        ("c.evtx", 0, Verdict.UNREADABLE),
    ] == [(Path(report.file).name, report.size, report.verdict) for report in result.reports]
    assert [report.error is not None for report in result.reports] == [True, False, True]


def test_no_log_at_all_is_a_result_without_rows() -> None:
    """No worker is started."""
    batches, result = batches_and_result([])

    assert batches == []
    assert ScanResult([], [], {"seed": 0, "published": 0}, [], False, [], [], [], []) == result
