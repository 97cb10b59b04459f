"""A process and what it did into the events that record it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from tests.evtx_writer import (
    Event,
    filetime,
    security_4624,
    security_4688,
    security_4689,
    sysmon_1,
    sysmon_5,
    sysmon_8,
    sysmon_10,
)
from tests.evtx_writer.fields import Given
from tests.evtx_writer.powershell import PowerShellBuilder
from tests.evtx_writer.sysmon import SysmonBuilder

from .cast import DAY, FIN, SECOND, SYSTEM32, Process, User

_LABELS: Final[Mapping[str, str]] = {
    "Medium": "S-1-16-8192",
    "High": "S-1-16-12288",
    "System": "S-1-16-16384",
}
_TOKENS: Final[Mapping[str, str]] = {"Medium": "%%1938", "High": "%%1937", "System": "%%1936"}
_AFTER_SYSMON: Final = 4_000
"""So much later, in 100 ns, Windows itself writes 4688 for a start that Sysmon recorded."""


def sysmon(process: Process, parent: Process | None) -> Event:
    """Its start as Sysmon records it; without a parent where Sysmon did not see that start."""
    fields: dict[str, Given] = (
        {
            "parent_image": parent.image,
            "parent_command_line": parent.command_line,
            "parent_process_id": parent.pid,
            "parent_process_guid": parent.guid,
            "parent_user": parent.user.full_name,
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
        user=process.user.full_name,
        logon_guid=process.user.logon_guid,
        logon_id=process.user.logon_id,
        integrity_level=process.integrity,
        original_file_name=process.original_file_name or process.name,
        description="-",
        file_version="-",
        product="-",
        company="-",
        **fields,  # type: ignore[arg-type]  # all of them are fields of the event
    )


def security(process: Process, parent: Process, version: int = 1, command_line: str | None = None) -> Event:
    """Its start as event 4688 records it; before version 2 only the parent's PID is named, in 0 no command line."""
    newer: dict[str, Given] = {}
    if version >= 1:
        newer["command_line"] = process.command_line if command_line is None else command_line
    if version >= 2:
        newer["parent_process_name"] = parent.image
        newer["mandatory_label"] = _LABELS[process.integrity]
    return security_4688(
        version,
        time=process.started + (_AFTER_SYSMON if process.host == FIN else 0),
        computer=process.host,
        subject_user_sid=process.user.sid,
        subject_user_name=process.user.name,
        subject_domain_name=process.user.domain,
        subject_logon_id=process.user.logon_id,
        new_process_id=process.pid,
        new_process_name=process.image,
        token_elevation_type=_TOKENS[process.integrity],
        process_id=parent.pid,
        **newer,  # type: ignore[arg-type]
    )


def ended(process: Process, time: str) -> Event:
    """Its end, in the log that recorded its start."""
    if process.host == FIN:
        return did(sysmon_5, process, (filetime(DAY + time) - process.started) / SECOND)
    return security_4689(
        time=filetime(DAY + time),
        computer=process.host,
        process_id=process.pid,
        process_name=process.image,
        subject_user_sid=process.user.sid,
        subject_user_name=process.user.name,
        subject_domain_name=process.user.domain,
        subject_logon_id=process.user.logon_id,
    )


def logon(host: str, user: User, logon_type: int = 2, version: int = 2) -> Event:
    """A logon, as event 4624 records it."""
    return security_4624(
        version,
        time=DAY + user.logged_on,
        computer=host,
        subject_user_name=f"{host.partition('.')[0]}$",
        subject_domain_name="CORP",
        target_user_sid=user.sid,
        target_user_name=user.name,
        target_domain_name=user.domain,
        target_logon_id=user.logon_id,
        logon_type=logon_type,
        logon_process_name="User32 " if logon_type == 2 else "Advapi  ",
        workstation_name=host.partition(".")[0],
        process_id=0x2DC,
        process_name=SYSTEM32 + ("winlogon.exe" if logon_type == 2 else "services.exe"),
    )


def did(builder: SysmonBuilder, process: Process, after: float, **fields: Given) -> Event:
    """What Sysmon records of a process, so many seconds after its start."""
    return builder(
        time=process.started + round(after * SECOND),
        computer=process.host,
        process_id=process.pid,
        process_guid=process.guid,
        image=process.image,
        user=process.user.full_name,
        **fields,  # type: ignore[arg-type]  # none of them is a parameter of the builder
    )


def opened(source: Process, target: Process, after: float, granted: int, trace: str) -> Event:
    """One process opens another with these rights, so many seconds after its own start (Sysmon 10)."""
    return sysmon_10(
        time=source.started + round(after * SECOND),
        computer=source.host,
        source_process_guid=source.guid,
        source_process_id=source.pid,
        source_image=source.image,
        target_process_guid=target.guid,
        target_process_id=target.pid,
        target_image=target.image,
        granted_access=granted,
        call_trace=f"{SYSTEM32}ntdll.dll+9d4c4|{SYSTEM32}KERNELBASE.dll+2c13e|{trace}",
        source_user=source.user.full_name,
        target_user=target.user.full_name,
    )


def started_thread_in(source: Process, target: Process, after: float) -> Event:
    """One process starts a thread in another (Sysmon 8)."""
    return sysmon_8(
        time=source.started + round(after * SECOND),
        computer=source.host,
        source_process_guid=source.guid,
        source_process_id=source.pid,
        source_image=source.image,
        target_process_guid=target.guid,
        target_process_id=target.pid,
        target_image=target.image,
        source_user=source.user.full_name,
        target_user=target.user.full_name,
    )


def script(builder: PowerShellBuilder, process: Process, after: float, **fields: Given) -> Event:
    """What PowerShell itself records: only System/Execution says which process it was."""
    return builder(
        time=process.started + round(after * SECOND),
        computer=process.host,
        execution_process=process.pid,
        user_sid=process.user.sid,
        **fields,  # type: ignore[arg-type]  # none of them is a parameter of the builder
    )


def context(process: Process, command: str) -> str:
    """What 4103 says of the circumstances of a command, as far as anybody reads it."""
    lines = {
        "Severity": "Informational",
        "Host Name": "ConsoleHost",
        "Host Version": "5.1.19041.4291",
        "Host Application": process.command_line,
        "Engine Version": "5.1.19041.4291",
        "Pipeline ID": "1",
        "Command Name": command,
        "Command Type": "Cmdlet",
        "User": process.user.full_name,
        "Shell ID": "Microsoft.PowerShell",
    }
    return "\r\n".join(f"        {name} = {said}" for name, said in lines.items())
