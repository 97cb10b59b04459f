"""A row and its record into the Source tab: a form of where the evidence stands, each value copied by a click."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.notation.visible import visible
from core.rows.row import Row
from core.work.record_read import RecordRead
from gui.clipboard import put
from gui.detail.framed import Framed
from gui.detail.source_lines import Line, Mark, as_text, lines_of
from gui.detail.value_text import ValueText
from gui.looks.compound import Compound
from gui.looks.icon_button import IconButton
from gui.looks.plain_text import label
from gui.looks.theme import SPACE, colours, icon

NARROW = 44
"""Letters of width below which names stand above their values."""

_SIGNS: Mapping[Mark, str] = {
    Mark.GOOD: "check-circle-fill",
    Mark.WARN: "warning-circle-fill",
    Mark.BAD: "x-circle-fill",
}


class SourceTab(Compound):
    """Shows where one record stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.area = QScrollArea()
        self.area.setAccessibleName("Source of the record")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines: tuple[Line, ...] = ()
        self._forms: list[_Form] = []
        self.copy_all_button = IconButton("copy", "Copy all", self.copy_all, shows_name=True)
        page = QWidget()
        page.setBackgroundRole(QPalette.ColorRole.Base)
        page.setAutoFillBackground(True)
        top = QHBoxLayout()
        title = label("Where this record stands", "heading")
        title.setWordWrap(True)
        top.addWidget(title, 1)
        top.addWidget(self.copy_all_button)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(2 * SPACE, SPACE, SPACE, 2 * SPACE)
        self._column.setSpacing(SPACE // 2)
        self._column.addLayout(top)
        self._column.addStretch(1)
        self.area.setWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Framed(self.area))
        self.give_focus_to(self.area)

    def show_record(self, row: Row, record: RecordRead | None) -> None:
        """Show what is known of a row's place."""
        self.lines = lines_of(row, record)
        while len(self._forms) < len(self.lines):
            form = _Form()
            self._column.insertWidget(self._column.count() - 1, form)
            self._forms.append(form)
        for number, form in enumerate(self._forms):
            form.setVisible(number < len(self.lines))
            if number < len(self.lines):
                form.show_line(self.lines[number])
        self._arrange()

    def copy_all(self) -> None:
        """Put all lines on the clipboard."""
        put(as_text(self.lines))

    def form_of(self, number: int) -> _Form:
        """Give the widgets of a line."""
        return self._forms[number]

    def _arrange(self) -> None:
        metrics = self.fontMetrics()
        is_narrow = self.area.viewport().width() < NARROW * metrics.averageCharWidth()
        widest = max((metrics.horizontalAdvance(line.name) for line in self.lines), default=0)
        for form in self._forms:
            form.arrange(is_narrow, widest + SPACE // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._arrange()


class _Form(QWidget):
    """A name, its value, and a button that copies it; above them perhaps a heading."""

    def __init__(self) -> None:
        super().__init__()
        self._line = Line("", "")
        self._heading = label("", "heading")
        self._name = label("", "muted")
        self._name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._sign = QLabel()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.value = ValueText("")
        self.copy_button = IconButton("copy", "Copy", self.copy)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE // 2)
        self._grid.setVerticalSpacing(SPACE // 2)
        self._grid.setColumnStretch(2, 1)

    def show_line(self, line: Line) -> None:
        """Show this value instead."""
        self._line = line
        self._heading.setText(line.section)
        self._heading.setVisible(bool(line.section))
        self._grid.setContentsMargins(0, 2 * SPACE if line.section else 0, 0, 0)
        self._name.setText(line.name)
        self.value.setAccessibleName(line.name)
        self.value.show_value(line.text, line.is_fixed)
        self.copy_button.setAccessibleName(f"Copy {line.name}")
        self.copy_button.setAccessibleDescription(visible(line.text))
        self.copy_button.setToolTip(f"Copy {line.name}")
        self._draw_sign()

    def copy(self) -> None:
        """Put the value on the clipboard, as it is."""
        put(self._line.text)

    def arrange(self, is_narrow: bool, name_width: int) -> None:
        """Put the name beside its value, or above it."""
        height, top = self.fontMetrics().height(), Qt.AlignmentFlag.AlignTop
        self._name.setMinimumWidth(0 if is_narrow else name_width)
        self.copy_button.setFixedSize(height + SPACE, height + 2)
        line, sign_at = (2, 0) if is_narrow else (1, 1)
        value_at = 0 if is_narrow and self._line.mark is Mark.NONE else sign_at + 1
        self._grid.addWidget(self._heading, 0, 0, 1, 4)
        self._grid.addWidget(self._name, 1, 0, 1, 3 if is_narrow else 1, top)
        self._grid.addWidget(self._sign, line, sign_at, top)
        self._grid.addWidget(self.value, line, value_at, 1, 3 - value_at, top)
        self._grid.addWidget(self.copy_button, 1, 3, top)
        self._grid.setColumnMinimumWidth(1, 0 if is_narrow else height)

    def _draw_sign(self) -> None:
        mark = self._line.mark
        self._sign.setVisible(mark is not Mark.NONE)
        if mark is not Mark.NONE:
            size = self.fontMetrics().height()
            self._sign.setPixmap(icon(_SIGNS[mark], getattr(colours(), mark.value)).pixmap(size, size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw_sign()
