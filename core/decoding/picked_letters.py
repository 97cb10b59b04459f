"""Letters that PowerShell picks from a text by their numbers, also from the last to the first, into the text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.decoding.edit import Edit, Rewriting, Scanned, counted
from core.decoding.literals import OPERAND, TEXT, literals_in, quoted, unwrapped, value_of
from core.decoding.powershell_text import LONGEST_RESULT

USUAL: Mapping[str, str] = {
    "$env:comspec": r"C:\Windows\system32\cmd.exe",
    "$env:systemroot": r"C:\Windows",
    "$env:windir": r"C:\Windows",
    "$env:public": r"C:\Users\Public",
    "$env:programdata": r"C:\ProgramData",
    "$pshome": r"C:\Windows\System32\WindowsPowerShell\v1.0",
    "$shellid": "Microsoft.PowerShell",
    "$verbosepreference": "SilentlyContinue",
    "$debugpreference": "SilentlyContinue",
}
"""Texts that every Windows PowerShell has, from which letters are picked to spell what a script would not name."""

_FLAGS = re.IGNORECASE | re.ASCII
# The one variable whose name fits *mdr* is MaximumDriveCount.
_MDR = r"\(\s*+(?:gv|get-variable|variable)\s*+['\"]\*mdr\*['\"]\s*+\)\s*+\.\s*+name"
_ENVIRONMENT = r"env:(?:comspec|systemroot|windir|public|programdata)"
_KNOWN = rf"(?:\$(?:{_ENVIRONMENT}|pshome|shellid|(?:verbose|debug)preference)\b|{_MDR})"
_END = r"-\s*+\(?\s*+\$?\w{1,64}+\.length\s*+\)?|-\s*+(?:\(\s*+)?TEXT\.length(?:\s*+\))?".replace(
    "TEXT", TEXT
)
_NUMBER = rf"(?:[-+]?[0-9]{{1,6}}+|{_END})"
_ITEM = rf"{_NUMBER}(?:\s*+\.\.\s*+{_NUMBER})?+"
_PICK = re.compile(
    rf"({OPERAND}|{_KNOWN}|\(\s*+{_KNOWN}\s*+\))(?:\s*+\.\s*+to(?:string|chararray)\(\s*+\))?+"
    rf"\s*+\[\s*+({_ITEM}(?:\s*+,\s*+{_ITEM})*+)\s*+\]|{TEXT}",
    _FLAGS,
)
_ITEMS = re.compile(_ITEM, _FLAGS)
_SIGNED = re.compile(r"[-+]?[0-9]++\Z", re.ASCII)


def find_picked(scanned: Scanned) -> Rewriting | None:
    """Find texts whose letters are picked by number."""
    edits, turned = [], 0
    for found in _PICK.finditer(scanned.text):
        if found[1] is None:
            continue
        value, like = _picked_from(found[1])
        numbers = _numbers(found[2], len(value))
        if numbers is None:
            continue
        picked = "".join(value[number] for number in numbers)
        turned += len(value) > 1 and picked == value[::-1]
        edits.append(Edit(*unwrapped(scanned.text, *found.span()), quoted(picked, like)))
    if not edits:
        return None
    words = f"{counted(len(edits), 'text')} spelled by picking letters by their numbers."
    if turned == len(edits):
        words = (
            f"{counted(len(edits), 'text')} turned around: the letters are taken from the last to the first."
        )
    return Rewriting(edits, words)


def _picked_from(code: str) -> tuple[str, str]:
    """Give the text that letters are picked from, and how it is written."""
    key = "".join(code.lower().strip("( )").split())
    if key in USUAL:
        return USUAL[key], "'"
    if key.endswith("name"):
        return "MaximumDriveCount", "'"
    literal = literals_in(code)[0]
    return value_of(literal), literal


def _numbers(code: str, length: int) -> list[int] | None:
    """Give all numbers of an index; `None` where one leads to no letter, or there are too many."""
    numbers: list[int] = []
    for item in _ITEMS.findall(code):
        first, _, last = item.partition("..")
        begin, end = _number(first, length), _number(last or first, length)
        if not (-length <= begin < length and -length <= end < length):
            return None
        numbers.extend(range(begin, end + 1) if begin <= end else range(begin, end - 1, -1))
        if len(numbers) > LONGEST_RESULT:
            return None
    return numbers


def _number(code: str, length: int) -> int:
    """Give one number of an index; what names a length means that of the text itself."""
    bare = code.strip()
    return int(bare) if _SIGNED.match(bare) else -length
