"""Bytes into text, where somebody may have meant them as text: UTF-16, UTF-8 or ASCII, never noise."""

from __future__ import annotations

from collections.abc import Mapping

from core.notation.visible import visible

_ALLOWED = str.maketrans("", "", "\t\r\n")
_LOOKED_AT = 4_096
"""Characters from the beginning that tell what a text is made of."""
_LONG = 64
"""Characters from which chance no longer makes texts with foreign letters."""
_FEWEST_ORDINARY = 0.45
"""Share of letters, digits and blanks in a text of which nothing but its look says that it is one."""

CODECS: Mapping[str, str] = {"UTF-16": "utf-16-le", "UTF-8": "utf-8"}
"""What encodings are called in words, and by Python."""


def is_readable(text: str) -> bool:
    """Tell whether a text has letters and nothing that cannot be seen."""
    bare = text.translate(_ALLOWED)
    return any(map(str.isalpha, bare[:_LOOKED_AT])) and bare.isprintable() and visible(bare) == bare


def is_prose(text: str) -> bool:
    """Tell whether a text looks like a command or a sentence, with nothing else to say so."""
    if not is_readable(text) or (len(text) < _LONG and not text.isascii()):
        return False
    begin = text[:_LOOKED_AT]
    ordinary = sum(letter.isalnum() or letter in " \t\r\n" for letter in begin)
    return _is_western(begin) and ordinary >= _FEWEST_ORDINARY * len(begin)


def text_of(data: bytes, *, is_told: bool) -> tuple[str, str] | None:
    """Decode bytes; gives the text and the name of its encoding, or `None` where they are no text.

    `is_told` where something says that they are text; else they have to look like it.
    """
    fits = is_readable if is_told else is_prose
    for name, encoded in (("UTF-16", _as_utf16(data)), ("UTF-8", data)):
        if encoded is None:
            continue
        try:
            text = encoded.decode(CODECS[name])
        except UnicodeDecodeError:
            continue
        text = text.removeprefix("\ufeff").rstrip("\0")
        if fits(text):
            return text, name
    return None


def utf16_text_of(data: bytes) -> str | None:
    """Decode what is said to be UTF-16, little endian; at least half of it must be ASCII, as commands are."""
    try:
        text = data[: len(data) & ~1].decode("utf-16-le").removeprefix("\ufeff").rstrip("\0")
    except UnicodeDecodeError:
        return None
    return text if _is_western(text[:_LOOKED_AT]) and is_readable(text) else None


def _is_western(text: str) -> bool:
    """Tell whether half of a text is ASCII; commands are, in every language."""
    return sum(map(str.isascii, text)) * 2 >= len(text)


def _as_utf16(data: bytes) -> bytes | None:
    """Give what may be UTF-16: half of all bytes of commands in it are zero."""
    if len(data) < 4 or data[1::2].count(0) * 4 < len(data):
        return None
    return data[: len(data) & ~1]
