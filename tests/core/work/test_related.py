"""core.work.related: which events are about a process, from the bytes of logs to the ordered list."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from core.processes.living import ONE_START
from core.reading import search
from core.work import related_bytes
from core.work.related import (
    BY_GUID,
    BY_LOGON,
    BY_PID,
    Wanted,
)
from tests.core.log_reading import log_file
from tests.core.work.related_logs import (
    AT_ONCE,
    BY_SECURITY,
    BY_SYSMON,
    ENDLESS,
    EXCEL,
    GUID,
    LOGON,
    MINUTE,
    OTHER_PID,
    OTHERS,
    PID,
    RAW,
    SECOND,
    SEVERAL,
    STRANGER,
    TEXT,
    Found,
    as_text,
    here,
    security,
    ways,
    written,
)
from tests.evtx_writer import (
    Event,
    powershell_4103,
    powershell_4104,
    security_4624,
    security_4688,
    security_4689,
    sysmon_1,
    sysmon_3,
    sysmon_5,
    sysmon_7,
    sysmon_8,
    sysmon_10,
    sysmon_11,
    sysmon_12,
    sysmon_13,
    sysmon_15,
    sysmon_22,
    sysmon_23,
)
from tests.evtx_writer.hostile import split_text
from tests.evtx_writer.sysmon_layouts import COMPUTER, TIME

if sys.platform == "win32":
    pass
else:
    pass


@pytest.fixture(params=["hyperscan", "portable"])
def each_search(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Search by Hyperscan where there is one, and by Python alone."""
    if request.param == "portable":
        monkeypatch.setattr(related_bytes, "needle_search", search.portable_needles)
    elif not search.HAS_HYPERSCAN:
        pytest.skip("hyperscan has no wheel for this machine")
    related_bytes.record_search.cache_clear()


BY_A_GUID: tuple[tuple[Event, Found], ...] = (
    (sysmon_1(**RAW, parent_process_guid=EXCEL), [(BY_GUID, "ProcessGuid")]),
    (sysmon_1(**OTHERS, parent_process_guid=GUID), [(BY_GUID, "ParentProcessGuid")]),
    (sysmon_3(**RAW), [(BY_GUID, "ProcessGuid")]),
    (sysmon_5(**RAW), [(BY_GUID, "ProcessGuid")]),
    (sysmon_7(**RAW), [(BY_GUID, "ProcessGuid")]),
    (sysmon_8(source_process_guid=GUID, target_process_guid=EXCEL), [(BY_GUID, "SourceProcessGuid")]),
    (sysmon_8(source_process_guid=EXCEL, target_process_guid=GUID), [(BY_GUID, "TargetProcessGuid")]),
    (sysmon_10(source_process_guid=GUID, target_process_guid=EXCEL), [(BY_GUID, "SourceProcessGUID")]),
    (sysmon_10(source_process_guid=EXCEL, target_process_guid=GUID), [(BY_GUID, "TargetProcessGUID")]),
    (sysmon_10(source_process_guid=GUID, target_process_guid=GUID), [(BY_GUID, "SourceProcessGUID")]),
    (sysmon_11(**RAW), [(BY_GUID, "ProcessGuid")]),
    (sysmon_12(**RAW), [(BY_GUID, "ProcessGuid")]),
    (sysmon_13(**RAW), [(BY_GUID, "ProcessGuid")]),
    (sysmon_15(**RAW), [(BY_GUID, "ProcessGuid")]),
    (sysmon_22(**RAW), [(BY_GUID, "ProcessGuid")]),
    (sysmon_23(**RAW), [(BY_GUID, "ProcessGuid")]),
    (sysmon_3(**OTHERS), []),
    (sysmon_3(process_guid=STRANGER, process_id=PID, time=AT_ONCE), []),
    (sysmon_3(**RAW, computer="OTHER.example.corp"), []),
    (sysmon_3(**RAW, computer=COMPUTER.upper()), [(BY_GUID, "ProcessGuid")]),
    (sysmon_3(process_guid=GUID, process_id=1, time=TIME - 400 * MINUTE), [(BY_GUID, "ProcessGuid")]),
    # text, whoever wrote it
    (sysmon_13(**OTHERS, details=TEXT), [(BY_GUID, "Details")]),
    (sysmon_13(**OTHERS, details=f"{{{TEXT.lower()}}}"), [(BY_GUID, "Details")]),
    (sysmon_13(**OTHERS, details=f"x {TEXT.title()} y"), [(BY_GUID, "Details")]),
    (sysmon_13(**OTHERS, details=TEXT[:-1]), []),
    (sysmon_13(**OTHERS, details=split_text(TEXT[:20], TEXT[20:])), []),
    (
        powershell_4104(script_block_text=f"Stop-It '{TEXT.lower()}'", execution_process=1),
        [(BY_GUID, "ScriptBlockText")],
    ),
    (Event("Some-Source", 77, "Some/Channel", COMPUTER, TIME, {"About": GUID}), [(BY_GUID, "About")]),
    (Event("Some-Source", 77, "Some/Channel", COMPUTER, TIME, {"About": str(STRANGER)}), []),
)


