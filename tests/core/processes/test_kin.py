"""core.processes.kin: the tree of what may be kin says what the tree of all says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detection.descendants import descendants_of, finding_descendants
from core.detection.detections import Detection, detect, is_flagged_by
from core.processes.family import Family
from core.processes.kin import kin_of
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.living import ONE_START
from core.processes.parents import infer_parents
from core.processes.process import ParentLink, Place, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, process

CMD, HOST = rf"{SYSTEM32}cmd.exe", "WS01.corp.example"
TIMES = st.integers(0, 12).map(lambda step: 10**17 + step * (ONE_START // 2 + 1))


def kin(creations: Sequence[ProcessCreation], tops: Sequence[ProcessCreation]) -> list[ProcessCreation]:
    """Exhaust the steps."""
    steps = kin_of(creations, tops)
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            found: list[ProcessCreation] = ended.value
            return found


def flagged_in(creations: Sequence[ProcessCreation]) -> list[Detection]:
    """Flag the children of Excel."""
    return [one for one in detect(creations) if is_flagged_by("strict", one)]


def started(number: int, fields: Mapping[str, object]) -> ProcessCreation:
    """Build the start of a process in the record of this number."""
    link = ParentLink.UNKNOWN if fields["parent_image_path"] is None else ParentLink.RECORDED
    return process(
        **{
            "place": Place("a.evtx", 0, 0x1000 * (number + 1), 64, number),
            "utc_time": fields["time_created"],
            "parent_command_line": None,
            "parent_link": link,
            **fields,
        }
    )


some_guid = st.none() | st.sampled_from("abcd")
some_pid = st.none() | st.integers(1, 4)
some_image = st.sampled_from([CMD, rf"{SYSTEM32}a.exe", EXCEL, None])
some_logon = st.sampled_from([None, 1, 2])
some_host = st.sampled_from([HOST, "WS02"])
some_starts = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["sysmon-1", "security-4688"]),
            "fqdn": st.sampled_from([HOST, HOST, "WS02", None]),
            "time_created": TIMES | st.none(),
            "guid": some_guid,
            "parent_guid": some_guid,
            "pid": some_pid,
            "ppid": some_pid,
            "image_path": some_image,
            "parent_image_path": some_image,
            "logon_id": some_logon,
            "parent_logon_id": some_logon,
        }
    ),
    max_size=14,
)
some_ends = st.lists(st.builds(ProcessEnd, some_host, st.integers(1, 4), TIMES, some_guid), max_size=4)
some_boots = st.lists(st.builds(Boot, some_host, TIMES), max_size=1)


@settings(max_examples=300, deadline=None)
@given(starts=some_starts, ends=some_ends, boots=some_boots, have_guids=st.booleans())
def test_the_descendants_are_those_of_the_whole_tree(
    starts: Sequence[Mapping[str, object]],
    ends: Sequence[ProcessEnd],
    boots: Sequence[Boot],
    have_guids: bool,
) -> None:
    """Whatever bears the same GUIDs and PIDs, crafted records among them: with every word that is said of each."""
    if have_guids:
        starts = [
            {**one, "guid": one["guid"] or "e", "parent_guid": one["parent_guid"] or "f"} for one in starts
        ]
    creations = infer_parents([started(number, one) for number, one in enumerate(starts)], ends, boots)
    flagged = flagged_in(creations)

    family = Family.built(kin(creations, [one.process for one in flagged]), ends, boots)
    found = [one for step in finding_descendants(flagged, family) for one in step]

    assert descendants_of(flagged, creations, ends, boots) == found


@pytest.mark.parametrize("has_guids", [True, False])
def test_few_are_left_of_many(has_guids: bool) -> None:
    """A line of processes whose PIDs are given anew and anew: what is below, and who had the PIDs it names."""
    starts = [
        started(
            number,
            {
                "source": "sysmon-1" if has_guids else "security-4688",
                "time_created": 10**17 + number * 3 * ONE_START,
                "pid": 4 + number % 50,
                "ppid": 4 + (number - 1) % 50,
                "guid": f"{number}" if has_guids else None,
                "parent_guid": f"{number - 1}" if has_guids else None,
                "image_path": CMD,
                "parent_image_path": EXCEL if number == 500 else CMD,
            },
        )
        for number in range(520)
    ]

    found = kin(starts, [starts[500]])

    assert [one.place.record_number for one in found if one.ppid is not None] == list(range(500, 520))
    assert len(found) == 21 if has_guids else 20 < len(found) <= 20 * 12


def test_a_crafted_crowd_is_gone_through_once() -> None:
    """Thousands that start in one moment with one PID, which is their parent's as well."""
    count = 20_000
    alike = {"guid": None, "parent_guid": None, "pid": 8, "ppid": 8, "source": "security-4688"}
    crowd = [
        started(
            number,
            {
                **alike,
                "time_created": 10**17 + number,
                "image_path": CMD,
                "parent_image_path": EXCEL if number < count // 2 else CMD,
            },
        )
        for number in range(count)
    ]

    assert len(kin(crowd, crowd[: count // 2])) == count
