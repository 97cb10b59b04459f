"""A range of chunks into its process creations, with every record accounted for."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detection.rules import RULES
from core.processes.host_events import HostEventKind
from core.processes.lifetimes import Boot, ProcessEnd
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.reading.read_report import Verdict
from core.work.chunk_range import (
    ENOUGH_HOT_CHUNKS,
    MOST_LEFT_OUT,
    ChunkRange,
    Effort,
    RangeResult,
    unread_range,
)
from tests.core.log_reading import (
    EXCEL,
    Read,
    chunks_in,
    damaged,
    flagged,
    log_behind,
    read_bytes,
    say_nothing,
    steady,
)
from tests.evtx_writer import (
    OMIT,
    CharacterReference,
    Event,
    FieldValue,
    Markup,
    Text,
    ansi,
    damage,
    event_data,
    security_1100,
    security_1102,
    security_4608,
    security_4688,
    security_4689,
    security_4719,
    sysmon_1,
    sysmon_3,
    sysmon_5,
    sysmon_11,
    system_6005,
    text_array,
    write_chunk,
    write_log,
)
from tests.evtx_writer.hostile import amplified, amplified_by_nesting, cdata, named, nested, split_text

CMD = r"C:\Windows\System32\cmd.exe"
EVENTS = [
    sysmon_1(),
    sysmon_3(),
    security_4688(1),
    sysmon_1(parent_image=r"C:\Windows\explorer.exe", parent_command_line="-"),
    security_4688(),
    sysmon_11(),
    security_4689(),
    system_6005(),
]
LOG = write_log(None, EVENTS * 6, first_record=300, chunk_fill=16)
OFFSETS = damage.record_offsets(LOG)

Damage = Callable[[bytes], bytes]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of three chunks."""
    path = tmp_path / "Sysmon.evtx"
    path.write_bytes(LOG)
    return path


def _range(path: Path, **fields: object) -> ChunkRange:
    """All of the log unless `fields` say otherwise."""
    whole = ChunkRange(
        path=os.fsencode(path),
        file=path.name,
        first_chunk_offset=FILE_HEADER_SIZE,
        first=0,
        count=3,
        size=len(LOG),
        effort=Effort.FULL,
        literals=("excel.exe",),
    )
    return msgspec.structs.replace(whole, **fields)


def _run(unit: ChunkRange) -> RangeResult:
    return unit.run(say_nothing)


def _accounted(result: RangeResult) -> int:
    return result.report.records_read + sum(failure.records for failure in result.report.failures)


def _offsets(result: RangeResult) -> list[int]:
    return [creation.place.file_offset for creation in result.creations]


# A range and its parts


def test_what_comes_out_of_a_range(log: Path) -> None:
    """Creations with their places, what bounds lifetimes, and the account."""
    result = _run(_range(log))

    assert [offset for index, offset in enumerate(OFFSETS) if index % 8 in (0, 2, 3, 4)] == _offsets(result)
    assert {ProcessEnd} == {type(end) for end in result.ends}
    assert {Boot} == {type(boot) for boot in result.boots}
    assert (len(result.ends), len(result.boots)) == (6, 6)
    assert (
        result.report.records_present,
        result.report.records_read,
        result.report.chunks_present,
    ) == (48, 48, 3)
    assert result.report.failures == []


def test_events_about_the_log_itself_come_out_with_their_place(tmp_path: Path) -> None:
    """In a full read; a search for what is flagged does not see them."""
    path = tmp_path / "Security.evtx"
    path.write_bytes(write_log(None, [security_1102(), security_4688(), security_4719(), security_1100()]))
    unit = _range(path, count=1, size=path.stat().st_size)

    found = _run(unit).host_events

    assert [one.kind for one in found] == [
        HostEventKind.LOG_CLEARED,
        HostEventKind.AUDIT_CHANGED,
        HostEventKind.LOGGING_STOPPED,
    ]
    assert [one.place.record_number for one in found] == [1, 3, 4]
    assert all(one.time == security_1102().time for one in found)
    assert _run(msgspec.structs.replace(unit, effort=Effort.HOT)).host_events == []


