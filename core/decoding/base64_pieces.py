"""Base64 in a text into the texts that it hides: PowerShell's -EncodedCommand, calls that decode, long pieces."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from collections.abc import Iterator

from core.decoding.edit import Piece, Scanned, Unread, counted
from core.decoding.packed import unpacked
from core.decoding.plausible import is_readable, text_of, utf16_text_of
from core.decoding.powershell_calls import EncodedCommand, encoded_commands
from core.decoding.step import Kind
from core.notation.visible import one_line

LONGEST_TOLD = 1_000
"""Characters of a text that a sentence quotes."""
FEWEST_BARE = 24
"""Characters of Base64 that nothing announces: shorter ones are words."""

_CALL = re.compile(
    r"\b(frombase64string|b64decode|atob)\s*+\(\s*+(?:[\[\w.\]]{0,40}+\(\s*+)?(\\?[\"'])([a-z0-9+/=\s]{4,}+)\2",
    re.ASCII | re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![\w+/.\\:%$@#~-])[a-z0-9+/]{{{FEWEST_BARE},}}+={{0,2}}+(?![\w+/=.\\:%$@#~-])",
    re.ASCII | re.IGNORECASE,
)
_IS_HEX = re.compile(r"[0-9a-f]++\Z|[0-9A-F]++\Z", re.ASCII)
_BLANKS = re.compile(r"\s++")


def find_encoded_commands(scanned: Scanned, most: int) -> Iterator[Piece | Unread]:
    """Find what PowerShell is given with -EncodedCommand, and say what it sees where that is no command."""
    for found in encoded_commands(scanned.text):
        content = _bytes_of(scanned.text[found.start : found.end])
        text = None if content is None else utf16_text_of(content)
        if text:
            takes = f"takes what follows {found.switch} as a command in Base64 of UTF-16."
            words = f"PowerShell {takes}" if found.is_named else f"If the program is PowerShell, it {takes}"
            yield Piece(found.start, found.end, text[:most], Kind.ENCODED_COMMAND, words, len(text) > most)
        elif content is not None and found.is_named:
            yield _misread(found, content, most)


def _misread(found: EncodedCommand, content: bytes, most: int) -> Piece | Unread:
    """Say what PowerShell makes of bytes that are no UTF-16 text."""
    try:
        told = content.decode("utf-8")
    except UnicodeDecodeError:
        told = ""
    seen = content.decode("utf-16-le", "replace")
    if not is_readable(told) or not seen.strip():
        words = (
            f"What follows {found.switch} is Base64 of {counted(len(content), 'byte')}, which did not become "
            "readable text: PowerShell would read them as UTF-16."
        )
        return Unread(found.start, found.end, words)
    shown = one_line(told)
    shown = shown if len(shown) <= LONGEST_TOLD else f"{shown[:LONGEST_TOLD].rstrip()}…"
    words = (
        f"PowerShell reads what follows {found.switch} as UTF-16, and this is what it sees. It is Base64 of UTF-8, "
        f"which PowerShell does not take there: {shown}"
    )
    return Piece(
        found.start,
        found.end,
        seen[:most],
        Kind.ENCODED_COMMAND,
        words if words.endswith((".", "…")) else f"{words}.",
        len(seen) > most,
    )


def find_base64(scanned: Scanned, most: int) -> Iterator[Piece]:
    """Find Base64 that a call decodes, and long pieces that turn out to be text or compressed text."""
    is_deflate_told = "deflate" in scanned.low
    for found in _CALL.finditer(scanned.text):
        words = f"{found[1]} decodes it"
        yield from _piece(found.start(3), found.end(3), found[3], words, most, is_deflate_told, is_told=True)
    for found in _BARE.finditer(scanned.text):
        if not _IS_HEX.match(found[0]):
            words = "nothing says so, but it gives readable text"
            yield from _piece(
                found.start(), found.end(), found[0], words, most, is_deflate_told, is_told=False
            )


def _piece(
    start: int, end: int, source: str, why: str, most: int, is_deflate_told: bool, *, is_told: bool
) -> Iterator[Piece]:
    content = _bytes_of(source)
    if content is None:
        return
    # UTF-16 takes two bytes for a character.
    inner = unpacked(content, 2 * most, is_deflate_told)
    if inner is None:
        text = text_of(content, is_told=is_told)
        if text is not None:
            words = f"Base64 of {text[1]} text: {why}."
            yield Piece(start, end, text[0][:most], Kind.BASE64, words, len(text[0]) > most)
        return
    text = text_of(_whole_letters(inner.content) if inner.is_cut else inner.content, is_told=True)
    if text is not None:
        ways = " in ".join(reversed(inner.ways))
        words = f"Base64 of text compressed with {ways}: {why}, and the bytes begin as such data does."
        if inner.ways[0] == "deflate":
            words = f"Base64 of text compressed with {ways}: {why}, and the line names DeflateStream."
        is_cut = inner.is_cut or len(text[0]) > most
        yield Piece(start, end, text[0][:most], Kind.COMPRESSED, words, is_cut)


def _bytes_of(source: str) -> bytes | None:
    """Decode Base64; what lacks its end, as in a line that was cut, gives what there is."""
    bare = _BLANKS.sub("", source).rstrip("=")
    if len(bare) % 4 == 1:
        bare = bare[:-1]
    try:
        return a2b_base64(bare + "=" * (-len(bare) % 4), strict_mode=True)
    except Error:
        return None


def _whole_letters(content: bytes) -> bytes:
    """Cut bytes where a character of UTF-8 begins, so that the rest can be decoded."""
    at = len(content)
    while at and at > len(content) - 4 and content[at - 1] & 0xC0 == 0x80:
        at -= 1
    if at and content[at - 1] >= 0xC0:
        at -= 1
    return content[:at]
