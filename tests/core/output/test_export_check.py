"""core.output.export_check: rows of exports against logs that are whole, moved, changed, cut, or others."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.output.export_check import Verdict, check
from core.output.exported_row import row_of_values
from core.output.named_logs import NamedLogs
from core.output.read_export import read_export
from core.rows.row import Row
from core.work.chunk_range import Effort
from core.work.sources import LogFile, find_logs
from tests.core.output.verifying import (
    CONFIRMED,
    READ_BACK,
    Case,
    case_of,
    checked,
    child,
    flagged_in,
    verdicts,
)
from tests.evtx_writer import sysmon_3, write_log
from tests.evtx_writer.damage import record_offsets

CHANGED, NOT_FOUND, NOT_CHECKABLE = Verdict.CHANGED, Verdict.NOT_FOUND, Verdict.NOT_CHECKABLE


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A log of five flagged rows in three chunks."""
    return case_of(tmp_path, chunk_fill=2)


def edited(made: Path, row: int, **values: object) -> Path:
    """Change values of a row of a JSON Lines export by hand."""
    lines = [json.loads(line) for line in made.read_text().splitlines()]
    lines[row] = {**lines[row], **values}
    made.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return made


def flipped(log: Path, offset: int) -> None:
    """Change one bit of a log."""
    data = bytearray(log.read_bytes())
    data[offset] ^= 1
    log.write_bytes(data)


# ---------------------------------------------------------------- where the log is
@pytest.mark.parametrize("kind", READ_BACK)
def test_every_row_of_an_untouched_log_is_confirmed(case: Case, kind: str) -> None:
    """Whatever the format."""
    assert verdicts(checked(case.exported(kind), case.log)) == [CONFIRMED] * 5


@pytest.mark.parametrize("kind", READ_BACK)
def test_a_log_that_was_moved_and_renamed_is_found_by_its_hash(tmp_path: Path, case: Case, kind: str) -> None:
    """Among others, one of which bears its old name."""
    made = case.exported(kind)
    (tmp_path / "elsewhere").mkdir()
    case.log.rename(tmp_path / "elsewhere" / "exhibit 7.evtx")
    write_log(case.log, [child(99)])
    found = checked(made, tmp_path / "logs", tmp_path / "elsewhere")

    assert verdicts(found) == [CONFIRMED] * 5
    assert {str(tmp_path / "elsewhere" / "exhibit 7.evtx")} == {one.log.name for one in found if one.log}


def test_a_path_of_another_system_names_a_log_all_the_same(case: Case) -> None:
    """As when an export from Windows is verified elsewhere, and the hash of the log is not in it."""
    made = case.exported("jsonl")
    for row in range(5):
        edited(made, row, file="C:\\Cases\\17\\SYSMON.evtx", file_sha256=None)

    assert verdicts(checked(made, case.log)) == [CONFIRMED] * 5


def test_a_log_that_is_not_there_is_named_with_its_hash(tmp_path: Path, case: Case) -> None:
    """So that it can be looked for."""
    made = case.exported("jsonl")
    write_log(tmp_path / "Security.evtx", [child(1)])
    found = checked(made, tmp_path / "Security.evtx")
    sha256 = case.rows[0].file_sha256

    assert verdicts(found) == [(NOT_FOUND, ())] * 5
    assert found[0].reason == (
        f"looked for {case.log} with SHA-256 {sha256}; no log that was named has this hash or name"
    )


def test_another_log_of_the_same_name_is_not_taken_for_the_log(tmp_path: Path, case: Case) -> None:
    """A folder of another host has a Sysmon.evtx too."""
    made = case.exported("jsonl")
    other = tmp_path / "other" / "Sysmon.evtx"
    other.parent.mkdir()
    write_log(other, [sysmon_3()] * 20)
    found = checked(made, other)

    assert {NOT_FOUND} == {one.verdict for one in found}
    assert found[1].reason.endswith(f"{other} has the name, another hash, and no such record")


def test_a_record_that_another_log_of_that_name_holds_is_confirmed(tmp_path: Path, case: Case) -> None:
    """By its own hash; that the log is another one is said."""
    made = case.exported("jsonl")
    grown = tmp_path / "grown" / "Sysmon.evtx"
    grown.parent.mkdir()
    write_log(grown, [child(number) for number in range(9)], chunk_fill=2)
    found = checked(made, grown)

    assert verdicts(found)[:4] == [CONFIRMED] * 4
    assert verdicts(found)[4] == (CHANGED, ("chunk_sha256",))
    assert f"{grown} has another hash: it was changed elsewhere" == found[0].remark


