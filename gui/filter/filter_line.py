"""Keys into the text of a filter: read while it is typed, its error marked, completed, remembered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QKeyCombination, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from core.filter.language import Choice, Completion, complete
from core.filter.stack import Typed, read_typed
from core.filter.term import Operator
from gui.filter.filter_drop import MOST_ROWS, FilterDrop
from gui.filter.line_text import LineHistory, beginning, put_in, units
from gui.looks.plain_text import tooltip
from gui.looks.theme import colours, icon
from gui.looks.wave import draw_wave

PLACEHOLDER = "Filter: user:alice integrity>=high image~powershell time>2024-01-02"
MOST_REMEMBERED = 20

_LINE_END = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_SIDE = 24
"""Pixels that the icons at both ends take."""

_CTRL = Qt.KeyboardModifier.ControlModifier
_STEPS: Mapping[Qt.Key, int] = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -MOST_ROWS,
    Qt.Key.Key_PageDown: MOST_ROWS,
}

Values = Callable[[str], Iterable[str]]
"""The values of a column by its key, the most frequent first."""


class FilterLine(QLineEdit):
    """One line of filter text. Enter is for whoever holds it; Esc closes, then clears, then leaves."""

    entered = Signal()
    cleared = Signal()
    """By Esc."""
    left = Signal()
    """Esc in an empty line: the keyboard belongs elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed = Typed()
        self._text = ""
        """What was read last."""
        self._is_accepting = False
        self._values: Values = lambda column: ()
        self._known: dict[str, tuple[str, ...]] = {}
        """Values by column, for as long as one filter is typed: to count them may take a while."""
        self._completion = Completion(0, 0)
        self._drop: FilterDrop | None = None
        self.history = LineHistory(MOST_REMEMBERED)
        self.setPlaceholderText(PLACEHOLDER)
        self.setAccessibleName("Filter")
        self.setClearButtonEnabled(True)
        self._sign = QAction(self)
        self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        self._draw_sign()
        self.textEdited.connect(self._edit)
        self.textChanged.connect(self._follow)

    # ------------------------------------------------------------ what it says
    @property
    def typed(self) -> Typed:
        """The terms in the line, and what is wrong with it."""
        return self._typed

    def provide_values(self, values: Values) -> None:
        """Offer these values when one is typed."""
        self._values = values
        self._known.clear()

    def _take(self, text: str) -> None:
        self._text = text
        self._typed = read_typed(text)
        error = self._typed.error
        self.setAccessibleDescription("" if error is None else str(error))
        self.setToolTip("" if error is None else tooltip(str(error)))
        self.update()

    def _edit(self, text: str) -> None:
        """Follow what the user did: fold line ends that came with a paste, offer how to go on."""
        before = self._text
        self.history.end_walk()
        self._take(text)
        if not self._is_accepting and self._fold(before, text):
            return
        self._offer()

    def _follow(self, text: str) -> None:
        """Follow a change that came from elsewhere: Qt tells of the user's own twice, first by `textEdited`."""
        if text != self._text:
            self._take(text)
            self.close_choices()

    def _fold(self, before: str, text: str) -> bool:
        """Make blanks of line ends in what was put in; those in a value that is being edited stay."""
        start, end = put_in(before, text)
        new = text[start:end]
        if _LINE_END.search(new) is None:
            return False
        self.setSelection(units(text[:start]), units(new))
        self.insert(_LINE_END.sub(" ", new).strip(" "))
        return True

    # ------------------------------------------------------------ completion
    def _offer(self, is_asked: bool = False) -> None:
        """Offer how to go on; unasked only where something of it is there already."""
        text = self.text()
        cursor = len(beginning(text, self.cursorPosition()))
        found = complete(text, cursor, self._values_of)
        typed = text[found.start : found.end]
        is_begun = bool(typed) or text[:cursor].endswith((*Operator, ","))
        is_done = len(found.choices) == 1 and found.choices[0].text == typed
        self._completion = found if (is_begun or is_asked) and not is_done else Completion(cursor, cursor)
        self._show_drop(self._completion.choices)

    def _values_of(self, column: str) -> tuple[str, ...]:
        if column not in self._known:
            self._known[column] = tuple(self._values(column))
        return self._known[column]

    def close_choices(self) -> None:
        """Take the choices away; what is wrong stays to be read."""
        self._completion = Completion(0, 0)
        self._show_drop(())

    def _show_drop(self, choices: Sequence[Choice]) -> None:
        error = self._typed.error if self.hasFocus() else None
        if self._drop is None:
            if error is None and not choices:
                return
            self._drop = FilterDrop(self)
            self._drop.chosen.connect(self._accept)
        self._drop.show_both("" if error is None else str(error), choices)

    @property
    def _choices(self) -> int:
        return 0 if self._drop is None else self._drop.choices

    def _accept(self, choice: Choice | None) -> None:
        """Put a choice in; behind a field's operator its values are offered at once."""
        if choice is None:
            return
        text, found = self.text(), self._completion
        self._is_accepting = True
        self.setSelection(units(text[: found.start]), units(text[found.start : found.end]))
        self.insert(choice.text)
        self._is_accepting = False
        if not choice.text.endswith(tuple(Operator)):
            self.close_choices()

    # ------------------------------------------------------------ keys
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            is_bare_tab = event.key() == Qt.Key.Key_Tab and not event.modifiers()
            if (
                event.type() is QEvent.Type.KeyPress
                and is_bare_tab
                and self._drop is not None
                and self._choices
            ):
                self._accept(self._drop.current or self._drop.first)
                return True
            is_ctrl_k = event.keyCombination() == QKeyCombination(_CTRL, Qt.Key.Key_K)
            if event.type() is QEvent.Type.ShortcutOverride and is_ctrl_k:
                # On X11 a line takes it for "delete to the end"; here it clears the whole filter.
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._step(key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key is Qt.Key.Key_Escape:
            self._escape()
        elif key is Qt.Key.Key_Space and event.modifiers() == _CTRL:
            self._offer(is_asked=True)
        else:
            super().keyPressEvent(event)

    def _step(self, key: Qt.Key) -> None:
        rows, drop = _STEPS[key], self._drop
        if drop is not None and self._choices and (rows > 0 or drop.current is not None):
            drop.move_by(rows)
        elif abs(rows) == 1 and (rows < 0 or self.history.is_walking):
            self.setText(self.history.walk(rows, self.text()))
        elif rows > 0:
            self._offer(is_asked=True)

    def _enter(self) -> None:
        chosen = None if self._drop is None or not self._choices else self._drop.current
        if chosen is not None:
            self._accept(chosen)
        else:
            self._known.clear()
            self.close_choices()
            self.entered.emit()

    def _escape(self) -> None:
        if self._choices:
            self.close_choices()
        elif self.text():
            self.setText("")
            self.cleared.emit()
        else:
            self.left.emit()

    # ------------------------------------------------------------ what Qt tells
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._known.clear()
        self.close_choices()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.close_choices()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.close_choices()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_drop()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._place_drop()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._drop is not None:
            self._drop.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._draw_sign()
            self._place_drop()

    def _place_drop(self) -> None:
        if self._drop is not None:
            self._drop.place()

    # ------------------------------------------------------------ painting
    def _draw_sign(self) -> None:
        self._sign.setIcon(icon("funnel", colours().muted))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._text.strip():
            return
        shades, error, painter = colours(), self._typed.error, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(shades.good if error is None else shades.bad), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if error is not None:
            painter.setClipRect(self.rect().adjusted(_SIDE, 0, -_SIDE, 0))
            start, end = (units(self._text[:at]) for at in (error.position, error.position + error.length))
            draw_wave(painter, self, self.cursorRect().center(), start, end)
