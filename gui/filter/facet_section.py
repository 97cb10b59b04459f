"""One facet into a heading that folds, a search line, its rows, and a way to see all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.filter.term import exactly
from core.view.facets import FacetValue
from gui.filter.facet_list import FacetList
from gui.filter.facet_model import MOST_AT_FIRST, FacetModel
from gui.looks.theme import SPACE, colours, icon

SEARCHED_FROM = 12
"""More values than this have a search line."""

_ICON = 12
_MORE_STYLE = """
QPushButton { background: transparent; border: 1px solid transparent; color: palette(link);
    text-align: left; padding: 3px 6px 3px 28px; }
QPushButton:hover { text-decoration: underline; }
QPushButton:focus { border-color: palette(link); }
"""
"""A link at the values' own indent."""


class FacetSection(QWidget):
    """The values of one column, counted."""

    values_chosen = Signal(str, tuple)
    """Column and the values checked, all of them, after the user changed that."""
    term_asked = Signal(object)
    """A Term that excludes a value."""
    folded = Signal(bool)

    def __init__(self, column: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = column
        self._title = title
        self._model = FacetModel(self)
        self.heading = _Heading(title, self)
        self.search_line = QLineEdit(self)
        self.search_line.setPlaceholderText(f"Search {title.lower()}")
        self.search_line.setAccessibleName(f"{title}: search its values")
        self.search_line.setClearButtonEnabled(True)
        self.list = FacetList(self._model, title, column == "severity", self)
        self.more = _more_button(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        searching = QHBoxLayout()
        searching.setContentsMargins(SPACE, 0, SPACE, SPACE // 2)
        searching.addWidget(self.search_line)
        layout.addWidget(self.heading)
        layout.addLayout(searching)
        layout.addWidget(self.list)
        layout.addWidget(self.more)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self.heading.toggled.connect(self._fold)
        self.heading.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.heading.customContextMenuRequested.connect(
            lambda at: self._open_menu(None, self.heading.mapToGlobal(at))
        )
        self.search_line.textChanged.connect(self._search)
        self.more.toggled.connect(self._show_all)
        self.list.only_asked.connect(self._model.choose)
        self.list.exclusion_asked.connect(self._exclude)
        self.list.menu_asked.connect(self._open_menu)
        self.list.left_upwards.connect(self._focus_above_list)
        self.list.left_downwards.connect(self._focus_below_list)
        self._model.chosen.connect(self._tell_chosen)

    @property
    def is_folded(self) -> bool:
        """Whether only the heading is shown."""
        return not self.heading.isChecked()

    def fold(self, is_folded: bool) -> None:
        """Show only the heading, or all."""
        self.heading.setChecked(not is_folded)

    def refresh(self, values: Sequence[FacetValue]) -> None:
        """Take new counts; scrolling, search and the keyboard's place stay."""
        current = self.list.current_text()
        if self._model.refresh(values):
            self._arrange()
            self.list.keep_current(current)

    # ------------------------------------------------------------ what the user does
    def _search(self, text: str) -> None:
        self._model.search(text)
        self._arrange()

    def _show_all(self, is_all: bool) -> None:
        self._model.show_all(is_all)
        self._arrange()

    def _fold(self) -> None:
        self._arrange()
        self.folded.emit(self.is_folded)

    def _tell_chosen(self, values: tuple[str, ...]) -> None:
        self._arrange()
        self.values_chosen.emit(self.column, values)

    def _exclude(self, text: str) -> None:
        self.term_asked.emit(exactly(self.column, (text,), is_excluded=True))

    def _open_menu(self, value: FacetValue | None, at: QPoint) -> None:
        menu = self.menu(value)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def menu(self, value: FacetValue | None) -> QMenu:
        """Make the menu of a value, or of the whole section."""
        menu = QMenu(self)
        if value is not None:
            text = value.text
            menu.addAction("Only this\tEnter", lambda: self._model.choose(text))
            menu.addAction("Exclude\t-", lambda: self._exclude(text))
            menu.addSeparator()
        clear = menu.addAction("Clear", lambda: self._model.choose())
        clear.setEnabled(bool(self._model.chosen_values))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not self.search_line.hasFocus():
            super().keyPressEvent(event)
        elif key is Qt.Key.Key_Down and self.list.isVisible():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
        elif key is Qt.Key.Key_Up:
            self.heading.setFocus(Qt.FocusReason.BacktabFocusReason)
        elif key is Qt.Key.Key_Escape and self.search_line.text():
            self.search_line.clear()
        else:
            super().keyPressEvent(event)

    def _focus_above_list(self) -> None:
        above = self.search_line if self.search_line.isVisible() else self.heading
        above.setFocus(Qt.FocusReason.BacktabFocusReason)

    def _focus_below_list(self) -> None:
        self.focusNextChild()

    # ------------------------------------------------------------ what is shown
    def _arrange(self) -> None:
        """Show what the number of values asks for. What keeps its size is not touched."""
        values, found = self._model.values, self._model.found
        is_open = not self.is_folded
        self.heading.say(sum(1 for value in values if value.text), len(self._model.chosen_values))
        self.search_line.setVisible(
            is_open and (len(values) > SEARCHED_FROM or bool(self.search_line.text()))
        )
        self.list.setVisible(is_open and self._model.rowCount() > 0)
        self.list.fit()
        self.more.setVisible(is_open and found > MOST_AT_FIRST)
        self.more.setText("Show fewer" if self.more.isChecked() else f"Show all {found:,}")


class _Heading(QAbstractButton):
    """The name of a section with how many values it has; pressed, it folds or unfolds."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = title
        self._count = ""
        self.setCheckable(True)
        self.setChecked(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, values: int, chosen: int) -> None:
        """Say how many values there are, and how many of them are chosen."""
        count = f"{chosen:,} of {values:,}" if chosen else f"{values:,}"
        if count != self._count:
            self._count = count
            self.setAccessibleName(f"{self._title}, {count} chosen" if chosen else f"{self._title}, {count}")
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.setChecked(key is Qt.Key.Key_Right)
        elif key is Qt.Key.Key_Down:
            self.focusNextChild()
        elif key is Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 2 * SPACE)

    def paintEvent(self, event: QPaintEvent) -> None:
        shades, painter = colours(), QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), QColor(shades.hover))
        inner = self.rect().adjusted(SPACE, 0, -SPACE, 0)
        sign = QRect(inner.left() + 1, inner.center().y() - _ICON // 2, _ICON, _ICON)
        icon("caret-down-bold" if self.isChecked() else "caret-right-bold", shades.muted).paint(painter, sign)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(shades.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | middle, self._count)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(shades.text))
        painter.drawText(
            inner.adjusted(14 + SPACE, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | middle, self._title
        )
        if self.hasFocus():
            painter.setPen(QColor(shades.accent))
            painter.drawRect(self.rect().adjusted(1, 0, -2, -1))


def _more_button(parent: QWidget) -> QPushButton:
    button = QPushButton(parent)
    button.setCheckable(True)
    button.setStyleSheet(_MORE_STYLE)
    return button
