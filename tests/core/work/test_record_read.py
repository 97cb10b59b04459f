"""core.work.record_read: one row's record read again, also from a log that changed and by readers that hang."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import msgspec
import pytest
import xmltodict
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detection.verification import Agreement, Verification
from core.processes.process import Place
from core.reading import first_reader, second_reader
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.work.both_readers import Step
from core.work.record_read import ChunkState, ReadRecord, RecordRead, read_record
from core.work.worker import Life
from core.work.worker_process import serve
from core.work.workers import Limits, Workers
from tests.core.log_reading import damaged, log_file, read_log, say_nothing, steady
from tests.evtx_writer import damage, security_4688, sysmon_1, sysmon_3, write_log
from tests.evtx_writer.hostile import amplified_by_nesting

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

LIMITS = Limits(seconds=10.0, seconds_alone=1.0)
EVENTS = [sysmon_1(), sysmon_3(), security_4688()] * 4
LOG = write_log(None, EVENTS, chunk_fill=5)
HUNG = "reading it did not end within 1 seconds"
DIED = "the process that read it died (exit code 9)"


# ---------------------------------------------------------------- lives of workers
def _hang(*_: object, **__: object) -> NoReturn:
    threading.Event().wait()
    raise AssertionError("nobody sets it")


def _die(*_: object, **__: object) -> NoReturn:
    os._exit(9)


def serve_with_a_second_reader_that_hangs(connection: Connection, most_memory: int) -> None:
    second_reader._library = _hang  # type: ignore[assignment]
    serve(connection, most_memory)


def serve_with_a_second_reader_that_dies(connection: Connection, most_memory: int) -> None:
    second_reader._library = _die  # type: ignore[assignment]
    serve(connection, most_memory)


def serve_with_a_first_reader_that_hangs(connection: Connection, most_memory: int) -> None:
    first_reader._Parser = _hang  # type: ignore[assignment]
    serve(connection, most_memory)


def serve_with_fields_that_hang(connection: Connection, most_memory: int) -> None:
    xmltodict.parse = _hang
    serve(connection, most_memory)


def serve_with_nothing_that_works(connection: Connection, most_memory: int) -> None:
    first_reader._Parser = _hang  # type: ignore[assignment]
    serve_with_a_second_reader_that_dies(connection, most_memory)


# ---------------------------------------------------------------- builders
@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of three chunks with eight process creations."""
    path = tmp_path / "Sysmon.evtx"
    path.write_bytes(LOG)
    return path


def _places(path: Path) -> tuple[Place, ...]:
    return tuple(creation.place for creation in read_log(path).creations)


