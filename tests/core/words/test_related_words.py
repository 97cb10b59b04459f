"""core.words.related_words: related events, and what may be missing, in words."""

from __future__ import annotations

import pytest

from core.notation.filetime import TICKS_PER_SECOND
from core.processes.process import OtherRecord, Place
from core.reading.read_report import Failure
from core.story.event_kinds import Group
from core.words import related_words as words
from core.words.moments import moment
from core.work.related_event import BY_LOGON, BY_PID, RelatedFound
from tests.core.story.events import event, found, of_other
from tests.gui.table_rows import row

ROW = row(1)
WITHOUT_GUID = row(1, guid=None, source="security-4688")
FAILURE = Failure(chunk=0, file_offset=0x2200, size=99, records=1, record_number=7, reason="evtx: no\x1bne")


@pytest.mark.parametrize(
    ("ticks", "expected"),
    [
        (None, ""),
        (0, "0.0 s"),
        (400_000, "0.0 s"),
        (-400_000, "0.0 s"),
        (500_000, "+0.1 s"),
        (30_000_000, "+3.0 s"),
        (-30_000_000, "\u22123.0 s"),
        (119 * TICKS_PER_SECOND, "+119.0 s"),
        (125 * TICKS_PER_SECOND, "+2 min 5 s"),
        (120 * TICKS_PER_SECOND, "+2 min"),
        (700 * TICKS_PER_SECOND, "+11 min"),
        (-3_600 * TICKS_PER_SECOND, "\u22121 h"),
        (9_000 * TICKS_PER_SECOND, "+2 h 30 min"),
        (277_200 * TICKS_PER_SECOND, "+3 d 5 h"),
        (2**62, "+5,337,599 d 13 h"),
    ],
)
def test_how_long_after_the_start(ticks: int | None, expected: str) -> None:
    """In tenths of a second near it, in whole units far from it."""
    assert expected == words.offset(ticks)


@pytest.mark.parametrize(
    ("logs", "size", "expected"),
    [
        (0, 0, "Look in all logs"),
        (1, 68 * 1024, "Look in 1 log (68 KiB)"),
        (3, 1_300 * 1024 * 1024, "Look in 3 logs (1.3 GiB)"),
        (2, 900, "Look in 2 logs (900 bytes)"),
    ],
)
def test_what_the_button_says(logs: int, size: int, expected: str) -> None:
    """How much there is to do."""
    assert expected == words.look_in(logs, size)


def test_a_process_without_a_guid_is_explained() -> None:
    """Before and behind the search; and only there."""
    assert words.WITHOUT_GUID in words.before_looking(WITHOUT_GUID)
    assert words.WITHOUT_GUID not in words.before_looking(ROW)
    assert words.notes(WITHOUT_GUID, found(event(3))) == (words.WITHOUT_GUID,)
    assert words.notes(ROW, found(event(3))) == ()
    assert words.nothing(ROW)[0] == words.NOTHING_BY_GUID
    assert words.nothing(WITHOUT_GUID)[0] == words.NOTHING_BY_PID


def test_what_may_be_missing() -> None:
    """Cut, unread, logs that changed: a sentence each, nothing hidden in it."""
    all_of_it = RelatedFound(
        events=[event(3)], unread=2, failures=[FAILURE], is_cut=True, problems=["a.evtx: it\nis gone"]
    )

    assert words.notes(ROW, all_of_it) == (
        "There are more events: the first 1 are shown, a fair share for each process.",
        "2 records hold what is looked for and could not be read. The first is at offset 0x2200: evtx: no␛ne.",
        "a.evtx: it is gone.",
    )
    assert words.notes(ROW, RelatedFound(unread=1)) == (
        "1 record holds what is looked for and could not be read.",
    )


