"""Selected rows into the part of their menu that says something of them: tags, a note, known-good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from core.rows.row import Row

if TYPE_CHECKING:
    from gui.table.process_table import ProcessTable

MOST_TAGS = 12
"""Tags in the menu; all others are in the list that M opens."""


class Wanted(Enum):
    """What is to be said of rows."""

    TAGS = auto()
    """Tags, which are yet to be chosen."""
    TAG = auto()
    UNTAG = auto()
    NOTE = auto()
    CLEAR = auto()
    KNOWN_GOOD = auto()


@dataclass(frozen=True, slots=True)
class MarkWish:
    """What the user wants."""

    wanted: Wanted
    tag: str = ""


def add_marks(menu: QMenu, table: ProcessTable, rows: Sequence[Row], current: Row) -> None:
    """Add the entries; they are about all selected rows, but for known-good, which is about the current one."""
    tags = menu.addMenu("&Tag")
    for tag in islice(table.tags_in_use(), MOST_TAGS):
        entry = tags.addAction(tag.replace("&", "&&"))
        entry.setCheckable(True)
        entry.setChecked(all(tag in row.mark.tags for row in rows))
        wanted = Wanted.UNTAG if entry.isChecked() else Wanted.TAG
        entry.triggered.connect(lambda _checked, wish=MarkWish(wanted, tag): table.ask_to_mark(wish))
    tags.addSeparator()
    _add(tags, table, "&More tags…", Wanted.TAGS, "M")
    clear = _add(tags, table, "&Remove tags and note", Wanted.CLEAR)
    clear.setEnabled(any(row.mark.tags or row.mark.note for row in rows))
    _add(menu, table, "Edit &note…" if current.mark.note else "Add &note…", Wanted.NOTE, "Shift+M")
    known = _add(menu, table, "This is &known-good…", Wanted.KNOWN_GOOD)
    known.setEnabled(current.detection is not None)


def _add(menu: QMenu, table: ProcessTable, words: str, wanted: Wanted, keys: str = "") -> QAction:
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    entry = menu.addAction(f"{words}\t{shown}" if keys else words)
    entry.triggered.connect(lambda: table.ask_to_mark(MarkWish(wanted)))
    return entry
