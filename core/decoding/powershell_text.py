"""Texts that PowerShell puts together from pieces (+, -f, -join, -replace, backticks) into the texts themselves."""

from __future__ import annotations

import re

from core.decoding.edit import Edit, Rewriting, Scanned, counted
from core.decoding.literals import (
    NO_CALL,
    OPERAND,
    TEXT,
    TEXTS,
    literals_in,
    quoted,
    text_of_codes,
    unwrapped,
    value_of,
    values_in,
)

LONGEST_RESULT = 131_072
"""Characters of one text that an operator makes."""

_FLAGS = re.IGNORECASE | re.ASCII
_TICK = re.compile(r"(?<=[A-Za-z-])`(?=[A-Zc-eg-mo-qsw-z-]|u(?!\{))")
"""Before other letters a backtick means a line end, a bell or the like."""

_DIGITS = r"0x[0-9a-f]{1,6}+|[0-9]{1,7}+"
_CODE = (
    r"\[(?:system\.)?char\]\s*+"
    rf"(?:\(\s*+(?:\[int\]\s*+)?+(?P<a>{_DIGITS})\s*+\)|'?(?P<b>{_DIGITS})\b'?)"
)
_CODE_BARE = _CODE.replace("?P<a>", "?:").replace("?P<b>", "?:")
_STRING = r"(?:\[(?:system\.)?string\]\s*+)?+"
_ATOM = rf"(?:{_STRING}(?:{TEXT}|{_CODE_BARE})|{NO_CALL}\(\s*+{_STRING}(?:{TEXT}|{_CODE_BARE})\s*+\))"
_SUM = re.compile(rf"{_ATOM}(?:\s*+\+\s*+{_ATOM})*+", _FLAGS)
_PART = re.compile(rf"(?P<text>{TEXT})|{_CODE}", _FLAGS)
_SCRIPT = re.compile(
    r"\b(?:powershell|pwsh|iex|javascript|vbscript|invoke-[a-z]|new-object|eval|execute)|\$[a-z{]|\[char",
    re.ASCII,
)

_FORMAT = re.compile(rf"({OPERAND})\s*+-f\s*+(@?\(\s*+{TEXTS}\s*+\)|{TEXTS})|{TEXTS}", _FLAGS)
_PLACEHOLDER = re.compile(r"\{([0-9]{1,3})\}", re.ASCII)
_CHANGE = (
    rf"(?:\s*+\.\s*+replace\s*+\(\s*+{OPERAND}\s*+,\s*+{OPERAND}\s*+\)"
    rf"|\s*+-[ci]?replace\s*+(?:{OPERAND}(?:\s*+,\s*+{OPERAND})?+|\(\s*+{OPERAND}\s*+,\s*+{OPERAND}\s*+\)))"
)
_REPLACE = re.compile(rf"({OPERAND})({_CHANGE}++)|{TEXT}", _FLAGS)
_ONE_CHANGE = re.compile(_CHANGE, _FLAGS)
_PLAIN_PATTERN = re.compile(r"(?:[\w\s~!@#%&=:;\"'<>,/-]|\\[^\w\s])*+\Z")
"""A regular expression that is nothing but its letters."""

_NOTHING_BEFORE = re.compile(
    r"(?:\A|[^)\]}'\"\w\s]|(?<!\S)[-/][a-z]{1,16}+\s|\b(?:iex|invoke-expression|echo|write-host|return)\s"
    r"|(?<!\S)\\?['\"])\s{0,8}+\Z",
    _FLAGS,
)
"""What may stand before a -join that has nothing on its left to join; a quote may open an argument there."""
_JOIN = re.compile(
    rf"\[(?:system\.)?string\]::join\(\s*+(?P<glue>{OPERAND})\s*+,\s*+(?P<a>@?\(\s*+{TEXTS}\s*+\)|{TEXTS})\s*+\)"
    rf"|-join\s*+(?P<b>@?\(\s*+{TEXTS}\s*+\)|{TEXT})"
    rf"|(?P<c>@?\(\s*+{TEXTS}\s*+\)|{TEXTS})\s*+-join\s*+(?P<last>{OPERAND})"
    rf"|{TEXTS}",
    _FLAGS,
)


def find_backticks(scanned: Scanned) -> Rewriting | None:
    """Find backticks inside words."""
    edits = [Edit(found.start(), found.end(), "") for found in _TICK.finditer(scanned.text)]
    if not edits:
        return None
    words = (
        f"{counted(len(edits), 'backtick')} taken out: PowerShell drops one and keeps the letter after it."
    )
    return Rewriting(edits, words)


