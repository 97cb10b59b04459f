"""Logs of a saved case are found where they are now, and what was said comes to the records that stand there."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from core.case_file.finding_logs import (
    FoundLog,
    find_saved_logs,
    may_touch,
    paths_to_open,
    placed_marks,
    renamed_logs,
    saved_logs,
    saved_marks,
    what_differs,
)
from core.case_file.identity import identity_of
from core.case_file.saved_case import SavedCase, SavedLog, SavedMark
from core.detection.detections import detect
from core.processes.process import Place
from core.reading.read_report import ReadReport
from core.rows.mark import Mark
from core.rows.row import Row, row_of
from tests.core.builders import process

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
    marks = (SavedMark(str(old / "a.evtx"), 0x1200, 1, "", ("seen",), ""),)
    return SavedCase((str(old),), logs, marks)


def found(case: SavedCase, *folders: Path) -> list[str | None]:
    """Give the name of each log's place."""
    return [one.path for one in find_saved_logs(case, list(map(str, folders)))]


def test_all_there(case: SavedCase, tmp_path: Path) -> None:
    """Logs at their old places are taken without a search, and what was opened is opened."""
    logs = list(find_saved_logs(case, [str(tmp_path)]))
    assert [one.path for one in logs] == [log.path for log in case.logs]
    assert paths_to_open(case, logs, [str(tmp_path)]) == [str(tmp_path / "old")]


def test_moved_and_renamed(case: SavedCase, tmp_path: Path) -> None:
    """A log that lies elsewhere under another name is found by its bytes; one of equal size is not taken for it."""
    new = tmp_path / "new" / "deep"
    new.mkdir(parents=True)
    shutil.move(tmp_path / "old" / "a.evtx", new / "z.evtx")
    (new / "decoy.evtx").write_bytes(b"decoy")
    logs = list(find_saved_logs(case, [str(tmp_path / "new")]))
    assert [one.path for one in logs] == [str(new / "z.evtx"), case.logs[1].path]
    assert [one.has_moved for one in logs] == [True, False]
    assert paths_to_open(case, logs, [str(tmp_path)]) == [str(new / "z.evtx"), case.logs[1].path]


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


ROW = row_of(next(detect([process(place=Place("/new/z.evtx", 0, 0x1200, 64, 7))])), "strict")
OTHER = row_of(
    next(detect([process(place=Place("/new/z.evtx", 0, 0x1200, 64, 7), fqdn="WS02", pid=1)])), "strict"
)


@pytest.mark.parametrize(
    ("row", "sha256", "is_placed"),
    [
        pytest.param(ROW, HASH, True, id="the same log"),
        pytest.param(ROW, "00", True, id="the log changed, and the same process stands there"),
        pytest.param(OTHER, "00", False, id="another host's log: another process stands there"),
        pytest.param(ROW, None, True, id="not hashed, and the same process stands there"),
        pytest.param(OTHER, None, False, id="not hashed, and another process stands there"),
    ],
)
def test_what_was_said_comes_to_its_own_process_alone(row: Row, sha256: str | None, is_placed: bool) -> None:
    """Never to another one that happens to stand at the same place."""
    log = SavedLog("old.evtx", "/old/old.evtx", 5, HASH)
    mark = SavedMark("old.evtx", 0x1200, 7, identity_of(ROW.process), ("seen",), "a note")
    saved = SavedCase(("/old",), (log,), (mark,))
    placed, left = placed_marks(saved, [FoundLog(log, "/new/z.evtx")], [report("/new/z.evtx", sha256)], [row])
    assert placed == ([(row.place, Mark(("seen",), "a note"))] if is_placed else [])
    assert left == ([] if is_placed else [mark])


def test_what_is_kept_comes_back() -> None:
    """What was said of a row names its process, and comes to it again."""
    kept = saved_marks([(ROW.place, Mark(("seen",), ""))], [ROW])
    assert kept == [SavedMark("/new/z.evtx", 0x1200, 7, identity_of(ROW.process), ("seen",), "")]
    placed, left = placed_marks(SavedCase(marks=tuple(kept)), [], [], [ROW])
    assert (placed, left) == ([(ROW.place, Mark(("seen",), ""))], [])


def test_renamed_logs() -> None:
    """Only a log whose bytes are the same takes its new name."""
    log = SavedLog("old.evtx", "/old/old.evtx", 5, HASH)
    moved = FoundLog(log, "/new/z.evtx", has_moved=True)
    assert renamed_logs([moved], [report("/new/z.evtx", HASH)]) == {"old.evtx": "/new/z.evtx"}
    assert renamed_logs([moved], [report("/new/z.evtx", "00")]) == {}
    assert renamed_logs([FoundLog(log, "/old/old.evtx")], [report("/old/old.evtx", HASH)]) == {}


def test_the_true_log_is_preferred(case: SavedCase, tmp_path: Path) -> None:
    """Where another file stands at the old place, a file with the right bytes is taken."""
    copy = tmp_path / "copy" / "a.evtx"
    copy.parent.mkdir()
    shutil.move(tmp_path / "old" / "a.evtx", copy)
    (tmp_path / "old" / "a.evtx").write_bytes(b"another, longer")
    assert found(case, tmp_path / "copy")[0] == str(copy)
    assert found(case)[0] == case.logs[0].path


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        ("/cases/a.evtx", "/cases", True),
        ("C:\\cases\\a.evtx", "C:\\cases", True),
        ("\\\\attacker\\share\\a.evtx", "C:\\cases", False),
        ("//attacker/share/a.evtx", "/cases", False),
        ("\\\\?\\UNC\\attacker\\share\\a.evtx", "C:\\cases", False),
        ("\\\\fs01\\cases\\a.evtx", "\\\\FS01\\cases\\17", True),
        ("\\\\fs01\\other\\a.evtx", "\\\\fs01\\cases\\17", False),
    ],
)
def test_no_share_is_asked_that_the_user_did_not_name(path: str, folder: str, expected: bool) -> None:
    """A case file may come from anybody, and to ask a server tells it who asks."""
    assert may_touch(path, [folder]) is expected


def test_saved_logs() -> None:
    """What is kept of a log is its whole path, its size and its hash once it was read."""
    logs = saved_logs({"a": ("/x/a", 5), "b": ("/x/b", 6)}, [report("a", HASH)])
    assert logs == [SavedLog("a", "/x/a", 5, HASH), SavedLog("b", "/x/b", 6, None)]
