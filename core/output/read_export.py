"""An export that was written by any Cellspawn into its rows again: where each record stands, and its hashes.

An export that is read back is as hostile as a log: it may have been edited, cut or made up. So a line has a
greatest length, values have types, and nothing that a path in it names is opened.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from core.errors import UsageError, io_sentence
from core.output.exported_row import ExportedRow, Found
from core.output.json_rows import json_line_rows, stix_rows
from core.output.table_rows import csv_rows
from core.work.sources import printable

READ_BACK = "JSON Lines, CSV, STIX or a Timesketch time line"
_LOOKED_AT = 64 * 1024


@dataclass(frozen=True, slots=True)
class ReadExport:
    """An export that is being read."""

    kind: str
    """Key of its format, see `core.output.formats`."""
    rows: Iterator[ExportedRow]
    """In the order of the file; raises UsageError where the file cannot be read on."""


@contextmanager
def read_export(path: str) -> Iterator[ReadExport]:
    """Open an export and tell its format by its first bytes.

    Raises UsageError, a sentence, where it is none that can be read back.
    """
    name = printable(path)
    with _sentences(name):
        if not stat.S_ISREG(os.stat(path).st_mode):  # reading a pipe could wait for ever
            raise UsageError(f"{name} is no file; name an export that scan or the window wrote")
        file = open(path, "rb")  # noqa: SIM115  # closed below, where errors are the caller's own
    with file:
        with _sentences(name):
            head = file.read(_LOOKED_AT)
            file.seek(0)
            kind, rows = _told(name, head, file)
        with closing(rows):
            yield ReadExport(kind, _in_sentences(name, rows))


def _in_sentences(name: str, rows: Iterator[ExportedRow]) -> Iterator[ExportedRow]:
    while True:
        with _sentences(name):
            row = next(rows, None)
        if row is None:
            return
        yield row


@contextmanager
def _sentences(name: str) -> Iterator[None]:
    """Say in one sentence why a file could not be read."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{name} could not be read: {io_sentence(error)}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not in UTF-8; give the export as it was written") from error


def _told(name: str, head: bytes, file: BinaryIO) -> Found:
    for sign, what in _OTHERS:
        if head.lstrip().lower().startswith(sign):
            raise UsageError(f"{name} is {what}; {READ_BACK} can be read back")
    if not head.strip():
        raise UsageError(f"{name} is empty, so there is nothing to verify")
    for read in (stix_rows, json_line_rows, csv_rows):
        if found := read(name, head, file):
            return found
    raise UsageError(f"{name} is no export of Cellspawn that holds rows; {READ_BACK} can be read back")


_OTHERS = (
    (b"pk\3\4", "a ZIP file, perhaps an XLSX export, which is for the eye"),
    (b"<", "an HTML report or the like, which is for the eye"),
    (b"elffile\0", "an event log, not an export"),
    (b"elfchnk\0", "an event log, not an export"),
)
"""First bytes, in lower case, of what may be given by mistake."""
