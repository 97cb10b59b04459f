"""core.output.formats: what each format writes, whole or not at all, to files and to pipes."""

from __future__ import annotations

import errno
import io
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from core.__main__ import main
from core.errors import writing_sentence
from core.output.export import csv_lines, json_lines
from core.output.formats import FORMATS
from core.output.safe_file import write_whole
from core.rows.row import Row
from tests.core.output.exports import export, row

ROWS = [row(command_line=f"cmd /c echo {number}") for number in range(300)]
BEGINNINGS = {
    "csv": b'\xef\xbb\xbf"rule",',
    "jsonl": b'{"rule": ',
    "xlsx": b"PK\3\4",
    "html": b"<!DOCTYPE html>\n",
    "navigator": b'{\n "name": ',
    "stix": b'{"type": "bundle", "objects": [\n',
    "timesketch-csv": b'"message","datetime",',
    "timesketch-jsonl": b'{"message": ',
}
SUFFIXES = {
    "csv": ".csv",
    "jsonl": ".jsonl",
    "xlsx": ".xlsx",
    "html": ".html",
    "navigator": ".json",
    "stix": ".json",
    "timesketch-csv": ".csv",
    "timesketch-jsonl": ".jsonl",
}
ENDINGS = {
    "navigator": ".navigator.json",
    "stix": ".stix.json",
    "timesketch-csv": ".timesketch.csv",
    "timesketch-jsonl": ".timesketch.jsonl",
}
"""Of names that are suggested, where two formats have one suffix."""
SMALL = {"navigator": 2_000}
"""Formats that never need a large disk, whatever the rows, and the most room in which they do not fit."""


class Full(io.RawIOBase):
    """A stream with room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def writable(self) -> bool:
        return True

    def write(self, part: object) -> int:
        size = len(cast(bytes, part))
        if size > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.room -= size
        return size


def scan_usage(capsys: pytest.CaptureFixture[str]) -> str:
    """Give the help of `scan`."""
    main(["scan", "--help"])
    return capsys.readouterr().out


def test_the_command_offers_each_format_and_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """In the order of the registry, under the names that it gives."""
    names = ["table", *FORMATS]
    said = scan_usage(capsys).split("--format FORMAT")[-1].split("--output")[0]

    assert names == [word for word in re.findall("[a-z-]+", said) if word in names]
    assert {key: one.suffix for key, one in FORMATS.items()} == SUFFIXES
    assert {key: one.ending for key, one in FORMATS.items()} == {**SUFFIXES, **ENDINGS}


@pytest.mark.parametrize("key", FORMATS)
def test_a_file_begins_as_programs_expect(key: str) -> None:
    """With the sign that tells its format; beyond that sign a pipe gets the same bytes."""
    file, pipe = io.BytesIO(), io.BytesIO()

    FORMATS[key].write(file, export(ROWS))
    FORMATS[key].write_body(pipe, export(ROWS))

    assert file.getvalue().startswith(BEGINNINGS[key])
    assert FORMATS[key].mark + pipe.getvalue() == file.getvalue()


def test_csv_and_json_lines_are_the_lines_of_the_rows() -> None:
    """Byte for byte; nothing of the case stands beside them."""
    csv, jsonl = io.BytesIO(), io.BytesIO()

    FORMATS["csv"].write(csv, export(ROWS))
    FORMATS["jsonl"].write(jsonl, export(ROWS))

    assert "".join(csv_lines(ROWS)).encode("utf-8-sig") == csv.getvalue()
    assert "".join(json_lines(ROWS)).encode("ascii") == jsonl.getvalue()


@pytest.mark.parametrize("key", FORMATS)
def test_the_same_export_is_the_same_bytes(key: str) -> None:
    """Two exports can be compared: no time but the one they are made with, no name of a temporary file."""
    one, other = io.BytesIO(), io.BytesIO()

    FORMATS[key].write(one, export(ROWS))
    FORMATS[key].write(other, export(ROWS))

    assert one.getvalue() == other.getvalue()


@pytest.mark.parametrize("key", FORMATS)
def test_a_stream_that_only_goes_forwards_is_enough(tmp_path: Path, key: str) -> None:
    """As a pipe does."""
    reading, writing = os.pipe()
    with open(tmp_path / "read", "wb") as copy, open(writing, "wb") as pipe, open(reading, "rb") as source:
        FORMATS[key].write(pipe, export(ROWS[:2]))
        pipe.close()
        copy.write(source.read())

    expected = io.BytesIO()
    FORMATS[key].write(expected, export(ROWS[:2]))
    assert expected.getvalue() == (tmp_path / "read").read_bytes()


@pytest.mark.parametrize(
    ("key", "room"),
    [(key, room) for key in FORMATS for room in (0, 5, 2_000, 20_000) if room <= SMALL.get(key, 20_000)],
)
def test_an_error_leaves_what_was_there_and_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, room: int
) -> None:
    """Wherever the disk becomes full, also beside the target: xlsxwriter keeps rows in files of its own."""
    for name in ("target", "temporary"):
        (tmp_path / name).mkdir()
    target = tmp_path / "target" / "out"
    target.write_bytes(b"from before")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))

    with pytest.raises(OSError, match=r".") as caught:
        write_whole(target, lambda _: FORMATS[key].write(cast(BinaryIO, Full(room)), export(ROWS)))

    assert writing_sentence(caught.value).startswith("the disk is full")
    assert [(target, b"from before")] == [(path, path.read_bytes()) for path in target.parent.iterdir()]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_what_ends_the_writing_leaves_no_file_of_xlsxwriter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is, and wherever the writing is at that moment."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    broken = [*ROWS, cast(Row, None)]

    with pytest.raises(AttributeError):
        FORMATS["xlsx"].write(io.BytesIO(), export(broken))

    assert list(tmp_path.iterdir()) == []


def test_titles_are_short_enough_for_a_dialog() -> None:
    """They name the format first, and hold nothing that a file dialog takes for a pattern."""
    for one in FORMATS.values():
        assert re.fullmatch(r"[A-Za-z0-9. ,]{3,40}", one.title)
