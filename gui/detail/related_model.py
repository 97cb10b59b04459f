"""Related events into the lines of a list: what happened, to which process, when."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.notation.filetime import TICKS_PER_SECOND
from core.story.event_kinds import Group
from core.view.related_view import RelatedView
from core.words.related_words import heading, offset, source, time_of_day
from core.work.related_event import RelatedEvent
from gui.looks.plain_text import tooltip

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole

LONG_PAUSE = 60 * TICKS_PER_SECOND
"""From one event to the next, so that the time line is broken between them."""
_TOP = QModelIndex()


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it is drawn."""

    group: Group
    words: str
    name: str
    """Of the process; hostile."""
    source: str
    offset: str
    time: str
    is_own: bool
    """Whether it is about the row's own process."""
    is_first: bool
    is_last: bool
    is_after_pause: bool


class RelatedModel(QAbstractListModel):
    """The events that are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view: RelatedView | None = None
        self.shown: Sequence[int] = ()
        """Numbers of events in the view, ascending, from top to bottom."""
        self._clock: Callable[[int], str] = str

    def show_events(
        self, view: RelatedView | None, shown: Sequence[int], clock: Callable[[int], str]
    ) -> None:
        """Show these events instead; `clock` writes a time."""
        self.beginResetModel()
        self.view, self.shown, self._clock = view, shown, clock
        self.endResetModel()

    def event_at(self, line: int) -> RelatedEvent | None:
        """Give the event of a line."""
        if self.view is None or not 0 <= line < len(self.shown):
            return None
        return self.view.events[self.shown[line]]

    def number_at(self, line: int) -> int | None:
        """Give the number, in the view, of the event of a line."""
        return self.shown[line] if 0 <= line < len(self.shown) else None

    def line_of(self, number: int | None) -> int | None:
        """Give the line of an event, by its number in the view, where it is shown."""
        if number is None:
            return None
        line = bisect_left(self.shown, number)
        return line if line < len(self.shown) and self.shown[line] == number else None

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        view, number = self.view, index.row()
        if view is None or not 0 <= number < len(self.shown):
            return None
        if role == LINE:
            return self._line(view, number)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            line = self._line(view, number)
            return f"{line.offset}, {line.name}: {line.words}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(view.sentence(self.shown[number]))
        return None

    def _line(self, view: RelatedView, line: int) -> Line:
        number = self.shown[line]
        event = view.events[number]
        before = view.events[self.shown[line - 1]].time if line else None
        pause = event.time is not None and before is not None and event.time - before >= LONG_PAUSE
        return Line(
            group=view.group(number),
            words=view.sentence(number),
            name=view.name(event.process),
            source=f"{source(event)} · {heading(event)}",
            offset=offset(view.offsets[number]),
            time=time_of_day(event, view.row, self._clock),
            is_own=event.process == 0,
            is_first=line == 0,
            is_last=line + 1 == len(self.shown),
            is_after_pause=pause,
        )
