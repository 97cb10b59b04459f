"""core.work.scan, of hosts that Sysmon and Security both watch: one row a start, and what a case knows besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.detection.descendants import DESCENDANT
from core.detection.severity import Severity
from core.detection.verification import Agreement
from core.processes.host_events import HostEventKind
from core.processes.process import ParentLink, ProcessCreation
from core.work.chunk_range import Effort
from core.work.scan import ScanResult
from tests.core.work.cases import CMD, EXCEL, NOON, SECOND, scanned, written
from tests.evtx_writer import (
    OMIT,
    Event,
    process_guid,
    security_1102,
    security_4608,
    security_4688,
    security_4688_short,
    security_4689,
    sysmon_1,
    system_104,
)

EXPLORER = r"C:\Windows\explorer.exe"
POWERSHELL = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
CHILD = process_guid(NOON, 8612)


def sysmon(**fields: object) -> Event:
    """Describe cmd.exe under Excel as Sysmon records it, at noon."""
    return sysmon_1(time=NOON, **fields)  # type: ignore[arg-type]


def security(**fields: object) -> Event:
    """Describe the same start as Security records it, a millisecond later."""
    return security_4688(time=NOON + 10_000, **fields)  # type: ignore[arg-type]


def records(process: ProcessCreation) -> list[tuple[str, str]]:
    """Give the source and file of the row's own record and of the other."""
    other = process.other_record
    found = [(process.source, process.place), *([] if other is None else [(other.source, other.place)])]
    return [(source, Path(place.file).name) for source, place in found]


def counts(result: ScanResult) -> list[tuple[str, int, int]]:
    """Give each log's process creations and those without a known parent."""
    return [
        (Path(report.file).name, report.process_creations, report.parents_unknown)
        for report in result.reports
    ]


# ---------------------------------------------------------------- one row
def test_both_records_in_one_file_are_one_row(tmp_path: Path) -> None:
    """The file has two process creations all the same."""
    log = written(tmp_path, "Forwarded.evtx", security(), sysmon())

    result = scanned(log)

    (row,) = result.flagged
    assert [row.process] == list(result.creations)
    assert records(row.process) == [("sysmon-1", "Forwarded.evtx"), ("security-4688", "Forwarded.evtx")]
    assert counts(result) == [("Forwarded.evtx", 2, 0)]
    assert row.severity is Severity.HIGH
    assert "disagree" not in row.reason


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("effort", list(Effort))
def test_both_records_in_two_files_are_one_row(tmp_path: Path, effort: Effort, jobs: int) -> None:
    """Also in triage, for both hold the parent's name; copies of either are named with it."""
    written(tmp_path, "Security.evtx", security_4689(time=NOON - SECOND), security())
    log = written(tmp_path, "Sysmon.evtx", sysmon())
    (tmp_path / "copy.evtx").write_bytes((tmp_path / "Security.evtx").read_bytes())
    paths = sorted(tmp_path.iterdir())

    for order in (paths, paths[::-1]):
        result = scanned(*order, effort=effort, jobs=jobs)

        (row,) = result.flagged
        assert str(log) == row.process.place.file
        assert row.process.other_record is not None
        places = (row.process.other_record.place, *row.process.other_record.also_in)
        assert {"Security.evtx", "copy.evtx"} == {Path(place.file).name for place in places}
        assert [report.process_creations for report in result.reports] == [1, 1, 1]


def test_a_parent_that_nobody_knows_counts_once(tmp_path: Path) -> None:
    """It is one process, although two logs record it."""
    nobody = sysmon(parent_image="-", parent_process_guid=OMIT, parent_process_id=77)
    written(tmp_path, "Security.evtx", security_4688(1, time=NOON, ProcessId=77))
    written(tmp_path, "Sysmon.evtx", nobody)

    result = scanned(tmp_path)

    (creation,) = result.creations
    assert creation.parent_link is ParentLink.UNKNOWN
    assert counts(result) == [("Security.evtx", 1, 0), ("Sysmon.evtx", 1, 1)]


