"""core.processes.family: who started whom, with strangers kept apart and missing parents shown."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.filetime import TICKS_PER_SECOND
from core.processes.family import MOST_ANCESTORS, Family, LinkKind
from core.processes.lifetimes import Boot, ProcessEnd
from core.processes.process import OtherRecord, ParentLink, Place, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, process
from tests.evtx_writer import filetime

NOON = filetime("2026-03-02T12:00:00")
HOST, OTHER_HOST = "WS01.corp.example", "WS02.corp.example"
CMD, NOTEPAD, EXPLORER, POWERSHELL = (
    rf"{SYSTEM32}{name}.exe" for name in ("cmd", "notepad", "explorer", "powershell")
)


def guid(number: int) -> str:
    """A ProcessGuid."""
    return f"5B6B6A3A-0C1D-6769-0001-{number:012X}"


def moment(seconds: float) -> int:
    """So many seconds after noon."""
    return NOON + int(seconds * TICKS_PER_SECOND)


_next_offset = iter(range(0x1000, 1 << 40, 0x600))


def place(file: str = "Sysmon.evtx") -> Place:
    """A place of its own."""
    return Place(file, 0, next(_next_offset), 0x600, 1)


def sysmon(number: int, parent: int | None, at: float, image: str = CMD, **fields: object) -> ProcessCreation:
    """Sysmon 1 of process `number`, PID 1000 + number, under process `parent`."""
    known = {
        "place": place(),
        "guid": guid(number),
        "pid": 1000 + number,
        "parent_guid": None if parent is None else guid(parent),
        "ppid": None if parent is None else 1000 + parent,
        "image_path": image,
        "utc_time": moment(at),
        "time_created": moment(at),
        "parent_image_path": None,
        "parent_link": ParentLink.UNKNOWN,
        "logon_id": None,
    }
    return process(**known | fields)


def security(pid: int, ppid: int | None, at: float, image: str = CMD, **fields: object) -> ProcessCreation:
    """Security 4688: no GUIDs; names the parent's image only where `parent_image_path` does."""
    if "parent_image_path" in fields:
        fields["parent_link"] = ParentLink.RECORDED
    known = {"source": "security-4688", "guid": None, "parent_guid": None, "pid": pid, "ppid": ppid}
    return sysmon(0, None, at, image, **known | {"utc_time": None} | fields)


EXCELS: dict[str, object] = {"parent_image_path": EXCEL, "parent_link": ParentLink.RECORDED}
CMDS: dict[str, object] = {**EXCELS, "parent_image_path": CMD}


def parents(family: Family, count: int) -> list[int | None]:
    """Parents of the rows."""
    return [family.parent(row) for row in range(count)]


def tree(family: Family) -> list[str]:
    """The whole tree as lines: names indented by their depth."""
    lines = []
    for root in family.roots():
        lines += [f"{'  ' * depth}{_name(family, id)}" for depth, id in [(0, root), *family.walk(root)]]
    return lines


def _name(family: Family, id: int) -> str:
    node = family.node(id)
    name = (node.image_path or "?").rpartition("\\")[2]
    return name if node.process is not None else f"({name})"


def test_a_parent_is_found_by_its_guid_wherever_it_stands() -> None:
    """The child's record may stand before its parent's: another file, another order."""
    family = Family.built([sysmon(3, 2, 2), sysmon(1, None, 0, EXPLORER), sysmon(2, 1, 1, EXCEL)])

    assert tree(family) == ["explorer.exe", "  EXCEL.EXE", "    cmd.exe"]
    assert (family.node(0).link, family.node(0).how) == (LinkKind.RECORDED, "by ProcessGuid")
    assert family.ancestors(0) == [1, 2]
    assert family.descendants(1) == [(1, 2), (2, 0)]


