"""Patterns of texts into tests of rows: a column of text, one of several texts, or any of what an analyst reads."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from core.errors import UsageError
from core.filter.text_pattern import ANY, fits_any, found_in, regular_expression, remembered
from core.notation import filetime
from core.notation.windows import ascii_lower, base_name
from core.rows.column import Column, Kind, as_text
from core.rows.row import Row

Test = Callable[[Row], bool]

ABSENT = ""
"""The value of a row that has none."""

WHOLE = "\\"
"""Before a user: as logged, neither its name without the domain nor its SID."""


def _or_empty(text: str | None) -> str:
    return text or ""


def _host(fqdn: str | None) -> str:
    return _or_empty(fqdn).partition(".")[0]


def _document(row: Row) -> tuple[str, str]:
    """Give the path of the document and, where there is none, why."""
    document = None if row.detection is None else row.detection.document
    return ("", "") if document is None else (document.path or "", "" if document.path else document.note)


def _user_names(user_and_sid: tuple[str | None, str | None]) -> tuple[str, str, str]:
    """Give a user as logged, without the domain, and the SID; one with a backslash is none, but crafted."""
    user, sid = map(_or_empty, user_and_sid)
    return user, user.rpartition("\\")[2], "" if "\\" in sid else sid


_WRITERS: Mapping[Kind, Callable[..., str]] = {
    Kind.TIME: lambda ticks: "" if ticks is None else filetime.to_text(ticks),
    Kind.NUMBER: as_text,
    Kind.OFFSET: as_text,
    Kind.YES_NO: as_text,
}
"""How a value becomes a text where it is none."""

_image, _parent_image, _fqdn = map(
    attrgetter, ("process.image_path", "process.parent_image_path", "process.fqdn")
)
_user_and_sid = attrgetter("process.user", "process.sid")

_SOURCES: Mapping[str, tuple[Callable[[Row], Hashable], Callable[..., str]]] = {
    "exe": (_image, lambda path: _or_empty(base_name(path))),
    "parent_exe": (_parent_image, lambda path: _or_empty(base_name(path))),
    "hostname": (_fqdn, _host),
    "document": (_document, lambda path_and_note: path_and_note[0]),
}
"""What a text is made from, and how, where the column would make it anew for each row."""


@dataclass(frozen=True, slots=True)
class _Names:
    """How `:` knows what has more names than the column's own text."""

    source: Callable[[Row], Hashable]
    """What the names are made from."""
    names_of: Callable[..., tuple[str, ...]]
    """The names, the column's own first; empty ones are none."""
    is_present: Callable[..., bool]


_NAMES: Mapping[str, _Names] = {
    "user": _Names(_user_and_sid, _user_names, any),
    "hostname": _Names(_fqdn, lambda fqdn: (_host(fqdn), _or_empty(fqdn)), lambda fqdn: _host(fqdn) != ""),
    "document": _Names(_document, tuple, lambda path_and_note: path_and_note[0] != ""),
}

_RARELY_REPEATED = frozenset({"command_line", "guid"})
"""What is not worth remembering."""


def is_text(column: Column, patterns: Sequence[str]) -> Test:
    """Make the test that one of the patterns fits the text, any case.

    `*` fits where it is present and the empty pattern where it is absent.
    """
    named = [pattern for pattern in patterns if pattern.strip(ANY)]
    takes_absent = ABSENT in patterns
    takes_present = any(pattern and not pattern.strip(ANY) for pattern in patterns)
    if column.key in _NAMES:
        return _is_known_by(column, named, takes_absent, takes_present)
    fits = fits_any(named)

    def decide(text: str) -> bool:
        if not text:
            return takes_absent
        return takes_present or fits(ascii_lower(text))

    return _on_text(column, decide)


def _is_known_by(column: Column, named: Sequence[str], takes_absent: bool, takes_present: bool) -> Test:
    """Make the test for a column that has more than one name for a thing."""
    is_user = column.key == "user"
    fits = fits_any(text for text in named if not (is_user and text.startswith(WHOLE)))
    fits_whole = fits_any(text.removeprefix(WHOLE) for text in named if is_user and text.startswith(WHOLE))
    known = _NAMES[column.key]
    names_of, is_present = known.names_of, known.is_present

    def decide(found: Hashable) -> bool:
        own, *others = map(ascii_lower, names_of(found))
        return (
            (takes_absent and not own)
            or (takes_present and is_present(found))
            or (own != "" and (fits(own) or fits_whole(own)))
            or any(name != "" and fits(name) for name in others)
        )

    source, is_fitting = known.source, remembered(decide)
    return lambda row: is_fitting(source(row))


def _on_text(column: Column, decide: Callable[[str], bool]) -> Test:
    """Make the test of rows from one of texts, which are empty where there is none."""
    source, text_of = _SOURCES.get(column.key, (column.raw, _WRITERS.get(column.kind, _or_empty)))

    def decide_on(found: Hashable) -> bool:
        return decide(text_of(found))

    is_fitting = decide_on if column.key in _RARELY_REPEATED else remembered(decide_on)
    return lambda row: is_fitting(source(row))


def is_any_of_many(column: Column, patterns: Sequence[str]) -> Test:
    """Make the test that one of the patterns fits one of several texts; `""` fits where there is none."""
    fits, takes_absent = fits_any(pattern for pattern in patterns if pattern), ABSENT in patterns

    def meets(row: Row) -> bool:
        texts = texts_of_many(column, row)
        return any(fits(ascii_lower(text)) for text in texts) if texts else takes_absent

    return meets


def matches(column: Column, pattern: str) -> Test:
    """Make the test that a regular expression is found in the text as CSV has it. Raises UsageError."""
    search = regular_expression(pattern)
    if column.kind is Kind.MANY:
        return lambda row: any(map(search, texts_of_many(column, row)))
    return _on_text(column, lambda text: text != "" and search(text))


def texts_of_many(column: Column, row: Row) -> list[str]:
    """Give the texts of a column of several values, one by one."""
    value = column.value(row)
    return [text for one in value if (text := as_text(one))] if isinstance(value, list | tuple) else []


SEARCHED = ("command_line", "image_path", "parent_command_line", "parent_image_path", "user", "fqdn")
"""Where a bare word is looked for, besides the path of the document. The paths hold the file names, and the
computer its host."""


WORD_COLUMNS = (*SEARCHED, "document")
"""Keys of the columns that decide whether a word is found."""


def holds_word(pattern: str) -> Test:
    """Make the test that a pattern is found, any case, in one of `SEARCHED`. Raises UsageError for an empty one."""
    if not pattern:
        raise UsageError("an empty word is in every row; write what to look for")
    is_in = found_in(pattern)
    texts = attrgetter(*(f"process.{name}" for name in SEARCHED))

    def decide(text: str | None) -> bool:
        return text is not None and is_in(ascii_lower(text))

    is_found = remembered(decide)

    def meets(row: Row) -> bool:
        flag = row.detection
        return any(map(is_found, texts(row))) or (flag is not None and is_found(flag.document.path))

    return meets
