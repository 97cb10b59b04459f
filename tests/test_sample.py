"""The sample case is what its stories tell, is read by every reader, and shows all that Cellspawn can say."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Generator
from functools import cache
from typing import TypeVar

import pytest

from core.decoding.ladder import decode
from core.detection.document import Origin
from core.detection.severity import Severity
from core.notation.filetime import to_text
from core.notation.windows import base_name
from core.processes.family import Family, LinkKind
from core.processes.host_events import HostEventKind
from core.rows.row import Row
from core.story.cause import Cause
from core.story.story import Story, tell
from core.view.case import Case
from core.work.related import find_related
from core.work.scan import scan
from core.work.scan_result import ScanOptions, ScanResult
from core.work.workers import Workers
from tests.core.log_reading import log_file
from tests.evtx_writer import write_log
from tests.evtx_writer.readers import READERS, Reading
from tests.make_sample import SAMPLE, sample_events
from tests.sample.obfuscation import PACKED, SCRIPT

_T = TypeVar("_T")
_LARGEST = 512 * 1024
_TIMES = {"TimeCreated/SystemTime", "PreviousTime", "NewTime"}


def ended(steps: Generator[object, None, _T]) -> _T:
    """Give what a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            found: _T = stop.value
            return found


@cache
def result() -> ScanResult:
    """Scan it."""
    return ended(scan([log_file(SAMPLE)], ScanOptions(jobs=1)))


@cache
def family() -> Family:
    """Build its tree."""
    return Family.built(result().creations, result().ends, result().boots)


@cache
def stories() -> dict[str, Story]:
    """Tell the story of each row of a flagged child, by `FIN-WS07 09:14 cmd.exe`."""
    told = {}
    with Workers(1) as workers:
        for row in Case("strict").final_rows(result()).flagged:
            wanted = tell(row, family(), None).wanted
            found = ended(find_related(workers, [log_file(SAMPLE)], wanted))
            told[_name(row)] = tell(row, family(), found)
    return told


def _name(row: Row) -> str:
    started = row.process.utc_time or row.process.time_created
    assert started is not None
    return f"{row.process.hostname} {to_text(started)[11:16]} {row.process.exe}"


def test_it_is_what_its_stories_tell() -> None:
    """Byte for byte, so that a change of a story is not forgotten in the file; and it stays small."""
    assert SAMPLE.read_bytes() == write_log(None, sample_events())
    assert SAMPLE.stat().st_size <= _LARGEST


def test_all_readers_find_the_same_in_it() -> None:
    """Numbers, System values and fields, by three readers; but for times, which one of them rounds."""
    first, *others = ([_without_times(one) for one in read(SAMPLE.read_bytes())] for read in READERS.values())

    assert len(sample_events()) == len(first)
    assert [first, first] == others


def _without_times(reading: Reading) -> tuple[int, dict[str, str]]:
    values = {**reading.system, **reading.data}
    return reading.number, {name: text for name, text in values.items() if name not in _TIMES}


def test_nothing_of_it_leads_outside() -> None:
    """What is packed is what it says, and every web address is an invented one."""
    readings = READERS["evtx"](SAMPLE.read_bytes())
    named = [url.text for one in readings for text in one.data.values() for url in decode(text).urls]

    assert gzip.decompress(base64.b64decode(PACKED)).decode() == SCRIPT
    assert {url.split("/")[2] for url in named if "//" in url} == {"files.example.net", "intranet.example"}


@pytest.mark.parametrize(
    ("name", "cause", "origin", "document"),
    [
        ("FIN-WS07 09:14 cmd.exe", Cause.DDE, Origin.MAIL, "Invoice_4471.xlsx"),
        ("HR-WS02 09:47 cmd.exe", Cause.UNKNOWN, Origin.SHARE, "Salaries 2026.xlsm"),
        ("HR-WS02 09:58 mshta.exe", Cause.UNKNOWN, Origin.SHARE, "Salaries 2026.xlsm"),
        ("FIN-WS07 10:07 curl.exe", Cause.UNKNOWN, Origin.WEB, "Budget_2026.xlsx"),
        ("LAB-PC03 10:34 splwow64.exe", Cause.UNKNOWN, None, None),
        ("FIN-WS07 11:20 powershell.exe", Cause.ADD_IN, Origin.ARCHIVE, "rates.xll"),
        ("FIN-WS07 11:45 cmd.exe", Cause.MACRO, Origin.DOWNLOAD, "Timesheet.xlsm"),
        ("FIN-WS07 12:06 msedge.exe", Cause.UNKNOWN, Origin.WEB, "Forecast.xlsx"),
        ("FIN-WS07 13:30 wscript.exe", Cause.UNDECIDED, Origin.LOCAL, "nightly.xlsx"),
        ("FIN-WS07 14:20 whoami.exe", Cause.UNKNOWN, None, None),
        ("FIN-WS07 18:06 splwow64.exe", Cause.UNKNOWN, Origin.LOCAL, "Travel.xlsx"),
    ],
)
def test_documents_and_causes_are_of_every_kind(
    name: str, cause: Cause, origin: Origin | None, document: str | None
) -> None:
    """By what Excel itself did, where anything of it was recorded."""
    story = stories()[name]
    path = story.document.path

    assert (cause, origin) == (story.cause.cause, story.document.origin)
    assert document == (None if path is None else path.replace("\\", "/").rpartition("/")[2])


