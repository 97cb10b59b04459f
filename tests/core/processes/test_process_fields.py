"""core.processes.process_fields: every layout of Sysmon 1 and Security 4688, written to a log and read again."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.notation.windows import IntegrityLevel
from core.processes.process import ParentLink, Place, ProcessCreation
from core.processes.process_fields import creation_from
from core.reading.event import Event as DecodedEvent
from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from tests.core.builders import EXCEL
from tests.core.log_reading import read_bytes, read_log, steady
from tests.evtx_writer import (
    OMIT,
    Event,
    FieldValue,
    event_data,
    filetime,
    security_4688,
    security_4688_short,
    security_4689,
    sysmon_1,
    sysmon_3,
    sysmon_5,
    text,
    write_log,
)
from tests.evtx_writer.damage import record_offsets
from tests.evtx_writer.fields import Omit

TIME = filetime("2026-03-02T08:15:30.125") + 4567
"""Not a whole microsecond."""
NOWHERE = Place("", 0, 0, 0, 0)
CHILD = UUID("747f3d96-4a45-5a42-a23c-050000000012")
PARENT = UUID("747f3d96-4a40-5a42-a23c-050000000011")
LOGON = UUID("747f3d96-21d2-69a5-a23c-050000000000")
SUBJECT_SID, TARGET_SID = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-500"

SYSMON = ProcessCreation(
    source="sysmon-1",
    place=NOWHERE,
    event_record_id=77,
    channel="Microsoft-Windows-Sysmon/Operational",
    fqdn="WS01.corp.example",
    time_created=TIME,
    utc_time=filetime("2026-03-02T08:15:29.031"),
    image_path=r"C:\Windows\System32\cmd.exe",
    command_line='cmd.exe  /c "echo \u00e4"',
    current_working_directory="C:\\Users\\jdoe\\",
    pid=9112,
    guid=str(CHILD).upper(),
    user=r"CORP\jdoe",
    integrity_level=IntegrityLevel.HIGH,
    integrity_recorded="High",
    parent_image_path=EXCEL,
    parent_command_line=f'"{EXCEL}" "C:\\a b.xlsx"',
    ppid=5016,
    parent_guid=str(PARENT).upper(),
    parent_user=r"CORP\boss",
    parent_link=ParentLink.RECORDED,
    md5_hash="731281BA6452100C75EBE26E9A1810E4",
    sha1_hash="C6DBA1F06D124EBEEB1E541DBF834E066EB9F015",
    original_file_name="Cmd.Exe",
    description="Windows Command Processor",
    product="Microsoft\u00ae Windows\u00ae Operating System",
    company="Microsoft Corporation",
    file_version="10.0.19041.746 (WinBuild.160101.0800)",
    logon_id=0x53CA2,
    logon_guid=str(LOGON).upper(),
    terminal_session_id=1,
    rule_name="technique_id=T1059",
)
ADDED_LATER = {
    "4.0": ("description", "product", "company", "file_version"),
    "4.1": ("rule_name",),
    "4.21": ("original_file_name",),
    "4.80": ("parent_user",),
}
"""Schema of Sysmon, and the fields that it added."""
SCHEMAS = ("2.0", "3.10", "4.0", "4.1", "4.21", "4.80")

SECURITY = ProcessCreation(
    source="security-4688",
    place=NOWHERE,
    event_record_id=77,
    channel="Security",
    fqdn="WS01.corp.example",
    time_created=TIME,
    image_path=r"C:\Windows\System32\cmd.exe",
    command_line="cmd.exe /c whoami",
    pid=0x21A4,
    user=r"CORP\jdoe",
    sid=SUBJECT_SID,
    integrity_level=IntegrityLevel.MEDIUM,
    integrity_recorded="S-1-16-8192",
    parent_image_path=EXCEL,
    ppid=0x1398,
    parent_logon_id=0x53CA2,
    parent_link=ParentLink.RECORDED,
    logon_id=0x53CA2,
    token_elevation_type="%%1938",
)


def _read(*events: Event) -> list[ProcessCreation]:
    """Write a log and read it, leaving out where each record stands."""
    return [_anywhere(creation) for creation in read_bytes(write_log(None, events)).creations]


def _anywhere(creation: ProcessCreation) -> ProcessCreation:
    return msgspec.structs.replace(creation, place=NOWHERE)


def _without(creation: ProcessCreation, *names: str) -> ProcessCreation:
    return msgspec.structs.replace(creation, **dict.fromkeys(names))


def _sysmon(schema: str = "4.80", **changed: FieldValue | Omit) -> Event:
    late = {
        "4.1": {"rule_name": SYSMON.rule_name},
        "4.21": {"original_file_name": SYSMON.original_file_name},
        "4.80": {"parent_user": SYSMON.parent_user},
    }
    fields: dict[str, FieldValue | Omit] = {
        "utc_time": "2026-03-02 08:15:29.031",
        "process_guid": CHILD,
        "process_id": SYSMON.pid,
        "command_line": SYSMON.command_line,
        "current_directory": SYSMON.current_working_directory,
        "user": SYSMON.user,
        "logon_guid": LOGON,
        "integrity_level": "High",
        "parent_process_guid": PARENT,
        "parent_process_id": SYSMON.ppid,
        "parent_image": EXCEL,
        "parent_command_line": SYSMON.parent_command_line,
    }
    for added in SCHEMAS[: SCHEMAS.index(schema) + 1]:
        fields |= late.get(added, {})
    return sysmon_1(schema, time=TIME, computer="WS01.corp.example", record_id=77, **(fields | changed))  # type: ignore[arg-type]


def _security(version: int, **changed: FieldValue) -> Event:
    fields: dict[str, FieldValue] = {
        "SubjectUserSid": SUBJECT_SID,
        "SubjectUserName": "jdoe",
        "SubjectDomainName": "CORP",
    }
    if version:
        fields["CommandLine"] = SECURITY.command_line
    return security_4688(version, time=TIME, computer="WS01.corp.example", record_id=77, **(fields | changed))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_sysmon_1_is_read_whole_in_every_schema(schema: str) -> None:
    """Each field by its name; those that a later schema added are absent."""
    later = SCHEMAS[SCHEMAS.index(schema) + 1 :]
    absent = [name for added in later for name in ADDED_LATER.get(added, ())]

    assert [_without(SYSMON, *absent)] == _read(_sysmon(schema))


@pytest.mark.parametrize(
    ("version", "absent"),
    [
        (2, ()),
        (1, ("parent_image_path", "integrity_level", "integrity_recorded", "logon_id")),
        (0, ("parent_image_path", "integrity_level", "integrity_recorded", "logon_id", "command_line")),
    ],
)
def test_a_4688_is_read_whole_in_every_version(version: int, absent: tuple[str, ...]) -> None:
    """A version that has no parent name leaves the parent unknown, and no level is guessed from the token."""
    link = ParentLink.UNKNOWN if absent else ParentLink.RECORDED
    expected = msgspec.structs.replace(_without(SECURITY, *absent), parent_link=link)

    assert [expected] == _read(_security(version))


def test_a_4688_of_13_fields_is_read_like_one_without_a_parent() -> None:
    """Version 2 does not promise the fields that version 2 added."""
    event = security_4688_short(
        time=TIME,
        computer="WS01.corp.example",
        record_id=77,
        SubjectUserSid=SUBJECT_SID,
        SubjectUserName="jdoe",
        SubjectDomainName="CORP",
        command_line=SECURITY.command_line,
    )
    expected = msgspec.structs.replace(
        _without(SECURITY, "parent_image_path", "integrity_level", "integrity_recorded"),
        parent_link=ParentLink.UNKNOWN,
    )

    assert [expected] == _read(event)


@pytest.mark.parametrize(
    ("event", "expected"),
    [pytest.param(_sysmon(), SYSMON, id="sysmon"), pytest.param(_security(2), SECURITY, id="security")],
)
def test_the_order_of_the_fields_says_nothing(event: Event, expected: ProcessCreation) -> None:
    """Sysmon changed its layout under one version number, so position is never looked at."""

    @given(st.permutations(sorted(event.data)))
    @settings(steady, max_examples=15)
    def reads_the_same(names: list[str]) -> None:
        shuffled = replace(event, data={name: event.data[name] for name in names})

        assert [expected] == _read(shuffled)

    reads_the_same()


@pytest.mark.parametrize("version", [0, 1, 2, 3, 200])
def test_the_version_of_the_event_says_nothing(version: int) -> None:
    """The fields that are there count, under whatever version."""
    events = [replace(event, version=version) for event in (_sysmon(), _security(2))]
    expected = [SYSMON, SECURITY]

    assert expected == _read(*events)


SYSMON_TEXTS = (
    ("Image", "image_path"),
    ("CommandLine", "command_line"),
    ("CurrentDirectory", "current_working_directory"),
    ("User", "user"),
    ("ParentImage", "parent_image_path"),
    ("ParentCommandLine", "parent_command_line"),
    ("ParentUser", "parent_user"),
    ("OriginalFileName", "original_file_name"),
    ("Description", "description"),
    ("Product", "product"),
    ("Company", "company"),
    ("FileVersion", "file_version"),
    ("RuleName", "rule_name"),
)
SECURITY_TEXTS = (
    ("NewProcessName", "image_path"),
    ("CommandLine", "command_line"),
    ("ParentProcessName", "parent_image_path"),
    ("TokenElevationType", "token_elevation_type"),
    ("SubjectUserName", "user"),
)


@pytest.mark.parametrize("placeholder", ["", "-", "?", "<unknown process>", None])
def test_a_placeholder_is_absent_in_every_field(placeholder: str | None) -> None:
    """Each text field alone, so that none is forgotten; without its image the parent is unknown."""
    events = [
        *(
            replace(_sysmon(), data={**_sysmon().data, name: _text_or_null(placeholder)})
            for name, _ in SYSMON_TEXTS
        ),
        *(
            replace(_security(2), data={**_security(2).data, name: _text_or_null(placeholder)})
            for name, _ in SECURITY_TEXTS
        ),
    ]
    expected = [
        *(_lacking(SYSMON, field) for _, field in SYSMON_TEXTS),
        *(_lacking(SECURITY, field) for _, field in SECURITY_TEXTS),
    ]

    assert expected == _read(*events)


def _text_or_null(string: str | None) -> FieldValue:
    """The typed value of a text, or a null value."""
    return None if string is None else text(string)


def _lacking(whole: ProcessCreation, field: str) -> ProcessCreation:
    found = _without(whole, field)
    if field == "parent_image_path":
        return msgspec.structs.replace(found, parent_link=ParentLink.UNKNOWN)
    return found


@pytest.mark.parametrize(
    ("given_fields", "names"),
    [
        pytest.param({"process_guid": UUID(int=0)}, ("guid",), id="zero-guid"),
        pytest.param({"parent_process_guid": UUID(int=0)}, ("parent_guid",), id="zero-parent-guid"),
        pytest.param({"logon_guid": UUID(int=0)}, ("logon_guid",), id="zero-logon-guid"),
        pytest.param({"process_guid": text("-")}, ("guid",), id="dash-for-a-guid"),
        pytest.param({"process_id": text("-")}, ("pid",), id="dash-for-a-number"),
        pytest.param({"process_id": text("1" * 30)}, ("pid",), id="number-beyond-64-bits"),
        pytest.param({"parent_process_id": text("0x" + "f" * 30)}, ("ppid",), id="beyond-in-hexadecimal"),
        pytest.param({"utc_time": "-"}, ("utc_time",), id="dash-for-a-time"),
        pytest.param({"utc_time": "2026-02-30 00:00:00.000"}, ("utc_time",), id="impossible-time"),
        pytest.param({"integrity_level": "-"}, ("integrity_level", "integrity_recorded"), id="no-level"),
        pytest.param({"hashes": "-"}, ("md5_hash", "sha1_hash"), id="no-hashes"),
        pytest.param({"command_line": OMIT}, ("command_line",), id="missing-field"),
    ],
)
def test_what_sysmon_has_no_value_for_is_absent(
    given_fields: dict[str, FieldValue | Omit], names: tuple[str, ...]
) -> None:
    """Zero GUIDs, and what is no value of the field's kind; the rest of the record is read all the same."""
    assert [_without(SYSMON, *names)] == _read(_sysmon("4.80", **given_fields))


