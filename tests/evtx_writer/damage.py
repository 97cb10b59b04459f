"""Sound logs into damaged ones: bytes to bytes, one kind of damage for each function.

Chunks and records are counted from 0. Checksums are left as they were unless a function says otherwise;
`reseal` makes them fit again, for damage that no checksum gives away.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from typing import Final

from .chunk import CHUNK_MAGIC, CHUNK_SIZE, RECORD_MAGIC, RECORDS_START, seal_chunk
from .log import FILE_HEADER_SIZE, seal_header

_RECORD_HEADER_SIZE: Final = 24
_STRING_TABLE: Final = (0x80, 64)
_TEMPLATE_TABLE: Final = (0x180, 32)
_DIRTY: Final = 1


def chunk_offset(chunk: int) -> int:
    """Where chunk `chunk` begins."""
    return FILE_HEADER_SIZE + chunk * CHUNK_SIZE


def record_offsets(log: bytes) -> tuple[int, ...]:
    """Where the records of a sound log begin."""
    return tuple(_records(log))


def truncate(log: bytes, size: int) -> bytes:
    """Keep the first `size` bytes."""
    return log[:size]


def cut_last_chunk(log: bytes, kept: int = CHUNK_SIZE // 2) -> bytes:
    """Keep only the first `kept` bytes of the last chunk, as an interrupted copy does."""
    return log[: chunk_offset(_chunk_count(log) - 1) + kept]


def drop_file_header(log: bytes) -> bytes:
    """Leave the chunks alone, as carving does."""
    return log[FILE_HEADER_SIZE:]


def zero_file_header(log: bytes) -> bytes:
    """Fill the 4,096 bytes before the first chunk with zeros."""
    return _write(log, 0, bytes(FILE_HEADER_SIZE))


def zero_chunk_magic(log: bytes, chunk: int) -> bytes:
    """Fill `ElfChnk` with zeros."""
    return _write(log, chunk_offset(chunk), bytes(len(CHUNK_MAGIC)))


def zero_chunk(log: bytes, chunk: int) -> bytes:
    """Fill a whole chunk with zeros."""
    return _write(log, chunk_offset(chunk), bytes(CHUNK_SIZE))


def flip_byte(log: bytes, offset: int) -> bytes:
    """Invert the bits of one byte of the file."""
    return _write(log, offset, bytes((log[offset] ^ 0xFF,)))


def flip_chunk_header(log: bytes, chunk: int, offset: int = 0x40) -> bytes:
    """Invert one byte of a chunk header; by default one that means nothing but belongs to the checksum."""
    return flip_byte(log, chunk_offset(chunk) + offset)


def flip_chunk_data(log: bytes, chunk: int) -> bytes:
    """Invert one byte in the middle of the last record of a chunk."""
    last, free_space = struct.unpack_from("<II", log, chunk_offset(chunk) + 0x2C)
    return flip_byte(log, chunk_offset(chunk) + (last + free_space) // 2)


def stale_header(log: bytes, declared_chunks: int) -> bytes:
    """Set the dirty flag and a chunk count from earlier days; the header's checksum fits."""
    header = bytearray(log[:FILE_HEADER_SIZE])
    struct.pack_into("<Q", header, 0x10, max(declared_chunks - 1, 0))
    struct.pack_into("<I", header, 0x2A, declared_chunks)
    (flags,) = struct.unpack_from("<I", header, 0x78)
    struct.pack_into("<I", header, 0x78, flags | _DIRTY)
    seal_header(header)
    return bytes(header) + log[FILE_HEADER_SIZE:]


def break_record_chain(log: bytes, record: int) -> bytes:
    """Set a record's size to 0, so that nothing leads on to the next one."""
    return _write(log, record_offsets(log)[record] + 4, bytes(4))


def contradict_size_copy(log: bytes, record: int) -> bytes:
    """Make the size at a record's end differ from the one at its beginning."""
    start = record_offsets(log)[record]
    size = _size(log, start)
    return _write(log, start + size - 4, struct.pack("<I", size + 8))


