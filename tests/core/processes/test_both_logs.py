"""core.processes.both_logs: one start is one row, whichever logs hold it, and no other start is drawn in."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.windows import IntegrityLevel
from core.processes.both_logs import merge_starts
from core.processes.living import ONE_START, start_of
from core.processes.process import OtherRecord, ParentLink, Place, ProcessCreation
from tests.core.builders import EXCEL, SYSTEM32, process
from tests.core.log_reading import read_log, steady
from tests.evtx_writer import security_4688, security_4688_short, sysmon_1, write_log

BEGAN = 133_805_226_452_340_000
SECOND = 10_000_000
CMD = rf"{SYSTEM32}cmd.exe"
EXPLORER = r"C:\Windows\explorer.exe"
HALF = SECOND // 2


def _place(offset: int, file: str = "Security.evtx") -> Place:
    return Place(file, 0, offset, 0x100, offset)


def _sysmon(offset: int = 0, after: int = 0, /, **fields: object) -> ProcessCreation:
    """Sysmon's record of cmd.exe under Excel, which started so many ticks after `BEGAN`."""
    return process(**{"place": _place(offset, "Sysmon.evtx"), "utc_time": BEGAN + after, **fields})


def _security(offset: int = 0, after: int = 8_000, /, **fields: object) -> ProcessCreation:
    """Security's record of the same start, as Windows 10 writes it: the child has the subject's logon."""
    return process(
        **{
            **_ONLY_SYSMONS,
            "source": "security-4688",
            "place": _place(offset),
            "channel": "Security",
            "event_record_id": 900,
            "time_created": BEGAN + after,
            "utc_time": None,
            "sid": "S-1-5-21-1-2-3-1001",
            "integrity_recorded": "S-1-16-8192",
            "token_elevation_type": "%%1938",
            "parent_logon_id": 0x3E7A1,
            **fields,
        }
    )


_ONLY_SYSMONS: dict[str, object] = dict.fromkeys(
    (
        *("guid", "parent_guid", "parent_command_line", "parent_user", "current_working_directory"),
        *("original_file_name", "terminal_session_id"),
    )
)


def _rows(creations: Sequence[ProcessCreation]) -> list[tuple[str, ...]]:
    """Give the records that each row is made of, the leading one first: `s` or `k`, and the offset."""
    return [tuple(_names(row)) for row in creations]


def _names(row: ProcessCreation) -> Iterator[str]:
    yield _name(row.source, row.place)
    if (other := row.other_record) is not None:
        yield _name(other.source, other.place)


def _name(source: str, place: Place) -> str:
    return f"{'s' if source == 'sysmon-1' else 'k'}{place.file_offset}"


# ---------------------------------------------------------------- what is one row
def test_both_records_of_a_start_are_one_row() -> None:
    """Sysmon's leads; what it does not have is from the other, which is named whole."""
    expected = process(
        place=_place(1, "Sysmon.evtx"),
        sid="S-1-5-21-1-2-3-1001",
        parent_logon_id=0x3E7A1,
        token_elevation_type="%%1938",
        other_record=OtherRecord(
            source="security-4688",
            place=_place(7),
            event_record_id=900,
            channel="Security",
            time_created=BEGAN + 8_000,
            filled=("sid", "parent_logon_id", "token_elevation_type"),
        ),
    )

    assert [expected] == merge_starts([_sysmon(1), _security(7)])


