"""What is typed, clicked and asked for elsewhere into the filter in force: a line, and a chip for each term."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from core.filter.stack import FilterStack, Held, written
from core.filter.term import Operator, Term
from gui.filter import filter_state
from gui.filter.chip_area import ChipArea
from gui.filter.filter_help import FilterHelp
from gui.filter.filter_line import FilterLine, Values
from gui.looks.theme import SPACE, icon

PREVIEW_MS = 150
"""How long after the last key the terms in the line begin to filter."""
_LONGEST = 32_767
"""Characters that a line of Qt's takes."""
_QUIET_BUTTON = """
QPushButton { background: transparent; border: 1px solid transparent; color: palette(link); padding: 3px 6px; }
QPushButton:hover { text-decoration: underline; }
QPushButton:focus { border-color: palette(link); }
"""


class FilterBar(QWidget):
    """All that rows must meet to be shown: the terms that are on, and those being typed."""

    terms_changed = Signal(tuple)
    """The terms in force, after they became others."""
    left = Signal()
    """The user is done here: the keyboard belongs to the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = FilterStack()
        self._edited: tuple[int, Held] | None = None
        """The term that was taken into the line to be edited, and its place."""
        self._in_force: tuple[Term, ...] = ()
        self._help: FilterHelp | None = None
        self.line = FilterLine()
        self.help_button = QToolButton()
        self.chips = ChipArea()
        self.clear_button = QPushButton("Clear all")
        self._preview = QTimer(self)
        self._preview.setSingleShot(True)
        self._preview.setInterval(PREVIEW_MS)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        self.help_button.setAutoRaise(True)
        self.help_button.setCheckable(True)
        self.help_button.setToolTip("How to write a filter")
        self.help_button.setAccessibleName("How to write a filter")
        self.clear_button.setFlat(True)
        self.clear_button.setToolTip("Remove all terms (Ctrl+K)")
        self.clear_button.setStyleSheet(_QUIET_BUTTON)
        self._draw_icons()
        top = QHBoxLayout()
        top.setSpacing(SPACE // 2)
        top.addWidget(self.line, 1)
        top.addWidget(self.help_button)
        self._below = QWidget()
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACE)
        below.addWidget(self.chips, 1)
        below.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addLayout(top)
        layout.addWidget(self._below)

    def _connect(self) -> None:
        self._preview.timeout.connect(self._settle)
        self.line.textChanged.connect(lambda _: self._preview.start())
        self.line.entered.connect(self._enter)
        self.line.cleared.connect(self._give_back)
        self.line.left.connect(self.left)
        self.help_button.toggled.connect(self._show_help)
        self.clear_button.clicked.connect(self.clear)
        self.chips.switched.connect(lambda at: self._change(self._stack.switched(at)))
        self.chips.removed.connect(lambda at: self._change(self._stack.without(at)))
        self.chips.inverted.connect(lambda at: self._change(self._stack.inverted(at)))
        self.chips.edited.connect(self._edit)
        self.chips.clear_asked.connect(self.clear)
        self.chips.emptied.connect(self.focus_line)

    # ------------------------------------------------------------ what is in force
    def terms(self) -> tuple[Term, ...]:
        """Give the terms in force: what `terms_changed` said last."""
        return self._in_force

    def text(self) -> str:
        """Give the filter in force as one text, which reads back as the same terms."""
        return written(self._in_force)

    def stack(self) -> FilterStack:
        """Give the terms of the chips, on or off."""
        return self._stack

    def is_any_on(self) -> bool:
        """Tell whether a term is on, or typed."""
        return bool(self._previewed().terms)

    def is_all_off(self) -> bool:
        """Tell whether there are terms, and none is in force."""
        return bool(self._stack.held) and not self.is_any_on()

    # ------------------------------------------------------------ what others ask for
    def add_term(self, term: Term) -> None:
        """Add a term, or switch an equal one on; one that asks for the opposite gives way to it."""
        self._change(self._stack.with_term(term))

    def set_values(self, column: str, values: Sequence[str]) -> None:
        """Ask for just these values of a column, as rows have them, or for any where none is given."""
        asks = any(
            term.column == column and term.operator is Operator.IS and not term.is_excluded
            for term in self.line.typed.terms
        )
        if asks:
            self._take_line_in()
        self._change(self._stack.with_values(column, values))

    def set_time(self, since: int | None, until: int | None) -> None:
        """Ask for just this stretch of time, in ticks; `until` is not part of it, and `None` is no bound."""
        if any(term.column == "time_created" for term in self.line.typed.terms):
            self._take_line_in()
        self._change(self._stack.with_time(since, until))

    def clear(self) -> None:
        """Drop all terms, those being typed as well; what was typed can be recalled."""
        self._forget_line()
        self._change(FilterStack())

    def set_all_on(self, is_on: bool) -> None:
        """Switch all terms off, so that all rows are shown, or those that this switched off on again."""
        if not is_on:
            self._take_line_in()
        self._change(self._stack.all_on() if is_on else self._stack.all_off())

    def provide_values(self, values: Values) -> None:
        """Offer these values of a column, the most frequent first, when one is typed."""
        self.line.provide_values(values)

    def focus_line(self) -> None:
        """Let the user type."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    # ------------------------------------------------------------ what is remembered
    def state(self) -> str:
        """Give all terms and the line, to be restored later."""
        return filter_state.written_filter(self._stack, self.line.text())

    def restore(self, text: str) -> None:
        """Take on what `state` gave; what cannot be read of it is left out."""
        found = filter_state.read_filter(text)
        if found is not None:
            stack, line = found
            self._edited = None
            self.line.setText(line)
            self._change(stack)

    def history_state(self) -> str:
        """Give what was entered before, to be restored later."""
        return filter_state.written_history(self.line.history.texts)

    def restore_history(self, text: str) -> None:
        """Take on what `history_state` gave, as the latest."""
        self.line.history.remember(*filter_state.read_history(text))

    # ------------------------------------------------------------ the line and the chips
    def _previewed(self) -> FilterStack:
        """Give the chips as Enter would leave them."""
        at = None if self._edited is None else self._edited[0]
        return self._stack.with_terms(self.line.typed.terms, at)

    def _enter(self) -> None:
        if self.line.typed.error is None:
            self._take_line_in()
            self._change(self._stack)

    def _take_line_in(self) -> None:
        """Make chips of what is typed, as far as it can be read."""
        self._stack = self._previewed()
        self._forget_line()

    def _forget_line(self) -> None:
        if text := self.line.text().strip():
            self.line.history.remember(text)
        self._edited = None
        self.line.setText("")

    def _edit(self, at: int) -> None:
        """Take a term back into the line; Esc there gives it back."""
        term = self._stack.held[at].term
        if not _fits_line(text := str(term)):
            return
        self._take_line_in()
        at = next((place for place, held in enumerate(self._stack.held) if held.term == term), -1)
        if at >= 0:
            self._edited = at, self._stack.held[at]
            self._stack = self._stack.without(at)
            self.line.setText(text)
        self._change(self._stack)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give_back(self) -> None:
        """Put the term that was edited back where it was."""
        edited, self._edited = self._edited, None
        stack = self._stack.held
        if edited is not None and all(held.term != edited[1].term for held in stack):
            at, held = edited
            self._stack = FilterStack((*stack[:at], held, *stack[at:]))
        self._change(self._stack)

    def _change(self, stack: FilterStack) -> None:
        self._stack = stack
        self._show()
        self._settle()

    def _settle(self) -> None:
        """Let what is shown be in force from now on."""
        self._preview.stop()
        before, self._in_force = self._in_force, self._previewed().terms
        if set(before) != set(self._in_force):
            self.terms_changed.emit(self._in_force)

    def _show(self) -> None:
        self._below.setVisible(bool(self._stack.held))
        self.chips.show_held(self._stack.held)
        # New chips come last in Qt's order, behind what stands to the right of them.
        for before, after in pairwise((self.help_button, *self.chips.chips, self.clear_button)):
            QWidget.setTabOrder(before, after)

    # ------------------------------------------------------------ help and looks
    def _show_help(self, is_wanted: bool) -> None:
        if self._help is None:
            self._help = FilterHelp(self)
            self._help.closed.connect(self._close_help)
            # It lies over the window, not in the bar, and must not outlive it.
            self.destroyed.connect(self._help.deleteLater)
        if is_wanted:
            self._help.open_under(self.help_button)
        else:
            self._help.hide()

    def _close_help(self) -> None:
        self.help_button.setChecked(False)
        self.focus_line()

    def _draw_icons(self) -> None:
        self.help_button.setIcon(icon("question"))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.help_button.setChecked(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._draw_icons()


def _fits_line(text: str) -> bool:
    """Tell whether Qt's line keeps a text as it is: it drops half surrogate pairs, and cuts what is long."""
    return len(text) < _LONGEST and not any("\ud800" <= character <= "\udfff" for character in text)
