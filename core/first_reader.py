"""Chunk copies into the JSON of their records, by the `evtx` library (Rust): the reader for everything."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.chunk_copy import CARRIER_KEY, file_header
from core.reader_packages import first_reader

_Parser = first_reader()


@dataclass(frozen=True, slots=True)
class ReadJson:
    """One record as the first reader gives it."""

    key: int
    """Offset of the record in the file."""
    text: str


@dataclass(frozen=True, slots=True)
class ReaderError:
    """What the reader said instead of a record; it does not say of which."""

    reason: str


def read_json(copies: Sequence[bytes | bytearray], most_errors: int = 64) -> Iterator[ReadJson | ReaderError]:
    """Read chunk copies to their end, going on after each error; at most `most_errors` of them."""
    log = io.BytesIO(file_header(len(copies)) + b"".join(copies))
    records = _Parser(log, number_of_threads=1, indent=False).records_json()
    errors = 0
    while errors < most_errors:
        try:
            record = next(records)
        except StopIteration:
            return
        except (RuntimeError, ValueError, OSError) as error:
            errors += 1
            yield ReaderError(_one_line(error))
            continue
        if record is not None and record["event_record_id"] != CARRIER_KEY:
            yield ReadJson(record["event_record_id"], record["data"])


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