@pytest.mark.parametrize(
    ("creations", "expected"),
    [
        pytest.param([_sysmon(1), _security(2)], [("s1", "k2")], id="sysmon-first"),
        pytest.param([_security(2), _sysmon(1)], [("s1", "k2")], id="security-first"),
        pytest.param([_sysmon(1), _security(2, ONE_START)], [("s1", "k2")], id="two-seconds"),
        pytest.param(
            [_sysmon(1), _security(2, ONE_START + 1)], [("s1",), ("k2",)], id="more-than-two-seconds"
        ),
        pytest.param([_sysmon(1, ONE_START), _security(2, 0)], [("s1", "k2")], id="security-is-earlier"),
        pytest.param(
            [_sysmon(1, time_created=BEGAN + 300 * SECOND), _security(2)],
            [("s1", "k2")],
            id="sysmon-wrote-late",
        ),
        pytest.param(
            [_sysmon(1), _security(2, fqdn="ws01.CORP.example")], [("s1", "k2")], id="host-in-another-case"
        ),
        pytest.param([_sysmon(1), _security(2, fqdn="WS02")], [("s1",), ("k2",)], id="another-host"),
        pytest.param(
            [_sysmon(1), _security(2, fqdn="WS02"), _security(3, fqdn=None)],
            [("s1",), ("k2",), ("k3",)],
            id="no-host",
        ),
        pytest.param([_sysmon(1), _security(2, pid=5124)], [("s1",), ("k2",)], id="another-pid"),
        pytest.param([_sysmon(1), _security(2, pid=None)], [("s1",), ("k2",)], id="no-pid"),
        pytest.param([_sysmon(1), _security(2, image_path=EXPLORER)], [("s1",), ("k2",)], id="another-image"),
        pytest.param([_sysmon(1), _security(2, image_path=None)], [("s1",), ("k2",)], id="no-image"),
        pytest.param(
            [_sysmon(1), _security(2, image_path=CMD.upper())], [("s1", "k2")], id="image-in-capitals"
        ),
        pytest.param([_sysmon(1), _security(2, image_path=rf"\\?\{CMD}")], [("s1", "k2")], id="long-path"),
        pytest.param(
            [_sysmon(1), _security(2, image_path=r"\Device\HarddiskVolume3\Windows\System32\cmd.exe")],
            [("s1", "k2")],
            id="volume-by-its-device",
        ),
        pytest.param(
            [_sysmon(1), _security(2, image_path=r"D:\Windows\System32\cmd.exe")],
            [("s1",), ("k2",)],
            id="another-drive",
        ),
        pytest.param(
            [
                _sysmon(1, image_path=r"\\VBoxSvr\a\b.exe"),
                _security(2, image_path=r"\Device\Mup\VBoxSvr\a\b.exe"),
            ],
            [("s1", "k2")],
            id="share-by-its-device",
        ),
        pytest.param(
            [
                _sysmon(1),
                _sysmon(2, image_path=r"D:\Windows\System32\cmd.exe"),
                _security(3, image_path=r"D:\Windows\System32\cmd.exe"),
            ],
            [("s1",), ("s2", "k3")],
            id="two-drives-are-kept-apart",
        ),
        pytest.param([_sysmon(1), _sysmon(2)], [("s1",), ("s2",)], id="one-source-twice"),
        pytest.param(
            [_sysmon(1, utc_time=None, time_created=None), _security(2)], [("s1",), ("k2",)], id="no-time"
        ),
        pytest.param([_sysmon(1), _security(2), _security(3, HALF)], [("s1", "k2"), ("k3",)], id="a-third"),
        pytest.param(
            [_security(3, HALF), _security(2), _sysmon(1)], [("k3",), ("s1", "k2")], id="a-third-first"
        ),
        pytest.param(
            [_sysmon(1, 0), _sysmon(2, 9_000), _security(3, 10_000)],
            [("s1",), ("s2", "k3")],
            id="the-nearest",
        ),
        pytest.param(
            [_sysmon(1, 0), _security(2, 1_000), _sysmon(3, SECOND), _security(4, SECOND + 1_000)],
            [("s1", "k2"), ("s3", "k4")],
            id="two-starts-in-a-second",
        ),
        pytest.param(
            [
                _sysmon(1, 0, command_line="cmd /c b"),
                _sysmon(2, 0),
                _security(3, 0),
            ],
            [("s1",), ("s2", "k3")],
            id="of-an-altered-copy-and-the-true-one-the-true-one",
        ),
        pytest.param(
            [_sysmon(1), _security(2, HALF, command_line="cmd"), _security(3, ONE_START)],
            [("s1", "k3"), ("k2",)],
            id="the-same-command-line-before-the-nearer-time",
        ),
    ],
)
def test_which_records_are_of_one_start(
    creations: list[ProcessCreation], expected: list[tuple[str, ...]]
) -> None:
    """Host, PID and image are the same, and two seconds lie between at most; each record is paired once."""
    assert expected == _rows(merge_starts(creations))


# ---------------------------------------------------------------- which record leads
NO_PARENT: dict[str, object] = {"parent_image_path": None, "parent_link": ParentLink.UNKNOWN}