def test_a_parent_that_sysmon_did_not_know_keeps_its_pid() -> None:
    """Newer schemas write dashes and a zero GUID, and still the real ParentProcessId."""
    event = sysmon_1(
        parent_image="-",
        parent_command_line="-",
        parent_user="-",
        parent_process_guid=UUID(int=0),
        parent_process_id=1234,
    )
    (whole,) = _read(sysmon_1(parent_process_id=1234))
    names = ("parent_image_path", "parent_command_line", "parent_user", "parent_guid")
    expected = [msgspec.structs.replace(_without(whole, *names), parent_link=ParentLink.UNKNOWN)]

    assert expected == _read(event)


def test_pids_are_decimal_or_hexadecimal() -> None:
    """Sysmon logs integers, 4688 pointers, and there `ProcessId` is the creator's; both become numbers."""
    found = _read(
        sysmon_1(process_id=0xFFFFFFFF, parent_process_id=4),
        sysmon_1(process_id=text("9112"), parent_process_id=text("0x4")),
        security_4688(NewProcessId=0xFFFFFFFF, ProcessId=4),
        security_4688(NewProcessId=text("9112"), ProcessId=text("0x0000000000000004")),
    )

    expected = [(0xFFFFFFFF, 4), (9112, 4)] * 2

    assert expected == [(creation.pid, creation.ppid) for creation in found]


