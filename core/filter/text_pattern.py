"""What a user writes for a text into tests of texts: with `*` for any text, or as a regular expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import re2

from core.errors import UsageError
from core.notation.windows import ascii_lower

ANY = "*"
STAR = "[*]"
"""The character itself. A star is the only character that means another thing, so no other needs a sign."""

_WILD = re.compile(r"\*(?!\])|(?<!\[)\*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_REMEMBERED = 16_384
_REGULAR_EXPRESSION_BYTES = 8 << 20
"""What RE2 may use for a pattern. Less costs more: without room for its states it takes a far slower way."""

TextTest = Callable[[str], bool]
Value = TypeVar("Value", bound=Hashable)


def escaped(text: str) -> str:
    """Write a text as the pattern that fits it alone."""
    return text.replace(ANY, STAR)


def unescaped(pattern: str) -> str:
    """Give the text that a pattern without wildcards fits."""
    return pattern.replace(STAR, ANY)


def fits_any(patterns: Iterable[str]) -> TextTest:
    """Make the test of whole texts in ASCII lower case: any of the patterns fits, whatever its case.

    It takes time linear in the text for each `*`.
    """
    split = [_pieces(pattern) for pattern in patterns]
    exact = frozenset(pieces[0] for pieces in split if len(pieces) == 1)
    wild = [_fits_pieces(pieces) for pieces in split if len(pieces) > 1]
    if not wild:
        return exact.__contains__
    if len(wild) == 1 and not exact:
        return wild[0]
    return lambda text: text in exact or any(fits(text) for fits in wild)


def found_in(pattern: str) -> TextTest:
    """Make the test of texts in ASCII lower case: the pattern, whatever its case, fits some part of it."""
    pieces = _pieces(pattern)
    if len(pieces) == 1:
        (piece,) = pieces
        return lambda text: piece in text
    return lambda text: _holds_in_order(pieces, text)


def regular_expression(pattern: str) -> TextTest:
    """Make the test of texts: RE2 finds the pattern somewhere, in any case; `.` fits line ends, too.

    RE2 takes time linear in the text, for any pattern. Half a surrogate pair is U+FFFD to it. Raises UsageError.
    """
    options = re2.Options()
    options.case_sensitive = False
    options.dot_nl = True
    options.never_capture = True
    options.log_errors = False
    options.max_mem = _REGULAR_EXPRESSION_BYTES
    try:
        search = re2.compile(_utf8(pattern), options).search
    except re2.error as error:
        raise UsageError(f"this is no regular expression: {_words(error)}") from None
    return lambda text: search(_utf8(text)) is not None


def remembered(test: Callable[[Value], bool]) -> Callable[[Value], bool]:
    """Decide on each value once, so that a column of few values costs a look-up a row."""
    known: dict[Value, bool] = {}
    look_up = known.get

    def decide(value: Value) -> bool:
        found = look_up(value)
        if found is None:
            found = test(value)
            if len(known) < _MOST_REMEMBERED:
                known[value] = found
        return found

    return decide


def _pieces(pattern: str) -> tuple[str, ...]:
    return tuple(unescaped(piece) for piece in _WILD.split(ascii_lower(pattern)))


def _fits_pieces(pieces: Sequence[str]) -> TextTest:
    first, *middle, last = pieces
    if not first and not last and len(middle) == 1:
        (piece,) = middle
        return lambda text: piece in text
    shortest = len(first) + len(last)

    def fits(text: str) -> bool:
        if len(text) < shortest or not text.startswith(first) or not text.endswith(last):
            return False
        return not middle or _holds_in_order(middle, text[len(first) : len(text) - len(last)])

    return fits


def _holds_in_order(pieces: Sequence[str], text: str) -> bool:
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


def _words(error: Exception) -> str:
    """RE2 says it in bytes, and quotes the pattern from where it went wrong."""
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