def test_a_place_says_where_the_record_stands(log: Path) -> None:
    """The bytes at that offset of the file are the record with that number."""
    for creation in _run(_range(log)).creations:
        place = creation.place
        header = LOG[place.file_offset : place.file_offset + 16]

        assert b"**\0\0" + place.record_size.to_bytes(4, "little") == header[:8]
        assert place.record_number == int.from_bytes(header[8:], "little") == creation.event_record_id
        assert (place.file_offset - FILE_HEADER_SIZE) // CHUNK_SIZE == place.chunk
        assert log.name == place.file


def test_proofs_are_made_of_what_a_reading_flags(log: Path) -> None:
    """Of the record's and the chunk's bytes; a row that no reading flags needs none."""
    result = _run(_range(log))

    flags = [creation.place for creation in result.creations if creation.parent_exe == "excel.exe"]
    assert [place.file_offset for place in flags] == sorted(result.proofs)
    for place in flags:
        proof = result.proofs[place.file_offset]
        start = FILE_HEADER_SIZE + place.chunk * CHUNK_SIZE
        record = LOG[place.file_offset : place.file_offset + place.record_size]
        assert hashlib.sha256(record).hexdigest() == proof.record_sha256
        assert hashlib.sha256(LOG[start : start + CHUNK_SIZE]).hexdigest() == proof.chunk_sha256
        assert proof.holds_literal


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
@pytest.mark.parametrize("effort", Effort)
def test_ranges_are_read_in_any_order(log: Path, order: tuple[int, ...], effort: Effort) -> None:
    """Each for itself, they give what the whole gives."""
    whole = _run(_range(log, effort=effort))

    parts = {first: _run(_range(log, first=first, count=1, effort=effort)) for first in order}

    assert whole.creations == [creation for first in range(3) for creation in parts[first].creations]
    assert whole.proofs == {offset: proof for part in parts.values() for offset, proof in part.proofs.items()}
    assert whole.report.records_read == sum(part.report.records_read for part in parts.values())


def test_one_by_one_gives_what_together_gives(log: Path) -> None:
    """Slower, and it says which record comes next."""
    said: list[int] = []

    alone = _range(log, one_by_one=True).run(said.append)

    assert _run(_range(log)) == alone
    assert list(OFFSETS) == said


@pytest.mark.parametrize("size", [0, 1, FILE_HEADER_SIZE, len(LOG) - 1, len(LOG)])
def test_the_hash_of_a_whole_file(log: Path, size: int) -> None:
    """Of the very bytes that were read, to the size that the file had."""
    result = _run(_range(log, is_whole_file=True, size=size))

    expected = hashlib.sha256(LOG[: max(size, FILE_HEADER_SIZE)]).hexdigest()
    assert expected == result.file_sha256


def test_a_part_of_a_file_has_no_hash(log: Path) -> None:
    """Nor has triage."""
    assert _run(_range(log, count=1)).file_sha256 is None


def test_a_file_that_grows_is_read_to_the_size_it_had(log: Path) -> None:
    """What was appended meanwhile belongs to the next scan."""
    size = FILE_HEADER_SIZE + CHUNK_SIZE

    result = _run(_range(log, size=size))

    assert (result.report.chunks_present, result.report.records_read) == (1, 16)


def test_a_file_that_is_gone_is_the_callers_to_tell(tmp_path: Path) -> None:
    """It becomes a failure of the range, with the system's reason."""
    unit = _range(tmp_path / "gone.evtx")

    with pytest.raises(FileNotFoundError):
        _run(unit)
    assert [failure.reason for failure in unit.after_error("it is gone").report.failures] == ["it is gone"]


def test_an_unread_range_says_which_bytes_it_is(log: Path) -> None:
    """No number of records is made up for it."""
    (failure,) = unread_range(_range(log, first=1, count=9), "gone").report.failures

    assert (
        failure.chunk,
        failure.file_offset,
        failure.size,
        failure.records,
        failure.reason,
    ) == (1, FILE_HEADER_SIZE + CHUNK_SIZE, 2 * CHUNK_SIZE, 0, "gone")


