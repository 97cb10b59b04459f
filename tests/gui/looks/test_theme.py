"""gui.looks.theme: a theme reaches all that Qt draws, and every icon that is named is in the font."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import qtawesome
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import gui
from core.detection.severity import Severity
from gui.looks.colours import COLOURS, Theme
from gui.looks.theme import SEVERITY_ICONS, apply_theme, colours, icon, mono_font, severity_icon
from tests.gui.pixels import image_of

Role = QPalette.ColorRole
ROLES = {
    Role.Window: "window",
    Role.WindowText: "text",
    Role.Base: "base",
    Role.AlternateBase: "stripe",
    Role.Text: "text",
    Role.Button: "window",
    Role.ButtonText: "text",
    Role.ToolTipBase: "base",
    Role.ToolTipText: "text",
    Role.PlaceholderText: "muted",
    Role.Highlight: "selection",
    Role.HighlightedText: "selection_text",
    Role.Link: "accent",
    Role.Accent: "accent",
}


# ---------------------------------------------------------------- themes
@pytest.mark.parametrize("theme", COLOURS)
def test_a_theme_fills_the_palette(qapp: QApplication, theme: Theme) -> None:
    """So that what no style sheet names is drawn in it as well."""
    apply_theme(qapp, theme)
    palette, shades = qapp.palette(), COLOURS[theme]

    assert shades is colours()
    assert {role: getattr(shades, name) for role, name in ROLES.items()} == {
        role: palette.color(role).name().upper() for role in ROLES
    }
    assert {shades.muted} == {
        palette.color(QPalette.ColorGroup.Disabled, role).name().upper()
        for role in (Role.WindowText, Role.Text, Role.ButtonText)
    }


def test_the_system_is_light_or_dark(qapp: QApplication) -> None:
    """As its own colour scheme says; where it says nothing, light."""
    apply_theme(qapp, Theme.CONTRAST)
    apply_theme(qapp, Theme.SYSTEM)
    is_dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark

    assert COLOURS[Theme.DARK if is_dark else Theme.LIGHT] is colours()


@pytest.mark.parametrize("theme", COLOURS)
def test_what_is_shown_already_is_drawn_anew(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    """The ground, and a label of second rank."""
    widget = QWidget()
    qtbot.addWidget(widget)
    label = QLabel("words", widget)
    label.setProperty("rank", "muted")
    widget.show()
    apply_theme(qapp, theme)
    image = image_of(widget)

    assert COLOURS[theme].window == image.pixelColor(image.width() - 1, image.height() - 1).name().upper()
    assert COLOURS[theme].muted == label.palette().color(Role.WindowText).name().upper()


def test_code_is_as_large_as_the_interface(qapp: QApplication) -> None:
    """Also after the user has changed that."""
    before = qapp.font()
    larger = qapp.font()
    larger.setPointSize(before.pointSize() + 5)
    qapp.setFont(larger)
    size = mono_font().pointSize()
    qapp.setFont(before)

    assert (before.pointSize() + 5, before.pointSize()) == (size, mono_font().pointSize())


# ---------------------------------------------------------------- icons
SIGN_AT = {"icon": (0, ""), "IconButton": (0, "sign"), "_button": (0, "sign"), "Command": (3, "icon")}
"""Where the name of an icon stands in a call: place and keyword."""
TABLES = ("ICONS", "SIGNS")
"""Ends of the names of tables that hold names of icons."""


def named_icons() -> Iterator[tuple[str, str]]:
    """Give each icon that the window names, with the file in which it does."""
    for path in sorted(Path(next(iter(gui.__path__))).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for found in signs_in(node):
                yield from ((path.name, name) for name in texts_in(found) if name)


def signs_in(node: ast.AST) -> Iterator[ast.expr]:
    """Give what names an icon in a call, or the values of a table of icons."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SIGN_AT:
        at, keyword = SIGN_AT[node.func.id]
        yield from node.args[at : at + 1]
        yield from (one.value for one in node.keywords if one.arg == keyword)
    if (
        isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id.endswith(TABLES)
        and isinstance(node.value, ast.Dict)
    ):
        yield from node.value.values


def texts_in(node: ast.expr) -> list[str]:
    """Give a text, or those of either case."""
    if isinstance(node, ast.IfExp):
        return texts_in(node.body) + texts_in(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


NAMED = sorted(set(named_icons()))


def test_icons_are_found_in_the_sources() -> None:
    """In calls, commands and tables; else the next test would say nothing."""
    expected = {
        ("actions.py", "funnel"),
        ("find_bar.py", "caret-up"),
        ("status_line.py", "x-circle"),
        ("facet_section.py", "caret-right-bold"),
        ("theme.py", "warning-fill"),
        ("verdict_panel.py", "lightning-fill"),
        ("source.py", "check-circle-fill"),
    }

    assert expected <= set(NAMED)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_icon_is_in_the_font(file: str, name: str) -> None:
    """And draws something."""
    image = icon(name).pixmap(QSize(16, 16)).toImage()

    assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16)), file


def test_the_font_has_nothing_of_a_wrong_name() -> None:
    """A typing error is one of ours, and told."""
    with pytest.raises(Exception, match="Invalid icon name"):
        icon("no-such-icon")


def test_the_font_is_the_one_that_is_installed() -> None:
    """With the table of its letters beside it."""
    table = Path(qtawesome.__file__).parent / "fonts" / "phosphor-charmap-1.3.0.json"

    assert {name for _, name in NAMED} <= set(json.loads(table.read_text(encoding="utf-8")))


def strongest(drawn: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> str:
    """Give the colour of what is drawn where it covers all below."""
    image = drawn.pixmap(QSize(64, 64), mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(pixels, key=QColor.alpha).name().upper()


@pytest.mark.parametrize("theme", COLOURS)
def test_icons_are_drawn_in_the_colours_of_the_theme(qapp: QApplication, theme: Theme) -> None:
    """The text's where none is named, muted where they do nothing, and each severity in its own."""
    apply_theme(qapp, theme)
    shades = COLOURS[theme]

    assert (shades.text, shades.muted) == (
        strongest(icon("funnel-fill")),
        strongest(icon("funnel-fill"), QIcon.Mode.Disabled),
    )
    assert strongest(icon("funnel-fill", "#123456")) == "#123456"
    assert dict(shades.severity) == {one: strongest(severity_icon(one)) for one in Severity}


def test_each_severity_has_a_shape_of_its_own() -> None:
    """Colour is never alone."""
    assert len(Severity) == len(SEVERITY_ICONS) == len(set(SEVERITY_ICONS.values()))
