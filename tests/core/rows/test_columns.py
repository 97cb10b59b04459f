"""core.rows.columns: the names of an export's values, which are a contract, and a text for every cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.detections import Detection, detect, with_proof
from core.detection.proof import Proof
from core.detection.verification import Agreement, Verification
from core.processes.process import ParentLink, Place, ProcessCreation
from core.rows.column import Value, as_text
from core.rows.columns import COLUMNS, EXPORTED
from core.rows.row import Row, row_of
from tests.core.builders import EXCEL, other_record, process
from tests.core.log_reading import steady
from tests.core.strategies import any_process

KEYS = (
    "rule",
    "matched",
    "finding",
    "car_id",
    "technique",
    "severity",
    "kind",
    "reason",
    "time_created",
    "utc_time",
    "hostname",
    "fqdn",
    "user",
    "sid",
    "integrity_level",
    "integrity_recorded",
    "exe",
    "image_path",
    "command_line",
    "decoded",
    "current_working_directory",
    "pid",
    "guid",
    "parent_exe",
    "parent_image_path",
    "parent_command_line",
    "parent_command_line_inferred",
    "ppid",
    "parent_guid",
    "parent_user",
    "parent_link",
    "parent_started",
    "parent_logon_id",
    "parent_candidates",
    "document",
    "md5_hash",
    "sha1_hash",
    "sha256_hash",
    "imphash",
    "original_file_name",
    "description",
    "product",
    "company",
    "file_version",
    "logon_id",
    "logon_guid",
    "terminal_session_id",
    "token_elevation_type",
    "rule_name",
    "source",
    "event_record_id",
    "channel",
    "file",
    "file_sha256",
    "chunk",
    "file_offset",
    "record_size",
    "record_number",
    "record_sha256",
    "chunk_sha256",
    "also_in",
    "altered_in",
    "reader",
    "verified",
    "verified_details",
    "other_source",
    "other_record",
    "other_filled",
    "other_differs",
    "tags",
    "note",
    "known_good",
)
"""The order of CSV and JSON Lines. Scripts of others rest on it: add at will, never rename or remove."""

PROOF = Proof("00" * 32, "11" * 32, holds_literal=True)


def _flag(creation: ProcessCreation) -> Detection:
    (found,) = detect([creation])
    return found


def _row(creation: ProcessCreation, verification: Verification | None = None) -> Row:
    return row_of(with_proof(_flag(creation), PROOF, verification), "strict", "22" * 32)


def test_the_keys_are_a_contract() -> None:
    """Whoever renames one breaks what others have built on it."""
    expected = KEYS

    assert expected == tuple(EXPORTED)


def test_each_column_is_named_and_explained_once() -> None:
    """Keys and headings are unique, and every column has a meaning for the documentation."""
    columns = COLUMNS.values()

    assert list(COLUMNS) == [column.key for column in columns]
    assert len(COLUMNS) == len({column.title for column in columns})
    assert all(column.title and column.meaning for column in columns)


def test_a_row_holds_every_value_of_its_flag() -> None:
    """Under the names of the CAR model where there is one."""
    creation = process(
        sid="S-1-5-21-1",
        md5_hash="A",
        also_in=(Place("b.evtx", 3, 0x31200, 0x5E8, 9),),
        altered_in=(Place("c.evtx", 0, 0x1200, 0x5E8, 1),),
        other_record=other_record(
            filled=("sid",),
            differs=(("ppid", "4"), ("user", "a=b")),
            also_in=(Place("e.evtx", 0, 0x1400, 0x300, 2),),
        ),
        parent_command_line=f'"{EXCEL}" C:\\Users\\jdoe\\Downloads\\a.xlsx',
        command_line="cmd.exe /c dir",
    )
    row = _row(creation, Verification(Agreement.DIFFER, ("user", "sid")))
    assert row.detection is not None
    expected: dict[str, Value] = {
        "rule": "strict",
        "matched": ["seed", "published", "strict"],
        "finding": "Excel child process (DDE is one possible cause)",
        "car_id": "CAR-2021-01-006",
        "technique": "T1559.002",
        "severity": "high",
        "kind": "interpreter",
        "reason": row.detection.reason,
        "time_created": "2025-01-05T03:50:45.2345678Z",
        "utc_time": "2025-01-05T03:50:45.2340000Z",
        "hostname": "WS01",
        "fqdn": "WS01.corp.example",
        "user": r"CORP\jdoe",
        "sid": "S-1-5-21-1",
        "integrity_level": "medium",
        "integrity_recorded": "Medium",
        "exe": "cmd.exe",
        "image_path": r"C:\Windows\System32\cmd.exe",
        "command_line": "cmd.exe /c dir",
        "current_working_directory": "C:\\Users\\jdoe\\Documents\\",
        "pid": 5120,
        "guid": "5B6B6A3A-0C1D-6769-A101-000000001200",
        "parent_exe": "excel.exe",
        "parent_image_path": EXCEL,
        "parent_command_line": f'"{EXCEL}" C:\\Users\\jdoe\\Downloads\\a.xlsx',
        "parent_command_line_inferred": False,
        "ppid": 4096,
        "parent_guid": "5B6B6A3A-0C11-6769-9F01-000000001200",
        "parent_user": r"CORP\jdoe",
        "parent_link": "recorded",
        "parent_candidates": (),
        "document": {"path": "C:\\Users\\jdoe\\Downloads\\a.xlsx", "note": "", "origin": "download"},
        "md5_hash": "A",
        "original_file_name": "Cmd.Exe",
        "logon_id": 0x3E7A1,
        "terminal_session_id": 1,
        "source": "sysmon-1",
        "event_record_id": 4711,
        "channel": "Microsoft-Windows-Sysmon/Operational",
        "file": "Sysmon.evtx",
        "file_sha256": "22" * 32,
        "chunk": 0,
        "file_offset": 0x1200,
        "record_size": 0x5E8,
        "record_number": 1,
        "record_sha256": "00" * 32,
        "chunk_sha256": "11" * 32,
        "also_in": [{"file": "b.evtx", "file_offset": 0x31200, "record_number": 9}],
        "altered_in": [{"file": "c.evtx", "file_offset": 0x1200, "record_number": 1}],
        "reader": "evtx",
        "verified": "differ",
        "verified_details": ["user", "sid"],
        "other_source": "security-4688",
        "other_record": [
            {
                "file": "Security.evtx",
                "file_offset": 0x21200,
                "record_number": 5,
                "chunk": 2,
                "record_size": 0x300,
                "event_record_id": 900,
                "channel": "Security",
                "time_created": "2025-01-05T03:50:45.2345000Z",
            },
            {"file": "e.evtx", "file_offset": 0x1400, "record_number": 2},
        ],
        "other_filled": ["sid"],
        "other_differs": ["ppid=4", "user=a=b"],
        "tags": (),
    }

    assert dict.fromkeys(KEYS) | expected == {key: column.value(row) for key, column in EXPORTED.items()}


def test_a_row_holds_what_is_known_of_an_inferred_parent() -> None:
    """When it started, and the logon that 4688 gives the creator."""
    creation = process(
        source="security-4688",
        parent_guid=None,
        parent_logon_id=0x3E7A1,
        parent_started=133_805_226_450_000_000,
        parent_link=ParentLink.INFERRED,
        parent_candidates=(EXCEL,),
        parent_command_line_inferred=True,
    )
    row = _row(creation)
    expected: dict[str, Value] = {
        "parent_image_path": EXCEL,
        "parent_command_line_inferred": True,
        "parent_link": "inferred",
        "parent_started": "2025-01-05T03:50:45.0000000Z",
        "parent_logon_id": 0x3E7A1,
        "parent_candidates": (EXCEL,),
    }

    assert expected == {key: COLUMNS[key].value(row) for key in expected}
    assert COLUMNS["document"].text(row).endswith("by the parent's own record, found by PID")


def test_what_is_not_known_is_null() -> None:
    """Triage hashes no file; proof and verification come only when the record is read again."""
    row = row_of(_flag(process()), "strict", None)
    unknown = ("file_sha256", "record_sha256", "chunk_sha256", "verified")
    expected: list[Value] = [None, None, None, None, []]

    assert expected == [COLUMNS[key].value(row) for key in (*unknown, "verified_details")]
    assert [""] * len(unknown) == [COLUMNS[key].text(row) for key in unknown]


@pytest.mark.parametrize(
    ("rule", "car_id"),
    [("seed", "CAR-2020-12-004"), ("published", "CAR-2021-01-006"), ("strict", "CAR-2021-01-006")],
)
def test_a_row_names_the_rule_in_force_and_its_id(rule: str, car_id: str) -> None:
    """Both ids exist in the world, for different rules."""
    row = row_of(_flag(process()), rule, None)

    assert (rule, car_id) == (COLUMNS["rule"].text(row), COLUMNS["car_id"].text(row))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, "", id="absent"),
        pytest.param("a", "a", id="text"),
        pytest.param(0, "0", id="zero"),
        pytest.param(True, "yes", id="true"),
        pytest.param(False, "no", id="false"),
        pytest.param([], "", id="empty-list"),
        pytest.param(["a", "b"], "a; b", id="list"),
        pytest.param([{"file": "a", "file_offset": 1}, {"file": "b"}], "a; b", id="list-of-mappings"),
        pytest.param({"path": "a", "note": "b"}, "a", id="mapping"),
        pytest.param({"path": None, "note": "b"}, "b", id="mapping-without-its-first"),
        pytest.param({"path": None, "note": ""}, "", id="mapping-without-anything"),
    ],
)
def test_a_value_has_one_text(value: Value, expected: str) -> None:
    """The same in every table and file."""
    assert expected == as_text(value)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(f'"{EXCEL}" C:\\a.xlsx', "C:\\a.xlsx", id="path"),
        pytest.param(f'"{EXCEL}" /dde', "/dde: Explorer hands the file over by a DDE message", id="why-not"),
        pytest.param(None, "no command line in this log", id="no-line"),
    ],
)
def test_a_document_is_its_path_or_why_there_is_none(line: str | None, expected: str) -> None:
    """The cell is never empty."""
    assert expected == COLUMNS["document"].text(_row(process(parent_command_line=line)))


@given(any_process(), st.booleans())
@steady
def test_every_column_has_a_text_for_any_flag(creation: ProcessCreation, is_proved: bool) -> None:
    """Nothing raises, whatever is absent; what makes a flag answerable is never empty."""
    row = _row(creation) if is_proved else row_of(_flag(creation), "strict", None)
    texts = {key: column.text(row) for key, column in EXPORTED.items()}

    assert all(isinstance(text, str) for text in texts.values())
    for key in ("rule", "matched", "severity", "reason", "source", "file_offset", "parent_link", "document"):
        assert texts[key]
    if creation.parent_link is not ParentLink.RECORDED:
        assert EXCEL in texts["parent_candidates"]
