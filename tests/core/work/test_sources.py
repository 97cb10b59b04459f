"""core.work.sources: what the user names into logs, and a sentence for each file that is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.errors import UsageError
from core.reading.evtx_file import CHUNK_SIZE
from core.work.sources import (
    LogFile,
    NoLog,
    find_logs,
    find_those_there,
    leads_somewhere,
    printable,
)
from tests.evtx_writer import sysmon_1, write_log
from tests.evtx_writer.damage import (
    drop_file_header,
    lfs_pointer,
    record_offsets,
    stale_header,
    zero_chunk_magic,
    zero_file_header,
)

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="names and files that Windows does not know")
LOG = write_log(None, [sysmon_1()])
THREE = write_log(None, [sysmon_1()] * 6, chunk_fill=2)
CUT_IN_A_RECORD, CUT_AT_A_RECORD = record_offsets(THREE)[0] + 9, record_offsets(THREE)[1]
MIB = 1024 * 1024

NO_LOG = "it is no EVTX log: it has neither the signature ElfFile nor a chunk (ElfChnk)"
EMPTY = "it is empty (0 bytes); copy the log again"
ZEROS = "it begins with zeros and holds no chunk; copy the log again"
POINTER = "it is a Git LFS pointer, not the log itself; fetch the log with git lfs pull"
OLD = (
    "it is a log of Windows XP or 2003 (.evt), which has no process trace of this kind; "
    "convert it with wevtutil epl if you need it"
)
GONE = "the file is no longer there; find where it went and scan it again"
FORBIDDEN = "no permission to read it; copy it with an account that may, or run with that account"
NO_FILE = "it is a pipe or a device, not a file; copy what it gives into a file"


def found(*named: str | os.PathLike[str]) -> list[LogFile | NoLog]:
    """Find the logs behind paths."""
    return find_logs([os.fspath(path) for path in named])


def paths(sources: Sequence[LogFile | NoLog]) -> list[str]:
    """Give the path of each log; a file that is none fails the test."""
    assert [source for source in sources if isinstance(source, NoLog)] == []
    return [source.path for source in sources]


def make(folder: Path, *names: str) -> list[str]:
    """Write a log under each name."""
    made = [folder / name for name in names]
    for path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(LOG)
    return [str(path) for path in made]


# ---------------------------------------------------------------- one file that is named
@pytest.mark.parametrize(
    ("name", "content", "first_chunk_offset", "has_header"),
    [
        ("a.evtx", LOG, 0x1000, True),
        ("A.EVTX", LOG, 0x1000, True),
        ("a", LOG, 0x1000, True),
        ("a.evtx.bak", LOG, 0x1000, True),
        ("carved.evtx", drop_file_header(LOG), 0, False),
        ("carved", drop_file_header(LOG), 0, False),
        ("zeroed.evtx", zero_file_header(LOG), 0x1000, False),
        ("zeroed.bin", zero_file_header(LOG), 0x1000, False),
        ("shifted.evtx", b"junk" * 25 + drop_file_header(LOG), 100, False),
        ("late.evtx", bytes(MIB - 8) + drop_file_header(LOG), CHUNK_SIZE - 8, False),
        ("noise.evtx", b"\xaa" * 0x1000 + THREE[0x1000:], 0x1000, False),
        ("noise.evtx", zero_chunk_magic(b"\xaa" * 0x1000 + THREE[0x1000:], 0), 0x1000, False),
        ("carved.evtx", zero_chunk_magic(THREE, 0)[0x1000:], 0, False),
        ("cut.evtx", LOG[:0x1000], 0x1000, True),
        ("cut.evtx", LOG[:100], 0x1000, False),
    ],
)
def test_a_log_is_known_by_its_content(
    tmp_path: Path, name: str, content: bytes, first_chunk_offset: int, has_header: bool
) -> None:
    """Whatever its name, with its header or without, a named file with chunks is a log."""
    path = tmp_path / name
    path.write_bytes(content)

    (log,) = found(path)

    assert isinstance(log, LogFile)
    assert (str(path), len(content)) == (log.path, log.size)
    assert (first_chunk_offset, has_header) == (log.first_chunk_offset, log.header is not None)
    assert path.stat().st_mtime_ns == log.modified_ns


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.evtx", b"", EMPTY),
        ("a.txt", b"", EMPTY),
        ("a.evt", b"", EMPTY),
        ("a.evtx", b"Time,Level\r\n", NO_LOG),
        ("a.evtx", b"ElfFile", NO_LOG),
        ("a.evtx", bytes(70_000), ZEROS),
        ("far.evtx", bytes(MIB - 7) + drop_file_header(LOG), NO_LOG),
        ("a.evtx", lfs_pointer(LOG), POINTER),
        ("a.evt", b"\x30\0\0\0LfLe" + bytes(200), OLD),
        ("A.EVT", LOG, OLD),
        ("renamed.evtx", b"\x30\0\0\0LfLe" + bytes(200), OLD),
    ],
)
def test_a_file_that_is_no_log_says_what_it_is_and_what_next(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    """A named file that cannot be a log is not passed over: it is in the list with a sentence."""
    path = tmp_path / name
    path.write_bytes(content)

    assert [NoLog(str(path), len(content), reason)] == found(path)


@pytest.mark.parametrize(
    ("content", "first_chunk_offset", "records"),
    [
        pytest.param(THREE[CUT_IN_A_RECORD:], 0x11000 - CUT_IN_A_RECORD, 1, id="cut-in-a-record"),
        pytest.param(THREE[CUT_AT_A_RECORD:], 0x11000 - CUT_AT_A_RECORD, 1, id="cut-at-a-record"),
        pytest.param(THREE[0x1010:], 0xFFF0, 2, id="cut-behind-the-magic"),
        pytest.param(THREE[0x10F00:], 0x100, 0, id="cut-behind-the-records"),
        pytest.param(THREE[0x1000:], 0, 0, id="cut-at-a-chunk"),
        pytest.param(THREE, 0x1000, 0, id="whole"),
    ],
)
def test_records_before_the_first_chunk_are_counted(
    tmp_path: Path, content: bytes, first_chunk_offset: int, records: int
) -> None:
    """A file that was cut at its front holds the rest of a chunk, which no chunk's header tells of."""
    path = tmp_path / "a.evtx"
    path.write_bytes(content)

    (log,) = found(path)

    assert isinstance(log, LogFile)
    assert (first_chunk_offset, records) == (log.first_chunk_offset, log.leading_records)


