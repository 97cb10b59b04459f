"""A theme's colours into those that a table's cell is written in, readable on its ground also where selected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QColor

from core.detection.severity import Severity
from gui.looks.colours import Colours

LEAST_FOR_TEXT = 4.5
LEAST_FOR_MARKS = 3.0
"""Contrast ratios of WCAG 2.2, 1.4.3 and 1.4.11."""
LEAST_FOR_ICONS = 1.75
"""Of an icon beside its word: the pale ones of a palette for the colour-blind pass, one that vanishes does not."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What is drawn on one ground."""

    ground: QColor
    text: QColor
    muted: QColor
    hit: QColor
    """Behind text that was looked for."""
    hit_text: QColor
    severity: Mapping[Severity, QColor]
    """Of icons and bars."""
    severity_text: Mapping[Severity, QColor]


def ink_of(shades: Colours, is_selected: bool) -> Ink:
    """Choose the colours for a row; one that cannot be read on its ground gives way to the plain text's."""
    ground = shades.selection if is_selected else shades.base
    text = shades.selection_text if is_selected else shades.text
    is_seen = contrast(shades.accent, ground) >= LEAST_FOR_MARKS
    return Ink(
        QColor(ground),
        QColor(text),
        QColor(_readable(shades.muted, ground, text)),
        QColor(shades.accent if is_seen else text),
        QColor(shades.accent_text if is_seen else ground),
        {one: QColor(_seen(colour, ground, text)) for one, colour in shades.severity.items()},
        {one: QColor(_readable(colour, ground, text)) for one, colour in shades.severity_text.items()},
    )


def contrast(colour: str, ground: str) -> float:
    """Give the contrast ratio of two colours `#RRGGBB`, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(colour), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def _readable(colour: str, ground: str, otherwise: str) -> str:
    return colour if contrast(colour, ground) >= LEAST_FOR_TEXT else otherwise


def _seen(colour: str, ground: str, otherwise: str) -> str:
    return colour if contrast(colour, ground) >= LEAST_FOR_ICONS else otherwise


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
