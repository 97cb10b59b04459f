"""core.filter.text_pattern: stars and regular expressions, for any text and in time that ends."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import UsageError
from core.filter.text_pattern import escaped, fits_any, found_in, regular_expression, remembered, unescaped
from core.notation.windows import ascii_lower
from tests.core.view.filtering import ANY_TEXT

PATTERNS = st.text(alphabet="ab*\n", max_size=8)
TEXTS = st.text(alphabet="ab*\n", max_size=10)


@given(PATTERNS, TEXTS)
@example("a*a", "a")
@example("ab*ba", "aba")
@example("a*a*a", "aa")
@example("*", "")
@example("**", "\n")
def test_a_pattern_matches_as_its_regular_expression_does(pattern: str, text: str) -> None:
    """A star is any text, also none and over line ends; all else is itself."""
    expression = ".*".join(map(re.escape, pattern.split("*")))

    assert fits_any([pattern])(text) is (re.fullmatch(expression, text, re.DOTALL) is not None)
    assert found_in(pattern)(text) is (re.search(expression, text, re.DOTALL) is not None)


@given(st.lists(PATTERNS, max_size=3), TEXTS)
def test_any_of_several_patterns_will_do(patterns: list[str], text: str) -> None:
    """Whether they have stars or not; none fits nothing."""
    expected = any(fits_any([pattern])(text) for pattern in patterns)

    assert expected is fits_any(patterns)(text)


@given(st.lists(st.text(), min_size=1, max_size=5), st.lists(st.text(), max_size=5))
def test_a_text_matches_its_own_pieces_with_stars_between(pieces: list[str], between: list[str]) -> None:
    """Whatever the pieces hold, and whatever stands where the stars are."""
    fillings = [*between, *[""] * len(pieces)][: len(pieces) - 1]
    pattern = "*".join(piece.replace("*", "") for piece in pieces)
    text = "".join(
        piece.replace("*", "") + filling for piece, filling in zip(pieces, [*fillings, ""], strict=True)
    )

    assert fits_any([pattern])(ascii_lower(text))


@given(ANY_TEXT, ANY_TEXT)
@example("[*]", "[x]")
@example("[[*]]", "[*]")
def test_an_escaped_text_is_the_pattern_of_itself_alone(text: str, other: str) -> None:
    """In any case; no star in it is one, whatever stands around."""
    fits = fits_any([escaped(text)])

    assert fits(ascii_lower(text))
    assert fits(ascii_lower(other)) is (ascii_lower(other) == ascii_lower(text))
    assert text == unescaped(escaped(text))


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        pytest.param("a[*]b", ["a*b"], ["axb", "a[*]b"], id="a-star"),
        pytest.param("a[*]*", ["a*", "a*b"], ["a", "ab"], id="a-star-and-any"),
        pytest.param("[**]", ["[]", "[x]", "[*]"], ["*", "x"], id="any-in-brackets"),
        pytest.param("[a*", ["[a", "[ab"], ["a"], id="open-bracket"),
        pytest.param("*]", ["]", "a]"], ["*"], id="closing-bracket"),
    ],
)
def test_a_star_in_brackets_is_a_star(pattern: str, fitting: list[str], others: list[str]) -> None:
    """It is the only thing that is written otherwise than it reads."""
    fits = fits_any([pattern])

    assert fitting == [text for text in [*fitting, *others] if fits(text)]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param("*a" * 20_000 + "*b", "a" * 200_000, id="many-stars"),
        pytest.param("*" + "a" * 20_000 + "b*", "a" * 200_000, id="long-piece"),
        pytest.param("*" * 200_000 + "b", "a" * 200_000, id="stars-alone"),
        pytest.param("*" + "ab" * 10_000 + "*c*", "ab" * 100_000, id="repeating-piece"),
        pytest.param("a*" * 20_000 + "b", "a" * 200_000, id="stars-behind"),
    ],
)
def test_a_hostile_pattern_ends_at_once(pattern: str, text: str) -> None:
    """A regular expression of these would not end in a lifetime."""
    began = time.perf_counter()

    assert not fits_any([pattern])(text)
    assert time.perf_counter() - began < 5


# ---------------------------------------------------------------- regular expressions
@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        pytest.param("powershell|cmd", "C:\\X\\CMD.EXE", True, id="any-case-and-anywhere"),
        pytest.param(r"^c:\\.*\.exe$", "C:\\X\\CMD.EXE", True, id="whole"),
        pytest.param("a.b", "a\nb", True, id="dot-takes-line-ends"),
        pytest.param("^b", "a\nb", False, id="begins-at-the-text"),
        pytest.param("a.b", "a\ud800b", True, id="half-a-pair-is-a-character"),
        pytest.param("a\udc00b", "a\ud800b", True, id="halves-are-alike"),
        pytest.param("a\ufffdb", "a\ud800b", True, id="replacement-character"),
        pytest.param(r"a\?b", "a\ud800b", False, id="half-a-pair-is-no-question-mark"),
        pytest.param(r"a\x00b", "a\0b", True, id="nul"),
        pytest.param("a\0b", "a\0b", True, id="nul-itself"),
        pytest.param("\u00e4", "\u00c4", True, id="any-case-beyond-ascii"),
        pytest.param("", "a", True, id="empty"),
        pytest.param("(a+)+$", "a" * 30_000 + "b", False, id="linear-time"),
    ],
)
def test_a_regular_expression_is_found(pattern: str, text: str, expected: bool) -> None:
    """As RE2 reads it."""
    assert expected is regular_expression(pattern)(text)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        pytest.param("(abc", "missing ): (abc", id="open"),
        pytest.param("[\u00e4", "missing ]: [\u00e4", id="not-ascii"),
        pytest.param("(?=x)", "invalid perl operator: (?=", id="look-ahead"),
        pytest.param(r"(a)\1", "invalid escape sequence: \\1", id="back-reference"),
        pytest.param("[\\pL]{1000}", "pattern too large - compile failed", id="too-large"),
        pytest.param("x{1001}", "invalid repetition size: {1001}", id="too-often"),
        pytest.param("(\ud800", "missing ): (\ufffd", id="half-a-pair"),
    ],
)
def test_a_regular_expression_that_is_none_is_an_error(
    capfd: pytest.CaptureFixture[str], pattern: str, why: str
) -> None:
    """In RE2's words, which do not go to standard error as well."""
    with pytest.raises(UsageError) as caught:
        regular_expression(pattern)

    assert f"this is no regular expression: {why}" == str(caught.value)
    assert capfd.readouterr() == ("", "")


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_can_be_a_regular_expression_or_is_an_error(pattern: str, text: str) -> None:
    """Nothing else is raised, neither by making it nor by looking for it."""
    try:
        search = regular_expression(pattern)
    except UsageError:
        return

    assert isinstance(search(text), bool)


# ---------------------------------------------------------------- memory
def test_each_value_is_decided_on_once() -> None:
    """Also where the decision was no."""
    asked: list[str] = []

    def is_a(value: str) -> bool:
        asked.append(value)
        return value == "a"

    decide = remembered(is_a)

    assert [decide(value) for value in "abab"] == [True, False, True, False]
    assert asked == ["a", "b"]


def test_not_more_is_remembered_than_fits() -> None:
    """Decisions stay right when there is no room for more."""

    def is_even(number: int) -> bool:
        return number % 2 == 0

    decide = remembered(is_even)

    assert [number % 2 == 0 for number in range(20_000)] == [decide(number) for number in range(20_000)]
    assert decide(19_998)
    assert not decide(19_999)