def test_the_header_is_read(tmp_path: Path) -> None:
    """What the file header declares is known before any chunk is read."""
    path = tmp_path / "a.evtx"
    path.write_bytes(stale_header(LOG, 7))

    (log,) = found(path)

    assert isinstance(log, LogFile)
    assert log.header is not None
    assert (log.header.chunks_declared, log.header.dirty, log.header.checksum_agrees) == (7, True, True)


# ---------------------------------------------------------------- folders and globs
def test_a_folder_is_searched_to_any_depth_by_name_and_by_signature(tmp_path: Path) -> None:
    """Logs come in the order of their paths; other files are passed over."""
    logs = make(tmp_path, "B.EVTX", "a.evtx", "carved", "copy.bak", "deep/er/x.evtx", "deep/y")
    (tmp_path / "carved").write_bytes(drop_file_header(LOG))
    (tmp_path / "notes.txt").write_text("ElfFile is the signature of a log", encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "shifted.bin").write_bytes(b"junk" + drop_file_header(LOG))

    assert [*logs[:4], logs[5], logs[4]] == paths(found(tmp_path))


def test_a_file_that_is_only_called_a_log_is_named_in_a_folder_too(tmp_path: Path) -> None:
    """In a folder, `.evtx` and `.evt` are promises: one that is not kept is reported."""
    make(tmp_path, "a.evtx")
    (tmp_path / "b.evtx").write_text("hello", encoding="utf-8")
    (tmp_path / "c.evt").write_bytes(LOG)
    (tmp_path / "d.EVTX").touch()

    _, *no_logs = found(tmp_path)

    assert [(Path(source.path).name, source.reason) for source in no_logs if isinstance(source, NoLog)] == [
        ("b.evtx", NO_LOG),
        ("c.evt", OLD),
        ("d.EVTX", EMPTY),
    ]


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    """A folder without logs is no error here; the command says so."""
    assert found(tmp_path) == []


