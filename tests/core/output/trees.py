"""A small family with a flagged process, for the tests of what writes trees."""

from __future__ import annotations

from core.detection.descendants import descendants_of
from core.detection.detections import Detection, detect
from core.notation.filetime import TICKS_PER_SECOND
from core.processes.family import Family
from core.processes.process import ParentLink, Place, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, process
from tests.evtx_writer import filetime

NOON = filetime("2026-03-02T12:00:00")
CMD, POWERSHELL, NOTEPAD, EXPLORER = (
    rf"{SYSTEM32}{name}.exe" for name in ("cmd", "powershell", "notepad", "explorer")
)


def guid(number: int) -> str:
    """A ProcessGuid."""
    return f"5B6B6A3A-0C1D-6769-0003-{number:012X}"


def started(number: int, parent: int, image: str, parents_image: str, **fields: object) -> ProcessCreation:
    """Sysmon 1 of process `number` (PID 1000 and as much), so many seconds after noon."""
    known = {
        "place": Place("Sysmon.evtx", 0, 0x1000 + 0x600 * number, 0x600, number),
        "guid": guid(number),
        "pid": 1000 + number,
        "parent_guid": guid(parent),
        "ppid": 1000 + parent,
        "image_path": image,
        "parent_image_path": parents_image,
        "utc_time": NOON + number * TICKS_PER_SECOND,
        "command_line": image.rpartition("\\")[2],
        "logon_id": None,
    }
    return process(**known | fields)


BARE: dict[str, object] = {
    "source": "security-4688",
    "guid": None,
    "parent_guid": None,
    "parent_image_path": None,
    "parent_link": ParentLink.UNKNOWN,
}
"""A 4688 that names its parent by PID alone."""

CASE: tuple[ProcessCreation, ...] = (
    started(1, 0, EXCEL, EXPLORER),
    started(2, 0, NOTEPAD, EXPLORER),
    started(3, 1, CMD, EXCEL),
    started(4, 3, POWERSHELL, CMD, **BARE),
    started(5, 1, NOTEPAD, EXCEL),
    started(9, 8, CMD, EXPLORER, fqdn="WS02.corp.example"),
)
"""Explorer, which no record shows, started Excel and notepad; Excel cmd and notepad; cmd PowerShell."""


def findings_of(
    creations: tuple[ProcessCreation, ...] = CASE,
) -> tuple[Family, dict[int, Detection], dict[int, Detection]]:
    """Build the family, what is flagged in it, and that with what is below."""
    family = Family.built(creations)
    flagged = list(detect(creations))
    below = descendants_of(flagged, creations)

    def by_id(found: list[Detection]) -> dict[int, Detection]:
        return {id: one for one in found if (id := family.id_of(one.process.place)) is not None}

    return family, by_id(flagged), by_id(flagged + below)
