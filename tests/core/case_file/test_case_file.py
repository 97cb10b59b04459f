"""What is said of a case is in its file at once, comes back, and survives what happens to programs and disks."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.case_file.case_file import CaseFile
from core.case_file.saved_case import SavedCase, SavedLog, SavedMark
from core.case_file.schema import APPLICATION_ID, CaseFileError

MARK = SavedMark("Sysmon.evtx", 0x1200, 1, "ab", ("lateral", "seen"), "ticket 4471")
LOG = SavedLog("Sysmon.evtx", "/cases/17/Sysmon.evtx", 69_632, "ab" * 32)
CASE = SavedCase(("/cases/17",), (LOG,), (MARK,), {"filter": "user:m.keller"})


def written(path: Path) -> CaseFile:
    """Write CASE into a new file."""
    case = CaseFile.create(path)
    case.put_sources(CASE.paths, CASE.logs)
    case.put_marks(CASE.marks)
    case.put_state(**CASE.state)
    return case


def reopened(path: Path) -> SavedCase:
    """Read a case file anew."""
    case = CaseFile.open(path)
    try:
        return case.read()
    finally:
        case.close()


def test_comes_back(tmp_path: Path) -> None:
    """What was said is read again, and no other file is left."""
    path = tmp_path / "a case – 17.cellspawn"
    written(path).close()
    assert reopened(path) == CASE
    assert [path] == list(tmp_path.iterdir())


def test_is_on_disk_at_once(tmp_path: Path) -> None:
    """Each change is there for another program without a close or a save."""
    path = tmp_path / "a.cellspawn"
    case = written(path)
    assert reopened(path) == CASE
    case.put_marks([SavedMark("Sysmon.evtx", 0x1200, 1, "", (), "")])
    assert reopened(path).marks == (), "an empty mark takes back what was said"
    case.close()


_WRITER = """
import sys
from pathlib import Path
from core.case_file.case_file import CaseFile
from core.case_file.saved_case import SavedMark
case = CaseFile.create(Path(sys.argv[1]))
number = 0
while True:
    case.put_marks([SavedMark("Sysmon.evtx", number, number, "", ("t",), "")])
    number += 1
    print(number, flush=True)
