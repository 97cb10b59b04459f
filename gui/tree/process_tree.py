"""A family and what is flagged in it into a tree that can be searched: of one row, or of a whole case."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from itertools import islice

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.detection.descendants import DESCENDANT
from core.detection.detections import Detection
from core.processes.family import Family
from core.processes.living import host_of
from core.view.family_view import Asked, FamilyView
from core.view.times import UTC_ZONE, Zone
from gui.looks.compound import Compound
from gui.looks.icon_button import IconButton
from gui.looks.plain_text import label
from gui.looks.switch import Switch
from gui.looks.theme import SPACE
from gui.tree.node_panel import NodePanel
from gui.tree.tree_model import TreeModel
from gui.tree.tree_view import MOST_UNFOLDED, ProcessTreeView

STEP_MS = 12
"""Milliseconds of choosing between two looks at what the user does."""
TYPING_MS = 150
MOST_TYPED = 1_000
_PANELS_SHARE = 0.4
_LEAST_LINES = 23
"""Lines of the interface's font that the whole is high where what is said of the current process has room."""

ONLY_FLAGGED = "Only families with a flag"
WITH_SIBLINGS = "With siblings"
SEARCH = "Search: name, command line, user, PID"

NOTHING_FLAGGED = "Nothing is flagged, so no family has a flag. Turn the switch off to see all processes."
NOTHING_READ = "No process creations were read."
NOTHING_FOUND = "No process holds this text."
NOTHING_FOUND_HERE = (
    "No process holds this text among the families with a flag. Turn the switch off to search all."
)


