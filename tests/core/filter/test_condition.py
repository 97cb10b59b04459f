"""core.filter.condition: times, numbers, levels, and what can be compared with what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.severity import Severity
from core.errors import UsageError
from core.filter.condition import Operator, check_operator, condition, names_of, time_span
from core.filter.language import FilterError, parse
from core.notation.filetime import from_text, to_text
from core.notation.windows import IntegrityLevel
from core.rows.column import Kind
from core.rows.columns import COLUMNS
from tests.core.view.filtering import TRICKY, flagged, meets, row

LEVELS = "unknown, untrusted, low, appcontainer, medium, medium-plus, high, system, protected"


# ---------------------------------------------------------------- levels
@pytest.mark.parametrize(
    ("text", "levels"),
    [
        pytest.param(":high", ["high"], id="one"),
        pytest.param(":HIGH", ["high"], id="any-case"),
        pytest.param(">=high", ["high", "system", "protected"], id="at-least"),
        pytest.param('>="high"', ["high", "system", "protected"], id="in-quotes"),
        pytest.param(">=medium-plus", ["medium-plus", "high", "system", "protected"], id="medium-plus"),
        pytest.param(">medium-plus", ["high", "system", "protected"], id="above"),
        pytest.param("<=low", ["unknown", "untrusted", "low"], id="at-most"),
        pytest.param("<untrusted", ["unknown"], id="below"),
        pytest.param("<unknown", [], id="below-all"),
        pytest.param(">protected", [], id="above-all"),
        pytest.param(":low,appcontainer", ["low", "appcontainer"], id="two"),
        pytest.param(":system,low", ["low", "system"], id="in-any-order"),
        pytest.param(":unknown", ["unknown"], id="unknown"),
        pytest.param(">=untrusted", list(IntegrityLevel)[1:], id="all-known"),
        pytest.param(">=unknown", list(IntegrityLevel), id="all"),
        pytest.param(":*", list(IntegrityLevel), id="any"),
        pytest.param("~^(low|high)$", ["low", "high"], id="expression"),
    ],
)
def test_integrity_levels_are_picked_by_name_or_by_rank(text: str, levels: list[str]) -> None:
    """A process without a level is in none of them."""
    assert levels == [
        level for level in IntegrityLevel if meets(f"integrity{text}", row(integrity_level=level))
    ]
    assert not meets(f"integrity{text}", row(integrity_level=None))


@given(st.sampled_from(IntegrityLevel))
def test_at_least_a_level_is_that_level_and_all_above(level: IntegrityLevel) -> None:
    """By rank, from the scale's order."""
    expected = list(IntegrityLevel)[level.rank :]

    assert expected == [
        other for other in IntegrityLevel if meets(f"integrity>={level}", row(integrity_level=other))
    ]


def test_a_level_may_be_absent() -> None:
    """Which is another thing than unknown."""
    without = row(integrity_level=None)

    assert meets('integrity:""', without)
    assert meets('integrity:high,""', without)
    assert meets("-integrity:*", without)
    assert not meets("integrity:unknown", without)


@pytest.mark.parametrize("text", ["hgh", "High Mandatory Level", "12288", "h\u0131gh", "h*", "high*", "[*]"])
@pytest.mark.parametrize("operator", [":", ">=", "<"])
def test_a_level_that_does_not_exist_is_an_error_in_a_sentence(operator: str, text: str) -> None:
    """With all levels that there are."""
    expected = f'"{text}" is no integrity level; the levels are {LEVELS}'

    with pytest.raises(FilterError) as caught:
        parse(f'integrity{operator}"{text}"')

    assert expected == str(caught.value)


@pytest.mark.parametrize("text", ['integrity>=""', "integrity>=*", "integrity<*", 'severity<=""'])
def test_only_a_level_can_be_compared_with(text: str) -> None:
    """Any and none have no rank."""
    with pytest.raises(FilterError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("severity>=medium", False),
        ("severity>=low", True),
        ("severity>low", False),
        ("severity<=low", True),
        ("severity<low", False),
        ("severity>info", True),
        ("severity:low", True),
        ("severity:LOW,high", True),
        ("severity:high", False),
        ("severity:*", True),
        ('severity:""', False),
        ("-severity:low", False),
    ],
)
def test_a_severity_is_above_another_that_is_less_urgent(text: str, expected: bool) -> None:
    """High is more than low, whatever their places in a list are."""
    low = flagged(
        image_path=r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        original_file_name="msedge.exe",
    )
    assert low.detection is not None
    assert low.detection.severity is Severity.LOW

    assert expected is meets(text, low)


