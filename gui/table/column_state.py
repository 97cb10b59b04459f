"""The columns that a table shows into a text to remember, and back: any other text is the default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from core.rows.column import Column, Kind
from core.rows.columns import COLUMNS
from core.view.table_columns import DEFAULT

VERSION = 1
NARROWEST, WIDEST = 4.0, 600.0
"""Of a column, in widths of a figure: so a width outlives another font."""

SPARE = "command_line"
"""The column that takes the width that no other needs."""


class ColumnWidth(msgspec.Struct, frozen=True):
    """A column that is shown."""

    key: str
    width: float | None = None
    """In widths of a figure; `None` is what suits its values."""


class ColumnState(msgspec.Struct, frozen=True, kw_only=True):
    """What a table shows, from left to right."""

    version: int = VERSION
    columns: tuple[ColumnWidth, ...]
    takes_spare: bool = True
    """Whether `SPARE` grows with the window; false once the user has given it a width."""


DEFAULT_STATE = ColumnState(columns=tuple(map(ColumnWidth, DEFAULT)))

SAMPLES: Mapping[str, str] = {
    "severity": "mmmedium",
    "hostname": "WORKSTATION12",
    "user": "CORP\\firstname.last",
    "integrity_level": "medium-plus",
    "chain": "excel.exe → powershell.exe mm",
    "command_line": "m" * 36,
    "document": "Quarterly report 2026.xlsx",
    "pid": "1234567",
    "source": "security-4688",
    "parent_link": "ambiguous",
    "tags": "suspicious, to check",
}
"""A text about as long as most of a column's values."""

_SAMPLES_BY_KIND: Mapping[Kind, str] = {
    Kind.TIME: "2026-03-12 14:20:35.123",
    Kind.NUMBER: "12345678",
    Kind.OFFSET: "0x00000000000",
    Kind.YES_NO: "yes",
    Kind.SEVERITY: "medium",
    Kind.INTEGRITY: "medium-plus",
}
_SAMPLE = "some twenty-four letters"


def sample(column: Column) -> str:
    """Give a text about as long as most values of a column."""
    return SAMPLES.get(column.key) or _SAMPLES_BY_KIND.get(column.kind, _SAMPLE)


def written(state: ColumnState) -> str:
    """Write what `read` reads."""
    return msgspec.json.encode(state).decode()


def read(text: str) -> ColumnState:
    """Read what `written` wrote, perhaps long ago: columns that do not exist are left out. Never raises."""
    try:
        found = msgspec.json.decode(text, type=ColumnState)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return DEFAULT_STATE
    columns = tuple(_known(found.columns))
    if found.version != VERSION or not columns:
        return DEFAULT_STATE
    return ColumnState(columns=columns, takes_spare=found.takes_spare)


def _known(columns: Iterable[ColumnWidth]) -> Iterator[ColumnWidth]:
    """Give each column that exists once, and not so wide or narrow that it could not be found again."""
    seen: set[str] = set()
    for column in columns:
        if column.key not in COLUMNS or column.key in seen:
            continue
        seen.add(column.key)
        width = column.width
        yield ColumnWidth(column.key, None if width is None else min(max(width, NARROWEST), WIDEST))
