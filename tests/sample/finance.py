"""FIN-WS07 for the rest of the day: other documents, other ways in, and children that mean nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.evtx_writer import (
    Event,
    powershell_4103,
    powershell_4104,
    sysmon_3,
    sysmon_7,
    sysmon_11,
    sysmon_13,
    sysmon_15,
    sysmon_22,
)

from .cast import (
    EXCEL,
    EXPLORER,
    FIN,
    KELLER,
    LSASS,
    OFFICE,
    OUTLOOK,
    POWERSHELL,
    REPORTS,
    SERVICES,
    SVCHOST,
    SYSTEM32,
    Process,
    keller,
)
from .invoice import EXCEL_KEY, TEMP, TRUST_RECORDS, invoice
from .obfuscation import SCRIPT, SPELLED, UNPACKING, encoded
from .recorded import (
    context,
    did,
    ended,
    logon,
    opened,
    script,
    security,
    started_thread_in,
    sysmon,
)

_EDGE: Final = "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe"
_VBA: Final = "C:\\Program Files\\Common Files\\Microsoft Shared\\VBA\\VBA7.1\\"
_DOWNLOADS: Final = "C:\\Users\\m.keller\\Downloads\\"


def finance() -> Iterator[Event]:
    """The whole day."""
    yield logon(FIN, KELLER)
    yield sysmon(EXPLORER, None)
    yield sysmon(OUTLOOK, EXPLORER)
    yield from invoice()
    yield from _budget()
    yield from _other_programs()
    yield from _add_in()
    yield from _macro()
    yield from _web()
    yield from _automation()
    yield from _renamed()
    yield from _started_unseen()


def _vba(process: Process, after: float) -> Event:
    return did(
        sysmon_7,
        process,
        after,
        image_loaded=f"{_VBA}VBE7.DLL",
        description="Visual Basic Design Time Environment",
        original_file_name="VBE7.DLL",
    )


def _budget() -> Iterator[Event]:
    """Explorer hands a downloaded document over by DDE, so only files and registry values name it."""
    excel = keller("10:02:40.555", 5508, EXCEL, "/dde")
    yield sysmon(excel, EXPLORER)
    yield did(sysmon_11, excel, 1.2, target_filename=f"{_DOWNLOADS}~$Budget_2026.xlsx")
    yield did(
        sysmon_15,
        excel,
        3,
        target_filename=f"{_DOWNLOADS}Budget_2026.xlsx:Zone.Identifier",
        contents="[ZoneTransfer]  ZoneId=3  HostUrl=https://files.example.net/Budget_2026.xlsx",
    )
    yield did(
        sysmon_13,
        excel,
        21,
        target_object=f"{TRUST_RECORDS}Downloads/Budget_2026.xlsx",
        details="Binary Data",
    )
    yield sysmon(keller("10:05:18.900", 9004, "C:\\Windows\\splwow64.exe", "8192"), excel)
    curl = Process(
        FIN,
        "10:07:44.206",
        9060,
        SYSTEM32 + "curl.exe",
        OFFICE + "..\\..\\..\\..\\Windows\\System32\\curl.exe -s https://files.example.net/readme.txt",
        KELLER,
    )
    yield sysmon(curl, excel)
    yield did(sysmon_22, curl, 0.2, query_name="files.example.net")
    yield did(
        sysmon_3,
        curl,
        0.4,
        source_hostname=FIN,
        source_port=52711,
        destination_ip="203.0.113.24",
        destination_hostname="files.example.net",
    )
    yield ended(curl, "10:07:45.118")
    yield sysmon(
        keller("10:11:02.348", 9120, _EDGE, "--single-argument https://intranet.example/rates"), excel
    )
    yield sysmon(keller("10:31:47.012", 9388, SYSTEM32 + "WerFault.exe", "-u -p 5508 -s 1204"), excel)
    yield ended(excel, "10:31:49.640")


def _other_programs() -> Iterator[Event]:
    """Another Office program, and a program whose name only ends like Excel's."""
    word = keller(
        "10:40:00.101", 9560, OFFICE + "WINWORD.EXE", '"C:\\Users\\m.keller\\Documents\\Minutes.docx"'
    )
    yield sysmon(word, EXPLORER)
    yield sysmon(keller("10:44:12.777", 9616, "C:\\Windows\\splwow64.exe", "12288"), word)
    converter = keller(
        "11:02:09.250", 9840, "C:\\Tools\\notexcel.exe", "C:\\Users\\m.keller\\Documents\\rates.csv"
    )
    yield sysmon(converter, EXPLORER)
    yield sysmon(keller("11:02:10.004", 9868, SYSTEM32 + "find.exe", '"EUR" rates.csv'), converter)


