"""Kinds of things with their numbers into buttons that narrow a list to what is pressed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

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
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{shown}, {choice.count:,} events")
        if short != choice.words:
            self.setToolTip(tooltip(choice.words))

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        sign = metrics.height() + SPACE // 2 if self.choice.icon else 0
        words = metrics.horizontalAdvance(self._text) + metrics.horizontalAdvance(self._count)
        return QSize(sign + words + 2 * SPACE + SPACE // 2 + 2, metrics.height() + SPACE)

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
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._text)
        painter.setPen(QColor(ink if is_on else shades.muted))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self._count)


class ChoiceChips(QWidget):
    """Buttons in as many lines as they need; none pressed is all."""

    changed = Signal()
    """Something else is pressed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.chips: list[ChoiceChip] = []
        inner = QWidget()
        self._flow = Flow(inner, SPACE // 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(inner)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; one that was pressed stays pressed where it is among them."""
        pressed = self.pressed()
        self._flow.clear()
        self.chips = [ChoiceChip(choice) for choice in choices]
        for chip in self.chips:
            chip.setChecked(chip.choice.key in pressed)
            chip.toggled.connect(lambda _: self.changed.emit())
            self._flow.add(chip)
        self.setVisible(len(choices) > 1)

    def pressed(self) -> frozenset[Hashable]:
        """Give the keys of what is pressed."""
        return frozenset(chip.choice.key for chip in self.chips if chip.isChecked())
