"""A value into lines that are as many as its width asks for, for forms that scroll as a whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent, QTextLayout, QTextOption, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from gui.detail.code_text import CodeText, Wrap
from gui.looks.theme import mono_font


class ValueText(CodeText):
    """A value that can be selected, never scrolls, and is as tall as it needs to be."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._is_fixed = True
        super().__init__(name, parent=parent)
        self.document().setDocumentMargin(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_value(self, text: str, is_fixed: bool) -> None:
        """Show a text, in the fixed-width font or in the interface's."""
        self._is_fixed = is_fixed
        self.setWordWrapMode(Wrap.WrapAnywhere if is_fixed else Wrap.WrapAtWordBoundaryOrAnywhere)
        self._take_font()
        self.show_text(text)
        self._fit()

    def wanted_font(self) -> QFont:
        return mono_font() if self._is_fixed else QApplication.font()

    def _fit(self) -> None:
        """Take the height that the text has in this width."""
        width, height = max(self.viewport().width(), 1), 0.0
        option = QTextOption()
        option.setWrapMode(self.wordWrapMode())
        block = self.document().begin()
        while block.isValid():
            layout = QTextLayout(block.text(), self.font())
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(width)
                height += line.height()
            layout.endLayout()
            block = block.next()
        wanted = round(height) + 2
        if wanted != self.height():
            self.setFixedHeight(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the form around it scrolls

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.fontMetrics().height())
