"""core.output.named_logs: logs found by hash and by name, and read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from core.output.named_logs import _MOST_OPEN, NamedLogs
from core.work.sources import LogFile, find_logs
from tests.evtx_writer import sysmon_1, sysmon_3, write_log


def logs_in(folder: Path) -> list[LogFile]:
    """Find logs."""
    return [one for one in find_logs([str(folder)]) if isinstance(one, LogFile)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two logs of one name, and a third."""
    for name, events in {
        "a/Sysmon.evtx": [sysmon_1()],
        "b/Sysmon.evtx": [sysmon_3()],
        "c/other.evtx": [sysmon_1(), sysmon_3()],
    }.items():
        (tmp_path / name).parent.mkdir()
        write_log(tmp_path / name, events)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Sysmon.evtx", ["a/Sysmon.evtx", "b/Sysmon.evtx"]),
        ("{}/b/Sysmon.evtx", ["b/Sysmon.evtx", "a/Sysmon.evtx"]),
        (r"C:\logs\SYSMON.EVTX", ["a/Sysmon.evtx", "b/Sysmon.evtx"]),
        ("/x/other.evtx (2)", ["c/other.evtx"]),
        ("other", []),
        ("", []),
        (None, []),
    ],
)
def test_a_name_is_compared_without_its_folders(folder: Path, name: str | None, found: list[str]) -> None:
    """The very path comes first; a number that told two logs of one path apart may be lacking."""
    with NamedLogs(logs_in(folder)) as named:
        logs = named.with_name(name and name.format(folder))

    assert found == [Path(log.path).relative_to(folder).as_posix() for log in logs]


@pytest.mark.parametrize("name", ["Sysmon.evtx", "unknown.evtx", None])
def test_a_hash_finds_its_log_whatever_its_name(folder: Path, name: str | None) -> None:
    """In any case of its letters."""
    wanted = folder / "c/other.evtx"
    sha256 = hashlib.sha256(wanted.read_bytes()).hexdigest()
    with NamedLogs(logs_in(folder)) as named:
        found = named.with_hash(sha256.upper(), name)
        nothing = named.with_hash("0" * 64, name)

    assert (str(wanted), None) == (found and found.path, nothing)


def test_those_of_the_name_are_hashed_first(folder: Path) -> None:
    """The others, which may be very large, only where none of them is it."""
    logs = logs_in(folder)
    with NamedLogs(logs) as named:
        sha256 = hashlib.sha256((folder / "a/Sysmon.evtx").read_bytes()).hexdigest()
        named.with_hash(sha256, "Sysmon.evtx")
        (folder / "c/other.evtx").write_bytes(b"")
        empty = named.sha256(logs[2])

    assert hashlib.sha256(b"").hexdigest() == empty


def test_a_log_that_is_gone_has_no_hash(folder: Path) -> None:
    """And is no log's match."""
    logs = logs_in(folder)
    (folder / "a/Sysmon.evtx").unlink()
    with NamedLogs(logs) as named:
        found = named.sha256(logs[0]), named.with_hash("0" * 64, None)

    assert found == (None, None)


def test_more_logs_than_may_be_open_are_read(tmp_path: Path) -> None:
    """Those that were not needed for longest are closed; all are, at the end."""
    for number in range(_MOST_OPEN + 4):
        write_log(tmp_path / f"{number:02}.evtx", [sysmon_1()])
    with NamedLogs(logs_in(tmp_path)) as named:
        heads = {named.read(log, 0, 8) for log in [*logs_in(tmp_path), *logs_in(tmp_path)]}

    assert {b"ElfFile\0"} == heads
