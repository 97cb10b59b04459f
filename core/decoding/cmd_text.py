"""What cmd.exe drops from a line, carets and quotes inside words, into the line as it is run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from core.decoding.edit import Edit, Rewriting, Scanned, counted

_CMD = re.compile(
    r"(?:\bcmd(?:\.exe)?+|%comspec%)[\"']?+(?:[\s,;=]*+/(?![ckr])[a-z](?::\w{2,3})?+)*+[\s,;=]*+/[ckr]",
    re.ASCII,
)
_OTHER_CHARACTERS = re.compile(r"[&<>()@^|]")
_INSIDE_WORDS = re.compile(r"(?<=[a-z])\^(?=[a-z])", re.ASCII)
_FEWEST_INSIDE_WORDS = 3
"""Carets that show a line meant for cmd.exe though it does not name it."""
_QUOTED_OR_CARET = re.compile(r'"[^"]*+"?+|\^')
_NEEDS_CARET = "&|<>()^%!\r\n"
"""Characters that a caret keeps from being obeyed: with them it is no disguise."""

_WORD = re.compile(r'[\w."-]*+', re.ASCII)
_QUOTE_INSIDE = re.compile(r'"[\w.-]++"|""[a-z0-9]', re.ASCII)
_BEFORE_WORD = frozenset(" \t&|(;,=@\"'")
_AFTER_WORD = frozenset(" \t&|);,\"'")


def command_area(scanned: Scanned) -> tuple[int, int] | None:
    """Give the part of a line that cmd.exe obeys, without the quotes that it drops around all of it (`cmd /?`)."""
    found = _CMD.search(scanned.low)
    if found is None:
        return None
    text, start, end = scanned.text, found.end(), len(scanned.text)
    while start < end and text[start] in " \t":
        start += 1
    last = text.rfind('"')
    if (
        start < end
        and text[start] == '"'
        and last > start
        and not _keeps_quotes(text[start : last + 1], found[0])
    ):
        return start + 1, last
    return start, end


def _keeps_quotes(quoted: str, switches: str) -> bool:
    """Tell whether the quotes are those of a program's path with blanks."""
    return (
        "/s" not in switches
        and quoted.count('"') == 2
        and " " in quoted
        and not _OTHER_CHARACTERS.search(quoted)
    )


def find_carets(scanned: Scanned) -> Rewriting | None:
    """Find carets before characters that need none."""
    area = command_area(scanned)
    if area is None:
        if len(_INSIDE_WORDS.findall(scanned.low)) < _FEWEST_INSIDE_WORDS:
            return None
        area = (0, len(scanned.text))
    # One cmd within another reads the line a second time, so that the first drops a caret before any sign.
    keeps = "" if _CMD.search(scanned.low[slice(*area)].replace("^", "")) else _NEEDS_CARET
    edits = list(_carets(scanned.text, *area, keeps))
    followers = {scanned.text[edit.end : edit.end + 1] for edit in edits}
    if not any(follower.isalnum() for follower in followers) and "^" not in followers:
        return None
    return Rewriting(
        edits, f"{counted(len(edits), 'caret')} taken out: cmd drops a caret and keeps the letter after it."
    )


def _carets(text: str, start: int, end: int, keeps: Collection[str]) -> Iterator[Edit]:
    skipped = -1
    for found in _QUOTED_OR_CARET.finditer(text, start, end):
        at = found.start()
        if found[0] != "^" or at == skipped:
            continue
        if at + 1 < end and text[at + 1] not in keeps:
            yield Edit(at, at + 1, "")
        skipped = at + 1


def find_quotes(scanned: Scanned) -> Rewriting | None:
    """Find words broken by quotes, such as p"o"wershell."""
    if not _QUOTE_INSIDE.search(scanned.low):
        return None
    text, edits, words, at = scanned.text, list[Edit](), 0, 0
    while (quote := text.find('"', at)) >= 0:
        start = quote
        while start > at and (text[start - 1] in "._-" or _is_letter(text[start - 1])):
            start -= 1
        if start == quote:
            at = quote + 1
            continue
        at = _WORD.match(text, quote).end()  # type: ignore[union-attr]  # it begins with the quote
        if _is_broken_word(text[start:at], text[start - 1 : start], text[at : at + 1]):
            words += 1
            edits.extend(Edit(place, place + 1, "") for place in range(start, at) if text[place] == '"')
    if not words:
        return None
    return Rewriting(edits, f"Quotes taken out of {counted(words, 'word')}: a word means the same with them.")


def _is_broken_word(word: str, before: str, after: str) -> bool:
    """Tell whether quotes break a word that needs none: at least two of them with letters on both sides."""
    if not word[0].isalpha() or word.count('"') % 2 or (before and before not in _BEFORE_WORD):
        return False
    if after and after not in _AFTER_WORD:
        return False
    inside = sum(
        _is_letter(word[place - 1]) and _is_letter(word[place + 1])
        for place in range(1, len(word) - 1)
        if word[place] == '"'
    )
    return inside >= 2 or any(
        _is_letter(word[place - 1]) and _is_letter(word[place + 2 : place + 3])
        for place in range(1, len(word) - 2)
        if word[place : place + 2] == '""'
    )


def _is_letter(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
