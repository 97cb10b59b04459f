"""Outlook, Excel, cmd and PowerShell, each started by the one before: process creations for stories."""

from __future__ import annotations

from core.processes.process import Place, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, process
from tests.core.story.events import SECOND, STARTED

OUTLOOK = r"C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE"
DOCUMENT = r"C:\Users\jdoe\Downloads\Invoice.xlsx"
LINE = f'"{EXCEL}" "{DOCUMENT}"'


def at(number: int) -> Place:
    """Give a place of its own."""
    return Place("Sysmon.evtx", 0, 0x1000 * number, 0x400, number)


def guid(number: int) -> str:
    """Give a ProcessGuid of its own."""
    return f"5B6B6A3A-0C1D-6769-A1{number:02d}-000000001200"


def creation(number: int, seconds: float, image: str, parent: int, **fields: object) -> ProcessCreation:
    """Build a process creation that names its parent by GUID."""
    time = STARTED + int(seconds * SECOND)
    return process(
        **{
            "place": at(number),
            "guid": guid(number),
            "pid": 100 + number,
            "image_path": image,
            "parent_guid": guid(parent),
            "ppid": 100 + parent,
            "time_created": time,
            "utc_time": time,
            **fields,
        }
    )


MAIL = creation(1, -600, OUTLOOK, 9, parent_image_path=None, parent_guid=None, ppid=None)
BOOK = creation(2, -20, EXCEL, 1, parent_image_path=OUTLOOK, command_line=LINE)
CMD = creation(3, 0, f"{SYSTEM32}cmd.exe", 2, parent_command_line=LINE)
SHELL = creation(4, 1, f"{SYSTEM32}powershell.exe", 3, parent_image_path=f"{SYSTEM32}cmd.exe")
