"""The story of a row in sentences, as text and as Markdown, from the rows of the sample and from hostile ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detection.descendants import descendants_of
from core.detection.detections import detect, is_flagged_by
from core.notation.windows import IntegrityLevel
from core.processes.family import Family
from core.processes.lifetimes import ProcessEnd
from core.processes.process import ParentLink, ProcessCreation
from core.processes.process_fields import SECURITY
from core.reading.read_report import ReadReport
from core.rows.mark import Mark
from core.rows.row import Row
from core.story.story import Story, tell
from core.words.explanation import as_text as explanation_as_text
from core.words.explanation import explain
from core.words.story_text import as_markdown, as_text
from core.words.story_words import MOST_CHAINED, NOT_NAMED, chain, paragraphs, story_statements
from core.work.related_event import BY_LOGON, BY_PID, RelatedEvent, RelatedFound
from tests.core.builders import EXCEL, SYSTEM32
from tests.core.story.events import event, found, of_other
from tests.core.story.starts import BOOK, CMD, DOCUMENT, LINE, MAIL, SHELL, creation

ALL = (MAIL, BOOK, CMD, SHELL)


def story(
    creations: Sequence[ProcessCreation] = ALL,
    which: int = 2,
    related: RelatedFound | None = None,
    *,
    has_tree: bool = True,
    ends: Sequence[ProcessEnd] = (),
    reports: Sequence[ReadReport] = (),
    mark: Mark | None = None,
) -> Story:
    """Tell the story of one of these process creations."""
    flagged = [one for one in detect(creations) if is_flagged_by("strict", one)]
    detections = {one.process.place: one for one in (*flagged, *descendants_of(flagged, creations, ends))}
    row = Row(creations[which], detections.get(creations[which].place), "strict")
    row.mark = mark or row.mark
    return tell(row, Family.built(creations, ends) if has_tree else None, related, reports)


def told(start: str, one: Story) -> str:
    """Give the paragraph that begins so; empty where there is none."""
    return next((text for text in paragraphs(one) if text.startswith(start)), "")


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
    text = told("What followed", story(related=related))
    assert text.startswith("What followed: 1 network connection (connected to 203.0.113.24:443")
    assert "1 file event (powershell.exe created the file C:\\Users\\jdoe\\a.ps1)" in text
    assert "Other.xlsx" not in text


def test_nothing_followed() -> None:
    """A search without a find is told as such."""
    assert "What followed: the logs hold no event" in "\n".join(paragraphs(story(related=found())))


def test_text_has_the_proof() -> None:
    """The text for a ticket says where the record stands."""
    text = as_text(story())
    assert "Chain: outlook.exe → excel.exe → cmd.exe" in text
    assert "Offset: 0x3000" in text or f"Offset: {0x3000}" in text


NO_PARENT: dict[str, object] = {"parent_image_path": None, "parent_guid": None, "ppid": None}


# ---------------------------------------------------------------- descendants
def test_a_descendant_is_told_from_excel_on() -> None:
    """Its own parent opened no document, and what that did is no cause."""
    vba = event(
        7, by=1, ImageLoaded="C:\\Program Files\\Common Files\\Microsoft Shared\\VBA\\VBA7.1\\VBE7.DLL"
    )
    one = story(which=3, related=found(vba))

    assert one.wanted[1].guid == BOOK.guid
    assert one.names == ("powershell.exe", "excel.exe", "cmd.exe")
    assert paragraphs(one)[:2] == (
        "At 2025-01-05 03:50:25.234 UTC excel.exe was started by outlook.exe on WS01.corp.example for CORP\\jdoe "
        f"with {DOCUMENT}, downloaded (the downloads folder or a browser's cache).",
        "20 seconds later it started cmd.exe (PID 103), which started, at 2025-01-05 03:50:46.234 UTC, "
        f'powershell.exe (PID 104) with medium integrity: "{SYSTEM32}powershell.exe"',
    )
    assert told("Cause", one).startswith("Cause: macro-like")


def test_what_its_own_parent_did_is_no_cause_of_a_descendant() -> None:
    """Only Excel's own events are."""
    vba = event(
        7, by=2, ImageLoaded="C:\\Program Files\\Common Files\\Microsoft Shared\\VBA\\VBA7.1\\VBE7.DLL"
    )

    assert told("Cause", story(which=3, related=found(vba))).startswith("Cause: not known")


