"""A row's value into what its cell is made of: an icon, and texts of different rank and font."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from core.detection.document import Origin
from core.detection.severity import Severity
from core.rows.column import Column, Kind
from core.rows.row import Row
from core.view.cell_text import ARROW, command_text, document_text, tags_text, whole_chain_text
from gui.looks.theme import SEVERITY_ICONS

LONGEST = 2_000
"""Letters of a text that are measured; no cell is as wide."""


class Rank(Enum):
    """How a piece of text is written."""

    PLAIN = "plain"
    MUTED = "muted"
    CHIP = "chip"
    """In a box of its own."""
    STRONG = "strong"
    HIGH = Severity.HIGH
    MEDIUM = Severity.MEDIUM
    LOW = Severity.LOW
    INFO = Severity.INFO


class Cut(Enum):
    """Where a text that is too long gives way."""

    END = "end"
    MIDDLE = "middle"
    FOLDER = "folder, then middle"
    PARENT = "parent"
    CHAIN = "what stands between the first and the last"


Piece = tuple[str, Rank]


@dataclass(frozen=True, slots=True)
class CellParts:
    """What a cell is made of, from left to right."""

    pieces: tuple[Piece, ...]
    icon: str = ""
    """Name in the icon set."""
    severity: Severity | None = None
    """In whose colour the icon is drawn; else muted."""
    is_fixed: bool = False
    """In the font for command lines and paths."""
    cut: Cut = Cut.END


ORIGIN_ICONS: Mapping[Origin, str] = {
    Origin.MAIL: "envelope-simple",
    Origin.ARCHIVE: "archive",
    Origin.DOWNLOAD: "download-simple",
    Origin.SHARE: "share-network",
    Origin.WEB: "globe",
    Origin.TEMP: "hourglass",
    Origin.LOCAL: "hard-drive",
}

_FIXED = frozenset(
    {
        "image_path",
        "parent_image_path",
        "parent_command_line",
        "current_working_directory",
        "file",
        "guid",
        "parent_guid",
        "logon_guid",
        "md5_hash",
        "sha1_hash",
        "sha256_hash",
        "imphash",
        "file_sha256",
        "record_sha256",
        "chunk_sha256",
        "file_offset",
    }
)
"""Columns of paths, hashes and the like."""


_TOLD_APART_BY_THEIR_ENDS = frozenset({"user", "parent_user"})
"""Columns whose values begin alike: the name of an account stands behind its domain."""


HOLLOW: Mapping[str, str] = {icon: icon.removesuffix("-fill") for icon in SEVERITY_ICONS.values()}
"""The icon of a row that is known-good, by that which it would have."""
NOTE_ICON = "note-pencil"
_CHIP_ROOM = "\u2005"
"""On both sides of a chip's text: a quarter of a letter's height wide."""


def parts_of(column: Column, row: Row, text: str) -> CellParts:
    """Take a cell apart; `text` is what it shows. All of a row that is known-good is of second rank."""
    parts = _parts_of(column, row, text)
    if not row.mark.known_good:
        return parts
    pieces = tuple((piece, rank if rank is Rank.CHIP else Rank.MUTED) for piece, rank in parts.pieces)
    return replace(parts, pieces=pieces, icon=HOLLOW.get(parts.icon, parts.icon), severity=None)


def _parts_of(column: Column, row: Row, text: str) -> CellParts:
    own = _OWN.get(column.key)
    if own is not None:
        return own(row)
    text = text[:LONGEST]
    if column.key in _FIXED:
        cut = Cut.END if column.kind is Kind.OFFSET else Cut.MIDDLE
        return CellParts(((text, Rank.PLAIN),), is_fixed=True, cut=cut)
    cut = Cut.MIDDLE if column.key in _TOLD_APART_BY_THEIR_ENDS else Cut.END
    return CellParts(((text, Rank.PLAIN),), cut=cut)


def _severity(row: Row) -> CellParts:
    if row.detection is None:
        return CellParts(())
    severity = row.detection.severity
    return CellParts(((str(severity), Rank(severity)),), SEVERITY_ICONS[severity], severity)


def _chain(row: Row) -> CellParts:
    chain = whole_chain_text(row)
    mark = ((f" {chain.mark}", Rank.PLAIN),) if chain.mark else ()
    above = tuple(piece for name in chain.above for piece in ((name, Rank.MUTED), (ARROW, Rank.MUTED)))
    pieces = (*above, (chain.parent, Rank.MUTED), *mark, (ARROW, Rank.MUTED), (chain.child, Rank.STRONG))
    return CellParts(pieces, cut=Cut.CHAIN if chain.above else Cut.PARENT)


def _command_line(row: Row) -> CellParts:
    command = command_text(row)
    if row.process.command_line is None:
        return CellParts(((command.after, Rank.MUTED),))
    after = command.after
    if len(after) > LONGEST:
        after = f"{after[: LONGEST // 2]}…{after[-LONGEST // 2 :]}"
    pieces = (
        (command.before[:LONGEST], Rank.PLAIN),
        (command.program[:LONGEST], Rank.STRONG),
        (after, Rank.PLAIN),
    )
    return CellParts(pieces, is_fixed=True, cut=Cut.FOLDER)


def _document(row: Row) -> CellParts:
    document = document_text(row)
    note = f" {document.note}" if document.name and document.note else document.note
    pieces = ((document.name[:LONGEST], Rank.PLAIN), (note, Rank.MUTED))
    return CellParts(pieces, ORIGIN_ICONS[document.origin] if document.origin else "")


def _tags(row: Row) -> CellParts:
    found = tags_text(row)
    pieces = [
        piece
        for tag in found.tags
        for piece in ((f"{_CHIP_ROOM}{tag}{_CHIP_ROOM}", Rank.CHIP), (" ", Rank.PLAIN))
    ]
    if found.note:
        pieces.append((f"{_CHIP_ROOM if pieces else ''}{found.note}", Rank.MUTED))
    return CellParts(tuple(pieces), NOTE_ICON if found.note else "")


def _parent_link(row: Row) -> CellParts:
    link = row.process.parent_link
    return CellParts(((str(link), Rank.MUTED if link == "recorded" else Rank.PLAIN),))


_OWN: Mapping[str, Callable[[Row], CellParts]] = {
    "severity": _severity,
    "chain": _chain,
    "command_line": _command_line,
    "document": _document,
    "parent_link": _parent_link,
    "tags": _tags,
}
