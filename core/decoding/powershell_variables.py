"""Variables of PowerShell that a script sets to plain texts, into these texts where they are pieces of others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from core.decoding.character_codes import find_piped
from core.decoding.edit import Edit, Rewriting, Scanned, applied, counted, prepared
from core.decoding.literals import OPERAND, literals_in, quoted, value_of
from core.decoding.picked_letters import find_picked
from core.decoding.powershell_text import find_formats, find_joins, find_replacements, find_sums

_FLAGS = re.IGNORECASE | re.ASCII
_NAME = r"\$(?:\{(\w{1,64}+)\}|(\w{1,64}+))"
_ASSIGNMENT = re.compile(rf"{_NAME}\s*+=\s*+({OPERAND})\s*+(?=[;\r\n}}\"]|\Z)", _FLAGS)
_CHANGE = re.compile(rf"{_NAME}\s*+[-+*/]?=(?!=)", _FLAGS)
_USE = re.compile(rf"{_NAME}(?![\w:?])(?!\s*+[-+*/%]?=(?!=))", _FLAGS)
_BEFORE_USE = re.compile(
    r"(?:[(,+&|=!;{.]|\b(?:iex|invoke-expression)|-(?:join|f|[ci]?replace|split))[ \t]{0,16}+\Z", _FLAGS
)
_REVERSED = re.compile(
    rf"(\$(\w{{1,64}}+)\s*+=\s*+)(?:\[char\[\]\]\s*+)?+({OPERAND})(?:\.tochararray\(\s*+\))?+\s*+;"
    r"\s*+\[(?:system\.)?array\]::reverse\(\s*+\$(\w{1,64}+)\s*+\)\s*+;?+",
    _FLAGS,
)

_PUTTING_TOGETHER = (find_sums, find_formats, find_joins, find_replacements, find_picked, find_piped)
"""What makes other texts of the variables'; elsewhere a script is as clear with its variables."""
LONGEST = 131_072
"""Characters of a script with its variables put in."""


def find_variables(scanned: Scanned) -> Rewriting | None:
    """Find uses of variables that are set once, to a text, before; only where a text is put together from them."""
    text = scanned.text
    changes = defaultdict[str, list[int]](list)
    for found in _CHANGE.finditer(text):
        changes[_name(found)].append(found.start())
    values = {
        _name(found): (found.end(), literals_in(found[3])[0])
        for found in _ASSIGNMENT.finditer(text)
        if len(changes[_name(found)]) == 1
    }
    edits, names = [], dict[str, None]()
    for found in _USE.finditer(text) if values else ():
        end, literal = values.get(_name(found), (len(text), ""))
        if found.start() < end or not _BEFORE_USE.search(text, max(found.start() - 40, 0), found.start()):
            continue
        edits.append(Edit(found.start(), found.end(), literal))
        names[found[0]] = None
    new = _room_for(edits, len(text)) and applied(text, edits)
    if not new or not any(find(prepared(new)) for find in _PUTTING_TOGETHER):
        return None
    shown = ", ".join(list(names)[:6]) + (" and others" if len(names) > 6 else "")
    return Rewriting(edits, f"Values put in for {shown}: the script itself sets them, once.")


def find_reversed(scanned: Scanned) -> Rewriting | None:
    """Find texts that [array]::Reverse turns around in their variable."""
    edits = []
    for found in _REVERSED.finditer(scanned.text):
        if found[2].lower() == found[4].lower():
            literal = literals_in(found[3])[0]
            new = found[1] + quoted(value_of(literal)[::-1], literal) + ";"
            edits.append(Edit(found.start(), found.end(), new))
    if not edits:
        return None
    return Rewriting(edits, f"{counted(len(edits), 'text')} turned around, as [array]::Reverse does.")


def _room_for(edits: Sequence[Edit], length: int) -> bool:
    return bool(edits) and length + sum(len(edit.new) for edit in edits) <= LONGEST


def _name(found: re.Match[str]) -> str:
    return (found[1] or found[2]).lower()
