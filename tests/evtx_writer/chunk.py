"""Events into chunks of 65,536 bytes, checksums and tables included."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Final
from zlib import crc32

from .binxml import BinXmlWriter, DoesNotFitError
from .event import Event, event_instance

CHUNK_SIZE: Final = 0x10000
CHUNK_MAGIC: Final = b"ElfChnk\0"
RECORD_MAGIC: Final = b"\x2a\x2a\0\0"
RECORDS_START: Final = 0x200

_STRING_TABLE, _TEMPLATE_TABLE = 0x80, 0x180
_RECORD_HEADER: Final = "<4sIQQ"
_NO_RECORD: Final = 2**64 - 1

# No chunk of a real log is full to its last byte, and libevtx leaves out a record that ends there.
_LARGEST_FREE_SPACE_OFFSET: Final = CHUNK_SIZE - 8


class ChunkWriter:
    """Fills one chunk with records."""

    def __init__(self, first_record: int) -> None:
        """`first_record` is the number of the first record."""
        self.first_record = first_record
        self.count = 0
        self._writer = BinXmlWriter(bytearray(RECORDS_START))
        self._last_record_offset = 0

    @property
    def next_record(self) -> int:
        """The number the next record will have."""
        return self.first_record + self.count

    def add(self, event: Event) -> bool:
        """Append `event`; False if there is no room for it, and then nothing has changed."""
        buffer = self._writer.buffer
        mark = self._writer.mark()
        start = len(buffer)
        buffer += struct.pack(_RECORD_HEADER, RECORD_MAGIC, 0, self.next_record, event.time)
        try:
            self._writer.fragment(event_instance(event, self.next_record))
        except DoesNotFitError as error:
            raise _too_large(event, str(error)) from error
        buffer += bytes(-(len(buffer) - start + 4) % 8)
        size = len(buffer) - start + 4
        buffer += struct.pack("<I", size)
        struct.pack_into("<I", buffer, start + 4, size)
        if len(buffer) > _LARGEST_FREE_SPACE_OFFSET:
            self._writer.undo(mark)
            return False
        self._last_record_offset = start
        self.count += 1
        return True

    def finish(self) -> bytes:
        """The chunk with its header."""
        used = self._writer.buffer
        chunk = used + bytes(CHUNK_SIZE - len(used))
        first = self.first_record if self.count else _NO_RECORD
        last = self.next_record - 1 if self.count else _NO_RECORD
        struct.pack_into("<8sQQQQ", chunk, 0, CHUNK_MAGIC, self.first_record, last, first, last)
        struct.pack_into("<III", chunk, 0x28, 0x80, self._last_record_offset, len(used))
        struct.pack_into("<64I", chunk, _STRING_TABLE, *self._writer.names.heads)
        struct.pack_into("<32I", chunk, _TEMPLATE_TABLE, *self._writer.templates.heads)
        struct.pack_into("<I", chunk, 0x78, 1)
        seal_chunk(chunk)
        return bytes(chunk)


def seal_chunk(chunk: bytearray) -> None:
    """Write the two checksums that belong to the present content of `chunk`."""
    (free_space,) = struct.unpack_from("<I", chunk, 0x30)
    struct.pack_into("<I", chunk, 0x34, crc32(chunk[RECORDS_START:free_space]))
    struct.pack_into("<I", chunk, 0x7C, crc32(chunk[0x80:RECORDS_START], crc32(chunk[:0x78])))


def chunks(
    events: Iterable[Event], first_record: int = 1, chunk_fill: int | None = None
) -> Iterator[ChunkWriter]:
    """Filled chunks, at most `chunk_fill` records in each; at least one chunk, even without events."""
    writer = ChunkWriter(first_record)
    for event in events:
        if writer.count == chunk_fill or not writer.add(event):
            if writer.count:
                yield writer
            writer = ChunkWriter(writer.next_record)
            if not writer.add(event):
                raise _too_large(event, "more than a chunk holds")
    yield writer


def write_chunk(events: Iterable[Event], first_record: int = 1) -> bytes:
    """One chunk with all `events`; raises DoesNotFitError if they need more than one."""
    first, *others = chunks(events, first_record)
    if others:
        raise DoesNotFitError(f"only {first.count} of the events fit into one chunk")
    return first.finish()


def _too_large(event: Event, reason: str) -> DoesNotFitError:
    return DoesNotFitError(f"event {event.event_id} of {event.provider}: {reason}")