@pytest.mark.parametrize(
    ("fields", "user", "sid", "logon_id", "parent_user"),
    [
        pytest.param({}, r"CORP\jdoe", SUBJECT_SID, 0x53CA2, None, id="subject"),
        pytest.param(
            {
                "TargetUserSid": TARGET_SID,
                "TargetUserName": "Administrator",
                "TargetDomainName": "corp.example",
                "TargetLogonId": 0x99,
            },
            r"corp.example\Administrator",
            TARGET_SID,
            0x99,
            r"CORP\jdoe",
            id="target",
        ),
        pytest.param(
            {"TargetUserName": "Administrator", "TargetLogonId": 0x99},
            "Administrator",
            None,
            0x99,
            r"CORP\jdoe",
            id="target-without-domain-and-sid",
        ),
        pytest.param(
            {"TargetUserSid": TARGET_SID}, r"CORP\jdoe", SUBJECT_SID, 0x53CA2, None, id="target-without-name"
        ),
        pytest.param(
            {"TargetUserName": "", "TargetDomainName": ""},
            r"CORP\jdoe",
            SUBJECT_SID,
            0x53CA2,
            None,
            id="empty-target",
        ),
        pytest.param(
            {"SubjectDomainName": "-"}, "jdoe", SUBJECT_SID, 0x53CA2, None, id="subject-without-domain"
        ),
        pytest.param({"SubjectUserName": "-"}, None, SUBJECT_SID, 0x53CA2, None, id="subject-without-name"),
        pytest.param({"SubjectUserSid": "S-1-0-0"}, r"CORP\jdoe", None, 0x53CA2, None, id="null-subject"),
    ],
)
def test_a_4688_runs_as_its_target_user_where_one_is_set(
    fields: dict[str, FieldValue], user: str | None, sid: str | None, logon_id: int, parent_user: str | None
) -> None:
    """Name, SID and logon always come from one account, never from two; the subject's logon is the creator's."""
    (found,) = _read(_security(2, **fields))

    assert (user, sid, logon_id, parent_user) == (found.user, found.sid, found.logon_id, found.parent_user)
    assert found.parent_logon_id == 0x53CA2


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(_security(2, SubjectLogonId=0x3E7), 0x3E7, id="system"),
        pytest.param(_security(0, SubjectLogonId=0x3E7), 0x3E7, id="oldest-version"),
        pytest.param(_security(2, SubjectLogonId=text("-")), None, id="placeholder"),
        pytest.param(_security(2, SubjectLogonId=0x3E7, TargetLogonId=0x99), 0x3E7, id="never-the-targets"),
        pytest.param(_sysmon(), None, id="sysmon"),
    ],
)
def test_the_creators_logon_is_the_subjects(event: Event, expected: int | None) -> None:
    """Only 4688 records it; Sysmon's `LogonId` is the child's."""
    (found,) = _read(event)

    assert expected == found.parent_logon_id


