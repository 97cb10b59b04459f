"""Related events into a list that can be walked with the keyboard and copied."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from core.view.related_view import RelatedView
from core.words.related_words import cells
from core.work.related_event import RelatedEvent
from gui.clipboard import MOST_ROWS, line, put
from gui.detail.own_keys import are_taken
from gui.detail.related_delegate import RelatedDelegate
from gui.detail.related_model import RelatedModel


class RelatedList(QListView):
    """Shows a `RelatedModel`."""

    current_changed = Signal()
    """Another event is the current one, or none is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.events = RelatedModel(self)
        self._delegate = RelatedDelegate(self)
        self.setModel(self.events)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Related events")
        self.selectionModel().currentChanged.connect(lambda *_: self.current_changed.emit())

    def current(self) -> RelatedEvent | None:
        """Give the current event."""
        return self.events.event_at(self.currentIndex().row())

    def current_number(self) -> int | None:
        """Give its number in the view."""
        return self.events.number_at(self.currentIndex().row())

    def go_to(self, number: int, in_the_middle: bool = False) -> None:
        """Make the event in a line the current one, and the only selected one."""
        index = self.events.index(number)
        self.setCurrentIndex(index)
        hint = QAbstractItemView.ScrollHint
        self.scrollTo(index, hint.PositionAtCenter if in_the_middle else hint.EnsureVisible)

    def copy(self) -> None:
        """Copy the selected events, a line each, guarded against formulas."""
        view = self.events.view
        if view is None:
            return
        lines = sorted(index.row() for index in self.selectionModel().selectedRows())
        chosen = [self.events.shown[number] for number in lines[:MOST_ROWS]]
        put("\n".join(self._as_text(view, number) for number in chosen))

    def _as_text(self, view: RelatedView, number: int) -> str:
        event = view.events[number]
        return line(cells(event, view.offsets[number], view.name(event.process), view.sentence(number)))

    def select_all(self) -> None:
        """Select all that is shown, in one stretch."""
        last = self.events.rowCount() - 1
        if last >= 0:
            everything = QItemSelection(self.events.index(0), self.events.index(last))
            self.selectionModel().select(everything, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        return are_taken(event) or super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._delegate.refresh()
            self.scheduleDelayedItemsLayout()
