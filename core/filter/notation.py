"""The writing of a filter: how a value is quoted, and where names, operators and values begin and end."""

from __future__ import annotations

import re

BLANKS = re.compile(r"\s*")
HEAD = re.compile(r'(?![A-Za-z]:[\\/])([^\s":~<>]*+)(>=|<=|[:~<>])')
"""A name and an operator. A drive (`C:\\`) is none: it begins a path."""
QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')
LISTED = re.compile(r'[^\s,"]*+')
"""A value without quotes where a comma begins another."""
ALONE = re.compile(r'[^\s"]*+')
"""A value without quotes where a comma is a part of it."""

JOINING_WORDS = frozenset({"AND", "OR", "NOT", "&&", "||"})
"""What other languages join terms by. Here they must be quoted to be looked for."""

_PLAIN_WORD = re.compile(r'[^\s":~<>=,+-][^\s":~<>=]*+')


def written_value(value: str, is_listed: bool) -> str:
    """Write a value behind an operator, in quotes where it needs them."""
    plain = LISTED if is_listed else ALONE
    return value if value and plain.fullmatch(value) else in_quotes(value)


def written_word(word: str) -> str:
    """Write a word or phrase that stands alone, in quotes where it would be taken for another thing."""
    is_plain = _PLAIN_WORD.fullmatch(word) is not None and word not in JOINING_WORDS
    return word if is_plain else in_quotes(word)


def in_quotes(value: str) -> str:
    """Write any text so that nothing in it has a meaning but `*`; a quote is written twice."""
    return '"' + value.replace('"', '""') + '"'


def from_quotes(inside: str) -> str:
    """Read what stands between the quotes."""
    return inside.replace('""', '"')


def shown(text: str) -> str:
    """Name in a sentence what was written, cut where it is long."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:59]}…"'
