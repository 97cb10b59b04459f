"""A text into the places where a PowerShell is called with an encoded command: what its own switches say, and no
text behind -Command, no argument of something else, and no comment.

Quotes are not told apart from blanks: a line of cmd, a value in the registry and a script write the same call in
different ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_DASHES = "-/\u2013-\u2015"
_PROGRAM = re.compile(
    r"(?<![\w.$%~-])(?:(powershell|pwsh)(?:\.exe)?|[\w~.-]{1,64}\.exe|[&.]\s{0,8}\$\w{1,64}|%\w{1,64}%|!\w{1,64}!)"
    r"(?=\\?[\"'\s),])",
    re.ASCII | re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s\"'(),=@\\]*+")
"""What may stand between two words of one call; a bracket may close around the program's name."""
_QUOTED_WORDS = re.compile(rf"\"([^\"{_DASHES}][^\"\n]*+)\"")
_WORD = re.compile(r"[^\s\"'(),&|;<>{}]++")
_SWITCH = re.compile(rf"[{_DASHES}]{{1,2}}([\w?-]*+)", re.ASCII)
_NAME = re.compile(r"(?:powershell|pwsh)(?:\.exe)?+\Z", re.IGNORECASE)
_ENCODED = re.compile(
    r"\\?+[\"']?+(?:\s*+,\s*+|\s++|:)[\"'(\\]{0,3}+([a-z0-9+/]{8,}+={0,2}+)(?![\w:.-]|\\[^\"'])",
    re.ASCII | re.IGNORECASE,
)
_FLAGS = (
    *(
        "noprofile",
        "nologo",
        "noninteractive",
        "noexit",
        "noprofileloadtime",
        "sta",
        "mta",
        "login",
        "help",
        "?",
    ),
    *("interactive", "sshservermode"),
)
"""Switches behind which no value of theirs stands."""
_REST_IS_TEXT = ("command", "file", "commandwithargs")
"""Switches behind which all that follows is theirs."""

_COMMENT = re.compile(
    r"<#.*?(?:#>|\Z)|(?<![^\s;{}()|&,\"'])#[^\r\n]*+|'[^'\r\n]*+'|\\\"[^\"\\\r\n]*+\\\"", re.DOTALL
)
_ANY_PROGRAM = re.compile(
    r"(?<![\w.-])(?:(powershell|pwsh)|cmd|[\w~.-]{1,64}\.exe)(?![\w-])", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class EncodedCommand:
    """What a call gives as an encoded command."""

    switch: str
    """As written, with its dash."""
    start: int
    end: int
    """Of the Base64."""
    is_named: bool
    """Whether the program is called PowerShell: another one may be a copy of it."""


def encoded_commands(text: str) -> Iterator[EncodedCommand]:
    """Find what PowerShell is given with -EncodedCommand, in any of its abbreviations and dashes."""
    if not _may_hold(text):
        return
    comments = _comments(text)
    starts, seen = [start for start, _ in comments], set[tuple[int, bool]]()
    for program in _PROGRAM.finditer(text):
        found = _encoded_of(text, program.end(), seen, is_named=program[1] is not None)
        if found is None:
            continue
        at = bisect_right(starts, found.start) - 1
        if at < 0 or comments[at][1] <= found.start:
            yield found


_MAY_HOLD = re.compile(rf"[{_DASHES}]e", re.IGNORECASE)


def _may_hold(text: str) -> bool:
    return _MAY_HOLD.search(text) is not None


def _encoded_of(text: str, at: int, seen: set[tuple[int, bool]], *, is_named: bool) -> EncodedCommand | None:
    """Read the words behind a program as PowerShell does, to its encoded command; `None` where it has none.

    `seen` are the places to which the words of other programs have led: nothing new comes behind them.
    """
    may_be_value = False
    while (at, may_be_value) not in seen:
        seen.add((at, may_be_value))
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        quoted = _QUOTED_WORDS.match(text, at - 1) if may_be_value and text[at - 1 : at] == '"' else None
        word = _WORD.match(text, at)
        if word is None:
            return None
        switch = _SWITCH.match(word[0])
        if switch is None:
            if not may_be_value or _NAME.match(word[0]):
                return None
            may_be_value, at = False, (quoted or word).end()
            continue
        name = switch[1].lower()
        if name and ("encodedcommand".startswith(name) or name == "ec"):
            given = _ENCODED.match(text, at + switch.end())
            if given is None:
                return None
            return EncodedCommand(switch[0], given.start(1), given.end(1), is_named)
        if name in ("", "cwa") or any(whole.startswith(name) for whole in _REST_IS_TEXT):
            return None
        may_be_value = not any(flag.startswith(name) for flag in _FLAGS)
        at = word.end()
    return None


def _comments(text: str) -> list[tuple[int, int]]:
    """Give the comments of PowerShell in a text: in a script, or behind PowerShell's name in a line."""
    if "#" not in text:
        return []
    script_from = _first_script(text)
    if script_from is None:
        return []
    found = []
    quotes, counted_to = 0, 0
    for match in _COMMENT.finditer(text, script_from):
        start, end = match.span()
        if match[0][0] not in "#<":
            continue
        if match[0][0] == "#":
            quotes += text.count('"', counted_to, start) - text.count('\\"', counted_to, start)
            counted_to = start
            # The quote that ends the argument ends the comment too.
            closing = text.find('"', start, end) if quotes % 2 else -1
            end = closing if closing >= 0 else end
        found.append((start, end))
    return found


def _first_script(text: str) -> int | None:
    """Say from where on a text may be PowerShell's: the beginning, if it names no program."""
    first = None
    for program in _ANY_PROGRAM.finditer(text):
        if program[1] is not None:
            return program.start() if first is not None else 0
        first = program.start() if first is None else first
    return 0 if first is None else None
