"""Hexadecimal in a text into the texts that it spells: long pieces, and escapes such as \\x41, \\u0041 and %41."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.decoding.edit import Edit, Piece, Rewriting, Scanned, counted
from core.decoding.plausible import is_readable, text_of
from core.decoding.step import Kind

FEWEST_BYTES = 16
"""Of a piece that nothing announces: what is shorter is a number. Hashes are longer, and give no text."""
FEWEST_BYTES_AFTER_0X = 12
FEWEST_ESCAPES = 3
"""In a row: folders are named x64 and x86."""

_RUN = re.compile(r"(?<![\w.%{-])(0x)?((?:[0-9a-f]{2}){12,}+)(?![\w.}-])", re.ASCII)
_HAS_LETTER = re.compile("[a-f]")
_ESCAPES = re.compile(
    rf"(?:\\x[0-9a-f]{{2}}){{{FEWEST_ESCAPES},}}+|(?:\\u[0-9a-f]{{4}}){{{FEWEST_ESCAPES},}}+", re.ASCII
)
_PERCENT = re.compile(r"(?:%[0-9a-f]{2})++", re.ASCII)
_URL = re.compile(r"\b(?:https?|ftp)://[^\s\"'<>]++", re.ASCII)
_NEEDS_NONE = re.compile(r"%(?:3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])", re.ASCII)
"""An escaped letter or digit: no address needs one, so somebody hides something."""


def find_hex(scanned: Scanned, most: int) -> Iterator[Piece]:
    """Find long hexadecimal numbers whose bytes are text."""
    low = scanned.low
    for found in _RUN.finditer(low):
        digits = found[2]
        fewest = FEWEST_BYTES_AFTER_0X if found[1] else FEWEST_BYTES
        written = scanned.text[found.start(2) : found.end(2)]
        if (
            len(digits) < 2 * fewest
            or not _HAS_LETTER.search(digits)
            or written not in (digits, digits.upper())
        ):
            continue
        text = text_of(bytes.fromhex(digits), is_told=False)
        if text is not None:
            words = f"{len(digits) // 2:,} bytes in hexadecimal: they are readable {text[1]} text."
            yield Piece(found.start(), found.end(), text[0][:most], Kind.HEX, words, len(text[0]) > most)


def find_escapes(scanned: Scanned) -> Rewriting | None:
    """Find escaped characters of JavaScript and others, in a row."""
    edits = []
    for found in _ESCAPES.finditer(scanned.low):
        codes = found[0].split(found[0][:2])[1:]
        text = _spelled(int(code, 16) for code in codes)
        if text is not None:
            edits.append(Edit(found.start(), found.end(), text))
    if not edits:
        return None
    return Rewriting(edits, f"{counted(len(edits), 'run')} of escaped characters written out.")


def find_percents(scanned: Scanned) -> Rewriting | None:
    """Find escapes of addresses that hide letters: a row of them anywhere, any two of them within one address."""
    low = scanned.low
    in_urls = [
        (found.start(), found.end())
        for found in _URL.finditer(low)
        if len(_NEEDS_NONE.findall(found[0])) >= 2
    ]
    edits, at = [], 0
    for found in _PERCENT.finditer(low):
        while at < len(in_urls) and in_urls[at][1] <= found.start():
            at += 1
        is_in_url = at < len(in_urls) and in_urls[at][0] <= found.start()
        is_row = len(found[0]) >= 3 * FEWEST_ESCAPES and len(_NEEDS_NONE.findall(found[0])) >= 2
        if not is_in_url and not is_row:
            continue
        try:
            text = bytes.fromhex(found[0].replace("%", "")).decode()
        except UnicodeDecodeError:
            continue
        if text.isprintable():
            edits.append(Edit(found.start(), found.end(), text))
    if not edits:
        return None
    words = (
        f"{counted(len(edits), 'run')} of %-escapes written out: letters need none, so they hide something."
    )
    return Rewriting(edits, words)


def _spelled(codes: Iterator[int]) -> str | None:
    text = "".join(map(chr, codes))
    return text if is_readable(text) else None