# What is left out after a worker was lost


def test_a_range_is_narrowed_down_to_the_record_that_cost_a_worker(log: Path) -> None:
    """First one by one; then without the record that was announced last."""
    first = _range(log).after_loss(None, "it hung")
    assert isinstance(first, ChunkRange)
    second = first.after_loss(OFFSETS[4], "it hung")
    assert isinstance(second, ChunkRange)

    result = _run(second)

    assert _range(log, one_by_one=True) == first
    assert [(1, OFFSETS[4], "it hung")] == [
        (failure.records, failure.file_offset, failure.reason) for failure in result.report.failures
    ]
    assert (_accounted(result), result.report.records_read) == (48, 47)
    assert OFFSETS[4] not in _offsets(result)


def test_a_range_that_costs_too_many_workers_is_given_up(log: Path) -> None:
    """Its records are counted and failed, each with its place."""
    unit: ChunkRange | RangeResult = _range(log)
    for offset in OFFSETS[: MOST_LEFT_OUT + 2]:
        assert isinstance(unit, ChunkRange)
        assert not unit.given_up
        unit = unit.after_loss(offset, "it hung")
    assert isinstance(unit, ChunkRange)

    result = _run(unit)

    assert unit.given_up == "it hung"
    assert (_accounted(result), len(result.report.failures), result.report.records_read) == (48, 48, 0)
    assert result.creations == []
    last = unit.after_loss(None, "even so")
    assert isinstance(last, RangeResult)
    assert [failure.reason for failure in last.report.failures] == ["even so"]


def test_a_loss_outside_any_record_gives_the_range_up(log: Path) -> None:
    """There is nobody to leave out."""
    unit = _range(log, one_by_one=True).after_loss(None, "it hung")

    assert isinstance(unit, ChunkRange)
    assert unit.given_up == "it hung"


# Damage: what is told of it


@pytest.mark.parametrize(
    ("kind", "read", "failed", "verdict"),
    [
        # kind of damage; records read and failed of 48; verdict
        (partial(damage.truncate, size=FILE_HEADER_SIZE + CHUNK_SIZE), 16, 0, Verdict.COMPLETE),
        (partial(damage.truncate, size=OFFSETS[20] + 50), 20, 12, Verdict.PARTIAL),
        (partial(damage.truncate, size=OFFSETS[20]), 20, 12, Verdict.PARTIAL),
        (damage.drop_file_header, 48, 0, Verdict.COMPLETE),
        (damage.zero_file_header, 48, 0, Verdict.COMPLETE),
        (partial(damage.zero_chunk_magic, chunk=1), 48, 0, Verdict.PARTIAL),
        (partial(damage.zero_chunk, chunk=1), 32, 0, Verdict.PARTIAL),
        (partial(damage.zero_chunk, chunk=2), 32, 0, Verdict.COMPLETE),
        (partial(damage.flip_chunk_header, chunk=1), 48, 0, Verdict.COMPLETE),
        (partial(damage.stale_header, declared_chunks=1), 48, 0, Verdict.COMPLETE),
        (partial(damage.break_record_chain, record=20), 48, 0, Verdict.COMPLETE),
        (partial(damage.break_record_chain, record=16), 47, 1, Verdict.PARTIAL),
        (partial(damage.contradict_size_copy, record=20), 47, 1, Verdict.PARTIAL),
        (partial(damage.garble_record, record=28), 47, 1, Verdict.PARTIAL),
        (partial(damage.destroy_record, record=28), 47, 1, Verdict.PARTIAL),
        # here stood the template that record 28 is written with
        (partial(damage.garble_record, record=20), 46, 2, Verdict.PARTIAL),
        (partial(damage.destroy_record, record=20), 46, 2, Verdict.PARTIAL),
        (partial(damage.hide_record, record=28), 47, 1, Verdict.PARTIAL),
        (partial(damage.hide_record, record=31), 47, 1, Verdict.PARTIAL),
        (partial(damage.hide_record, record=28, count=2), 46, 2, Verdict.PARTIAL),
        (partial(damage.cyclic_string_table, chunk=1), 48, 0, Verdict.COMPLETE),
        (partial(damage.cyclic_template_table, chunk=1), 48, 0, Verdict.COMPLETE),
        (partial(damage.empty_chunks, count=2), 48, 0, Verdict.COMPLETE),
        (damage.trailing_bytes, 48, 0, Verdict.COMPLETE),
    ],
    ids=lambda case: getattr(getattr(case, "func", case), "__name__", None),
)
def test_what_is_read_of_a_damaged_log(kind: Damage, read: int, failed: int, verdict: Verdict) -> None:
    """A whole chunk that is missing shows as a gap in the numbers, unless it is the last one."""
    found = read_bytes(kind(LOG)).report

    assert (read, failed, read + failed) == (
        found.records_read,
        found.records_failed,
        found.records_present,
    )
    assert verdict is found.verdict


