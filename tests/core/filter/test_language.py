"""core.filter.language: what is read as which terms, and what is said of the rest, where."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.filter.fields import FIELDS
from core.filter.language import FilterError, parse
from core.filter.term import Operator, Term
from tests.core.view.filtering import ANY_TEXT

IS, MATCHES, AT_LEAST, AT_MOST, ABOVE, BELOW = Operator


def word(text: str, is_excluded: bool = False) -> Term:
    """Make the term of a bare word."""
    return Term(None, IS, (text,), is_excluded)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(" \t\n\u00a0", [], id="blanks"),
        pytest.param(
            "user:alice integrity>=high image~powershell -host:LAB* time>2024-01-02",
            [
                Term("user", IS, ("alice",)),
                Term("integrity_level", AT_LEAST, ("high",)),
                Term("image_path", MATCHES, ("powershell",)),
                Term("hostname", IS, ("LAB*",), True),
                Term("time_created", ABOVE, ("2024-01-02",)),
            ],
            id="all-at-once",
        ),
        pytest.param("  user:a   user:b ", [Term("user", IS, ("a",)), Term("user", IS, ("b",))], id="spaces"),
        pytest.param("+user:a +b", [Term("user", IS, ("a",)), word("b")], id="plus"),
        pytest.param("-user:a -b", [Term("user", IS, ("a",), True), word("b", True)], id="minus"),
        pytest.param("USER:a Time_Created<=2024-01-02",
            [Term("user", IS, ("a",)), Term("time_created", AT_MOST, ("2024-01-02",))], id="any-case"),
        pytest.param("pid<0x10", [Term("pid", BELOW, ("0x10",))], id="below"),
        pytest.param("user:a,b,c", [Term("user", IS, ("a", "b", "c"))], id="several"),
        pytest.param('user:"a, b","c"', [Term("user", IS, ("a, b", "c"))], id="several-in-quotes"),
        pytest.param('user:"",*', [Term("user", IS, ("", "*"))], id="absent-or-present"),
        pytest.param('cmd:"say ""hi"""', [Term("command_line", IS, ('say "hi"',))], id="doubled-quotes"),
        pytest.param('cmd:""""', [Term("command_line", IS, ('"',))], id="a-quote"),
        pytest.param(
            r'image:"C:\Program Files\*\x.exe"',
            [Term("image_path", IS, ("C:\\Program Files\\*\\x.exe",))],
            id="backslashes",
        ),
        pytest.param(r'directory:"C:\a\"',
            [Term("current_working_directory", IS, ("C:\\a\\",))], id="last-backslash"),
        pytest.param("command~a{1,2}|b", [Term("command_line", MATCHES, ("a{1,2}|b",))], id="comma-in-expression"),
        pytest.param('command~"a b"', [Term("command_line", MATCHES, ("a b",))], id="expression-in-quotes"),
        pytest.param('command~""', [Term("command_line", MATCHES, ("",))], id="empty-expression"),
        pytest.param("command:a:b>c~d", [Term("command_line", IS, ("a:b>c~d",))], id="operators-in-a-value"),
        pytest.param("command:-enc", [Term("command_line", IS, ("-enc",))], id="sign-in-a-value"),
        pytest.param("time:2024-01-02T10:15", [Term("time_created", IS, ("2024-01-02T10:15",))], id="minute"),
        pytest.param('"not found"', [word("not found")], id="phrase"),
        pytest.param('-"not found"', [word("not found", True)], id="excluded-phrase"),
        pytest.param('"user:a"', [word("user:a")], id="quoted-term"),
        pytest.param("a,b", [word("a,b")], id="comma-in-a-word"),
        pytest.param("a-b+c", [word("a-b+c")], id="signs-in-a-word"),
        pytest.param(r"C:\Windows c:/x", [word("C:\\Windows"), word("c:/x")], id="paths"),
        pytest.param(r"\\server\share", [word("\\\\server\\share")], id="share"),
        pytest.param("type=x", [word("type=x")], id="equals-in-a-word"),
        pytest.param("or not", [word("or"), word("not")], id="small-words"),
        pytest.param('"OR"', [word("OR")], id="quoted-word"),
        pytest.param("a[*]b", [word("a[*]b")], id="star"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_its_terms(text: str, terms: list[Term]) -> None:
    """In their order."""
    assert tuple(terms) == parse(text)


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_goes_by_every_name(name: str) -> None:
    """By the key of its column and by shorter ones, in any case."""
    expected = (Term(FIELDS[name].key, IS, ("*",)),)

    assert expected == parse(f"{name}:*")
    assert expected == parse(f"{name.upper()}:*")


QUOTES = 'inside quotes, write "" for'


@pytest.mark.parametrize(
    ("text", "marked", "sentence"),
    [
        pytest.param("integrity:hgh", "hgh", '"hgh" is no integrity level; the levels are unknown, ', id="level"),
        pytest.param("severity:low,hgh x", "hgh", '"hgh" is no severity; the severities are', id="second-value"),
        pytest.param("a pid:x", "x", '"x" is no number; write it decimal or as 0x1f', id="number"),
        pytest.param('time>"x y"', '"x y"', '"x y" is no time; write 2024-01-31 or', id="time"),
        pytest.param("user~(a", "(a", "this is no regular expression: missing ): (a", id="expression"),
        pytest.param("a usr:x", "usr", 'there is no field "usr"; did you mean user?', id="spelling"),
        pytest.param("sev:high", "sev", 'there is no field "sev"; did you mean severity?', id="beginning"),
        pytest.param("parent-image:x", "parent-image",
            'there is no field "parent-image"; did you mean parent_image?',
            id="hyphen"),
        pytest.param("http://x", "http", 'there is no field "http"; to find this as a text, put the', id="address"),
        pytest.param(f"{'x' * 99}:x", "x" * 99, f'there is no field "{"x" * 59}…"; to find this', id="long"),
        pytest.param("-image>5", "image>", 'image has no order, so ">" cannot compare it; fields that', id="order"),
        pytest.param("user:", "", 'no value follows "user:"; user:* is any value, and user:"" none', id="colon"),
        pytest.param("user: alice", " ", 'no value follows "user:"; user:* is any value, and', id="blank"),
        pytest.param("user:a,", "", 'no value follows "user:a,"; user:* is any value', id="comma"),
        pytest.param("user:,a", ",", 'no value follows "user:"; user:* is any value', id="comma-first"),
        pytest.param("time_created>=", "", 'no value follows "time_created>="', id="at-least"),
        pytest.param("pid > 5", ">", 'no field stands before ">"; write field>value without blanks', id="alone"),
        pytest.param(":x", ":", 'no field stands before ":"; write field:value without blanks', id="no-field"),
        pytest.param("a -", "-", 'nothing follows "-"; to find the character itself, put it in', id="minus"),
        pytest.param("- a", "-", 'nothing follows "-"', id="minus-apart"),
        pytest.param("+-a", "+", 'nothing follows "+"', id="signs"),
        pytest.param("--type", "-", 'nothing follows "-"', id="switch"),
        pytest.param('user:"a b', '"a b', f"this quote is not closed; {QUOTES} a quote", id="open-quote"),
        pytest.param('"a""', '"a""', f"this quote is not closed; {QUOTES} a quote", id="doubled-at-the-end"),
        pytest.param('a"b"', '"', f"a quote must begin the value; {QUOTES} each", id="quote-in-a-word"),
        pytest.param('user:a"b', '"', f"a quote must begin the value; {QUOTES} each", id="quote-in-a-value"),
        pytest.param('user:"a"b', "b", "a blank must follow the closing quote", id="behind-a-quote"),
        pytest.param('"a",b', ",", "a blank must follow the closing quote", id="comma-behind-a-phrase"),
        pytest.param('user~"a",b', ",", "a blank must follow the closing quote", id="comma-behind-an-expression"),
        pytest.param('-""', '""', "an empty word is in every row; write what to look for", id="empty-phrase"),
        pytest.param("a OR b", "OR", "terms stand apart by blanks and all must hold; for one of several", id="or"),
        pytest.param("a && b", "&&", "terms stand apart by blanks and all must hold", id="and"),
        pytest.param("user=alice", "user=", '"=" is no operator; write user:, or the whole in', id="equals"),
        pytest.param("user==alice", "user=", '"=" is no operator; write user:, or', id="equals-equals"),
        pytest.param("user!=alice", "user!=", '"=" is no operator; write -user:, or', id="differs"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text: str, marked: str, sentence: str) -> None:
    """And with what would be right."""
    with pytest.raises(FilterError) as caught:
        parse(text)

    error = caught.value
    assert sentence in str(error)
    assert (text, marked) == (error.text, text[error.position : error.position + error.length])


TERM_LIKE = st.sampled_from([*list(FIELDS)[:20], "OR", "-", "+", '"', " ", ",", *Operator, "high", "5", "*"])


@given(ANY_TEXT | st.lists(TERM_LIKE | ANY_TEXT, max_size=8).map("".join))
@example('user:"')
@example("-")
@example("+ ")
@example('user:""""')
@example("a:b\u2028c")
def test_any_text_is_terms_or_an_error_with_a_place(text: str) -> None:
    """Nothing else is raised; what was read is read again from what it is written as."""
    found = read(text)

    if isinstance(found, FilterError):
        assert 0 <= found.position <= len(text)
        assert 1 <= found.length <= max(1, len(text) - found.position)
        assert str(found)
    else:
        assert found == parse(" ".join(map(str, found)))


def read(text: str) -> tuple[Term, ...] | FilterError:
    """Read a filter, or give its error."""
    try:
        return parse(text)
    except FilterError as error:
        return error