def test_what_is_not_flagged_has_no_severity() -> None:
    """So a filter for one leaves it out, and for the absence of one finds it."""
    assert not meets("severity>=info", row())
    assert meets('severity:""', row())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("severity:urgent", '"urgent" is no severity; the severities are info, low, medium, high'),
        ("parent_command_line_inferred:maybe", '"maybe" is neither yes nor no'),
    ],
)
def test_other_names_are_checked_as_well(text: str, sentence: str) -> None:
    """And the names that there are can be asked for."""
    with pytest.raises(FilterError) as caught:
        parse(text)

    assert sentence == str(caught.value)
    assert (names_of(Kind.SEVERITY), names_of(Kind.YES_NO)) == (
        ("info", "low", "medium", "high"),
        ("no", "yes"),
    )
    assert names_of(Kind.TEXT) == ()


@pytest.mark.parametrize("is_inferred", [True, False])
def test_yes_is_not_no(is_inferred: bool) -> None:
    """Neither is absent."""
    tested = row(parent_command_line_inferred=is_inferred)
    found = {text: meets(f"parent_command_line_inferred:{text}", tested) for text in ("yes", "NO", "*", '""')}

    assert {"yes": is_inferred, "NO": not is_inferred, "*": True, '""': False} == found


# ---------------------------------------------------------------- times and numbers
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [1, 2, 3, None], id="always"),
        pytest.param("time>={2}", [2, 3], id="since"),
        pytest.param("time<={2}", [1, 2], id="until"),
        pytest.param("time>={2} time<={2}", [2], id="one-moment"),
        pytest.param("time>={3} time<={1}", [], id="never"),
        pytest.param('time>="FILETIME -5"', [1, 2, 3], id="before-1601"),
        pytest.param("time>{2}", [3], id="after"),
        pytest.param("time<{2}", [1], id="before"),
        pytest.param("time:{2}", [2], id="at"),
        pytest.param("time:{1},{3}", [1, 3], id="at-either"),
        pytest.param("time:*", [1, 2, 3], id="any"),
        pytest.param('time:""', [None], id="none"),
        pytest.param('time:{1},""', [1, None], id="at-or-none"),
        pytest.param("-time>={2}", [1, None], id="not-since"),
        pytest.param("time~0002Z$", [2], id="expression"),
    ],
)
def test_both_ends_of_a_time_span_are_included(text: str, expected: list[int | None]) -> None:
    """To 100 ns; a process without a time is in no span."""
    filter_text = text.format(*map(to_text, range(4)))

    assert expected == [time for time in (1, 2, 3, None) if meets(filter_text, row(time_created=time))]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2024-01-31", "2024-01-31T00:00:00Z", "2024-01-31T23:59:59.9999999Z", id="day"),
        pytest.param(
            "2024-01-31T23:59:58Z", *["2024-01-31T23:59:58Z", "2024-01-31T23:59:58.9999999Z"], id="z"
        ),
        pytest.param(
            "2024-01-31T23:59:58", "2024-01-31T23:59:58Z", "2024-01-31T23:59:58.9999999Z", id="without-z"
        ),
        pytest.param(
            "2024-01-31 23:59:58 UTC", "2024-01-31T23:59:58Z", "2024-01-31T23:59:58.9999999Z", id="utc"
        ),
        pytest.param(
            "2024-01-31T23:59:58+00:00", "2024-01-31T23:59:58Z", "2024-01-31T23:59:58.9999999Z", id="offset"
        ),
        pytest.param("2024-01-31 23:59", "2024-01-31T23:59:00Z", "2024-01-31T23:59:59.9999999Z", id="minute"),
        pytest.param(
            "2024-01-31T23:59Z", "2024-01-31T23:59:00Z", "2024-01-31T23:59:59.9999999Z", id="minute-with-z"
        ),
        pytest.param(
            "2024-01-31T00:00",
            "2024-01-31T00:00:00Z",
            "2024-01-31T00:00:59.9999999Z",
            id="midnight-is-no-day",
        ),
        pytest.param("2024-01-31T23:59:58.1", *["2024-01-31T23:59:58.1Z"] * 2, id="tenth"),
        pytest.param("2024-01-31T23:59:58.0000000Z", *["2024-01-31T23:59:58Z"] * 2, id="written-to-100-ns"),
        pytest.param("2024-01-31T23:59:58.1234567Z", *["2024-01-31T23:59:58.1234567Z"] * 2, id="100-ns"),
        pytest.param("9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59.9999999Z", id="last-day"),
    ],
)
def test_a_day_minute_or_second_is_all_of_it(text: str, first: str, last: str) -> None:
    """From its first 100 ns to its last; what is written with a fraction is itself."""
    assert (from_text(first), from_text(last)) == time_span(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("time:2024-01-02", "bc"),
        ("time>=2024-01-02", "bcd"),
        ("time<=2024-01-02", "abc"),
        ("time>2024-01-02", "d"),
        ("time<2024-01-02", "a"),
    ],
)
def test_what_is_after_a_day_begins_when_it_has_ended(text: str, expected: str) -> None:
    """`>` is what `<=` is not, and `<` what `>=` is not."""
    times = {
        "a": "2024-01-01T23:59:59.9999999Z",
        "b": "2024-01-02",
        "c": "2024-01-02T23:59:59.9999999Z",
        "d": "2024-01-03",
    }

    assert expected == "".join(
        name for name, time in times.items() if meets(text, row(time_created=from_text(time)))
    )


