"""A made-up incident on two hosts into `resources/sample.evtx`, the sample case: `python -m tests.make_sample`.

The log is a collector's: host FIN-WS07 sends Sysmon, HR-WS02 sends Security events of the old kind that name no
parent. All names, addresses and commands are invented; nothing in it does harm.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from tests.evtx_writer import (
    Event,
    filetime,
    process_guid,
    security_4688,
    security_4689,
    sysmon_1,
    sysmon_3,
    sysmon_5,
    sysmon_7,
    sysmon_11,
    sysmon_13,
    sysmon_15,
    write_log,
)
from tests.evtx_writer.fields import Given

SAMPLE = Path(__file__).parents[1] / "resources" / "sample.evtx"

DAY = "2026-03-12T"
SECOND = 10_000_000
SYSTEM32 = "C:\\Windows\\System32\\"
OFFICE = "C:\\Program Files\\Microsoft Office\\root\\Office16\\"
FIN, HR = "FIN-WS07.corp.example", "HR-WS02.corp.example"
KELLER, NOVAK, REPORTS, SYSTEM = (
    "CORP\\m.keller",
    "CORP\\a.novak",
    "CORP\\svc-reports",
    "NT AUTHORITY\\SYSTEM",
)
MAIL = "C:\\Users\\m.keller\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\7QK2M1ZD\\"
ENCODED = base64.b64encode(
    "Invoke-WebRequest https://files.example.net/readme.txt -OutFile $env:TEMP\\readme.txt".encode(
        "utf-16-le"
    )
).decode()


@dataclass(frozen=True, slots=True)
class Process:
    """A process of the story."""

    host: str
    time: str
    pid: int
    image: str
    command_line: str
    user: str
    integrity: str = "Medium"
    original_file_name: str | None = None

    @property
    def started(self) -> int:
        return filetime(DAY + self.time)

    @property
    def guid(self) -> UUID:
        return process_guid(self.started, self.pid)

    @property
    def name(self) -> str:
        return self.image.rpartition("\\")[2]


def sysmon(process: Process, parent: Process | None) -> Event:
    """Its start as Sysmon records it."""
    fields: dict[str, Given] = (
        {
            "parent_image": parent.image,
            "parent_command_line": parent.command_line,
            "parent_process_id": parent.pid,
            "parent_process_guid": parent.guid,
            "parent_user": parent.user,
        }
        if parent
        else {
            "parent_image": "-",
            "parent_command_line": "-",
            "parent_process_id": 612,
            "parent_process_guid": UUID(int=0),
            "parent_user": "-",
        }
    )
    return sysmon_1(
        time=process.started,
        computer=process.host,
        image=process.image,
        command_line=process.command_line,
        process_id=process.pid,
        process_guid=process.guid,
        user=process.user,
        integrity_level=process.integrity,
        original_file_name=process.original_file_name or process.name,
        description="-",
        file_version="-",
        product="-",
        company="-",
        **fields,  # type: ignore[arg-type]  # all of them are fields of the event
    )


def security(process: Process, parent: Process, version: int = 1) -> Event:
    """Its start as event 4688 records it; before version 2 only the parent's PID is named."""
    domain, _, name = process.user.partition("\\")
    newer: dict[str, Given] = (
        {"parent_process_name": parent.image, "mandatory_label": "S-1-16-8192"} if version >= 2 else {}
    )
    return security_4688(
        version,
        time=process.started,
        computer=process.host,
        subject_user_name=name,
        subject_domain_name=domain,
        new_process_id=process.pid,
        new_process_name=process.image,
        process_id=parent.pid,
        command_line=process.command_line,
        **newer,  # type: ignore[arg-type]
    )


def ended(process: Process, time: str) -> Event:
    """Its end, in the log that recorded its start."""
    at = filetime(DAY + time)
    if process.host == FIN:
        return sysmon_5(
            time=at,
            computer=FIN,
            process_id=process.pid,
            process_guid=process.guid,
            image=process.image,
            user=process.user,
        )
    domain, _, name = process.user.partition("\\")
    return security_4689(
        time=at,
        computer=HR,
        process_id=process.pid,
        process_name=process.image,
        subject_user_name=name,
        subject_domain_name=domain,
    )


