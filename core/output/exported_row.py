"""One row of an export as it was read back: what it says of its record, with types checked."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Annotated

import msgspec

LONGEST_LINE = 4 * 1024 * 1024
"""Bytes: a record has at most 64 KiB, and JSON writes a character in up to six."""

Number = Annotated[int, msgspec.Meta(ge=0)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9A-Fa-f]{64}\\Z")]


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says of where its record stands; `None` where it does not say."""

    file: str | None = None
    file_sha256: Sha256 | None = None
    chunk: Number | None = None
    file_offset: Number | None = None
    record_size: Number | None = None
    record_number: Number | None = None
    record_sha256: Sha256 | None = None
    chunk_sha256: Sha256 | None = None


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """A row of an export."""

    number: int
    """From 1, in the order of the file."""
    line: int | None
    """Of the file, from 1, where the row begins; `None` where the format has no lines."""
    claim: Claim
    values: Mapping[str, object]
    """By column, as the format writes them; absent ones are left out."""
    size: int = 0
    """Bytes of the line, or about so many."""
    problem: str = ""
    """Why it is no row, as the end of a sentence; then claim and values are empty."""


Found = tuple[str, Generator[ExportedRow, None, None]]
"""The key of a format, and the rows of a file that is in it."""


def row_of_values(number: int, line: int | None, values: Mapping[str, object], size: int = 0) -> ExportedRow:
    """Check the types of what a row says of its record."""
    said = {name: value for name, value in values.items() if value not in (None, "")}
    try:
        claim = _claim({name: said[name] for name in Claim.__struct_fields__ if name in said})
    except _WRONG:
        return no_row(number, line, f"{', '.join(_wrong(said))}: no such value is ever exported")
    return ExportedRow(number, line, claim, said, size)


def no_row(number: int, line: int | None, problem: str) -> ExportedRow:
    """Give what stands where a row should."""
    return ExportedRow(number, line, Claim(), {}, problem=problem)


_WRONG = (msgspec.ValidationError, UnicodeEncodeError)
"""The second where an unpaired surrogate stands in what should be a number."""


def _claim(said: Mapping[str, object]) -> Claim:
    return msgspec.convert(said, Claim, strict=False)


def _wrong(said: Mapping[str, object]) -> list[str]:
    """Name the columns whose values have not the right type."""
    wrong = []
    for name in Claim.__struct_fields__:
        try:
            _claim({name: said.get(name)})
        except _WRONG:
            wrong.append(name)
    return wrong
