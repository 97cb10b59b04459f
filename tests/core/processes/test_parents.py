"""core.processes.parents: the parent that a record does not name, found among earlier processes of its host."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import count
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.detections import is_matched
from core.notation.filetime import TICKS_PER_SECOND
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.parents import MOST_CANDIDATES, ONE_START, host_of, infer_parents, start_of
from core.processes.process import ParentLink, Place, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, other_record, process
from tests.core.log_reading import read_bytes, steady
from tests.evtx_writer import (
    Event,
    filetime,
    process_guid,
    security_4608,
    security_4688,
    security_4688_short,
    security_4689,
    sysmon_1,
    sysmon_5,
    system_6005,
    write_log,
)

NOON = filetime("2026-03-02T12:00:00")
CMD, NOTEPAD, EXPLORER = (rf"{SYSTEM32}{name}.exe" for name in ("cmd", "notepad", "explorer"))
HOST = "WS01.corp.example"
LOGON, OTHER_LOGON = 0x3E7A1, 0x3E7A2
GUID, OTHER_GUID = (f"5B6B6A3A-0C1D-6769-A10{digit}-000000001200" for digit in (1, 2))

_offsets = count()

Found = tuple[ParentLink, str | None, tuple[str, ...]]
"""How the parent is known, its image, and the images of all candidates."""


def _place() -> Place:
    return Place("a.evtx", 0, next(_offsets), 0x100, 1)


def _clock(seconds: float) -> int:
    return NOON + round(seconds * TICKS_PER_SECOND)


def _parent(seconds: float, image: str = EXCEL, /, **fields: object) -> ProcessCreation:
    """Start a process by a 4688 that knows its own parent."""
    row = {
        "source": "security-4688",
        "place": _place(),
        "time_created": _clock(seconds),
        "utc_time": None,
        "pid": 100,
        "guid": None,
        "parent_guid": None,
        "logon_id": LOGON,
        "parent_logon_id": LOGON,
        "image_path": image,
    }
    return process(**(row | fields))


def _orphan(seconds: float, /, **fields: object) -> ProcessCreation:
    """Start cmd.exe by a 4688 that does not name its parent."""
    row = {
        "pid": 200,
        "ppid": 100,
        "parent_image_path": None,
        "parent_command_line": None,
        "parent_link": ParentLink.UNKNOWN,
    }
    return _parent(seconds, CMD, **(row | fields))


def _end(seconds: float, pid: int = 100, fqdn: str | None = HOST) -> ProcessEnd:
    return ProcessEnd(fqdn, pid, _clock(seconds))


def _boot(seconds: float, fqdn: str | None = HOST) -> Boot:
    return Boot(fqdn, _clock(seconds))


def _found(creation: ProcessCreation) -> Found:
    return creation.parent_link, creation.parent_image_path, creation.parent_candidates


def _infer(
    child: ProcessCreation,
    *others: ProcessCreation,
    ends: Iterable[ProcessEnd] = (),
    boots: Iterable[Boot] = (),
) -> Found:
    """Give what is found for `child` among `others`."""
    return _found(infer_parents([*others, child], ends, boots)[-1])


UNKNOWN: Found = (ParentLink.UNKNOWN, None, ())
IS_EXCEL: Found = (ParentLink.INFERRED, EXCEL, (EXCEL,))
IS_NOTEPAD: Found = (ParentLink.INFERRED, NOTEPAD, (NOTEPAD,))


def _ambiguous(*images: str) -> Found:
    return ParentLink.AMBIGUOUS, images[0], images


def test_the_only_earlier_process_with_the_pid_is_the_parent() -> None:
    """By host and PID, as long as nothing ended it."""
    expected = IS_EXCEL

    assert expected == _infer(_orphan(9), _parent(0))


@pytest.mark.parametrize(
    ("child", "others"),
    [
        pytest.param(_orphan(9), [], id="nothing-else"),
        pytest.param(_orphan(9), [_parent(0, pid=104)], id="other-pid"),
        pytest.param(_orphan(9), [_parent(9.0000001)], id="later"),
        pytest.param(_orphan(9), [_parent(0, fqdn="WS02.corp.example")], id="other-host"),
        pytest.param(_orphan(9), [_parent(0, fqdn="WS01")], id="other-domain"),
        pytest.param(_orphan(9), [_parent(0, fqdn=None)], id="no-host"),
        pytest.param(_orphan(9, fqdn=None), [_parent(0)], id="child-without-host"),
        pytest.param(_orphan(9, fqdn=None), [_parent(0, fqdn=None)], id="both-without-host"),
        pytest.param(_orphan(9, fqdn=""), [_parent(0, fqdn=None)], id="host-without-a-letter"),
        pytest.param(_orphan(9), [_parent(0, pid=None)], id="pid-absent"),
        pytest.param(_orphan(9), [_parent(0, time_created=None)], id="time-absent"),
        pytest.param(_orphan(9, ppid=None), [_parent(0)], id="child-without-ppid"),
        pytest.param(_orphan(9, time_created=None), [_parent(0)], id="child-without-time"),
        pytest.param(_orphan(9, pid=100), [], id="own-pid"),
        pytest.param(_orphan(9, pid=100), [_parent(8, CMD, source="sysmon-1")], id="own-other-record"),
        pytest.param(_orphan(9, pid=100), [_parent(8)], id="other-process-with-its-own-pid"),
    ],
)
def test_without_a_fitting_process_the_parent_is_unknown(
    child: ProcessCreation, others: list[ProcessCreation]
) -> None:
    """Nothing is guessed: another host, a later process, a missing value or the child itself never fits."""
    expected = UNKNOWN

    assert expected == _infer(child, *others)


@pytest.mark.parametrize(
    ("ends", "boots", "expected"),
    [
        pytest.param([_end(5)], [], UNKNOWN, id="ended"),
        pytest.param([], [_boot(5)], UNKNOWN, id="booted"),
        pytest.param([_end(-1)], [], IS_EXCEL, id="ended-before-it-began"),
        pytest.param([_end(0)], [], IS_EXCEL, id="ended-as-it-began"),
        pytest.param([_end(9)], [], IS_EXCEL, id="ended-as-the-child-began"),
        pytest.param([_end(10)], [], IS_EXCEL, id="ended-later"),
        pytest.param([], [_boot(-1)], IS_EXCEL, id="booted-before"),
        pytest.param([], [_boot(0)], IS_EXCEL, id="booted-as-it-began"),
        pytest.param([], [_boot(9)], IS_EXCEL, id="booted-as-the-child-began"),
        pytest.param([], [_boot(10)], IS_EXCEL, id="booted-later"),
        pytest.param([_end(5, pid=104)], [], IS_EXCEL, id="other-pid-ended"),
        pytest.param([_end(5, fqdn="WS02")], [_boot(5, fqdn="WS02")], IS_EXCEL, id="on-another-host"),
        pytest.param([_end(5, fqdn="ws01.CORP.example")], [], UNKNOWN, id="host-in-other-case-ended"),
        pytest.param([], [_boot(5, fqdn="ws01.CORP.example")], UNKNOWN, id="host-in-other-case-booted"),
        pytest.param([_end(10), _end(5), _end(-1)], [_boot(-2)], UNKNOWN, id="in-any-order"),
    ],
)
def test_a_process_that_ended_is_no_parent(
    ends: list[ProcessEnd], boots: list[Boot], expected: Found
) -> None:
    """A termination of its PID or a boot of its host between the two starts rules it out."""
    assert expected == _infer(_orphan(9), _parent(0), ends=ends, boots=boots)


@pytest.mark.parametrize(
    ("others", "ends", "expected"),
    [
        pytest.param([_parent(0), _parent(5, NOTEPAD)], [], IS_NOTEPAD, id="the-last-counts"),
        pytest.param([_parent(5, NOTEPAD), _parent(0)], [], IS_NOTEPAD, id="whatever-order-in-the-log"),
        pytest.param([_parent(0), _parent(2.5), _parent(5, NOTEPAD)], [], IS_NOTEPAD, id="used-three-times"),
        pytest.param([_parent(0), _parent(9, NOTEPAD)], [], IS_NOTEPAD, id="reused-as-the-child-began"),
        pytest.param([_parent(0), _parent(10, NOTEPAD)], [], IS_EXCEL, id="reused-only-later"),
        pytest.param([_parent(0), _parent(5, NOTEPAD)], [_end(4)], IS_NOTEPAD, id="the-first-ended"),
        pytest.param([_parent(0), _parent(5, NOTEPAD)], [_end(7)], UNKNOWN, id="the-last-ended"),
        pytest.param(
            [_parent(0), _parent(5, NOTEPAD, logon_id=OTHER_LOGON)], [], UNKNOWN, id="the-last-is-disproved"
        ),
        pytest.param(
            [_parent(0), _parent(5, NOTEPAD, fqdn="WS02")], [], IS_EXCEL, id="reused-on-another-host"
        ),
        pytest.param([_parent(0), _parent(5, NOTEPAD, pid=104)], [], IS_EXCEL, id="another-pid"),
        pytest.param([_parent(0, image_path=None)], [], (ParentLink.INFERRED, None, ("",)), id="no-image"),
    ],
)
def test_a_later_start_with_the_pid_ends_the_older_process(
    others: list[ProcessCreation], ends: list[ProcessEnd], expected: Found
) -> None:
    """Windows gives a PID to one living process at a time, so no log of the older one's end is needed."""
    assert expected == _infer(_orphan(9), *others, ends=ends)