def test_security_names_the_parent_that_sysmon_does_not(tmp_path: Path) -> None:
    """Its record leads and is the proof; what Sysmon has besides fills the row."""
    written(tmp_path, "Security.evtx", security())
    written(tmp_path, "Sysmon.evtx", sysmon(parent_image="-"))

    (row,) = scanned(tmp_path, with_second_reader=True).flagged

    assert records(row.process) == [("security-4688", "Security.evtx"), ("sysmon-1", "Sysmon.evtx")]
    assert (row.process.parent_link, row.process.parent_image_path) == (ParentLink.RECORDED, EXCEL)
    assert row.process.sha1_hash is not None
    assert row.proof is not None
    assert row.proof.holds_literal
    assert row.verification is not None
    assert row.verification.agreement is Agreement.AGREE


def test_an_inferred_parent_is_looked_for_once(tmp_path: Path) -> None:
    """Neither record names it; the row that both are has it."""
    guid = process_guid(NOON - SECOND, 0x1398)
    excel = sysmon_1(
        time=NOON - SECOND, image=EXCEL, process_id=0x1398, process_guid=guid, parent_image=EXPLORER
    )
    written(tmp_path, "Security.evtx", security_4688_short(time=NOON))
    written(tmp_path, "Sysmon.evtx", excel, sysmon(parent_image="-", parent_process_guid=guid))

    (row,) = scanned(tmp_path).flagged

    assert (row.process.parent_link, row.process.parent_image_path) == (ParentLink.INFERRED, EXCEL)
    assert records(row.process) == [("sysmon-1", "Sysmon.evtx"), ("security-4688", "Security.evtx")]
    assert row.proof is not None


def test_starts_of_other_hosts_stay_apart(tmp_path: Path) -> None:
    """Whatever else is the same."""
    written(tmp_path, "a.evtx", security(computer="WS01"), sysmon(computer="WS02"))

    assert [len(records(row.process)) for row in scanned(tmp_path).flagged] == [1, 1]


# ---------------------------------------------------------------- disagreement
@pytest.mark.parametrize(
    ("altered", "field", "value"),
    [
        ({"CommandLine": "splwow64.exe 8192"}, "command_line", "splwow64.exe 8192"),
        ({"SubjectUserName": "nobody"}, "user", r"EXAMPLE\nobody"),
        ({"MandatoryLabel": "S-1-16-16384"}, "integrity_level", "system"),
        ({"ParentProcessName": EXPLORER}, "parent_image_path", EXPLORER),
    ],
)
def test_an_altered_record_raises_the_flag(
    tmp_path: Path, altered: dict[str, object], field: str, value: str
) -> None:
    """Whichever of the two it was; both values are kept."""
    splwow64, line = r"C:\Windows\splwow64.exe", r"C:\Windows\splwow64.exe 8192"
    original = {"NewProcessName": splwow64, "CommandLine": line, **altered}
    written(tmp_path, "Security.evtx", security(**original))
    written(
        tmp_path, "Sysmon.evtx", sysmon(image=splwow64, command_line=line, original_file_name="splwow64.exe")
    )

    (row,) = scanned(tmp_path).flagged

    assert row.process.other_record is not None
    assert ((field, value),) == row.process.other_record.differs
    assert row.severity is Severity.HIGH
    assert "raised to high: Sysmon and Security disagree on " in row.reason


def test_a_parent_that_was_altered_in_sysmons_record_hides_nothing(tmp_path: Path) -> None:
    """Security's record still names Excel: it leads, is flagged and proven, under the rule in force."""
    written(tmp_path, "Security.evtx", security())
    written(tmp_path, "Sysmon.evtx", sysmon(parent_image=EXPLORER))

    (row,) = scanned(tmp_path).flagged

    assert records(row.process) == [("security-4688", "Security.evtx"), ("sysmon-1", "Sysmon.evtx")]
    assert row.process.other_record is not None
    assert row.process.other_record.differs == (("parent_image_path", EXPLORER),)
    assert row.process.parent_command_line is None
    assert row.severity is Severity.HIGH
    assert row.proof is not None


