"""Quoted texts of PowerShell and other scripts into their values, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable

# In these patterns every quantifier is possessive and ends at a fixed character, so that each pass over a hostile
# text is linear. A text in quotes ends with its line at the latest: an apostrophe in prose hides no more than that.

_SINGLE = r"(?<!')'(?:[^'\r\n]++|'')*+'"
_DOUBLE = r"(?<![\"\\])\"(?:[^\"$`'\r\n\\]++|\\(?!\"))*+\"(?!\")"
_ESCAPED = r"\\\"[^\"\\$`'\r\n]*+\\\""
"""Double quotes as they have to be written inside an argument in double quotes."""

TEXT = rf"(?:{_SINGLE}|{_DOUBLE}|{_ESCAPED})"
"""Pattern: a text in quotes, with nothing in it that PowerShell would put a value in for."""
_CAST = r"(?:\[(?:system\.)?string\]\s*+)?+"
NO_CALL = r"(?:(?<![\w\])])|(?<=-join)|(?<=-split)|(?<=-replace))"
"""Pattern: a place where a bracket opens no list of arguments."""
OPERAND = rf"(?:{_CAST}{TEXT}|{NO_CALL}\(\s*+{_CAST}{TEXT}\s*+\))"
"""Pattern: the same, perhaps in brackets."""
TEXTS = rf"{OPERAND}(?:\s*+,\s*+{OPERAND})*+"
"""Pattern: one or more of them, with commas."""
NUMBER = r"(?:0x[0-9a-f]{1,6}+|[0-9]{1,7}+)"
NUMBERS = rf"(?<![\w.]){NUMBER}(?:\s*+,\s*+{NUMBER})++(?!\w)"
"""Pattern: two or more numbers with commas."""

_TEXT = re.compile(TEXT, re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(NUMBER, re.IGNORECASE | re.ASCII)
_WRAPPED = 16
"""Blanks within brackets, and brackets around one text, that are taken away with them."""
_KEEPS_BRACKETS = frozenset("$@])'\"_")


def value_of(literal: str) -> str:
    """Give the value of a text in quotes."""
    if literal.startswith("\\"):
        return literal[2:-2]
    return literal[1:-1].replace("''", "'") if literal[0] == "'" else literal[1:-1]


def literals_in(code: str) -> list[str]:
    """Give the texts in a piece of code, as they are written."""
    return _TEXT.findall(code)


def values_in(code: str) -> list[str]:
    """Give the values of all texts in a piece of code."""
    return [value_of(literal) for literal in literals_in(code)]


def numbers_in(code: str) -> list[int]:
    """Give the numbers in a piece of code."""
    return [
        int(number, 16 if number[1:2] in "xX" and number[1:2] else 10) for number in _NUMBER.findall(code)
    ]


def quoted(value: str, like: str = "'") -> str:
    """Write a value as a text in quotes of the kind of another text, where it can stand in such."""
    if like.startswith("\\") and not any(sign in value for sign in "\"\\$`'\r\n"):
        return f'\\"{value}\\"'
    if like.startswith('"') and not any(sign in value for sign in "\"$`'\r\n") and not value.endswith("\\"):
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def unwrapped(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place over the brackets around it, but for those of a call or of an index."""
    for _ in range(_WRAPPED):
        left, right = start - 1, end
        while left >= 0 and text[left] == " " and start - left < _WRAPPED:
            left -= 1
        while right < len(text) and text[right] == " " and right - end < _WRAPPED:
            right += 1
        if left < 0 or right >= len(text) or text[left] != "(" or text[right] != ")":
            break
        before = text[left - 1 : left]
        if before.isalnum() or (before and before in _KEEPS_BRACKETS):
            break
        start, end = left, right + 1
    return start, end


def text_of_codes(codes: Iterable[int]) -> str | None:
    """Spell a text by its characters' numbers; `None` where one is no character that can be seen."""
    try:
        text = "".join(map(chr, codes))
    except ValueError:
        return None
    return text if text.translate(_LINE_ENDS).isprintable() else None


_LINE_ENDS = str.maketrans("", "", "\t\r\n")