def test_integrity_levels_of_both_sources_are_one_scale() -> None:
    """The level for comparing, and beside it what the log writes."""
    words = [
        ("Low", IntegrityLevel.LOW),
        ("AppContainer", IntegrityLevel.APPCONTAINER),
        ("Medium", IntegrityLevel.MEDIUM),
        ("High", IntegrityLevel.HIGH),
        ("System", IntegrityLevel.SYSTEM),
        ("no level", IntegrityLevel.UNKNOWN),
        ("Mittel", IntegrityLevel.UNKNOWN),
    ]
    labels = [
        ("S-1-16-0", IntegrityLevel.UNTRUSTED),
        ("S-1-16-4096", IntegrityLevel.LOW),
        ("S-1-16-8192", IntegrityLevel.MEDIUM),
        ("S-1-16-8448", IntegrityLevel.MEDIUM_PLUS),
        ("S-1-16-12288", IntegrityLevel.HIGH),
        ("S-1-16-12289", IntegrityLevel.HIGH),
        ("S-1-16-16384", IntegrityLevel.SYSTEM),
        ("S-1-16-20480", IntegrityLevel.PROTECTED),
        ("S-1-5-18", IntegrityLevel.UNKNOWN),
    ]
    found = _read(
        *(sysmon_1(integrity_level=word) for word, _ in words),
        *(security_4688(MandatoryLabel=label) for label, _ in labels),
    )

    assert words + labels == [(creation.integrity_recorded, creation.integrity_level) for creation in found]


