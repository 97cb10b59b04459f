"""core.processes.guid_bearers: records with one ProcessGuid, told apart by what their children say of them."""

from __future__ import annotations

import pytest

from core.processes.guid_bearers import GuidBearers, fits, is_another_record
from core.processes.process import ParentLink, Place
from tests.core.builders import EXCEL, SYSTEM32, process

NOTEPAD = rf"{SYSTEM32}notepad.exe"


@pytest.mark.parametrize(
    ("parent", "child", "expected"),
    [
        pytest.param({}, {}, True, id="image-and-pid"),
        pytest.param({"image_path": EXCEL.upper()}, {}, True, id="image-in-capitals"),
        pytest.param({"image_path": NOTEPAD}, {}, False, id="another-image"),
        pytest.param({"pid": 7}, {}, False, id="another-pid"),
        pytest.param({"pid": None, "image_path": None}, {}, True, id="the-parent-says-nothing"),
        pytest.param({}, {"ppid": None, "parent_image_path": None}, True, id="the-child-says-nothing"),
        pytest.param({"image_path": NOTEPAD}, {"parent_link": ParentLink.INFERRED}, True, id="only-inferred"),
    ],
)
def test_a_record_fits_a_child_that_says_the_same_of_it(
    parent: dict[str, object], child: dict[str, object], expected: bool
) -> None:
    """What is not recorded disproves nothing."""
    assert fits(process(**{"image_path": EXCEL, "pid": 4096, **parent}), process(**child)) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, False, id="the-same"),
        pytest.param(
            {"place": Place("b.evtx", 0, 1, 1, 1), "event_record_id": 1}, False, id="at-another-place"
        ),
        pytest.param({"pid": 7}, True, id="pid"),
        pytest.param({"command_line": "x"}, True, id="command-line"),
        pytest.param({"user": "x"}, True, id="user"),
        pytest.param({"utc_time": 7}, True, id="start"),
        pytest.param({"parent_image_path": NOTEPAD}, True, id="parent"),
    ],
)
def test_what_makes_another_record(fields: dict[str, object], expected: bool) -> None:
    """Not where it stands, but what it says of the process."""
    assert is_another_record(process(), process(**fields)) is expected


def test_the_best_record_is_found_in_any_order_of_children() -> None:
    """By image, then PID, then start."""
    records = [
        process(image_path=image, pid=pid, utc_time=start)
        for start, (image, pid) in enumerate([(EXCEL, 4096), (NOTEPAD, 4096), (EXCEL, 7), (EXCEL, 4096)])
    ]
    bearers = GuidBearers(records, 0)
    bearers.rows += [1, 2, 3]
    children = [
        process(utc_time=9),
        process(utc_time=1),
        process(utc_time=9, parent_image_path=NOTEPAD),
        process(utc_time=9, ppid=7),
        process(utc_time=9, ppid=8),
        process(utc_time=9, parent_image_path="x"),
        process(utc_time=None, time_created=None, parent_image_path="x", ppid=None),
    ]

    assert [bearers.best_for(child) for child in children] == [3, 0, 1, 2, 3, 3, 3]