def test_a_chunk_of_zeros_is_empty_and_its_records_are_missing() -> None:
    """They are no failures, for nothing says that they were ever there but the numbers."""
    found = read_bytes(damage.zero_chunk(LOG, 1)).report

    assert (found.chunks_present, found.chunks_empty) == (2, 1)
    assert found.missing_record_numbers == [(316, 331)]


def test_a_hidden_record_is_present_and_failed_and_never_read() -> None:
    """Parsers give nothing of it; here it has its place, its number and the reason."""
    log = damage.hide_record(LOG, 28, count=2)

    found = read_bytes(log)

    failures = found.report.failures
    assert [
        (failure.chunk, failure.file_offset, failure.size, failure.records, failure.record_number)
        for failure in failures
    ] == [
        (1, OFFSETS[28], OFFSETS[29] - OFFSETS[28], 1, 328),
        (1, OFFSETS[29], OFFSETS[30] - OFFSETS[29], 1, 329),
    ]
    assert all("hidden inside" in failure.reason for failure in failures)
    assert all(failure.reason.endswith("the log may have been edited") for failure in failures)
    assert not {OFFSETS[28], OFFSETS[29]} & {creation.place.file_offset for creation in found.creations}
    assert found.report.bad_data_checksum == []


@pytest.mark.parametrize("first", range(3))
def test_the_bytes_of_a_range(log: Path, first: int) -> None:
    """The last one ends where the file does; one behind the end has none."""
    unit = _range(log, first=first, count=2)

    assert FILE_HEADER_SIZE + first * CHUNK_SIZE == unit.start
    assert min(2, 3 - first) * CHUNK_SIZE == unit.length
    assert _range(log, first=first, count=2, size=unit.start - 1).length == 0
    assert _range(log, first=first, count=2, size=unit.start + 777).length == 777


def test_chunks_of_a_circular_log_are_in_no_order() -> None:
    """The newest stand before the oldest; nothing is missing between them."""
    chunks = [LOG[start : start + CHUNK_SIZE] for start in range(FILE_HEADER_SIZE, len(LOG), CHUNK_SIZE)]

    found = read_bytes(LOG[:FILE_HEADER_SIZE] + chunks[2] + chunks[0] + chunks[1])

    assert (found.report.missing_record_numbers, found.report.verdict) == ([], Verdict.COMPLETE)
    assert [creation.event_record_id for creation in found.creations][:2] == [332, 334]


def test_record_numbers_that_no_record_bears_are_missing() -> None:
    """Between chunks, as a circular log or a deletion leaves them."""
    later = write_chunk(EVENTS, first_record=400)

    found = read_bytes(LOG + later).report

    assert found.missing_record_numbers == [(348, 399)]
    assert Verdict.PARTIAL is found.verdict


def test_gaps_in_the_event_record_ids_are_no_damage() -> None:
    """A filtered export keeps the numbers of its events and counts its records anew."""
    found = read_bytes(write_log(None, [sysmon_1(record_id=number) for number in (7, 70, 700)]))

    assert (found.report.missing_record_numbers, found.report.verdict) == ([], Verdict.COMPLETE)
    assert [creation.event_record_id for creation in found.creations] == [7, 70, 700]


