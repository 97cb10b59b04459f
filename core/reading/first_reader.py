"""Chunk copies into the JSON or XML of their records, by the `evtx` library (Rust): the reader for everything."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from core.reading.chunk_copy import CARRIER_KEY, file_header
from core.reading.reader_packages import first_reader

_Parser = first_reader()

NOTHING = "the reader returned nothing for it"

ReadJson = tuple[int, str]
"""One record as the first reader gives it: its key, which is its offset in the file, and its JSON."""


def read_json(copies: Sequence[bytes | bytearray], most_errors: int = 64) -> tuple[list[ReadJson], list[str]]:
    """Read chunk copies to their end, going on after each error, at most `most_errors` of them.

    Gives the records in their order, and what the reader said instead of others; it does not say of which.
    """
    log = io.BytesIO(file_header(len(copies)) + b"".join(copies))
    return _read(_Parser(log, number_of_threads=1, indent=False).records_json(), most_errors)


def read_xml(copy: bytes | bytearray, *, indent: bool) -> tuple[str | None, str]:
    """Render the only wanted record of a chunk copy as XML, or say why it cannot be.

    Without `indent` the text holds no blanks but the record's own.
    """
    log = io.BytesIO(file_header(1) + copy)
    read, errors = _read(_Parser(log, number_of_threads=1, indent=indent).records(), most_errors=2)
    if read:
        return read[0][1], ""
    return None, errors[0] if errors else NOTHING


def _read(records: Iterable[Any], most_errors: int) -> tuple[list[tuple[int, str]], list[str]]:
    found: list[Any] = []
    errors: list[str] = []
    while len(errors) < most_errors:
        try:
            found.extend(records)  # what came before an error stays in the list
            break
        except (RuntimeError, ValueError, OSError) as error:
            errors.append(_one_line(error))
    read = [(record["event_record_id"], record["data"]) for record in found]
    return [item for item in read if item[0] != CARRIER_KEY], errors


def _one_line(error: Exception) -> str:
    """Give the reader's words; what it calls the record's number is the key, an offset."""
    words = " ".join(str(error).split()).replace("record number", "record at")
    return words[:300] or type(error).__name__
