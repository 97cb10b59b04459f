"""A few written chunks into a log of any size with a realistic mix of events and a share of hot chunks."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tests.evtx_writer import (
    CHUNK_SIZE,
    DoesNotFitError,
    Event,
    filetime,
    sysmon_1,
    sysmon_3,
    sysmon_5,
    sysmon_7,
    sysmon_11,
    sysmon_13,
    write_chunk,
)
from tests.evtx_writer.chunk import seal_chunk
from tests.evtx_writer.log import file_header

VARIANTS = 48
"""Different chunks of each kind; they repeat, as the events of a busy host do."""

_START = filetime("2026-03-02T06:00:00")
_MIX: tuple[tuple[Callable[..., Event], int], ...] = (
    (sysmon_3, 30),
    (sysmon_7, 20),
    (sysmon_11, 18),
    (sysmon_13, 14),
    (sysmon_5, 8),
)
"""Events beside process creations, with their shares in a hundred; one record in ten is a process creation."""
_CREATIONS = 10

_PARENTS = (
    "C:\\Windows\\explorer.exe",
    "C:\\Windows\\System32\\svchost.exe",
    "C:\\Windows\\System32\\services.exe",
)
_CHILDREN = (
    "conhost.exe",
    "taskhostw.exe",
    "RuntimeBroker.exe",
    "dllhost.exe",
    "cmd.exe",
    "backgroundTaskHost.exe",
)
_EXCEL = "C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE"
_BROWSER = "C:\\Program Files\\Mozilla Firefox\\firefox.exe"


@dataclass(frozen=True, slots=True)
class BigLog:
    """What was written."""

    path: Path
    chunks: int
    records: int
    creations: int
    flagged: int
    """One in each hot chunk."""


def write_big_log(path: Path, mebibytes: int, hot_percent: int) -> BigLog:
    """Write a log of `mebibytes` in which `hot_percent` of the chunks hold one child of Excel."""
    count = mebibytes * 1024 * 1024 // CHUNK_SIZE
    shuffled = random.Random(17)
    cold = [_chunk(shuffled, is_hot=False) for _ in range(VARIANTS)]
    hot = [_chunk(shuffled, is_hot=True) for _ in range(VARIANTS)]
    records = creations = hot_chunks = 0
    with path.open("wb") as log:
        log.write(file_header(count, 1))
        for number in range(count):
            is_hot = number * hot_percent // 100 != (number + 1) * hot_percent // 100
            data, in_chunk, starts = (hot if is_hot else cold)[number % VARIANTS]
            log.write(_renumbered(data, records + 1))
            records, creations, hot_chunks = records + in_chunk, creations + starts, hot_chunks + is_hot
        log.seek(0)
        log.write(file_header(count, records + 1))
    return BigLog(path, count, records, creations, hot_chunks)


def _chunk(shuffled: random.Random, is_hot: bool) -> tuple[bytes, int, int]:
    """Fill one chunk; give it with its records and its process creations."""
    events: list[Event] = []
    full = b""
    for event in _events(shuffled, is_hot):
        events.append(event)
        if len(events) < 40:
            continue
        try:
            full = write_chunk(events)
        except DoesNotFitError:
            events.pop()
            break
    return full, len(events), sum(event.event_id == 1 for event in events)


def _events(shuffled: random.Random, is_hot: bool) -> Iterator[Event]:
    builders = [builder for builder, share in _MIX for _ in range(share)]
    at = _START + shuffled.randrange(10**13)
    number = 0
    while True:
        number, at = number + 1, at + shuffled.randrange(10_000_000)
        if number == 12 and is_hot:
            yield _creation(shuffled, at, _EXCEL)
        elif number % (100 // _CREATIONS) == 2:
            yield _creation(shuffled, at, shuffled.choice(_PARENTS))
        else:
            yield _other(shuffled, at, shuffled.choice(builders))


def _creation(shuffled: random.Random, at: int, parent: str) -> Event:
    child = f"C:\\Windows\\System32\\{shuffled.choice(_CHILDREN)}"
    return sysmon_1(
        time=at,
        image=child,
        command_line=f'"{child}" -token {shuffled.getrandbits(128):032x}',
        process_id=shuffled.randrange(4, 20000, 4),
        process_guid=_guid(shuffled),
        parent_process_guid=_guid(shuffled),
        parent_image=parent,
        parent_command_line=f'"{parent}"',
        hashes=f"SHA256={shuffled.getrandbits(256):064X}",
    )


def _other(shuffled: random.Random, at: int, builder: Callable[..., Event]) -> Event:
    return builder(
        time=at, image=_BROWSER, process_guid=_guid(shuffled), process_id=shuffled.randrange(4, 20000, 4)
    )


def _guid(shuffled: random.Random) -> UUID:
    return UUID(int=shuffled.getrandbits(128))


def _renumbered(data: bytes, first: int) -> bytes:
    """Let a chunk's record numbers begin at `first`, and make its checksums right again."""
    chunk = bytearray(data)
    (free,) = struct.unpack_from("<I", chunk, 0x30)
    at, number = 0x200, first
    while at < free:
        struct.pack_into("<Q", chunk, at + 8, number)
        number, at = number + 1, at + struct.unpack_from("<I", chunk, at + 4)[0]
    struct.pack_into("<QQQQ", chunk, 8, first, number - 1, first, number - 1)
    seal_chunk(chunk)
    return bytes(chunk)
