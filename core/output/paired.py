"""Texts into texts that UTF-8 can hold: a surrogate without its partner becomes its escape, `\\ud800`.

JSON can spell such a character, but many programs refuse the whole file for it. JSON Lines keeps it; the formats
for others do not.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.rows.column import Value


def paired(text: str) -> str:
    """Escape what is no character, as `core.output.safe_file.write_text` does."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def paired_value(value: Value) -> Value:
    """Escape what is no character in every text of a value."""
    if isinstance(value, str):
        return paired(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {key: paired_value(inner) for key, inner in value.items()}
    return [paired_value(inner) for inner in value]