SHORT = security_4688_short(time=NOON, process_id=0x1398)
EXCELS_START = security_4688_short(
    time=NOON - 60 * SECOND, new_process_id=0x1398, new_process_name=EXCEL, command_line=EXCEL, process_id=8
)


@pytest.mark.parametrize("layout", [SHORT, security_4688(1, time=NOON, ProcessId=0x1398)], ids=["v2", "v1"])
@pytest.mark.parametrize(
    ("forged", "says"),
    [
        pytest.param(
            {"parent_image": EXPLORER, "parent_process_id": 4000},
            "Sysmon names explorer.exe, the 4688's PID 5016 leads to EXCEL.EXE",
            id="image-and-pid",
        ),
        pytest.param(
            {"parent_image": EXPLORER, "parent_process_id": 0x1398},
            "Sysmon names explorer.exe, the 4688's PID 5016 leads to EXCEL.EXE",
            id="image",
        ),
        pytest.param(
            {"parent_image": "-", "parent_process_id": 4001, "parent_process_guid": OMIT},
            "Sysmon's PID 4001 leads to no process in these logs, the 4688's PID 5016 leads to EXCEL.EXE",
            id="no-image-and-pid",
        ),
    ],
)
def test_a_forged_sysmon_record_never_takes_a_flag_from_a_4688(
    tmp_path: Path, layout: Event, forged: dict[str, object], says: str
) -> None:
    """Whose PID leads to Excel: it leads the row, which says which record says what, whichever file comes first."""
    written(tmp_path, "b.evtx", EXCELS_START, layout)
    (alone,) = scanned(tmp_path).flagged
    for name in ("a.evtx", "c.evtx"):
        written(tmp_path, name, sysmon(parent_command_line="-", **forged))

        (row,) = scanned(tmp_path).flagged

        assert records(row.process) == [("security-4688", "b.evtx"), ("sysmon-1", name)]
        assert (row.process.parent_link, row.process.parent_image_path) == (ParentLink.INFERRED, EXCEL)
        assert (alone.process.ppid, alone.process.parent_guid) == (row.process.ppid, row.process.parent_guid)
        reason = f"Sysmon and Security disagree on the parent: {says}: one of the records was altered"
        assert f"raised to high: {reason}" in row.reasons
        assert row.severity is Severity.HIGH
        (tmp_path / name).unlink()


def test_a_forged_4688_never_takes_a_flag_from_a_sysmon_record(tmp_path: Path) -> None:
    """Sysmon names no parent, but its GUID leads to Excel; the 4688 names Explorer."""
    guid = process_guid(NOON - SECOND, 0x1398)
    excel = sysmon_1(time=NOON - SECOND, image=EXCEL, process_id=0x1398, process_guid=guid, parent_image="-")
    unnamed = sysmon(parent_image="-", parent_command_line="-", parent_process_guid=guid)
    written(tmp_path, "Sysmon.evtx", excel, unnamed)
    written(tmp_path, "Security.evtx", security(ParentProcessName=EXPLORER))

    (row,) = scanned(tmp_path).flagged

    assert records(row.process) == [("sysmon-1", "Sysmon.evtx"), ("security-4688", "Security.evtx")]
    assert (row.process.parent_link, row.process.parent_image_path) == (ParentLink.INFERRED, EXCEL)
    says = f"Sysmon's ProcessGuid {str(guid).upper()} leads to EXCEL.EXE, the 4688 names explorer.exe"
    assert says in row.reason


def test_a_flag_that_one_pid_alone_makes_is_raised(tmp_path: Path) -> None:
    """Sysmon names Excel; the 4688's other PID leads to Explorer. With Excel's PID the honest pair says nothing."""
    explorer = security_4688_short(
        time=NOON - 60 * SECOND, new_process_id=4000, new_process_name=EXPLORER, process_id=8
    )
    for ppid, expected in ((4000, True), (0x1398, False), (4001, False)):
        written(tmp_path, "a.evtx", EXCELS_START, explorer, security_4688_short(time=NOON, process_id=ppid))
        written(tmp_path, "b.evtx", sysmon())

        (row,) = scanned(tmp_path).flagged

        assert row.process.source == "sysmon-1"
        says = "Sysmon names EXCEL.EXE, the 4688's PID 4000 leads to explorer.exe: one of the records was altered"
        assert (says in row.reason) is expected
        assert ("differ in the parent's PID, as honest records may" in row.reason) is (ppid == 4001)


