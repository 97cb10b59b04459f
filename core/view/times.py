"""FILETIME numbers into the text of a table, in the time zone that the user chose; exports stay in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from core.errors import UsageError
from core.notation import filetime

UTC_NAME = "UTC"
LOCAL_NAME = "local"
"""The zone of the computer that shows the table, which says nothing of the hosts in the log."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone; make one by `zone_named`."""

    name: str = UTC_NAME
    """`UTC`, `local` or a name of the IANA database; stands in headings."""


UTC_ZONE = Zone()


def zone_named(name: str) -> Zone:
    """Give the zone of this name, any case for `UTC` and `local`. Raises UsageError where there is none."""
    for own in (UTC_NAME, LOCAL_NAME):
        if name.casefold() == own.casefold():
            return Zone(own)
    try:
        _rules(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(
            f'time zone "{name}": there is none of this name; write UTC, local or a name such as Europe/Berlin'
        ) from error
    return Zone(name)


def zone_names() -> tuple[str, ...]:
    """Give all names that `zone_named` knows on this computer: UTC, local, then the others by alphabet."""
    return UTC_NAME, LOCAL_NAME, *sorted(available_timezones() - {UTC_NAME})


def text_in(ticks: int, zone: Zone) -> str:
    """Write `2026-03-12 14:20:35.123`, cut to milliseconds.

    The hour that a zone has twice, when its clocks are set back, carries its offset behind it. A time that the
    zone cannot express is written in UTC and says so; one beyond all years is the bare number.
    """
    moment = filetime.to_datetime(ticks)
    if moment is None:
        return filetime.to_text(ticks)
    if zone.name == UTC_NAME:
        return _milliseconds(moment)
    try:
        local = moment.astimezone(_rules(zone.name))
        is_twice = _is_twice(local, zone)
    except (
        OverflowError,
        OSError,
        ValueError,
    ):  # the first and last years; on Windows also those before 1970
        return f"{_milliseconds(moment)} {UTC_NAME}"
    offset = local.isoformat(" ", "milliseconds")[len("2026-03-12 14:20:35.123") :] if is_twice else ""
    return f"{_milliseconds(local)} {offset}".rstrip()


def _milliseconds(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "milliseconds")


def _rules(name: str) -> tzinfo | None:
    """Give what `astimezone` wants: `None` is the computer's own zone."""
    return None if name == LOCAL_NAME else _zone_info(name)


@lru_cache(maxsize=8)
def _zone_info(name: str) -> tzinfo:
    return UTC if name == UTC_NAME else ZoneInfo(name)


def _is_twice(local: datetime, zone: Zone) -> bool:
    """Tell whether the clocks of the zone show this time twice."""
    if zone.name == LOCAL_NAME:
        naive = local.replace(tzinfo=None)
        first, second = (naive.replace(fold=fold).astimezone().utcoffset() for fold in (0, 1))
    else:
        first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    return first != second
