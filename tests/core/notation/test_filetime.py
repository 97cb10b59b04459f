"""core.notation.filetime: every text of a time that logs and readers write, to 100 ns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notation.filetime import TICKS_PER_SECOND, from_datetime, from_text, to_datetime, to_text

SECOND = 133_512_191_980_000_000
"""2024-01-31T23:59:58Z."""
LAST = 2_650_467_743_999_999_999
"""9999-12-31T23:59:59.9999999Z."""
DAY = 86_400 * TICKS_PER_SECOND
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2024-01-31 23:59:58.123", SECOND + 1_230_000, id="sysmon"),
        pytest.param("2024-01-31T23:59:58.123456Z", SECOND + 1_234_560, id="first-reader"),
        pytest.param("2024-01-31 23:59:58.123456+00:00", SECOND + 1_234_560, id="second-reader"),
        pytest.param("2024-01-31T23:59:58.1234567Z", SECOND + 1_234_567, id="100-ns"),
        pytest.param("2024-01-31T23:59:58.1234567", SECOND + 1_234_567, id="100-ns-without-zone"),
        pytest.param("2024-01-31 23:59:58.1234567", SECOND + 1_234_567, id="100-ns-with-blank"),
        pytest.param("2024-01-31T23:59:58.123456789Z", SECOND + 1_234_567, id="nanoseconds-are-cut"),
        pytest.param("2024-01-31T23:59:58.9Z", SECOND + 9_000_000, id="one-digit"),
        pytest.param("2024-01-31T23:59:58", SECOND, id="seconds"),
        pytest.param("2024-01-31 23:59:58 UTC", SECOND, id="utc"),
        pytest.param("2024-01-31T23:59", SECOND - 58 * TICKS_PER_SECOND, id="minutes"),
        pytest.param("2024-02-01", SECOND + 2 * TICKS_PER_SECOND, id="day"),
        pytest.param("2024-02-29", SECOND + 2 * TICKS_PER_SECOND + 28 * DAY, id="leap-day"),
        pytest.param("1601-01-01T00:00:00Z", 0, id="epoch"),
        pytest.param("9999-12-31T23:59:59.9999999Z", LAST, id="last"),
    ],
)
def test_a_time_is_read_to_100_ns(text: str, expected: int) -> None:
    """Each form that a log, a reader or a user writes, always UTC."""
    assert expected == from_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "now",
        "2024-01-31T",
        "2024-01-31T23",
        "2024-02-30",
        "2023-02-29 00:00:00.000",
        "2024-13-01T00:00:00.000000Z",
        "0000-01-01",
        "2024-01-31T24:00:00Z",
        "2024-01-31T24:00:00.000",
        "2024-01-31T23:60:00.000",
        "2024-01-31T23:59:60.000",
        "2024-01-31T23:59:58.",
        "2024-01-31T23:59:58,123",
        "2024-01-31T23:59:58.1+05:30",
        "2024-01-31 23:59:58.12+0530",
        "2024-01-31T23:59+05.123",
        "2024-01-31T23:59:58+01:00",
        "2024-01-31T235958.123456789",
        "2024-W05-3T23:59:58.123",
        "2024-01-31Z",
        "2024-01-31+00:00",
        "2024-01-31 UTC",
        "20240131",
        "2024-1-31",
        "31.01.2024",
        " 2024-01-31",
        "2024-01-31 ",
        "2024-01-31\n",
        "2024-01-31T23:59:58.123\n",
        "2024-01-31t23:59:58z",
        "-2024-01-31",
        "\u0662\u0660\u0662\u0664-01-31",
        "2024-01-31 23:59:58.\uff11\uff12\uff13",
        "133512191980000000",
    ],
)
def test_any_other_text_is_no_time(text: str) -> None:
    """No other notation, zone, calendar or script is guessed at."""
    assert from_text(text) is None


@given(
    st.text()
    | st.text(alphabet="0123456789-:. TZ+UC", max_size=32)
    | st.from_regex(r"\A\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.(\d{3}|\d{7}|\d{6}Z)\Z")
)
def test_no_text_raises(text: str) -> None:
    """A time that a log forged is absent, never an error."""
    found = from_text(text)

    assert found is None or isinstance(found, int)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 9), st.sampled_from("T "))
def test_each_length_of_the_fraction_says_the_same(moment: datetime, last: int, separator: str) -> None:
    """The short ways for usual lengths read what the long way reads."""
    seconds = moment.isoformat(separator)[:19]
    digits = f"{moment.microsecond:06d}{last}"
    whole = from_datetime(moment.replace(microsecond=0))

    for length in range(1, 8):
        expected = whole + int(digits[:length].ljust(7, "0"))
        for zone in ("", "Z", " UTC"):
            assert expected == from_text(f"{seconds}.{digits[:length]}{zone}")


@given(st.integers(0, LAST))
def test_a_number_survives_its_text(ticks: int) -> None:
    """All seven digits are written and read."""
    assert ticks == from_text(to_text(ticks))


@given(st.integers())
def test_every_number_has_a_text(ticks: int) -> None:
    """Beyond the calendar the bare number is shown, and no time is made of it."""
    is_in_calendar = 0 <= ticks <= LAST
    expected = None if is_in_calendar else f"FILETIME {ticks}"
    text = to_text(ticks)

    assert (expected or text, is_in_calendar) == (text, to_datetime(ticks) is not None)


@given(st.integers(0, LAST).map(lambda ticks: EPOCH + timedelta(microseconds=ticks // 10)))
def test_a_datetime_survives_its_number(moment: datetime) -> None:
    """A microsecond is ten units."""
    assert moment == to_datetime(from_datetime(moment))


def test_a_datetime_is_cut_to_a_microsecond() -> None:
    """`datetime` keeps no more, so the number is what the core carries."""
    assert datetime(2024, 1, 31, 23, 59, 58, 123_456, UTC) == to_datetime(SECOND + 1_234_569)


def test_a_time_before_1601_comes_before_all_filetimes() -> None:
    """A user may ask for everything since the year 1."""
    expected = (datetime(1, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1) * 10

    assert expected == from_text("0001-01-01")