@pytest.mark.usefixtures("each_search")
def test_by_the_guid(tmp_path: Path) -> None:
    """As 16 raw bytes or as text in any case, in any field of any provider, on the process's host."""
    for event, expected in BY_A_GUID:
        assert (event, expected) == (event, ways(here([written(tmp_path, event)], BY_SYSMON)))


PID_FIELD = ("pid", PID)
BY_A_PID: tuple[tuple[Event, Found], ...] = (
    (security_4688(new_process_id=PID, process_id=5016), [(BY_PID, "NewProcessId")]),
    (security_4688(new_process_id=OTHER_PID, process_id=PID, time=AT_ONCE), [(BY_PID, "ProcessId")]),
    (security_4688(new_process_id=OTHER_PID, process_id=5016), []),
    (security_4689(process_id=PID, time=TIME + MINUTE), [(BY_PID, "ProcessId")]),
    (security(4656, ProcessId=PID_FIELD), [(BY_PID, "ProcessId")]),
    (security(4657, ProcessId=PID_FIELD), [(BY_PID, "ProcessId")]),
    (security(4658, ProcessId=PID_FIELD), [(BY_PID, "ProcessId")]),
    (security(4663, ProcessId=PID_FIELD), [(BY_PID, "ProcessId")]),
    (security(4648, ProcessId=PID_FIELD, SubjectLogonId=("logon", 0x999)), [(BY_PID, "ProcessId")]),
    (security(4698, ClientProcessId=PID), [(BY_PID, "ClientProcessId")]),
    (security(5156, ProcessID=PID), [(BY_PID, "ProcessID")]),
    (security(5156, ProcessID=2**40), []),
    (security(5158, ProcessId=PID), [(BY_PID, "ProcessId")]),
    (security(4719, ProcessId=PID_FIELD), []),  # documented with no such field
    (security(4663, HandleId=PID_FIELD), []),
    (powershell_4103(execution_process=PID), [(BY_PID, "Execution/ProcessID")]),
    (powershell_4104(execution_process=PID), [(BY_PID, "Execution/ProcessID")]),
    (powershell_4104(execution_process=OTHER_PID, message_number=PID), []),
    # another host, another time
    (security_4689(process_id=PID, computer="OTHER.example.corp"), []),
    (powershell_4104(execution_process=PID, computer="OTHER.example.corp"), []),
    (powershell_4104(execution_process=PID, time=TIME - ONE_START - 1), []),
    (powershell_4104(execution_process=PID, time=TIME - ONE_START), [(BY_PID, "Execution/ProcessID")]),
    (
        powershell_4104(execution_process=PID, time=TIME + MINUTE + ONE_START),
        [(BY_PID, "Execution/ProcessID")],
    ),
    (powershell_4104(execution_process=PID, time=TIME + MINUTE + ONE_START + 10), []),
)


@pytest.mark.usefixtures("each_search")
@pytest.mark.parametrize("wanted", [BY_SYSMON, BY_SECURITY])
def test_by_the_pid(tmp_path: Path, wanted: Wanted) -> None:
    """On its host and in its lifetime, in the fields that are documented to hold a PID."""
    for event, expected in BY_A_PID:
        assert (event, expected) == (event, ways(here([written(tmp_path, event)], wanted)))


