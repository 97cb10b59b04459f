"""The counts of all facets into sections one under the other, from which the user chooses values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.rows.columns import COLUMNS
from core.view.facets import FACETS, HIDDEN_WHILE_EMPTY, FacetValue
from gui.filter.facet_section import FacetSection
from gui.looks.plain_text import label
from gui.looks.theme import SPACE

NOTHING = "Nothing to count yet"
_VERSION = 1


class FacetPanel(QScrollArea):
    """Which values there are, how often, and which of them are asked for."""

    values_chosen = Signal(str, tuple)
    """Column and the values checked in it, all of them; empty where any will do."""
    term_asked = Signal(object)
    """A Term that excludes a value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Facets: values and how many rows have them")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.verticalScrollBar().setStyleSheet("QScrollBar:vertical { background: transparent; }")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(180)
        self.sections = {column: FacetSection(column, COLUMNS[column].title) for column in FACETS}
        self._is_empty = dict.fromkeys(FACETS, True)
        self._inner = QWidget()
        self.nothing = label(NOTHING, "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._lay_out()
        for section in self.sections.values():
            section.values_chosen.connect(self.values_chosen)
            section.term_asked.connect(self.term_asked)
            section.list.selectionModel().currentChanged.connect(self._show_current)
        self.setFocusProxy(next(iter(self.sections.values())).heading)
        self._is_refreshing = False
        self.refresh({})

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self._inner)
        layout.setContentsMargins(0, SPACE // 2, 0, SPACE)
        layout.setSpacing(SPACE // 2)
        for section in self.sections.values():
            layout.addWidget(section)
        layout.addWidget(self.nothing)
        layout.addStretch(1)
        self.setWidget(self._inner)

    def refresh(self, counts: Mapping[str, Sequence[FacetValue]]) -> None:
        """Show new counts by column. What is scrolled to, searched, folded or focused stays so."""
        for column in self.sections:
            self.refresh_column(column, counts.get(column, ()))

    def refresh_column(self, column: str, counts: Sequence[FacetValue]) -> None:
        """Show new counts of one column."""
        self._is_empty[column] = not counts
        self._is_refreshing = True
        self.sections[column].refresh(counts)
        self._is_refreshing = False
        if column in HIDDEN_WHILE_EMPTY:
            self.sections[column].setVisible(any(value.text for value in counts))
        self.nothing.setVisible(all(self._is_empty.values()))

    # ------------------------------------------------------------ what is remembered
    def state(self) -> str:
        """Give which sections are folded, to be restored later."""
        folded = [column for column, section in self.sections.items() if section.is_folded]
        return json.dumps({"version": _VERSION, "folded": folded})

    def restore(self, text: str) -> None:
        """Fold the sections as `state` said; rubbish changes nothing."""
        folded = _folded(text)
        if folded is None:
            return
        for column, section in self.sections.items():
            section.fold(column in folded)

    def _show_current(self) -> None:
        """Scroll to the row that the keyboard stands on: the lists themselves do not scroll."""
        if self._is_refreshing:
            return  # the value that the keyboard stands on has moved, and not the user
        focused = next((one.list for one in self.sections.values() if one.list.hasFocus()), None)
        if focused is not None:
            row = focused.visualRect(focused.currentIndex())
            at = focused.viewport().mapTo(self._inner, row.center())
            self.ensureVisible(0, at.y(), 0, row.height())


def _folded(text: str) -> frozenset[str] | None:
    try:
        state = json.loads(text)
    except (ValueError, RecursionError):
        return None
    names: object = (
        state.get("folded") if isinstance(state, dict) and state.get("version") == _VERSION else None
    )
    if not isinstance(names, Iterable) or isinstance(names, str):
        return None
    return frozenset(name for name in names if isinstance(name, str))
