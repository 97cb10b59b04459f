"""core.output.safe_file: a file appears whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from core.output.safe_file import write_text, write_whole

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX links, pipes and modes")


def new(stream: BinaryIO) -> None:
    """Write a word in two pieces."""
    stream.write(b"n")
    stream.write(b"ew")


def contents(folder: Path) -> dict[str, str]:
    """Give every file in a folder with its text."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("parts", "content"),
    [
        ([], b""),
        (["a", "b\n", "c"], b"ab\nc"),
        (["a\r\nb\n"], b"a\r\nb\n"),
        (["ä→🗎"], "ä→🗎".encode()),
        (["a\ud800b"], b"a\\ud800b"),
    ],
)
def test_text_is_written_as_it_is(tmp_path: Path, parts: list[str], content: bytes) -> None:
    """No line end is changed, and what is no text is escaped."""
    write_whole(tmp_path / "out", lambda stream: write_text(stream, parts))

    assert content == (tmp_path / "out").read_bytes()
    assert [tmp_path / "out"] == list(tmp_path.iterdir())


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    """All 256 of them."""
    write_whole(tmp_path / "out", lambda stream: stream.write(bytes(range(256))))

    assert bytes(range(256)) == (tmp_path / "out").read_bytes()


def test_a_file_of_that_name_is_replaced(tmp_path: Path) -> None:
    """The new text stands there alone."""
    (tmp_path / "out").write_text("a long text from before", encoding="utf-8")

    write_whole(tmp_path / "out", new)

    assert contents(tmp_path) == {"out": "new"}


@pytest.mark.parametrize("before", [{}, {"out": "from before"}])
@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_an_error_leaves_what_was_there(
    tmp_path: Path, before: dict[str, str], error: type[BaseException]
) -> None:
    """Neither half a file nor another one stays behind, whatever ends the writing."""
    for name, text in before.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def half(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise error

    with pytest.raises(error):
        write_whole(tmp_path / "out", half)

    assert before == contents(tmp_path)


def test_the_old_text_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    """Who reads the file meanwhile sees the old text."""
    seen: list[str] = []
    (tmp_path / "out").write_text("old", encoding="utf-8")

    def look_and_write(stream: BinaryIO) -> None:
        for part in (b"n", b"ew"):
            seen.append((tmp_path / "out").read_text(encoding="utf-8"))
            stream.write(part)

    write_whole(tmp_path / "out", look_and_write)

    assert seen == ["old", "old"]
    assert contents(tmp_path) == {"out": "new"}


@pytest.mark.parametrize("target", ["absent/out", "file/out", "folder"])
def test_an_impossible_target_is_an_error_and_nothing_else(tmp_path: Path, target: str) -> None:
    """A folder that is not there, one that is a file, and a folder in the target's place."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("is a file", encoding="utf-8")

    with pytest.raises(OSError, match=r"."):
        write_whole(tmp_path / target, new)

    assert contents(tmp_path) == {"file": "is a file"}
    assert list((tmp_path / "folder").iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that Linux has")
def test_a_full_disk_is_an_error() -> None:
    """Also where it shows only when all is written."""
    with pytest.raises(OSError, match="No space left"):
        write_whole(Path("/dev/full"), new)


@POSIX
def test_a_name_as_long_as_the_system_takes(tmp_path: Path) -> None:
    """The file beside it needs no longer name."""
    name = "ä" * 127

    write_whole(tmp_path / name, new)

    assert contents(tmp_path) == {name: "new"}


@POSIX
def test_a_link_is_followed(tmp_path: Path) -> None:
    """The file that the link leads to is written, and the link stays."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real" / "out")

    write_whole(tmp_path / "link", new)

    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == {"out": "new"}


@POSIX
def test_another_name_of_the_same_bytes_keeps_them(tmp_path: Path) -> None:
    """A hard link to the target, perhaps evidence, is not written through."""
    (tmp_path / "evidence").write_text("old", encoding="utf-8")
    os.link(tmp_path / "evidence", tmp_path / "out")

    write_whole(tmp_path / "out", new)

    assert contents(tmp_path) == {"evidence": "old", "out": "new"}


if sys.platform != "win32":

    def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
        """As `/dev/stdout` and a shell's `>(…)` are; `/dev/null` would be gone for everyone else."""
        pipe, read = tmp_path / "pipe", []
        os.mkfifo(pipe)
        reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
        reader.start()

        write_whole(pipe, new)
        reader.join()

        assert read == ["new"]
        assert pipe.is_fifo()
        assert [pipe] == list(tmp_path.iterdir())


@POSIX
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_the_file_may_be_read_by_those_that_the_mask_allows(tmp_path: Path, mask: int) -> None:
    """It is no more private than any other file that the user makes."""
    before = os.umask(mask)
    try:
        write_whole(tmp_path / "out", new)
        after = os.umask(mask)
    finally:
        os.umask(before)

    assert 0o666 & ~mask == stat.S_IMODE((tmp_path / "out").stat().st_mode)
    assert mask == after