def test_a_descendant_before_the_tree_is_built() -> None:
    """By the names of its chain; nobody is named as the parent of what."""
    one = story(which=3, has_tree=False)

    assert paragraphs(one)[:3] == (
        "Excel.exe was started on WS01.corp.example "
        f"with {DOCUMENT}, downloaded (the downloads folder or a browser's cache).",
        "It started cmd.exe, which started, at 2025-01-05 03:50:46.234 UTC, powershell.exe (PID 104) for "
        f'CORP\\jdoe with medium integrity: "{SYSTEM32}powershell.exe"',
        "What it started is not known yet: the tree of the case is not built.",
    )
    assert chain(one) == "excel.exe → cmd.exe → powershell.exe"


def test_a_row_that_is_not_flagged() -> None:
    """It has no document and no cause."""
    one = story(which=1)

    assert "document" not in "".join(paragraphs(one))
    assert not told("Cause", one)
    assert "Document" not in as_text(one)


# ---------------------------------------------------------------- who
@pytest.mark.parametrize(
    ("excels", "parents", "own", "opening", "start"),
    [
        ("A\\x", None, "A\\x", " for A\\x ", ") with medium"),
        ("A\\x", "A\\y", "A\\ADMIN", " for A\\x ", ") for A\\ADMIN with medium"),
        (None, "A\\y", "a\\Y", " for A\\y ", ") with medium"),
        (None, None, "A\\admin", ".example with ", ") for A\\admin with medium"),
        (None, None, None, ".example with ", ") with medium"),
    ],
)
def test_nobody_is_named_for_another(
    excels: str | None, parents: str | None, own: str | None, opening: str, start: str
) -> None:
    """Excel's user is its own record's, then what its child's says; the child's is told with the child."""
    book = creation(2, -20, EXCEL, 1, command_line=LINE, user=excels)
    child = creation(3, 0, f"{SYSTEM32}cmd.exe", 2, parent_command_line=LINE, user=own, parent_user=parents)
    texts = paragraphs(story((MAIL, book, child)))

    assert opening in texts[0]
    assert start in texts[1]


def ambiguous(*candidates: str) -> ProcessCreation:
    """Build cmd.exe whose parent is one of these."""
    return creation(
        3,
        0,
        f"{SYSTEM32}cmd.exe",
        2,
        parent_guid=None,
        parent_image_path=candidates[0],
        parent_link=ParentLink.AMBIGUOUS,
        parent_candidates=candidates,
    )


def test_all_candidates_of_an_ambiguous_parent_are_named() -> None:
    """In the story and in the chain; a time, a user or a document of one of them is not told."""
    one = story((MAIL, BOOK, ambiguous(f"{SYSTEM32}x.exe", EXCEL)))

    assert paragraphs(one)[:2] == (
        "X.exe or excel.exe started it on WS01.corp.example: the parent is ambiguous, all fit by PID and time.",
        "At 2025-01-05 03:50:45.234 UTC one of them started cmd.exe (PID 103) for CORP\\jdoe with medium "
        f'integrity: "{SYSTEM32}cmd.exe"',
    )
    assert "the events of none were judged" in told("Cause", one)
    assert chain(one).endswith("(x.exe or excel.exe) → cmd.exe")


def test_several_of_one_name() -> None:
    """Which of them it was is not known."""
    one = story((MAIL, BOOK, ambiguous(EXCEL)))

    assert paragraphs(one)[0] == (
        "More than one excel.exe on WS01.corp.example fits by PID and time: which of them started it is not known."
    )


def test_what_is_not_named() -> None:
    """A log does not name it; it need not be without a name."""
    nameless = creation(8, -700, "", 9, image_path=None, **NO_PARENT)
    book = creation(2, -20, EXCEL, 8, command_line=LINE)
    one = story((nameless, book, CMD))

    assert f" was started by {NOT_NAMED} on " in paragraphs(one)[0]
    assert chain(one) == "excel.exe → cmd.exe"


