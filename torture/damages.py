"""A random number and a seed into a damaged log: edits of its fields, so that each can be left out."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from core.reading.evtx_file import CHUNK_SIZE, FILE_HEADER_SIZE
from core.reading.record_walk import SMALLEST_RECORD
from tests.evtx_writer.damage import reseal
from torture.layers import Layer
from torture.seeds import Seed
from torture.spots import FILE_FIELDS, Spot, spots_of

MOST_EDITS = 6
_TOKENS = bytes((*range(0x10), *range(0x41, 0x50), 0x21, 0x80, 0xFF))
_TYPES = bytes((*range(0x16), 0x21, 0x23, *range(0x80, 0x96), 0xA1, 0xFF))
_WHOLE = {1: "<B", 2: "<H", 4: "<I", 8: "<Q"}


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes written over a log at an offset."""

    offset: int
    written: bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """A seed and what was done to it, in this order."""

    seed: Seed
    edits: tuple[Edit, ...]
    kept: int | None = None
    """Bytes kept of the log, where it is cut."""
    is_resealed: bool = False
    """Whether checksums were made to fit, so that the damage is believed."""
    appended: bytes = b""

    @property
    def log(self) -> bytes:
        """The damaged log."""
        log = bytearray(self.seed.log)
        for edit in self.edits:
            end = min(edit.offset + len(edit.written), len(log))
            log[edit.offset : end] = edit.written[: max(0, end - edit.offset)]
        found = bytes(log)
        if self.is_resealed and len(found) > FILE_HEADER_SIZE:
            found = reseal(found)
        return (found if self.kept is None else found[: self.kept]) + self.appended

    def __str__(self) -> str:
        lines = [
            f"seed {self.seed.name}",
            *(f"0x{edit.offset:X}: {_hex(edit.written)}" for edit in self.edits),
        ]
        lines += ["resealed"] * self.is_resealed
        lines += [] if self.kept is None else [f"cut to {self.kept} bytes"]
        lines += [f"{len(self.appended)} bytes appended"] * bool(self.appended)
        return "\n".join(lines)


def _hex(written: bytes) -> str:
    return written.hex() if len(written) <= 64 else f"{written[:64].hex()}… ({len(written)} bytes)"


def damage_in(layer: Layer, seed: Seed, random: Random) -> Damage:
    """Damage a seed in one layer, one to six times; half the time its checksums agree again."""
    edits: list[Edit] = []
    spots, base = _spots(layer, seed)
    for _ in range(random.choice((1, 1, 2, 3, MOST_EDITS))):
        if spots and random.random() < 0.9:
            edits += _at_a_spot(layer, spots, base, seed, random)
        elif len(seed.log) > base:
            edits.append(_anywhere(base, seed.log, random))
    cut, appended = _ends(layer, seed, random)
    return Damage(seed, tuple(edits), cut, random.random() < 0.5, appended)


def _spots(layer: Layer, seed: Seed) -> tuple[Sequence[Spot], int]:
    """Give the fields of the layer, and where in the log their offsets begin."""
    if layer is Layer.HEADER:
        return FILE_FIELDS, 0
    chunk = seed.chunk[:CHUNK_SIZE]
    if len(chunk) < CHUNK_SIZE:
        return (), FILE_HEADER_SIZE
    return spots_of(chunk).get(layer, ()), FILE_HEADER_SIZE


def _ends(layer: Layer, seed: Seed, random: Random) -> tuple[int | None, bytes]:
    if layer not in (Layer.HEADER, Layer.CHUNK, Layer.RECORD):
        return None, b""
    size = len(seed.log)
    match random.randrange(12):
        case 0:
            return random.randrange(size + 1), b""
        case 1:
            return min(
                size, random.choice((0, 1, 8, 127, 128, 4095, 4096, 4097, 0x1200, 0x1000 + 0x1FF))
            ), b""
        case 2:
            return None, random.randbytes(random.choice((1, 28, 511, 512, 4096)))
        case 3:
            return None, bytes(CHUNK_SIZE) + seed.chunk[: random.choice((100, 0x400, CHUNK_SIZE))]
    return None, b""


def _at_a_spot(layer: Layer, spots: Sequence[Spot], base: int, seed: Seed, random: Random) -> Iterable[Edit]:
    spot = random.choice(spots)
    change = _CHANGES.get(spot.kind, _as_number)
    if spot.size not in _WHOLE and change is _as_number:
        change = _as_bytes
    if layer is Layer.RECORD and spot.kind == "record":
        return _moved(spot, spots, base, seed.log, random)
    return (Edit(base + spot.offset, change(spot, spots, seed.log[base:], random)),)


_Change = Callable[[Spot, Sequence[Spot], bytes, Random], bytes]


