"""core.view.filters: who, how trusted and when, as a user asks for it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import UsageError
from core.notation.filetime import from_text
from core.notation.windows import IntegrityLevel
from core.view.filters import Filter, is_user, levels_of, matches, moment
from tests.core.builders import process

LEVELS = "unknown, untrusted, low, appcontainer, medium, medium-plus, high, system, protected"
SID = "S-1-5-21-1-2-3-1001"
JDOE = process(user=r"CORP\jdoe", sid=SID)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param(r"CORP\jdoe", True, id="domain-and-name"),
        pytest.param("jdoe", True, id="name-alone"),
        pytest.param(r"corp\JDOE", True, id="any-case"),
        pytest.param(SID, True, id="sid"),
        pytest.param(SID.lower(), True, id="sid-in-any-case"),
        pytest.param("*", True, id="anyone"),
        pytest.param("j*", True, id="beginning"),
        pytest.param("*doe", True, id="end"),
        pytest.param(r"CORP\*", True, id="anyone-of-a-domain"),
        pytest.param(r"C*\j*e", True, id="several-stars"),
        pytest.param("S-1-5-21-*", True, id="sids-of-a-domain"),
        pytest.param("*-1001", True, id="account-number"),
        pytest.param("CORP", False, id="domain-alone"),
        pytest.param("jdo", False, id="part-of-a-name"),
        pytest.param(r"\jdoe", False, id="name-with-backslash"),
        pytest.param(r"OTHER\jdoe", False, id="other-domain"),
        pytest.param("jdoe2", False, id="longer-name"),
        pytest.param("j?oe", False, id="question-mark-is-itself"),
        pytest.param("[j]doe", False, id="brackets-are-themselves"),
        pytest.param("", False, id="empty"),
    ],
)
def test_a_user_is_named_with_or_without_the_domain_or_by_sid(pattern: str, expected: bool) -> None:
    """In any case of ASCII letters, `*` for any text."""
    assert expected is Filter(users=(pattern,)).test()(JDOE)


@pytest.mark.parametrize(
    ("user", "sid", "pattern", "expected"),
    [
        pytest.param("jdoe", None, "jdoe", True, id="no-domain"),
        pytest.param("jdoe", None, r"CORP\jdoe", False, id="no-domain-but-asked-for"),
        pytest.param("WS01$", None, "*$", True, id="machine-account"),
        pytest.param("NT-AUTORIT\u00c4T\\SYSTEM", None, "system", True, id="localised"),
        pytest.param(None, SID, SID, True, id="sid-alone"),
        pytest.param(None, None, "*", False, id="nobody-is-not-anyone"),
        pytest.param("\u212aate", None, "kate", False, id="kelvin-sign"),
        pytest.param("\u00c9mile", None, "\u00e9mile", False, id="only-ascii-folds"),
        pytest.param("a*b", None, "a*b", True, id="star-in-the-name"),
    ],
)
def test_a_user_may_lack_a_domain_or_a_name(
    user: str | None, sid: str | None, pattern: str, expected: bool
) -> None:
    """4688 of a null subject has no name, Sysmon no SID."""
    assert expected is Filter(users=(pattern,)).test()(process(user=user, sid=sid))


def test_any_of_several_users_will_do() -> None:
    """Within one condition the values are alternatives."""
    meets = Filter(users=("alice", "jdoe")).test()

    assert meets(JDOE)
    assert not meets(process(user=r"CORP\bob"))


@pytest.mark.parametrize(
    ("texts", "levels"),
    [
        pytest.param(("high",), ["high"], id="one"),
        pytest.param(("HIGH",), ["high"], id="any-case"),
        pytest.param((">=high",), ["high", "system", "protected"], id="at-least"),
        pytest.param((">= high",), ["high", "system", "protected"], id="at-least-with-a-blank"),
        pytest.param((">=medium-plus",), ["medium-plus", "high", "system", "protected"], id="medium-plus"),
        pytest.param(("low", "appcontainer"), ["low", "appcontainer"], id="two"),
        pytest.param(("low", ">=system"), ["low", "system", "protected"], id="mixed"),
        pytest.param(("unknown",), ["unknown"], id="unknown"),
        pytest.param((">=untrusted",), list(IntegrityLevel)[1:], id="all-known"),
        pytest.param((">=unknown",), list(IntegrityLevel), id="all"),
    ],
)
def test_integrity_levels_are_picked_by_name_or_from_one_upward(
    texts: tuple[str, ...], levels: list[str]
) -> None:
    """A process without a level is in none of them."""
    meets = Filter(integrity=texts).test()
    rows = [process(integrity_level=level) for level in IntegrityLevel]

    assert levels == [row.integrity_level for row in rows if meets(row)]
    assert not meets(process(integrity_level=None))


@given(st.sampled_from(IntegrityLevel))
def test_at_least_a_level_is_that_level_and_all_above(level: IntegrityLevel) -> None:
    """By rank, from the scale's order."""
    expected = tuple(IntegrityLevel)[level.rank :]

    assert expected == levels_of(f">={level}")


