"""Values with plausible defaults, so that a test names only the fields that it is about."""

from __future__ import annotations

import msgspec

from core.notation.windows import IntegrityLevel
from core.processes.process import OtherRecord, ParentLink, Place, ProcessCreation

SYSTEM32 = "C:\\Windows\\System32\\"
EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"

_CMD_UNDER_EXCEL = ProcessCreation(
    source="sysmon-1",
    place=Place(file="Sysmon.evtx", chunk=0, file_offset=0x1200, record_size=0x5E8, record_number=1),
    event_record_id=4711,
    channel="Microsoft-Windows-Sysmon/Operational",
    fqdn="WS01.corp.example",
    time_created=133_805_226_452_345_678,
    utc_time=133_805_226_452_340_000,
    image_path=rf"{SYSTEM32}cmd.exe",
    command_line=rf'"{SYSTEM32}cmd.exe" /c dir',
    current_working_directory="C:\\Users\\jdoe\\Documents\\",
    pid=5120,
    guid="5B6B6A3A-0C1D-6769-A101-000000001200",
    user=r"CORP\jdoe",
    integrity_level=IntegrityLevel.MEDIUM,
    integrity_recorded="Medium",
    parent_image_path=EXCEL,
    parent_command_line=rf'"{EXCEL}" /dde',
    ppid=4096,
    parent_guid="5B6B6A3A-0C11-6769-9F01-000000001200",
    parent_user=r"CORP\jdoe",
    parent_link=ParentLink.RECORDED,
    original_file_name="Cmd.Exe",
    logon_id=0x3E7A1,
    terminal_session_id=1,
)

_IN_SECURITY = OtherRecord(
    source="security-4688",
    place=Place(file="Security.evtx", chunk=2, file_offset=0x21200, record_size=0x300, record_number=5),
    event_record_id=900,
    channel="Security",
    time_created=133_805_226_452_345_000,
)


def process(**fields: object) -> ProcessCreation:
    """Build a process creation: cmd.exe under Excel on WS01, recorded by Sysmon, except for `fields`.

    Another image drops the default's original file name, and with it the default's command line, which
    becomes the quoted image: both belong to cmd.exe.
    """
    if "image_path" in fields:
        image = fields["image_path"]
        fields = {"original_file_name": None, "command_line": image and f'"{image}"', **fields}
    return msgspec.structs.replace(_CMD_UNDER_EXCEL, **fields)


def started(image_path: str, arguments: str = "", **fields: object) -> ProcessCreation:
    """Build a process creation of this image; its command line is the quoted image and `arguments`."""
    command_line = f'"{image_path}" {arguments}'.rstrip(" ")
    return process(**{"image_path": image_path, "command_line": command_line, **fields})


def other_record(**fields: object) -> OtherRecord:
    """Build the other record of a start: Security's, which fills nothing and says the same, except for `fields`."""
    return msgspec.structs.replace(_IN_SECURITY, **fields)
