"""core.notation.visible: no character of a log can steer a terminal or hide from the eye."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.visible import one_line, visible

MARKS = "\u200e\u200f\u061c"
"""Direction marks, which have the direction of letters."""
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
UNSEEN_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0" + "".join(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
"""Letters, marks and selectors without a shape."""
PRINTABLE = ("L", "M", "N", "P", "S", "Zs")
ANY_TEXT = st.text(alphabet=st.characters())
"""Surrogates too."""


def _must_be_replaced(letter: str) -> bool:
    """Tell by Unicode's own tables whether a character acts on others, or cannot be seen."""
    return (
        unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(letter) in TURNING | {"BN"}
        or letter in MARKS
        or letter in UNSEEN_LETTERS
    )


def _is_printable(letter: str) -> bool:
    """Tell whether a character has a shape or is a blank; U+FFFC and U+FFFD stand for something else."""
    return (
        unicodedata.category(letter).startswith(PRINTABLE)
        and letter not in UNSEEN_LETTERS
        and letter not in "\ufffc\ufffd"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("\x1b[31m", "\u241b[31m", id="escape"),
        pytest.param("\0", "\u2400", id="nul"),
        pytest.param("\t\r\n", "\u2409\u240d\u240a", id="tab-and-line-ends"),
        pytest.param("\x7f", "\u2421", id="delete"),
        pytest.param("\x9b31m", "\u2039U+009B\u203a31m", id="c1-escape"),
        pytest.param("invoice\u202excl.exe", "invoice\u2039U+202E\u203axcl.exe", id="turned-name"),
        pytest.param("\u2066a\u2069", "\u2039U+2066\u203aa\u2039U+2069\u203a", id="isolates"),
        pytest.param("ex\u200bcel", "ex\u2039U+200B\u203acel", id="zero-width"),
        pytest.param("\ufeff", "\u2039U+FEFF\u203a", id="byte-order-mark"),
        pytest.param("\u2028\u2029", "\u2039U+2028\u203a\u2039U+2029\u203a", id="separators"),
        pytest.param("\ud83d", "\u2039U+D83D\u203a", id="half-a-pair"),
        pytest.param("\ufffd", "\u2039U+FFFD\u203a", id="replacement-character"),
        pytest.param("\U000e0041", "\u2039U+E0041\u203a", id="tag-letter"),
        pytest.param("caf\u00e9 \u65e5\u672c \u0627\u0644 \U0001f4c4", None, id="other-scripts"),
        pytest.param(" a  b\u00a0", None, id="blanks"),
        pytest.param("", None, id="empty"),
    ],
)
def test_what_cannot_be_seen_is_named(text: str, expected: str | None) -> None:
    """Control characters by their pictures, all others by number; the rest stays."""
    assert (text if expected is None else expected) == visible(text)


def test_every_character_that_steers_or_hides_is_replaced() -> None:
    """All of Unicode: C0, C1, direction, zero width, selectors, surrogates."""
    letters = map(chr, range(sys.maxunicode + 1))

    assert not [hex(ord(one)) for one in letters if _must_be_replaced(one) and visible(one) == one]


def test_every_printable_character_stays() -> None:
    """All of Unicode, in one text."""
    expected = "".join(one for one in map(chr, range(sys.maxunicode + 1)) if _is_printable(one))

    assert expected == visible(expected)


@given(ANY_TEXT)
def test_nothing_that_steers_or_hides_is_left_in_any_text(text: str) -> None:
    """And what was made visible is not touched again."""
    shown = visible(text)

    assert not [letter for letter in shown if _must_be_replaced(letter)]
    assert shown == visible(shown)
    assert shown.encode().decode() == shown


@given(ANY_TEXT)
def test_printable_characters_keep_their_order(text: str) -> None:
    """Each stands between the signs of its neighbours."""
    assert "".join(visible(letter) for letter in text) == visible(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\r\nb\nc", "a b c", id="line-ends"),
        pytest.param("  a   b  ", "a b", id="blanks"),
        pytest.param("a\rb", "a\u240db", id="lone-return"),
        pytest.param("a\tb", "a\u2409b", id="tab"),
        pytest.param("a\u2028b", "a\u2039U+2028\u203ab", id="separator"),
        pytest.param("\n", "", id="nothing-else"),
    ],
)
def test_a_text_for_one_line_has_no_line_end(text: str, expected: str) -> None:
    """Line ends and runs of blanks are one blank, all else is as visible as elsewhere."""
    assert expected == one_line(text)


@given(ANY_TEXT)
def test_any_text_fits_on_one_line(text: str) -> None:
    """Nothing that ends a line is left, for any terminal."""
    assert len(one_line(text).splitlines()) <= 1