def test_a_forged_record_of_excels_own_start_hides_no_child(tmp_path: Path) -> None:
    """Joined with Excel's 4688 it gives another logon than the child's 4688 names."""
    forged = sysmon_1(
        time=NOON - 60 * SECOND, image=EXCEL, process_id=0x1398, parent_image=EXPLORER, logon_id=0x99
    )
    written(tmp_path, "a.evtx", EXCELS_START, SHORT)
    written(tmp_path, "b.evtx", forged)

    result = scanned(tmp_path)

    assert [found.process.exe for found in result.flagged] == ["cmd.exe"]
    assert len(result.creations) == 2


def test_a_cloned_guid_hides_no_descendant(tmp_path: Path) -> None:
    """Whatever the decoy says of itself, and whenever it began, PowerShell stays below Excel's cmd.exe."""
    written(tmp_path, "Sysmon.evtx", sysmon(process_guid=CHILD), _powershell())
    for number, decoy in enumerate(
        [
            sysmon_1(time=NOON - SECOND, process_guid=CHILD, image=EXPLORER, parent_image=EXPLORER),
            sysmon_1(time=NOON - SECOND, process_guid=CHILD, parent_image=EXPLORER),
            sysmon_1(time=NOON + SECOND // 2, process_guid=CHILD, parent_image=EXPLORER),
            sysmon_1(time=NOON + SECOND // 2, process_guid=CHILD, image=EXPLORER, parent_image=EXPLORER),
        ]
    ):
        written(tmp_path, "decoy.evtx", decoy)

        result = scanned(tmp_path)

        assert [found.process.exe for found in result.flagged] == ["cmd.exe"]
        assert [found.chain for found in result.descendants] == [(EXCEL, CMD, POWERSHELL)], number
        assert "2 records bear this ProcessGuid: one of them was crafted" in result.descendants[0].reason


def _powershell() -> Event:
    return sysmon_1(
        time=NOON + SECOND,
        image=POWERSHELL,
        process_id=0x3000,
        process_guid=process_guid(NOON + SECOND, 0x3000),
        parent_process_id=8612,
        parent_process_guid=CHILD,
        parent_image=CMD,
    )


def test_a_crafted_twin_of_excel_frames_no_document(tmp_path: Path) -> None:
    """Of records with Excel's GUID none is believed more, so no line is taken, and the row says why."""
    guid = process_guid(NOON - SECOND, 0x1398)

    def excel(seconds: int, line: str, user: str) -> Event:
        return sysmon_1(
            time=NOON - seconds * SECOND,
            image=EXCEL,
            process_id=0x1398,
            process_guid=guid,
            command_line=line,
            user=user,
            parent_image=EXPLORER,
        )

    framed = excel(9, r'"EXCEL.EXE" "C:\Users\victim\framed.xlsm"', r"CORP\victim")
    written(
        tmp_path,
        "Sysmon.evtx",
        excel(1, "EXCEL.EXE", r"EXAMPLE\j.doe"),
        sysmon(parent_command_line="-", parent_process_guid=guid, parent_process_id=0x1398),
        framed,
    )

    (row,) = scanned(tmp_path).flagged

    assert (row.process.parent_link, row.process.parent_image_path) == (ParentLink.RECORDED, EXCEL)
    assert row.process.parent_command_line is None
    assert row.document.path is None
    assert row.severity is Severity.HIGH
    assert f"records that differ bear the parent's ProcessGuid {str(guid).upper()}: one of them" in row.reason


def test_the_true_record_beside_an_altered_copy_is_joined(tmp_path: Path) -> None:
    """The altered one stays a row of its own; both say that there is another."""
    written(tmp_path, "Security.evtx", security())
    for name, line in (("a", "cmd /c x"), ("b", r"C:\Windows\System32\cmd.exe /c whoami")):
        written(tmp_path, f"{name}.evtx", sysmon(command_line=line, record_id=7))

    altered, true = sorted((row.process for row in scanned(tmp_path).flagged), key=lambda row: row.place.file)

    assert altered.other_record is None
    assert records(true) == [("sysmon-1", "b.evtx"), ("security-4688", "Security.evtx")]
    assert all(row.altered_in for row in (altered, true))


# ---------------------------------------------------------------- what a case knows besides
def story(folder: Path) -> None:
    """Write what became of cmd.exe under Excel: it started PowerShell, in both logs, which started calc.exe."""
    shell = {
        "ProcessId": 8612,
        "NewProcessId": 0x3000,
        "NewProcessName": POWERSHELL,
        "ParentProcessName": CMD,
    }
    guid = process_guid(NOON + SECOND, 0x3000)
    written(
        folder,
        "Security.evtx",
        security_4608(time=NOON - 9 * SECOND),
        security(),
        security_4688(time=NOON + SECOND, **shell),  # type: ignore[arg-type]
        security_4689(time=NOON + 2 * SECOND),
        security_1102(time=NOON + 5 * SECOND),
    )
    written(
        folder,
        "Sysmon.evtx",
        sysmon(process_guid=CHILD),
        sysmon_1(
            time=NOON + SECOND,
            image=POWERSHELL,
            process_id=0x3000,
            process_guid=guid,
            parent_process_id=8612,
            parent_process_guid=CHILD,
            parent_image=CMD,
        ),
        sysmon_1(
            time=NOON + 2 * SECOND,
            image=r"C:\Windows\System32\calc.exe",
            process_id=0x3004,
            process_guid=process_guid(NOON + 2 * SECOND, 0x3004),
            parent_process_id=0x3000,
            parent_process_guid=guid,
            parent_image=POWERSHELL,
        ),
        system_104(time=NOON + 3 * SECOND),
    )


def test_descendants_are_findings_with_proofs(tmp_path: Path) -> None:
    """Once each, although two logs record them; checked by the second reader where it is asked."""
    story(tmp_path)

    result = scanned(tmp_path, with_second_reader=True)

    assert [found.process.exe for found in result.flagged] == ["cmd.exe"]
    assert [found.process.exe for found in result.descendants] == ["powershell.exe", "calc.exe"]
    assert {(DESCENDANT,)} == {found.matched for found in result.descendants}
    assert result.descendants[0].chain == (EXCEL, CMD, POWERSHELL)
    assert all(found.proof is not None for found in result.descendants)
    checked = [found.verification for found in result.descendants]
    assert [one.agreement for one in checked if one is not None] == [Agreement.AGREE] * 2
    assert [found.chain for found in scanned(tmp_path).descendants] == [
        found.chain for found in result.descendants
    ]


def test_a_case_keeps_ends_boots_and_what_happened_to_its_logs(tmp_path: Path) -> None:
    """Of the full read; the events of hosts in the order of their times, whichever log was read first."""
    story(tmp_path)

    for order in (
        [tmp_path / "Security.evtx", tmp_path / "Sysmon.evtx"],
        [tmp_path / "Sysmon.evtx", tmp_path],
    ):
        result = scanned(*order, jobs=2)

        assert [end.time for end in result.ends] == [NOON + 2 * SECOND]
        assert [boot.time for boot in result.boots] == [NOON - 9 * SECOND]
        assert [(event.kind, event.time) for event in result.host_events] == [
            (HostEventKind.LOG_CLEARED, NOON + 3 * SECOND),
            (HostEventKind.LOG_CLEARED, NOON + 5 * SECOND),
        ]


def test_triage_knows_none_of_it(tmp_path: Path) -> None:
    """It reads only records that hold the parent's name."""
    story(tmp_path)

    result = scanned(tmp_path, effort=Effort.HOT)

    assert len(result.flagged) == 1
    assert [*result.descendants, *result.ends, *result.boots, *result.host_events] == []
