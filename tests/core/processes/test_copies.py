"""core.processes.copies: one event in several files is one row, and an altered copy is none."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.processes.copies import merge_copies
from core.processes.process import Place, ProcessCreation
from tests.core.builders import process
from tests.core.log_reading import read_log, steady
from tests.evtx_writer import security_4688, sysmon_1, write_log


def _at(file: str, offset: int = 0) -> Place:
    return Place(file, 0, offset, 0x100, offset)


def _event(file: str, offset: int = 0, **fields: object) -> ProcessCreation:
    return process(place=_at(file, offset), **fields)


def _places(creations: Sequence[ProcessCreation]) -> list[list[tuple[str, int]]]:
    """Give the file and offset of every place of each row."""
    return [
        [(place.file, place.file_offset) for place in (creation.place, *creation.also_in)]
        for creation in creations
    ]


def test_an_event_in_two_files_is_one_row_that_names_both() -> None:
    """The first file leads; all values are those of the event."""
    expected = [_event("a.evtx", 1, also_in=(_at("b.evtx", 7),))]

    assert expected == merge_copies([_event("a.evtx", 1), _event("b.evtx", 7)])


def test_rows_stay_in_their_order() -> None:
    """A merged row stands where its first place stood."""
    rows = [
        _event("a.evtx", 1, event_record_id=1),
        _event("a.evtx", 2, event_record_id=2),
        _event("b.evtx", 1, event_record_id=3),
        _event("b.evtx", 2, event_record_id=1),
    ]
    expected = [[("a.evtx", 1), ("b.evtx", 2)], [("a.evtx", 2)], [("b.evtx", 1)]]

    assert expected == _places(merge_copies(rows))


def test_three_copies_are_one_row() -> None:
    """In the order of their files."""
    expected = [[("a.evtx", 0), ("b.evtx", 0), ("c.evtx", 0)]]

    assert expected == _places(merge_copies([_event(file) for file in ("a.evtx", "b.evtx", "c.evtx")]))


@pytest.mark.parametrize(
    ("repeats", "expected"),
    [
        pytest.param(
            (2, 2), [[("a.evtx", 0), ("b.evtx", 0)], [("a.evtx", 1), ("b.evtx", 1)]], id="twice-in-each"
        ),
        pytest.param((2, 1), [[("a.evtx", 0), ("b.evtx", 0)], [("a.evtx", 1)]], id="twice-in-the-first"),
        pytest.param((1, 2), [[("a.evtx", 0), ("b.evtx", 0)], [("b.evtx", 1)]], id="twice-in-the-second"),
        pytest.param((2, 0), [[("a.evtx", 0)], [("a.evtx", 1)]], id="one-file-alone"),
        pytest.param(
            (1, 2, 2),
            [[("a.evtx", 0), ("b.evtx", 0), ("c.evtx", 0)], [("b.evtx", 1), ("c.evtx", 1)]],
            id="three-files",
        ),
    ],
)
def test_an_event_that_a_file_repeats_is_merged_one_to_one(
    repeats: tuple[int, ...], expected: list[list[tuple[str, int]]]
) -> None:
    """The k-th in one file belongs to the k-th in another; no file's own repetition disappears."""
    rows = [
        _event(file, number)
        for file, count in zip(("a.evtx", "b.evtx", "c.evtx"), repeats, strict=False)
        for number in range(count)
    ]

    assert expected == _places(merge_copies(rows))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"fqdn": "WS02.corp.example"}, id="host"),
        pytest.param({"channel": "Security"}, id="channel"),
        pytest.param({"event_record_id": 1}, id="record-id"),
        pytest.param({"time_created": 133_805_226_452_345_679}, id="time-by-100-ns"),
        pytest.param({"source": "security-4688"}, id="source"),
    ],
)
def test_another_event_stays_a_row(changed: dict[str, object]) -> None:
    """Equal values under another identity are no copy."""
    rows = [_event("a.evtx"), _event("b.evtx", 0, **changed)]

    assert rows == merge_copies(rows)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"command_line": "cmd.exe /c other"}, id="command-line"),
        pytest.param({"parent_image_path": r"C:\Windows\explorer.exe"}, id="parent"),
        pytest.param({"parent_logon_id": 1}, id="creators-logon"),
        pytest.param({"user": None}, id="absent-value"),
        pytest.param({"repeated_names": ("Image",)}, id="crafted"),
    ],
)
def test_an_event_that_differs_in_a_value_stays_a_row(changed: dict[str, object]) -> None:
    """One of the two was altered: both are shown, and each names the other."""
    expected = [
        _event("a.evtx", 1, altered_in=(_at("b.evtx", 7),)),
        _event("b.evtx", 7, altered_in=(_at("a.evtx", 1),), **changed),
    ]

    assert expected == merge_copies([_event("a.evtx", 1), _event("b.evtx", 7, **changed)])


