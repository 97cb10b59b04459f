"""Hosts, users and processes of the sample case: who takes part, and the programs that stay open all day."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from tests.evtx_writer import filetime, process_guid

DAY: Final = "2026-03-12T"
SECOND: Final = 10_000_000
SYSTEM32: Final = "C:\\Windows\\System32\\"
OFFICE: Final = "C:\\Program Files\\Microsoft Office\\root\\Office16\\"
EXCEL: Final = OFFICE + "EXCEL.EXE"
POWERSHELL: Final = SYSTEM32 + "WindowsPowerShell\\v1.0\\powershell.exe"
FIN, HR, LAB = "FIN-WS07.corp.example", "HR-WS02.corp.example", "LAB-PC03.corp.example"

_UNIX_EPOCH: Final = filetime("1970-01-01")
_MACHINE: Final = 0x747F3D96


@dataclass(frozen=True, slots=True)
class User:
    """An account and its logon of that day."""

    domain: str
    name: str
    sid: str
    logon_id: int
    logged_on: str

    @property
    def full_name(self) -> str:
        """As Sysmon writes it."""
        return f"{self.domain}\\{self.name}"

    @property
    def logon_guid(self) -> UUID:
        """Machine, second of the logon, its number."""
        seconds = (filetime(DAY + self.logged_on) - _UNIX_EPOCH) // SECOND
        return UUID(bytes_le=struct.pack("<IIQ", _MACHINE, seconds, self.logon_id))


KELLER: Final = User("CORP", "m.keller", "S-1-5-21-11-22-33-1107", 0x2A41F7, "08:01:05.130")
NOVAK: Final = User("CORP", "a.novak", "S-1-5-21-11-22-33-1122", 0x1C8E05, "08:20:37.902")
LAB_USER: Final = User("CORP", "lab", "S-1-5-21-11-22-33-1160", 0x0B77D2, "10:29:50.018")
REPORTS: Final = User("CORP", "svc-reports", "S-1-5-21-11-22-33-1190", 0x5F03C1, "13:29:58.400")
SYSTEM: Final = User("NT AUTHORITY", "SYSTEM", "S-1-5-18", 0x3E7, "07:59:20.000")


@dataclass(frozen=True, slots=True)
class Process:
    """A process of the story."""

    host: str
    time: str
    pid: int
    image: str
    command_line: str
    user: User
    integrity: str = "Medium"
    original_file_name: str | None = None

    @property
    def started(self) -> int:
        """When, in 100 ns since 1601."""
        return filetime(DAY + self.time)

    @property
    def guid(self) -> UUID:
        """Its ProcessGuid, where Sysmon runs."""
        return process_guid(self.started, self.pid)

    @property
    def name(self) -> str:
        """The file name of its image."""
        return self.image.rpartition("\\")[2]


def keller(time: str, pid: int, image: str, arguments: str = "", **more: str) -> Process:
    """A process of m.keller on FIN-WS07."""
    return Process(FIN, time, pid, image, f'"{image}" {arguments}'.strip(), KELLER, **more)


def novak(time: str, pid: int, image: str, arguments: str = "") -> Process:
    """A process of a.novak on HR-WS02."""
    return Process(HR, time, pid, image, f'"{image}" {arguments}'.strip(), NOVAK)


def _system(host: str, time: str, pid: int, name: str, arguments: str = "") -> Process:
    image = SYSTEM32 + name
    return Process(host, time, pid, image, f"{image} {arguments}".strip(), SYSTEM, "System")


SERVICES: Final = _system(FIN, "07:59:30.000", 724, "services.exe")
HR_SERVICES: Final = _system(HR, "07:59:30.000", 724, "services.exe")
SVCHOST: Final = _system(FIN, "07:59:40.000", 1184, "svchost.exe", "-k DcomLaunch -p")
LSASS: Final = _system(FIN, "07:59:31.000", 752, "lsass.exe")
EXPLORER: Final = keller("08:01:12.410", 4312, "C:\\Windows\\explorer.exe")
OUTLOOK: Final = keller("08:03:55.020", 6120, OFFICE + "OUTLOOK.EXE")
HR_EXPLORER: Final = novak("08:20:44.330", 0xE4C, "C:\\Windows\\explorer.exe")
HR_USERINIT: Final = Process(HR, "08:20:44.000", 0xE10, SYSTEM32 + "userinit.exe", "", NOVAK)
"""It started Explorer, and no log holds its own start."""