@pytest.mark.parametrize(
    ("others", "ends", "expected"),
    [
        pytest.param([_parent(0), _parent(2, NOTEPAD)], [], _ambiguous(NOTEPAD, EXCEL), id="two-seconds"),
        pytest.param([_parent(0), _parent(2.0000001, NOTEPAD)], [], IS_NOTEPAD, id="more-than-two-seconds"),
        pytest.param(
            [_parent(1, NOTEPAD), _parent(0)], [], _ambiguous(NOTEPAD, EXCEL), id="whatever-order-in-the-log"
        ),
        pytest.param(
            [_parent(0), _parent(1.5, CMD), _parent(3, NOTEPAD)],
            [],
            _ambiguous(NOTEPAD, CMD),
            id="two-seconds-before-the-last",
        ),
        pytest.param(
            [_parent(0), _parent(1, NOTEPAD), _parent(2)],
            [],
            _ambiguous(EXCEL, NOTEPAD),
            id="each-image-once",
        ),
        pytest.param([_parent(0), _parent(1)], [], _ambiguous(EXCEL), id="two-of-one-image"),
        pytest.param([_parent(0), _parent(1, NOTEPAD)], [_end(0.5)], IS_NOTEPAD, id="the-first-ended"),
        pytest.param([_parent(0), _parent(1, NOTEPAD)], [_end(5)], UNKNOWN, id="one-end-ends-both"),
        pytest.param(
            [_parent(0), _parent(1, NOTEPAD, logon_id=OTHER_LOGON)],
            [],
            IS_EXCEL,
            id="the-last-is-disproved",
        ),
        pytest.param([_parent(8), _parent(9, NOTEPAD)], [], _ambiguous(NOTEPAD, EXCEL), id="as-it-began"),
    ],
)
def test_starts_within_two_seconds_are_ambiguous(
    others: list[ProcessCreation], ends: list[ProcessEnd], expected: Found
) -> None:
    """Two logs' clocks tell no order then: all that fit are named, the newest first as the likely parent."""
    assert expected == _infer(_orphan(9), *others, ends=ends)


