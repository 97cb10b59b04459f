"""Logs into the units of work that read them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from core.reading.evtx_file import count_chunks
from core.work.chunk_range import ChunkRange, Effort
from core.work.file_hash import HashFile
from core.work.sources import LogFile

CHUNKS_IN_A_RANGE = 64
"""4 MiB: small enough that workers share the end of a file, large enough that handing out costs nothing."""


def units_of(
    log: LogFile, effort: Effort, literals: tuple[str, ...], *, full_read_follows: bool = False
) -> Iterator[ChunkRange | HashFile]:
    """Cut one log into ranges; a log of several is hashed by a unit of its own, one of a single range with it."""
    path, chunks = os.fsencode(log.path), count_chunks(log.size, log.first_chunk_offset)
    if chunks > CHUNKS_IN_A_RANGE and effort is Effort.FULL:
        yield HashFile(path, log.name, log.size)
    for first in range(0, max(chunks, 1), CHUNKS_IN_A_RANGE):
        yield ChunkRange(
            path=path,
            file=log.name,
            first_chunk_offset=log.first_chunk_offset,
            first=first,
            count=min(CHUNKS_IN_A_RANGE, chunks - first),
            size=log.size,
            effort=effort,
            literals=literals,
            is_whole_file=chunks <= CHUNKS_IN_A_RANGE and effort is Effort.FULL,
            full_read_follows=full_read_follows,
        )


def all_units(
    logs: Iterable[LogFile], effort: Effort, literals: tuple[str, ...], *, full_read_follows: bool = False
) -> Iterator[ChunkRange | HashFile]:
    """Cut all logs into units, in their order."""
    for log in logs:
        yield from units_of(log, effort, literals, full_read_follows=full_read_follows)