def test_equal_guids_on_two_hosts_join_nothing() -> None:
    """A cloned machine has the machine id of its origin in its GUIDs."""
    family = Family.built([sysmon(1, None, 0, EXCEL), sysmon(2, 1, 1, fqdn=OTHER_HOST)])

    assert tree(family) == ["EXCEL.EXE", "(?)", "  cmd.exe"]
    assert [family.node(root).fqdn for root in family.roots()] == [HOST, OTHER_HOST]


def test_hosts_are_compared_without_case() -> None:
    """Windows writes a host's name in either case."""
    family = Family.built([sysmon(1, None, 0, EXCEL), sysmon(2, 1, 1, fqdn=HOST.upper())])

    assert parents(family, 2) == [None, 0]


SEVERAL_CASES: dict[str, tuple[list[ProcessCreation], int]] = {
    "image and PID": ([sysmon(1, None, 3), sysmon(1, None, 1, EXCEL)], 1),
    "the image before the PID": ([sysmon(1, None, 3), sysmon(1, None, 1, EXCEL, pid=7)], 1),
    "the PID": ([sysmon(1, None, 1, CMD, pid=7), sysmon(1, None, 1, NOTEPAD)], 1),
    "neither: the last before": ([sysmon(1, None, 2, pid=7), sysmon(1, None, 1, pid=7)], 0),
    "both: the last before the child": (
        [sysmon(1, None, 1, EXCEL), sysmon(1, None, 4, EXCEL), sysmon(1, None, 6, EXCEL)], 1,
    ),
    "all behind the child: the first": ([sysmon(1, None, 9, EXCEL), sysmon(1, None, 8, EXCEL)], 1),
    "one without a start": (
        [sysmon(1, None, 1, EXCEL, utc_time=None, time_created=None), sysmon(1, None, 2, EXCEL)], 1,
    ),
    "one without an image": ([sysmon(1, None, 1, image_path=None), sysmon(1, None, 2, CMD)], 1),
}  # fmt: skip


@pytest.mark.parametrize(("records", "expected"), SEVERAL_CASES.values(), ids=SEVERAL_CASES)
def test_of_several_records_with_one_guid_a_child_has_the_one_that_fits_best(
    records: list[ProcessCreation], expected: int
) -> None:
    """A crafted record with a cloned GUID takes no child away that names another image or PID."""
    child = sysmon(2, 1, 5, parent_image_path=EXCEL, parent_link=ParentLink.RECORDED)

    family = Family.built([*records, child])

    assert family.parent(len(records)) == expected


def test_several_records_with_one_guid_are_marked_and_so_are_their_children() -> None:
    """One was crafted: which, the logs do not say. Equal records are one and the same, and say nothing."""
    creations = [
        sysmon(1, 9, 1, EXCEL),
        sysmon(1, None, 1, NOTEPAD),
        sysmon(1, None, 2, EXCEL),
        sysmon(2, 1, 5),
        sysmon(3, None, 1, EXCEL),
        sysmon(3, None, 1, EXCEL),
        sysmon(4, 3, 5),
    ]

    family = Family.built(creations)

    several = "3 records bear this ProcessGuid: one of them was crafted"
    assert (family.node(3).link, family.node(3).how) == (
        LinkKind.INFERRED,
        f"by ProcessGuid; ambiguous, for {several}",
    )
    own = several.replace("this", "its own")
    assert [family.node(row).how.endswith(own) for row in range(7)] == [True] * 3 + [False] * 4
    assert [family.node(row).link for row in range(3)] == [
        LinkKind.INFERRED,
        LinkKind.UNKNOWN,
        LinkKind.UNKNOWN,
    ]
    assert [len(family.bearers(row)) for row in range(8)] == [3, 3, 3, 0, 0, 0, 0, 0]
    assert (family.node(6).link, family.node(6).how) == (LinkKind.RECORDED, "by ProcessGuid")