@pytest.mark.parametrize(
    ("parents_logon", "creators_logon", "expected"),
    [
        pytest.param(LOGON, LOGON, IS_EXCEL, id="the-same"),
        pytest.param(OTHER_LOGON, LOGON, UNKNOWN, id="another"),
        pytest.param(None, LOGON, IS_EXCEL, id="not-in-the-parents-record"),
        pytest.param(OTHER_LOGON, None, IS_EXCEL, id="not-in-the-childs-record"),
        pytest.param(0, LOGON, UNKNOWN, id="zero-is-a-logon"),
        pytest.param(LOGON, 0x3E7, IS_EXCEL, id="system-acts-for-others"),
    ],
)
def test_a_process_of_another_logon_is_no_parent(
    parents_logon: int | None, creators_logon: int | None, expected: Found
) -> None:
    """4688 records the creator's logon as its subject's; what a log does not hold disproves nothing."""
    child = _orphan(9, parent_logon_id=creators_logon, logon_id=OTHER_LOGON)

    assert expected == _infer(child, _parent(0, logon_id=parents_logon))


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param([_parent(0, source="sysmon-1"), _parent(0.004)], IS_EXCEL, id="sysmon-then-security"),
        pytest.param([_parent(0), _parent(0.004, source="sysmon-1")], IS_EXCEL, id="security-then-sysmon"),
        pytest.param([_parent(0), _parent(0, source="sysmon-1")], IS_EXCEL, id="at-the-same-time"),
        pytest.param([_parent(0), _parent(2, source="sysmon-1")], IS_EXCEL, id="two-seconds-apart"),
        pytest.param(
            [_parent(0), _parent(2.0000001, source="sysmon-1")],
            IS_EXCEL,
            id="more-than-two-seconds-apart",
        ),
        pytest.param([_parent(0), _parent(0.004)], _ambiguous(EXCEL), id="same-source"),
        pytest.param(
            [_parent(0), _parent(0.004, NOTEPAD, source="sysmon-1")],
            _ambiguous(NOTEPAD, EXCEL),
            id="other-image",
        ),
        pytest.param(
            [_parent(0, EXCEL.lower()), _parent(0.004, rf"\\?\{EXCEL}", source="sysmon-1")],
            (ParentLink.INFERRED, EXCEL.lower(), (EXCEL.lower(),)),
            id="same-image-in-two-notations",
        ),
        pytest.param(
            [_parent(0), _parent(0.5, source="sysmon-1"), _parent(1, source="sysmon-1")],
            _ambiguous(EXCEL),
            id="a-record-stands-for-one-other",
        ),
        pytest.param(
            [_parent(0, source="sysmon-1"), _parent(0.001), _parent(1, source="sysmon-1"), _parent(1.001)],
            _ambiguous(EXCEL),
            id="started-twice-in-both",
        ),
        pytest.param(
            [_parent(8.9999, source="sysmon-1"), _parent(9.001)], IS_EXCEL, id="the-child-began-between"
        ),
        pytest.param(
            [_parent(0, source="sysmon-1", other_record=other_record()), _parent(1)],
            _ambiguous(EXCEL),
            id="both-records-are-one-row-and-there-is-a-third",
        ),
        pytest.param(
            [_parent(0), _parent(1, source="sysmon-1", other_record=other_record())],
            _ambiguous(EXCEL),
            id="the-third-is-the-first",
        ),
    ],
)
def test_a_start_that_both_sources_log_counts_once(others: list[ProcessCreation], expected: Found) -> None:
    """Sysmon 1 and 4688 of one process lie at most two seconds apart and name the same file."""
    assert expected == _infer(_orphan(9), *others)


@pytest.mark.parametrize(
    ("child_host", "parent_host", "expected"),
    [
        pytest.param("WS01.corp.example", "ws01.CORP.EXAMPLE", IS_EXCEL, id="other-case"),
        pytest.param("W\u0130S", "wi\u0307s", UNKNOWN, id="letter-that-only-unicode-folds"),
        pytest.param("\u212aS01", "kS01", UNKNOWN, id="kelvin-sign"),
    ],
)
def test_host_names_are_compared_in_any_case(child_host: str, parent_host: str, expected: Found) -> None:
    """Of their ASCII letters, as Windows does."""
    assert expected == _infer(_orphan(9, fqdn=child_host), _parent(0, fqdn=parent_host))


