"""core.view.times: what stands in a time's cell, in which zone."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UsageError
from core.notation.filetime import from_datetime, from_text, to_datetime
from core.view.times import LOCAL_NAME, UTC_ZONE, Zone, text_in, zone_named, zone_names

BERLIN = Zone("Europe/Berlin")
KATHMANDU = Zone("Asia/Kathmandu")
LOCAL = Zone(LOCAL_NAME)


def ticks(text: str) -> int:
    """Read a time that is one."""
    found = from_text(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("utc", "zone", "expected"),
    [
        ("2026-03-12T14:20:35.1239999Z", UTC_ZONE, "2026-03-12 14:20:35.123"),
        ("2026-03-12T14:20:35.1239999Z", BERLIN, "2026-03-12 15:20:35.123"),
        ("2026-07-12T14:20:35.1239999Z", BERLIN, "2026-07-12 16:20:35.123"),
        ("2026-03-12T23:59:59Z", KATHMANDU, "2026-03-13 05:44:59.000"),
        ("2026-10-25T00:30:00Z", BERLIN, "2026-10-25 02:30:00.000 +02:00"),
        ("2026-10-25T01:30:00Z", BERLIN, "2026-10-25 02:30:00.000 +01:00"),
        ("2026-10-25T02:30:00Z", BERLIN, "2026-10-25 03:30:00.000"),
        ("9999-12-31T23:59:59Z", KATHMANDU, "9999-12-31 23:59:59.000 UTC"),
    ],
)
def test_a_time_is_written_in_its_zone(utc: str, zone: Zone, expected: str) -> None:
    """Cut to milliseconds; the hour that clocks show twice carries its offset."""
    assert expected == text_in(ticks(utc), zone)


if sys.platform != "win32":

    @pytest.fixture
    def _computer_in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Let the computer stand in Berlin."""
        monkeypatch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
        monkeypatch.undo()
        time.tzset()

    @pytest.mark.usefixtures("_computer_in_berlin")
    def test_local_is_the_zone_of_the_computer() -> None:
        """Also in the hour that it has twice."""
        times = ["2026-07-12T14:20:35Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]

        assert [text_in(ticks(one), BERLIN) for one in times] == [text_in(ticks(one), LOCAL) for one in times]


@pytest.mark.parametrize("beyond", [-1, 2**62])
def test_a_number_that_is_no_time_is_shown_as_it_is(beyond: int) -> None:
    """In every zone."""
    assert [f"FILETIME {beyond}"] * 2 == [text_in(beyond, zone) for zone in (UTC_ZONE, BERLIN)]


@given(
    number=st.integers(0, from_datetime(datetime(9999, 12, 30, tzinfo=UTC))),
    zone=st.sampled_from([UTC_ZONE, BERLIN, KATHMANDU, Zone("America/New_York")]),
)
def test_no_two_different_seconds_look_alike(number: int, zone: Zone) -> None:
    """What is shown, read back in its zone, is the time to the millisecond."""
    shown = text_in(number, zone)
    moment = to_datetime(number)
    assert moment is not None

    later = text_in(number + 36_000_000_000, zone)  # an hour: the same clock time where clocks are set back

    assert shown != later
    assert shown[17:23] == f"{moment:%S.%f}"[:6] or zone is not UTC_ZONE


@pytest.mark.parametrize("name", ["UTC", "utc", "local", "LOCAL", "Europe/Berlin"])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    """UTC and local in any case."""
    assert name.casefold() == zone_named(name).name.casefold()


@pytest.mark.parametrize("name", ["", "Mars/Phobos", "../../etc/passwd", "/etc/localtime", "Europe", "a\0b"])
def test_a_zone_that_does_not_exist_is_refused_in_a_sentence(name: str) -> None:
    """Whatever was written for it."""
    with pytest.raises(UsageError, match="there is none of this name"):
        zone_named(name)


def test_all_names_are_known() -> None:
    """UTC and local stand before the rest."""
    names = zone_names()

    assert names[:2] == ("UTC", "local")
    assert [zone_named(name).name for name in names] == list(names)
