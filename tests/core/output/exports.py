"""Exports with plausible defaults, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.detection.descendants import DESCENDANT
from core.detection.detections import detect
from core.output.export import Export
from core.processes.process import ProcessCreation
from core.reading.read_report import Failure, ReadReport
from core.rows.row import Row, row_of
from tests.core.builders import EXCEL, SYSTEM32, process

MADE_BY: dict[str, object] = {
    "cellspawn": "1.2.3",
    "evtx": "0.14.0",
    "python-evtx": "0.8.1",
    "python": "3.11.7",
    "made_at": "2026-03-12T15:04:05+00:00",
    "arguments": ["scan", "Sysmon.evtx"],
}
READ = ReadReport("Sysmon.evtx", 69_632, sha256="ab" * 32, records_present=18, records_read=18)
DAMAGED = ReadReport(
    "damaged.evtx",
    135_168,
    sha256="cd" * 32,
    records_present=12,
    records_read=10,
    failures=[
        Failure(chunk=1, file_offset=0x11200, size=40, records=1, record_number=8, reason="a later place"),
        Failure(chunk=None, file_offset=0x1200, size=135, records=1, reason="an earlier place"),
    ],
)


def row(**fields: object) -> Row:
    """Build a flagged row: cmd.exe under Excel, except for `fields`."""
    return row_of_creation(process(**fields))


def row_of_creation(creation: ProcessCreation) -> Row:
    """Flag a process creation that a rule flags."""
    (found,) = detect([creation])
    return row_of(found, "strict", "22" * 32)


def descendant(**fields: object) -> Row:
    """Build a row below a flagged one: whoami.exe, started by the cmd.exe that Excel started."""
    chain = (EXCEL, rf"{SYSTEM32}cmd.exe", rf"{SYSTEM32}whoami.exe")
    own = {"image_path": chain[2], "parent_image_path": chain[1], "pid": 6_000, **fields}
    (found,) = detect([process()])
    below = replace(found, process=process(**own), matched=(DESCENDANT,), chain=chain)
    return row_of(below, "strict", "22" * 32)


def export(rows: Sequence[Row] = (), **fields: Any) -> Export:
    """Build an export of all flagged rows of a case that was read completely, except for `fields`."""
    usual = {
        "scope": "flagged",
        "filter_text": "",
        "rule": "strict",
        "reports": (READ,),
        "creations": 18_220,
        "flagged": len(rows),
        "made_by": MADE_BY,
    }
    return Export(rows=rows, **{**usual, **fields})
