"""Flagged rows read once more from the evidence."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from core.detection.proof import Proof
from core.detection.verification import Agreement, Verification
from core.processes.process import Place, ProcessCreation
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.work.recheck import MOST_PLACES, Recheck, Rechecked, rechecks
from tests.core.log_reading import read_log, say_nothing
from tests.evtx_writer import damage, security_4688, sysmon_1, sysmon_3, write_log
from tests.evtx_writer.hostile import split_text

EVENTS = [sysmon_1(), sysmon_3(), security_4688()] * 4
LOG = write_log(None, EVENTS, chunk_fill=5)
NOT_THE_SAME = "the record is no longer the one that was flagged"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of three chunks with eight flagged rows."""
    path = tmp_path / "Sysmon.evtx"
    path.write_bytes(LOG)
    return path


def _unit(path: Path, places: tuple[Place, ...], **fields: object) -> Recheck:
    whole = Recheck(
        path=os.fsencode(path),
        file=path.name,
        first_chunk_offset=FILE_HEADER_SIZE,
        places=places,
        with_second_reader=False,
    )
    return msgspec.structs.replace(whole, **fields)


def _flagged(path: Path) -> tuple[list[ProcessCreation], dict[int, Proof]]:
    found = read_log(path)
    return found.creations, found.result.proofs


def _places(path: Path) -> tuple[Place, ...]:
    return tuple(creation.place for creation in _flagged(path)[0])


def test_proofs_are_those_of_the_first_read(log: Path) -> None:
    """The same hashes of the same bytes; the second reader is not asked."""
    creations, proofs = _flagged(log)
    said: list[int] = []

    found = _unit(log, tuple(creation.place for creation in creations)).run(said.append)

    assert Rechecked(proofs=proofs) == found
    assert [creation.place.file_offset for creation in creations] == said


def test_the_second_reader_is_asked_where_that_is_wanted(log: Path) -> None:
    """For each row."""
    places = _places(log)

    found = _unit(log, places, with_second_reader=True).run(say_nothing)

    assert {place.file_offset: Verification(Agreement.AGREE) for place in places} == found.verifications
    assert len(found.proofs) == len(places) == 8


def test_the_result_can_be_sent(log: Path) -> None:
    """As plain data."""
    found = _unit(log, _places(log), with_second_reader=True).run(say_nothing)

    assert found == msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Rechecked)


def test_a_value_joined_from_pieces_is_proved_so(tmp_path: Path) -> None:
    """The proof that triage could not have met it."""
    path = tmp_path / "a.evtx"
    crafted = sysmon_1(parent_image=split_text(r"C:\EXC", "EL.EXE"), parent_command_line="-")
    write_log(path, [crafted, sysmon_1()])

    found = _unit(path, _places(path)).run(say_nothing)

    assert [proof.holds_literal for proof in found.proofs.values()] == [False, True]


@pytest.mark.parametrize("record", [0, 2])
def test_a_record_that_changed_meanwhile_is_told(log: Path, record: int) -> None:
    """The row has no proof any more, and the others have theirs."""
    places = _places(log)
    offset = damage.record_offsets(LOG)[record]
    log.write_bytes(damage.garble_record(LOG, record))

    found = _unit(log, places).run(say_nothing)

    assert {offset: Verification(Agreement.FAILED, (NOT_THE_SAME,))}.items() <= found.verifications.items()
    assert {place.file_offset for place in places} == found.proofs.keys() | found.verifications.keys()
    assert offset not in found.proofs


def test_a_file_that_was_cut_meanwhile_is_told(log: Path) -> None:
    """A place behind its end holds nothing."""
    places = _places(log)
    log.write_bytes(LOG[: FILE_HEADER_SIZE + CHUNK_SIZE])

    found = _unit(log, places).run(say_nothing)

    behind = {place.file_offset for place in places if place.chunk > 0}
    assert behind == {
        offset for offset, said in found.verifications.items() if said.details == (NOT_THE_SAME,)
    }
    assert {place.file_offset for place in places} - behind == set(found.proofs)


def test_a_file_that_is_gone_is_the_callers_to_tell(tmp_path: Path, log: Path) -> None:
    """Then each row says why it could not be checked."""
    places = _places(log)
    unit = _unit(tmp_path / "gone.evtx", places)

    with pytest.raises(FileNotFoundError):
        unit.run(say_nothing)
    expected = {place.file_offset: Verification(Agreement.FAILED, ("it is gone",)) for place in places}
    assert expected == unit.after_error("it is gone").verifications


def test_a_row_that_cost_a_worker_is_left_out(log: Path) -> None:
    """It says why, and the others are checked."""
    places = _places(log)
    unit = _unit(log, places, with_second_reader=True).after_loss(places[1].file_offset, "it hung")
    assert isinstance(unit, Recheck)

    found = unit.run(say_nothing)

    assert Verification(Agreement.FAILED, ("it hung",)) == found.verifications[places[1].file_offset]
    assert {place.file_offset for place in places} == set(found.verifications)
    assert places[1].file_offset not in found.proofs
    assert len(found.proofs) == 7


@pytest.mark.parametrize("announced", [None, "the same"])
def test_a_loss_that_no_row_explains_ends_the_unit(log: Path, announced: str | None) -> None:
    """Nobody is left to leave out."""
    places = _places(log)
    offset = places[0].file_offset
    unit = _unit(log, places, left_out=((offset, "it hung"),))

    found = unit.after_loss(None if announced is None else offset, "it died")

    assert isinstance(found, Rechecked)
    assert [said.details for said in found.verifications.values()] == [("it died",)] * 8


def test_a_file_with_many_flags_is_rechecked_in_small_units() -> None:
    """In the order of their places, each place once."""
    places = tuple(
        Place("a.evtx", number // 20, FILE_HEADER_SIZE + number * 3000, 900, number) for number in range(150)
    )

    units = list(rechecks(_unit(Path("a.evtx"), places[::-1])))

    whole, left = divmod(150, MOST_PLACES)
    assert [len(unit.places) for unit in units] == [MOST_PLACES] * whole + [left]
    assert places == tuple(place for unit in units for place in unit.places)


def test_no_flags_need_no_unit() -> None:
    """Nothing is handed out."""
    assert list(rechecks(_unit(Path("a.evtx"), ()))) == []
