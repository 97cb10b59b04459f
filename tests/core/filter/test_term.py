"""core.filter.term: every term that exists can be written, read and tested; values of rows fit themselves."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import UsageError
from core.filter.language import parse
from core.filter.term import Operator, Term, all_hold, exactly
from core.notation.windows import IntegrityLevel, ascii_lower
from core.processes.process import ProcessCreation
from core.rows.column import Kind, as_text
from core.rows.columns import COLUMNS
from tests.core.log_reading import steady
from tests.core.strategies import any_process
from tests.core.view.filtering import ANY_TEXT, flagged, row

IS, MATCHES, AT_LEAST, AT_MOST, ABOVE, BELOW = Operator
VALUES = ANY_TEXT | st.sampled_from(
    ["*", "", "[*]", "high", "HIGH", "low", "yes", "5", "0x1F", "2024-01-31", "2024-01-31 10:15", "a|b"]
)


@st.composite
def any_term(draw: st.DrawFn) -> Term:
    """Draw a term that exists."""
    column = draw(st.none() | st.sampled_from(list(COLUMNS)))
    operator = draw(st.sampled_from(Operator)) if column else IS
    most = 3 if column and operator is IS else 1
    values = draw(st.lists(VALUES, min_size=1, max_size=most))
    try:
        return Term(column, operator, tuple(values), draw(st.booleans()))
    except UsageError:
        assume(False)
        raise


@given(any_term())
def test_a_term_is_read_as_it_was_written(term: Term) -> None:
    """Whatever its values hold."""
    assert (term,) == parse(str(term))


@given(st.lists(any_term(), max_size=4))
def test_terms_that_are_written_with_blanks_between_are_a_filter(terms: list[Term]) -> None:
    """None runs into the next."""
    assert tuple(terms) == parse(" ".join(map(str, terms)))


@given(any_term())
def test_an_excluded_term_is_met_by_all_other_rows(term: Term) -> None:
    """By every row that has no value, too."""
    other = Term(term.column, term.operator, term.values, not term.is_excluded)

    for tested in (row(), flagged(), row(user=None, sid=None, time_created=None, integrity_level=None)):
        assert all_hold([term])(tested) is not all_hold([other])(tested)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        pytest.param(Term("user", IS, ("alice",)), "user:alice", id="plain"),
        pytest.param(Term("user", IS, ("alice", "bob"), True), "-user:alice,bob", id="excluded"),
        pytest.param(Term("user", IS, ("CORP\\a b",)), 'user:"CORP\\a b"', id="blank"),
        pytest.param(Term("command_line", IS, ('a"b',)), 'command:"a""b"', id="quote"),
        pytest.param(Term("image_path", IS, ("a,b", "c")), 'image:"a,b",c', id="comma"),
        pytest.param(Term("image_path", IS, ("", "*")), 'image:"",*', id="absent-or-present"),
        pytest.param(Term("command_line", MATCHES, ("a{1,2}",)), "command~a{1,2}", id="expression"),
        pytest.param(Term("time_created", AT_LEAST, ("2024-01-02",)), "time>=2024-01-02", id="time"),
        pytest.param(
            Term("time_created", AT_MOST, ("2024-01-02 10:15",)), 'time<="2024-01-02 10:15"', id="b"
        ),
        pytest.param(Term("integrity_level", ABOVE, ("low",)), "integrity>low", id="level"),
        pytest.param(Term("file_offset", BELOW, ("0x1200",), True), "-offset<0x1200", id="offset"),
        pytest.param(Term(None, IS, ("whoami",)), "whoami", id="word"),
        pytest.param(Term(None, IS, ("who am i",)), '"who am i"', id="phrase"),
        pytest.param(Term(None, IS, ("-enc",), True), '-"-enc"', id="word-that-begins-with-a-sign"),
        pytest.param(Term(None, IS, ("OR",)), '"OR"', id="word-that-joins-elsewhere"),
        pytest.param(Term(None, IS, ("user=a",)), '"user=a"', id="word-like-a-term"),
        pytest.param(Term(None, IS, ("C:\\Temp",)), '"C:\\Temp"', id="path"),
    ],
)
def test_a_term_is_written_as_a_user_would(term: Term, text: str) -> None:
    """By the short name of the column, and with quotes only where they are needed."""
    assert text == str(term)
    assert (term,) == parse(text)


@pytest.mark.parametrize(
    ("column", "operator", "values"),
    [
        pytest.param("nothing", IS, ("a",), id="column"),
        pytest.param("time", IS, ("2024-01-02",), id="short-name"),
        pytest.param("user", IS, (), id="no-value"),
        pytest.param("user", MATCHES, ("a", "b"), id="two-expressions"),
        pytest.param("pid", ABOVE, ("1", "2"), id="two-numbers"),
        pytest.param("user", ABOVE, ("a",), id="order-of-texts"),
        pytest.param("integrity_level", IS, ("high", "hgh"), id="level"),
        pytest.param("pid", IS, ("*", "x"), id="number"),
        pytest.param("command_line", MATCHES, ("(",), id="expression"),
        pytest.param(None, IS, ("",), id="empty-word"),
        pytest.param(None, IS, ("a", "b"), id="two-words"),
        pytest.param(None, MATCHES, ("a",), id="expression-without-a-column"),
    ],
)
def test_a_term_that_makes_no_sense_cannot_exist(
    column: str | None, operator: Operator, values: tuple[str, ...]
) -> None:
    """So whoever holds one can test and write it."""
    with pytest.raises(UsageError):
        Term(column, operator, values)


@given(any_process(), st.booleans())
@steady
def test_a_value_of_a_row_fits_that_row(creation: ProcessCreation, is_flagged: bool) -> None:
    """In every column, whatever its text holds: stars, quotes, nothing."""
    fields = {name: getattr(creation, name) for name in creation.__struct_fields__}
    tested = flagged(**fields) if is_flagged else row(**fields)

    for column in COLUMNS.values():
        text = column.text(tested)
        value = column.value(tested)
        texts = [as_text(one) for one in value] if isinstance(value, list | tuple) else [text]
        for one in filter(None, texts) if any(texts) else [""]:
            assert all_hold([exactly(column.key, [one])])(tested), (column.key, one)
            assert not all_hold([exactly(column.key, [one], is_excluded=True)])(tested)


NAMES = st.text(alphabet="aB*\\.[]", max_size=4)


@given(
    st.sampled_from(["user", "sid", "hostname", "exe", "image_path", "channel", "integrity_recorded"]),
    st.fixed_dictionaries({name: st.none() | NAMES for name in ("user", "sid", "fqdn", "image_path")}),
    st.fixed_dictionaries({name: st.none() | NAMES for name in ("user", "sid", "fqdn", "image_path")}),
)
def test_a_value_of_a_row_fits_only_rows_that_have_it(
    column: str, one: dict[str, object], other: dict[str, object]
) -> None:
    """As facets count them: no star is a wildcard, and no user is taken for another of the same name."""
    first, second = row(**one), row(**other)
    texts = [COLUMNS[column].text(tested) for tested in (first, second)]

    assert (ascii_lower(texts[0]) == ascii_lower(texts[1])) is all_hold([exactly(column, texts[:1])])(second)


def test_several_values_of_rows_are_alternatives() -> None:
    """Absence is one of them."""
    term = exactly("user", ["CORP\\a*", "system", ""])

    assert Term("user", IS, ("CORP\\a[*]", "\\system", "")) == term
    assert str(term) == 'user:CORP\\a[*],\\system,""'
    kept = [user for user in ("CORP\\a*", "CORP\\ab", "system", "NT\\system", None) if _meets(term, user)]
    assert kept == ["CORP\\a*", "system", None]


def _meets(term: Term, user: str | None) -> bool:
    return all_hold([term])(row(user=user))


def test_all_terms_must_be_met() -> None:
    """Between the terms none will do for another."""
    meets = all_hold(parse("user:jdoe integrity>=high time>=2024-01-02 time<=2024-01-03"))
    day = 864_000_000_000
    second = 133_486_272_000_000_000
    fields: dict[str, object] = {
        "user": r"CORP\jdoe",
        "integrity_level": IntegrityLevel.HIGH,
        "time_created": second + 15,
    }
    others: list[dict[str, object]] = [
        {"user": "eve"},
        {"integrity_level": IntegrityLevel.LOW},
        {"time_created": second - day},
        {"time_created": second + 2 * day},
    ]

    assert meets(row(**fields))
    assert not any(meets(row(**fields | other)) for other in others)


def test_no_term_takes_every_row() -> None:
    """Also one that lacks all that could be asked for."""
    assert all_hold([])(row(user=None, sid=None, integrity_level=None, time_created=None))


def test_terms_are_alike_where_all_of_them_is() -> None:
    """They serve as keys."""
    assert len({Term("user", IS, ("a",)), Term("user", IS, ("a",)), Term("user", IS, ("a",), True)}) == 2
    assert {column.kind for column in COLUMNS.values()} == set(Kind)
