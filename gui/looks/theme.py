"""A theme into what Qt draws with: palette, style sheet, fonts and icons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template

import qtawesome
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication
from qtawesome.iconic_font import IconicFont

from core.detection.severity import Severity
from gui.looks.colours import COLOURS, LIGHT, Colours, Theme

SPACE = 8
"""Pixels between things that belong together; everything stands on multiples of half of it."""

TITLE = 1.6
"""Size of a title beside that of the text."""

SEVERITY_ICONS: Mapping[Severity, str] = {
    Severity.HIGH: "warning-fill",
    Severity.MEDIUM: "warning-circle-fill",
    Severity.LOW: "info-fill",
    Severity.INFO: "circle",
}
"""A shape of its own for each, so that colour is never alone."""

_ICON_FONT = ("ph", "phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json")
_THEME_PROPERTY = "cellspawn-theme"


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Draw everything of this application in a theme from now on."""
    if theme is Theme.SYSTEM:
        is_dark = app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        theme = Theme.DARK if is_dark else Theme.LIGHT
    app.setProperty(_THEME_PROPERTY, theme.value)
    app.setStyle("Fusion")
    app.setPalette(_palette(COLOURS[theme]))
    app.setStyleSheet(_style_sheet(COLOURS[theme]))


def colours() -> Colours:
    """Give the colours of the theme that is applied."""
    app = QApplication.instance()
    name = app.property(_THEME_PROPERTY) if app is not None else None
    return COLOURS[Theme(name)] if isinstance(name, str) else LIGHT


def mono_font() -> QFont:
    """Give the fixed-width font for command lines, paths, XML and bytes, in the size of the interface."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    size = QApplication.font().pointSizeF()
    if size > 0:
        font.setPointSizeF(size)
    return font


def icon(name: str, colour: str | None = None) -> QIcon:
    """Draw an icon of the Phosphor set in a colour (default: the text's), sharp at every scale."""
    shades = colours()
    return _drawn(name, colour or shades.text, shades.muted)


def severity_icon(severity: Severity) -> QIcon:
    """Draw the icon of a severity in its colour."""
    return icon(SEVERITY_ICONS[severity], colours().severity[severity])


@cache
def _drawn(name: str, colour: str, disabled: str) -> QIcon:
    drawn: QIcon = _icons().icon(f"ph.{name}", color=colour, color_disabled=disabled)
    return drawn


@cache
def _icons() -> IconicFont:
    # One font of the library's nine: loading all of them would delay the start.
    return IconicFont((*_ICON_FONT, str(Path(qtawesome.__file__).parent / "fonts")))


def _palette(shades: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, shades.window),
        (role.WindowText, shades.text),
        (role.Base, shades.base),
        (role.AlternateBase, shades.stripe),
        (role.Text, shades.text),
        (role.Button, shades.window),
        (role.ButtonText, shades.text),
        (role.BrightText, shades.bad),
        (role.ToolTipBase, shades.base),
        (role.ToolTipText, shades.text),
        (role.PlaceholderText, shades.muted),
        (role.Highlight, shades.selection),
        (role.HighlightedText, shades.selection_text),
        (role.Link, shades.accent),
        (role.LinkVisited, shades.accent),
        (role.Accent, shades.accent),
        (role.Light, shades.base),
        (role.Midlight, shades.line),
        (role.Mid, shades.line),
        (role.Dark, shades.line),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(shades.muted))
    return palette


def _style_sheet(shades: Colours) -> str:
    sheet = resources.files("resources").joinpath("window.qss").read_text(encoding="utf-8")
    names = {field.name: getattr(shades, field.name) for field in fields(shades)}
    title_points = max(1, round(TITLE * QApplication.font().pointSizeF()))
    return Template(sheet).substitute(names, title_points=title_points)
