"""Lists of character numbers, plain or with a key, into the texts that scripts spell by them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.decoding.edit import Edit, Rewriting, Scanned, counted
from core.decoding.literals import (
    NUMBER,
    NUMBERS,
    OPERAND,
    TEXT,
    numbers_in,
    quoted,
    text_of_codes,
    unwrapped,
    value_of,
    values_in,
)
from core.decoding.plausible import text_of

_FLAGS = re.IGNORECASE | re.ASCII
_CASTS = r"(?:\[(?:system\.)?(?:int|int16|int32|byte|char|string)\[\]\]\s*+)?+"
_SPLIT = rf"{OPERAND}(?:\s*+\.\s*+split\s*+\(\s*+{OPERAND}?+\s*+\)|\s*+-[ci]?split\s*+{OPERAND})++"
_LIST = rf"(?:{NUMBERS}|{_SPLIT})"
_SOURCE = rf"{_CASTS}(?:@?\(\s*+{_CASTS}({_LIST})\s*+\)|({_LIST}))"
_PIPED = re.compile(
    rf"{_SOURCE}\s*+\|\s*+(?:%|foreach-object|foreach)\s*+\{{(?P<body>[^{{}}]{{1,256}}+)\}}|{NUMBERS}|{TEXT}",
    _FLAGS,
)
_BODY = re.compile(
    r"(?:\[string\])?+\[char\](?:\[(?:int|int16|int32|byte)\])*+"
    r"(?:\[(?:system\.)?convert\]::toint(?:16|32)?+(?:\[string\])?+\$_,(?P<base>16|10|8|2)|(?:\[(?:int|byte)\])?+\$_)"
    r"(?:-bxor[\"']?+(?P<key>0x[0-9a-f]{1,2}+|[0-9]{1,3}+)[\"']?+)?+|\$_-as\[char\]"
)
"""What is done with each number, without blanks and brackets."""
_DROPPED = str.maketrans("", "", " \t\r\n()")

_CAST = re.compile(
    rf"\[(?:system\.)?char\[\]\]\s*+(?:@?\(\s*+{NUMBERS}\s*+\)|{NUMBERS})(?!\s*+\|)|{NUMBERS}", _FLAGS
)
_GET_STRING = re.compile(
    r"\[(?:system\.)?(?:text\.)?encoding\]::\w{1,20}+\.getstring\(\s*+(?:\[byte\[\]\]\s*+)?+(?:@?\(\s*+)?+"
    rf"(?P<bytes>{NUMBERS})(?:\s*+\))?+\s*+\)|{NUMBERS}",
    _FLAGS,
)
_FROM_CODES = re.compile(
    rf"\bstring\s*+\.\s*+fromcharcode\(\s*+(?P<codes>{NUMBER}(?:\s*+,\s*+{NUMBER})*+)\s*+\)", _FLAGS
)

_BASIC_TEXT = r'(?<!")"[^"\r\n]*+"(?!")'
_CHR = r"\bchr[wb]?\$?+\(\s*+(?:&h([0-9a-f]{1,6}+)&?+|([0-9]{1,7}+))\s*+\)"
_CHR_BARE = r"\bchr[wb]?\$?+\(\s*+(?:&h[0-9a-f]{1,6}+&?+|[0-9]{1,7}+)\s*+\)"
_BASIC_SUM = re.compile(
    rf"(?:{_CHR_BARE}|{_BASIC_TEXT})(?:\s*+[&+]\s*+(?:{_CHR_BARE}|{_BASIC_TEXT}))*+", _FLAGS
)
_BASIC_PART = re.compile(rf"{_CHR}|({_BASIC_TEXT})", _FLAGS)


def find_piped(scanned: Scanned) -> Rewriting | None:
    """Find lists of numbers each of which a loop turns into a character, with a key or without."""
    edits, keys = [], set[int]()
    for found in _PIPED.finditer(scanned.text):
        if found["body"] is None:
            continue
        body = _BODY.fullmatch(found["body"].lower().translate(_DROPPED))
        if body is None:
            continue
        key = 0 if body["key"] is None else numbers_in(body["key"])[0]
        codes = _codes(found[1] or found[2], int(body["base"] or 10))
        text = None if codes is None else text_of_codes(code ^ key for code in codes)
        if text:
            keys |= {key} - {0}
            edits.append(Edit(*unwrapped(scanned.text, *found.span()), quoted(text)))
    if not edits:
        return None
    words = f"{counted(len(edits), 'list')} of character numbers spelled out, as the loop around it does"
    if keys:
        words += f", each number first combined by XOR with {', '.join(map(str, sorted(keys)))}"
    return Rewriting(edits, f"{words}.")


def _codes(source: str, base: int) -> list[int] | None:
    """Give the numbers of a list, which may be a text that is split."""
    if source[0] not in "'\"(\\[":
        return numbers_in(source)
    text, *signs = values_in(source)
    for sign in signs or [" "]:
        text = text.replace(sign, " ") if "split" in source.lower() and len(sign) == 1 else _split(text, sign)
    try:
        return [int(word, 0 if base == 10 and word[:2].lower() == "0x" else base) for word in text.split()]
    except ValueError:
        return None


def _split(text: str, signs: str) -> str:
    """Make blanks of each of several letters, as .Split() takes them."""
    return text.translate(dict.fromkeys(map(ord, signs), " "))


def find_casts(scanned: Scanned) -> Rewriting | None:
    """Find lists of numbers that a cast or an encoding turns into text."""
    edits = []
    for found in _CAST.finditer(scanned.text):
        if found[0][0] == "[" and (text := text_of_codes(numbers_in(found[0].partition("]]")[2]))):
            edits.append(Edit(*unwrapped(scanned.text, *found.span()), quoted(text)))
    if not edits:
        return None
    return Rewriting(
        edits, f"{counted(len(edits), 'list')} of character numbers spelled out, as [char[]] does."
    )


def find_byte_lists(scanned: Scanned) -> Rewriting | None:
    """Find lists of bytes that an encoding turns into text."""
    edits = []
    for found in _GET_STRING.finditer(scanned.text):
        codes = numbers_in(found["bytes"]) if found["bytes"] else []
        if not codes or max(codes) > 255:
            continue
        text = text_of(bytes(codes), is_told=True)
        if text is not None:
            edits.append(Edit(*unwrapped(scanned.text, *found.span()), quoted(text[0])))
    if not edits:
        return None
    return Rewriting(edits, f"{counted(len(edits), 'list')} of bytes read as text, as GetString does.")


def find_from_codes(scanned: Scanned) -> Rewriting | None:
    """Find JavaScript's String.fromCharCode."""
    edits = []
    for found in _FROM_CODES.finditer(scanned.text):
        text = text_of_codes(numbers_in(found["codes"]))
        if text:
            edits.append(Edit(found.start(), found.end(), quoted(text)))
    if not edits:
        return None
    words = f"{counted(len(edits), 'list')} of character numbers spelled out, as String.fromCharCode does."
    return Rewriting(edits, words)


def find_basic_sums(scanned: Scanned) -> Rewriting | None:
    """Find VBScript's Chr and the texts that are joined to it."""
    edits, letters = [], 0
    for found in _BASIC_SUM.finditer(scanned.text):
        parts = list(_BASIC_PART.finditer(found[0]))
        codes = sum(part[3] is None for part in parts)
        text = _basic_sum(parts) if codes else None
        if text is not None:
            letters += codes
            edits.append(Edit(found.start(), found.end(), '"' + text.replace('"', '""') + '"'))
    if not edits:
        return None
    return Rewriting(
        edits, f"{counted(letters, 'character')} written out from their numbers, as Chr does, and joined."
    )


def _basic_sum(parts: Sequence[re.Match[str]]) -> str | None:
    texts = []
    for part in parts:
        if part[3] is not None:
            texts.append(value_of(part[3]))
            continue
        letter = text_of_codes([int(part[1], 16) if part[1] else int(part[2])])
        if letter is None:
            return None
        texts.append(letter)
    return "".join(texts)
