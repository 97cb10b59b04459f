"""The known-good entries that are shipped and a user's own into greyed rows of the open case, on or off."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.detection.known_good import Entry, KnownGood
from core.detection.known_good_list import starter_entries
from core.errors import CellspawnError
from core.filter.term import exactly
from core.output.known_good_file import load_own, own_path, save_own
from core.rows.row import Row
from core.words.known_good_words import known_good_words
from gui.window.case_page import CasePage

_log = logging.getLogger(__name__)

KNOWN_GOOD_COLUMNS = frozenset({"known_good"})


class Greying(QObject):
    """Lives as long as the window; whatever case is open is greyed by the same entries."""

    switched = Signal(bool)
    """Whether known-good children are greyed from now on."""
    changed = Signal()
    """Other entries are there, or others grey other rows."""
    noticed = Signal(str)
    """A sentence for the status line."""

    def __init__(self, is_on: bool, parent: QObject | None = None, path: Path | None = None) -> None:
        """`path` of the user's own entries; by default where the command looks for them, too."""
        super().__init__(parent)
        self.path = path or own_path()
        self.is_on = is_on
        self.own: tuple[Entry, ...] = ()
        self.problem = ""
        """Why the own entries could not be read, as a sentence: then none is written over them."""
        self._page: CasePage | None = None
        self.load()

    def load(self) -> None:
        """Read the user's own entries again."""
        try:
            self.own, self.problem = load_own(self.path), ""
        except CellspawnError as error:
            _log.info("known-good entries: %s", error)
            self.own, self.problem = (), str(error)
        self._made = KnownGood((*self.own, *starter_entries()))
        self.apply()

    @property
    def entries(self) -> Sequence[Entry]:
        """All entries in the order in which they are asked: an analyst's own word comes first."""
        return self._made.entries

    def serve(self, page: CasePage) -> None:
        """Grey the rows of this page from now on."""
        self._page = page
        page.changed.connect(self.changed)
        self.apply()

    def forget(self) -> None:
        """Serve no page."""
        self._page = None
        self.changed.emit()

    def set_on(self, is_on: bool) -> None:
        """Grey known-good children, or none."""
        if is_on != self.is_on:
            self.is_on = is_on
            self.switched.emit(is_on)
            self.apply()

    def apply(self) -> None:
        """Let the open case show what the entries grey now."""
        if self._page is not None:
            page = self._page
            places = {row.place for row in page.case.grey(self._made if self.is_on else None)}
            for sheet in page.sheets:
                sheet.model.refresh(KNOWN_GOOD_COLUMNS, places)
            if places:
                page.refresh_soon()
                page.detail.refresh()
        self.changed.emit()

    # ------------------------------------------------------------ what there is to say
    def hits(self) -> Mapping[str, int]:
        """Count the rows that each entry greys, by its title."""
        return {} if self._page is None else self._page.case.hits()

    def words(self) -> str:
        """Say how many of the flagged rows are greyed; nothing where none is."""
        if self._page is None:
            return ""
        return known_good_words(sum(self.hits().values()), len(self._page.case.flagged.rows))

    def show_hidden(self, entry: Entry) -> None:
        """Show the rows that an entry greys, and no others."""
        self.set_on(True)
        if self._page is not None:
            self._page.filter_bar.add_term(exactly("known_good", [entry.title]))

    def current_row(self) -> Row | None:
        """Give the row that the user stands on."""
        rows = [] if self._page is None else self._page.chosen_rows()
        return rows[0] if rows else None

    # ------------------------------------------------------------ own entries
    def put(self, entry: Entry, instead_of: Entry | None = None) -> None:
        """Add an own entry, or put it in the place of another. Raises CellspawnError where it cannot be kept."""
        own = list(self.own)
        if instead_of in own:
            own[own.index(instead_of)] = entry
        else:
            own.append(entry)
        self._save(own)

    def remove(self, entry: Entry) -> None:
        """Take an own entry away. Raises CellspawnError where that cannot be kept."""
        self._save([one for one in self.own if one is not entry])

    def _save(self, own: Sequence[Entry]) -> None:
        if self.problem:
            raise CellspawnError(self.problem)
        save_own(self.path, own)
        self.load()