SYSMON_BY_PID: tuple[tuple[Event, Found], ...] = (
    (sysmon_3(**RAW), [(BY_PID, "ProcessId")]),
    (sysmon_1(**OTHERS, parent_process_id=PID), [(BY_PID, "ParentProcessId")]),
    (sysmon_10(source_process_id=PID, target_process_id=7), [(BY_PID, "SourceProcessId")]),
    (sysmon_10(source_process_id=7, target_process_id=PID), [(BY_PID, "TargetProcessId")]),
    (sysmon_3(**RAW, time=TIME + 2 * MINUTE), []),
    (sysmon_3(**OTHERS, source_port=PID), []),
)


@pytest.mark.usefixtures("each_search")
def test_a_process_without_a_guid_has_events_of_sysmon_by_its_pid(tmp_path: Path) -> None:
    """One with a GUID has them by that alone."""
    for event, expected in SYSMON_BY_PID:
        assert (event, expected) == (event, ways(here([written(tmp_path, event)], BY_SECURITY)))


@pytest.mark.parametrize(
    "unbound",
    [{"fqdn": None}, {"fqdn": ""}, {"started": None}, {"pid": None}, {"pid": 0}, {"fqdn": "x" * 256}],
)
def test_a_pid_without_host_or_time_finds_nothing(tmp_path: Path, unbound: dict[str, object]) -> None:
    """It is used again and again."""
    wanted = msgspec.structs.replace(BY_SECURITY, **unbound)
    log = written(tmp_path, security_4688(new_process_id=PID), security_4689(process_id=PID), sysmon_3(**RAW))

    assert here([log], wanted).events == []


def test_a_guid_counts_on_any_host_where_the_host_is_not_known(tmp_path: Path) -> None:
    """The parent of a row may be known by nothing else."""
    log = written(tmp_path, sysmon_3(**RAW, computer="A"), sysmon_3(**RAW, computer="B"))

    assert len(here([log], Wanted(None, TEXT, None, None, None)).events) == 2


LIVES: tuple[tuple[str, list[Event], list[float]], ...] = (
    (
        "a later start with the PID ends it",
        [
            security_4688(new_process_id=PID),
            powershell_4104(execution_process=PID, time=TIME + 5 * SECOND),
            security_4688(new_process_id=PID, time=TIME + 9 * SECOND),
            powershell_4104(execution_process=PID, time=TIME + 12 * SECOND),
        ],
        [0, 5],
    ),
    (
        "its end ends it",
        [
            security_4688(new_process_id=PID),
            security_4689(process_id=PID, time=TIME + 5 * SECOND),
            powershell_4104(execution_process=PID, time=TIME + 90 * SECOND),
        ],
        [0, 5],
    ),
    (
        "an end before its start was another's",
        [
            powershell_4104(execution_process=PID, time=TIME - 15_000_000),
            security_4689(process_id=PID, time=TIME - SECOND),
            security_4688(new_process_id=PID),
            powershell_4104(execution_process=PID, time=TIME + SECOND),
        ],
        [0, 1],
    ),
    (
        "both logs tell of one start",
        [
            security_4688(new_process_id=PID, time=TIME + SECOND),
            powershell_4104(execution_process=PID, time=TIME + 5 * SECOND),
        ],
        [1, 5],
    ),
    (
        "what is of another's start and end says nothing",
        [
            security_4688(new_process_id=OTHER_PID, process_id=PID, time=TIME + 5 * SECOND),
            security_4689(process_id=OTHER_PID, time=TIME + 6 * SECOND),
            powershell_4104(execution_process=PID, time=TIME + 7 * SECOND),
        ],
        [5, 7],
    ),
)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("what", "events", "expected"), LIVES, ids=[what for what, _, _ in LIVES])
def test_a_pid_that_is_used_again(
    tmp_path: Path, what: str, events: list[Event], expected: list[float], reverse: bool
) -> None:
    """Where no log said when the process ended, the events that are found do, in whatever order they stand."""
    log = written(tmp_path, *(reversed(events) if reverse else events))

    found = here([log], ENDLESS)

    assert expected == [(event.time - TIME) / SECOND for event in found.events if event.time is not None]


