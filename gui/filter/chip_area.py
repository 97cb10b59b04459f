"""The terms of the filter into chips that wrap into two lines and then scroll."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from core.filter.stack import Held
from gui.filter.chip import Chip
from gui.looks.theme import SPACE

MOST_LINES = 2
_GAP = SPACE // 2


class ChipArea(QScrollArea):
    """Chips in the order of their terms; each signal carries the place of the chip's term."""

    switched = Signal(int)
    removed = Signal(int)
    edited = Signal(int)
    inverted = Signal(int)
    emptied = Signal()
    """The last chip went while the keyboard stood on it."""
    clear_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[Chip] = []
        self._inner = QWidget()
        self.setWidget(self._inner)
        self.setAccessibleName("Terms of the filter")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.verticalScrollBar().setStyleSheet("QScrollBar:vertical { background: transparent; }")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self._inner.setAutoFillBackground(False)

    def show_held(self, held: Sequence[Held]) -> None:
        """Show these terms. A chip stays where it is and takes the next term, so that the focus stays, too."""
        was_focused = any(chip.hasFocus() for chip in self.chips)
        while len(self.chips) < len(held):
            self.chips.append(self._new_chip())
        for chip, one in zip(self.chips, held, strict=False):
            chip.show_held(one)
        surplus, self.chips = self.chips[len(held) :], self.chips[: len(held)]
        self._place()
        if was_focused and self.chips and any(chip.hasFocus() for chip in surplus):
            self.chips[-1].setFocus(Qt.FocusReason.OtherFocusReason)
        for chip in surplus:
            chip.hide()
            chip.deleteLater()
        if was_focused and not self.chips:
            self.emptied.emit()

    def _new_chip(self) -> Chip:
        chip = Chip(self._inner)
        # A chip takes part in a signal only with its place of that moment: places move when others go.
        chip.switched.connect(lambda: self.switched.emit(self.chips.index(chip)))
        chip.removed.connect(lambda: self.removed.emit(self.chips.index(chip)))
        chip.edited.connect(lambda: self.edited.emit(self.chips.index(chip)))
        chip.inverted.connect(lambda: self.inverted.emit(self.chips.index(chip)))
        chip.menu_asked.connect(lambda at: self._open_menu(chip, at))
        chip.show()
        return chip

    def _open_menu(self, chip: Chip, at: QPoint) -> None:
        menu = chip.menu()
        menu.addAction("Remove all", self.clear_asked.emit)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    # ------------------------------------------------------------ places
    def _place(self) -> None:
        """Put the chips into lines from left to right, and be as high as they need, within bounds."""
        height = self._line_height()
        lines = self._wrap(self.width())
        if lines > MOST_LINES:
            lines = self._wrap(self.width() - self.verticalScrollBar().sizeHint().width())
        self.setFixedHeight(min(lines, MOST_LINES) * (height + _GAP) - _GAP if lines else 0)
        self._inner.resize(self.width(), max(lines * (height + _GAP) - _GAP, 0))
        self.verticalScrollBar().setSingleStep(height + _GAP)

    def _wrap(self, width: int) -> int:
        """Place the chips in lines of this width; give how many there are."""
        x = line = 0
        for chip in self.chips:
            hint = chip.sizeHint()
            wide = min(hint.width(), width)
            if x and x + wide > width:
                x, line = 0, line + 1
            chip.setGeometry(x, line * (hint.height() + _GAP), wide, hint.height())
            x += wide + _GAP
        return line + 1 if self.chips else 0

    def _line_height(self) -> int:
        return self.chips[0].sizeHint().height() if self.chips else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._place()