def test_slack_is_counted_and_not_read() -> None:
    """A chunk that was begun anew holds older records behind its live ones."""
    old, new = write_chunk(EVENTS * 3), write_chunk([sysmon_1()], first_record=500)
    end = int.from_bytes(new[0x30:0x34], "little")

    found = read_bytes(LOG[:FILE_HEADER_SIZE] + new[:end] + old[end:])

    assert [creation.event_record_id for creation in found.creations] == [500]
    assert (found.report.records_present, found.report.records_read) == (1, 1)
    assert found.report.slack_records > 0


@settings(steady, max_examples=80)
@given(st.integers(FILE_HEADER_SIZE, len(LOG)))
def test_a_truncated_log_gives_whole_records_and_names_the_cut_one(size: int) -> None:
    """With the raw bytes that are left of it; of what is behind it nothing is told but its number."""
    whole = read_bytes(LOG)

    found = read_bytes(LOG[:size])

    ends = [creation.place.file_offset + creation.place.record_size for creation in whole.creations]
    assert [
        creation for creation, end in zip(whole.creations, ends, strict=True) if end <= size
    ] == found.creations
    assert found.is_accounted_for
    cut = [failure for failure in found.report.failures if failure.raw is not None]
    assert [LOG[failure.file_offset : size].hex() for failure in cut] == [failure.raw for failure in cut]
    assert len(cut) <= 1


@pytest.mark.parametrize("kept", range(20, 1700, 70))
def test_no_value_is_read_from_padding(kept: int) -> None:
    """A record that is cut anywhere is no creation, however much of it is there."""
    cut = LOG[: OFFSETS[16] + kept]

    found = read_bytes(cut)

    assert all(
        creation.place.file_offset + creation.place.record_size <= len(cut) for creation in found.creations
    )
    assert not any("\uffff" in str(creation) for creation in found.creations)
    assert found.is_accounted_for


@settings(steady, max_examples=250)
@given(damaged([LOG, write_log(None, [*EVENTS, sysmon_5(), security_4608()] * 3)]))
def test_every_record_of_a_damaged_log_is_accounted_for(log: bytes) -> None:
    """Read and failed are what is present; nothing is raised and every result can be sent."""
    found = read_bytes(log)

    assert found.is_accounted_for


# Search before parse


PARENTS: tuple[FieldValue, ...] = (
    EXCEL,
    EXCEL.lower(),
    EXCEL.title(),
    "excel.exe",
    "EXCEL.EXE. ",
    '"C:\\Office\\EXCEL.EXE"',
    ansi(EXCEL),
    r"C:\EXCEL.EXE\tool.exe",
    r"C:\Office\myexcel.exe",
    r"C:\Office\XCEL.EXE",
    r"C:\Office\EXCEL.EXE.txt",
    r"C:\Office\WINWORD.EXE",
    r"C:\Office\outlook.exe",
    "C:\\Office\\exc\u212al.exe",
    "-",
    "",
    None,
    "EXCEL.EXE\0",
    "\0EXCEL.EXE",
    text_array(["EXCEL.EXE", "b"]),
)
IMAGES: tuple[FieldValue, ...] = (CMD, r"C:\Temp\a.EXE", r"C:\Temp\a.scr", "", EXCEL)


@st.composite
def _events(draw: st.DrawFn) -> list[Event]:
    """Creations with all kinds of parents among events that name Excel otherwise."""
    made: list[Event] = []
    for _ in range(draw(st.integers(1, 25))):
        parent, image = draw(st.sampled_from(PARENTS)), draw(st.sampled_from(IMAGES))
        other = draw(st.sampled_from(("-", EXCEL, CMD)))
        match draw(st.integers(0, 3)):
            case 0:
                made.append(sysmon_1(parent_image=parent, image=image, parent_command_line=other))
            case 1:
                made.append(
                    security_4688(parent_process_name=parent, new_process_name=image, command_line=other)
                )
            case 2:
                made.append(sysmon_11(image=other))
            case 3:
                made.append(security_4688(1, new_process_name=image, command_line=other))
    return made