LOGONS: tuple[tuple[str, list[Event], list[tuple[int, float]]], ...] = (
    (
        "the newest before the start",
        [security_4624(time=TIME - minutes * MINUTE) for minutes in (900, 30, 60)]
        + [security_4624(time=TIME + SECOND)],
        [(4624, -30)],
    ),
    (
        "of each kind",
        [
            security_4624(time=TIME - 30 * MINUTE),
            security(4672, time=TIME - 30 * MINUTE, SubjectLogonId=("logon", LOGON)),
            security(4648, time=TIME - 3 * MINUTE, SubjectLogonId=("logon", LOGON)),
            security(4634, time=TIME - 2 * MINUTE, TargetLogonId=("logon", LOGON)),
        ],
        [(4624, -30), (4672, -30), (4648, -3)],
    ),
    ("not as another's subject", [security_4624(subject_logon_id=LOGON, target_logon_id=0x777)], []),
    ("on no other host", [security_4624(time=TIME - MINUTE, computer="OTHER")], []),
    ("whole", [security_4624(time=TIME - MINUTE, target_logon_id=LOGON + 2**40)], []),
)


@pytest.mark.usefixtures("each_search")
@pytest.mark.parametrize(("what", "events", "expected"), LOGONS, ids=[what for what, _, _ in LOGONS])
def test_the_logon(tmp_path: Path, what: str, events: list[Event], expected: list[tuple[int, float]]) -> None:
    """By its id, on the host, not later than the process."""
    found = here([written(tmp_path, *events)], BY_SYSMON)

    assert expected == [(event.event_id, ((event.time or 0) - TIME) / MINUTE) for event in found.events]
    assert {event.found_by for event in found.events} <= {BY_LOGON}


BOOTED = TIME - 60 * MINUTE
SID = "S-1-5-21-1-2-3-1001"


@pytest.mark.usefixtures("each_search")
@pytest.mark.parametrize(
    ("wanted", "minutes", "is_its_own"),
    [
        pytest.param({}, 600, True, id="nothing else is known"),
        pytest.param({"booted": BOOTED}, 30, True, id="after the boot"),
        pytest.param({"booted": BOOTED}, 60.5, True, id="while the host started"),
        pytest.param({"booted": BOOTED}, 62, False, id="before the boot"),
        pytest.param({"user": "EXAMPLE\\J.DOE"}, 30, True, id="the user, in another case"),
        pytest.param({"user": "EXAMPLE\\admin"}, 30, False, id="another user"),
        pytest.param({"user": "OTHER\\j.doe"}, 30, False, id="another domain"),
        pytest.param({"user": "example.corp\\j.doe"}, 30, True, id="the domain by its long name"),
        pytest.param({"user": "j.doe"}, 30, True, id="without a domain"),
        pytest.param({"user": "AzureAD\\j.doe@example.com"}, 30, True, id="an address says nothing"),
        pytest.param({"sid": SID, "user": "EXAMPLE\\admin"}, 30, True, id="the SID"),
        pytest.param({"sid": f"{SID}0"}, 30, False, id="another SID"),
    ],
)
def test_a_logon_of_another_boot_or_user(
    tmp_path: Path, wanted: dict[str, object], minutes: float, is_its_own: bool
) -> None:
    """An id is used again after a boot, and is of one user at a time."""
    logon = security_4624(
        time=TIME - int(minutes * MINUTE),
        target_user_name="j.doe",
        target_domain_name="EXAMPLE",
        target_user_sid=SID,
    )
    log = written(tmp_path, logon)

    found = here([log], msgspec.structs.replace(BY_SYSMON, **wanted))

    assert [4624] * is_its_own == [event.event_id for event in found.events]


@pytest.mark.parametrize("logon", [0x3E7, 0x3E4, 0x3E5, 0, None])
def test_a_logon_of_the_system_says_nothing(tmp_path: Path, logon: int | None) -> None:
    """It is the same from one boot to the next, and for every service."""
    wanted = msgspec.structs.replace(BY_SYSMON, logon_id=logon)
    log = written(tmp_path, security_4624(time=TIME - MINUTE, target_logon_id=logon or 0))

    assert here([log], wanted).events == []