def _as_number(spot: Spot, spots: Sequence[Spot], data: bytes, random: Random) -> bytes:
    """Write another number: at an edge, beside the old one, or what stands in another field of the kind."""
    form = _WHOLE[spot.size]
    most = (1 << 8 * spot.size) - 1
    (old,) = struct.unpack_from(form, data.ljust(spot.offset + spot.size, b"\0"), spot.offset)
    number = random.choice(
        (
            0, 1, 2, most, most - 1, most >> 1, (most >> 1) + 1, old + 1, old - 1, old + 8, old - 8, old *
            2, old // 2, old ^ 1 << random.randrange(8 * spot.size), random.getrandbits(8 * spot.size),
            spot.offset, spot.offset + spot.size, random.choice(spots).offset, random.choice(spots).offset +
            4, _of_the_same_kind(spot, spots, random).offset, 0x200, 0x10000, 0xFFFF, 0xFFFC, 28,
        )
    )  # fmt: skip
    return struct.pack(form, number & most)


def _as_offset(spot: Spot, spots: Sequence[Spot], data: bytes, random: Random) -> bytes:
    """Point at what another field points at, or at another field: cycles are made so."""
    if random.random() < 0.4:
        return _as_number(spot, spots, data, random)
    other = _of_the_same_kind(spot, spots, random)
    if random.random() < 0.6:
        return data[other.offset : other.offset + spot.size].ljust(spot.size, b"\0")
    return struct.pack("<I", other.offset + random.choice((0, 4, -20, -24, 24)) & 0xFFFFFFFF)


def _as_token(spot: Spot, spots: Sequence[Spot], data: bytes, random: Random) -> bytes:
    return bytes((random.choice(_TOKENS),))


def _as_type(spot: Spot, spots: Sequence[Spot], data: bytes, random: Random) -> bytes:
    return bytes((random.choice(_TYPES),))


def _as_bytes(spot: Spot, spots: Sequence[Spot], data: bytes, random: Random) -> bytes:
    """Write other content of the same length, or a part of it."""
    start = random.randrange(spot.size)
    size = min(spot.size - start, random.choice((1, 2, 4, 8, 40, spot.size)))
    other = random.choice(spots).offset
    new = random.choice(
        (
            bytes(size),
            b"\xff" * size,
            random.randbytes(size),
            data[other : other + size].ljust(size, b"\0"),
            (random.choice(_TEXTS) * size)[:size],
            bytes(random.choice(_TOKENS) for _ in range(size)),
        )
    )
    whole = data[spot.offset : spot.offset + spot.size]
    return whole[:start] + new + whole[start + size :]


_TEXTS = (
    b"\x00\xd8", b"\x00\xdc", b"\xfe\xff", b"\x0a\x00", b"\x22\x00", b"\x5c\x00", b"<\x00", b"&\x00",
    b"*\x2a\0\0", b"**\0\0", "\\ud800".encode("utf-16-le"), '":"'.encode("utf-16-le"), b"\x1b\x00", b"\x2e\x20",
)  # fmt: skip

_CHANGES: Mapping[str, _Change] = {
    "offset": _as_offset,
    "token": _as_token,
    "type": _as_type,
    "bytes": _as_bytes,
    "record": _as_bytes,
}


def _of_the_same_kind(spot: Spot, spots: Sequence[Spot], random: Random) -> Spot:
    for _ in range(12):
        other = random.choice(spots)
        if other.kind == spot.kind and other.size >= spot.size:
            return other
    return spot


def _moved(spot: Spot, spots: Sequence[Spot], base: int, log: bytes, random: Random) -> Iterable[Edit]:
    """Copy a record over another, erase it, hide it in the one before, or cut it into two."""
    start, size = base + spot.offset, spot.size
    record = log[start : start + size]
    match random.randrange(6):
        case 0:
            other = random.choice([one for one in spots if one.kind == "record"])
            yield Edit(base + other.offset, record)
        case 1:
            yield Edit(start, random.choice((bytes(size), b"\xff" * size, random.randbytes(size))))
        case 2:
            yield Edit(start + size, record)
        case 3:
            grown = struct.pack("<I", size + random.choice((8, 28, 512, size)))
            yield Edit(start + 4, grown)
            yield Edit(start + struct.unpack("<I", grown)[0] - 4, grown)
        case 4 if size >= 2 * SMALLEST_RECORD:
            at = random.randrange(SMALLEST_RECORD, size - SMALLEST_RECORD + 1)
            inner = b"**\0\0" + struct.pack("<I", size - at) + record[8:24]
            yield Edit(start + at, inner)
        case _:
            count = random.choice((2, 3, 40))
            small = (
                b"**\0\0"
                + struct.pack("<I", SMALLEST_RECORD)
                + record[8:24]
                + struct.pack("<I", SMALLEST_RECORD)
            )
            yield Edit(start, small * count)


def _anywhere(base: int, log: bytes, random: Random) -> Edit:
    last = len(log) - 1
    near = base + random.randrange(0x800)
    start = min(last, near if random.random() < 0.7 else random.randrange(base, last + 1))
    size = random.choice((1, 1, 2, 4, 8, 30, 700, 5000))
    taken = random.randrange(base, last + 1)
    written = random.choice(
        (
            bytes((log[start] ^ 1 << random.randrange(8),)),
            bytes(size),
            random.randbytes(size),
            log[taken : taken + size],
        )
    )
    return Edit(start, written)
