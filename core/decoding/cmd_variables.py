"""Variables of cmd that a line sets, or cuts letters from, into what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.decoding.cmd_text import command_area
from core.decoding.edit import Edit, Rewriting, Scanned, applied

LONGEST_VALUE = 8_191
"""Characters of a line of cmd, and so of a variable that it sets."""

USUAL: Mapping[str, str] = {
    "allusersprofile": r"C:\ProgramData",
    "commonprogramfiles": r"C:\Program Files\Common Files",
    "comspec": r"C:\Windows\system32\cmd.exe",
    "os": "Windows_NT",
    "pathext": ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC",
    "programdata": r"C:\ProgramData",
    "programfiles": r"C:\Program Files",
    "programfiles(x86)": r"C:\Program Files (x86)",
    "public": r"C:\Users\Public",
    "systemdrive": "C:",
    "systemroot": r"C:\Windows",
    "windir": r"C:\Windows",
}
"""What these variables are on nearly every Windows (Microsoft, "Recognized environment variables")."""

_SET = re.compile(
    r"(?<![\w.\\/-])s\^?e\^?t\^?\s++(?:/([ap])\b|(\"?)([^\s=\"&|<>%!^/][^=\"&|<>%!\r\n]{0,63}+)=)", re.ASCII
)
_REFERENCE = re.compile(r"([%!])([^%!:\r\n\"=]{1,64}+)(?::([^%!\r\n]{1,200}+))?+\1")
_SUBSTRING = re.compile(r"~(-?[0-9]{1,5})?(?:,(-?[0-9]{1,5})?)?", re.ASCII)
_QUOTED_VALUE = re.compile(r'[^"\r\n]*+')
_VALUE = re.compile(r"(?:\^.|[^&|\r\n^])*+")
_SIGN = re.compile("[%!]")
_ASKED = re.compile(r"\s*+\"?([^\s=\"&|<>%!]{1,64}+)=", re.ASCII)
_CARET = re.compile(r"\^(.)", re.DOTALL)


@dataclass(slots=True)
class _Environment:
    """Variables, as far as they are known at a place of the line."""

    own: dict[str, str] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)
    usual: dict[str, None] = field(default_factory=dict)
    room: int = 8 * LONGEST_VALUE
    """Characters that may still be put in; a line that goes on past them is no command."""
    is_disguise: bool = False
    """Whether a variable was set by the line itself, or letters were cut from one."""

    def value(self, found: re.Match[str]) -> str | None:
        """Give what stands for a reference, `None` where it cannot be known."""
        name, change = found[2].lower(), found[3]
        value = self.own.get(name)
        if value is None and found[1] == "%":
            value = USUAL.get(name)
        if value is None:
            return None
        new = value if change is None else _changed(value, change)
        if new is not None and len(new) > self.room:
            return None
        if new is not None:
            self.room -= len(new)
            is_own = name in self.own
            (self.used if is_own else self.usual)[found[2] if is_own else name.upper()] = None
            self.is_disguise |= is_own or change is not None
        return new


def find_variables(scanned: Scanned) -> Rewriting | None:
    """Find references to variables whose values are known from the line or on every Windows."""
    start, end = command_area(scanned) or (0, len(scanned.text))
    environment = _Environment()
    edits = list(_edits(scanned.text, scanned.low, start, end, environment))
    if not edits or not environment.is_disguise:
        return None
    sources = []
    if environment.used:
        sources.append(f"the line itself sets {_listed(environment.used)}")
    if environment.usual:
        sources.append(f"Windows’ usual {_listed(environment.usual)}")
    return Rewriting(edits, f"Values put in for variables: {', and '.join(sources)}.")


def _edits(text: str, low: str, start: int, end: int, environment: _Environment) -> Iterator[Edit]:
    """Walk through the line as cmd would, with what is set so far."""
    at = start
    for found in _SET.finditer(low, start, end):
        if found.start() < at:
            continue  # within a value that was just set
        yield from _references(text, at, found.start(), environment)
        at = found.end()
        if found[1]:
            asked = _ASKED.match(low, at, end)
            if asked is not None:
                environment.own.pop(asked[1], None)
            continue
        stop = (_QUOTED_VALUE if found[2] else _VALUE).match(text, at, end).end()  # type: ignore[union-attr]  # fits all
        inner = list(_references(text, at, stop, environment))
        yield from inner
        value = applied(text[at:stop], (Edit(edit.start - at, edit.end - at, edit.new) for edit in inner))
        environment.own[found[3]] = _CARET.sub(r"\1", value)[:LONGEST_VALUE]
        at = stop
    yield from _references(text, at, end, environment)


def _references(text: str, start: int, end: int, environment: _Environment) -> Iterator[Edit]:
    """Find references whose values are known."""
    at = start
    while (sign := _SIGN.search(text, at, end)) is not None:
        found = _REFERENCE.match(text, sign.start(), end)
        new = None if found is None else environment.value(found)
        if found is None or new is None:
            at = sign.end()
        else:
            yield Edit(found.start(), found.end(), new)
            at = found.end()


def _listed(names: Mapping[str, None]) -> str:
    shown = list(names)[:6]
    return ", ".join(shown) + (" and others" if len(names) > len(shown) else "")


def _changed(value: str, change: str) -> str | None:
    """Cut letters (`~1,2`) or replace some (`old=new`), as `set /?` says."""
    if change.startswith("~"):
        found = _SUBSTRING.fullmatch(change)
        return None if found is None else _cut(value, int(found[1] or 0), found[2])
    old, sign, new = change.partition("=")
    if not sign or not old.strip("*"):
        return None
    if old.startswith("*"):
        at = value.lower().find(old[1:].lower())
        return value if at < 0 else new + value[at + len(old) - 1 :]
    if len(value) + value.lower().count(old.lower()) * len(new) > 2 * LONGEST_VALUE:
        return None
    return re.sub(re.escape(old), lambda _: new, value, flags=re.IGNORECASE)


def _cut(value: str, first: int, count: str | None) -> str:
    start = max(len(value) + first, 0) if first < 0 else min(first, len(value))
    if count is None:
        return value[start:]
    length = int(count)
    return value[start : max(len(value) + length, start)] if length < 0 else value[start : start + length]
