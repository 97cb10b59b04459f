"""FILETIME numbers (100 ns since 1601-01-01 UTC) from text and into text.

A log keeps 100 ns; `datetime` keeps a microsecond. So the core carries the log's own number and this is the
only module that knows its epoch.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

TICKS_PER_SECOND = 10_000_000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_UTC_TEXT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|\+00:00| UTC)?)?\Z", re.ASCII
)
_USUAL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:([0-5]\d)\.(?:(\d{3})|(\d{6})Z)\Z", re.ASCII)
"""Sysmon's UtcTime and the first reader's SystemTime: nearly all times, so they take a short way."""


def from_text(text: str) -> int | None:
    """Read `2024-01-31[ T]23:59[:58[.1234567]][Z]` or a day as UTC, cut to 100 ns; else `None`."""
    usual = _USUAL.match(text)
    if usual is not None:
        second, thousandths, millionths = usual.groups()
        minute = _minute(text[:16])
        fraction = int(thousandths) * 10_000 if thousandths else int(millionths) * 10
        return None if minute is None else minute + int(second) * TICKS_PER_SECOND + fraction
    found = _UTC_TEXT.match(text)
    if found is None:
        return None
    year, month, day, hours, minutes, seconds = (int(part or 0) for part in found.groups()[:6])
    try:
        whole = datetime(year, month, day, hours, minutes, seconds, tzinfo=UTC)
    except ValueError:
        return None
    ticks = int((found[7] or "").ljust(7, "0")[:7])
    return from_datetime(whole) + ticks


@lru_cache(maxsize=4096)
def _minute(text: str) -> int | None:
    try:
        return from_datetime(datetime.fromisoformat(text).replace(tzinfo=UTC))
    except ValueError:
        return None


def from_datetime(moment: datetime) -> int:
    """Count 100 ns from 1601 to an aware time."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * TICKS_PER_SECOND + since.microseconds * 10


def to_datetime(ticks: int) -> datetime | None:
    """Give the aware UTC time, cut to a microsecond; `None` beyond year 9999 or before 1601."""
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10) if ticks >= 0 else None
    except OverflowError:
        return None


def to_text(ticks: int) -> str:
    """Write ISO 8601 with all seven digits, `2024-01-31T23:59:58.1234567Z`, or the bare number outside years."""
    moment = to_datetime(ticks)
    if moment is None:
        return f"FILETIME {ticks}"
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ticks % TICKS_PER_SECOND:07d}Z"