def test_globs(tmp_path: Path) -> None:
    """`*` and `**` find files and folders, sorted; a name that exists is taken as it is, brackets and all."""
    one, two, deep = make(tmp_path, "1.evtx", "2.evtx", "deep/er/3.evtx")
    (bracketed,) = make(tmp_path, "[1].evtx")

    assert [one, two, bracketed] == paths(found(tmp_path / "*.evtx"))
    assert [deep] == paths(found(tmp_path / "dee?"))
    assert [one, two, bracketed, deep] == sorted(paths(found(tmp_path / "**" / "*.evtx")), key=len)
    assert [bracketed] == paths(found(bracketed))


@pytest.mark.parametrize("name", ["absent.evtx", "absent/", "*.absent", "[!a]*", "", "a\0b"])
def test_a_name_that_leads_to_nothing_is_wrong_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A path or glob without a file behind it is an error at once: it is mistyped."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match="there is no such file or folder; check the path"):
        find_logs([name])


# ---------------------------------------------------------------- each file once
def test_a_file_named_twice_comes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name, another spelling of it, its folder, a glob and a link: the first name counts."""
    one, two = make(tmp_path, "1.evtx", "2.evtx")
    monkeypatch.chdir(tmp_path)
    if sys.platform != "win32":
        (tmp_path / "soft.evtx").symlink_to("1.evtx")
    os.link("1.evtx", "hard.evtx")
    assert paths(found("2.evtx", "./1.evtx", one, tmp_path, "*.evtx", two)) == ["2.evtx", "./1.evtx"]


@POSIX
def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    """A folder that holds a link to itself or to its parent is walked once; a link elsewhere is entered."""
    (one,) = make(tmp_path, "case/logs/1.evtx")
    (far,) = make(tmp_path, "far/2.evtx")
    (tmp_path / "case" / "logs" / "up").symlink_to("..")
    (tmp_path / "case" / "logs" / "self").symlink_to(".")
    (tmp_path / "case" / "ring").symlink_to("ring")
    (tmp_path / "case" / "to-far").symlink_to(tmp_path / "far")

    assert [one, str(tmp_path / "case" / "to-far" / "2.evtx")] == paths(found(tmp_path / "case"))
    assert [one, far] == paths(found(one, far, tmp_path / "case"))


@POSIX
def test_a_link_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    """A dangling link that is called a log, or was named, is no log, with a sentence; the rest is found."""
    make(tmp_path, "b.evtx")
    (tmp_path / "a.evtx").symlink_to("absent")
    (tmp_path / "c").symlink_to("absent")
    (tmp_path / "ring.evtx").symlink_to("ring.evtx")

    gone, log, ring = found(tmp_path)

    assert NoLog(str(tmp_path / "a.evtx"), 0, GONE) == gone
    assert isinstance(log, LogFile)
    assert isinstance(ring, NoLog)
    assert ring.reason.startswith("the system says: ")
    assert [NoLog(str(tmp_path / "c"), 0, GONE)] == found(tmp_path / "c")


# ---------------------------------------------------------------- what cannot be opened
if sys.platform != "win32":

    def test_a_file_without_permission_is_reported(without_privilege: Path) -> None:
        """It is named with what to do, in a folder too, and costs no other file."""
        make(without_privilege, "a.evtx", "b.evtx")
        (without_privilege / "a.evtx").chmod(0)

        refused, log = found(without_privilege)

        assert NoLog(str(without_privilege / "a.evtx"), 0, FORBIDDEN) == refused
        assert isinstance(log, LogFile)


if sys.platform != "win32":

    def test_a_folder_without_permission_is_reported(without_privilege: Path) -> None:
        """Logs that may be in it are not passed over in silence, whether it was named or found."""
        make(without_privilege, "a/1.evtx", "b/deep/2.evtx", "c/3.evtx", "d/4.evtx")
        refused = [without_privilege / name for name in ("b/deep", "d")]
        for folder in refused:
            folder.chmod(0)

        sources = found(without_privilege)
        named = found(*refused)
        for folder in refused:
            folder.chmod(0o700)

        assert [NoLog(str(folder), 0, FORBIDDEN) for folder in refused] == named
        assert named == [source for source in sources if isinstance(source, NoLog)]
        assert [str(without_privilege / name) for name in ("a/1.evtx", "c/3.evtx")] == [
            source.path for source in sources if isinstance(source, LogFile)
        ]


if sys.platform != "win32":

    def test_a_pipe_or_a_device_is_not_waited_for(tmp_path: Path) -> None:
        """A pipe would be read for ever; one that is called a log is reported, any other passed over."""
        os.mkfifo(tmp_path / "a.evtx")
        os.mkfifo(tmp_path / "b")

        assert [NoLog(str(tmp_path / "a.evtx"), 0, NO_FILE)] == found(tmp_path)
        assert [NoLog(str(tmp_path / "b"), 0, NO_FILE)] == found(tmp_path / "b")
        assert [NoLog(os.devnull, 0, NO_FILE)] == found(os.devnull)


# ---------------------------------------------------------------- names
@pytest.mark.parametrize(
    "name",
    [
        "with spaces .evtx",
        "Prüfung – 監査 🗎.evtx",
        "it's [1].evtx",
        pytest.param('"quoted".evtx', marks=POSIX),
        pytest.param("two\nlines\t.evtx", marks=POSIX),
        pytest.param("\x1b[31mred*?.evtx", marks=POSIX),
        pytest.param("-o.evtx", marks=POSIX),
    ],
)
def test_any_name_is_found_in_a_folder_and_by_itself(tmp_path: Path, name: str) -> None:
    """A name is never taken apart, neither by blanks nor by quotes nor as a pattern."""
    (path,) = make(tmp_path, name)

    assert [path] == paths(found(tmp_path)) == paths(found(path))
    assert path == found(path)[0].name


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names are text there")
def test_a_name_that_is_no_text_is_found_and_made_printable(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are kept for opening and escaped for showing."""
    path = os.fsencode(tmp_path) + b"/caf\xe9.evtx"
    with open(path, "wb") as file:
        file.write(LOG)

    (log,) = found(tmp_path)

    assert path == os.fsencode(log.path)
    assert f"{tmp_path}/caf\\udce9.evtx" == log.name


