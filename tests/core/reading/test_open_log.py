"""core.reading.open_log: a log is read, and nothing of it changes by that."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from core.reading.open_log import open_log

LONG_AGO = 1_000_000_000 * 10**9
"""Nanoseconds; an access time so much older than the file's change is moved by an ordinary read (relatime)."""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Write a file that was last read long ago."""
    path = tmp_path / "a.evtx"
    path.write_bytes(b"ElfFile\0")
    os.utime(path, ns=(LONG_AGO, path.stat().st_mtime_ns))
    return path


@pytest.mark.parametrize("is_buffered", [False, True])
def test_the_bytes_are_read_and_cannot_be_written(log: Path, is_buffered: bool) -> None:
    """Both kinds of stream."""
    with open_log(log, is_buffered=is_buffered) as file:
        assert file.read() == b"ElfFile\0"
        with pytest.raises(io.UnsupportedOperation):
            file.write(b"x")


@pytest.mark.skipif(
    sys.platform != "linux", reason="Linux alone can read a file without moving its access time"
)
def test_the_time_of_the_last_access_stays(log: Path) -> None:
    """Of a file that belongs to whoever reads it."""
    with open_log(log) as file:
        file.read()

    assert log.stat().st_atime_ns == LONG_AGO


NOBODY = 65534


if sys.platform == "linux":

    def test_a_file_of_somebody_else_is_read_all_the_same() -> None:
        """The system refuses to keep its access time to all but its owner and root; the second try does not ask."""
        me = os.geteuid()
        if me == 0:
            os.seteuid(NOBODY)
        try:
            with pytest.raises(PermissionError):
                os.close(os.open("/etc/passwd", os.O_RDONLY | os.O_NOATIME))
            with open_log("/etc/passwd") as file:
                assert file.read(4) == b"root"
        finally:
            os.seteuid(me)


def test_a_file_that_is_not_there_is_an_error_of_the_world(tmp_path: Path) -> None:
    """As `open` says it."""
    with pytest.raises(FileNotFoundError):
        open_log(tmp_path / "gone.evtx")
