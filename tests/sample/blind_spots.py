"""What makes the hosts blind for a while: logs cleared, sensors stopped, another clock."""

from __future__ import annotations

from collections.abc import Iterator

from tests.evtx_writer import (
    Event,
    filetime,
    security_1100,
    security_1102,
    security_4616,
    security_4719,
    sysmon_4,
    sysmon_16,
    sysmon_255,
    system_104,
)

from .cast import DAY, FIN, HR, NOVAK, REPORTS, SYSTEM32


def blind_spots() -> Iterator[Event]:
    """On FIN-WS07 an hour in the evening, on HR-WS02 the morning and half an hour in the afternoon."""
    yield from _finance()
    yield from _human_resources()


def _finance() -> Iterator[Event]:
    yield sysmon_255(time=f"{DAY}11:31:20.640", computer=FIN)
    yield system_104(
        time=f"{DAY}17:01:37.215",
        computer=FIN,
        user_sid=REPORTS.sid,
        subject_user_name=REPORTS.name,
        subject_domain_name=REPORTS.domain,
        channel="Microsoft-Windows-PowerShell/Operational",
    )
    yield sysmon_4(time=f"{DAY}17:02:10.090", computer=FIN, state="Stopped")
    yield sysmon_4(time=f"{DAY}18:03:12.871", computer=FIN, state="Started")
    yield sysmon_16(time=f"{DAY}18:03:14.402", computer=FIN, user_sid=REPORTS.sid)


def _human_resources() -> Iterator[Event]:
    subject = {
        "subject_user_sid": NOVAK.sid,
        "subject_user_name": NOVAK.name,
        "subject_domain_name": NOVAK.domain,
        "subject_logon_id": NOVAK.logon_id,
    }
    yield security_1102(time=f"{DAY}09:20:15.770", computer=HR, **subject)  # type: ignore[arg-type]
    yield security_4616(
        time=f"{DAY}11:36:47.000",
        computer=HR,
        previous_time=filetime(f"{DAY}11:30:02.518"),
        new_time=filetime(f"{DAY}11:36:47.000"),
        process_id=0x1F30,
        process_name=SYSTEM32 + "SystemSettingsAdminFlows.exe",
        **subject,  # type: ignore[arg-type]
    )
    for time, change in (("15:26:10.330", "%%8448"), ("15:51:30.940", "%%8449")):
        yield security_4719(
            time=DAY + time,
            computer=HR,
            audit_policy_changes=change,
            **subject,  # type: ignore[arg-type]
        )
    yield security_1100(time=f"{DAY}18:20:44.115", computer=HR)