def _place_of(path: Path, record: int) -> Place:
    """Give the place of a record of a sound log, counted from 0, whatever it holds."""
    content = path.read_bytes()
    offset = damage.record_offsets(content)[record]
    size = int.from_bytes(content[offset + 4 : offset + 8], "little")
    return Place(log_file(path).name, (offset - FILE_HEADER_SIZE) // CHUNK_SIZE, offset, size, record + 1)


def _unit(path: Path, place: Place, record_sha256: str | None = None) -> ReadRecord:
    return ReadRecord(
        path=os.fsencode(path),
        file=log_file(path).name,
        first_chunk_offset=FILE_HEADER_SIZE,
        place=place,
        record_sha256=record_sha256,
    )


def _read(path: Path, place: Place, record_sha256: str | None = None) -> RecordRead:
    """Read in this process, and send the unit and its result as they cross between processes."""
    unit = msgspec.msgpack.decode(msgspec.msgpack.encode(_unit(path, place, record_sha256)), type=ReadRecord)
    return msgspec.msgpack.decode(msgspec.msgpack.encode(unit.run(say_nothing)), type=RecordRead)


def _by_worker(path: Path, place: Place, life: Life = serve) -> RecordRead:
    with Workers(1, LIMITS, life) as workers:
        return read_record(workers, log_file(path), place)


def _bytes_at(path: Path, place: Place) -> bytes:
    return path.read_bytes()[place.file_offset : place.file_offset + place.record_size]


# ---------------------------------------------------------------- a log that is as it was
def test_a_worker_reads_all_about_a_record(log: Path) -> None:
    """Its bytes and their hashes, the state of its chunk, and what both readers say."""
    place = _places(log)[3]
    record = _bytes_at(log, place)
    chunk = LOG[FILE_HEADER_SIZE + place.chunk * CHUNK_SIZE :][:CHUNK_SIZE]

    found = _by_worker(log, place)

    assert (record, hashlib.sha256(record).hexdigest()) == (found.record, found.record_sha256)
    assert found.chunk == ChunkState(
        number=place.chunk,
        file_offset=FILE_HEADER_SIZE + place.chunk * CHUNK_SIZE,
        size=CHUNK_SIZE,
        sha256=hashlib.sha256(chunk).hexdigest(),
        has_magic=True,
        header_checksum_agrees=True,
        data_checksum_agrees=True,
    )
    assert found.chunk_sha256 == found.chunk.sha256
    assert (found.is_the_flagged_one, found.problem, found.is_dirty) == (True, "", False)
    assert (place.file_offset, Verification(Agreement.AGREE)) == (found.file_offset, found.verification)
    assert found == _read(log, place)


def test_the_same_workers_read_one_record_after_the_other(log: Path) -> None:
    """As an analyst goes down the table."""
    places = _places(log)

    with Workers(1, LIMITS) as workers:
        found = [read_record(workers, log_file(log), place) for place in places]

    assert [_read(log, place) for place in places] == found
    assert len({read.record for read in found}) == len(places) == 8


def test_a_log_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    """Its path crosses as the bytes that the system knows it by."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.evtx"))
    try:
        path.write_bytes(LOG)
    except OSError:
        pytest.skip("the file system takes no such name")

    found = _by_worker(path, _place_of(path, 0))

    assert found.is_the_flagged_one
    assert found.xml is not None


@pytest.mark.parametrize("dirty", [True, False])
def test_a_log_that_was_open_is_dirty(tmp_path: Path, dirty: bool) -> None:
    """By its header, where it has one."""
    path = tmp_path / "a.evtx"
    write_log(path, [sysmon_1()], dirty=dirty)

    assert _read(path, _place_of(path, 0)).is_dirty is dirty


def test_a_carved_log_is_neither_dirty_nor_clean(tmp_path: Path) -> None:
    """Without a file header nobody says."""
    path = tmp_path / "a.evtx"
    path.write_bytes(damage.drop_file_header(LOG))
    (place, *_) = _places(path)

    found = msgspec.structs.replace(_unit(path, place), first_chunk_offset=0).run(say_nothing)

    assert (found.is_dirty, found.is_the_flagged_one) == (None, True)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda log: damage.flip_chunk_header(log, 0), (True, False, True), id="header"),
        pytest.param(lambda log: damage.flip_chunk_data(log, 0), (True, True, False), id="data"),
        pytest.param(lambda log: damage.zero_chunk_magic(log, 0), (False, False, True), id="magic"),
    ],
)
def test_a_damaged_chunk_is_told_and_its_record_read(
    log: Path, change: Callable[[bytes], bytes], expected: tuple[bool, bool, bool]
) -> None:
    """What does not agree is named; the record itself is sound."""
    place = _place_of(log, 0)
    log.write_bytes(change(LOG))

    found = _read(log, place)

    assert found.chunk is not None
    state = found.chunk
    assert expected == (state.has_magic, state.header_checksum_agrees, state.data_checksum_agrees)
    assert (found.is_the_flagged_one, found.verification) == (True, Verification(Agreement.AGREE))


def test_a_log_without_checksums_has_none_that_disagree(log: Path) -> None:
    """Its header says so."""
    place = _place_of(log, 0)
    header = bytearray(damage.flip_chunk_header(LOG, 0))
    header[120] |= 4
    log.write_bytes(header)

    found = _read(log, place)

    assert found.chunk is not None
    assert (found.chunk.header_checksum_agrees, found.chunk.data_checksum_agrees) == (None, None)


def test_a_record_in_a_truncated_chunk_is_read(log: Path) -> None:
    """The checksum over what is missing says nothing, and the hash is of what is there."""
    place = _place_of(log, 10)
    kept = place.file_offset + place.record_size + 10 - FILE_HEADER_SIZE - 2 * CHUNK_SIZE
    log.write_bytes(damage.cut_last_chunk(LOG, kept))

    found = _by_worker(log, place)

    assert found.chunk is not None
    assert (found.chunk.is_cut, found.chunk.size, found.chunk.data_checksum_agrees) == (True, kept, None)
    assert (found.is_the_flagged_one, found.verification) == (True, found.verification)
    assert found.chunk_sha256 == hashlib.sha256(log.read_bytes()[-kept:]).hexdigest()
    assert found.fields


# ---------------------------------------------------------------- a log that changed since
CUT = "the file now ends before the end of record {}, so it was cut since; scan the log again"
CHANGED = "record {} no longer stands here, so the file was changed since; scan the log again"
OTHER_BYTES = "the bytes of record {} are others than when it was flagged; scan the log again"


def test_a_file_that_was_cut_is_told(log: Path) -> None:
    """Before the record, or inside it; what is there of it is shown."""
    place = _place_of(log, 9)

    for size in (place.file_offset + 100, place.file_offset, FILE_HEADER_SIZE):
        log.write_bytes(LOG[:size])
        found = _by_worker(log, place)

        assert found.problem == f"{log}, offset 0x{place.file_offset:X}: {CUT.format(10)}"
        assert found.record == LOG[place.file_offset : size]
        assert bool(found.record) is bool(found.record_sha256)
        assert (size > FILE_HEADER_SIZE) is (found.chunk is not None) is bool(found.chunk_sha256)
        _has_only_reasons(found)


@pytest.mark.parametrize("change", [damage.destroy_record, damage.contradict_size_copy])
def test_a_record_that_is_gone_is_told(log: Path, change: Callable[[bytes, int], bytes]) -> None:
    """The bytes that stand there now are shown, and no reader is asked."""
    place = _place_of(log, 6)
    log.write_bytes(change(LOG, 6))

    found = _by_worker(log, place)

    assert found.problem == f"{log}, offset 0x{place.file_offset:X}: {CHANGED.format(7)}"
    assert found.record == _bytes_at(log, place)
    assert found.chunk is not None
    _has_only_reasons(found)


def test_another_log_under_the_same_name_is_told(log: Path) -> None:
    """A record of another number stands there."""
    place = _place_of(log, 0)
    write_log(log, EVENTS, first_record=900)

    found = _read(log, place)

    assert CHANGED.format(1) in found.problem
    assert not found.is_the_flagged_one


def test_bytes_that_changed_in_place_are_told_where_the_hash_is_known(log: Path) -> None:
    """What they say now is read all the same."""
    place = _place_of(log, 0)
    before = _read(log, place)
    log.write_bytes(LOG.replace("whoami".encode("utf-16-le"), "whoamj".encode("utf-16-le")))

    unknown, known = _read(log, place), _read(log, place, before.record_sha256)

    assert (unknown.is_the_flagged_one, known.is_the_flagged_one) == (True, False)
    assert known.problem == f"{log}, offset 0x{place.file_offset:X}: {OTHER_BYTES.format(1)}"
    assert "whoamj" in (known.xml or "")
    assert _read(log, place, known.record_sha256).is_the_flagged_one


def test_a_file_that_is_gone_is_told(log: Path) -> None:
    """In a sentence that says what next; there is nothing else to show."""
    place, there = _place_of(log, 0), log_file(log)
    log.unlink()

    with Workers(1, LIMITS) as workers:
        found = read_record(workers, there, place)

    assert found.problem == f"{log}: the file is no longer there; find where it went and scan it again"
    assert (found.record, found.chunk, found.is_dirty) == (b"", None, None)
    _has_only_reasons(found)


def _has_only_reasons(found: RecordRead) -> None:
    assert not found.is_the_flagged_one
    assert (found.xml, found.first_xml, found.fields, found.removed) == (None, None, (), ())
    reasons = {found.problem, found.xml_problem, found.first_problem, found.fields_problem}
    assert reasons == {found.problem}
    assert found.verification == Verification(Agreement.FAILED, (found.problem,))


# ---------------------------------------------------------------- readers that hang and die
@pytest.mark.parametrize(
    ("life", "first_problem", "xml_problem", "fields_reader"),
    [
        (serve_with_a_second_reader_that_hangs, "", f"python-evtx: {HUNG}", "evtx"),
        (serve_with_a_second_reader_that_dies, "", f"python-evtx: {DIED}", "evtx"),
        (serve_with_a_first_reader_that_hangs, f"evtx: {HUNG}", "", "python-evtx"),
        (serve_with_nothing_that_works, f"evtx: {HUNG}", f"python-evtx: {DIED}", ""),
    ],
)
def test_what_one_reader_costs_the_other_still_gives(
    log: Path, life: Life, first_problem: str, xml_problem: str, fields_reader: str
) -> None:
    """Within the limits, with the reason where the lost one's word would be."""
    began = time.monotonic()

    found = _by_worker(log, _place_of(log, 0), life)

    assert (found.first_problem, found.xml_problem) == (first_problem, xml_problem)
    assert (found.first_xml is None, found.xml is None) == (bool(first_problem), bool(xml_problem))
    assert (fields_reader, bool(fields_reader)) == (found.fields_reader, bool(found.fields))
    assert found.verification == Verification(Agreement.FAILED, (first_problem or xml_problem,))
    assert found.is_the_flagged_one
    assert time.monotonic() - began < LIMITS.seconds


def test_fields_that_hang_are_the_first_readers_values(log: Path) -> None:
    """The XML of both is shown; the readers cannot be compared, since that takes the same step."""
    found = _by_worker(log, _place_of(log, 0), serve_with_fields_that_hang)

    assert (found.xml is None, found.first_xml is None) == (False, False)
    assert found.fields_problem == f"xmltodict: {HUNG}"
    assert found.verification == Verification(Agreement.FAILED, (f"xmltodict: {HUNG}",))
    assert (found.fields_reader, bool(found.fields)) == ("evtx", True)


def test_a_real_record_on_which_the_second_reader_takes_too_long(tmp_path: Path) -> None:
    """A few kilobytes that it renders for minutes, and the first in no time."""
    path = tmp_path / "a.evtx"
    write_log(path, [sysmon_1(command_line=amplified_by_nesting(5))])

    found = _by_worker(path, _place_of(path, 0))

    assert found.xml_problem == f"python-evtx: {HUNG}"
    assert "<n>x</n>" in (found.first_xml or "")
    assert found.fields_reader == "evtx"


def test_a_loss_that_no_step_explains_ends_the_unit(log: Path) -> None:
    """Nothing is left to leave out."""
    unit = _unit(log, Place("a.evtx", 0, FILE_HEADER_SIZE, 100, 1))
    narrowed = unit.after_loss(Step.SECOND_READER, "it hung")

    assert isinstance(narrowed, ReadRecord)
    assert narrowed.left_out == ((Step.SECOND_READER, "it hung"),)
    for announced in (None, Step.SECOND_READER):
        assert narrowed.after_loss(announced, "it died") == unit.after_error("it died")
    _has_only_reasons(unit.after_error("it died"))


@given(log=damaged([LOG]), record=st.integers(0, len(EVENTS) - 1), with_hash=st.booleans())
@settings(parent=steady, max_examples=60)
def test_any_damage_gives_a_result_that_can_be_sent(log: bytes, record: int, with_hash: bool) -> None:
    """Whatever stands at the place of a record now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.evtx")
        path.write_bytes(LOG)
        place = _place_of(path, record)
        digest = hashlib.sha256(_bytes_at(path, place)).hexdigest() if with_hash else None
        path.write_bytes(log)

        found = _read(path, place, digest)

    assert found.is_the_flagged_one is not bool(found.problem)
    assert found.record == log[place.file_offset : place.file_offset + place.record_size]
    assert not (with_hash and found.is_the_flagged_one) or found.record_sha256 == digest
    assert bool(found.xml) is (found.xml is not None)
