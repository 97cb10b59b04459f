"""Logs of a saved case are found where they are now, and what was said comes to the records that stand there."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from core.case_file.finding_logs import (
    FoundLog,
    find_saved_logs,
    marks_now,
    paths_to_open,
    saved_logs,
    saved_marks,
    what_differs,
)
from core.case_file.saved_case import SavedCase, SavedLog, SavedMark
from core.processes.process import Place
from core.reading.read_report import ReadReport
from core.rows.mark import Mark

HASH = hashlib.sha256(b"first").hexdigest()


@pytest.fixture
def case(tmp_path: Path) -> SavedCase:
    """A case with two logs, saved where they lay."""
    old = tmp_path / "old"
    old.mkdir()
    (old / "a.evtx").write_bytes(b"first")
    (old / "b.evtx").write_bytes(b"other")
    logs = tuple(
        SavedLog(str(old / name), str(old / name), 5, hashlib.sha256(whole).hexdigest())
        for name, whole in (("a.evtx", b"first"), ("b.evtx", b"other"))
    )
    marks = (SavedMark(str(old / "a.evtx"), 0x1200, 1, ("seen",), ""),)
    return SavedCase((str(old),), logs, marks)


def found(case: SavedCase, *folders: Path) -> list[str | None]:
    """Give the name of each log's place."""
    return [one.path for one in find_saved_logs(case, list(map(str, folders)))]


def test_all_there(case: SavedCase, tmp_path: Path) -> None:
    """Logs at their old places are taken without a search, and what was opened is opened."""
    logs = list(find_saved_logs(case, [str(tmp_path)]))
    assert [one.path for one in logs] == [log.path for log in case.logs]
    assert paths_to_open(case, logs) == [str(tmp_path / "old")]


def test_moved_and_renamed(case: SavedCase, tmp_path: Path) -> None:
    """A log that lies elsewhere under another name is found by its bytes; one of equal size is not taken for it."""
    new = tmp_path / "new" / "deep"
    new.mkdir(parents=True)
    shutil.move(tmp_path / "old" / "a.evtx", new / "z.evtx")
    (new / "decoy.evtx").write_bytes(b"decoy")
    logs = list(find_saved_logs(case, [str(tmp_path / "new")]))
    assert [one.path for one in logs] == [str(new / "z.evtx"), case.logs[1].path]
    assert [one.has_moved for one in logs] == [True, False]
    assert paths_to_open(case, logs) == [str(new / "z.evtx"), case.logs[1].path]


def test_not_found(case: SavedCase, tmp_path: Path) -> None:
    """A log that lies nowhere is named, with what to do."""
    (tmp_path / "old" / "a.evtx").unlink()
    logs = list(find_saved_logs(case, [str(tmp_path / "old")]))
    assert logs[0].path is None
    assert "was not found; put it to" in what_differs(case, logs, [])[0]


def report(file: str, sha256: str | None) -> ReadReport:
    """Report on a log."""
    return ReadReport(file=file, size=5, sha256=sha256)


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        pytest.param({"a": HASH}, [], id="as it was"),
        pytest.param({"a": "00"}, ["a has changed since the case was saved"], id="changed"),
        pytest.param({"a": None}, [], id="not hashed"),
        pytest.param({"a": HASH, "c": "11"}, ["c is new"], id="new"),
        pytest.param({}, ["a was in the case when that was saved and was not read now"], id="not read"),
    ],
)
def test_what_differs(reports: dict[str, str | None], said: list[str]) -> None:
    """Each log that is not as it was is named in a sentence."""
    log = SavedLog("a", "a", 5, HASH)
    told = what_differs(
        SavedCase(("a",), (log,)), [FoundLog(log, "a")], [report(name, sha) for name, sha in reports.items()]
    )
    assert len(said) == len(told)
    assert all(one.startswith(words) for one, words in zip(told, said, strict=True))


@pytest.mark.parametrize(
    ("found_at", "expected"),
    [
        pytest.param("/new/z.evtx", "/new/z.evtx", id="where its log is now"),
        pytest.param(None, "old.evtx", id="its old name where the log was not found"),
    ],
)
def test_marks_now(found_at: str | None, expected: str) -> None:
    """What was said of a record goes with its log, and becomes the same again when it is kept."""
    log = SavedLog("old.evtx", "/old/old.evtx", 5, HASH)
    mark = SavedMark("old.evtx", 0x1200, 7, ("seen",), "a note")
    marks = marks_now(SavedCase(("/old",), (log,), (mark,)), [FoundLog(log, found_at)])
    assert marks == [(Place(expected, 0, 0x1200, 0, 7), Mark(("seen",), "a note"))]
    assert saved_marks(marks) == [SavedMark(expected, 0x1200, 7, ("seen",), "a note")]


def test_saved_logs() -> None:
    """What is kept of a log is its whole path, its size and its hash once it was read."""
    logs = saved_logs({"a": ("/x/a", 5), "b": ("/x/b", 6)}, [report("a", HASH)])
    assert logs == [SavedLog("a", "/x/a", 5, HASH), SavedLog("b", "/x/b", 6, None)]
