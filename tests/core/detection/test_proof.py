"""What lets a reader of the report check a flagged row against the evidence."""

from __future__ import annotations

import hashlib

import pytest

from core.detection.proof import Proof, prove
from core.detection.rules import RULES
from tests.core.log_reading import EXCEL, chunk_of
from tests.evtx_writer import ansi, sysmon_1, write_chunk
from tests.evtx_writer.hostile import split_text

RECORD = "…EXCEL.EXE…".encode("utf-16-le")


def test_a_proof_names_record_and_chunk() -> None:
    """By their hashes."""
    expected = Proof(hashlib.sha256(RECORD).hexdigest(), "of the chunk", True)

    assert expected == prove(RECORD, "of the chunk", ["strict"])


@pytest.mark.parametrize(
    ("record", "matched", "expected"),
    [
        (b"excel.exe", ["strict"], True),
        (b"EXC EL.EXE", ["strict"], False),
        ("Excel.exe".encode("utf-16-le"), ["seed", "published", "strict"], True),
        (b"winword.exe", ["published"], True),
        (b"winword.exe", ["published", "strict"], False),
        (b"winword.exe", ["seed"], False),
        (b"anything", [], True),
    ],
)
def test_whether_triage_would_have_met_the_record(record: bytes, matched: list[str], expected: bool) -> None:
    """It is asked for each rule that flags the record."""
    assert expected is prove(record, "", matched).holds_literal


@pytest.mark.parametrize(
    ("parent", "expected"),
    [
        (EXCEL, True),
        (EXCEL.lower(), True),
        (ansi(EXCEL), True),
        (split_text(EXCEL[:-6], EXCEL[-6:]), False),
        (split_text(EXCEL, ""), True),
        (EXCEL.replace("EXC", "EXC\ud800"), False),
    ],
    ids=["upper", "lower", "ansi", "split", "split-elsewhere", "half-pair"],
)
def test_a_record_as_it_stands_in_a_chunk(parent: object, expected: bool) -> None:
    """A value that a reader joins from pieces, or drops half a character from, never stands in the bytes."""
    chunk = chunk_of(sysmon_1(parent_image=parent, parent_command_line="-"))  # type: ignore[arg-type]
    (span,) = chunk.spans

    proof = prove(chunk.data[span.offset : span.offset + span.size], chunk.sha256, RULES)

    assert expected is prove(chunk.data[span.offset :][: span.size], "", ["strict"]).holds_literal
    assert hashlib.sha256(write_chunk([sysmon_1()])).hexdigest() != proof.chunk_sha256