@pytest.mark.parametrize(
    "text", ["hgh", "", ">=", ">high", "<=high", "High Mandatory Level", "12288", "h\u0131gh"]
)
def test_a_level_that_does_not_exist_is_an_error_in_a_sentence(text: str) -> None:
    """With all levels that there are, before anything is read."""
    expected = f"--integrity {text}: this is no integrity level; the levels are {LEVELS}"

    with pytest.raises(UsageError) as caught:
        Filter(integrity=("high", text)).test()

    assert expected == str(caught.value)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param(None, None, [1, 2, 3, None], id="always"),
        pytest.param(2, None, [2, 3], id="since"),
        pytest.param(None, 2, [1, 2], id="until"),
        pytest.param(2, 2, [2], id="one-moment"),
        pytest.param(3, 1, [], id="never"),
        pytest.param(-5, None, [1, 2, 3], id="before-1601"),
    ],
)
def test_both_ends_of_a_time_span_are_included(
    since: int | None, until: int | None, expected: list[int | None]
) -> None:
    """To 100 ns; a process without a time is in no span."""
    meets = Filter(since=since, until=until).test()

    assert expected == [time for time in (1, 2, 3, None) if meets(process(time_created=time))]


def test_all_conditions_must_be_met() -> None:
    """Between the conditions none will do for another."""
    meets = Filter(users=("jdoe",), integrity=(">=high",), since=10, until=20).test()
    row = {"user": r"CORP\jdoe", "integrity_level": IntegrityLevel.HIGH, "time_created": 15}
    others: list[dict[str, object]] = [
        {"user": "eve"},
        {"integrity_level": IntegrityLevel.LOW},
        {"time_created": 9},
        {"time_created": 21},
    ]

    assert meets(process(**row))
    assert not any(meets(process(**(row | other))) for other in others)


def test_no_condition_takes_every_row() -> None:
    """Also one that lacks all that could be asked for."""
    assert Filter().test()(process(user=None, sid=None, integrity_level=None, time_created=None))


@pytest.mark.parametrize(
    ("text", "at_its_end", "expected"),
    [
        pytest.param("2024-01-31", False, "2024-01-31T00:00:00.0000000Z", id="day-begins"),
        pytest.param("2024-01-31", True, "2024-01-31T23:59:59.9999999Z", id="day-ends"),
        pytest.param("2024-01-31T23:59:58Z", False, "2024-01-31T23:59:58Z", id="moment-begins"),
        pytest.param("2024-01-31T23:59:58Z", True, "2024-01-31T23:59:58.9999999Z", id="second-ends"),
        pytest.param("2024-01-31T23:59:58", True, "2024-01-31T23:59:58.9999999Z", id="second-without-z-ends"),
        pytest.param("2024-01-31 23:59:58 UTC", True, "2024-01-31T23:59:58.9999999Z", id="utc-second-ends"),
        pytest.param(
            "2024-01-31T23:59:58+00:00", True, "2024-01-31T23:59:58.9999999Z", id="offset-second-ends"
        ),
        pytest.param("2024-01-31 23:59", False, "2024-01-31T23:59:00Z", id="minute-begins"),
        pytest.param("2024-01-31 23:59", True, "2024-01-31T23:59:59.9999999Z", id="minute-ends"),
        pytest.param("2024-01-31T23:59Z", True, "2024-01-31T23:59:59.9999999Z", id="minute-with-z-ends"),
        pytest.param("2024-01-31T00:00", True, "2024-01-31T00:00:59.9999999Z", id="midnight-is-no-day"),
        pytest.param("2024-01-31T23:59:58.1", True, "2024-01-31T23:59:58.1Z", id="tenth"),
        pytest.param("2024-01-31T23:59:58.0000000Z", True, "2024-01-31T23:59:58Z", id="written-to-100-ns"),
        pytest.param("2024-01-31T23:59:58.1234567Z", True, "2024-01-31T23:59:58.1234567Z", id="100-ns"),
        pytest.param("2024-01-31 23:59:58 UTC", False, "2024-01-31T23:59:58Z", id="utc"),
        pytest.param("9999-12-31", True, "9999-12-31T23:59:59.9999999Z", id="last-day"),
    ],
)
def test_a_day_minute_or_second_is_all_of_it(text: str, at_its_end: bool, expected: str) -> None:
    """Its first 100 ns for `--since`, its last for `--until`; what is written with a fraction is itself."""
    assert from_text(expected) == moment("--until", text, at_its_end)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024-02-30", "31.01.2024", "2024-01-31Z", "2024-01-31 UTC", "2024-01-31T25:00", "-5"],
)
def test_what_is_no_time_is_an_error_in_a_sentence(text: str) -> None:
    """It names the option and shows how to write it."""
    expected = f"--since {text}: this is no time; write 2024-01-31 or 2024-01-31T23:59:58Z (UTC)"

    with pytest.raises(UsageError) as caught:
        moment("--since", text, at_its_end=False)

    assert expected == str(caught.value)


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
    expected = re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None

    assert expected is matches(pattern, text)


@given(st.lists(st.text(), min_size=1, max_size=5), st.lists(st.text(), max_size=5))
def test_a_text_matches_its_own_pieces_with_stars_between(pieces: list[str], between: list[str]) -> None:
    """Whatever the pieces hold, and whatever stands where the stars are."""
    fillings = [*between, *[""] * len(pieces)][: len(pieces) - 1]
    pattern = "*".join(piece.replace("*", "") for piece in pieces)
    text = "".join(
        piece.replace("*", "") + filling for piece, filling in zip(pieces, [*fillings, ""], strict=True)
    )

    assert matches(pattern, text)


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

    assert not matches(pattern, text)
    assert time.perf_counter() - began < 5


@given(st.text(), st.none() | st.text(), st.none() | st.text())
def test_any_pattern_can_be_asked_of_any_user(pattern: str, user: str | None, sid: str | None) -> None:
    """Nothing raises, and a star alone takes everyone who is named."""
    row = process(user=user, sid=sid)

    assert isinstance(is_user(pattern, row), bool)
    assert bool(user or sid) is is_user("*", row)
