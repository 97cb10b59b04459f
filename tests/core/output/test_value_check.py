"""core.output.value_check: values of exports against what the records say now, read again in worker processes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.output.export_check import Verdict
from core.output.value_check import COMPARED, NOT_COMPARED, OF_BYTES, OF_THE_OTHER, RECORDED
from core.processes.process_fields import SECURITY_4688, SYSMON_1
from core.rows.columns import EXPORTED
from core.work.reread import MOST_PLACES
from tests.core.output.hostile import HOSTILE
from tests.core.output.verifying import (
    CONFIRMED,
    READ_BACK,
    Case,
    case_of,
    checked,
    checked_with_values,
    child,
    flagged_in,
    verdicts,
)
from tests.core.work.cases import EXCEL, excel_starts, orphan
from tests.evtx_writer import security_4688, sysmon_1, write_log
from tests.evtx_writer.damage import garble_record
from tests.evtx_writer.sysmon_layouts import TIME

CMD = r"C:\Windows\System32\cmd.exe"
CHANGED, NOT_CHECKABLE = Verdict.CHANGED, Verdict.NOT_CHECKABLE


def edited(made: Path, change: Callable[[dict[str, object]], object]) -> Path:
    """Change each row of a JSON Lines export by hand."""
    rows = [json.loads(line) for line in made.read_text().splitlines()]
    for row in rows:
        change(row)
    made.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return made


def test_all_columns_that_a_record_gives_are_compared() -> None:
    """Whatever the tables of fields feed."""
    fed = {
        column
        for table in (SYSMON_1, SECURITY_4688)
        for column in (*(field for _, field in table.texts), *(field for _, field, _ in table.others))
    }

    assert fed | {"md5_hash", "time_created", "fqdn", "parent_logon_id"} <= set(RECORDED) <= EXPORTED.keys()


@pytest.mark.parametrize("kind", READ_BACK)
def test_what_was_exported_is_what_the_records_say(tmp_path: Path, kind: str) -> None:
    """In every format, of both kinds of records, and where the parent is inferred from another record."""
    texts = [
        sysmon_1(command_line=text, user=text, description=text) for text in HOSTILE if "\x00" not in text
    ]
    case = case_of(tmp_path, excel_starts(), orphan(), *texts, chunk_fill=4)
    found = checked_with_values(case.exported(kind), case.log)

    assert len(texts) + 1 == len(found)
    assert {CONFIRMED} == set(verdicts(found))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("command_line", "cmd /c echo nothing"),
        ("user", None),
        ("pid", 1),
        ("pid", "5120"),
        ("integrity_level", "high"),
        ("time_created", "2026-01-01T00:00:00.0000000Z"),
        ("parent_image_path", EXCEL.lower()),
        ("parent_exe", None),
        ("sid", "S-1-5-18"),
        ("parent_logon_id", 7),
        ("parent_link", "inferred"),
    ],
)
def test_an_edited_value_is_named(tmp_path: Path, column: str, value: object) -> None:
    """Also one that the record does not have at all."""
    case = case_of(tmp_path, child(1))
    made = edited(case.exported("jsonl"), lambda row: row.update({column: value}))
    bytes_alone, found = checked(made, case.log), checked_with_values(made, case.log)

    assert verdicts(bytes_alone) == [CONFIRMED]
    assert [(CHANGED, (column,))] == verdicts(found)
    assert found[0].reason == (
        f"{case.log}, offset 0x{case.rows[0].place.file_offset:X}: the record has its bytes, "
        "but the first reader now says something else"
    )


@pytest.mark.parametrize("column", ["severity", "reason", "document", "verified", "finding", "note"])
def test_what_is_not_from_the_record_is_not_compared(tmp_path: Path, column: str) -> None:
    """A judgement may differ from version to version, and an analyst may write what he likes."""
    case = case_of(tmp_path, child(1))
    made = edited(case.exported("jsonl"), lambda row: row.update({column: "edited"}))

    assert verdicts(checked_with_values(made, case.log)) == [CONFIRMED]


def test_an_inferred_parent_is_not_in_the_record(tmp_path: Path) -> None:
    """So it cannot be confirmed by it; that it is called recorded is a change."""
    case = case_of(tmp_path, excel_starts(), orphan())
    made = case.exported("jsonl")
    inferred = checked_with_values(made, case.log)
    claimed = checked_with_values(edited(made, lambda row: row.update(parent_link="recorded")), case.log)

    assert verdicts(inferred) == [CONFIRMED]
    assert {"parent_exe", "parent_image_path"} <= set(inferred[0].not_compared)
    assert verdicts(claimed) == [(CHANGED, ("parent_exe", "parent_image_path"))]


@pytest.mark.parametrize("place", [[], "Security.evtx", [{"file": "Security.evtx", "file_offset": 7}], [7]])
def test_a_value_from_another_record_that_is_not_at_hand_is_not_compared(
    tmp_path: Path, place: object
) -> None:
    """The row's own record has none, and the row says whose it is; that it was not compared is said."""
    case = case_of(tmp_path, child(1))
    made = case.exported("jsonl")
    values = {"sid": "S-1-5-18", "other_filled": ["sid"], "other_record": place}
    (found,) = checked_with_values(edited(made, lambda row: row.update(values)), case.log)

    assert verdicts([found]) == [CONFIRMED]
    assert found.not_compared == ("sid",)