def finance() -> Iterator[Event]:
    """FIN-WS07: a mailed invoice starts cmd and an encoded PowerShell; then printing, a crash, a renamed Excel."""

    def keller(time: str, pid: int, image: str, arguments: str = "", **more: str) -> Process:
        return Process(FIN, time, pid, image, f'"{image}" {arguments}'.strip(), KELLER, **more)

    explorer = keller("08:01:12.410", 4312, "C:\\Windows\\explorer.exe")
    outlook = keller("08:03:55.020", 6120, OFFICE + "OUTLOOK.EXE")
    excel = keller("09:14:03.228", 7716, OFFICE + "EXCEL.EXE", f'"{MAIL}Invoice_4471.xlsx"')
    cmd = replace(
        keller("09:14:21.667", 8812, SYSTEM32 + "cmd.exe"),
        command_line=f"cmd /C powershell -NoProfile -WindowStyle Hidden -EncodedCommand {ENCODED}",
    )
    powershell = replace(
        keller("09:14:22.031", 8840, SYSTEM32 + "WindowsPowerShell\\v1.0\\powershell.exe"),
        command_line=f"powershell -NoProfile -WindowStyle Hidden -EncodedCommand {ENCODED}",
    )
    conhost = keller("09:14:21.802", 8824, SYSTEM32 + "conhost.exe", "0xffffffff -ForceV1")
    yield sysmon(explorer, None)
    yield sysmon(outlook, explorer)
    yield sysmon(excel, outlook)
    yield sysmon_15(
        time=excel.started + 2 * SECOND,
        computer=FIN,
        process_id=outlook.pid,
        process_guid=outlook.guid,
        image=outlook.image,
        target_filename=f"{MAIL}Invoice_4471.xlsx:Zone.Identifier",
        user=KELLER,
    )
    yield sysmon_13(
        time=excel.started + 14 * SECOND,
        computer=FIN,
        process_id=excel.pid,
        process_guid=excel.guid,
        image=excel.image,
        target_object="HKU\\S-1-5-21-11-22-33-1107\\Software\\Microsoft\\Office\\16.0\\Excel\\Security\\"
        "Trusted Documents\\TrustRecords\\%USERPROFILE%/AppData/Local/Microsoft/Windows/INetCache/"
        "Content.Outlook/7QK2M1ZD/Invoice_4471.xlsx",
        details="Binary Data",
        user=KELLER,
    )
    yield sysmon(cmd, excel)
    yield sysmon(conhost, cmd)
    yield sysmon(powershell, cmd)
    yield sysmon_3(
        time=powershell.started + 3 * SECOND,
        computer=FIN,
        process_id=powershell.pid,
        process_guid=powershell.guid,
        image=powershell.image,
        user=KELLER,
        source_hostname=FIN,
        destination_ip="203.0.113.24",
        destination_hostname="files.example.net",
    )
    yield sysmon_11(
        time=powershell.started + 4 * SECOND,
        computer=FIN,
        process_id=powershell.pid,
        process_guid=powershell.guid,
        image=powershell.image,
        target_filename="C:\\Users\\m.keller\\AppData\\Local\\Temp\\readme.txt",
        user=KELLER,
    )
    for process, time in ((powershell, "09:14:31.114"), (conhost, "09:14:31.290"), (cmd, "09:14:31.305")):
        yield ended(process, time)

    budget = keller("10:02:40.555", 5508, OFFICE + "EXCEL.EXE", "/dde")
    yield sysmon(budget, explorer)
    yield sysmon(keller("10:05:18.900", 9004, "C:\\Windows\\splwow64.exe", "8192"), budget)
    edge = "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe"
    yield sysmon(
        keller("10:11:02.348", 9120, edge, "--single-argument https://intranet.example/rates"), budget
    )
    yield sysmon(keller("10:31:47.012", 9388, SYSTEM32 + "WerFault.exe", "-u -p 5508 -s 1204"), budget)
    yield ended(budget, "10:31:49.640")
    word = keller(
        "10:40:00.101", 9560, OFFICE + "WINWORD.EXE", '"C:\\Users\\m.keller\\Documents\\Minutes.docx"'
    )
    yield sysmon(word, explorer)
    yield sysmon(keller("10:44:12.777", 9616, "C:\\Windows\\splwow64.exe", "12288"), word)
    converter = keller(
        "11:02:09.250", 9840, "C:\\Tools\\notexcel.exe", "C:\\Users\\m.keller\\Documents\\rates.csv"
    )
    yield sysmon(converter, explorer)
    yield sysmon(keller("11:02:10.004", 9868, SYSTEM32 + "find.exe", '"EUR" rates.csv'), converter)

    svchost = Process(
        FIN,
        "07:59:40.000",
        1184,
        SYSTEM32 + "svchost.exe",
        SYSTEM32 + "svchost.exe -k DcomLaunch -p",
        SYSTEM,
        "System",
    )
    report = Process(
        FIN,
        "13:30:00.871",
        10220,
        OFFICE + "EXCEL.EXE",
        f'"{OFFICE}EXCEL.EXE" /automation -Embedding',
        REPORTS,
        "High",
    )
    script = Process(
        FIN,
        "13:30:07.460",
        10288,
        SYSTEM32 + "wscript.exe",
        f'"{SYSTEM32}wscript.exe" "C:\\ProgramData\\Reports\\nightly.vbs"',
        REPORTS,
        "High",
    )
    yield sysmon(svchost, None)
    yield sysmon(report, svchost)
    yield sysmon_7(
        time=report.started + SECOND,
        computer=FIN,
        process_id=report.pid,
        process_guid=report.guid,
        image=report.image,
        image_loaded="C:\\Program Files\\Common Files\\Microsoft Shared\\VBA\\VBA7.1\\VBE7.DLL",
        description="Visual Basic Design Time Environment",
        original_file_name="VBE7.DLL",
        user=REPORTS,
    )
    yield sysmon(script, report)
    renamed = keller(
        "14:20:31.500",
        11004,
        "C:\\Users\\m.keller\\AppData\\Local\\Temp\\viewer.exe",
        original_file_name="Excel.exe",
    )
    yield sysmon(renamed, explorer)
    yield sysmon(keller("14:20:35.118", 11036, SYSTEM32 + "whoami.exe", "/all"), renamed)