def _add_in() -> Iterator[Event]:
    """An add-in out of a zip folder; Windows itself was told another command line than Sysmon."""
    add_in = f"{TEMP}Temp1_Rates_Q1.zip\\rates.xll"
    excel = keller("11:20:15.340", 10012, EXCEL, f'"{add_in}"')
    powershell = keller("11:20:41.725", 10064, POWERSHELL, f"-nop -w hidden -enc {encoded(UNPACKING)}")
    notepad = keller("11:20:47.930", 10096, SYSTEM32 + "notepad.exe", f"{TEMP}readme.txt")
    yield sysmon(excel, EXPLORER)
    yield did(
        sysmon_7,
        excel,
        4.1,
        image_loaded=add_in,
        file_version="-",
        description="-",
        product="-",
        company="-",
        original_file_name="-",
        signed="false",
        signature="-",
        signature_status="Unavailable",
    )
    yield sysmon(powershell, excel)
    yield security(
        powershell,
        excel,
        2,
        command_line=f'"{POWERSHELL}" -nop -File "C:\\ProgramData\\Rates\\update.ps1"',
    )
    yield script(powershell_4104, powershell, 1.4, script_block_text=UNPACKING)
    yield script(
        powershell_4104,
        powershell,
        1.6,
        script_block_text=SCRIPT,
        script_block_id="5d0c0d3e-6a55-4d0b-8f5e-0c7a9e1b2f40",
    )
    yield did(sysmon_22, powershell, 1.9, query_name="files.example.net")
    yield did(
        sysmon_3,
        powershell,
        2.2,
        source_hostname=FIN,
        source_port=53102,
        destination_ip="203.0.113.24",
        destination_hostname="files.example.net",
    )
    yield did(sysmon_11, powershell, 2.8, target_filename=TEMP + "readme.txt")
    yield script(
        powershell_4103,
        powershell,
        3.1,
        context_info=context(powershell, "Get-Content"),
        payload='CommandInvocation(Get-Content): "Get-Content"\r\n'
        f'ParameterBinding(Get-Content): name="Path"; value="{TEMP}readme.txt"\r\n',
    )
    yield opened(powershell, LSASS, 3.6, 0x1010, "UNKNOWN(00007FFB0A1C2D3E)")
    yield sysmon(notepad, powershell)
    yield started_thread_in(powershell, notepad, 6.8)
    yield ended(powershell, "11:20:52.404")
    yield ended(excel, "11:26:30.555")


def _macro() -> Iterator[Event]:
    """A downloaded document with a macro; cmd and PowerShell put their commands together from pieces."""
    path = f"{_DOWNLOADS}Timesheet.xlsm"
    excel = keller("11:45:02.118", 10120, EXCEL, f'"{path}"')
    cmd = keller(
        "11:45:30.274",
        10148,
        SYSTEM32 + "cmd.exe",
        '/c "s^et w=apingfiles.example.nety&& c^all %w:~1,4% -n 1 %w:~5,17%"',
    )
    ping = keller("11:45:30.511", 10164, SYSTEM32 + "PING.EXE", "-n 1 files.example.net")
    yield sysmon(excel, EXPLORER)
    yield did(
        sysmon_13,
        excel,
        9,
        target_object=f"{TRUST_RECORDS}Downloads/Timesheet.xlsm",
        details="Binary Data",
    )
    yield _vba(excel, 10)
    yield did(
        sysmon_13,
        excel,
        11,
        target_object=EXCEL_KEY + "Security\\VBAWarnings",
        details="DWORD (0x00000001)",
    )
    yield sysmon(cmd, excel)
    yield security(cmd, excel, 2)
    yield sysmon(ping, cmd)
    yield did(sysmon_22, ping, 0.1, query_name="files.example.net")
    yield ended(ping, "11:45:31.602")
    yield ended(cmd, "11:45:31.640")
    powershell = keller("11:46:05.808", 10172, POWERSHELL, f'-nop -c "{SPELLED}"')
    yield sysmon(powershell, excel)
    yield security(powershell, excel, 2)
    yield script(powershell_4104, powershell, 1.2, script_block_text=SPELLED)
    yield ended(powershell, "11:46:08.316")
    yield ended(excel, "11:58:20.003")


def _web() -> Iterator[Event]:
    """A document from a web site; a click on a link in it opens the browser."""
    link = "ms-excel:ofe|u|https://intranet.example/finance/Forecast.xlsx"
    excel = keller("12:05:33.870", 10176, EXCEL, f'"{link}"')
    yield sysmon(excel, EXPLORER)
    yield sysmon(
        keller("12:06:20.019", 10188, _EDGE, "--single-argument https://intranet.example/finance/rates"),
        excel,
    )
    yield ended(excel, "12:20:00.700")


def _automation() -> Iterator[Event]:
    """A service account's program drives Excel through COM, and Excel a script."""
    report = Process(
        FIN,
        "13:30:00.871",
        10220,
        EXCEL,
        f'"{EXCEL}" /automation -Embedding',
        REPORTS,
        "High",
    )
    nightly = Process(
        FIN,
        "13:30:07.460",
        10288,
        SYSTEM32 + "wscript.exe",
        f'"{SYSTEM32}wscript.exe" "C:\\ProgramData\\Reports\\nightly.vbs"',
        REPORTS,
        "High",
    )
    yield logon(FIN, REPORTS, 5)
    yield sysmon(SVCHOST, SERVICES)
    yield sysmon(LSASS, None)
    yield sysmon(report, SVCHOST)
    yield _vba(report, 1)
    yield did(sysmon_11, report, 3, target_filename="C:\\ProgramData\\Reports\\nightly.xlsx")
    yield sysmon(nightly, report)


def _renamed() -> Iterator[Event]:
    renamed = keller("14:20:31.500", 11004, f"{TEMP}viewer.exe", original_file_name="Excel.exe")
    yield sysmon(renamed, EXPLORER)
    yield sysmon(keller("14:20:35.118", 11036, SYSTEM32 + "whoami.exe", "/all"), renamed)


def _started_unseen() -> Iterator[Event]:
    """This Excel was started while Sysmon was stopped; its child was not."""
    excel = keller("17:31:08.445", 11212, EXCEL, '"C:\\Users\\m.keller\\Documents\\Travel.xlsx"')
    yield sysmon(keller("18:06:51.230", 11340, "C:\\Windows\\splwow64.exe", "12288"), excel)
