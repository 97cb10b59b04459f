"""What the user wants to be said of rows into their marks: tags, notes, and what the tables show of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Signal

from core.errors import UsageError
from core.processes.process import Place
from core.rows.row import Row
from core.view.cell_text import chain_text
from core.view.marks import SUGGESTED, Changes
from core.view.times import text_in
from core.words.read_words import count
from gui.table.mark_menu import MarkWish, Wanted
from gui.window.case_page import CasePage
from gui.window.note_editor import NoteEditor
from gui.window.tag_popup import TagPopup

MOST_ROWS = 20_000
"""Rows that are marked at once; of more, the window would stand still."""
MARK_COLUMNS = frozenset({"tags", "note"})

_DIFFERENT = "These rows have different notes; what you write takes the place of all of them."


class Marking(QObject):
    """Serves one page for as long as it is there."""

    changed = Signal(object)
    """`Changes` that the user has made; `Marks.tell`, which is the case file's, hears of all others as well."""
    known_good_asked = Signal(object)
    """A `Row` that the user calls known-good."""

    def __init__(self, page: CasePage) -> None:
        super().__init__(page)
        self._page, self._marks = page, page.case.marks
        self._popup: TagPopup | None = None
        self._editors: list[NoteEditor] = []
        self._chosen: tuple[Place, ...] = ()
        """What the tags are for."""
        self._acts: Mapping[Wanted, Callable[[str], None]] = {
            Wanted.TAGS: lambda _: self.do_tag(),
            Wanted.TAG: self.tag,
            Wanted.UNTAG: self.untag,
            Wanted.NOTE: lambda _: self.do_note(),
            Wanted.CLEAR: lambda _: self.do_clear(),
            Wanted.KNOWN_GOOD: lambda _: self.do_known_good(),
        }
        for sheet in page.sheets:
            sheet.table.mark_asked.connect(self.do)
            sheet.table.tags_in_use = lambda: tuple(self._offered())

    def do(self, wish: MarkWish) -> None:
        """Do what a table asks for."""
        self._acts[wish.wanted](wish.tag)

    # ------------------------------------------------------------ tags
    def do_tag(self) -> None:
        """Let the user choose tags for the selected rows."""
        rows = self._selected()
        if rows:
            self._popup = self._popup or self._made_popup()
            self._chosen = tuple(row.place for row in rows)
            self._popup.open_for(rows, self._offered(), self._below_current())

    def tag(self, tag: str) -> None:
        """Give the selected rows a tag."""
        self._tag(self._selected(), tag)

    def untag(self, tag: str) -> None:
        """Take a tag from the selected rows."""
        rows = self._selected()
        self._show(rows, self._marks.untag(rows, [tag]))
        self._say(rows, f'not tagged "{tag}" any more')

    def do_clear(self) -> None:
        """Take tags and notes from the selected rows."""
        rows = [row for row in self._selected() if row.mark.tags or row.mark.note]
        self._show(rows, self._marks.clear(rows))
        self._say(rows, "without tags and note")

    def _tag(self, rows: Sequence[Row], tag: str) -> None:
        try:
            changes = self._marks.tag(rows, [tag])
        except UsageError as error:
            self._page.noticed.emit(str(error))
            if self._popup is not None and self._popup.isVisible():
                self._popup.say(str(error))
            return
        self._show(rows, changes)
        self._say(rows, f'tagged "{tag}"')

    def _made_popup(self) -> TagPopup:
        popup = TagPopup(self._page)
        popup.tag_asked.connect(lambda tag: self._tag_chosen(tag, is_on=True))
        popup.untag_asked.connect(lambda tag: self._tag_chosen(tag, is_on=False))
        return popup

    def _tag_chosen(self, tag: str, is_on: bool) -> None:
        """Change the rows that the popup is about, as they are by now."""
        rows = self._page.case.rows_of(self._chosen)
        if is_on:
            self._tag(rows, tag)
        else:
            self._show(rows, self._marks.untag(rows, [tag]))
            self._say(rows, f'not tagged "{tag}" any more')
        if self._popup is not None:
            self._popup.refresh(rows, self._offered())

    def _offered(self) -> Mapping[str, int]:
        """Give the tags of the case, and behind them those that most cases need."""
        in_use = self._marks.tags_in_use()
        known = {tag.casefold() for tag in in_use}
        return {**in_use, **{tag: 0 for tag in SUGGESTED if tag.casefold() not in known}}

    # ------------------------------------------------------------ notes
    def do_note(self) -> None:
        """Let the user write a note on the selected rows."""
        rows = self._selected()
        if not rows:
            return
        notes = {row.mark.note for row in rows}
        note = next(iter(notes)) if len(notes) == 1 else ""
        editor = NoteEditor(self._about(rows), note, _DIFFERENT if len(notes) > 1 else "", self._page)
        places = tuple(row.place for row in rows)
        editor.saved.connect(lambda text: self._write(places, text))
        editor.finished.connect(lambda _: self._editors.remove(editor))
        self._editors.append(editor)
        editor.show()

    def _write(self, places: Sequence[Place], text: str) -> None:
        rows = self._page.case.rows_of(places)
        try:
            changes = self._marks.set_note(rows, text)
        except UsageError as error:
            self._page.noticed.emit(str(error))
            return
        self._show(rows, changes)
        self._say(rows, "with this note" if text else "without a note")

    def _about(self, rows: Sequence[Row]) -> str:
        first = rows[0]
        time = first.process.time_created
        when = "" if time is None else f" · {text_in(time, self._page.sheet.model.zone)}"
        more = f" and {count(len(rows) - 1, 'more row')}" if len(rows) > 1 else ""
        return f"{chain_text(first)}{when}{more}"

    @property
    def unsaved(self) -> Sequence[NoteEditor]:
        """The notes that were begun and not saved: the window asks before it closes the case."""
        return [editor for editor in self._editors if editor.is_changed]

    # ------------------------------------------------------------ known-good
    def do_known_good(self) -> None:
        """Let the user say why the current row is harmless."""
        if rows := self._page.chosen_rows():
            self.known_good_asked.emit(rows[0])

    # ------------------------------------------------------------ rows
    def _selected(self) -> list[Row]:
        selected = 0 if self._page.is_tree_in_front else self._page.sheet.table.selection_count()
        if selected > MOST_ROWS:
            self._page.noticed.emit(
                f"{selected:,} rows are too many to be marked at once (at most {MOST_ROWS:,}); select fewer."
            )
            return []
        return self._page.chosen_rows()

    def _below_current(self) -> QPoint:
        table = self._page.tree.view if self._page.is_tree_in_front else self._page.sheet.table
        rect = table.visualRect(table.currentIndex())
        return table.viewport().mapToGlobal(QPoint(max(rect.left(), 0), rect.bottom() + 1))

    def _show(self, rows: Sequence[Row], changes: Changes) -> None:
        """Let all tables show what has changed: the same record may be another row in each while logs are read."""
        places = {row.place for row in rows}
        for sheet in self._page.sheets:
            view = sheet.model.view
            self._bring([view.rows[number] for number in view.numbers_of(places)])
            sheet.model.refresh(MARK_COLUMNS, places)
        self._page.refresh_soon()
        self._page.detail.refresh()
        if changes:
            self.changed.emit(changes)

    def _bring(self, rows: Sequence[Row]) -> None:
        for row in rows:
            mark = self._marks.mark_of(row.place)
            if (row.mark.tags, row.mark.note) != (mark.tags, mark.note):
                row.mark = replace(mark, known_good=row.mark.known_good)

    def _say(self, rows: Sequence[Row], how: str) -> None:
        if rows:
            self._page.noticed.emit(f"{count(len(rows), 'row')} {how}.")