def test_equal_guids_on_two_hosts_mark_nothing() -> None:
    """A cloned machine's records were not crafted."""
    family = Family.built(
        [sysmon(1, None, 1, EXCEL), sysmon(1, None, 1, CMD, fqdn=OTHER_HOST), sysmon(2, 1, 5)]
    )

    assert (family.parent(2), family.node(2).how) == (0, "by ProcessGuid")


def test_many_records_of_one_guid_take_no_quadratic_time() -> None:
    """Only a crafted log holds them."""
    creations = [sysmon(1, None, row / 1_000, rf"C:\{row % 7}.exe") for row in range(10_000)]
    creations += [sysmon(2, 1, row / 1_000) for row in range(10_000)]
    began = time.perf_counter()

    family = Family.built(creations)

    assert family.parent(len(creations) - 1) == 9_999
    assert time.perf_counter() - began < 10


def test_a_guid_that_leads_to_a_later_start_says_so() -> None:
    """A clock that was set back: the GUID is right, and the times are strange."""
    family = Family.built([sysmon(1, None, 9, EXCEL), sysmon(2, 1, 5)])

    assert (family.parent(1), family.node(1).link) == (0, LinkKind.RECORDED)
    assert family.node(1).how == "by ProcessGuid, though by its own record the parent started 4 seconds later"


def test_a_guid_that_leads_to_another_image_says_so() -> None:
    """The GUID joins, and that one of the records was altered is told."""
    child = sysmon(2, 1, 5, parent_image_path=EXCEL, parent_link=ParentLink.RECORDED)
    family = Family.built([sysmon(1, None, 1, NOTEPAD), child])

    assert family.parent(1) == 0
    assert (
        f"by ProcessGuid, though the record names another image as the parent: {EXCEL}" == family.node(1).how
    )


