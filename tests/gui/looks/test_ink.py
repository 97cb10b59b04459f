"""gui.looks.ink: every text of a cell can be read on its ground, in every theme."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from gui.looks.colours import COLOURS, Theme
from gui.looks.ink import LEAST_FOR_ICONS, LEAST_FOR_MARKS, LEAST_FOR_TEXT, Ink, contrast, ink_of

GROUNDS = [(theme, is_selected) for theme in COLOURS for is_selected in (False, True)]


def ratio(colour: QColor, ground: QColor) -> float:
    """Measure two colours."""
    return contrast(colour.name(), ground.name())


@pytest.mark.parametrize(("theme", "is_selected"), GROUNDS)
def test_text_stands_out(theme: Theme, is_selected: bool) -> None:
    """4.5 to 1, as WCAG asks."""
    ink = ink_of(COLOURS[theme], is_selected)
    texts = [ink.text, ink.muted, *ink.severity_text.values()]

    assert [text.name() for text in texts if ratio(text, ink.ground) < LEAST_FOR_TEXT] == []
    assert ratio(ink.hit_text, ink.hit) >= LEAST_FOR_TEXT


@pytest.mark.parametrize(("theme", "is_selected"), GROUNDS)
def test_marks_are_seen(theme: Theme, is_selected: bool) -> None:
    """Hits of a search by themselves, icons beside their word."""
    ink = ink_of(COLOURS[theme], is_selected)

    assert ratio(ink.hit, ink.ground) >= LEAST_FOR_MARKS
    assert all(ratio(icon, ink.ground) >= LEAST_FOR_ICONS for icon in ink.severity.values())


def test_severities_keep_their_colours_where_they_can_be_seen() -> None:
    """Also in a selected row of the light and the dark theme."""

    def colours_of(ink: Ink) -> list[str]:
        return [colour.name().upper() for colour in ink.severity.values()]

    for theme in (Theme.LIGHT, Theme.DARK):
        assert [list(COLOURS[theme].severity.values())] * 2 == [
            colours_of(ink_of(COLOURS[theme], is_selected)) for is_selected in (False, True)
        ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48), ("#123456", "#123456", 1)],
)
def test_contrast_is_measured_as_wcag_says(one: str, other: str, expected: float) -> None:
    """Whichever is named first."""
    assert [expected] * 2 == [round(contrast(*pair), 2) for pair in ((one, other), (other, one))]