@given(st.integers(-(2**63), 2**64))
def test_every_time_that_is_written_is_read_as_itself(ticks: int) -> None:
    """Also one outside of the years that there are."""
    assert (ticks, ticks) == time_span(to_text(ticks))


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2024-02-30", "31.01.2024", "2024-01-31Z", "2024-01-31 UTC", "2024-01-31T25:00", "-5", ""],
)
def test_what_is_no_time_is_an_error_in_a_sentence(text: str) -> None:
    """It shows how to write one."""
    expected = f'"{text}" is no time; write 2024-01-31 or 2024-01-31T23:59:58Z (UTC)'

    with pytest.raises(UsageError) as caught:
        time_span(text)

    assert expected == str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pid:5120", True),
        ("pid:0x1400", True),
        ("pid:0X1400,1", True),
        ("pid:512", False),
        ("pid>5119", True),
        ("pid>5120", False),
        ("pid>=5120", True),
        ("pid<5120", False),
        ("pid<=0x1400", True),
        ("pid:*", True),
        ('pid:""', False),
        ('ppid:""', True),
        ("ppid>=0", False),
        ("-ppid:0", True),
        ("offset:0x1200", True),
        ("offset>4608", False),
        ("PID:5120", True),
    ],
)
def test_numbers_are_decimal_or_hexadecimal(text: str, expected: bool) -> None:
    """As different tools show them."""
    assert expected is meets(text, row(pid=5120, ppid=None))


@pytest.mark.parametrize("text", ["abc", "0xg", "5 1", "5.1", "5*", "\u0665", "1_0", str(2**64)])
def test_what_is_no_number_is_an_error_in_a_sentence(text: str) -> None:
    """It shows how to write one."""
    with pytest.raises(FilterError) as caught:
        parse(f'pid:"{text}"')

    assert f'"{text}" is no number; write it decimal or as 0x1f' == str(caught.value)


# ---------------------------------------------------------------- all kinds
@pytest.mark.parametrize("operator", [">", ">=", "<", "<="])
@pytest.mark.parametrize("field", ["image", "user", "document", "matched", "parent_command_line_inferred"])
def test_texts_have_no_order(field: str, operator: str) -> None:
    """The error says what has one, by the names that are easiest to type."""
    with pytest.raises(FilterError) as caught:
        parse(f"-{field}{operator}5")

    assert str(caught.value).startswith(
        f'{field} has no order, so "{operator}" cannot compare it; fields that'
    )
    assert "severity, time, started, integrity, pid, " in str(caught.value)
    assert (1, len(field) + len(operator)) == (caught.value.position, caught.value.length)


@given(st.sampled_from(list(COLUMNS.values())), st.sampled_from(Operator), TRICKY)
def test_any_value_of_any_column_is_a_test_or_an_error(
    column: object, operator: Operator, value: str
) -> None:
    """Nothing else is raised, neither by making it nor by testing a row."""
    assert isinstance(column, type(COLUMNS["user"]))
    try:
        check_operator(column, operator)
        test = condition(column, operator, (value,))
    except UsageError:
        return

    assert {type(test(tested)) for tested in (row(), flagged(), row(time_created=None, pid=None))} == {bool}
