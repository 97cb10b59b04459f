"""What else runs on an ordinary day, so that the flagged rows stand among others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.evtx_writer import Event

from .cast import FIN, HR, HR_SERVICES, SERVICES, SYSTEM, SYSTEM32, Process
from .recorded import ended, security, sysmon

_TASKS = (
    ("svchost.exe", "-k netsvcs -p -s Schedule"),
    ("taskhostw.exe", "SYSTEM"),
    ("SearchIndexer.exe", "/Embedding"),
    ("MpCmdRun.exe", "SignatureUpdate"),
    ("backgroundTaskHost.exe", "-ServerName:App.AppX"),
    ("dllhost.exe", "/Processid:{3EB3C877-1F16-487C-9050-104DBCD66683}"),
)


def routine() -> Iterator[Event]:
    """Tasks of Windows, each hour from eight to five."""
    yield sysmon(SERVICES, None)
    for hour in range(8, 17):
        for number, (name, arguments) in enumerate(_TASKS):
            time = f"{hour:02}:{7 * number + hour % 5:02}:{11 + 6 * number:02}.{100 + 37 * hour}"
            pid = 12000 + 160 * hour + 4 * number
            process = Process(
                FIN, time, pid, SYSTEM32 + name, f"{SYSTEM32}{name} {arguments}", SYSTEM, "System"
            )
            yield sysmon(process, SERVICES)
            yield ended(process, f"{hour:02}:59:{11 + 6 * number:02}.500")
            if number % 3 == 0:
                yield security(replace(process, host=HR), HR_SERVICES, 2)
