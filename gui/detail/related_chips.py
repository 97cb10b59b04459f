"""Kinds of things with their numbers into buttons that narrow a list to what is pressed, in one line."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from core.notation.visible import one_line
from gui.detail.flow import Flow
from gui.looks.drawn_text import DrawnText
from gui.looks.plain_text import tooltip
from gui.looks.theme import SPACE, colours, icon

LONGEST = 24
"""Characters of a name that are shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one button narrows to."""

    key: Hashable
    words: str
    """May be hostile."""
    count: int
    icon: str = ""


class ChoiceChip(QAbstractButton):
    """One choice; pressed, it is among those that are shown."""

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        shown = one_line(choice.words[: 4 * LONGEST])
        short = shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"
        self._text, self._count = DrawnText(short).text, f"{choice.count:,}"
        self._has_words = True
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{shown}, {choice.count:,} events")
        self._is_cut = short != choice.words
        self.show_words(True)

    def show_words(self, has_words: bool) -> None:
        """Show the choice in words, or only by its icon, where it has one."""
        self._has_words = has_words or not self.choice.icon
        self.setToolTip(tooltip(self.choice.words) if self._is_cut or not self._has_words else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        sign = metrics.height() + SPACE // 2 if self.choice.icon else 0
        words = metrics.horizontalAdvance(self._text) + SPACE // 2 if self._has_words else 0
        width = sign + words + metrics.horizontalAdvance(self._count)
        return QSize(width + 2 * SPACE + 2, metrics.height() + SPACE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key is Qt.Key.Key_Left:
            self.focusPreviousChild()
        elif key is Qt.Key.Key_Right:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        shades, painter, metrics = colours(), QPainter(self), self.fontMetrics()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isChecked()
        ground = shades.selection if is_on else shades.hover if self.underMouse() else shades.base
        edge = shades.accent if is_on or self.hasFocus() else shades.line
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(edge), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        ink = shades.selection_text if is_on else shades.text
        left, size = SPACE, metrics.height()
        if self.choice.icon:
            top = (self.height() - size) // 2
            icon(self.choice.icon, ink if is_on else shades.muted).paint(
                painter, QRect(left, top, size, size)
            )
            left += size + SPACE // 2
        place = self.rect().adjusted(left, 0, -SPACE, 0)
        painter.setPen(QColor(ink))
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._has_words:
            painter.drawText(place, int(middle | Qt.AlignmentFlag.AlignLeft), self._text)
        painter.setPen(QColor(ink if is_on else shades.muted))
        painter.drawText(place, int(middle | Qt.AlignmentFlag.AlignRight), self._count)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


class ChoiceChips(QWidget):
    """Buttons in one line, without their words where those have no room; none pressed is all."""

    changed = Signal()
    """Something else is pressed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.chips: list[ChoiceChip] = []
        self._flow = Flow(self, SPACE // 2)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; one that was pressed stays pressed where it is among them."""
        pressed = self.pressed()
        self._flow.clear()
        self.chips = [ChoiceChip(choice) for choice in choices]
        for chip in self.chips:
            chip.setChecked(chip.choice.key in pressed)
            chip.toggled.connect(lambda _: self.changed.emit())
            self._flow.add(chip)
            chip.show()  # a layout leaves out what is hidden, as everything is at first
        self.setVisible(len(choices) > 1)
        self._share_width()

    def _share_width(self) -> None:
        """Show the words where all have room beside each other."""
        for chip in self.chips:
            chip.show_words(True)
        spaces = self._flow.spacing() * (len(self.chips) - 1)
        has_room = sum(chip.sizeHint().width() for chip in self.chips) + spaces <= self.width()
        if not has_room:
            for chip in self.chips:
                chip.show_words(False)
        self.setFixedHeight(self._flow.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_flow"):
            self._share_width()

    def pressed(self) -> frozenset[Hashable]:
        """Give the keys of what is pressed."""
        return frozenset(chip.choice.key for chip in self.chips if chip.isChecked())