@pytest.mark.parametrize(
    ("hashes", "expected"),
    [
        pytest.param("MD5=A,SHA1=B,SHA256=C,IMPHASH=D", ("A", "B", "C", "D"), id="all"),
        pytest.param("IMPHASH=D,SHA256=C", (None, None, "C", "D"), id="any-order"),
        pytest.param("md5=a, Sha256 = c", ("a", None, None, None), id="name-before-a-blank-is-another-name"),
        pytest.param("md5=a, Sha256=c", ("a", None, "c", None), id="any-case-and-blanks"),
        pytest.param("SHA512=X,MD5=A", ("A", None, None, None), id="unknown-algorithm"),
        pytest.param("MD5=,SHA1=B", (None, "B", None, None), id="empty-value"),
        pytest.param("MD5=A=B", ("A=B", None, None, None), id="equals-sign-in-the-value"),
        pytest.param("MD5", (None, None, None, None), id="no-value"),
        pytest.param(",,,=,", (None, None, None, None), id="separators"),
        pytest.param("-", (None, None, None, None), id="placeholder"),
    ],
)
def test_hashes_are_told_apart_by_name(hashes: str, expected: tuple[str | None, ...]) -> None:
    """The values stay as the log writes them."""
    (found,) = _read(sysmon_1(hashes=hashes))

    assert expected == (found.md5_hash, found.sha1_hash, found.sha256_hash, found.imphash)


def test_the_single_hash_of_the_oldest_sysmon_is_read() -> None:
    """Before schema 2.0 there was one `Hash` and its `HashType`."""
    oldest = {name: value for name, value in sysmon_1("2.0").data.items() if name != "Hashes"}
    events = [
        replace(sysmon_1("2.0"), data={**oldest, "HashType": "SHA1", "Hash": "B"}),
        replace(sysmon_1("2.0"), data={**oldest, "Hash": "SHA256=C"}),
        replace(sysmon_1("2.0"), data={**oldest, "Hash": "B"}),
    ]

    expected = [("B", None), (None, None), (None, None)]

    assert expected == [(creation.sha1_hash, creation.sha256_hash) for creation in _read(*events)]


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(replace(sysmon_1(), provider="Evil-Provider"), id="other-provider-with-id-1"),
        pytest.param(replace(sysmon_1(), provider="Microsoft-Windows-Sysmon2"), id="longer-name"),
        pytest.param(replace(sysmon_1(), provider="microsoft-windows-sysmon"), id="other-case"),
        pytest.param(replace(security_4688(), provider="Microsoft-Windows-Sysmon"), id="sysmon-with-4688"),
        pytest.param(
            replace(sysmon_1(), provider="Microsoft-Windows-Security-Auditing"), id="security-with-id-1"
        ),
        pytest.param(replace(security_4688(), provider="Security"), id="other-provider-with-4688"),
        pytest.param(replace(sysmon_1(), event_id=2), id="sysmon-2"),
        pytest.param(sysmon_3(), id="sysmon-3"),
        pytest.param(sysmon_5(), id="sysmon-5"),
        pytest.param(security_4689(), id="4689"),
    ],
)
def test_an_event_of_another_kind_is_no_creation(event: Event) -> None:
    """The provider is checked, not only the number of the event."""
    assert not _read(event)


