"""A value of a row into the one line that its cell shows, and into the parts that are drawn differently."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.detection.document import Origin
from core.notation.visible import visible
from core.notation.windows import ascii_lower, base_name
from core.processes.process import ParentLink
from core.rows.column import Column, Kind
from core.rows.row import Row
from core.view.times import Zone, text_in

ARROW = " → "
NO_COMMAND_LINE = "(the log has no command line)"

_LONGEST_PATH = 1024
"""Letters at the start of a line among which the program's name is looked for."""
_LONGEST_NAME = 255
"""Letters of a file name; Windows has no longer ones."""
_LONGEST_NOTE = 500
"""Letters of a note that a cell shows at most."""
_IN_UTC = " (UTC)"
_PADDING = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]{8,}")
"""Blanks that push what follows out of sight."""
_FIRST_WORD = re.compile(r' *+(?:"[^"]*+"?+|[^ ]++)')


@dataclass(frozen=True, slots=True)
class ChainText:
    """A parent and its child by their file names."""

    parent: str
    mark: str
    """`(inferred)` or `(ambiguous)`, where the record does not name the parent; else empty."""
    child: str
    above: tuple[str, ...] = ()
    """Of a descendant of a flagged process, what stands above its parent, Excel first."""

    def __str__(self) -> str:
        return ARROW.join((*self.above, f"{self.parent} {self.mark}".rstrip(), self.child))


@dataclass(frozen=True, slots=True)
class CommandText:
    """A command line, cut before and behind the file name of its program; joined, the parts are the line."""

    before: str
    program: str
    after: str

    def __str__(self) -> str:
        return self.before + self.program + self.after


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document by its file name, and what is to be said of it."""

    name: str
    """Empty where the command line names none."""
    note: str
    """In parentheses; empty where there is nothing to say."""
    origin: Origin | None

    def __str__(self) -> str:
        return f"{self.name} {self.note}".strip()


@dataclass(frozen=True, slots=True)
class TagsText:
    """What the analyst says of a row: its tags, then how its note begins."""

    tags: tuple[str, ...]
    note: str

    def __str__(self) -> str:
        return " · ".join(filter(None, ("; ".join(self.tags), self.note)))


def heading(column: Column, zone: Zone) -> str:
    """Give the heading of a column; that of a time names the zone."""
    if column.kind is not Kind.TIME:
        return column.title
    return f"{column.title.removesuffix(_IN_UTC)} ({zone.name})"


def shown(column: Column, row: Row, zone: Zone) -> str:
    """Write a value as its cell shows it: one line, every character visible; absent is empty.

    What a filter compares and an export writes is `Column.text`.
    """
    own = _OWN.get(column.key)
    if own is not None:
        return own(row)
    raw = column.raw(row)
    if raw is None:
        return ""
    by_kind = _BY_KIND.get(column.kind)
    return by_kind(raw, zone) if by_kind is not None else _one_line(column.text(row))


def full(column: Column, row: Row) -> str:
    """Give what a cell may have left out: the exact time in UTC, the whole path and origin of a document."""
    if column.key == "severity" and row.mark.known_good:
        return f"{column.text(row)}, known-good: {row.mark.known_good}"
    if column.key == "tags":
        return " · ".join(filter(None, (column.text(row), row.mark.note)))
    if column.key == "document" and row.detection is not None:
        document = row.detection.document
        origin = f"[{document.origin}]" if document.origin else ""
        note = f"({document.note})" if document.note else ""
        return " ".join(text for text in (document.path or "", note, origin) if text)
    return str(whole_chain_text(row)) if column.key == "chain" else column.text(row)


def whole_chain_text(row: Row) -> ChainText:
    """Give what the column `chain` shows: parent and child, and of a descendant the whole chain from Excel."""
    text, detection = chain_text(row), row.detection
    if detection is None or len(detection.chain) <= 2:
        return text
    *above, parent, child = (_one_line(base_name(path) or "?")[:_LONGEST_NAME] for path in detection.chain)
    return ChainText(parent, text.mark, child, tuple(above))


def chain_text(row: Row) -> ChainText:
    """Give parent and child by their file names."""
    process = row.process
    is_doubtful = process.parent_link in (ParentLink.INFERRED, ParentLink.AMBIGUOUS)
    mark = f"({process.parent_link})" if is_doubtful else ""
    return ChainText(_one_line(process.parent_exe or "?"), mark, _one_line(process.exe or "?"))


def command_text(row: Row) -> CommandText:
    """Take the command line apart around the name of its program: the first word's, or the image's own where
    the line has it behind unquoted blanks.
    """
    line = _command_line(row)
    word = _FIRST_WORD.match(line)
    if row.process.command_line is None or word is None:
        return CommandText("", "", line)
    first = word[0].rstrip('"')
    end = len(first)
    if '"' not in first and row.process.exe and not ascii_lower(first).endswith(".exe"):
        image = f"\\{row.process.exe}"
        found = ascii_lower(line[:_LONGEST_PATH]).find(image)
        end = found + len(image) if found >= 0 else end
    start = max(line.rfind(mark, 0, end) for mark in '\\/"') + 1
    return CommandText(line[:start], line[start:end], line[end:])


def document_text(row: Row) -> DocumentText:
    """Give the document as its column shows it."""
    if row.detection is None:
        return DocumentText("", "", None)
    document = row.detection.document
    path = document.path or ""
    name = path.rstrip("\\/").replace("\\", "/").rpartition("/")[2] or path
    return DocumentText(_one_line(name), document.note and f"({_one_line(document.note)})", document.origin)


def tags_text(row: Row) -> TagsText:
    """Give what the analyst says of a row as the column `tags` shows it."""
    note = row.mark.note[:_LONGEST_NOTE].replace("\n", " ")
    return TagsText(tuple(map(_one_line, row.mark.tags)), _one_line(note))


def _command_line(row: Row) -> str:
    line = row.process.command_line
    return NO_COMMAND_LINE if line is None else _one_line(line)


def _one_line(text: str) -> str:
    return visible(_PADDING.sub(_counted, text) if "  " in text or not text.isascii() else text)


def _counted(blanks: re.Match[str]) -> str:
    return f" ‹{len(blanks[0])} blanks› "


def _time(raw: object, zone: Zone) -> str:
    return text_in(raw, zone) if isinstance(raw, int) else ""


def _offset(raw: object, _zone: Zone) -> str:
    return f"0x{raw:08X}" if isinstance(raw, int) else ""


def _yes(raw: object, _zone: Zone) -> str:
    return "yes" if raw else ""


_OWN: Mapping[str, Callable[[Row], str]] = {
    "chain": lambda row: str(whole_chain_text(row)),
    "command_line": _command_line,
    "document": lambda row: str(document_text(row)),
    "tags": lambda row: str(tags_text(row)),
}
_BY_KIND: Mapping[Kind, Callable[[object, Zone], str]] = {
    Kind.TIME: _time,
    Kind.OFFSET: _offset,
    Kind.YES_NO: _yes,
}
