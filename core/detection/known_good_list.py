"""JSON into known-good entries, each checked, and entries into JSON: those shipped, and an analyst's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources

import msgspec

from core.detection.known_good_entry import Entry
from core.errors import UsageError

VERSION = 1
MOST_ENTRIES = 1_000


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An entry as JSON holds it."""

    name: str
    image: str
    arguments: str
    reason: str
    source: str = ""
    parent: str = ""
    expires: date | None = None


class _List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    entries: list[_Stored]


@cache
def starter_entries() -> tuple[Entry, ...]:
    """Give the entries that are shipped, each with the public rule that it rests on."""
    text = resources.files("resources").joinpath("known_good.json").read_bytes()
    return entries_of(text, is_own=False)


def entries_of(text: bytes, *, is_own: bool) -> tuple[Entry, ...]:
    """Read entries. Raises UsageError, with a sentence that says which entry is wrong and why."""
    try:
        found = msgspec.json.decode(text, type=_List)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise UsageError(f"This is no list of known-good entries: {error}.") from None
    if found.version != VERSION:
        raise UsageError(f"The list is of version {found.version}; this Cellspawn reads version {VERSION}.")
    if len(found.entries) > MOST_ENTRIES:
        raise UsageError(f"The list has {len(found.entries):,} entries; at most {MOST_ENTRIES:,} are read.")
    entries = tuple(_entry(number, one, is_own) for number, one in enumerate(found.entries, 1))
    check_names(entries)
    return entries


def json_of(entries: Iterable[Entry]) -> bytes:
    """Write entries as `entries_of` reads them, for people to read as well."""
    stored = [
        _Stored(one.name, one.image, one.arguments, one.reason, one.source, one.parent, one.expires)
        for one in entries
    ]
    return msgspec.json.format(msgspec.json.encode(_List(VERSION, stored)), indent=2) + b"\n"


def check_names(entries: Iterable[Entry]) -> None:
    """Raise UsageError where two entries have one name."""
    seen: set[str] = set()
    for entry in entries:
        folded = entry.name.casefold()
        if folded in seen:
            raise UsageError(f'Two entries are called "{entry.name}"; give one another name.')
        seen.add(folded)


def _entry(number: int, one: _Stored, is_own: bool) -> Entry:
    try:
        return Entry(
            one.name, one.image, one.arguments, one.reason, one.source, one.parent, one.expires, is_own
        )
    except UsageError as error:
        raise UsageError(f"Entry {number:,}: {error}") from None