def _holding(read: Read, reading: str) -> dict[int, object]:
    """What a reading flags and the bytes hold in one piece."""
    return {
        offset: creation
        for offset, creation in flagged(read, reading).items()
        if read.result.proofs[offset].holds_literal
    }


@pytest.mark.parametrize("reading", RULES)
@settings(steady, max_examples=60)
@given(_events(), st.sampled_from((None, 1, 3)))
def test_triage_flags_what_the_full_read_flags(
    reading: str, events: list[Event], chunk_fill: int | None
) -> None:
    """With every value of each row; on any honest log."""
    log = write_log(None, events, chunk_fill=chunk_fill)

    triage, full = (read_bytes(log, effort, reading) for effort in (Effort.HOT, Effort.FULL))

    assert flagged(full, reading) == flagged(triage, reading)
    assert {offset: full.result.proofs[offset] for offset in flagged(full, reading)} == {
        offset: triage.result.proofs[offset] for offset in flagged(triage, reading)
    }


@settings(steady, max_examples=120)
@given(damaged([LOG]))
def test_triage_of_a_damaged_log_flags_the_same_records(log: bytes) -> None:
    """All whose bytes hold the parent's name."""
    triage, full = (read_bytes(log, effort) for effort in (Effort.HOT, Effort.FULL))

    assert sorted(_holding(full, "strict")) == sorted(flagged(triage))


@pytest.mark.parametrize(
    "parent",
    [
        split_text(EXCEL[:-6], EXCEL[-6:]),
        split_text(*EXCEL),
        EXCEL.replace("EXC", "EXC\ud800"),
    ],
    ids=["two-tokens", "a-token-a-letter", "half-pair"],
)
def test_a_value_joined_from_pieces_is_found_by_the_full_read_alone(parent: FieldValue) -> None:
    """And its proof says so: the bytes never hold the name in one piece."""
    log = write_log(None, [sysmon_1(parent_image=parent, parent_command_line="-"), sysmon_3(image=CMD)])

    triage, full = (read_bytes(log, effort) for effort in (Effort.HOT, Effort.FULL))

    assert [creation.parent_image_path for creation in flagged(full).values()] == [EXCEL]
    assert [proof.holds_literal for proof in full.result.proofs.values()] == [False]
    assert flagged(triage) == {}


def test_triage_reads_hot_records_only(log: Path) -> None:
    """Neither their neighbours, nor what lies in a chunk's slack."""
    result = _run(_range(log, effort=Effort.HOT))

    hot = [index for index in range(48) if index % 8 in (0, 4, 5)]
    assert len(hot) == result.report.records_read
    assert [OFFSETS[index] for index in hot if index % 8 != 5] == _offsets(result)
    assert result.report.records_present == 0


@pytest.mark.parametrize(
    ("hot", "expected"),
    [
        (range(0, 64, 2), range(0, 2 * ENOUGH_HOT_CHUNKS, 2)),
        (range(0, 64, 5), range(0, 64, 5)),
        (range(64), range(ENOUGH_HOT_CHUNKS)),
        ((), ()),
    ],
)
def test_a_search_ahead_of_the_full_read_takes_the_first_hot_chunks(
    tmp_path: Path, hot: Sequence[int], expected: Sequence[int]
) -> None:
    """Enough of them and no more; what triage alone takes is all."""
    events = [sysmon_1() if number in hot else sysmon_3(image=CMD) for number in range(64)]
    path = tmp_path / "a.evtx"
    size = len(write_log(path, events, chunk_fill=1))

    triage = _range(path, count=64, size=size, effort=Effort.HOT)
    ahead = msgspec.structs.replace(triage, full_read_follows=True)

    assert list(hot) == [creation.place.chunk for creation in _run(triage).creations]
    assert list(expected) == [creation.place.chunk for creation in _run(ahead).creations]


def test_a_search_ahead_that_costs_a_worker_is_given_up_at_once(log: Path) -> None:
    """Without a word: the full read accounts for the range."""
    ahead = _range(log, effort=Effort.HOT, full_read_follows=True)

    assert ahead.after_loss(None, "it hung") == RangeResult()


