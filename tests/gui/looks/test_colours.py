"""gui.looks.colours: all themes are complete, text can be read, and marks can be seen."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from core.detection.severity import Severity
from gui.looks.colours import COLOURS, Colours, Theme
from gui.looks.ink import LEAST_FOR_ICONS, LEAST_FOR_MARKS, LEAST_FOR_TEXT, contrast

GROUNDS: dict[str, tuple[str, ...]] = {
    "text": ("window", "base", "stripe", "hover"),
    "muted": ("window", "base", "stripe", "hover"),
    "accent": ("base",),
    "accent_text": ("accent",),
    "selection_text": ("selection",),
    "good": ("window", "base"),
    "warn": ("window", "base"),
    "bad": ("window", "base"),
}
"""What each text stands on in the style sheet and where it is drawn by hand."""

PAIRS = [(text, ground) for text, grounds in GROUNDS.items() for ground in grounds]
PALE_IN_LIGHT = (Severity.MEDIUM, Severity.LOW, Severity.INFO)
"""Beside their word, which can be read: the palette for the colour-blind is paler than marks alone may be."""


def hex_colours(shades: Colours) -> dict[str, str]:
    """Give all colours of a theme by their names."""
    found = {one.name: getattr(shades, one.name) for one in fields(shades)}
    plain = {name: value for name, value in found.items() if isinstance(value, str)}
    for name in ("severity", "severity_text"):
        plain |= {f"{name} {severity}": colour for severity, colour in found[name].items()}
    return plain


def test_every_theme_has_its_colours() -> None:
    """But for the system's, which is one of them."""
    assert set(Theme) - {Theme.SYSTEM} == set(COLOURS)


@pytest.mark.parametrize("theme", COLOURS)
def test_every_colour_is_one_and_every_severity_has_its_own(theme: Theme) -> None:
    """As `#RRGGBB`; two severities never look alike."""
    shades = COLOURS[theme]

    assert [
        name for name, value in hex_colours(shades).items() if not re.fullmatch("#[0-9A-F]{6}", value)
    ] == []
    assert list(Severity) == list(shades.severity) == list(shades.severity_text)
    assert len(Severity) == len(set(shades.severity.values())) == len(set(shades.severity_text.values()))


@pytest.mark.parametrize("theme", COLOURS)
def test_a_dark_theme_says_so(theme: Theme) -> None:
    """What stands on it is lighter than it."""
    shades = COLOURS[theme]

    assert shades.is_dark == (contrast(shades.base, "#000000") < contrast(shades.text, "#000000"))


@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(theme: Theme, text: str, ground: str) -> None:
    """4.5 to 1, as WCAG asks."""
    shades = COLOURS[theme]

    assert contrast(getattr(shades, text), getattr(shades, ground)) >= LEAST_FOR_TEXT


@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize("ground", ["window", "base", "stripe", "hover"])
def test_the_word_of_a_severity_can_be_read(theme: Theme, ground: str) -> None:
    """Wherever there is a row."""
    shades = COLOURS[theme]
    ratios = {one: contrast(colour, getattr(shades, ground)) for one, colour in shades.severity_text.items()}

    assert {one for one, ratio in ratios.items() if ratio < LEAST_FOR_TEXT} == set()


@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize("ground", ["window", "base", "stripe", "hover"])
def test_the_icon_of_a_severity_can_be_seen(theme: Theme, ground: str) -> None:
    """3 to 1 where no word stands beside it, as in the time line; the pale ones of the light theme have one."""
    shades = COLOURS[theme]
    ratios = {one: contrast(colour, getattr(shades, ground)) for one, colour in shades.severity.items()}

    assert {one for one, ratio in ratios.items() if ratio < LEAST_FOR_MARKS} == set(
        PALE_IN_LIGHT if theme is Theme.LIGHT else ()
    )
    assert min(ratios.values()) >= LEAST_FOR_ICONS