def test_sysmons_own_time_decides_for_its_records() -> None:
    """The event may be written minutes after the start that it tells of."""
    late = _parent(0, source="sysmon-1", utc_time=_clock(0), time_created=_clock(300))
    early_child = _orphan(400, source="sysmon-1", utc_time=_clock(5))
    expected = [IS_EXCEL, UNKNOWN]

    assert expected == [_infer(child, late) for child in (early_child, _orphan(400, utc_time=_clock(-1)))]


@pytest.mark.parametrize(
    ("child", "others", "started"),
    [
        pytest.param(_orphan(9), [_parent(0)], 0, id="pid"),
        pytest.param(_orphan(9), [_parent(0), _parent(5)], 5, id="pid-used-again"),
        pytest.param(_orphan(9), [_parent(4), _parent(5, NOTEPAD)], 5, id="ambiguous-the-likely-one"),
        pytest.param(
            _orphan(9), [_parent(0, utc_time=_clock(-1), source="sysmon-1")], -1, id="sysmons-own-time"
        ),
        pytest.param(_orphan(9, parent_guid=GUID), [_parent(0, guid=GUID)], 0, id="guid"),
        pytest.param(
            _orphan(9, parent_guid=GUID), [_parent(0, guid=GUID, time_created=None)], None, id="time-absent"
        ),
        pytest.param(_orphan(9), [], None, id="unknown"),
    ],
)
def test_the_start_of_the_likely_parent_is_kept(
    child: ProcessCreation, others: list[ProcessCreation], started: float | None
) -> None:
    """So that a row can say how long before the child it was."""
    expected = None if started is None else _clock(started)

    assert expected == infer_parents([*others, child], [], [])[-1].parent_started


def test_a_parent_is_found_by_its_guid() -> None:
    """Whatever had its PID, and even where its end is not to be trusted."""
    child = _orphan(9, source="sysmon-1", parent_guid=GUID)
    parent = _parent(0, source="sysmon-1", guid=GUID)
    expected = IS_EXCEL

    assert expected == _infer(child, parent, _parent(5, NOTEPAD, guid=OTHER_GUID), ends=[_end(7)])


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"guid": OTHER_GUID}, id="other-guid"),
        pytest.param({"guid": GUID, "fqdn": "WS02.corp.example"}, id="same-guid-on-another-host"),
        pytest.param({}, id="no-guid"),
    ],
)
def test_a_child_that_names_a_guid_is_not_joined_by_its_pid(other: dict[str, object]) -> None:
    """Another process that had the PID is not the parent: GUIDs are there because PIDs are used again."""
    expected = UNKNOWN

    assert expected == _infer(_orphan(9, source="sysmon-1", parent_guid=GUID), _parent(0, NOTEPAD, **other))


@pytest.mark.parametrize(
    ("child", "records", "expected"),
    [
        pytest.param({}, [_parent(0, guid=GUID), _parent(0, guid=GUID)], IS_EXCEL, id="one-image-twice"),
        pytest.param(
            {},
            [_parent(0, guid=GUID), _parent(0, NOTEPAD, guid=GUID)],
            _ambiguous(EXCEL, NOTEPAD),
            id="two-images",
        ),
        pytest.param(
            {},
            [_parent(0, NOTEPAD, guid=GUID), _parent(5, guid=GUID), _parent(7, CMD, guid=GUID)],
            _ambiguous(EXCEL, CMD, NOTEPAD),
            id="three-images-whenever-they-began",
        ),
        pytest.param(
            {},
            [_parent(0, guid=GUID), _parent(0, image_path=None, guid=GUID)],
            (ParentLink.AMBIGUOUS, None, ("", EXCEL)),
            id="one-without-an-image",
        ),
        pytest.param(
            {},
            [_parent(0, guid=GUID), _parent(9.0000001, NOTEPAD, guid=GUID)],
            IS_EXCEL,
            id="one-later-than-the-child",
        ),
        pytest.param({}, [_parent(9, guid=GUID)], IS_EXCEL, id="began-as-the-child-began"),
        pytest.param({}, [_parent(9.0000001, guid=GUID)], UNKNOWN, id="all-later-than-the-child"),
        pytest.param({}, [_parent(20, guid=GUID), _parent(0, guid=GUID)], IS_EXCEL, id="the-earliest-counts"),
        pytest.param({}, [_parent(0, time_created=None, guid=GUID)], IS_EXCEL, id="start-absent"),
        pytest.param({"time_created": None}, [_parent(20, guid=GUID)], IS_EXCEL, id="childs-start-absent"),
        pytest.param({}, [_parent(0, guid=GUID, logon_id=OTHER_LOGON)], IS_EXCEL, id="another-logon"),
        pytest.param({"fqdn": None}, [_parent(0, guid=GUID, fqdn=None)], IS_EXCEL, id="without-hosts"),
        pytest.param({"guid": GUID}, [], UNKNOWN, id="its-own-guid"),
        pytest.param({"guid": GUID}, [_parent(0, guid=GUID)], UNKNOWN, id="another-with-its-own-guid"),
    ],
)
@pytest.mark.parametrize("direction", [1, -1], ids=["forward", "backward"])
def test_all_records_of_a_guid_count_in_either_order(
    child: dict[str, object], records: list[ProcessCreation], expected: Found, direction: int
) -> None:
    """Honest logs have one; of altered copies none is believed more, and which file comes first says nothing."""
    orphan = _orphan(9, source="sysmon-1", **({"parent_guid": GUID} | child))

    assert expected == _infer(orphan, *records[::direction])