@pytest.mark.parametrize(
    ("sysmon", "security", "expected"),
    [
        pytest.param({}, {}, "s1", id="both-name-the-parent"),
        pytest.param({}, NO_PARENT, "s1", id="sysmon-alone-names-it"),
        pytest.param(NO_PARENT, {}, "k2", id="security-alone-names-it"),
        pytest.param(NO_PARENT, NO_PARENT, "s1", id="none-names-it"),
        pytest.param({"parent_image_path": EXPLORER}, {}, "k2", id="security-alone-is-flagged"),
        pytest.param({}, {"parent_image_path": EXPLORER}, "s1", id="sysmon-alone-is-flagged"),
        pytest.param({"parent_image_path": EXPLORER}, {"parent_image_path": CMD}, "s1", id="none-is-flagged"),
    ],
)
def test_which_record_leads(sysmon: dict[str, object], security: dict[str, object], expected: str) -> None:
    """Its bytes hold the parent's name; and no row is lost because somebody altered Sysmon's."""
    (row,) = merge_starts([_sysmon(1, **sysmon), _security(2, **security)], lambda parent, _: parent == EXCEL)

    assert expected == _name(row.source, row.place)
    assert row.parent_link is (ParentLink.UNKNOWN if row.parent_image_path is None else ParentLink.RECORDED)


def test_where_security_leads_sysmons_values_fill_it() -> None:
    """Also the start of the process, which Sysmon alone records; places and times of the record stay its own."""
    (row,) = merge_starts([_sysmon(1, **NO_PARENT), _security(2)])
    expected = (BEGAN, "5B6B6A3A-0C1D-6769-A101-000000001200", "Cmd.Exe", BEGAN + 8_000, "Security")

    assert expected == (row.utc_time, row.guid, row.original_file_name, row.time_created, row.channel)
    assert row.other_record is not None
    assert {"utc_time", "guid", "parent_guid", "parent_command_line"} <= set(row.other_record.filled)


# ---------------------------------------------------------------- what is filled, and what is not
@pytest.mark.parametrize(
    ("sysmon", "security", "filled"),
    [
        pytest.param({"command_line": None}, {}, {"command_line": rf'"{CMD}" /c dir'}, id="command-line"),
        pytest.param(
            {"integrity_level": None, "integrity_recorded": None},
            {},
            {"integrity_level": IntegrityLevel.MEDIUM, "integrity_recorded": "S-1-16-8192"},
            id="integrity",
        ),
        pytest.param({"user": None}, {}, {"user": r"CORP\jdoe"}, id="user"),
        pytest.param(
            {"parent_user": None}, {"parent_user": r"CORP\x"}, {"parent_user": r"CORP\x"}, id="creator"
        ),
        pytest.param({"ppid": None}, {}, {"ppid": 4096}, id="ppid"),
        pytest.param({}, {"user": r"CORP\other"}, {"sid": None}, id="no-sid-of-another-user"),
        pytest.param(
            {"user": r"NT AUTHORITY\NETWORK SERVICE"},
            {"user": r"CORP\WS01$", "logon_id": None, "sid": "S-1-5-18"},
            {"sid": None},
            id="no-sid-of-the-creator",
        ),
        pytest.param(
            {"parent_image_path": EXPLORER},
            {"parent_user": r"CORP\x"},
            {"parent_logon_id": None, "parent_user": r"CORP\jdoe"},
            id="nothing-of-another-parent",
        ),
    ],
)
def test_gaps_are_filled(
    sysmon: dict[str, object], security: dict[str, object], filled: dict[str, object]
) -> None:
    """With what the other record says; not where it speaks of another user or parent."""
    (row,) = merge_starts([_sysmon(**sysmon), _security(**security)])

    assert filled == {name: getattr(row, name) for name in filled}
    assert row.other_record is not None
    was_filled = {
        name for name, value in filled.items() if value is not None and name in row.other_record.filled
    }
    assert was_filled == {name for name, value in filled.items() if value is not None and name in sysmon}


def test_copies_and_altered_records_of_both_are_kept() -> None:
    """Each record's copies stay its own; what is said of altered or crafted ones is said of the row."""
    copies, altered = (_place(5, "copy.evtx"),), (_place(6, "altered.evtx"), _place(7, "third.evtx"))
    (row,) = merge_starts(
        [
            _sysmon(also_in=copies, altered_in=altered[:1], repeated_names=("Image",)),
            _security(also_in=altered, altered_in=altered, repeated_names=("Image", "NewProcessId")),
        ]
    )

    assert row.other_record is not None
    assert (copies, altered) == (row.also_in, row.other_record.also_in)
    assert (altered, ("Image", "NewProcessId")) == (row.altered_in, row.repeated_names)


def test_a_row_stands_where_its_leading_record_stood() -> None:
    """All others stay in their order."""
    creations = [
        _security(1, pid=1),
        _security(2),
        _sysmon(3, pid=2),
        _sysmon(4),
        _security(5, fqdn="WS02"),
    ]
    expected = [("k1",), ("s3",), ("s4", "k2"), ("k5",)]

    assert expected == _rows(merge_starts(creations))


# ---------------------------------------------------------------- whatever the logs hold
Drawn = tuple[bool, int, dict[str, object]]

