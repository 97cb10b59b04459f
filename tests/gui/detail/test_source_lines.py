"""gui.detail.source_lines: what the Source tab says of a row and its record."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from core.detection.verification import Agreement, Verification
from core.processes.process import Place
from core.rows.row import Row
from core.work.record_read import ChunkState, RecordRead
from gui.detail.source_lines import AFTER_THE_FULL_READ, Line, Mark, as_text, lines_of
from tests.core.builders import process
from tests.gui.detail.evidence import record_of, sample_row

ROW = Row(process(), None, "published", "ab" * 32)
CHUNK = ChunkState(
    number=0,
    file_offset=4096,
    size=65_536,
    sha256="cd" * 32,
    has_magic=True,
    header_checksum_agrees=True,
    data_checksum_agrees=True,
)
RECORD = RecordRead(
    file_offset=0x1200,
    record=b"**\0\0",
    record_sha256="ef" * 32,
    is_the_flagged_one=True,
    is_dirty=False,
    chunk=CHUNK,
    verification=Verification(Agreement.AGREE),
)


def _line(name: str, row: Row, record: RecordRead | None, number: int = 0) -> Line:
    return [line for line in lines_of(row, record) if line.name == name][number]


def test_a_row_alone_says_where_it_stands() -> None:
    """Before its record is read, or where it cannot be."""
    assert [(line.section, line.name, line.text) for line in lines_of(ROW, None)] == [
        ("Log", "File", "Sysmon.evtx"),
        ("", "SHA-256", "ab" * 32),
        ("", "Channel", "Microsoft-Windows-Sysmon/Operational"),
        ("Chunk", "Number", "0"),
        ("Record", "Offset", "0x00001200 = 4608"),
        ("", "Size", "1,512 bytes"),
        ("", "Record number", "1"),
        ("", "EventRecordID", "4711"),
        ("Readers", "Row read by", "evtx"),
    ]


def test_a_record_of_the_sample_is_sound() -> None:
    """Read from the log itself: every mark is good."""
    row = sample_row("cmd.exe")

    lines = lines_of(row, record_of(row))

    assert {line.mark for line in lines} == {Mark.NONE, Mark.GOOD}
    assert [line.name for line in lines if line.mark is Mark.GOOD] == [
        "Header checksum",
        "Data checksum",
        "Here now",
        "Both readers",
    ]
    assert row.detection is not None
    assert row.detection.proof is not None
    hashes = [line.text for line in lines if line.name == "SHA-256"]
    assert hashes == [row.file_sha256, row.detection.proof.chunk_sha256, row.detection.proof.record_sha256]


@pytest.mark.parametrize(
    ("name", "changes", "text", "mark"),
    [
        ("State", {"is_dirty": True}, "still open when it was copied", Mark.WARN),
        ("State", {"is_dirty": False}, "closed", Mark.NONE),
        ("Here now", {"is_the_flagged_one": False}, "no longer the record that was read", Mark.BAD),
        (
            "Both readers",
            {"verification": Verification(Agreement.DIFFER, ("command_line", "x"))},
            "evtx and python-evtx differ: Command line, x",
            Mark.BAD,
        ),
        (
            "Both readers",
            {"verification": Verification(Agreement.FAILED, ("python-evtx: KeyError",))},
            "no second word: python-evtx: KeyError",
            Mark.WARN,
        ),
    ],
)
def test_what_the_record_says(name: str, changes: dict[str, object], text: str, mark: Mark) -> None:
    """In words, with a mark."""
    line = _line(name, ROW, msgspec.structs.replace(RECORD, **changes))

    assert (text, mark) == (line.text, line.mark)


@pytest.mark.parametrize(
    ("name", "changes", "text", "mark"),
    [
        ("Header checksum", {"header_checksum_agrees": False}, "does not agree", Mark.BAD),
        ("Data checksum", {"data_checksum_agrees": None}, "not made, or cannot be checked here", Mark.NONE),
        ("Signature", {"has_magic": False}, "does not begin with ElfChnk", Mark.BAD),
        ("Length", {"size": 700}, "the file ends inside it, after 700 bytes", Mark.WARN),
    ],
)
def test_what_the_chunk_says(name: str, changes: dict[str, object], text: str, mark: Mark) -> None:
    """Only what is odd has a line of its own."""
    record = msgspec.structs.replace(RECORD, chunk=msgspec.structs.replace(CHUNK, **changes))
    line = _line(name, ROW, record)

    assert line.text.startswith(text)
    assert mark is line.mark
    assert name not in [line.name for line in lines_of(ROW, RECORD)] or "checksum" in name


def test_the_logs_hash_comes_late() -> None:
    """Until then that is said."""
    row = msgspec.structs.replace(ROW, file_sha256=None)

    assert _line("SHA-256", row, None).text == AFTER_THE_FULL_READ


def test_other_logs_are_named() -> None:
    """Those that hold the event with other values first."""
    there = Place(file="Copy.evtx", chunk=1, file_offset=0x11200, record_size=10, record_number=7)
    row = Row(process(also_in=(there,), altered_in=(there,)), None, "published")

    assert [(line.name, line.text, line.mark) for line in lines_of(row, None)][-2:] == [
        ("Altered in", "Copy.evtx, offset 0x00011200, record 7", Mark.BAD),
        ("Also in", "Copy.evtx, offset 0x00011200, record 7", Mark.NONE),
    ]


def test_all_lines_are_written_in_groups() -> None:
    """As text for the clipboard."""
    lines = (
        Line("File", "a.evtx", section="Log"),
        Line("State", "closed"),
        Line("Number", "0", section="Chunk"),
    )

    assert as_text(lines) == "Log\nFile: a.evtx\nState: closed\n\nChunk\nNumber: 0\n"
    assert as_text((replace(lines[0], text="a\x1b"),)) == "Log\nFile: a\x1b\n"