def human_resources() -> Iterator[Event]:
    """HR-WS02: a workbook on a share starts cmd and mshta; old events name parents by PID, and PIDs are reused."""

    def novak(time: str, pid: int, image: str, arguments: str = "") -> Process:
        return Process(HR, time, pid, image, f'"{image}" {arguments}'.strip(), NOVAK)

    explorer = novak("08:20:44.330", 0xE4C, "C:\\Windows\\explorer.exe")
    excel = novak(
        "09:47:10.018", 0x1A2C, OFFICE + "EXCEL.EXE", '"\\\\fs01.corp.example\\hr\\Salaries 2026.xlsm"'
    )
    cmd = novak("09:47:33.904", 0x1B50, SYSTEM32 + "cmd.exe", "/c ipconfig /all > %TEMP%\\net.txt")
    ipconfig = novak("09:47:34.120", 0x1B68, SYSTEM32 + "ipconfig.exe", "/all")
    yield security(explorer, Process(HR, "08:20:44.000", 0xE10, SYSTEM32 + "userinit.exe", "", NOVAK))
    yield security(excel, explorer)
    yield security(cmd, excel)
    yield security(ipconfig, cmd)
    yield ended(ipconfig, "09:47:34.660")
    yield ended(cmd, "09:47:34.702")
    yield security(novak("09:52:05.431", 0x1C20, "C:\\Windows\\splwow64.exe", "8192"), excel)
    yield security(
        novak("09:58:51.276", 0x1D44, SYSTEM32 + "mshta.exe", "\\\\fs01.corp.example\\hr\\form.hta"), excel, 2
    )
    yield ended(excel, "10:05:00.500")
    notepad = novak("12:15:09.666", 0x1A2C, SYSTEM32 + "notepad.exe", "C:\\Users\\a.novak\\notes.txt")
    yield security(notepad, explorer)
    yield security(novak("12:20:41.040", 0x2210, SYSTEM32 + "calc.exe"), notepad)


def routine() -> Iterator[Event]:
    """What else runs on an ordinary day, so that the flagged rows stand among others."""
    services = Process(
        FIN, "07:59:30.000", 724, SYSTEM32 + "services.exe", SYSTEM32 + "services.exe", SYSTEM, "System"
    )
    hr_services = replace(services, host=HR)
    tasks = (
        ("svchost.exe", "-k netsvcs -p -s Schedule"),
        ("taskhostw.exe", "SYSTEM"),
        ("SearchIndexer.exe", "/Embedding"),
        ("MpCmdRun.exe", "SignatureUpdate"),
        ("backgroundTaskHost.exe", "-ServerName:App.AppX"),
        ("dllhost.exe", "/Processid:{3EB3C877-1F16-487C-9050-104DBCD66683}"),
    )
    yield sysmon(services, None)
    for hour in range(8, 17):
        for number, (name, arguments) in enumerate(tasks):
            time = f"{hour:02}:{7 * number + hour % 5:02}:{11 + 6 * number:02}.{100 + 37 * hour}"
            pid = 12000 + 160 * hour + 4 * number
            process = Process(
                FIN, time, pid, SYSTEM32 + name, f"{SYSTEM32}{name} {arguments}", SYSTEM, "System"
            )
            yield sysmon(process, services)
            yield ended(process, f"{hour:02}:59:{11 + 6 * number:02}.500")
            if number % 3 == 0:
                yield security(replace(process, host=HR), hr_services, 2)


def in_order_of_arrival(events: Iterator[Event]) -> list[Event]:
    """Sort by time and give each event the EventRecordID of its host and channel."""
    counts: Counter[tuple[str, str]] = Counter()
    arrived = []
    for event in sorted(events, key=lambda event: event.time):
        counts[event.computer, event.channel] += 1
        arrived.append(replace(event, record_id=18_400 + counts[event.computer, event.channel]))
    return arrived


def sample_events() -> list[Event]:
    """All events of the sample."""
    return in_order_of_arrival(
        event for story in (finance(), human_resources(), routine()) for event in story
    )


if __name__ == "__main__":
    write_log(SAMPLE, sample_events())
