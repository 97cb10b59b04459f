"""core.filter.completion: what is offered while a filter is typed; `|` is the cursor."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.filter.language import Completion, complete, parse
from core.filter.term import Operator, Term
from core.rows.columns import COLUMNS
from tests.core.view.filtering import ANY_TEXT, TRICKY

SEEN = {
    "user": ["CORP\\alice", "NT AUTHORITY\\SYSTEM", "", "bob"],
    "hostname": ["WS01", "LAB-WS02"],
    "command_line": ['say "hi", twice', "a*b"],
    "pid": ["4096", "8", "16"],
}


def seen(column: str) -> Iterable[str]:
    """Give the values of a column."""
    return SEEN.get(column, [])


def completed(marked: str) -> Completion:
    """Complete a text at its `|`."""
    before, _, after = marked.partition("|")
    return complete(before + after, len(before), seen)


def offered(marked: str) -> list[str]:
    """Give what the text would be with each choice."""
    completion, text = completed(marked), marked.replace("|", "", 1)
    return [text[: completion.start] + choice.text + text[completion.end :] for choice in completion.choices]


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        pytest.param("integ|", ["integrity>=", "integrity_recorded:"], id="beginning"),
        pytest.param("INTEG|", ["integrity>=", "integrity_recorded:"], id="any-case"),
        pytest.param("cmd|", ["cmd:"], id="short-name"),
        pytest.param("command_l|", ["command_line:", "parent_command_line:"], id="key"),
        pytest.param("a -hos|", ["a -host:"], id="excluded"),
        pytest.param("+hos|", ["+host:"], id="plus"),
        pytest.param("user:a  hos| b", ["user:a  host: b"], id="between"),
        pytest.param("us|er:alice", ["user:alice", "parent_user:alice"], id="in-a-name"),
        pytest.param("|user:alice", ["time:alice", "started:alice"], id="before-a-name"),
        pytest.param("user|:alice", ["user:alice", "parent_user:alice"], id="behind-a-name"),
        pytest.param("ti| x", ["time>= x"], id="time"),
        pytest.param('"a b" ppi|', ['"a b" ppid:'], id="behind-a-phrase"),
        pytest.param('user:"a b",c ppi|', ['user:"a b",c ppid:'], id="behind-values"),
        pytest.param("|", ["time>=", "started>="], id="empty"),
    ],
)
def test_fields_are_offered_for_a_name(marked: str, first: list[str]) -> None:
    """First those that begin so, then those that hold it; first those that have short names."""
    assert first == offered(marked)[: len(first)]


def test_a_field_is_offered_with_what_it_is() -> None:
    """Each once, also where several of its names fit."""
    (choice,) = completed("integrity_l|").choices

    assert ("integrity_level>=", COLUMNS["integrity_level"].meaning) == (choice.text, choice.meaning)
    assert len(COLUMNS) == len(completed("|").choices)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        pytest.param(
            "user:|",
            ["user:CORP\\alice", 'user:"NT AUTHORITY\\SYSTEM"', "user:bob", "user:*", 'user:""'],
            id="all",
        ),
        pytest.param("user:b|", ["user:bob"], id="beginning"),
        pytest.param("user:al|", ["user:CORP\\alice"], id="part"),
        pytest.param("user:O|", ["user:CORP\\alice", 'user:"NT AUTHORITY\\SYSTEM"', "user:bob"], id="any-case"),
        pytest.param("user:zoe|", [], id="none"),
        pytest.param("user:zoe,b|", ["user:zoe,bob"], id="second"),
        pytest.param('user:"zoe x",b| a', ['user:"zoe x",bob a'], id="behind-quotes"),
        pytest.param("user:b|ill", ["user:bob"], id="rest-of-a-value"),
        pytest.param("user:b|ill,eve", ["user:bob,eve"], id="rest-of-one-of-several"),
        pytest.param('user:"nt au|', ['user:"NT AUTHORITY\\SYSTEM"'], id="open-quote"),
        pytest.param('user:"nt au|" b', ['user:"NT AUTHORITY\\SYSTEM" b'], id="in-quotes"),
        pytest.param('user:"nt au|tho x" b', ['user:"NT AUTHORITY\\SYSTEM" b'], id="rest-in-quotes"),
        pytest.param('user:"nt au|" host:"b c"', ['user:"NT AUTHORITY\\SYSTEM" host:"b c"'], id="next-too"),
        pytest.param('user:"nt au| host:"b"', ['user:"NT AUTHORITY\\SYSTEM" host:"b"'], id="never-closed"),
        pytest.param('user:"bob"|', ["user:bob"], id="behind-the-quote"),
        pytest.param("host:ws|", ["host:WS01", "host:LAB-WS02"], id="beginnings-first"),
        pytest.param("cmd:s|", ['cmd:"say ""hi"", twice"'], id="quotes"),
        pytest.param("cmd:a*|", ["cmd:a[*]b"], id="star"),
        pytest.param("-pid:|", ["-pid:4096", "-pid:8", "-pid:16", "-pid:*", '-pid:""'], id="numbers"),
        pytest.param("severity:h|", ["severity:high"], id="level"),
        pytest.param("severity>=|",
            ["severity>=info", "severity>=low", "severity>=medium", "severity>=high"], id="rank"),
        pytest.param("integrity>me|", ["integrity>medium", "integrity>medium-plus"], id="above"),
        pytest.param("parent_command_line_inferred:y|", ["parent_command_line_inferred:yes"], id="yes"),
        pytest.param("user~|", [], id="expression"),
        pytest.param("pid>|", [], id="number"),
        pytest.param("time:2|", [], id="time"),
        pytest.param("nothing:|", [], id="no-field"),
        pytest.param('"use|', [], id="phrase"),
        pytest.param('"user"|', [], id="behind-a-phrase"),
        pytest.param("C:\\us|", [], id="path"),
        pytest.param('user:"a"b|', [], id="behind-a-quote"),
    ],
)  # fmt: skip
def test_values_are_offered_behind_an_operator(marked: str, expected: list[str]) -> None:
    """Quoted where they must be; in the place of the whole value, and of nothing else."""
    assert expected == offered(marked)


def test_not_more_is_offered_than_can_be_looked_through() -> None:
    """The most frequent come first, so the rest is left out."""
    completion = complete("user:", 5, lambda _: (f"user{number}" for number in range(1_000_000)))

    assert [choice.text for choice in completion.choices[:3]] == ["user0", "user1", "user2"]
    assert len(completion.choices) == 100


@given(ANY_TEXT, st.integers(-5, 60), st.lists(ANY_TEXT, max_size=3))
def test_any_text_can_be_completed_anywhere(text: str, cursor: int, values: list[str]) -> None:
    """Nothing raises; what is replaced lies around the cursor."""
    completion = complete(text, cursor, lambda _: values)

    assert 0 <= completion.start <= min(max(cursor, 0), len(text)) <= completion.end <= len(text)


@given(st.sampled_from(["user:", "a -user:x,", '"b c" user:']), TRICKY, st.lists(ANY_TEXT, max_size=3))
def test_what_is_offered_is_read_as_the_value(before: str, typed: str, values: list[str]) -> None:
    """Whatever it holds, whether a quote was opened or not."""
    for opened in (before, f'{before}"'):
        text = opened + typed.replace('"', "")
        completion = complete(text, len(text), lambda _: values)
        for choice in completion.choices:
            if completion.start == len(before) and not choice.meaning:
                (*_, term) = parse(text[: completion.start] + choice.text)
                expected = {
                    Term("user", Operator.IS, (value.replace("*", "[*]"),)).values for value in values
                }
                assert term.values[-1:] in expected