def test_a_long_chain_is_cut() -> None:
    """In its middle."""
    many = [
        creation(n, n, f"{SYSTEM32}cmd.exe", n - 1, parent_image_path=f"{SYSTEM32}cmd.exe")
        for n in range(5, 60)
    ]
    one = story((*ALL, *many), which=58)

    assert chain(one).count(" → ") == MOST_CHAINED
    assert "more)" in chain(one)
    assert "more, one after the other, which started" in paragraphs(one)[1]


# ---------------------------------------------------------------- documents
TRUST = (
    "HKU\\S-1-5-21-1\\Software\\Microsoft\\Office\\16.0\\Excel\\Security\\Trusted Documents\\TrustRecords\\"
)
FOLDER = "C:\\Users\\jdoe\\Documents\\"
OWNER = event(11, TargetFilename=f"{FOLDER}~$A.xlsx")
WRITTEN = event(11, seconds=-8, TargetFilename=f"{FOLDER}B.xlsx")


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (OWNER, f"; before the start it opened {FOLDER}A.xlsx, in a local folder."),
        (
            event(13, TargetObject=f"{TRUST}D:/A.xlsm"),
            "; before the start its user trusted D:\\A.xlsm, in a local",
        ),
        (
            event(15, TargetFilename="D:\\A.xlsm:Zone.Identifier", Contents="HostUrl=https://x.example/"),
            "; before the start it put the mark of the web on D:\\A.xlsm, from the web.",
        ),
        (
            event(11, TargetFilename="C:\\Users\\j\\AppData\\Roaming\\Microsoft\\Office\\Recent\\A.xlsx.lnk"),
            "; before the start it put on the list of recent documents A.xlsx.",
        ),
        (WRITTEN, f"; it wrote, before the start, {FOLDER}B.xlsx, in a local folder."),
    ],
)
def test_each_sign_of_a_document_has_its_verb(one: RelatedEvent, said: str) -> None:
    """Only an owner file says that it was opened."""
    book = creation(2, -20, EXCEL, 1, command_line=f'"{EXCEL}"')
    child = creation(3, 0, f"{SYSTEM32}cmd.exe", 2, parent_command_line=f'"{EXCEL}"')

    assert said in paragraphs(story((MAIL, book, child), related=found(one)))[0]


def test_several_documents_are_all_named() -> None:
    """In the opening as one of several, and with their clues in the summary, the text and the Markdown."""
    child = creation(3, 0, f"{SYSTEM32}cmd.exe", 2, parent_command_line=f'"{EXCEL}"')
    one = story((MAIL, BOOK, child), related=found(OWNER, WRITTEN))
    summary = next(statement.text for statement in story_statements(one) if statement.label == "Document")

    assert ", the last of 2 documents that it had to do with." in paragraphs(one)[0]
    for text in (summary, as_text(one), re.sub(r"\\(.)", r"\1", as_markdown(one))):
        assert "B.xlsx: Excel wrote this file (Sysmon 11, record 4811, " in text


# ---------------------------------------------------------------- what followed
def test_what_was_done_to_it_is_told_apart() -> None:
    """And is no deed of it."""
    opened = of_other(event(10, seconds=2, by=0, SourceImage="C:\\x\\svc.exe"), as_field="TargetProcessGUID")
    one = story(related=found(opened))

    assert told("What followed", one).startswith("What followed: the logs hold no event by it")
    assert told("Done to it", one) == "Done to it, and not by it: it was opened by svc.exe."
    assert "| Time (UTC) | Process | Done to it |" in as_markdown(one)
    assert "| Time (UTC) | Process | What followed |" not in as_markdown(one)


def test_the_logon_is_told_by_itself() -> None:
    """It did not follow."""
    logon = of_other(
        event(4624, seconds=-9000, by=0, TargetUserName="jdoe", TargetDomainName="CORP", LogonType="2"),
        provider=SECURITY,
        found_by=BY_LOGON,
    )
    one = story(related=found(logon))

    assert (
        told("The logon", one)
        == "The logon: CORP\\jdoe logged on interactively, 2025-01-05 01:20:45.234 UTC."
    )
    assert "| Time (UTC) | Process | The logon |" in as_markdown(one)
    assert "logged on" not in told("What followed", one)


LATE = of_other(event(3, seconds=60 * 86_400, by=0, DestinationIp="203.0.113.9"), found_by=BY_PID)