def test_an_altered_copy_does_not_keep_true_copies_apart() -> None:
    """Of three files the second holds another value."""
    rows = [_event("a.evtx"), _event("b.evtx", user="CORP\\eve"), _event("c.evtx")]
    expected = [
        _event("a.evtx", also_in=(_at("c.evtx"),), altered_in=(_at("b.evtx"),)),
        _event("b.evtx", user="CORP\\eve", altered_in=(_at("a.evtx"),)),
    ]

    assert expected == merge_copies(rows)


@pytest.mark.parametrize("name", ["event_record_id", "fqdn"])
def test_an_event_without_identity_is_never_merged(name: str) -> None:
    """Equal values alone do not make two records one event."""
    rows = [_event(file, 0, **{name: None}) for file in ("a.evtx", "b.evtx")]

    assert rows == merge_copies(rows)


def test_which_reader_read_a_copy_says_nothing() -> None:
    """A record that is damaged in one file may need the second reader there."""
    expected = [[("a.evtx", 0), ("b.evtx", 0)]]

    assert expected == _places(merge_copies([_event("a.evtx"), _event("b.evtx", reader="python-evtx")]))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 2), st.sampled_from("xy")), max_size=12))
@steady
def test_every_record_keeps_its_place_and_none_is_merged_within_a_file(
    drawn: list[tuple[str, int, str]],
) -> None:
    """Places are neither lost nor doubled, and each row's places hold equal events."""
    rows = [
        _event(file, offset, event_record_id=record_id, command_line=line)
        for offset, (file, record_id, line) in enumerate(sorted(drawn, key=lambda record: record[0]))
    ]
    values = {row.place: (row.event_record_id, row.command_line) for row in rows}

    merged = merge_copies(rows)

    assert sorted(values, key=str) == sorted(
        (place for row in merged for place in (row.place, *row.also_in)), key=str
    )
    for row in merged:
        files = [place.file for place in (row.place, *row.also_in)]
        assert len(set(files)) == len(files)
        assert {values[place] for place in (row.place, *row.also_in)} == {
            (row.event_record_id, row.command_line)
        }
    assert _most_in_one_file(rows) == Counter((row.event_record_id, row.command_line) for row in merged)


def _most_in_one_file(rows: Sequence[ProcessCreation]) -> Counter[tuple[int | None, str | None]]:
    """Count how many rows each event must become: as many as the file has that repeats it most."""
    by_file: dict[str, Counter[tuple[int | None, str | None]]] = defaultdict(Counter)
    for row in rows:
        by_file[row.place.file][row.event_record_id, row.command_line] += 1
    return reduce(or_, by_file.values(), Counter())


def test_a_copied_and_a_forwarded_log_are_merged_with_their_origin(tmp_path: Path) -> None:
    """Real logs: the record numbers differ, the events' own numbers do not."""
    origin, copy, forwarded = (tmp_path / f"{name}.evtx" for name in ("Security", "copy", "Forwarded"))
    events = [security_4688(record_id=500 + number) for number in range(3)]
    write_log(origin, events, first_record=500)
    copy.write_bytes(origin.read_bytes())
    write_log(forwarded, [sysmon_1(record_id=501), events[1]], first_record=9)
    rows = [row for log in (origin, copy, forwarded) for row in read_log(log).creations]

    merged = merge_copies(rows)

    expected = [
        (500, ["Security", "copy"]),
        (501, ["Security", "copy", "Forwarded"]),
        (502, ["Security", "copy"]),
        (501, ["Forwarded"]),
    ]
    assert expected == [
        (row.event_record_id, [Path(place.file).stem for place in (row.place, *row.also_in)])
        for row in merged
    ]


def test_a_file_that_repeats_one_event_takes_linear_time() -> None:
    """A crafted log of many equal records must not hold up the rest; 20,000 took minutes once."""
    rows = [_event(file, offset) for file in ("a.evtx", "b.evtx") for offset in range(20_000)]
    began = time.perf_counter()

    assert len(rows) // 2 == len(merge_copies(rows))
    assert time.perf_counter() - began < 10
