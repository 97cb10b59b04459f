"""Blocks of chunks into the records that may be about a process that is looked for, by their bytes alone.

What is looked for stands in a record as Windows writes it: a ProcessGuid as 16 raw bytes or as text, a PID as a
number of at least 4 bytes, a LogonId as one of 8; in a record without a template, as a collector may write what was
forwarded to it, all of them as text. A crafted record can join a value from two text tokens and stays unseen here.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from core.processes.living import ONE_START
from core.processes.process_fields import SECURITY, SYSMON
from core.reading.chunk import Chunk, load
from core.reading.event import EventKind
from core.reading.evtx_file import CHUNK_SIZE
from core.reading.record_walk import Break, Span
from core.reading.search import Needle, NeedleSearch, needle_search
from core.work.related_event import Wanted
from core.work.related_match import (
    LOGON_FIELDS,
    PID_FIELDS,
    POWERSHELL,
    POWERSHELL_7,
    has_lifetime,
    has_own_logon,
)

_FILETIME_AT = 16
"""Of a record: when it was written, behind magic, size and number (libevtx, section 4.2)."""
_FILETIME = struct.Struct("<Q")
_FIRST_TOKEN_AT = 28
"""Of a record: the token behind the header of its binary XML."""
_TEMPLATE_INSTANCE = b"\x0c"
_LAST_MOMENT = 2**64


@dataclass(frozen=True, slots=True)
class Candidates:
    """Of one chunk: records that may be about a process, and damage that holds its bytes."""

    chunk: Chunk
    spans: Sequence[Span]
    breaks: Sequence[Break]


def _ids(kinds: Iterable[EventKind]) -> tuple[bytes, ...]:
    """Give event ids as numbers of 2 bytes and as text; other numbers that happen to be equal do no harm."""
    ids = sorted({event_id for _, event_id in kinds})
    return *(struct.pack("<H", one) for one in ids), *(_wide(str(one)) for one in ids)


def _wide(text: str) -> bytes:
    """Write a text as UTF-16LE without its last zero: where one ends a needle Hyperscan takes thrice as long."""
    return text.encode("utf-16-le")[:-1]


_LOGON_IDS = tuple(Needle(one) for one in _ids(LOGON_FIELDS))
_PID_IDS = re.compile(b"|".join(map(re.escape, _ids(PID_FIELDS))), re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Lifetime:
    """A process as it can be found by its PID."""

    raw: bytes
    texts: tuple[bytes, ...]
    """Lower case."""
    first: int
    last: int
    is_without_guid: bool


@dataclass(frozen=True, slots=True)
class RecordSearch:
    """The processes that are looked for, made ready; `record_search` remembers it."""

    search: NeedleSearch
    guids: int
    """How many of the needles, from the first, stand for a GUID. The others are the names of providers whose events
    tell of processes by PID, or of logons: a block without any of them holds no such event."""
    lifetimes: tuple[_Lifetime, ...]
    logons: tuple[bytes, ...]
    """Ids of logons as numbers and as text, lower case."""

    def candidates(self, file: str, number: int, start: int, block: bytes) -> Iterator[Candidates]:
        """Search whole chunks, the first of which has this number and begins at `start` in the file."""
        of_guids: dict[int, list[int]] = defaultdict(list)
        is_named = False
        for end, needle in self.search(block):
            if needle >= self.guids:
                is_named = True
            else:
                _note(of_guids, end)
        of_logon_events: dict[int, list[int]] = defaultdict(list)
        if is_named and self.logons:
            for end, _ in needle_search(_LOGON_IDS)(block):
                _note(of_logon_events, end)
        has_pids = is_named and self.lifetimes
        chunks = range(-(-len(block) // CHUNK_SIZE)) if has_pids else sorted({*of_guids, *of_logon_events})
        for index in chunks:
            at = index * CHUNK_SIZE
            chunk = load(file, number + index, start + at, block[at : at + CHUNK_SIZE])
            found = set(chunk.spans_over(of_guids[index]))
            found.update(
                self._by_pid(chunk) if has_pids else (), self._by_logon(chunk, of_logon_events[index])
            )
            breaks = [one for one in chunk.walk.breaks if _holds(one, of_guids[index])]
            if found or breaks:
                yield Candidates(chunk, sorted(found), breaks)

    def _by_pid(self, chunk: Chunk) -> Iterator[Span]:
        """Choose records that were written in a lifetime and hold its PID and, but for Sysmon, a known id."""
        data, any_sysmon = chunk.data, any(one.is_without_guid for one in self.lifetimes)
        first, last = min(one.first for one in self.lifetimes), max(one.last for one in self.lifetimes)
        for span in chunk.spans:
            offset = span[0]
            end = offset + span[1]
            (written,) = _FILETIME.unpack_from(data, offset + _FILETIME_AT)
            if not data.startswith(_TEMPLATE_INSTANCE, offset + _FIRST_TOKEN_AT):
                found = self._holds_as_text(data[offset:end])
            elif first <= written <= last:
                found = any(
                    one.first <= written <= one.last and data.find(one.raw, offset, end) >= 0
                    for one in self.lifetimes
                )
            else:
                continue
            if found and (any_sysmon or _PID_IDS.search(data, offset, end)):
                yield span

    def _holds_as_text(self, record: bytes) -> bool:
        """Look for PIDs at any time: who writes such records may write them long after the events."""
        folded = record.lower()
        return any(one.raw in record or any(text in folded for text in one.texts) for one in self.lifetimes)

    def _by_logon(self, chunk: Chunk, ends: Sequence[int]) -> Iterator[Span]:
        """Choose records that hold the id of such an event, as these ends say, and the id of a logon."""
        for span in chunk.spans_over(ends):
            folded = chunk.data[span.offset : span.offset + span.size].lower()
            if any(one in folded for one in self.logons):
                yield span


def _note(ends: dict[int, list[int]], end: int) -> None:
    """Keep where a needle ends, counted from the start of its chunk."""
    index = (end - 1) // CHUNK_SIZE
    ends[index].append(end - index * CHUNK_SIZE)


def _holds(damage: Break, ends: Sequence[int]) -> bool:
    return any(damage.offset < end <= damage.offset + damage.size for end in ends)


@lru_cache(maxsize=4)
def record_search(wanted: tuple[Wanted, ...]) -> RecordSearch:
    """Make the search for these processes."""
    guids = dict.fromkeys(one.guid for one in wanted if one.guid is not None)
    logons = dict.fromkeys(one.logon_id for one in wanted if one.logon_id is not None and has_own_logon(one))
    lifetimes = tuple(_lifetime(one) for one in wanted if has_lifetime(one))
    needles = [needle for one in guids for needle in _guid_needles(one)]
    of_guids = len(needles)
    if lifetimes or logons:
        sysmon = (SYSMON,) if any(one.is_without_guid for one in lifetimes) else ()
        names = (SECURITY, POWERSHELL, POWERSHELL_7, *sysmon)
        needles += [Needle(_wide(name), once=True) for name in names]
    return RecordSearch(
        search=needle_search(tuple(needles)),
        guids=of_guids,
        lifetimes=lifetimes,
        logons=tuple(text for one in logons for text in _logon_texts(one)),
    )


def _guid_needles(one: str) -> Iterator[Needle]:
    yield Needle(UUID(one).bytes_le)
    yield Needle(_wide(one), any_case=True)


def _logon_texts(logon_id: int) -> tuple[bytes, bytes]:
    return (logon_id % _LAST_MOMENT).to_bytes(8, "little").lower(), f"0x{logon_id:x}".encode("utf-16-le")


def _lifetime(one: Wanted) -> _Lifetime:
    pid, started = one.pid or 0, one.started or 0
    return _Lifetime(
        raw=(pid % 2**32).to_bytes(4, "little"),
        texts=tuple(text.encode("utf-16-le") for text in (str(pid), f"0x{pid:x}")),
        first=started - ONE_START,
        last=_LAST_MOMENT if one.ended is None else one.ended + ONE_START,
        is_without_guid=one.guid is None,
    )