@pytest.mark.parametrize(
    ("provider", "event_id"),
    [
        ("Evil-Provider", 1),
        ("Evil-Provider", 4688),
        ("Microsoft-Windows-Sysmon", 4688),
        ("Microsoft-Windows-Security-Auditing", 1),
        ("", 1),
    ],
)
def test_a_number_without_its_provider_makes_no_creation(provider: str, event_id: int) -> None:
    """Whoever hands in the event: the fields alone do not make it one."""
    data = {"Image": SYSMON.image_path, "NewProcessName": SYSMON.image_path, "ParentImage": EXCEL}
    event = DecodedEvent(
        provider=provider,
        event_id=event_id,
        event_record_id=1,
        channel="Security",
        computer="WS01",
        time_created=TIME,
        data=data,
    )

    assert creation_from(event, NOWHERE, TIME) is None


def test_a_forwarded_event_keeps_the_channel_and_host_of_its_origin(tmp_path: Path) -> None:
    """The file's own name and its record numbers say nothing about where an event comes from."""
    log = tmp_path / "ForwardedEvents.evtx"
    write_log(
        log,
        [
            sysmon_1(computer="WS01.corp.example", record_id=4711),
            security_4688(computer="FS02", record_id=4711),
        ],
        first_record=1_000,
    )
    found = read_log(log).creations

    expected = [
        ("WS01.corp.example", "Microsoft-Windows-Sysmon/Operational", 4711, 1_000),
        ("FS02", "Security", 4711, 1_001),
    ]

    assert expected == [
        (one.fqdn, one.channel, one.event_record_id, one.place.record_number) for one in found
    ]


def test_a_creation_knows_where_its_record_stands() -> None:
    """The bytes at its place are the record, in whichever chunk."""
    log = write_log(None, [sysmon_1(command_line=str(number)) for number in range(90)], chunk_fill=40)
    expected = [
        (offset, *struct.unpack_from("<IQ", log, offset + 4), (offset - FILE_HEADER_SIZE) // CHUNK_SIZE)
        for offset in record_offsets(log)
    ]
    places = [creation.place for creation in read_bytes(log).creations]

    assert expected == [
        (place.file_offset, place.record_size, place.record_number, place.chunk) for place in places
    ]


@given(st.lists(st.integers(filetime("1970-01-02"), filetime("2200-01-01")), min_size=1, max_size=20))
@settings(steady, max_examples=20)
def test_the_time_of_an_event_is_kept_to_100_ns(times: list[int]) -> None:
    """The reader's JSON has six digits; the seventh comes from the record."""
    found = _read(*(sysmon_1(time=time) for time in times))

    assert [(time, time // 10_000 * 10_000) for time in times] == [
        (creation.time_created, creation.utc_time) for creation in found
    ]


def test_a_field_that_stands_twice_counts_once_and_is_named() -> None:
    """Windows never writes it: the first value counts, and the row says so."""
    pairs = _repeated(sysmon_1().data.items(), "ParentImage", EXCEL)
    (found,) = _read(replace(sysmon_1(parent_image=r"C:\a.exe"), body=event_data(pairs)))

    expected = (r"C:\first.exe", ("ParentImage",))

    assert expected == (found.parent_image_path, found.repeated_names)


def _repeated(
    pairs: Iterable[tuple[str, FieldValue]], name: str, second: str
) -> Iterable[tuple[str, FieldValue]]:
    for field, value in pairs:
        if field == name:
            yield field, r"C:\first.exe"
            yield field, second
        else:
            yield field, value