def test_of_two_logs_of_one_name_the_one_that_holds_the_record_counts(tmp_path: Path, case: Case) -> None:
    """Without a hash of the log, each is tried."""
    made = case.exported("jsonl")
    for row in range(5):
        edited(made, row, file="Sysmon.evtx", file_sha256=None)
    other = tmp_path / "another" / "Sysmon.evtx"
    other.parent.mkdir()
    write_log(other, [sysmon_3()] * 20)
    found = checked(made, other, case.log)

    assert verdicts(found) == [CONFIRMED] * 5
    assert {str(case.log)} == {one.log.name for one in found if one.log}


# ---------------------------------------------------------------- a log that was changed
def test_a_bit_of_a_record_is_seen(case: Case) -> None:
    """In that row alone, and in the other rows of its chunk, which are another chunk now."""
    made = case.exported("jsonl")
    place = case.rows[2].place
    flipped(case.log, place.file_offset + place.record_size // 2)
    found = checked(made, case.log)

    assert verdicts(found) == [
        CONFIRMED,
        CONFIRMED,
        (CHANGED, ("record_sha256",)),
        (CHANGED, ("chunk_sha256",)),
        CONFIRMED,
    ]
    assert found[2].reason == (
        f"{case.log}, offset 0x{place.file_offset:X}: the bytes of record 3 are others than the export says; "
        "the log has another hash than the export says"
    )


@pytest.mark.parametrize(
    ("offset", "what"),
    [(0, "file_offset"), (4, "record_size"), (8, "record_number"), (30, "record_sha256")],
)
def test_what_of_a_record_was_changed_is_named(case: Case, offset: int, what: str) -> None:
    """The plainest thing first."""
    made = case.exported("jsonl")
    flipped(case.log, case.rows[0].place.file_offset + offset)
    verdict, columns = verdicts(checked(made, case.log))[0]

    assert (CHANGED, what) == (verdict, columns[0])


def test_a_record_that_was_destroyed_in_a_log_that_was_moved_is_a_change(tmp_path: Path, case: Case) -> None:
    """Its log is the one of that name, for it holds other records of the export."""
    made = case.exported("jsonl")
    moved = case.log.rename(tmp_path / "Sysmon.evtx")
    flipped(moved, case.rows[0].place.file_offset)
    found = checked(made, moved)

    assert [(CHANGED, ("file_offset",)), (CHANGED, ("chunk_sha256",)), *[CONFIRMED] * 3] == verdicts(found)
    assert found[0].reason == (
        f"{moved}, offset 0x{case.rows[0].place.file_offset:X}: the record is no longer here, "
        "though others of its log are"
    )


def test_a_log_that_was_cut_is_told(case: Case) -> None:
    """What stands before the cut is confirmed, but for the chunk that is cut."""
    made = case.exported("jsonl")
    os.truncate(case.log, case.rows[3].place.file_offset + 10)
    found = checked(made, case.log)

    assert verdicts(found) == [
        CONFIRMED,
        CONFIRMED,
        (CHANGED, ("chunk_sha256",)),
        (CHANGED, ("file_offset",)),
        (CHANGED, ("file_offset",)),
    ]
    assert "the file ends before the end of the record" in found[3].reason


def test_a_record_that_was_moved_to_its_neighbours_place_is_told(case: Case) -> None:
    """Its number is that of another."""
    made = case.exported("jsonl")
    first, second = record_offsets(case.log.read_bytes())[:2]
    lines = [json.loads(line) for line in made.read_text().splitlines()]
    size = lines[1]["record_size"]
    found = checked(edited(made, 0, file_offset=second, record_size=size), case.log)

    assert (first, CHANGED) == (case.rows[0].place.file_offset, found[0].verdict)
    assert found[0].reason.endswith(
        "record 2 stands here, not 1; the log is unchanged, so the export was edited"
    )


def test_a_log_that_cannot_be_read_is_not_checkable(tmp_path: Path, case: Case) -> None:
    """It went away between being found and being read."""
    made = case.exported("jsonl")
    logs = [one for one in find_logs([str(case.log)]) if isinstance(one, LogFile)]
    case.log.unlink()
    with read_export(str(made)) as found, NamedLogs(logs) as named:
        one = check(next(found.rows), named)

    assert (one.verdict, "no longer there" in one.reason) == (NOT_CHECKABLE, True)


# ---------------------------------------------------------------- an export that was changed
@pytest.mark.parametrize(
    ("column", "change", "what"),
    [
        ("record_sha256", lambda value: "0" * 64, ("record_sha256",)),
        ("chunk_sha256", lambda value: "0" * 64, ("chunk_sha256",)),
        ("record_number", lambda value: value + 1, ("record_number",)),
        ("record_size", lambda value: value + 8, ("record_size", "record_sha256")),
        ("file_offset", lambda value: value + 1, ("file_offset",)),
        ("file_offset", lambda value: 2**62, ("file_offset",)),
        ("file_offset", lambda value: 2**80, ("file_offset",)),
        ("chunk", lambda value: value + 1, ("chunk",)),
        ("chunk", lambda value: 2**80, ("chunk",)),
    ],
)
def test_an_edited_place_or_hash_is_told(
    case: Case, column: str, change: Callable[[int], object], what: tuple[str, ...]
) -> None:
    """The log is the one that was exported, so it was the export that somebody touched."""
    made = case.exported("jsonl")
    value = json.loads(made.read_text().splitlines()[0])[column]
    found = checked(edited(made, 0, **{column: change(value)}), case.log)

    assert [(CHANGED, what), *[CONFIRMED] * 4] == verdicts(found)
    assert found[0].reason.endswith("; the log is unchanged, so the export was edited")


def test_hashes_may_be_in_capital_letters(case: Case) -> None:
    """Some tools write them so."""
    made = case.exported("jsonl")
    first = json.loads(made.read_text().splitlines()[0])
    names = ("file_sha256", "record_sha256", "chunk_sha256")

    assert (
        verdicts(checked(edited(made, 0, **{name: first[name].upper() for name in names}), case.log))
        == [CONFIRMED] * 5
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"file": None, "file_sha256": None}, "the export does not say which log it is from"),
        ({"file_offset": None}, "the export does not say where its record stands"),
        ({"record_size": None}, "the export does not say where its record stands"),
        ({"record_size": 0}, "no record has 0 bytes, as the export says"),
        ({"record_size": 70_000}, "no record has 70,000 bytes, as the export says"),
        ({"file_offset": "x", "chunk": -1}, "chunk, file_offset: no such value is ever exported"),
        ({"record_sha256": "abc"}, "record_sha256: no such value is ever exported"),
        ({"file": ["a"]}, "file: no such value is ever exported"),
    ],
)
def test_a_row_that_lacks_what_is_needed_is_not_checkable(
    case: Case, values: Mapping[str, object], reason: str
) -> None:
    """Its neighbours are not touched by that."""
    found = checked(edited(case.exported("jsonl"), 0, **values), case.log)

    assert [(NOT_CHECKABLE, ()), *[CONFIRMED] * 4] == verdicts(found)
    assert reason == found[0].reason


