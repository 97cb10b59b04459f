"""Python values into the typed bytes of a binary XML value array."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Final, TypeAlias, TypeVar
from uuid import UUID

PlainValue: TypeAlias = str | int | float | bytes | UUID | None

_T = TypeVar("_T")


class BinaryType(IntEnum):
    """The value types of binary XML, by their number in the format."""

    NULL = 0x00
    STRING = 0x01
    ANSI_STRING = 0x02
    INT8 = 0x03
    UINT8 = 0x04
    INT16 = 0x05
    UINT16 = 0x06
    INT32 = 0x07
    UINT32 = 0x08
    INT64 = 0x09
    UINT64 = 0x0A
    REAL32 = 0x0B
    REAL64 = 0x0C
    BOOLEAN = 0x0D
    BINARY = 0x0E
    GUID = 0x0F
    POINTER = 0x10
    FILETIME = 0x11
    SYSTEMTIME = 0x12
    SID = 0x13
    HEX32 = 0x14
    HEX64 = 0x15
    BINXML = 0x21
    STRING_ARRAY = 0x81


_NUMBERS: Final[Mapping[BinaryType, str]] = {
    BinaryType.INT8: "<b",
    BinaryType.UINT8: "<B",
    BinaryType.INT16: "<h",
    BinaryType.UINT16: "<H",
    BinaryType.INT32: "<i",
    BinaryType.UINT32: "<I",
    BinaryType.INT64: "<q",
    BinaryType.UINT64: "<Q",
    BinaryType.REAL32: "<f",
    BinaryType.REAL64: "<d",
    BinaryType.BOOLEAN: "<I",
    BinaryType.POINTER: "<Q",
    BinaryType.FILETIME: "<Q",
    BinaryType.HEX32: "<I",
    BinaryType.HEX64: "<Q",
}

_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Value:
    """One entry of a value array: its type and its bytes."""

    kind: BinaryType
    """The type written beside the value."""

    raw: bytes

    declared: BinaryType | None = None
    """The type the template announces, where it is another: 4688 announce a pointer and send a HexInt64."""

    @property
    def template_kind(self) -> BinaryType:
        """The type for the substitution token of the template."""
        return self.kind if self.declared is None else self.declared


def value(kind: BinaryType, plain: PlainValue) -> Value:
    """Give `plain` the type `kind`; None becomes a null value of a template that announces `kind`."""
    if plain is None:
        return Value(BinaryType.NULL, b"", kind)
    if kind is BinaryType.POINTER:
        return Value(BinaryType.HEX64, struct.pack("<Q", plain), BinaryType.POINTER)
    if kind in _NUMBERS:
        return Value(kind, struct.pack(_NUMBERS[kind], plain))
    if kind in _ENCODERS:
        return Value(kind, _ENCODERS[kind](plain))
    raise TypeError(f"{kind.name} has no plain Python form; build the Value from its bytes")


def natural(plain: PlainValue) -> Value:
    """Give `plain` the type a manifest would most likely choose for it."""
    if isinstance(plain, bool):
        return value(BinaryType.BOOLEAN, plain)
    if isinstance(plain, int):
        return value(_integer_kind(plain), plain)
    for python, kind in _NATURAL:
        if isinstance(plain, python):
            return value(kind, plain)
    return value(BinaryType.STRING, plain)


def text(string: str) -> Value:
    """A UTF-16 string as it stands: no terminator is added, lone surrogates are kept."""
    return value(BinaryType.STRING, string)


def ansi(string: str | bytes) -> Value:
    """An 8-bit string (type 0x02); a str is written in Windows-1252."""
    return value(BinaryType.ANSI_STRING, string)


def text_array(strings: Sequence[str]) -> Value:
    """An array of NUL-terminated UTF-16 strings (type 0x81)."""
    return Value(BinaryType.STRING_ARRAY, b"".join(utf16(string + "\0") for string in strings))


def filetime(moment: datetime | str) -> int:
    """Count 100 ns steps since 1601; a str is ISO 8601 and UTC unless it says otherwise."""
    parsed = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    passed = parsed - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 10_000_000 + passed.microseconds * 10


def utf16(string: str) -> bytes:
    """Encode as UTF-16 LE and let lone surrogates pass."""
    return string.encode("utf-16-le", "surrogatepass")


def _integer_kind(number: int) -> BinaryType:
    if number < 0:
        return BinaryType.INT32 if number >= -(2**31) else BinaryType.INT64
    return BinaryType.UINT32 if number < 2**32 else BinaryType.UINT64


def _string(plain: PlainValue) -> bytes:
    return utf16(_expect(plain, str))


def _ansi_string(plain: PlainValue) -> bytes:
    return plain if isinstance(plain, bytes) else _expect(plain, str).encode("cp1252")


def _binary(plain: PlainValue) -> bytes:
    return _expect(plain, bytes)


def _guid(plain: PlainValue) -> bytes:
    return plain.bytes_le if isinstance(plain, UUID) else UUID(_expect(plain, str)).bytes_le


def _sid(plain: PlainValue) -> bytes:
    revision, authority, *rest = (int(part) for part in _expect(plain, str).split("-")[1:])
    return bytes((revision, len(rest))) + authority.to_bytes(6, "big") + struct.pack(f"<{len(rest)}I", *rest)


def _systemtime(plain: PlainValue) -> bytes:
    moment = datetime.fromisoformat(_expect(plain, str))
    return struct.pack(
        "<8H",
        moment.year,
        moment.month,
        moment.isoweekday() % 7,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.microsecond // 1000,
    )


def _expect(plain: PlainValue, python: type[_T]) -> _T:
    if not isinstance(plain, python):
        raise TypeError(f"{plain!r} is not a {python.__name__}")
    return plain


_ENCODERS: Final[Mapping[BinaryType, Callable[[PlainValue], bytes]]] = {
    BinaryType.STRING: _string,
    BinaryType.ANSI_STRING: _ansi_string,
    BinaryType.BINARY: _binary,
    BinaryType.GUID: _guid,
    BinaryType.SID: _sid,
    BinaryType.SYSTEMTIME: _systemtime,
}

_NATURAL: Final = ((float, BinaryType.REAL64), (bytes, BinaryType.BINARY), (UUID, BinaryType.GUID))