def test_the_rows_own_records_are_nothing_new() -> None:
    """That of the row, its copies, and the other log's of the same start."""
    places = [Place("b.evtx", 0, 0x3000 + number, 64, number) for number in range(4)]
    other = OtherRecord(
        source="security-4688",
        place=places[1],
        event_record_id=None,
        channel=None,
        time_created=None,
        also_in=(places[2],),
    )
    one = row(1, also_in=(places[0],), other_record=other)
    own = [of_other(event(1), place=place) for place in (one.place, *places[:3])]

    assert words.is_nothing(one, found())
    assert words.is_nothing(one, found(*own))
    assert not words.is_nothing(one, found(*own, of_other(event(1), place=places[3])))


def test_one_event() -> None:
    """Which it is, when it was, how it was found and where it stands."""
    one = of_other(event(13, seconds=3), also_in=tuple([Place("copy\u202e.evtx", 0, 0x2000, 64, 9)] * 5))

    assert words.facts(one, "excel.exe", moment) == (
        f"Sysmon 13 · {moment(one.time or 0)} · about excel.exe, by ProcessGuid"
    )
    assert words.facts(of_other(one, found_by=BY_PID, as_field="ProcessId", time=None), "x", moment) == (
        "Sysmon 13 · no time · about x, by PID and time in ProcessId"
    )
    assert words.facts(of_other(one, found_by=BY_LOGON, as_field="TargetLogonId"), "x", moment).endswith(
        "by LogonId in TargetLogonId"
    )
    where = "copy‹U+202E›.evtx, offset 0x00002000, record 9"
    assert words.place_words(one).split("\n") == [
        "Sysmon.evtx, offset 0x00002000, record 2, EventRecordID 4813",
        *[f"also in {where}"] * 3,
        "and 2 more",
    ]
    assert words.heading(one) == "Registry value set"
    assert words.warnings(one) == ""
    assert words.warnings(of_other(one, is_cut=True, repeated_names=("Image\x00",))) == (
        "The record holds more than one Image␀: it was crafted. The first counts. "
        "Long values are cut here; the record holds all of them."
    )


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        ("Microsoft-Windows-Sysmon", "Sysmon 3"),
        ("Microsoft-Windows-Security-Auditing", "Security 3"),
        ("Microsoft-Windows-Windows Defender", "Defender 3"),
        ("Microsoft-Windows-PowerShell", "PowerShell 3"),
        ("Microsoft Office 16 Alerts", "Microsoft Office 16 Alerts 3"),
        ("", "? 3"),
        ("a\x1bb", "a␛b 3"),
    ],
)
def test_sources(provider: str, expected: str) -> None:
    """Without what all of Windows' own begin with."""
    assert expected == words.source(of_other(event(3), provider=provider))


def test_the_time_of_day() -> None:
    """With the day where it is another than that of the start."""
    assert words.time_of_day(event(3, seconds=1), ROW, moment) == moment(event(3, seconds=1).time or 0)[11:]
    tomorrow = event(3, seconds=86_400)
    assert words.time_of_day(tomorrow, ROW, moment) == moment(tomorrow.time or 0)
    assert words.time_of_day(of_other(tomorrow, time=None), ROW, moment) == words.NO_TIME


def test_what_is_copied() -> None:
    """A line of cells; or all fields, as they are."""
    one = event(11, TargetFilename="C:\\a\x1b.exe", Image="x")

    cells = words.cells(one, 30_000_000, "cmd\n.exe", "created it")

    assert cells[1:] == (
        "+3.0 s",
        "cmd .exe",
        "created it",
        "Sysmon 11",
        "Sysmon.evtx, offset 0x00002000, record 2",
    )
    assert cells[0].endswith("Z")
    assert words.cells(of_other(one, time=None), None, "", "")[:2] == ("", "")
    assert words.as_text(one) == "TargetFilename: C:\\a\x1b.exe\nImage: x"


def test_every_group_has_a_name() -> None:
    """In the order in which they are shown."""
    assert list(words.GROUPS) == list(Group)
