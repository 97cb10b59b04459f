"""A row and its related events into the Related tab: a time line that can be narrowed, and the selected event."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import pairwise
from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from core.notation.visible import one_line
from core.rows.row import Row
from core.story.event_kinds import Group
from core.view.related_view import RelatedView, Shown
from core.view.time_scale import TimeScale
from core.view.times import UTC_ZONE, Zone, text_in
from core.words import related_words as words
from core.work.related_event import RelatedFound
from gui.detail.find_line import MOST_TYPED
from gui.detail.framed import Framed
from gui.detail.related_chips import Choice, ChoiceChips
from gui.detail.related_event import EventDetail
from gui.detail.related_icons import GROUP_ICONS
from gui.detail.related_invitation import Invitation
from gui.detail.related_list import RelatedList
from gui.detail.related_processes import ProcessChoice
from gui.detail.related_strip import TimeStrip
from gui.looks.compound import Compound
from gui.looks.plain_text import label
from gui.looks.theme import SPACE

AT_ONCE = 0.012
"""Seconds of a filter's work between two turns of the window."""
_SIDE_BY_SIDE = 1.6
"""Width by height from which the event stands beside the list."""


class RelatedTab(Compound):
    """Shows what else the logs hold about a row's process, its parent and what it started."""

    asked = Signal()
    """The events are to be looked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self._view: RelatedView | None = None
        self._zone = UTC_ZONE
        self._logs = self._bytes = 0
        self._scale = TimeScale.over(())
        self._filtering: Generator[None, None, list[int]] | None = None
        self._shares: list[float | None] = []
        """Where each event stands on the scale of times."""
        self._kept: int | None = None
        """Number of what is to stay the current event."""
        self._timed: list[int] = []
        """Lines of events that have a time."""
        self.invitation = Invitation()
        self.invitation.asked.connect(self.asked)
        self.groups = ChoiceChips("Kinds of events")
        self.processes = ProcessChoice()
        self.line = QLineEdit()
        self.line.setPlaceholderText("Filter the events by a text")
        self.line.setAccessibleName("Filter the events by a text")
        self.line.setClearButtonEnabled(True)
        self.line.setMaxLength(MOST_TYPED)
        self.count = label("", "muted")
        self.notes = label("", "muted")
        self.notes.setWordWrap(True)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.strip = TimeStrip()
        self.list = RelatedList()
        self.none_left = label(words.NONE_LEFT, "muted")
        self.none_left.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.detail = EventDetail()
        self.halves = QSplitter(Qt.Orientation.Vertical)
        self._stack = QStackedLayout(self)
        self._list_stack = QStackedLayout()
        self._step = QTimer(self, interval=0)
        self._lay_out()
        self._step.timeout.connect(self._go_on)
        self.list.current_changed.connect(self._show_current)
        self.strip.chosen.connect(self._go_to_timed)
        for changed in (self.groups.changed, self.processes.changed, self.line.textChanged):
            changed.connect(lambda *_: self._filter(self.list.current_number()))

    def _lay_out(self) -> None:
        find = QHBoxLayout()
        find.setSpacing(SPACE)
        find.addWidget(self.line, 1)
        find.addWidget(self.processes)
        find.addWidget(self.count)
        top = QVBoxLayout()
        top.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        top.setSpacing(SPACE)
        top.addWidget(self.groups)
        top.addLayout(find)
        top.addWidget(self.notes)
        self._list_stack.addWidget(Framed(self.list))
        self._list_stack.addWidget(self.none_left)
        upper = QWidget()
        inner = QVBoxLayout(upper)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(top)
        inner.addWidget(self.strip)
        inner.addLayout(self._list_stack, 1)
        self.halves.addWidget(upper)
        self.halves.addWidget(self.detail)
        self.halves.setChildrenCollapsible(False)
        self._stack.addWidget(self.invitation)
        self._stack.addWidget(self.halves)
        self._show(self.invitation)

    def set_logs(self, count: int, size: int) -> None:
        """Say how many logs, and bytes in them, a search would go through."""
        self._logs, self._bytes = count, size

    # ------------------------------------------------------------ what is shown

    def show_wanted(self, row: Row) -> None:
        """Offer to look for the events of a row."""
        self._forget(row)
        button = words.look_in(self._logs, self._bytes)
        self.invitation.say(words.NOT_LOOKED_FOR, words.before_looking(row), button)

    def show_progress(self, share: float) -> None:
        """Show how far the search is, 0 to 1."""
        self._forget(self._row)
        self.invitation.say(words.LOOKING, f"{share:.0%}", share=share)

    def show_problem(self, sentence: str) -> None:
        """Say why the search failed."""
        self._forget(self._row)
        self.invitation.say(words.FAILED, sentence, words.LOOK_AGAIN)

    def show_related(self, row: Row, names: Sequence[str], found: RelatedFound, zone: Zone) -> None:
        """Show what was found; `names` are those of the processes that were looked for. What is selected stays."""
        is_known = self._view is not None and self._view.found is found and self._row is row
        self._row, self._zone = row, zone
        notes = words.notes(row, found)
        if words.is_nothing(row, found):
            self._forget(row)
            heading, text = words.nothing(row)
            self.invitation.say(heading, "\n\n".join((text, *notes)))
            return
        current = self.list.current_number() if is_known else None
        view = self._view if is_known and self._view is not None else self._take_in(row, names, found)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        if not is_known:
            self.processes.choose(())  # their numbers are other processes now
        self._offer(view)
        self._show(self.halves)
        self._filter(current)

    def _take_in(self, row: Row, names: Sequence[str], found: RelatedFound) -> RelatedView:
        view = self._view = RelatedView(row, names, found)
        scale = self._scale = TimeScale.over([offset for offset in view.offsets if offset is not None])
        self._shares = scale.shares(view.offsets)
        return view

    def _offer(self, view: RelatedView) -> None:
        """Make the buttons for what there is."""
        self.groups.show_choices(
            [
                Choice(group, words.GROUPS[group], count, GROUP_ICONS[group])
                for group, count in view.group_counts()
            ]
        )
        for before, behind in pairwise((self.line, *self.groups.chips, self.line)):
            QWidget.setTabOrder(before, behind)  # what is made late would come last
        self.processes.show_processes(
            [(process, view.name(process), count) for process, count in view.process_counts()]
        )

    def _forget(self, row: Row | None) -> None:
        """Hold no events, and say something instead."""
        self._row, self._view, self._filtering = row, None, None
        self._step.stop()
        self.list.events.show_events(None, (), self._clock)
        self.detail.show_event(None, "", self._clock)
        self._show(self.invitation)

    def _show(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        self.give_focus_to(self.list if page is self.halves else self.invitation)

    def _clock(self, ticks: int) -> str:
        return f"{text_in(ticks, self._zone)}"

    def _clock_with_zone(self, ticks: int) -> str:
        return f"{text_in(ticks, self._zone)} {one_line(self._zone.name)}"

    # ------------------------------------------------------------ the filter

    @property
    def shown(self) -> Shown:
        """What is asked for."""
        groups = frozenset(key for key in self.groups.pressed() if isinstance(key, Group))
        return Shown(groups, self.processes.chosen, self.line.text())

    def _filter(self, kept: int | None) -> None:
        """Choose the events anew: a few thousand at once, more in steps."""
        if self._view is None:
            return
        self._kept = kept
        self._filtering = self._view.filtering(self.shown)
        self._go_on()
        if self._filtering is not None:
            self._step.start()

    def _go_on(self) -> None:
        if self._filtering is None:
            self._step.stop()
            return
        until = perf_counter() + AT_ONCE
        try:
            while perf_counter() < until:
                next(self._filtering)
        except StopIteration as ended:
            self._filtering = None
            self._step.stop()
            self._take(ended.value)

    def _take(self, chosen: list[int]) -> None:
        view = self._view
        if view is None:
            return
        self.list.events.show_events(view, chosen, self._clock)
        self._list_stack.setCurrentIndex(0 if chosen else 1)
        everything = len(view.events)
        self.count.setText(
            f"{everything:,} events" if len(chosen) == everything else f"{len(chosen):,} of {everything:,}"
        )
        shares = [self._shares[number] for number in chosen]
        self._timed = [line for line, share in enumerate(shares) if share is not None]
        self.strip.show_shares([share for share in shares if share is not None], self._scale)
        kept = self.list.events.line_of(self._kept)
        if kept is not None:
            self.list.go_to(kept)
        elif chosen:
            self.list.go_to(self._first_behind_the_start(view, chosen), in_the_middle=True)
        self._show_current()

    def _first_behind_the_start(self, view: RelatedView, chosen: Sequence[int]) -> int:
        offsets = (view.offsets[number] for number in chosen)
        return next((line for line, offset in enumerate(offsets) if offset is not None and offset >= 0), 0)

    def _go_to_timed(self, number: int) -> None:
        self.list.go_to(self._timed[number])
        self.list.setFocus()

    def _show_current(self) -> None:
        event, view, number = self.list.current(), self._view, self.list.current_number()
        name = "" if event is None or view is None else view.name(event.process)
        self.detail.show_event(event, name, self._clock_with_zone)
        self.strip.set_current(None if number is None else self._shares[number])

    # ------------------------------------------------------------ the look

    def start_finding(self) -> None:
        """Let the user type what to filter by."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_broad = self.width() > _SIDE_BY_SIDE * self.height()
        wanted = Qt.Orientation.Horizontal if is_broad else Qt.Orientation.Vertical
        if self.halves.orientation() is not wanted or not event.oldSize().isValid():
            self.halves.setOrientation(wanted)
            shares = (60, 40) if is_broad else (64, 36)
            for half, share in enumerate(shares):
                self.halves.setStretchFactor(half, share)
            self.halves.setSizes([10 * share for share in shares])