def find_sums(scanned: Scanned) -> Rewriting | None:
    """Find texts and character numbers that are joined by +, and character numbers that stand alone."""
    text, edits, codes = scanned.text, list[Edit](), 0
    for found in _SUM.finditer(text):
        parts = list(_PART.finditer(found[0]))
        numbers = sum(part["text"] is None for part in parts)
        quotes = [part["text"] for part in parts if part["text"] is not None]
        if not numbers and (len(parts) < 2 or (quotes[0][0] == '"' and not _SCRIPT.search(scanned.low))):
            continue
        value = _sum_of(parts)
        if value is None:
            continue
        codes += numbers
        edits.append(Edit(*unwrapped(text, *found.span()), quoted(value, quotes[0] if quotes else "'")))
    if not edits:
        return None
    words = f"{counted(len(edits), 'text')} put together from the pieces between plus signs."
    if codes:
        words = f"{counted(codes, 'character')} written out from their numbers, as [char] does, and joined."
    return Rewriting(edits, words)


def _sum_of(parts: list[re.Match[str]]) -> str | None:
    values = []
    for part in parts:
        if part["text"] is not None:
            values.append(value_of(part["text"]))
            continue
        digits = part["a"] or part["b"]
        letter = text_of_codes([int(digits, 16 if digits[1:2] in ("x", "X") else 10)])
        if letter is None:
            return None
        values.append(letter)
    return "".join(values)


def find_formats(scanned: Scanned) -> Rewriting | None:
    """Find texts whose pieces are put in order by the format operator."""
    edits = []
    for found in _FORMAT.finditer(scanned.text) if "-f" in scanned.low else ():
        if found[1] is None:
            continue
        pattern, values = values_in(found[1])[0], values_in(found[2])
        value = _formatted(pattern, values)
        if value is not None:
            literal = literals_in(found[1])[0]
            edits.append(Edit(*unwrapped(scanned.text, *found.span()), quoted(value, literal)))
    if not edits:
        return None
    return Rewriting(
        edits, f"{counted(len(edits), 'text')} put in the order that the format operator -f gives its pieces."
    )


def _formatted(pattern: str, values: list[str]) -> str | None:
    numbers = [int(number) for number in _PLACEHOLDER.findall(pattern)]
    rest = _PLACEHOLDER.sub("", pattern)
    if not numbers or max(numbers) >= len(values) or "{" in rest or "}" in rest:
        return None
    if len(rest) + sum(len(values[number]) for number in numbers) > LONGEST_RESULT:
        return None
    return _PLACEHOLDER.sub(lambda found: values[int(found[1])], pattern)


def find_replacements(scanned: Scanned) -> Rewriting | None:
    """Find texts parts of which are replaced by others, plainly."""
    edits = []
    for found in _REPLACE.finditer(scanned.text):
        if found[1] is None:
            continue
        literal = literals_in(found[1])[0]
        value: str | None = value_of(literal)
        for change in _ONE_CHANGE.finditer(found[2]):
            value = None if value is None else _replaced(value, change[0])
        if value is not None:
            edits.append(Edit(*unwrapped(scanned.text, *found.span()), quoted(value, literal)))
    if not edits:
        return None
    return Rewriting(edits, f"Parts of {counted(len(edits), 'text')} replaced, as the script does.")


def _replaced(value: str, change: str) -> str | None:
    old, *others = values_in(change)
    new = others[0] if others else ""
    operator = change.lstrip().lower()
    if operator.startswith("."):
        pattern, flags = re.escape(old), re.NOFLAG
    elif _PLAIN_PATTERN.match(old) and "$" not in new:
        pattern = re.escape(re.sub(r"\\(.)", r"\1", old))
        flags = re.NOFLAG if operator.startswith("-c") else re.IGNORECASE
    else:
        return None
    found = len(re.findall(pattern, value, flags)) if old else 0
    if not found or len(value) + found * len(new) > LONGEST_RESULT:
        return value if old and not found else None
    return re.sub(pattern, lambda _: new, value, flags=flags)


def find_joins(scanned: Scanned) -> Rewriting | None:
    """Find lists of texts that are joined."""
    edits = []
    for found in _JOIN.finditer(scanned.text):
        code = found["a"] or found["b"] or found["c"]
        if code is None or (found["b"] and not _has_nothing_before(scanned.text, found.start())):
            continue
        literals = literals_in(code)
        glue = values_in(found["glue"] or found["last"] or "''")[0]
        values = [value_of(literal) for literal in literals]
        if sum(map(len, values)) + len(glue) * len(values) <= LONGEST_RESULT:
            value = quoted(glue.join(values), literals[0])
            edits.append(Edit(*unwrapped(scanned.text, *found.span()), value))
    if not edits:
        return None
    return Rewriting(edits, f"{counted(len(edits), 'list')} of texts joined, as -join does.")


def _has_nothing_before(text: str, at: int) -> bool:
    begin = max(at - 32, 0)
    return _NOTHING_BEFORE.search(text[begin:at] if begin == 0 else "x" + text[begin:at]) is not None