_records = st.lists(
    st.builds(
        lambda is_sysmon, after, **fields: (is_sysmon, after, fields),
        st.booleans(),
        st.integers(0, 12).map(lambda step: step * HALF),
        fqdn=st.sampled_from(["WS01", "ws01", "WS02", None]),
        pid=st.sampled_from([1, 2, None]),
        image_path=st.sampled_from(
            [CMD, CMD.upper(), EXPLORER, r"\Device\HarddiskVolume1\Windows\explorer.exe"]
        ),
        command_line=st.sampled_from(["a", "b", None]),
        parent_image_path=st.sampled_from([EXCEL, None]),
    ),
    max_size=14,
)


def _built(drawn: Sequence[Drawn]) -> list[ProcessCreation]:
    return [
        (_sysmon if is_sysmon else _security)(offset, after, **fields)
        for offset, (is_sysmon, after, fields) in enumerate(drawn)
    ]


@given(_records, st.randoms(use_true_random=False))
@steady
def test_no_record_is_lost_and_their_order_does_not_matter(drawn: list[Drawn], random: Random) -> None:
    """Each stands in one row; joined are records of two sources, one host, PID and file, two seconds apart."""
    creations = _built(drawn)
    merged = merge_starts(creations)

    names = sorted(_name(one.source, one.place) for one in creations)
    assert names == sorted(name for row in _rows(merged) for name in row)
    by_name = {_name(one.source, one.place): one for one in creations}
    for first, *others in _rows(merged):
        for other in others:
            one, two = by_name[first], by_name[other]
            assert {first[0], other[0]} == {"s", "k"}
            assert (one.fqdn or "").lower() == (two.fqdn or "").lower() != ""
            assert (one.exe, one.pid) == (two.exe, two.pid)
            assert abs((start_of(one) or 0) - (start_of(two) or 0)) <= ONE_START
    random.shuffle(creations)
    assert sorted(_rows(merged)) == sorted(_rows(merge_starts(creations)))


@given(_records)
@steady
def test_merging_again_changes_nothing(drawn: list[Drawn]) -> None:
    """Of what is left over no two are of one start, but for the third of several."""
    merged = merge_starts(_built(drawn))
    alone = [row for row in merged if row.other_record is None]

    assert alone == merge_starts(alone)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_four_records_are_paired_alike_in_any_order(order: tuple[int, ...]) -> None:
    """Also where all began at one moment."""
    creations = [_sysmon(1), _security(2, 0), _sysmon(3), _security(4, 0)]

    assert sorted(_rows(merge_starts([creations[number] for number in order]))) == [
        ("s1", "k2"),
        ("s3", "k4"),
    ]


@pytest.mark.parametrize("lines", [1, 2, 10_000], ids=["equal", "two-command-lines", "all-different"])
def test_many_equal_starts_take_no_quadratic_time(lines: int) -> None:
    """A crafted log may hold any number of starts at one moment, with one PID and image."""
    creations = [
        make(row, 0, command_line=f"cmd {(row * step) % lines}")
        for row in range(10_000)
        for make, step in ((_sysmon, 1), (_security, 7))
    ]
    began = time.perf_counter()

    assert len(merge_starts(creations)) == 10_000
    assert time.perf_counter() - began < 10


# ---------------------------------------------------------------- from real bytes
@pytest.mark.parametrize(
    ("security", "leads"),
    [
        pytest.param(security_4688(), "sysmon-1", id="version-2"),
        pytest.param(security_4688_short(), "sysmon-1", id="version-2-short"),
        pytest.param(security_4688(1), "sysmon-1", id="version-1"),
        pytest.param(security_4688(0), "sysmon-1", id="version-0"),
    ],
)
def test_every_layout_of_4688_agrees_with_sysmons_record(
    tmp_path: Path, security: object, leads: str
) -> None:
    """None of the two records was altered, so nothing differs."""
    write_log(tmp_path / "a.evtx", [sysmon_1(), security])  # type: ignore[list-item]

    (row,) = merge_starts(read_log(tmp_path / "a.evtx").creations)

    assert leads == row.source
    assert row.other_record is not None
    assert row.other_record.differs == ()
    assert row.sid == "S-1-5-21-3461203602-4096304019-2269080069-1001"


def test_a_row_of_both_is_plain_data() -> None:
    """It crosses processes and files as every other does."""
    merged = merge_starts([_sysmon(1), _security(2, also_in=(_place(9),))])

    assert merged == msgspec.msgpack.decode(msgspec.msgpack.encode(merged), type=list[ProcessCreation])
