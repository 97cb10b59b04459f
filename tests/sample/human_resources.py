"""HR-WS02: a document on a share starts cmd and mshta; old events name parents by PID, and PIDs are used again."""

from __future__ import annotations

from collections.abc import Iterator

from tests.evtx_writer import Event

from .cast import EXCEL, HR, HR_EXPLORER, HR_USERINIT, NOVAK, SYSTEM32, novak
from .recorded import ended, logon, security


def human_resources() -> Iterator[Event]:
    """The whole day."""
    excel = novak("09:47:10.018", 0x1A2C, EXCEL, '"\\\\fs01.corp.example\\hr\\Salaries 2026.xlsm"')
    cmd = novak("09:47:33.904", 0x1B50, SYSTEM32 + "cmd.exe", "/c ipconfig /all > %TEMP%\\net.txt")
    ipconfig = novak("09:47:34.120", 0x1B68, SYSTEM32 + "ipconfig.exe", "/all")
    yield logon(HR, NOVAK, version=1)
    yield security(HR_EXPLORER, HR_USERINIT)
    yield security(excel, HR_EXPLORER)
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
    yield security(notepad, HR_EXPLORER)
    yield security(novak("12:20:41.040", 0x2210, SYSTEM32 + "calc.exe"), notepad)
