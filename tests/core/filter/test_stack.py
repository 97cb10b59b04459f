"""core.filter.stack: terms on or off, what gives way to what, and text that is being typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.filter.language import parse
from core.filter.stack import FilterStack, read_typed, term_of, written
from core.filter.term import test_of as made_test
from core.notation import filetime
from core.rows.row import Row
from tests.core.builders import process

NOON = filetime.from_text("2024-12-22T12:00:00Z") or 0
MINUTE = 60 * filetime.TICKS_PER_SECOND


def stack_of(*texts: str) -> FilterStack:
    """Stack terms; one in parentheses is off."""
    stack = FilterStack()
    for text in texts:
        (term,) = parse(text.strip("()"))
        stack = stack.with_term(term)
        if text.startswith("("):
            stack = stack.switched(len(stack.held) - 1)
    return stack


def texts_of(stack: FilterStack) -> list[str]:
    """Write a stack as `stack_of` reads it."""
    return [str(held.term) if held.is_on else f"({held.term})" for held in stack.held]


# ---------------------------------------------------------------- adding
@pytest.mark.parametrize(
    ("before", "added", "expected"),
    [
        pytest.param([], "user:ann", ["user:ann"], id="first"),
        pytest.param(["user:ann"], "cmd", ["user:ann", "cmd"], id="behind"),
        pytest.param(["user:ann", "cmd"], "user:ann", ["user:ann", "cmd"], id="equal"),
        pytest.param(["(user:ann)", "cmd"], "user:ann", ["user:ann", "cmd"], id="equal-but-off"),
        pytest.param(["user:ann", "cmd"], "-user:ann", ["-user:ann", "cmd"], id="excludes-what-was-asked"),
        pytest.param(["-user:ann", "cmd"], "user:ann", ["user:ann", "cmd"], id="asks-what-was-excluded"),
        pytest.param(["user:ann"], "-user:ANN", ["-user:ANN"], id="any-case"),
        pytest.param(["user:ann"], "-user:bob,ann", ["-user:bob,ann"], id="excludes-more"),
        pytest.param(["user:ann,bob"], "-user:ann", ["user:ann,bob", "-user:ann"], id="excludes-a-part"),
        pytest.param(["-user:ann,bob"], "user:ann", ["user:ann"], id="asks-a-part-of-the-excluded"),
        pytest.param(["user:ann"], "-host:ann", ["user:ann", "-host:ann"], id="other-column"),
        pytest.param(["user:ann"], "-user~ann", ["user:ann", "-user~ann"], id="other-operator"),
        pytest.param(["cmd"], "-cmd", ["-cmd"], id="word"),
        pytest.param(["(user:ann)"], "-user:ann", ["-user:ann"], id="off-gives-way-too"),
        pytest.param(
            ["user:ann"], "user:bob", ["user:ann", "user:bob"], id="other-value-is-another-condition"
        ),
    ],
)
def test_a_term_is_added_or_switched_on_and_its_opposite_gives_way(
    before: list[str], added: str, expected: list[str]
) -> None:
    """No two equal terms, and none that leaves out all that another asks for."""
    (term,) = parse(added)

    assert expected == texts_of(stack_of(*before).with_term(term))


def test_terms_are_inserted_in_their_order() -> None:
    """Terms put before another one stand there as they were given."""
    stack = stack_of("a", "d").with_terms(parse("b c"), 1)

    assert texts_of(stack) == ["a", "b", "c", "d"]


# ---------------------------------------------------------------- values and time
@pytest.mark.parametrize(
    ("before", "values", "expected"),
    [
        pytest.param([], ("ann",), ["user:\\ann"], id="first"),
        pytest.param(
            ["cmd", "user:ann", "host:a"], ("C\\b",), ["cmd", "user:C\\b", "host:a"], id="in-its-place"
        ),
        pytest.param(["user:a", "cmd", "user:b"], ("C\\c",), ["user:C\\c", "cmd"], id="two-become-one"),
        pytest.param(["user:ann", "cmd"], (), ["cmd"], id="none"),
        pytest.param(["-user:ann"], ("C\\b",), ["-user:ann", "user:C\\b"], id="exclusion-stays"),
        pytest.param(["user~ann"], (), ["user~ann"], id="pattern-stays"),
        pytest.param(["(user:ann)"], (), ["(user:ann)"], id="off-stays"),
        pytest.param(["(user:C\\b)"], ("C\\b",), ["user:C\\b"], id="off-comes-on"),
        pytest.param([], ("",), ['user:""'], id="absent"),
        pytest.param([], ("a*\\b c",), ['user:"a[*]\\b c"'], id="a-star-is-itself"),
    ],
)
def test_values_chosen_replace_what_asked_for_values_of_that_column(
    before: list[str], values: tuple[str, ...], expected: list[str]
) -> None:
    """The place of the first such term is kept, and everything else."""
    assert expected == texts_of(stack_of(*before).with_values("user", values))


@pytest.mark.parametrize(
    ("before", "since", "until", "expected"),
    [
        pytest.param(
            [], NOON, NOON + MINUTE, ["time>=2024-12-22T12:00Z", "time<2024-12-22T12:01Z"], id="both"
        ),
        pytest.param([], NOON, None, ["time>=2024-12-22T12:00Z"], id="from"),
        pytest.param([], None, NOON + 1, ["time<2024-12-22T12:00:00.0000001Z"], id="to-the-last-digit"),
        pytest.param([], NOON + 5 * 10**7, None, ["time>=2024-12-22T12:00:05Z"], id="seconds"),
        pytest.param(
            [], NOON - 720 * MINUTE, NOON + 720 * MINUTE, ["time>=2024-12-22", "time<2024-12-23"], id="day"
        ),
        pytest.param(["a"], NOON, None, ["a", "time>=2024-12-22T12:00Z"], id="behind"),
        pytest.param(
            ["time>=2024-12-01", "a", "time<=2024-12-31"],
            NOON,
            None,
            ["time>=2024-12-22T12:00Z", "a"],
            id="replaced",
        ),
        pytest.param(["time:2024-12-22", "-time:2024-12-23"], None, None, ["-time:2024-12-23"], id="dropped"),
        pytest.param([], 2**63 - 1, None, ['time>="FILETIME 9223372036854775807"'], id="beyond-all-years"),
    ],
)
def test_a_stretch_of_time_replaces_another(
    before: list[str], since: int | None, until: int | None, expected: list[str]
) -> None:
    """Bounds are written short, and read back as they were."""
    assert expected == texts_of(stack_of(*before).with_time(since, until))


@given(
    since=st.integers(NOON - 10**12, NOON),
    length=st.integers(1, 10**12),
    unit=st.sampled_from([1, 10**7, MINUTE, 1440 * MINUTE]),
    off=st.integers(-2, 2),
)
def test_a_stretch_of_time_holds_its_beginning_and_not_its_end(
    since: int, length: int, unit: int, off: int
) -> None:
    """Whatever the bounds, to 100 ns, and also after being written and read."""
    since, until = since // unit * unit, (since + length) // unit * unit + unit
    tests = [made_test(term) for term in parse(written(FilterStack().with_time(since, until).terms))]
    for time in (since + off, until + off):
        row = Row(process(time_created=time), None, "seed")

        assert (since <= time < until) == all(meets(row) for meets in tests)


# ---------------------------------------------------------------- on, off, gone
def test_a_term_is_switched_dropped_and_inverted_in_its_place() -> None:
    """Each leaves the others where they are."""
    stack = stack_of("a", "(user:b)", "c")

    assert texts_of(stack.switched(1)) == ["a", "user:b", "c"]
    assert texts_of(stack.switched(0)) == ["(a)", "(user:b)", "c"]
    assert texts_of(stack.without(1)) == ["a", "c"]
    assert texts_of(stack.inverted(1)) == ["a", "-user:b", "c"]
    assert texts_of(stack.inverted(0)) == ["-a", "(user:b)", "c"]


def test_inverting_into_an_equal_term_leaves_one() -> None:
    """The opposites cannot both be there, so this takes two steps: pinned all the same."""
    stack = stack_of("a", "b").inverted(0).with_terms(parse("-b"))

    assert texts_of(stack) == ["-a", "-b"]


def test_what_was_switched_off_together_comes_on_together() -> None:
    """Those that were off before stay off."""
    off = stack_of("a", "(b)", "c").all_off()

    assert texts_of(off) == ["(a)", "(b)", "(c)"]
    assert texts_of(off.all_off()) == ["(a)", "(b)", "(c)"]
    assert texts_of(off.all_off().all_on()) == ["a", "(b)", "c"]
    assert texts_of(off.with_terms(parse("d")).all_on()) == ["a", "(b)", "c", "d"]


def test_all_come_on_where_none_was_switched_off_with_the_others() -> None:
    """There is nothing to go back to."""
    assert texts_of(stack_of("(a)", "(b)").all_on()) == ["a", "b"]


def test_only_what_is_on_is_in_force() -> None:
    """A term that is off asks for nothing."""
    assert parse("a c") == stack_of("a", "(b)", "c").terms


# ---------------------------------------------------------------- typed
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("user:ann cmd", "user:ann cmd", id="valid"),
        pytest.param("user:ann integrity>=hgh", "user:ann", id="error-at-the-end"),
        pytest.param("user:ann integrity>=hgh cmd", "user:ann", id="error-in-the-middle"),
        pytest.param("integrity>=hgh cmd", "", id="error-first"),
        pytest.param('user:"a b" host:', 'user:"a b"', id="quotes-before"),
        pytest.param('cmd "a b c', "cmd", id="open-quote"),
        pytest.param('cmd "a b"c', "cmd", id="behind-a-quote"),
        pytest.param("cmd -", "cmd", id="sign-alone"),
        pytest.param("a\u2003b host:", "a b", id="any-blank"),
        pytest.param("user: cmd", "", id="value-missing"),
    ],
)
def test_the_terms_before_an_error_hold(text: str, expected: str) -> None:
    """Typing at the end takes nothing away from what stands before."""
    typed = read_typed(text)

    assert expected == written(typed.terms)
    assert (text == expected) == (typed.error is None)


@given(st.text(alphabet='ab:"<>=~- ,*\\\n\u2003\U0001f600\ud800', max_size=24))
def test_any_text_can_be_typed(text: str) -> None:
    """It reads as terms that can be written and read again, or says where it is wrong."""
    typed = read_typed(text)

    assert typed.terms == parse(written(typed.terms))
    assert typed.error is None or 0 <= typed.error.position <= len(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("user:ann", True), ("", False), ("a b", False), ("user:", False), ("-a", True), ("nofield:a", False)],
)
def test_a_text_may_be_one_term(text: str, is_one: bool) -> None:
    """Neither none, nor two, nor a wrong one."""
    assert is_one == (term_of(text) is not None)