def test_a_literal_in_slack_or_header_is_no_record() -> None:
    """Triage finds nothing there, and nothing goes wrong."""
    chunk = bytearray(write_chunk([sysmon_3(image=CMD)]))
    for at in (0x60, 0x100, 0xF000):
        chunk[at : at + 9] = b"excel.exe"
    chunk[-18:] = "excel.exe".encode("utf-16-le")

    triage = read_bytes(LOG[:FILE_HEADER_SIZE] + bytes(chunk) * 2, Effort.HOT)

    assert (triage.report.records_read, triage.creations) == (0, [])


def test_a_literal_across_two_records_or_chunks_is_harmless() -> None:
    """A record may be read in vain; none is read that does not exist."""
    log = bytearray(write_log(None, [sysmon_3(image=CMD)] * 4, chunk_fill=2))
    boundary = FILE_HEADER_SIZE + CHUNK_SIZE
    log[boundary - 5 : boundary] = b"excel"
    log[boundary : boundary + 4] = b".exe"

    triage = read_bytes(bytes(log), Effort.HOT)

    assert (triage.report.records_read, triage.creations) == (0, [])


# Hostile records


def _creation_with(**fields: FieldValue) -> Event:
    return sysmon_1(**{"image": CMD, **fields})  # type: ignore[arg-type]


def _repeated(name: str, value: str) -> Event:
    pairs: Iterator[tuple[str, FieldValue]] = iter([*sysmon_1().data.items(), (name, value)])
    return replace(sysmon_1(), body=event_data(pairs))


@pytest.mark.parametrize(
    ("event", "command_line", "reader"),
    [
        # what stands in the log, and what is read from it, by which reader
        (_creation_with(command_line="a\x01\x1b\x7fb"), "a\x01\x1b\x7fb", "evtx"),
        (_creation_with(command_line="a\r\nb\rc\td"), "a\r\nb\rc\td", "evtx"),
        (_creation_with(command_line="  a  "), "  a  ", "evtx"),
        (_creation_with(command_line="a\0b"), "a", "evtx"),
        (_creation_with(command_line="\0b"), None, "evtx"),
        (_creation_with(command_line="a\ud800b"), "ab", "evtx"),
        (_creation_with(command_line="a\uffffb"), "a\uffffb", "evtx"),
        (_creation_with(command_line="\ufeffa"), "\ufeffa", "evtx"),
        (_creation_with(command_line=ansi("caf\xe9")), "caf\xe9", "evtx"),
        (_creation_with(command_line=None), None, "evtx"),
        (_creation_with(command_line=""), None, "evtx"),
        (_creation_with(command_line="-"), None, "evtx"),
        (_creation_with(command_line=OMIT), None, "evtx"),  # type: ignore[arg-type]
        (_creation_with(command_line=split_text("a", "b")), "ab", "evtx"),
        (_creation_with(command_line=text_array(["a", "b"])), "a", "evtx"),
        (_creation_with(command_line=amplified(3_000_000)), "A" * 3_002_000, "evtx"),
        (_creation_with(command_line=amplified_by_nesting(3, 3)), None, "evtx"),
        (_repeated("CommandLine", "second"), r"C:\Windows\System32\cmd.exe /c whoami", "evtx"),
        (_repeated(r"Command\u004cine", "new"), r"C:\Windows\System32\cmd.exe /c whoami", "evtx"),
        (_repeated('a" b="c', "v"), r"C:\Windows\System32\cmd.exe /c whoami", "evtx"),
        (_repeated("\\", "v"), r"C:\Windows\System32\cmd.exe /c whoami", "evtx"),
        (replace(sysmon_1(), body=named('A":1,"B', "x y", "v")), None, "evtx"),
        (replace(sysmon_1(), body=nested(60)), None, "evtx"),
    ],
    ids=[
        "control",
        "line-breaks",
        "blanks",
        "nul",
        "leading-nul",
        "half-pair",
        "noncharacter",
        "bom",
        "ansi",
        "null",
        "empty",
        "placeholder",
        "omitted",
        "two-tokens",
        "array",
        "amplified",
        "amplified-by-nesting",
        "repeated-name",
        "escaped-name",
        "quoted-name",
        "backslash-name",
        "hostile-element",
        "nested",
    ],
)
def test_what_hostile_values_give(event: Event, command_line: str | None, reader: str) -> None:
    """One creation each, and its neighbours are read as ever."""
    found = read_bytes(write_log(None, [sysmon_1(), event, sysmon_1()]))

    before, middle, behind = sorted(found.creations, key=lambda creation: creation.place.file_offset)
    assert (command_line, reader) == (middle.command_line, middle.reader)
    assert before.command_line == behind.command_line == r"C:\Windows\System32\cmd.exe /c whoami"
    assert (found.report.records_read, found.report.failures) == (3, [])


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (_creation_with(command_line=cdata("a.exe")), "CDataSection"),
        (_creation_with(command_line=Markup((Text("a"), CharacterReference(98)))), "CharReference"),
        (_creation_with(command_line=amplified(5_000_000)), "it expands to 5,0"),
        (replace(sysmon_1(), body=nested(900)), "nested too deeply"),
        (replace(sysmon_1(), body=nested(4_000)), "nested too deeply"),
        (replace(sysmon_1(), body=named("a\nb", "x", "v")), "cannot be decoded"),
        (replace(sysmon_1(), body=named(r"\ud800", "x", "v")), "cannot be decoded"),
        (replace(sysmon_1(), body=named('Image":"\\ud800","x', "x", "v")), "cannot be decoded"),
        (replace(sysmon_1(), body=named("a\ud800", "x", "v")), "invalid data"),
    ],
    ids=[
        "cdata",
        "character-reference",
        "amplified",
        "nested",
        "nested-deep",
        "line-break",
        "half-pair-escape",
        "half-pair-value",
        "half-pair",
    ],
)
def test_hostile_records_that_are_failures(event: Event, reason: str) -> None:
    """Named with their place and their number; their neighbours are read."""
    found = read_bytes(write_log(None, [sysmon_1(), event, sysmon_1()]))

    (failure,) = found.report.failures
    assert (failure.records, failure.record_number) == (1, 2)
    assert reason in failure.reason
    assert [creation.event_record_id for creation in found.creations] == [1, 3]
    assert found.is_accounted_for


