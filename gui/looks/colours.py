"""A theme's name into its colours: one table a theme, each text at least 4.5:1 on what it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.detection.severity import Severity


class Theme(StrEnum):
    """What the user chose; `SYSTEM` follows the desktop's light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Colours:
    """What each colour is for, as `#RRGGBB`."""

    is_dark: bool
    window: str
    """Behind bars, docks and dialogs."""
    base: str
    """Behind tables, trees and text."""
    stripe: str
    """Behind every other group, headers and code."""
    line: str
    """Hairlines."""
    text: str
    muted: str
    """Text of second rank."""
    accent: str
    accent_text: str
    """On the accent."""
    selection: str
    selection_text: str
    hover: str
    good: str
    warn: str
    bad: str
    """For words and icons about how far the logs could be read; findings have their own colours."""
    severity: Mapping[Severity, str]
    """Of icons and marks: told apart by colour-blind people too (Okabe and Ito)."""
    severity_text: Mapping[Severity, str]
    """The same as text: dark or light enough to be read."""


def _by_severity(high: str, medium: str, low: str, info: str) -> Mapping[Severity, str]:
    return dict(zip(Severity, (high, medium, low, info), strict=True))


LIGHT = Colours(
    is_dark=False,
    window="#F6F7F9",
    base="#FFFFFF",
    stripe="#F6F7F9",
    line="#DDE1E6",
    text="#1B1D21",
    muted="#5A606A",
    accent="#2A66E0",
    accent_text="#FFFFFF",
    selection="#D9E5FC",
    selection_text="#1B1D21",
    hover="#EEF2F8",
    good="#1F7A45",
    warn="#8A5A00",
    bad="#B3261E",
    severity=_by_severity("#D55E00", "#E69F00", "#56B4E9", "#9AA0A8"),
    severity_text=_by_severity("#A84A00", "#7D5600", "#1B668F", "#5A606A"),
)

DARK = Colours(
    is_dark=True,
    window="#26282C",
    base="#1E1F22",
    stripe="#26282C",
    line="#3B3E44",
    text="#E4E6EA",
    muted="#A3A9B3",
    accent="#6C9BFF",
    accent_text="#10131A",
    selection="#2C3F66",
    selection_text="#FFFFFF",
    hover="#2A2D32",
    good="#6FCF97",
    warn="#E8B44A",
    bad="#FF8A80",
    severity=_by_severity("#D55E00", "#E69F00", "#56B4E9", "#8C929B"),
    severity_text=_by_severity("#FF9A57", "#F0B429", "#7CC7F2", "#A3A9B3"),
)

CONTRAST = Colours(
    is_dark=True,
    window="#000000",
    base="#000000",
    stripe="#141414",
    line="#FFFFFF",
    text="#FFFFFF",
    muted="#E6E6E6",
    accent="#FFD400",
    accent_text="#000000",
    selection="#FFD400",
    selection_text="#000000",
    hover="#333333",
    good="#7CFF9E",
    warn="#FFD400",
    bad="#FF9C94",
    severity=_by_severity("#FF8A3D", "#FFC933", "#7FD0FF", "#FFFFFF"),
    severity_text=_by_severity("#FF9F5F", "#FFC933", "#8FD6FF", "#FFFFFF"),
)

COLOURS: Mapping[Theme, Colours] = {Theme.LIGHT: LIGHT, Theme.DARK: DARK, Theme.CONTRAST: CONTRAST}
"""`Theme.SYSTEM` is one of these by the time it is looked up."""