@pytest.fixture
def both(tmp_path: Path) -> Case:
    """A start that both logs record: the integrity level, the SID and more are from 4688's record."""
    logs = tmp_path / "logs"
    logs.mkdir()
    write_log(logs / "Sysmon.evtx", [sysmon_1(time=TIME, integrity_level="-")])
    security = security_4688(time=TIME, new_process_name=CMD, parent_process_name=EXCEL, process_id=99)
    write_log(logs / "Security.evtx", [security])
    return Case(logs / "Sysmon.evtx", flagged_in(logs))


@pytest.mark.parametrize("kind", READ_BACK)
def test_the_other_record_of_a_start_is_read_as_well(both: Case, kind: str) -> None:
    """Where the format says where it stands and its log is named; else its values are not compared."""
    made, logs = both.exported(kind), both.log.parent
    has_place = kind in ("jsonl", "stix")

    (found,), (alone,) = checked_with_values(made, logs), checked_with_values(made, both.log)

    assert verdicts([found, alone]) == [CONFIRMED, CONFIRMED]
    assert {"sid", "integrity_level", "other_source"} <= set(alone.not_compared)
    assert (found.not_compared == ()) == has_place


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"sid": "S-1-5-18"}, "sid"),
        ({"integrity_level": "high"}, "integrity_level"),
        ({"other_source": "sysmon-1"}, "other_source"),
        ({"other_differs": []}, "other_differs"),
        ({"other_differs": ["ppid=1", "user=eve"]}, "other_differs"),
    ],
)
def test_an_edited_value_of_the_other_record_is_named(
    both: Case, values: dict[str, object], expected: str
) -> None:
    """It is compared with that record."""
    made = edited(both.exported("jsonl"), lambda row: row.update(values))

    assert verdicts(checked_with_values(made, both.log.parent)) == [(CHANGED, (expected,))]


def test_a_record_of_another_start_is_no_other_record(both: Case) -> None:
    """Whatever values it could give."""
    write_log(both.log.parent / "Other.evtx", [security_4688(time=TIME, new_process_id=78)])
    place = {"file": "Other.evtx", "file_offset": 4608, "record_number": 1}
    size = int.from_bytes((both.log.parent / "Other.evtx").read_bytes()[4612:4616], "little")
    made = edited(
        both.exported("jsonl"), lambda row: row.update(other_record=[{**place, "record_size": size}])
    )

    (found,) = checked_with_values(made, both.log.parent)

    assert verdicts([found]) == [(CHANGED, ("other_record",))]
    assert found.reason.endswith("the other record that the row names is of another start")


def test_every_column_is_compared_or_not(tmp_path: Path) -> None:
    """None is forgotten, and what an analyst writes or a rule concludes is none that was recorded."""
    said = [*COMPARED, *OF_THE_OTHER, *OF_BYTES, *NOT_COMPARED, "other_record", "other_filled"]

    assert sorted(said) == sorted(EXPORTED)
    assert {"severity", "document", "decoded", "matched", "known_good", "tags", "note"} <= set(NOT_COMPARED)


def test_rows_that_are_not_confirmed_stay_as_they_are(tmp_path: Path) -> None:
    """And all keep their order, over more rows than one unit of work holds."""
    case = case_of(tmp_path, *(child(number) for number in range(MOST_PLACES + 3)), chunk_fill=20)
    made = case.exported("jsonl")
    log = bytearray(case.log.read_bytes())
    log[case.rows[-1].place.file_offset + 30] ^= 1
    case.log.write_bytes(log)
    found = checked_with_values(made, case.log)

    assert list(range(1, MOST_PLACES + 4)) == [one.row.number for one in found]
    assert verdicts(found)[-1] == (CHANGED, ("record_sha256",))
    assert verdicts(found)[0] == CONFIRMED


def test_a_record_that_no_reader_reads_is_not_checkable(tmp_path: Path) -> None:
    """Its bytes are those that were exported, so it is not changed either."""
    case = case_of(tmp_path, child(1), child(2))
    place = case.rows[0].place
    log = garble_record(case.log.read_bytes(), 0)
    case.log.write_bytes(log)
    record = log[place.file_offset : place.file_offset + place.record_size]
    hashes = {"file_sha256": None, "chunk_sha256": None, "record_sha256": hashlib.sha256(record).hexdigest()}
    made = edited(case.exported("jsonl", case.rows[:1]), lambda row: row.update(hashes))
    found = checked_with_values(made, case.log)

    assert (verdicts(checked(made, case.log)), verdicts(found)) == ([CONFIRMED], [(NOT_CHECKABLE, ())])
    assert f"{case.log}, offset 0x{place.file_offset:X}: not read again: " in found[0].reason


def test_a_row_without_its_number_is_not_read_again(tmp_path: Path) -> None:
    """Which record was meant is not to be guessed."""
    case = case_of(tmp_path, child(1))
    made = edited(case.exported("jsonl"), lambda row: row.update(record_number=None))
    found = checked_with_values(made, case.log)

    assert verdicts(found) == [(NOT_CHECKABLE, ())]
    assert found[0].reason.endswith("not read again: the export does not say which record it is")
