"""An icon's name into a quiet button that is drawn anew with the theme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from gui.looks.theme import icon


class IconButton(QToolButton):
    """Does one thing; its name is its tooltip, and its text where it is told to show one."""

    def __init__(
        self,
        sign: str,
        name: str,
        act: Callable[[], object],
        *,
        shows_name: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`sign` is an icon of `gui.looks.theme.icon`."""
        super().__init__(parent)
        self._sign = sign
        self._colour: Callable[[], str] | None = None
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setIcon(icon(sign))
        if shows_name:
            self.setText(name)
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        else:
            self.setToolTip(name)
        self._take_size()
        self.clicked.connect(lambda: act())

    def set_sign(self, sign: str, colour: Callable[[], str] | None = None) -> None:
        """Show another icon, in the text's colour or in what `colour` gives in the theme of the moment."""
        self._sign, self._colour = sign, colour
        self._draw()

    def _draw(self) -> None:
        self.setIcon(icon(self._sign, self._colour() if self._colour else None))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        elif event.type() is QEvent.Type.StyleChange:  # what a change of the application's font comes with
            self._take_size()
        super().changeEvent(event)

    def _take_size(self) -> None:
        size = self.fontMetrics().height()
        self.setIconSize(QSize(size, size))
