"""What the ranges of a file say they read into one ReadReport with a verdict: every record is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

import msgspec

NumberRange = tuple[int, int]
"""First and last record number, both included."""


class Failure(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Records that are present and could not be read, or a part of the file that could not."""

    chunk: int | None
    """Number of the chunk from 0; `None` where the failure is the file's."""
    file_offset: int
    size: int
    """Bytes from `file_offset` that the failure covers."""
    records: int
    """How many records were lost; 0 where damage swallowed none, as far as the numbers tell."""
    record_number: int | None = None
    """Number of the first of them, where its header can be read."""
    reason: str
    raw: str | None = None
    """The bytes of a record that the end of the file cuts, in hexadecimal."""


class RangeReport(msgspec.Struct, array_like=True, kw_only=True):
    """What one range of chunks says; the same counts as in `ReadReport`."""

    chunks_present: int = 0
    chunks_empty: int = 0
    chunks_truncated: int = 0
    bad_magic: list[int] = msgspec.field(default_factory=list)
    bad_header_checksum: list[int] = msgspec.field(default_factory=list)
    bad_data_checksum: list[int] = msgspec.field(default_factory=list)
    records_present: int = 0
    records_read: int = 0
    slack_records: int = 0
    trailing_bytes: int = 0
    failures: list[Failure] = msgspec.field(default_factory=list)
    numbers: list[NumberRange] = msgspec.field(default_factory=list)


class Verdict(StrEnum):
    """How far a file could be read. The table:

    ==========  =====================================================================================
    triage      only records that hold a literal were read; nothing is said of the others
    unreadable  the file is no log, or cannot be opened, or holds records of which none could be read
    partial     records failed, record numbers are missing, the file is cut, a chunk is no chunk, or the
                user stopped before its end
    complete    every record that is present was read; a dirty flag or a checksum that does not agree
                is stated beside it and changes no verdict, for both occur in logs copied from a
                running system
    ==========  =====================================================================================
    """

    COMPLETE = "complete"
    TRIAGE = "triage"
    PARTIAL = "partial"
    UNREADABLE = "unreadable"


@dataclass(slots=True)
class ReadReport:
    """All that is known of how one file was read; filled while its ranges come in."""

    file: str
    size: int
    sha256: str | None = None
    """Of the whole file; `None` where it was not read in full (triage)."""
    has_file_header: bool = True
    first_chunk_offset: int | None = None
    """Bytes before chunk 0; chunk n begins 65,536 n bytes behind it."""
    dirty: bool | None = None
    full: bool | None = None
    file_header_checksum_agrees: bool | None = None
    chunks_declared: int | None = None
    chunks_present: int = 0
    chunks_empty: int = 0
    chunks_truncated: int = 0
    bad_magic: list[int] = field(default_factory=list)
    bad_header_checksum: list[int] = field(default_factory=list)
    bad_data_checksum: list[int] = field(default_factory=list)
    has_checksums: bool = True
    records_present: int = 0
    records_read: int = 0
    slack_records: int = 0
    trailing_bytes: int = 0
    failures: list[Failure] = field(default_factory=list)
    numbers: list[NumberRange] = field(default_factory=list)
    process_creations: int = 0
    parents_unknown: int = 0
    next_record_number: int | None = None
    """By the file header, where it can be believed: it is clean and its checksum agrees."""
    is_triage: bool = False
    """True where only records that hold a literal were read, so that none need be."""
    is_stopped: bool = False
    """True where the user stopped before all of it was read: what it lacks is no damage."""
    error: str | None = None
    """Why the file could not be read at all, as a sentence."""
    changed: str | None = None
    """How the file changed while it was read, as a sentence."""

    def add(self, part: RangeReport) -> None:
        """Take in what one range says."""
        for name in RangeReport.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(part, name))

    @property
    def records_failed(self) -> int:
        """Records that the failures name."""
        return sum(failure.records for failure in self.failures)

    @property
    def missing_record_numbers(self) -> list[NumberRange]:
        """Gaps between the record numbers of this file, and up to the next number that its header names."""
        if self.is_stopped:  # whether one is missing, or in a part that was not read, nobody knows
            return []
        found = joined(self.numbers)
        if found and self.next_record_number is not None and self.next_record_number > found[-1][1]:
            found.append((self.next_record_number, self.next_record_number))
        return [(first, last) for first, last in gaps(found) if first <= last]

    @property
    def verdict(self) -> Verdict:
        """See `Verdict` for the table."""
        if self.is_stopped and self.error is None:
            return Verdict.PARTIAL
        nothing_read = (
            not self.is_triage and not self.records_read and (self.records_present or self.failures)
        )
        if self.error is not None or nothing_read:
            return Verdict.UNREADABLE
        damaged = self.failures or self.missing_record_numbers or self.chunks_truncated or self.bad_magic
        if damaged or self.changed:
            return Verdict.PARTIAL
        return Verdict.TRIAGE if self.is_triage else Verdict.COMPLETE

    @property
    def bad_checksums(self) -> int:
        """Chunks of which the header's or the data's checksum does not agree; 0 where the log has none."""
        return len({*self.bad_header_checksum, *self.bad_data_checksum}) if self.has_checksums else 0

    @property
    def is_all_read(self) -> bool:
        """Whether everything that was asked for was read."""
        return self.verdict in (Verdict.COMPLETE, Verdict.TRIAGE)


def runs(numbers: Sequence[int]) -> list[NumberRange]:
    """Fold numbers that follow each other into ranges, in the order given."""
    if numbers and list(range(numbers[0], numbers[0] + len(numbers))) == numbers:
        return [(numbers[0], numbers[-1])]
    found: list[NumberRange] = []
    for number in numbers:
        if found and found[-1][1] + 1 == number:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def joined(ranges: Iterable[NumberRange]) -> list[NumberRange]:
    """Sort ranges and join those that touch or overlap."""
    found: list[NumberRange] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def gaps(ranges: Sequence[NumberRange]) -> list[NumberRange]:
    """Give the numbers between joined ranges."""
    return [(before[1] + 1, after[0] - 1) for before, after in pairwise(ranges)]