@POSIX
def test_two_names_that_are_written_alike_are_told_apart(tmp_path: Path) -> None:
    """A byte that is no text, and a name that holds the letters of its escape: neither log may hide the other."""
    for name in (b"/caf\xe9.evtx", rb"/caf\udce9.evtx"):
        with open(os.fsencode(tmp_path) + name, "wb") as file:
            file.write(LOG)

    first, second = (log.name for log in found(tmp_path))

    assert (f"{tmp_path}/caf\\udce9.evtx", f"{tmp_path}/caf\\udce9.evtx (2)") == (first, second)


def test_what_is_no_text_is_escaped() -> None:
    """Every other character stays as it is."""
    assert printable("a\ud800 é🗎\udcff") == r"a\ud800 é🗎\udcff"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.evtx", True),
        (".", True),
        ("*.evtx", True),
        ("**/*.evtx", True),
        ("b.evtx", False),
        ("*.csv", False),
    ],
)
def test_a_name_leads_somewhere_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, expected: bool
) -> None:
    """A file, a folder, or a glob that something fits."""
    (tmp_path / "a.evtx").write_bytes(b"")
    monkeypatch.chdir(tmp_path)

    assert expected == leads_somewhere(name)


def test_what_is_gone_does_not_keep_the_rest_from_being_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named with its reason; only where nothing is there at all is that an error."""
    (tmp_path / "a.evtx").write_bytes(b"")
    monkeypatch.chdir(tmp_path)

    found = find_those_there(["b.evtx", "a.evtx", "*.csv"])

    assert [
        (one.name, "no such file or folder" in one.reason) for one in found if isinstance(one, NoLog)
    ] == [
        ("a.evtx", False),
        ("b.evtx", True),
        ("*.csv", True),
    ]
    with pytest.raises(UsageError, match=r"b\.evtx"):
        find_those_there(["b.evtx", "*.csv"])