@pytest.mark.parametrize(
    ("crafted", "line"),
    [
        pytest.param({}, "a", id="nothing-differs"),
        pytest.param({"time_created": _clock(1)}, "a", id="later"),
        pytest.param({"command_line": "b"}, None, id="command-line"),
        pytest.param({"user": r"CORP\framed"}, "a", id="user"),
        pytest.param({"pid": 104}, "a", id="pid"),
    ],
)
@pytest.mark.parametrize("direction", [1, -1], ids=["forward", "backward"])
def test_records_of_one_guid_and_image_that_differ_are_ambiguous(
    crafted: dict[str, object], line: str | None, direction: int
) -> None:
    """A crafted one frames no other document: what they do not all say is taken from none."""
    true = _parent(1, guid=GUID, command_line="a")
    copies = [true, _parent(0, guid=GUID, **{"command_line": "a"} | crafted)][::direction]
    orphan = _orphan(9, source="sysmon-1", parent_guid=GUID)
    differ = not crafted.keys() <= {"time_created"}

    found = infer_parents([*copies, orphan], [], [])[-1]

    assert (_ambiguous(EXCEL) if differ else IS_EXCEL) == _found(found)
    assert line == found.parent_command_line


@pytest.mark.parametrize("direction", [1, -1], ids=["forward", "backward"])
def test_a_crafted_record_with_a_recorded_parents_guid_gives_it_no_line(direction: int) -> None:
    """The row says so by its candidates, which one that names its parent has for nothing else."""
    child = _parent(9, CMD, pid=200, parent_guid=GUID, parent_image_path=EXCEL, parent_command_line=None)
    true, crafted = _parent(1, guid=GUID), _parent(0, guid=GUID, command_line="excel framed.xlsm")

    rows = infer_parents([child, true, crafted][::direction], [], [], lambda one: one == child)
    found = rows[::direction][0]

    assert _found(found) == (ParentLink.RECORDED, EXCEL, (EXCEL,))
    assert (found.parent_command_line, found.parent_command_line_inferred) == (None, False)


@pytest.mark.parametrize(
    ("parents_guid", "ends", "expected"),
    [
        pytest.param(GUID, [(5, OTHER_GUID)], IS_EXCEL, id="of-another-guid"),
        pytest.param(GUID, [(5, GUID)], UNKNOWN, id="of-its-guid"),
        pytest.param(GUID, [(5, None)], UNKNOWN, id="of-no-guid"),
        pytest.param(None, [(5, OTHER_GUID)], UNKNOWN, id="of-a-process-without-a-guid"),
        pytest.param(GUID, [(4, None), (5, OTHER_GUID)], UNKNOWN, id="before-one-of-another-guid"),
        pytest.param(GUID, [(5, OTHER_GUID), (6, GUID), (7, OTHER_GUID)], UNKNOWN, id="between-others"),
        pytest.param(GUID, [(-1, GUID), (5, OTHER_GUID), (10, GUID)], IS_EXCEL, id="at-other-times"),
    ],
)
def test_an_end_with_a_foreign_guid_ends_no_other_process(
    parents_guid: str | None, ends: list[tuple[float, str | None]], expected: Found
) -> None:
    """It is of another process with the PID, or was crafted to hide a child; 4689 has no GUID."""
    for direction in (1, -1):
        told = [ProcessEnd(HOST, 100, _clock(seconds), guid) for seconds, guid in ends[::direction]]

        assert expected == _infer(_orphan(9), _parent(0, guid=parents_guid), ends=told)


def test_the_logon_of_either_record_of_a_parents_start_fits() -> None:
    """Sysmon's altered record of Excel's own start hides no child whose 4688 names the true logon."""
    excel = _parent(0, logon_id=OTHER_LOGON, other_record=other_record(differs=(("logon_id", str(LOGON)),)))

    assert _infer(_orphan(9), excel) == IS_EXCEL
    assert _infer(_orphan(9, parent_logon_id=LOGON + 9), excel) == UNKNOWN


def test_the_parents_command_line_comes_from_its_own_record() -> None:
    """A child that has one keeps it, and the row says which of them was inferred."""
    parent = _parent(0, command_line='excel.exe "a.xlsx"')
    bare, named = infer_parents(
        [parent, _orphan(9), _orphan(9, parent_command_line="excel.exe /dde")], [], []
    )[1:]
    expected = [('excel.exe "a.xlsx"', True), ("excel.exe /dde", False)]

    assert expected == [(row.parent_command_line, row.parent_command_line_inferred) for row in (bare, named)]