def garble_record(log: bytes, record: int) -> bytes:
    """Write noise over the content of a record; its header and both sizes stay, so the next one is found."""
    start = record_offsets(log)[record]
    length = _size(log, start) - _RECORD_HEADER_SIZE - 4
    return _write(log, start + _RECORD_HEADER_SIZE, _noise(length))


def destroy_record(log: bytes, record: int) -> bytes:
    """Write noise over a whole record."""
    start = record_offsets(log)[record]
    return _write(log, start, _noise(_size(log, start)))


def hide_record(log: bytes, record: int, count: int = 1) -> bytes:
    """Enlarge the record before this one over it, or over `count` of them; the chunk's checksums fit."""
    offsets = record_offsets(log)
    host, last = offsets[record - 1], offsets[record + count - 1]
    end = last + _size(log, last)
    size = struct.pack("<I", end - host)
    return reseal(_write(_write(log, host + 4, size), end - 4, size))


def cyclic_string_table(log: bytes, chunk: int) -> bytes:
    """Let every name a bucket begins with name itself as the next one; the checksums fit."""
    return _cyclic(log, chunk, _STRING_TABLE)


def cyclic_template_table(log: bytes, chunk: int) -> bytes:
    """Let every template a bucket begins with name itself as the next one; the checksums fit."""
    return _cyclic(log, chunk, _TEMPLATE_TABLE)


def reseal(log: bytes) -> bytes:
    """Make the checksums of the file header and of every chunk fit what is there."""
    header = bytearray(log[:FILE_HEADER_SIZE])
    seal_header(header)
    sealed = [bytes(header)]
    for offset in range(FILE_HEADER_SIZE, len(log), CHUNK_SIZE):
        chunk = bytearray(log[offset : offset + CHUNK_SIZE])
        if chunk.startswith(CHUNK_MAGIC) and len(chunk) == CHUNK_SIZE:
            seal_chunk(chunk)
        sealed.append(bytes(chunk))
    return b"".join(sealed)


def empty_chunks(log: bytes, count: int) -> bytes:
    """Add the zero-filled chunks Windows reserves ahead of use."""
    return log + bytes(count * CHUNK_SIZE)


def trailing_bytes(log: bytes, count: int = 777) -> bytes:
    """Add noise after the last chunk."""
    return log + _noise(count)


def lfs_pointer(log: bytes) -> bytes:
    """The text a checkout without Git LFS has in place of the log."""
    digest = hashlib.sha256(log).hexdigest()
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(log)}\n".encode()


def _write(log: bytes, offset: int, replacement: bytes) -> bytes:
    if offset + len(replacement) > len(log):
        raise ValueError(f"the log ends before offset 0x{offset + len(replacement):X}")
    return log[:offset] + replacement + log[offset + len(replacement) :]


def _chunk_count(log: bytes) -> int:
    return (len(log) - FILE_HEADER_SIZE) // CHUNK_SIZE


def _records(log: bytes) -> Iterator[int]:
    for chunk in range(_chunk_count(log)):
        begin = chunk_offset(chunk)
        (free_space,) = struct.unpack_from("<I", log, begin + 0x30)
        offset = begin + RECORDS_START
        while offset < begin + free_space and log.startswith(RECORD_MAGIC, offset):
            yield offset
            offset += _size(log, offset)


def _size(log: bytes, record: int) -> int:
    (size,) = struct.unpack_from("<I", log, record + 4)
    return int(size)


def _cyclic(log: bytes, chunk: int, table: tuple[int, int]) -> bytes:
    offset, buckets = table
    begin = chunk_offset(chunk)
    damaged = bytearray(log[begin : begin + CHUNK_SIZE])
    for head in struct.unpack_from(f"<{buckets}I", damaged, offset):
        if head:
            struct.pack_into("<I", damaged, head, head)
    seal_chunk(damaged)
    return _write(log, begin, bytes(damaged))


def _noise(count: int) -> bytes:
    """Bytes without pattern that are the same in every run."""
    return hashlib.shake_128(b"noise").digest(count)
