"""LAB-PC03: an old Windows whose events have neither a command line nor a parent's name."""

from __future__ import annotations

from collections.abc import Iterator

from tests.evtx_writer import Event, security_1101, security_4608

from .cast import DAY, EXCEL, LAB, LAB_USER, SYSTEM32, Process
from .recorded import ended, logon, security


def laboratory() -> Iterator[Event]:
    """Excel prints; whether it opened a document cannot be told."""

    def lab(time: str, pid: int, image: str) -> Process:
        return Process(LAB, time, pid, image, "", LAB_USER)

    userinit = lab("10:29:58.100", 0x5D0, SYSTEM32 + "userinit.exe")
    explorer = lab("10:29:58.700", 0x5F4, "C:\\Windows\\explorer.exe")
    excel = lab("10:33:12.250", 0x7A8, EXCEL.replace("root\\Office16", "Office14"))
    splwow64 = lab("10:34:01.480", 0x7E0, "C:\\Windows\\splwow64.exe")
    yield security_4608(time=f"{DAY}10:28:31.004000", computer=LAB)
    yield security_1101(time=f"{DAY}10:28:33.250000", computer=LAB)
    yield logon(LAB, LAB_USER, version=0)
    yield security(explorer, userinit, 0)
    yield security(excel, explorer, 0)
    yield security(splwow64, excel, 0)
    yield ended(splwow64, "10:36:20.905")
    yield ended(excel, "11:02:44.610")
