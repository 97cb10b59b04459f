"""Places of a log read again, whatever stands there now."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from core.processes.process import Place
from core.reading.evtx_file import FILE_HEADER_SIZE
from core.work.reread import NOTHING, Reread, Rereading
from core.work.workers import Workers
from tests.core.log_reading import read_log, say_nothing
from tests.evtx_writer import security_4688, sysmon_1, sysmon_3, write_log
from tests.evtx_writer.damage import garble_record

EVENTS = [sysmon_1(), sysmon_3(), security_4688()] * 4


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of three chunks with eight process creations."""
    path = tmp_path / "Sysmon.evtx"
    write_log(path, EVENTS, chunk_fill=5)
    return path


def unit(path: Path, *places: Place, **fields: object) -> Reread:
    """Ask for these places."""
    whole = Reread(path=os.fsencode(path), file=path.name, first_chunk_offset=FILE_HEADER_SIZE, places=places)
    return msgspec.structs.replace(whole, **fields)


def test_process_creations_are_those_of_the_first_read(log: Path) -> None:
    """Each is announced, so that one that costs a worker is known."""
    creations = read_log(log).creations
    said: list[int] = []
    found = unit(log, *(creation.place for creation in creations)).run(said.append)

    assert {creation.place.file_offset: creation for creation in creations} == found.creations
    assert [creation.place.file_offset for creation in creations] == said
    assert found.failures == {}


def test_another_event_and_no_record_are_failures(log: Path) -> None:
    """Each of its own; the rest is read."""
    first, other = (creation.place for creation in read_log(log).creations[:2])
    offset = first.file_offset + first.record_size
    size = other.file_offset - offset
    connection = msgspec.structs.replace(first, file_offset=offset, record_size=size, record_number=2)
    nowhere = msgspec.structs.replace(first, file_offset=first.file_offset + 8)
    found = unit(log, first, nowhere, connection, other).run(say_nothing)

    assert [first.file_offset, other.file_offset] == list(found.creations)
    assert {
        nowhere.file_offset: "no live record stands there",
        connection.file_offset: NOTHING,
    } == found.failures


def test_a_record_that_cannot_be_read_says_why(log: Path) -> None:
    """In the words of the reader."""
    place = read_log(log).creations[0].place
    log.write_bytes(garble_record(log.read_bytes(), 0))
    found = unit(log, place).run(say_nothing)

    assert Rereading(failures={place.file_offset: "the reader found no System values in it"}) == found


def test_a_record_that_cost_a_worker_is_left_out(log: Path) -> None:
    """Once; where nothing was announced, or it happens again, all are given up."""
    first, other = (creation.place for creation in read_log(log).creations[:2])
    again = unit(log, first, other).after_loss(first.file_offset, "it hung")
    assert isinstance(again, Reread)
    found = again.run(say_nothing)
    given_up = Rereading(failures={first.file_offset: "it died", other.file_offset: "it died"})

    assert ({first.file_offset: "it hung"}, [other.file_offset]) == (found.failures, list(found.creations))
    assert given_up == again.after_loss(first.file_offset, "it died")
    assert given_up == unit(log, first, other).after_loss(None, "it died")


def test_workers_answer_it(log: Path) -> None:
    """It crosses as plain data; a file that is gone is said of each of its places."""
    creations = read_log(log).creations
    gone = unit(log.with_name("gone.evtx"), creations[0].place)
    with Workers(1) as workers:
        answers = [answer for answer in workers.run([unit(log, creations[0].place), gone]) if answer]
    found = [outcome for _, outcome in answers]

    assert Rereading(creations={creations[0].place.file_offset: creations[0]}) == found[0]
    assert isinstance(found[1], Rereading)
    assert "no longer there" in found[1].failures[creations[0].place.file_offset]
