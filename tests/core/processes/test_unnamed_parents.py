"""core.processes.unnamed_parents: a record without its parent's name is not overruled by one that names another."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.processes.both_logs import merge_starts
from core.processes.lifetimes import ProcessEnd
from core.processes.parents import infer_parents
from core.processes.process import ParentLink, Place, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, process

BEGAN = 133_805_226_452_340_000
SECOND = 10_000_000
EXPLORER = rf"{SYSTEM32}explorer.exe"
GUID, OTHER_GUID = (f"5B6B6A3A-0C1D-6769-A10{digit}-000000001200" for digit in (5, 6))
NO_NAME: dict[str, object] = {"parent_image_path": None, "parent_link": ParentLink.UNKNOWN}
UNNAMED: dict[str, object] = {**NO_NAME, "parent_guid": None}
_offsets = iter(range(1, 1 << 20))


def _place() -> Place:
    return Place("a.evtx", 0, next(_offsets), 0x100, 1)


def _sysmon(**fields: object) -> ProcessCreation:
    known = {"place": _place(), "utc_time": BEGAN, "parent_command_line": None, "parent_guid": None}
    return process(**known | fields)


def _security(**fields: object) -> ProcessCreation:
    known = {"source": "security-4688", "guid": None, "utc_time": None, "time_created": BEGAN + 9}
    return _sysmon(**known | UNNAMED | {"parent_user": None} | fields)


def _started(pid: int, image: str, **fields: object) -> ProcessCreation:
    return _security(
        **{"pid": pid, "image_path": image, "time_created": BEGAN - 60 * SECOND, "ppid": 8, **fields}
    )


def _is_flagged(parent: str, _child: str | None) -> bool:
    return parent == EXCEL


Expected = tuple[str, str | None, tuple[str, ...] | None]
"""Source of the row, its parent's image, and what the other record leads to where it speaks against that."""


def _row(creations: Sequence[ProcessCreation], ends: Sequence[ProcessEnd] = ()) -> Expected:
    *_, row = infer_parents(merge_starts(creations, _is_flagged, ends), ends, ())
    assert row.other_record is not None
    other = row.other_record.parent
    return row.source, row.parent_image_path, None if other is None else other.image_paths


EXCELS, EXPLORERS = _started(4096, EXCEL), _started(4000, EXPLORER)
BEARER = _started(4096, EXCEL, source="sysmon-1", guid=GUID)

CASES: dict[str, tuple[ProcessCreation, ProcessCreation, Expected]] = {
    "both name Excel": (
        _sysmon(), _security(parent_image_path=EXCEL, parent_link=ParentLink.RECORDED), ("sysmon-1", EXCEL, None),
    ),
    "Sysmon names it, the PID is Excel's": (_sysmon(), _security(), ("sysmon-1", EXCEL, None)),
    "Sysmon names it, the PID is Explorer's": (
        _sysmon(), _security(ppid=4000), ("sysmon-1", EXCEL, (EXPLORER,)),
    ),
    "Sysmon names it, the PID is nobody's": (_sysmon(), _security(ppid=9), ("sysmon-1", EXCEL, None)),
    "Sysmon names another": (
        _sysmon(parent_image_path=EXPLORER, ppid=4000), _security(), ("security-4688", EXCEL, (EXPLORER,)),
    ),
    "Sysmon names another with Excel's PID": (
        _sysmon(parent_image_path=EXPLORER), _security(), ("security-4688", EXCEL, (EXPLORER,)),
    ),
    "Sysmon names another and Excel's GUID": (
        _sysmon(parent_image_path=EXPLORER, parent_guid=GUID), _security(), ("security-4688", EXCEL, (EXPLORER,)),
    ),
    "Sysmon names none, and nobody's PID": (
        _sysmon(**UNNAMED, ppid=9), _security(), ("security-4688", EXCEL, ()),
    ),
    "Sysmon names none, and Explorer's PID": (
        _sysmon(**UNNAMED, ppid=4000), _security(), ("security-4688", EXCEL, (EXPLORER,)),
    ),
    "Sysmon names none, and nobody's GUID": (
        _sysmon(**NO_NAME, parent_guid=OTHER_GUID), _security(), ("security-4688", EXCEL, None),
    ),
    "Sysmon names none, and Excel's GUID": (
        _sysmon(**NO_NAME, parent_guid=GUID), _security(ppid=4000), ("sysmon-1", EXCEL, (EXPLORER,)),
    ),
    "Security names another, Sysmon has Excel's GUID": (
        _sysmon(**NO_NAME, parent_guid=GUID),
        _security(parent_image_path=EXPLORER, parent_link=ParentLink.RECORDED),
        ("sysmon-1", EXCEL, (EXPLORER,)),
    ),
    "Security's logon is not Excel's": (
        _sysmon(**UNNAMED), _security(parent_logon_id=9), ("sysmon-1", EXCEL, None),
    ),
    "Sysmon began before Excel": (
        _sysmon(parent_image_path=EXPLORER, utc_time=BEGAN - SECOND), _security(),
        ("security-4688", EXCEL, (EXPLORER,)),
    ),
    "both name another": (
        _sysmon(parent_image_path=EXPLORER),
        _security(parent_image_path=EXPLORER, parent_link=ParentLink.RECORDED),
        ("sysmon-1", EXPLORER, None),
    ),
    "none has Excel": (
        _sysmon(parent_image_path=EXPLORER, ppid=4000), _security(ppid=4000), ("sysmon-1", EXPLORER, None),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sysmon", "security", "expected"), CASES.values(), ids=CASES)
def test_joined_records_hide_no_flag_that_one_of_them_has(
    sysmon: ProcessCreation, security: ProcessCreation, expected: Expected
) -> None:
    """What one record alone would be flagged for flags the row, in whatever order the records stand."""
    for pair in ([sysmon, security], [security, sysmon]):
        assert _row([BEARER, EXPLORERS, *pair]) == expected


def test_only_a_living_excel_counts() -> None:
    """An end of it, and the PID leads to nobody."""
    pair = [_sysmon(parent_image_path=EXPLORER), _security()]

    assert _row([EXCELS, *pair], [ProcessEnd("WS01.corp.example", 4096, BEGAN - SECOND)]) == (
        "sysmon-1",
        EXPLORER,
        None,
    )


def test_a_late_excel_is_found_by_the_4688s_time() -> None:
    """Sysmon's record gives an earlier start, at which Excel was not there yet."""
    late = _started(4096, EXCEL, time_created=BEGAN - SECOND // 2)
    pair = [_sysmon(parent_image_path=EXPLORER, utc_time=BEGAN - SECOND), _security()]

    assert _row([late, *pair]) == ("security-4688", EXCEL, (EXPLORER,))