# ---------------------------------------------------------------- rows without hashes
def test_a_row_that_is_not_flagged_is_confirmed_by_the_hash_of_its_log(tmp_path: Path, case: Case) -> None:
    """It has none of its own: the log's says that all of it is as it was."""
    rows = [Row(row.process, None, "strict", row.file_sha256) for row in case.rows]
    made = case.exported("csv", rows)
    whole = verdicts(checked(made, case.log))
    flipped(case.log, case.log.stat().st_size - 1)
    changed = checked(made, case.log)

    assert whole == [CONFIRMED] * 5
    assert verdicts(changed) == [(NOT_FOUND, ())] * 5
    assert "has another hash, and the export has no hash of this record" in changed[0].reason


def test_rows_of_triage_have_no_hash_of_their_log(case: Case) -> None:
    """They are confirmed by their own, in the log of that name."""
    rows = flagged_in(case.log, effort=Effort.HOT)
    found = checked(case.exported("jsonl", rows), case.log)

    assert {None} == {row.file_sha256 for row in rows}
    assert {True: [CONFIRMED] * 5, False: [(NOT_CHECKABLE, ())] * 5}[
        rows[0].detection is not None and rows[0].detection.proof is not None
    ] == verdicts(found)


def test_a_row_without_any_hash_is_not_checkable(case: Case) -> None:
    """That something stands there proves nothing."""
    made = edited(case.exported("jsonl"), 0, file_sha256=None, record_sha256=None)

    assert [(NOT_CHECKABLE, ()), *[CONFIRMED] * 4] == verdicts(checked(made, case.log))


if sys.platform != "win32":

    def test_nothing_but_the_logs_that_were_named_is_opened(tmp_path: Path, case: Case) -> None:
        """A path in an export is only compared, so it can lead to nothing."""
        made = case.exported("jsonl")
        shutil.copy(case.log, tmp_path / "kept.evtx")
        case.log.unlink()
        os.mkfifo(case.log)  # to open it would wait for ever
        found = checked(made, tmp_path / "kept.evtx")

        assert verdicts(found) == [CONFIRMED] * 5


def test_very_many_rows_hash_a_log_once(tmp_path: Path, case: Case) -> None:
    """Made-up hashes cost no more than one look at each log."""
    logs = [one for one in find_logs([str(case.log)]) if isinstance(one, LogFile)]
    with NamedLogs(logs) as named:
        values = {"file": "Sysmon.evtx", "file_offset": 4608, "record_size": 100, "record_number": 1}
        rows = [
            row_of_values(number, None, {**values, "file_sha256": f"{number:064x}"}) for number in range(500)
        ]
        found = [check(row, named) for row in rows]
        case.log.unlink()
        again = named.sha256(logs[0])

    assert {NOT_FOUND} == {one.verdict for one in found}
    assert case.rows[0].file_sha256 == again