@pytest.mark.parametrize(
    ("kind", "found_by"),
    [
        *[(("Sysmon", number), "ProcessGuid") for number in (1, 3, 5, 7, 8, 10, 11, 12, 13, 15, 22, 23)],
        (("PowerShell", 4103), "PID and time"),
        (("PowerShell", 4104), "PID and time"),
        (("Auditing", 4624), "LogonId"),
        (("Auditing", 4688), "PID and time"),
        (("Auditing", 4689), "PID and time"),
    ],
)
def test_related_events_are_of_every_kind(kind: tuple[str, int], found_by: str) -> None:
    """Each found in the way that its kind allows."""
    found = {
        (event.provider.rpartition("-")[2], event.event_id): event.found_by
        for story in stories().values()
        if story.related is not None
        for event in story.related.events
    }

    assert found_by == found.get(kind)


def test_two_logs_agree_on_a_process_and_disagree_on_another() -> None:
    """Sysmon 1 and 4688 of one start are one row; who runs with which token only 4688 says."""
    both = {_name(row): row.process for row in Case("strict").final_rows(result()).flagged}
    twice = {name: process for name, process in both.items() if process.other_record is not None}
    cmd, add_in = twice["FIN-WS07 09:14 cmd.exe"], both["FIN-WS07 11:20 powershell.exe"]

    assert len(twice) == 4
    assert {process.source for process in twice.values()} == {"sysmon-1"}
    assert (cmd.sid, cmd.token_elevation_type) == ("S-1-5-21-11-22-33-1107", "%%1938")
    assert cmd.other_record is not None
    assert add_in.other_record is not None
    assert cmd.other_record.differs == ()
    assert [name for name, text in add_in.other_record.differs if "update.ps1" in text] == ["command_line"]


def test_descendants_go_four_steps_down() -> None:
    """Excel, cmd, PowerShell, what that fetched, and what that started; on HR-WS02 by PID."""
    chains = {
        tuple(base_name(image) for image in one.chain[1:]): one.severity for one in result().descendants
    }

    assert chains["cmd.exe", "powershell.exe", "netcheck.exe"] is Severity.HIGH
    assert ("cmd.exe", "powershell.exe", "netcheck.exe", "ipconfig.exe") in chains
    assert ("cmd.exe", "ipconfig.exe") in chains


@pytest.mark.parametrize("name", ["conhost.exe", "powershell.exe", "netcheck.exe"])
def test_a_descendant_has_the_story_of_its_excel(name: str) -> None:
    """Document and cause are Excel's; nothing says that Excel started it as a helper."""
    row = next(row for row in Case("strict").final_rows(result()).descendants if row.process.exe == name)
    wanted = tell(row, family(), None).wanted
    with Workers(1) as workers:
        story = tell(row, family(), ended(find_related(workers, [log_file(SAMPLE)], wanted)))

    assert (story.excel.name, story.names[1]) == ("excel.exe", "excel.exe")
    assert (story.cause.cause, story.document.origin) == (Cause.DDE, Origin.MAIL)
    assert "Excel starts" not in "; ".join(row.detection.reasons if row.detection else ())


def test_links_are_of_every_kind() -> None:
    """And a parent that no log shows: Excel was started while Sysmon was stopped."""
    unseen = stories()["FIN-WS07 18:06 splwow64.exe"].ancestors[-1]
    ids = {one for id in range(len(result().creations)) for one in (id, *family().ancestors(id))}

    assert (unseen.process, unseen.pid) == (None, 11212)
    assert {family().node(id).link for id in ids} == set(LinkKind)


def test_a_pid_that_is_used_again_joins_no_strangers() -> None:
    """Notepad has the PID that Excel had on HR-WS02."""
    (calc,) = (one for one in result().creations if one.exe == "calc.exe")
    id = family().id_of(calc.place)
    assert id is not None
    above = [family().node(one).image_path for one in family().ancestors(id)]

    assert base_name(above[-1]) == "notepad.exe"
    assert "excel.exe" not in {base_name(image) for image in above}


@pytest.mark.parametrize(
    ("host", "kinds"),
    [
        (
            "FIN-WS07",
            [
                HostEventKind.SENSOR_ERROR,
                HostEventKind.LOG_CLEARED,
                HostEventKind.SENSOR_STOPPED,
                HostEventKind.SENSOR_STARTED,
                HostEventKind.SENSOR_RECONFIGURED,
            ],
        ),
        (
            "HR-WS02",
            [
                HostEventKind.LOG_CLEARED,
                HostEventKind.CLOCK_CHANGED,
                HostEventKind.AUDIT_CHANGED,
                HostEventKind.AUDIT_CHANGED,
                HostEventKind.LOGGING_STOPPED,
            ],
        ),
        ("LAB-PC03", [HostEventKind.EVENTS_DROPPED]),
    ],
)
def test_every_host_was_blind_for_a_while(host: str, kinds: list[HostEventKind]) -> None:
    """In the order of their times."""
    told = [one for one in result().host_events if (one.fqdn or "").startswith(f"{host}.")]

    assert kinds == [one.kind for one in sorted(told, key=lambda one: one.time)]


def test_every_severity_is_there() -> None:
    """So that the window shows all its colours."""
    assert {one.severity for one in result().flagged} == set(Severity)


def test_command_lines_are_disguised_in_many_ways() -> None:
    """What each step of decoding takes off."""
    kinds = {str(step.kind) for one in result().creations for step in decode(one.command_line or "").steps}

    assert {"encoded command", "compressed", "hex", "carets", "cmd variables", "joined texts"} <= kinds