@pytest.mark.parametrize("pid", ["9" * 30, "0x" + "f" * 30, "-" + "9" * 30, "soon", "9" * 5000])
def test_a_number_that_no_field_holds_is_absent(pid: str) -> None:
    """The row is there all the same, and the range can be sent."""
    pairs = [(name, pid if name == "ProcessId" else value) for name, value in sysmon_1().data.items()]

    found = read_bytes(write_log(None, [replace(sysmon_1(), body=event_data(pairs))]))

    assert [(creation.pid, creation.parent_image_path) for creation in found.creations] == [(None, EXCEL)]


def test_a_time_before_1601_stays_as_it_is() -> None:
    """A text in place of the number; it is no reason to lose the range."""
    (chunk,) = chunks_in(write_log(None, [sysmon_1(utc_time="1500-01-01 00:00:00.000")]))

    found = read_bytes(LOG[:FILE_HEADER_SIZE] + chunk.data)

    (creation,) = found.creations
    assert creation.utc_time is not None
    assert creation.utc_time < 0


@pytest.mark.parametrize("gap", [4, 20, 40])
def test_noise_before_the_first_record_hides_no_flag(gap: int) -> None:
    """Neither from triage nor from the full read."""
    log = log_behind(b"\xaa" * gap, [sysmon_1(), sysmon_1()])

    found = [sorted(flagged(read_bytes(log, effort))) for effort in Effort]

    first = FILE_HEADER_SIZE + 0x200 + gap
    assert found[0] == found[1]
    assert [first] == found[0][:1]
    assert len(found[0]) == 2


def test_all_digits_of_the_time_are_kept() -> None:
    """100 ns, where the reader gives a microsecond."""
    times = [134_170_893_301_250_000 + digit for digit in range(10)]

    found = read_bytes(write_log(None, [sysmon_1(time=time) for time in times]))

    assert times == [creation.time_created for creation in found.creations]