def test_events_about_several_processes(tmp_path: Path) -> None:
    """Each is about the first of them, unless a stronger sign speaks for another; and once."""
    log = written(
        tmp_path,
        sysmon_1(**RAW, parent_process_guid=EXCEL),
        sysmon_1(**OTHERS, parent_process_guid=EXCEL, parent_process_id=5016, time=AT_ONCE),
        sysmon_13(process_guid=EXCEL, process_id=5016, details=f"for {TEXT}", time=AT_ONCE + 1_0000),
        powershell_4104(execution_process=5016, time=AT_ONCE + 2_0000),
        security_4624(time=TIME - MINUTE),
    )

    found = here([log], *SEVERAL)

    assert [(event.process, event.as_field) for event in found.events] == [
        (0, "TargetLogonId"),
        (0, "ProcessGuid"),
        (1, "ParentProcessGuid"),
        (1, "ProcessGuid"),
        (1, "Execution/ProcessID"),
    ]


def test_what_an_event_holds(tmp_path: Path) -> None:
    """All its fields, its own time, and where it stands."""
    log = written(tmp_path, sysmon_3(**OTHERS), sysmon_22(**RAW, time=AT_ONCE, record_id=77))

    (event,) = here([log], BY_SYSMON).events

    assert event.fields == (
        ("RuleName", "-"),
        ("UtcTime", "2026-03-02 08:15:31.125"),
        ("ProcessGuid", TEXT),
        ("ProcessId", "8612"),
        ("QueryName", "files.example.net"),
        ("QueryStatus", "0"),
        ("QueryResults", "::ffff:203.0.113.24;"),
        ("Image", r"C:\Windows\System32\cmd.exe"),
        ("User", r"EXAMPLE\j.doe"),
    )
    assert event.field("QueryName") == "files.example.net"
    assert event.field("Nothing") is None
    assert event.kind == ("Microsoft-Windows-Sysmon", 22)
    assert (event.event_record_id, event.time, event.fqdn) == (77, AT_ONCE, COMPUTER)
    assert (event.place.file, event.place.chunk, event.place.record_number) == (log.name, 0, 2)
    assert not event.is_cut
    record = Path(log.path).read_bytes()[event.place.file_offset :][: event.place.record_size]
    assert GUID.bytes_le in record


def test_events_come_in_the_order_of_their_times(tmp_path: Path) -> None:
    """Over all logs, by Sysmon's own time."""
    first = written(
        tmp_path,
        sysmon_3(**RAW, time=AT_ONCE + 9 * SECOND, utc_time="2026-03-02 08:15:33.000"),
        sysmon_5(**RAW, time=AT_ONCE + 5 * SECOND),
        name="a.evtx",
    )
    second = written(tmp_path, sysmon_22(**RAW, time=AT_ONCE + 3 * SECOND), name="b.evtx")

    assert [event.event_id for event in here([first, second], BY_SYSMON).events] == [3, 22, 5]


def test_a_copied_log_adds_places_only(tmp_path: Path) -> None:
    """Equal events of one file stay apart."""
    events = [*[sysmon_3(**RAW, record_id=7)] * 2, sysmon_5(**RAW, time=AT_ONCE, record_id=8)]
    one = written(tmp_path, *events, name="one.evtx")
    copy = written(tmp_path, sysmon_7(**OTHERS), *events, name="copy.evtx")

    found = here([one, copy], BY_SYSMON)

    assert [event.event_id for event in found.events] == [3, 3, 5]
    assert all(event.place.file == one.name for event in found.events)
    assert [[(copy.name, number)] for number in (2, 3, 4)] == [
        [(place.file, place.record_number) for place in event.also_in] for event in found.events
    ]


def test_records_without_a_template(tmp_path: Path) -> None:
    """Where a collector writes values as text they are found as text, whenever it wrote the record."""
    path = tmp_path / "forwarded.evtx"
    path.write_bytes(
        as_text(
            (4688, {"NewProcessId": f"0x{PID:X}", "ProcessId": "0x1398"}),
            (4688, {"NewProcessId": "0x111", "ProcessId": "0x1398"}),
            (4624, {"TargetLogonId": "0x53ca2"}),
        )
    )

    found = here([log_file(path)], BY_SYSMON)

    assert ways(found) == [(BY_PID, "NewProcessId"), (BY_LOGON, "TargetLogonId")]