PID_CASES: dict[str, tuple[list[ProcessCreation], list[ProcessEnd], list[Boot], int | None]] = {
    "the last start with the PID": (
        [security(500, 4, 0, NOTEPAD), security(500, 4, 60, EXCEL), security(600, 500, 90)], [], [], 1,
    ),
    "an end lies between": (
        [security(500, 4, 0, EXCEL), security(600, 500, 90)], [ProcessEnd(HOST, 500, moment(30))], [], None,
    ),
    "an end before the start is another's": (
        [security(500, 4, 10, EXCEL), security(600, 500, 90)], [ProcessEnd(HOST, 500, moment(5))], [], 0,
    ),
    "an end on another host": (
        [security(500, 4, 0, EXCEL), security(600, 500, 90)], [ProcessEnd(OTHER_HOST, 500, moment(30))], [], 0,
    ),
    "a boot lies between": (
        [security(500, 4, 0, EXCEL), security(600, 500, 90)], [], [Boot(HOST, moment(30))], None,
    ),
    "another host": ([security(500, 4, 0, EXCEL, fqdn=OTHER_HOST), security(600, 500, 90)], [], [], None),
    "a later start is none": ([security(500, 4, 95, EXCEL), security(600, 500, 90)], [], [], None),
    "the recorded image fits": (
        [security(500, 4, 0, EXCEL), security(600, 500, 90, parent_image_path=EXCEL.lower())], [], [], 0,
    ),
    "the recorded image is another": (
        [security(500, 4, 0, EXCEL), security(600, 500, 90, parent_image_path=EXPLORER)], [], [], None,
    ),
    "the creator's logon is another": (
        [security(500, 4, 0, EXCEL, logon_id=0x111), security(600, 500, 90, parent_logon_id=0x222)], [], [], None,
    ),
    "the candidate bears another GUID": (
        [sysmon(500, None, 0, EXCEL, pid=500), sysmon(7, 8, 90, ppid=500)], [], [], None,
    ),
    "a 4688 bears no GUID": ([security(500, 4, 0, EXCEL), sysmon(7, 8, 90, ppid=500)], [], [], 0),
    "a host without a name": (
        [security(500, 4, 0, EXCEL, fqdn=None), security(600, 500, 90, fqdn=None)], [], [], None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("creations", "ends", "boots", "expected"), PID_CASES.values(), ids=PID_CASES)
def test_without_a_guid_the_parent_is_the_living_process_with_the_pid(
    creations: list[ProcessCreation], ends: list[ProcessEnd], boots: list[Boot], expected: int | None
) -> None:
    """PIDs are used again: only what nothing ended is a parent."""
    family = Family.built(creations, ends, boots)

    child = len(creations) - 1
    parent = family.parent(child)
    assert parent is not None
    assert expected == (None if family.is_missing(parent) else parent)
    assert family.node(child).link is (LinkKind.RECORDED if expected is None else LinkKind.INFERRED)


def test_an_inferred_parent_says_how_long_before_it_started() -> None:
    """The longer ago, the weaker."""
    family = Family.built([security(500, 4, 0, EXCEL), security(600, 500, 7_200)])

    assert family.node(1).how == "by PID 500 and time: started 2 hours earlier, no end, no boot since"


def test_an_ambiguous_parent_is_the_newest_and_names_the_others() -> None:
    """Two starts with one PID within two seconds: either may be the parent."""
    creations = [security(500, 4, 0, NOTEPAD), security(500, 4, 1, EXCEL), security(600, 500, 90)]

    family = Family.built(creations)

    assert (family.parent(2), family.node(2).link) == (1, LinkKind.INFERRED)
    assert f"ambiguous, for others fit as well: {NOTEPAD}" in family.node(2).how


def test_siblings_share_their_missing_parent() -> None:
    """What the logs do not hold is drawn once, with all that its children say of it."""
    named = {"parent_image_path": EXPLORER, "parent_link": ParentLink.RECORDED}
    family = Family.built([sysmon(2, 1, 1, NOTEPAD), sysmon(3, 1, 2, EXCEL, **named), sysmon(4, 3, 3)])

    assert tree(family) == ["(explorer.exe)", "  notepad.exe", "  EXCEL.EXE", "    cmd.exe"]
    (root,) = family.roots()
    node = family.node(root)
    assert (None, HOST, EXPLORER, 1001, guid(1)) == (
        node.process, node.fqdn, node.image_path, node.pid, node.guid,
    )  # fmt: skip
    assert (node.link, node.how) == (LinkKind.UNKNOWN, "its own start is not in the logs that were read")
    assert f"the record names its parent (ProcessGuid {guid(1)})" in family.node(0).how


MISSING_CASES: dict[str, tuple[list[ProcessCreation], list[ProcessEnd], list[Boot], int]] = {
    "one PID": ([security(600, 500, 1), security(601, 500, 2)], [], [], 1),
    "another image": (
        [security(600, 500, 1, parent_image_path=EXCEL), security(601, 500, 2, parent_image_path=CMD)], [], [], 2,
    ),
    "an end between": ([security(600, 500, 1), security(601, 500, 3)], [ProcessEnd(HOST, 500, moment(2))], [], 2),
    "an end of another GUID between": (
        [sysmon(2, 1, 1), security(601, 1001, 3), sysmon(4, 1, 5)],
        [ProcessEnd(HOST, 1001, moment(2), guid(7))], [], 2,
    ),
    "a boot between": ([security(600, 500, 1), security(601, 500, 3)], [], [Boot(HOST, moment(2))], 2),
    "another process with the PID between": (
        [
            security(600, 500, 1, parent_image_path=EXCEL),
            security(500, 4, 2, NOTEPAD, parent_image_path=EXPLORER),
            security(601, 500, 3, parent_image_path=EXCEL),
        ], [], [], 3,
    ),
    "another host": ([security(600, 500, 1), security(601, 500, 2, fqdn=OTHER_HOST)], [], [], 2),
    "no host": ([security(600, 500, 1, fqdn=None), security(601, 500, 2, fqdn=None)], [], [], 2),
    "one GUID and the PID of the same": ([sysmon(2, 1, 1), security(601, 1001, 2)], [], [], 1),
    "the PID, then one GUID": ([security(601, 1001, 1), sysmon(2, 1, 2)], [], [], 1),
    "two GUIDs with one PID": ([sysmon(2, 1, 1, ppid=500), sysmon(3, 9, 2, ppid=500)], [], [], 2),
    "no GUID and no PID": (
        [security(600 + row, None, row, parent_image_path=EXCEL) for row in (1, 2)], [], [], 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("creations", "ends", "boots", "expected"), MISSING_CASES.values(), ids=MISSING_CASES
)
def test_missing_parents_are_as_many_as_the_records_show(
    creations: list[ProcessCreation], ends: list[ProcessEnd], boots: list[Boot], expected: int
) -> None:
    """Shared within one life of a PID only, never between hosts."""
    family = Family.built(creations, ends, boots)

    assert expected == len(family) - len(creations)


ROOT_CASES: dict[str, tuple[ProcessCreation, str]] = {
    "nothing named": (security(600, None, 1), "the record names no parent"),
    "its own PID": (security(600, 600, 1), "the record names the process as its own parent"),
    "its own GUID": (sysmon(1, 1, 1), "the record names the process as its own parent"),
}


@pytest.mark.parametrize(("creation", "how"), ROOT_CASES.values(), ids=ROOT_CASES)
def test_a_process_without_a_parent_is_a_root_and_says_why(creation: ProcessCreation, how: str) -> None:
    """Self-parents end."""
    family = Family.built([creation])

    assert list(family.roots()) == [0]
    assert (family.node(0).link, family.node(0).how.startswith(how)) == (LinkKind.UNKNOWN, True)


def test_a_circle_is_cut_above_its_earliest_start() -> None:
    """A crafted log: three processes, each the parent of the next."""
    family = Family.built(
        [sysmon(1, 2, 5, EXCEL), sysmon(2, 3, 3, CMD), sysmon(3, 1, 4, NOTEPAD), sysmon(4, 1, 9)]
    )

    assert tree(family) == ["cmd.exe", "  EXCEL.EXE", "    notepad.exe", "    cmd.exe"]
    assert family.node(1).how == "the records make the process an ancestor of itself; the chain is cut here"


@pytest.mark.parametrize(
    "creations",
    [
        pytest.param(
            [sysmon(2, 3, 1, CMD, **EXCELS), sysmon(3, 2, 2, POWERSHELL, **CMDS)], id="its-own-child"
        ),
        pytest.param(
            [sysmon(2, 3, 9, CMD, **EXCELS), sysmon(3, 2, 2, POWERSHELL, **CMDS)], id="which-began-earlier"
        ),
        pytest.param([sysmon(2, 2, 1, CMD, **EXCELS), sysmon(3, 2, 2, POWERSHELL, **CMDS)], id="itself"),
        pytest.param(
            [
                security(2, 2, 1, parent_image_path=EXCEL),
                security(3, 2, 2, POWERSHELL, parent_image_path=CMD),
            ],
            id="itself-by-pid",
        ),
    ],
)
def test_a_crafted_circle_does_not_hide_the_parent_that_a_record_names(
    creations: list[ProcessCreation],
) -> None:
    """Excel is drawn as a missing parent; its GUID and PID are not known, for those of the record are another's."""
    family = Family.built(creations)

    assert tree(family) == ["(EXCEL.EXE)", "  cmd.exe", "    powershell.exe"]
    (root,) = family.roots()
    assert (family.node(root).pid, family.node(root).guid) == (None, None)
    assert (family.node(0).link, family.parent(0), family.ancestors(1)) == (LinkKind.INFERRED, 2, [2, 0])
    assert family.node(0).how.endswith(f"below the parent that the record names: {EXCEL}")


def test_children_come_in_order_of_their_starts_and_roots_by_host() -> None:
    """Whatever the order of the records."""
    creations = [
        sysmon(4, 1, 30, NOTEPAD),
        sysmon(3, 1, 20, CMD),
        sysmon(1, None, 10, EXCEL),
        sysmon(9, None, 5, EXPLORER, fqdn="A.corp.example"),
        sysmon(2, None, 1, POWERSHELL),
    ]

    family = Family.built(creations)

    assert tree(family) == ["explorer.exe", "powershell.exe", "EXCEL.EXE", "  cmd.exe", "  notepad.exe"]
    assert family.count_children(2) == 2


def test_every_place_of_a_row_leads_to_it() -> None:
    """Copies, the other log's record and its copies; a place of nothing leads nowhere."""
    first, copy, other, others_copy, stray = (place(name) for name in ("a", "b", "c", "d", "a"))
    record = OtherRecord(
        source="security-4688", place=other, event_record_id=None, channel=None, time_created=None,
        also_in=(others_copy,),
    )  # fmt: skip
    merged = sysmon(2, None, 0, place=stray, also_in=(copy,), other_record=record)
    family = Family.built([merged, sysmon(3, None, 1, place=first)])

    assert [family.id_of(one) for one in (stray, copy, other, others_copy, first)] == [0, 0, 0, 0, 1]
    assert [family.id_of(place("a")), family.id_of(place("z"))] == [None, None]


LIFETIMES: dict[
    str, tuple[list[ProcessEnd], list[Boot], list[ProcessCreation], float | None, float | None]
] = {
    "no end": ([], [], [], None, None),
    "its end": ([ProcessEnd(HOST, 1001, moment(9))], [], [], 9, 9),
    "an earlier end": ([ProcessEnd(HOST, 1001, moment(-9))], [], [], None, None),
    "another's end": ([ProcessEnd(HOST, 7, moment(9))], [], [], None, None),
    "an end of another GUID": ([ProcessEnd(HOST, 1001, moment(9), guid(7))], [], [], None, None),
    "its end behind one of another GUID": (
        [ProcessEnd(HOST, 1001, moment(4), guid(7)), ProcessEnd(HOST, 1001, moment(9), guid(1))],
        [],
        [],
        9,
        9,
    ),
    "an end without a GUID before its own": (
        [ProcessEnd(HOST, 1001, moment(9), guid(1)), ProcessEnd(HOST, 1001, moment(8))],
        [],
        [],
        8,
        8,
    ),
    "a boot": ([], [Boot(HOST, moment(7))], [], None, 7),
    "an end behind a boot": ([ProcessEnd(HOST, 1001, moment(9))], [Boot(HOST, moment(7))], [], None, 7),
    "the PID used again": ([ProcessEnd(HOST, 1001, moment(9))], [], [sysmon(5, None, 8, pid=1001)], None, 8),
}


@pytest.mark.parametrize(("ends", "boots", "others", "expected", "over"), LIFETIMES.values(), ids=LIFETIMES)
def test_a_lifetime_ends_where_a_log_says_so(
    ends: list[ProcessEnd],
    boots: list[Boot],
    others: list[ProcessCreation],
    expected: float | None,
    over: float | None,
) -> None:
    """And it is over at the latest with a boot or the next use of its PID."""
    family = Family.built([sysmon(1, None, 0), *others], ends, boots)

    assert (NOON, None if expected is None else moment(expected)) == family.lifetime(0)
    assert (None if over is None else moment(over)) == family.over_by(0)


def test_the_boot_before_a_start() -> None:
    """The last one of the host; of a missing parent none."""
    boots = [
        Boot(HOST, moment(-90)),
        Boot(HOST, moment(-30)),
        Boot(HOST, moment(30)),
        Boot(OTHER_HOST, moment(-1)),
    ]
    family = Family.built([sysmon(1, 9, 0)], boots=boots)

    assert [family.booted_before(0), family.booted_before(1)] == [moment(-30), None]
    assert Family.built([sysmon(1, None, 0)]).booted_before(0) is None


def test_a_missing_parent_has_no_lifetime() -> None:
    """Nothing says when it started."""
    family = Family.built([sysmon(2, 1, 1)])

    assert (family.lifetime(1), family.over_by(1)) == ((None, None), None)


def test_ancestors_and_descendants_are_bounded() -> None:
    """A crafted chain of any length is walked, and given only so far."""
    length = MOST_ANCESTORS + 500
    family = Family.built([sysmon(1 + row, row or None, row) for row in range(length)])

    assert list(range(499, length - 1)) == family.ancestors(length - 1)
    assert family.descendants(0, most=3) == [(1, 1), (2, 2), (3, 3)]
    assert len(family.descendants(0)) == 1000


def test_an_empty_case_has_an_empty_tree() -> None:
    """Nothing read, nothing shown."""
    family = Family.built([])

    assert (list(family.roots()), family.id_of(place())) == ([], None)


def test_building_says_how_far_it_is() -> None:
    """From 0 to 1, never backwards; in as many steps as the rows ask for."""
    family = Family(
        [sysmon(row, row - 1, row) for row in range(1, 100)], [ProcessEnd(HOST, 1, NOON)], [Boot(HOST, 0)]
    )

    shares = list(family.building(rows_a_step=10))

    assert shares == sorted(shares)
    assert (shares[-1], len(shares) > 40) == (1.0, True)


numbers = st.integers(min_value=1, max_value=6)
crafted = st.builds(
    sysmon,
    number=numbers,
    parent=st.none() | numbers,
    at=st.integers(min_value=0, max_value=5),
    image=st.sampled_from([CMD, EXCEL]),
    fqdn=st.sampled_from([HOST, OTHER_HOST, None]),
    guid=st.none() | numbers.map(guid),
    parent_guid=st.none() | numbers.map(guid),
    utc_time=st.none() | st.integers(min_value=0, max_value=5).map(moment),
    time_created=st.none() | st.integers(min_value=0, max_value=5).map(moment),
    pid=st.none() | numbers,
    ppid=st.none() | numbers,
    parent_image_path=st.sampled_from([None, CMD, EXCEL]),
    parent_link=st.sampled_from(ParentLink),
)


@given(
    st.lists(crafted, max_size=12),
    st.lists(
        st.builds(
            ProcessEnd, st.just(HOST), numbers, st.integers(0, 5).map(moment), st.none() | numbers.map(guid)
        ),
        max_size=4,
    ),
    st.lists(st.builds(Boot, st.just(HOST), st.integers(0, 5).map(moment)), max_size=2),
    st.integers(min_value=1, max_value=20),
)
def test_whatever_the_records_say_it_is_a_forest(
    creations: Sequence[ProcessCreation], ends: list[ProcessEnd], boots: list[Boot], rows_a_step: int
) -> None:
    """Every id once when walking from the roots; parents and children agree; nobody is joined across hosts."""
    family = Family(creations, ends, boots)
    for _ in family.building(rows_a_step):
        pass

    walked = [id for root in family.roots() for id in (root, *(below for _, below in family.walk(root)))]
    assert sorted(walked) == list(range(len(family)))
    for id in walked:
        assert all(family.parent(child) == id for child in family.children(id))
        parent = family.parent(id)
        assert (id in family.roots()) if parent is None else (id in family.children(parent))
        if parent is not None:
            assert family.node(parent).fqdn == family.node(id).fqdn
        elif family.process(id) is not None and family.node(id).link is not LinkKind.UNKNOWN:
            pytest.fail("below none there is no link")
        assert family.ancestors(id) == [] or family.ancestors(id)[0] in family.roots()
        assert (family.node(id).process is None) == family.is_missing(id)