class ProcessTree(Compound):
    """Shows who started whom."""

    process_chosen = Signal(object)
    """A Place: double click or Enter on a process; its row is to be shown in the table."""
    settled = Signal()
    """What was asked for is shown."""

    def __init__(self, parent: QWidget | None = None, has_panel: bool = True) -> None:
        """`has_panel` where nothing else tells of the current process."""
        super().__init__(parent)
        self._focus: int | None = None
        self._zone = UTC_ZONE
        self._model: TreeModel | None = None
        self._work: Iterator[None] | None = None
        self._is_shared = False
        self._goes_to: int | None = None
        """The process that is the current one when what was asked for is shown."""
        self._revealed: int | None = None
        """A process that is to be the current one whatever it takes."""
        self.search = QLineEdit()
        self.search.setPlaceholderText(SEARCH)
        self.search.setAccessibleName("Search the process tree")
        self.search.setMaxLength(MOST_TYPED)
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.count = label("", "muted")
        self.before = IconButton("caret-up", "Previous (Shift+F3)", lambda: self.step(-1))
        self.next = IconButton("caret-down", "Next (F3)", lambda: self.step(1))
        self.switch = Switch(ONLY_FLAGGED)
        self.view = ProcessTreeView()
        self.panel = NodePanel()
        self.message = label("", "muted")
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setMargin(2 * SPACE)
        self.stack = QStackedWidget()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._working = QTimer(self, interval=0)
        self._lay_out(has_panel)
        self._connect()
        self.say(NOTHING_READ)

    def _lay_out(self, has_panel: bool) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        head.setSpacing(SPACE // 2)
        for part, stretch in (
            (self.search, 1),
            (self.count, 0),
            (self.before, 0),
            (self.next, 0),
            (self.switch, 0),
        ):
            head.addWidget(part, stretch)
        halves = self.halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.view)
        if has_panel:
            halves.addWidget(self.panel)
        halves.setStretchFactor(0, 1)
        halves.setCollapsible(0, False)
        halves.setHandleWidth(1)
        self.stack.addWidget(halves)
        self.stack.addWidget(self.message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        self.give_focus_to(self.view)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._typing.start())
        self._typing.timeout.connect(self._choose)
        self._working.timeout.connect(self._work_on)
        self.switch.toggled.connect(lambda _: self._choose())
        self.view.chosen.connect(self._say_chosen)
        self.view.current_changed.connect(lambda _: self._show_node())

    # ------------------------------------------------------------ what is shown

    def show_family(
        self,
        family: Family,
        findings: Mapping[int, Detection],
        focus: int | None = None,
        zone: Zone = UTC_ZONE,
    ) -> None:
        """Show the line of the process in focus, or without one the whole case.

        `family` has been built; `findings` are flagged processes and their descendants, by id.
        """
        is_same = self._model is not None and self._model.family is family
        self._goes_to = focus if focus is not None else self.view.current_id() if is_same else None
        if self._model is None or not is_same or self._model.view.findings is not findings:
            self._model = TreeModel(FamilyView(family, findings), zone)
        if (focus is None) is not (self._focus is None) or not is_same:
            self.switch.blockSignals(True)
            self.switch.setChecked(focus is None)
            self.switch.blockSignals(False)
        self._focus = focus
        self.switch.setText(ONLY_FLAGGED if focus is None else WITH_SIBLINGS)
        self.switch.setAccessibleName(self.switch.text())
        self.switch.setVisible(focus is None or family.parent(focus) is not None)
        self.view.painter_of_cells.focus = focus
        self._model.shows_hosts = focus is None and _has_hosts(family)
        self.set_zone(zone)
        self._choose()

    def say(self, words: str) -> None:
        """Say something instead of a tree: that it is being built, or why there is none."""
        self._working.stop()
        self._work = None
        self.message.setText(words)
        self.stack.setCurrentWidget(self.message)

    def set_zone(self, zone: Zone) -> None:
        """Write times in this zone."""
        self._zone = zone
        if self._model is not None:
            self._model.set_zone(zone)
            self._show_node()

    def _show_node(self) -> None:
        if self.panel.parent() is not None:
            has_room = self.height() >= _LEAST_LINES * self.fontMetrics().lineSpacing()
            self.panel.show_node(self._model, self.view.current_id() if has_room else None)
            self._share_height()

    def reveal(self, id: int) -> None:
        """Make a process the current one; what leaves it out is no longer asked for."""
        if self.is_settled and self.view.go_to(id):
            return
        self._goes_to = self._revealed = id
        for part in (self.switch, self.search):
            part.blockSignals(True)
        self.switch.setChecked(False)
        self.search.clear()
        for part in (self.switch, self.search):
            part.blockSignals(False)
        self._choose()

    @property
    def is_settled(self) -> bool:
        """Whether what was asked for is shown."""
        return self._work is None and not self._typing.isActive()

    # ------------------------------------------------------------ choosing

    def _asked(self) -> Asked:
        is_on = self.switch.isChecked()
        return Asked(
            focus=self._focus,
            with_siblings=self._focus is not None and is_on,
            only_flagged=self._focus is None and is_on,
            wanted=self.search.text().strip(),
        )

    def _choose(self) -> None:
        self._typing.stop()
        if self._model is None:
            return
        if self._goes_to is None:
            self._goes_to = self.view.current_id() if self.view.tree_model() is self._model else None
        self._work = self._model.view.choosing(self._asked())
        self._working.start()
        self._work_on()

    def _work_on(self) -> None:
        """Go on choosing, as long as nobody notices."""
        until = time.monotonic() + STEP_MS / 1000
        while self._work is not None and time.monotonic() < until:
            try:
                next(self._work)
            except StopIteration:
                self._work = None
                self._show()
        if self._work is None:
            self._working.stop()

    def _show(self) -> None:
        model = self._model
        if model is None:
            return
        view = model.view
        model.reset()
        if self.view.tree_model() is not model:
            self.view.set_tree_model(model)
        self.view.painter_of_cells.highlight(view.asked.wanted)
        self._unfold(view)
        if not view.roots:
            self.message.setText(self._why_nothing(view))
        self.stack.setCurrentIndex(0 if view.roots else 1)
        self._say_count(view)
        self._go_on_from(view)
        self.view.share_width()
        self._share_height()
        self.settled.emit()

    def _share_height(self) -> None:
        """Give what is said below the tree its first height; from then on the user's holds."""
        if self._is_shared or not self.panel.isVisible() or not self.halves.isVisible():
            return
        self._is_shared, height = True, self.halves.height()
        panel = min(self.panel.sizeHint().height(), round(height * _PANELS_SHARE))
        self.halves.setSizes([height - panel, panel])

    def _unfold(self, view: FamilyView) -> None:
        """Unfold what leads to what matters, or all of it where that is little."""
        if view.asked.wanted:
            matters = list(view.hits[:MOST_UNFOLDED])
        elif view.asked.focus is not None:
            matters = [view.asked.focus, *(id for _, id in view.family.descendants(view.asked.focus))]
        else:
            matters = sorted(view.findings)
        few = matters[:MOST_UNFOLDED]
        self.view.unfold(view.lines_to(few))
        if view.asked.focus is not None:
            self.view.unfold(islice(few, MOST_UNFOLDED))

    def _go_on_from(self, view: FamilyView) -> None:
        """Keep the current process where it is still shown; else the first that matters."""
        wanted, self._goes_to = self._goes_to, None
        revealed, self._revealed = self._revealed, None
        if revealed is not None and not self.view.go_to(revealed):
            self._search_for(revealed, view.family)  # too many stand before it to be gone through
            return
        flagged = (id for id in sorted(view.findings) if DESCENDANT not in view.findings[id].matched)
        if view.hits and (wanted is None or not view.is_hit(wanted)):
            wanted = view.hits[0]
        candidates = (wanted, next(flagged, None), *view.roots[:1])
        if not any(id is not None and self.view.go_to(id) for id in candidates):
            self.panel.show_node(None, None)

    def _search_for(self, id: int, family: Family) -> None:
        node = family.node(id)
        self._goes_to = id
        self.search.setText(node.guid or str(node.pid or ""))

    def _why_nothing(self, view: FamilyView) -> str:
        if not len(view.family):
            return NOTHING_READ
        if view.asked.wanted:
            return NOTHING_FOUND_HERE if view.asked.only_flagged else NOTHING_FOUND
        return NOTHING_FLAGGED

    def _say_count(self, view: FamilyView) -> None:
        found = len(view.hits)
        is_searched = bool(view.asked.wanted)
        self.count.setText(f"{found:,} found" if is_searched else "")
        self.count.setVisible(is_searched)
        for button in (self.before, self.next):
            button.setVisible(is_searched)
            button.setEnabled(found > 0)

    def _say_chosen(self, id: int) -> None:
        process = None if self._model is None else self._model.family.process(id)
        if process is not None:
            self.process_chosen.emit(process.place)

    # ------------------------------------------------------------ searching

    def start_finding(self) -> None:
        """Let the user type what to search for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def step(self, by: int) -> None:
        """Go to the next process that was found (1), or to the one before (-1), round and round."""
        hits = [] if self._model is None else self._model.view.hits
        if not hits:
            return
        current = self.view.current_id()
        at = hits.index(current) if current in hits else -1 if by > 0 else 0
        self.view.go_to(hits[(at + by) % len(hits)])

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() is QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()  # before the window takes it for something else
            return True
        if event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.search.clear() if self.search.text() else self.view.setFocus()
            return True
        if event.key() == Qt.Key.Key_Down:
            self.view.setFocus()
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self._show_node()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "stack"):
            self._is_shared = False
            self._show_node()

    def event(self, event: QEvent) -> bool:
        keys = QKeySequence.StandardKey
        if isinstance(event, QKeyEvent):
            for key, act in (
                (keys.Find, self.start_finding),
                (keys.FindNext, lambda: self.step(1)),
                (keys.FindPrevious, lambda: self.step(-1)),
            ):
                if event.matches(key):
                    event.accept()
                    if event.type() is QEvent.Type.KeyPress:
                        act()
                    return True
        return super().event(event)


def _has_hosts(family: Family) -> bool:
    """Tell whether there is more than one host: roots come host by host."""
    roots = family.roots()
    return len(roots) > 1 and host_of(family.node(roots[0]).fqdn) != host_of(family.node(roots[-1]).fqdn)
