"""Text from a log into text that shows every character and obeys none: no escapes, no hidden or turned letters."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Controls, surrogates, line separators, and all of Unicode's Default_Ignorable_Code_Point."""


def visible(text: str) -> str:
    """Replace control, direction-changing, zero-width and unpaired characters by signs that name them.

    C0 controls become Unicode's control pictures (ESC is ␛), all others their number (‹U+202E›).
    """
    return _HIDDEN.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"‹U+{code:04X}›"


def one_line(text: str) -> str:
    """Fold blanks and line ends as well, for places that have one line."""
    return " ".join(part for part in visible(text.replace("\r\n", " ").replace("\n", " ")).split(" ") if part)
