"""What the user chose of the window's looks: theme, size of text, time zone; chosen in menus, remembered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QInputDialog, QWidget

from core.errors import UsageError
from core.notation.windows import number
from core.view.times import UTC_ZONE, Zone, zone_named, zone_names
from gui.looks.colours import Theme
from gui.looks.theme import apply_theme
from gui.window.actions import Actions
from gui.window.choices import Choices
from gui.window.settings import Setting, Settings

THEMES = (
    (Theme.SYSTEM, "As the system"),
    (Theme.LIGHT, "Light"),
    (Theme.DARK, "Dark"),
    (Theme.CONTRAST, "High contrast"),
)
ANOTHER_ZONE = "?"
SMALLEST, LARGEST = 6, 32
"""Points of text."""


class Appearance(QObject):
    """Applies what is chosen, now and at the next start."""

    def __init__(
        self, window: QWidget, settings: Settings, actions: Actions, on_zone: Callable[[Zone], None]
    ) -> None:
        self._window, self._settings, self._actions, self._on_zone = window, settings, actions, on_zone
        self._usual_size = QApplication.font().pointSize()
        self._themes = Choices(
            actions.menus["theme"], ((one.value, words) for one, words in THEMES), self.choose_theme
        )
        self._zones = Choices(
            actions.menus["zone"],
            (("UTC", "UTC"), ("local", "This machine's"), (ANOTHER_ZONE, "Another…")),
            self._choose_zone,
        )
        self.zone = UTC_ZONE
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def restore(self) -> None:
        """Apply what is remembered."""
        size = number(self._settings.text(Setting.FONT_SIZE))
        if size is not None and size >= 0:
            self._set_size(size)
        self.choose_theme(self._settings.text(Setting.THEME, Theme.SYSTEM.value))
        self._take_zone(self._settings.text(Setting.ZONE, "UTC"))

    def choose_theme(self, name: str) -> None:
        """Draw everything in this theme from now on."""
        theme = Theme(name) if name in set(Theme) else Theme.SYSTEM
        self._settings.put(Setting.THEME, theme.value)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, theme)
        self._themes.check(theme.value)
        self._actions.draw_icons()

    def _follow_system(self) -> None:
        if self._settings.text(Setting.THEME, Theme.SYSTEM.value) == Theme.SYSTEM.value:
            self.choose_theme(Theme.SYSTEM.value)

    def change_size(self, step: int) -> None:
        """Make text larger or smaller by points; 0 gives the usual size back."""
        size = QApplication.font().pointSize() + step if step else self._usual_size
        self._set_size(size)
        self._settings.put(Setting.FONT_SIZE, str(QApplication.font().pointSize()) if step else "")

    def _set_size(self, size: int) -> None:
        font = QApplication.font()
        font.setPointSize(max(SMALLEST, min(LARGEST, size)))
        QApplication.setFont(font)
        self.choose_theme(self._settings.text(Setting.THEME, Theme.SYSTEM.value))

    def _choose_zone(self, name: str) -> None:
        if name == ANOTHER_ZONE:
            names = list(zone_names())
            now = names.index(self.zone.name) if self.zone.name in names else 0
            name, is_chosen = QInputDialog.getItem(self._window, "Time zone", "Zone", names, now)
            if not is_chosen:
                self._zones.check(self.zone.name)
                return
        self._take_zone(name)

    def _take_zone(self, name: str) -> None:
        try:
            self.zone = zone_named(name)
        except UsageError:  # remembered on another computer, perhaps
            self.zone = UTC_ZONE
        self._settings.put(Setting.ZONE, self.zone.name)
        self._zones.add(self.zone.name, self.zone.name)
        self._zones.check(self.zone.name)
        self._on_zone(self.zone)

    def show_zones(self) -> None:
        """Open the menu of zones where the pointer is."""
        self._actions.menus["zone"].popup(self._window.cursor().pos())
