"""A flagged row into the command that finds it again: one line that bash and PowerShell read alike."""

from __future__ import annotations

import re
import sys

from core.detection.rules import DEFAULT_RULE
from core.filter.term import exactly
from core.notation.visible import visible
from core.rows.columns import COLUMNS
from core.rows.row import Row

_APOSTROPHES = re.compile("['\u2018\u2019\u201a\u201b]")
"""What PowerShell takes for one (about_Quoting_Rules)."""
_ALIVE_IN_DOUBLE_QUOTES = re.compile('["$`!\\\\\u201c\u201d\u201e]')


def scan_command(row: Row, path: str, is_powershell: bool = sys.platform == "win32") -> str | None:
    """Write `cellspawn scan 'Sysmon.evtx' --filter 'offset:4608'` for a row of the log at `path`.

    Both shells read what stands in single quotes as it is. A path with an apostrophe stands in double quotes; where
    that would change it too, in the quotes of one shell. `None` where there is no such command: for a row that is
    not flagged, which `scan` does not write, and for a path with hidden characters, which no terminal takes safely.
    """
    if row.detection is None or visible(path) != path:
        return None
    path = f"./{path}" if path.startswith("-") else path
    term = exactly("file_offset", [COLUMNS["file_offset"].text(row)])
    rule = "" if row.rule == DEFAULT_RULE else f" --rule {row.rule}"
    return f"cellspawn scan {_quoted(path, is_powershell)}{rule} --filter '{term}'"


def _quoted(text: str, is_powershell: bool) -> str:
    if not _APOSTROPHES.search(text):
        return f"'{text}'"
    if not _ALIVE_IN_DOUBLE_QUOTES.search(text):
        return f'"{text}"'
    if is_powershell:
        return "'" + _APOSTROPHES.sub(lambda mark: mark[0] * 2, text) + "'"
    return "'" + text.replace("'", "'\\''") + "'"
