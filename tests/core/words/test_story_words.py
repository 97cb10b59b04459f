"""The story of a row in sentences, as text and as Markdown, from the rows of the sample and from hostile ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.detections import detect
from core.notation.windows import IntegrityLevel
from core.processes.family import Family
from core.processes.process import Place, ProcessCreation
from core.rows.row import Row
from core.story.story import Story, tell
from core.words.story_text import as_markdown, as_text
from core.words.story_words import chain, paragraphs
from core.work.related_event import RelatedFound
from tests.core.builders import EXCEL, SYSTEM32, process
from tests.core.story.events import SECOND, STARTED, event, found

OUTLOOK = r"C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE"
DOCUMENT = r"C:\Users\jdoe\Downloads\Invoice.xlsx"


def at(number: int) -> Place:
    """Give a place of its own."""
    return Place("Sysmon.evtx", 0, 0x1000 * number, 0x400, number)


def guid(number: int) -> str:
    """Give a ProcessGuid of its own."""
    return f"5B6B6A3A-0C1D-6769-A1{number:02d}-000000001200"


def creation(number: int, seconds: float, image: str, parent: int, **fields: object) -> ProcessCreation:
    """Build a process creation that names its parent by GUID."""
    time = STARTED + int(seconds * SECOND)
    return process(
        **{
            "place": at(number),
            "guid": guid(number),
            "pid": 100 + number,
            "image_path": image,
            "parent_guid": guid(parent),
            "ppid": 100 + parent,
            "time_created": time,
            "utc_time": time,
            **fields,
        }
    )


LINE = f'"{EXCEL}" "{DOCUMENT}"'
MAIL = creation(1, -600, OUTLOOK, 9, parent_image_path=None, parent_guid=None, ppid=None)
BOOK = creation(2, -20, EXCEL, 1, parent_image_path=OUTLOOK, command_line=LINE)
CMD = creation(3, 0, f"{SYSTEM32}cmd.exe", 2, parent_command_line=LINE)
SHELL = creation(4, 1, f"{SYSTEM32}powershell.exe", 3, parent_image_path=f"{SYSTEM32}cmd.exe")
ALL = (MAIL, BOOK, CMD, SHELL)


def story(
    creations: Sequence[ProcessCreation] = ALL, which: int = 2, related: RelatedFound | None = None
) -> Story:
    """Tell the story of one of these process creations."""
    one = creations[which]
    row = Row(one, next(detect([one]), None), "strict")
    return tell(row, Family.built(creations), related)


def test_the_whole_story() -> None:
    """It says who opened what from where, what was started with which rights, and what that started."""
    assert paragraphs(story()) == (
        "At 2025-01-05 03:50:25.234 UTC excel.exe was started by outlook.exe on WS01.corp.example for CORP\\jdoe "
        f"with {DOCUMENT}, downloaded (the downloads folder or a browser's cache).",
        f'20 seconds later it started cmd.exe (PID 103) with medium integrity: "{SYSTEM32}cmd.exe"',
        "It started 1 process, directly: powershell.exe.",
        "Cause: not known: the logs hold no sign of DDE, a macro, an add-in or COM "
        "(Excel's own events were not looked for yet).",
    )


def test_chain() -> None:
    """The chain goes from the root to the row."""
    assert chain(story()) == "outlook.exe → excel.exe → cmd.exe"
    assert chain(story(which=3)) == "outlook.exe → excel.exe → cmd.exe → powershell.exe"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"integrity_level": IntegrityLevel.HIGH}, "with high integrity, above its parent's medium"),
        ({"integrity_level": IntegrityLevel.LOW}, "with low integrity:"),
        ({"integrity_level": None}, "(PID 103):"),
        ({"command_line": None}, "its command line is not in the log"),
        ({"parent_command_line": None}, "its document is not known (no command line in this log)"),
        ({"fqdn": None, "parent_guid": None, "ppid": None}, "Excel.exe was started for CORP\\jdoe"),
    ],
)
def test_what_is_said_of_a_row(fields: dict[str, object], said: str) -> None:
    """Rights that rise are told, and what is not in the log is said to be so."""
    changed = creation(3, 0, f"{SYSTEM32}cmd.exe", 2, **{"parent_command_line": LINE, **fields})
    assert said in "\n".join(paragraphs(story((MAIL, BOOK, changed, SHELL))))


def test_what_followed() -> None:
    """Events of the process and what it started are told by kinds; Excel's own are not what followed."""
    related = found(
        event(3, seconds=2, by=0, DestinationIp="203.0.113.24", DestinationPort="443", Protocol="tcp"),
        event(11, seconds=3, by=2, TargetFilename="C:\\Users\\jdoe\\a.ps1"),
        event(11, seconds=-3, by=1, TargetFilename="C:\\Users\\jdoe\\~$Other.xlsx"),
    )
    told = next(one for one in paragraphs(story(related=related)) if one.startswith("What followed"))
    assert told.startswith("What followed: 1 network connection (connected to 203.0.113.24:443")
    assert "1 file event (created the file C:\\Users\\jdoe\\a.ps1)" in told
    assert "Other.xlsx" not in told


def test_nothing_followed() -> None:
    """A search without a find is told as such."""
    assert "What followed: the logs hold no event" in "\n".join(paragraphs(story(related=found())))


def test_text_has_the_proof() -> None:
    """The text for a ticket says where the record stands."""
    text = as_text(story())
    assert "Chain: outlook.exe → excel.exe → cmd.exe" in text
    assert "Offset: 0x3000" in text or f"Offset: {0x3000}" in text


HOSTILE = [
    "![x](https://203.0.113.9/a.png)",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "www.example.net and https://example.net and a@example.net",
    "| cell | cell |\n|---|---|",
    "`code` ``` fence",
    "# heading\n1. one\n- two",
    "**bold** _it_ ~~gone~~ &amp; \\* ‮gpj.exe\x1b[31m",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_markdown_shows_and_obeys_nothing(value: str) -> None:
    """What a log holds is shown, and is no markup, no link and no picture."""
    row = creation(
        3, 0, f"{SYSTEM32}{value}.exe", 2, parent_command_line=LINE, command_line=value, user=value
    )
    written = as_markdown(story((MAIL, BOOK, row, SHELL)))
    outside = re.sub(r"(?ms)^(`{3,})\n.*?^\1$", "", written)
    unescaped = re.sub(r"\\.", "", outside)
    for sign in ("](", "<", "`", "~", "@", "://", "www."):
        assert sign not in unescaped
    assert "\x1b" not in written
    assert "‮" not in written


@given(st.text(max_size=60))
def test_any_command_line_stays_in_its_fence(value: str) -> None:
    """A fence is longer than any run of backticks within it."""
    row = creation(3, 0, f"{SYSTEM32}cmd.exe", 2, command_line=value or "x", parent_command_line=LINE)
    written = as_markdown(story((MAIL, BOOK, row)))
    fence = re.search(r"\*\*Command line:\*\*\n\n(`+)\n(.*)\n\1\n", written)
    assert fence is not None
    assert fence[1] not in fence[2]