@pytest.mark.parametrize(
    ("others", "line"),
    [
        pytest.param([_parent(0, command_line="a")], "a", id="found"),
        pytest.param([_parent(0, NOTEPAD, command_line="a")], None, id="another-image"),
        pytest.param([_parent(0, r"C:\Temp\EXCEL.EXE", command_line="a")], None, id="another-folder"),
        pytest.param([_parent(0, image_path=None, command_line="a")], None, id="image-absent"),
        pytest.param([_parent(0, rf"\\?\{EXCEL.lower()}", command_line="a")], "a", id="in-another-notation"),
        pytest.param([_parent(0, command_line="a"), _parent(1, NOTEPAD)], "a", id="beside-another-image"),
        pytest.param([_parent(0, command_line="a"), _parent(5, NOTEPAD)], None, id="pid-used-again"),
        pytest.param([_parent(0, command_line="a"), _parent(5, command_line="b")], "b", id="the-last"),
        pytest.param([_parent(0, command_line="a"), _parent(1, command_line="b")], None, id="two-fit"),
        pytest.param([_parent(0, command_line="a", logon_id=OTHER_LOGON)], None, id="another-logon"),
        pytest.param([_parent(0, command_line=None)], None, id="absent-there-too"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_a_recorded_parents_command_line_is_looked_up_where_it_is_wanted(
    others: list[ProcessCreation], line: str | None
) -> None:
    """4688 records the parent's image alone; its link stays `recorded` and its image as recorded."""
    child = _parent(9, CMD, pid=200, ppid=100, parent_image_path=EXCEL, parent_command_line=None)
    expected = msgspec.structs.replace(
        child, parent_command_line=line, parent_command_line_inferred=line is not None
    )

    assert expected == infer_parents([*others, child], [], [], lambda creation: creation == child)[-1]
    assert child == infer_parents([*others, child], [], [])[-1]


def test_rows_keep_their_order_and_recorded_parents() -> None:
    """Only what was unknown is replaced, and a child may stand before its parent."""
    recorded, child, parent = _parent(20, parent_image_path=EXPLORER), _orphan(9), _parent(0)
    expected = [_found(recorded), IS_EXCEL, _found(parent)]

    rows = infer_parents([recorded, child, parent], [], [])

    assert (recorded, parent) == (rows[0], rows[2])
    assert expected == [_found(row) for row in rows]


def test_a_chain_of_orphans_is_joined_link_by_link() -> None:
    """Grandchildren find children; nobody inherits a grandparent."""
    rows = [
        _parent(0),
        _orphan(1, ppid=100, image_path=CMD, pid=104),
        _orphan(2, ppid=104, image_path=NOTEPAD, pid=108),
    ]
    expected = [EXCEL, CMD]

    assert expected == [row.parent_image_path for row in infer_parents(rows, [], [])[1:]]


# A reference that looks at every pair, for the property below.


def _reference(
    creations: Sequence[ProcessCreation], ends: Sequence[ProcessEnd], boots: Sequence[Boot]
) -> list[Found]:
    seconds = _second_records(creations)
    starts = [one for one in creations if one.place not in seconds]
    found = []
    for child in creations:
        if child.parent_link is ParentLink.RECORDED:
            found.append(_found(child))
            continue
        if child.parent_guid is not None:
            bearers = [one for one in creations if _bears_parents_guid(one, child)]
            fitting = list({(one.image_path, one.pid): one for one in bearers}.values())
            fitting.sort(key=lambda one: one.image_path or "")
        else:
            fitting = [one for one in starts if _fits(one, child, starts, ends, boots)]
            fitting.sort(key=lambda one: start_of(one) or 0)
            fitting.reverse()
        images = tuple(dict.fromkeys(one.image_path or "" for one in fitting))
        link = [ParentLink.UNKNOWN, ParentLink.INFERRED, ParentLink.AMBIGUOUS][min(len(fitting), 2)]
        found.append((link, fitting[0].image_path if fitting else None, images))
    return found


def _same_host(one: ProcessCreation | ProcessEnd | Boot, other: ProcessCreation) -> bool:
    return (one.fqdn or "").lower() == (other.fqdn or "").lower()


def _bears_parents_guid(one: ProcessCreation, child: ProcessCreation) -> bool:
    is_earlier = (start_of(one) or 0) <= (start_of(child) or 0)
    return _same_host(one, child) and one.guid == child.parent_guid != child.guid and is_earlier


def _fits(
    one: ProcessCreation,
    child: ProcessCreation,
    starts: Sequence[ProcessCreation],
    ends: Sequence[ProcessEnd],
    boots: Sequence[Boot],
) -> bool:
    began, at = start_of(one), start_of(child)
    if began is None or at is None or child.fqdn is None or child.ppid in (None, child.pid):
        return False
    if not _same_host(one, child) or one.pid != child.ppid or began > at:
        return False
    if one.logon_id is not None and child.parent_logon_id not in (None, one.logon_id):
        return False
    ended = any(
        _same_host(end, child)
        and end.pid == one.pid
        and began < end.time < at
        and (None in (end.guid, one.guid) or end.guid == one.guid)
        for end in ends
    )
    booted = any(_same_host(boot, child) and began < boot.time < at for boot in boots)
    reused = any(
        _same_host(later, child) and later.pid == one.pid and began + ONE_START < (start_of(later) or 0) <= at
        for later in starts
    )
    return not (ended or booted or reused)


def _second_records(creations: Sequence[ProcessCreation]) -> set[Place]:
    """Pair each record with the one before it of the same host, PID and image in the other source."""
    seconds: set[Place] = set()
    open_first: dict[tuple[str, int | None, str | None], ProcessCreation] = {}
    for one in sorted(creations, key=lambda one: start_of(one) or 0):
        key = (host_of(one.fqdn), one.pid, one.exe)
        first = open_first.get(key)
        if (
            first
            and first.source != one.source
            and (start_of(one) or 0) - (start_of(first) or 0) <= ONE_START
        ):
            seconds.add(one.place)
            del open_first[key]
        else:
            open_first[key] = one
    return seconds


_hosts = st.sampled_from(["A", "a", "B", None])
_pids = st.integers(1, 2)
_moments = st.integers(0, 12).map(lambda halves: NOON + halves * TICKS_PER_SECOND // 2)
_guids = st.sampled_from([None, None, None, GUID, OTHER_GUID])
_logons = st.sampled_from([None, LOGON, LOGON, OTHER_LOGON])
_ends = st.builds(ProcessEnd, _hosts, _pids, _moments, _guids)
_boots = st.builds(Boot, _hosts, _moments)


@st.composite
def _creations(draw: st.DrawFn) -> ProcessCreation:
    seconds, image = draw(st.integers(0, 12)) / 2, draw(st.sampled_from([EXCEL, CMD, EXCEL.lower()]))
    values: dict[str, object] = {
        "source": draw(st.sampled_from(["sysmon-1", "security-4688"])),
        "fqdn": draw(_hosts),
        "pid": draw(_pids),
        "guid": draw(_guids),
        "image_path": image,
        "logon_id": draw(_logons),
    }
    if draw(st.booleans()):
        return _parent(seconds, **values)
    unknown = {"ppid": draw(_pids), "parent_guid": draw(_guids), "parent_logon_id": draw(_logons)}
    return _orphan(seconds, **values, **unknown)


@given(
    st.lists(_creations(), max_size=10),
    st.lists(_ends, max_size=3),
    st.lists(_boots, max_size=2),
)
@steady
def test_parents_are_those_that_a_look_at_every_pair_finds(
    creations: list[ProcessCreation], ends: list[ProcessEnd], boots: list[Boot]
) -> None:
    """Few hosts, PIDs, logons and moments, so that reuse, ends and equal times meet all the time."""
    assert _reference(creations, ends, boots) == [
        _found(creation) for creation in infer_parents(creations, ends, boots)
    ]


@given(st.lists(_creations(), max_size=10))
@steady
def test_a_parent_never_starts_after_its_child(creations: list[ProcessCreation]) -> None:
    """By PID and by GUID, whatever the log holds; and a start that is kept is the start of an inferred parent."""
    for row in infer_parents(creations, [], []):
        at = start_of(row)
        assert row.parent_started is None or (at is not None and row.parent_started <= at)
        assert (row.parent_started is None) is (row.parent_link in (ParentLink.RECORDED, ParentLink.UNKNOWN))


def test_only_the_newest_of_very_many_candidates_are_considered() -> None:
    """A crafted log can hold any number of starts within two seconds."""
    rows = [_parent(0), *(_parent(0.5 + number / 100, CMD) for number in range(MOST_CANDIDATES))]

    assert _ambiguous(CMD) == _infer(_orphan(9), *rows)
    assert _ambiguous(CMD, EXCEL) == _infer(_orphan(9), *rows[:-1])


def test_only_so_many_images_of_one_guid_are_considered() -> None:
    """A crafted log can hold any number of records with one GUID."""
    images = [rf"C:\{number:02}.exe" for number in range(MOST_CANDIDATES + 1)]
    rows = [_parent(0, image, guid=GUID) for image in images]

    assert _ambiguous(*images[:-1]) == _infer(_orphan(9, parent_guid=GUID), *rows)


def test_many_starts_of_one_pid_take_no_cubic_time() -> None:
    """Servers without 4689 use a PID again hundreds of times; 100,000 such rows took minutes once."""
    rows = [row for number in range(1_000) for row in (_parent(number / 1_000), _orphan(number / 1_000))]
    began = time.perf_counter()

    assert len(rows) == len(infer_parents(rows, [], []))
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize("images", [1, 10_000], ids=["one-image", "as-many-images"])
def test_many_records_of_one_guid_take_no_quadratic_time(images: int) -> None:
    """Only a crafted log holds them, and it must not hold up the rest."""
    parents = [_parent(0, rf"C:\{number % images}.exe", guid=GUID) for number in range(10_000)]
    orphans = [_orphan(9, parent_guid=GUID) for _ in parents]
    began = time.perf_counter()

    assert len(parents) * 2 == len(infer_parents([*parents, *orphans], [], []))
    assert time.perf_counter() - began < 10


def _read(*events: Event) -> list[ProcessCreation]:
    read = read_bytes(write_log(None, events)).result
    return infer_parents(read.creations, read.ends, read.boots)


def _born(at: str, image: str, pid: int, ppid: int) -> Event:
    return security_4688(1, time=f"2026-03-02T{at}", NewProcessName=image, NewProcessId=pid, ProcessId=ppid)


def test_a_4688_without_a_parent_name_is_joined_through_its_pid() -> None:
    """Version 1 and the 13-field form of version 2, in a real log."""
    found = _read(
        _born("12:00:00", EXCEL, 0x100, 0x4),
        _born("12:00:01", CMD, 0x200, 0x100),
        security_4688_short(time="2026-03-02T12:00:02", NewProcessId=0x300, ProcessId=0x100),
    )
    expected = [UNKNOWN, IS_EXCEL, IS_EXCEL]

    assert expected == [_found(row) for row in found]


def test_a_pid_that_was_given_anew_names_its_last_owner() -> None:
    """Excel at 9:00, Explorer with its PID at 10:00: Notepad at 11:00 is Explorer's child, in a real log."""
    found = _read(
        _born("09:00:00", EXCEL, 0x100, 0x4),
        _born("10:00:00", EXPLORER, 0x100, 0x4),
        _born("11:00:00", NOTEPAD, 0x200, 0x100),
    )[-1]
    expected = (ParentLink.INFERRED, EXPLORER, (EXPLORER,)), filetime("2026-03-02T10:00:00")

    assert expected == (_found(found), found.parent_started)
    assert not is_matched(found)


@pytest.mark.parametrize(
    ("version", "subject", "expected"),
    [
        pytest.param(2, 0x111AA, UNKNOWN, id="another-user"),
        pytest.param(2, 0x3E7, IS_EXCEL, id="system-acts-for-others"),
        pytest.param(1, 0x111AA, IS_EXCEL, id="the-parents-own-logon-is-not-in-version-1"),
    ],
)
def test_the_subject_of_a_real_4688_disproves_a_parent_of_another_logon(
    version: int, subject: int, expected: Found
) -> None:
    """What another user created is no child of this user's Excel; SYSTEM starts elevated children of anyone."""
    excel = security_4688(
        version,
        time="2026-03-02T12:00:00",
        NewProcessName=EXCEL,
        NewProcessId=0x100,
        ProcessId=0x4,
        SubjectLogonId=0x222BB,
    )
    child = security_4688(
        1, time="2026-03-02T12:00:01", NewProcessId=0x200, ProcessId=0x100, SubjectLogonId=subject
    )

    assert expected == _found(_read(excel, child)[-1])


@pytest.mark.parametrize(
    "bound",
    [
        pytest.param(security_4689(time="2026-03-02T12:00:01", ProcessId=0x100), id="4689"),
        pytest.param(sysmon_5(time="2026-03-02T12:00:01", process_id=0x100), id="sysmon-5"),
        pytest.param(security_4608(time="2026-03-02T12:00:01"), id="4608"),
        pytest.param(system_6005(time="2026-03-02T12:00:01"), id="6005"),
        pytest.param(
            Event(
                "Microsoft-Windows-Kernel-General",
                12,
                "System",
                "WS-0417.example.corp",
                filetime("2026-03-02T12:00:01"),
                {"MajorVersion": 10},
                provider_guid=UUID("A68CA8B7-004F-D7B6-A698-07E2DE0F1F5D"),
            ),
            id="kernel-general-12",
        ),
    ],
)
def test_an_event_that_bounds_lives_stands_between(bound: Event) -> None:
    """Terminations and boots are read from the same logs, wherever in them they stand."""
    expected = [UNKNOWN, UNKNOWN]
    found = _read(bound, _born("12:00:00", EXCEL, 0x100, 0x4), _born("12:00:02", CMD, 0x200, 0x100))

    assert expected == [_found(row) for row in found]


def test_the_end_that_sysmon_logs_late_counts_from_its_own_time() -> None:
    """Sysmon 5 says when the process ended, the event when it was written."""
    end = sysmon_5(time="2026-03-02T12:05:00", utc_time="2026-03-02 12:00:01.000", process_id=0x100)
    expected = [UNKNOWN, UNKNOWN]
    found = _read(_born("12:00:00", EXCEL, 0x100, 0x4), _born("12:00:02", CMD, 0x200, 0x100), end)

    assert expected == [_found(row) for row in found]


def test_a_sysmon_1_without_a_parent_name_is_joined_through_its_guid() -> None:
    """In a real log, with the parent's command line."""
    guid = process_guid(NOON, 0x100)
    parent = sysmon_1(time=NOON, image=EXCEL, process_guid=guid, command_line="excel.exe a.xlsx")
    child = sysmon_1(
        time=NOON + TICKS_PER_SECOND,
        parent_image="?",
        parent_command_line="?",
        parent_process_guid=guid,
        process_guid=process_guid(NOON, 0x200),
    )
    expected = [(IS_EXCEL, "excel.exe a.xlsx")]

    assert expected == [(_found(row), row.parent_command_line) for row in _read(parent, child)[1:]]


@pytest.mark.parametrize("placeholder", ["-", "?", ""])
def test_a_sysmon_1_without_a_parents_guid_is_joined_through_its_pid(placeholder: str) -> None:
    """Sysmon writes a zero GUID and the real PID for a parent that it did not see start."""
    child = sysmon_1(
        time="2026-03-02T12:00:01",
        parent_image=placeholder,
        parent_command_line=placeholder,
        parent_process_guid=UUID(int=0),
        parent_process_id=0x100,
    )
    expected = [IS_EXCEL]

    assert expected == [_found(row) for row in _read(_born("12:00:00", EXCEL, 0x100, 0x4), child)[1:]]