def test_what_only_the_pid_says() -> None:
    """It is marked; and long after the last sure sign it is no fact."""
    soon = of_other(event(3, seconds=60, by=0, DestinationIp="203.0.113.9"), found_by=BY_PID)
    assert "connected to 203.0.113.9 (by PID and time)" in told("What followed", story(related=found(soon)))

    one = story(related=found(LATE))
    assert "203.0.113.9" not in told("What followed", one)
    doubt = "1 event, the first 60 days after its start, may be of a later process with this PID"
    assert told(doubt, one).endswith("connected to 203.0.113.9 (by PID and time).")
    for text in (as_text(one), as_markdown(one)):
        assert "What may be of a later process with this PID" in text


def test_what_is_dated_before_the_start_is_left_out() -> None:
    """And counted."""
    assert told("1 event about it is dated before", story(related=found(event(3, seconds=-60, by=0))))


def test_other_events_are_counted_too() -> None:
    """So that nobody reads that there are none."""
    loaded = event(7, seconds=1, by=0, ImageLoaded="C:\\a.dll")

    assert "1 other event (loaded C:\\a.dll)" in told("What followed", story(related=found(loaded)))


# ---------------------------------------------------------------- limits
def report(*, missing: int = 0, is_stopped: bool = False) -> ReadReport:
    """Build the report of a log."""
    return ReadReport(
        file="a.evtx",
        size=1,
        records_present=9,
        records_read=9,
        chunks_truncated=missing,
        is_stopped=is_stopped,
    )


@pytest.mark.parametrize(
    ("reports", "limit"),
    [
        ([report()], ""),
        ([report(), report(missing=1)], "1 of 2 logs was not read completely"),
        ([report(is_stopped=True)], "1 of 1 log was not read to the end"),
    ],
)
def test_what_it_started_as_far_as_the_logs_were_read(reports: list[ReadReport], limit: str) -> None:
    """The limit stands in the sentence, whether anything was started or not."""
    some, none = story(reports=reports), story((MAIL, BOOK, CMD), reports=reports)

    maybe, but = (f"; there may be more: {limit}", f", but {limit}") if limit else ("", "")
    assert told("It started 1", some) == f"It started 1 process, directly: powershell.exe{maybe}."
    assert told("No log", none) == f"No log shows a process that it started{but}."
    assert limit in as_text(none)
    assert limit in as_markdown(none)


def test_what_followed_as_far_as_it_was_searched() -> None:
    """Events that were not read, not kept or not searched are no absence; nor is a missing sign of a cause."""
    related = RelatedFound(unread=3, is_cut=True, problems=["a.evtx could not be searched: gone"])
    one = story(related=related)
    limits = (
        "there are more events than are kept; 3 records that may be about it could not be read; "
        "a.evtx could not be searched: gone"
    )

    assert told("What followed", one).endswith(f"starts and ends; but {limits}.")
    assert told("Cause", one).endswith(f"{limits}).")
    followed = RelatedFound(events=[event(3, seconds=2, by=0)], is_cut=True)
    assert told("What followed", story(related=followed)).endswith(
        " There may be more: there are more events than are kept."
    )


def test_before_the_tree_is_built() -> None:
    """That no process is known says nothing yet."""
    one = story(has_tree=False)

    assert (
        told("What it started", one) == "What it started is not known yet: the tree of the case is not built."
    )
    assert not told("No log shows", one)


# ---------------------------------------------------------------- marks
def test_marks_are_copied_as_the_analysts() -> None:
    """Tags and note, in every copy; nothing of them is evidence, and nothing of them is markup."""
    one = story(mark=Mark(tags=("case-7", "phish"), note="see *this*\n\nand that"))
    tags, note = "Tags (the analyst's): case-7, phish", "Note (the analyst's): see *this* / and that"

    for text in (as_text(one), explanation_as_text(explain(one.row))):
        assert f"{tags}\n{note}\n" in text
    assert "**Tags (the analyst's):** case-7, phish" in as_markdown(one)
    assert r"**Note (the analyst's):** see \*this\* / and that" in as_markdown(one)
    assert "analyst" not in as_text(story())


def test_marks_that_came_after_the_summary_was_made() -> None:
    """A summary is copied with the marks of that moment."""
    row = story().row
    made = explain(row)
    row.mark = Mark(tags=("late",))

    assert "late" in explanation_as_text(made)


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