"""


def test_killed_while_it_writes(tmp_path: Path) -> None:
    """A program that is killed loses nothing that it had said was written."""
    path = tmp_path / "a.cellspawn"
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    told = [int(writer.stdout.readline()) for _ in range(20)]
    writer.kill()
    rest = writer.stdout.read().split()
    writer.stdout.close()
    writer.wait()
    last = int(rest[-1]) if rest else told[-1]
    assert len(reopened(path).marks) >= last


def test_full_disk_keeps_all(tmp_path: Path) -> None:
    """What does not fit is an error in one sentence, stays in mind, and is written once there is room."""
    path = tmp_path / "a.cellspawn"
    case = written(path)
    pages = case._connection.execute("PRAGMA page_count").fetchone()[0]
    case._connection.execute(f"PRAGMA max_page_count={pages}")
    large = SavedMark("Sysmon.evtx", 0x9000, 2, "", (), "n" * 100_000)
    with pytest.raises(CaseFileError, match=r"could not be written: .*full; what it held is kept"):
        case.put_marks([large])
    assert reopened(path) == CASE
    case._connection.execute("PRAGMA max_page_count=1000000")
    case.put_state(columns="time")
    assert reopened(path).marks == (MARK, large)
    case.close()


def test_no_folder_to_write_to(tmp_path: Path) -> None:
    """A place where no file can be made is named in one sentence."""
    with pytest.raises(CaseFileError, match="its folder does not exist"):
        CaseFile.create(tmp_path / "none" / "a.cellspawn")


def test_copy(tmp_path: Path) -> None:
    """A case under another name is whole and independent."""
    case = written(tmp_path / "a.cellspawn")
    copy = case.copy_to(tmp_path / "b.cellspawn")
    copy.put_state(filter="")
    assert copy.path == tmp_path / "b.cellspawn"
    assert copy.read().state == {"filter": ""}
    assert case.read() == CASE
    case.close()
    copy.close()


def test_replaces_an_older_one(tmp_path: Path) -> None:
    """A new case takes the place of a file of its name."""
    path = tmp_path / "a.cellspawn"
    written(path).close()
    CaseFile.create(path).close()
    assert reopened(path) == SavedCase()


def _no_database(path: Path) -> None:
    path.write_bytes(b"ElfFile\0" + bytes(100))


def _other_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()


def _with_trigger(path: Path) -> None:
    written(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TRIGGER t AFTER INSERT ON marks BEGIN DELETE FROM marks; END")
    connection.close()


def _newer(path: Path) -> None:
    written(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()


def _cut(path: Path) -> None:
    written(path).close()
    path.write_bytes(path.read_bytes()[:5000])


def _scribbled(path: Path) -> None:
    written(path).close()
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_no_database, "is no case file"),
        (_other_program, "is a database of another program"),
        (_with_trigger, "holds other tables"),
        (_newer, "was made by a newer Cellspawn"),
        (_cut, "open an earlier copy"),
        (_scribbled, "open an earlier copy"),
        (lambda path: None, "could not be opened"),
    ],
)
def test_what_is_refused(tmp_path: Path, make: Callable[[Path], None], said: str) -> None:
    """A file that is no sound case file is refused in one sentence, and stays as it is."""
    path = tmp_path / "a.cellspawn"
    make(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(CaseFileError, match=said):
        CaseFile.open(path)
    assert before == (path.read_bytes() if path.exists() else None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE marks SET tags = '{}'",
        "UPDATE marks SET tags = 'no json'",
        "UPDATE marks SET tags = '[1]'",
        "UPDATE marks SET file_offset = -1",
        "UPDATE logs SET size = 'many'",
        "UPDATE state SET value = x'00ff'",
        f"UPDATE marks SET tags = '{'[' * 100_000}'",
    ],
)
def test_values_of_others(tmp_path: Path, statement: str) -> None:
    """Values that Cellspawn never writes are an error, not a crash later."""
    path = tmp_path / "a.cellspawn"
    written(path).close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        connection.execute(statement)
    connection.close()
    with pytest.raises(CaseFileError, match="holds what Cellspawn did not write"):
        reopened(path)


_OFFSET = st.integers(0, 2**40)
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(st.lists(st.builds(SavedMark, _TEXT, _OFFSET, _OFFSET, _TEXT, st.tuples(_TEXT), _TEXT)))
def test_any_marks(tmp_path_factory: pytest.TempPathFactory, marks: list[SavedMark]) -> None:
    """The last word on each record is what comes back."""
    path = tmp_path_factory.mktemp("case") / "a.cellspawn"
    case = CaseFile.create(path)
    case.put_marks(marks)
    case.close()
    last = {(one.file, one.file_offset, one.record_number): one for one in marks}
    assert set(reopened(path).marks) == set(last.values())


def test_a_known_hash_stays(tmp_path: Path) -> None:
    """A log that changed, or is gone, is still known by what it was; a new one is added."""
    path = tmp_path / "a.cellspawn"
    case = written(path)
    other = SavedLog("Security.evtx", "/cases/17/Security.evtx", 4_096, None)
    case.put_sources(["/cases/17", "/cases/18"], [SavedLog(LOG.name, LOG.path, 1, "cd" * 32), other])
    assert case.read().logs == (LOG, other)
    case.put_sources(["/cases/17"], [])
    assert set(case.read().logs) == {LOG, other}
    case.close()


def test_a_log_that_moved_takes_what_was_said_along(tmp_path: Path) -> None:
    """Under its new name, once."""
    path = tmp_path / "a.cellspawn"
    case = written(path)
    new = SavedLog("/new/z.evtx", "/new/z.evtx", LOG.size, LOG.sha256)
    case.put_sources(["/new/z.evtx"], [new], {LOG.name: new.name})
    saved = case.read()
    assert saved.logs == (new,)
    assert [mark.file for mark in saved.marks] == ["/new/z.evtx"]
    case.close()
