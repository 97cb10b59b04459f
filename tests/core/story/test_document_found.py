"""Which document was open, by the command line and by what Excel did before the start."""

from __future__ import annotations

import pytest

from core.detection.document import Origin, document_of
from core.processes.process import ProcessCreation
from core.story.document_found import MOST_OTHERS, DocumentFound, Sign, document_found
from core.work.related_event import RelatedEvent
from tests.core.builders import EXCEL, process
from tests.core.story.events import event

MAIL = "C:\\Users\\m.keller\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\7Q\\"
TRUSTED = (
    "HKU\\S-1-5-21-1\\Software\\Microsoft\\Office\\16.0\\Excel\\Security\\Trusted Documents\\TrustRecords\\"
)
DDE = process(parent_command_line=f'"{EXCEL}" /dde')

OWNER = event(11, TargetFilename="C:\\Users\\m.keller\\Downloads\\~$Rates.xlsm")
TRUST = event(13, seconds=-3, TargetObject=f"{TRUSTED}%USERPROFILE%/Documents/Budget.xlsm")
ZONE = event(
    15,
    TargetFilename="C:\\Users\\m.keller\\Desktop\\Offer.xlsx:Zone.Identifier",
    Contents="[ZoneTransfer]  ZoneId=3  HostUrl=https://files.example.net/Offer.xlsx ",
)
RECENT = event(
    11, TargetFilename="C:\\Users\\m.keller\\AppData\\Roaming\\Microsoft\\Office\\Recent\\Plan.xlsx.LNK"
)
WRITTEN = event(11, seconds=-60, TargetFilename="C:\\Users\\m.keller\\Documents\\Copy.xlsx")
OTHER_FILE = event(11, TargetFilename="C:\\Users\\m.keller\\AppData\\Local\\Temp\\a.tmp")


def document(row: ProcessCreation, *events: RelatedEvent) -> DocumentFound:
    """Find the document of a row whose Excel did this before it started it."""
    return document_found(document_of(row.parent_command_line), list(events))


@pytest.mark.parametrize(
    ("events", "path", "origin"),
    [
        pytest.param([], None, None, id="nothing"),
        pytest.param([OTHER_FILE], None, None, id="a file that is no document"),
        pytest.param([OWNER], "C:\\Users\\m.keller\\Downloads\\Rates.xlsm", Origin.DOWNLOAD, id="owner file"),
        pytest.param([TRUST], "%USERPROFILE%\\Documents\\Budget.xlsm", Origin.LOCAL, id="trusted"),
        pytest.param([ZONE], "C:\\Users\\m.keller\\Desktop\\Offer.xlsx", Origin.WEB, id="mark of the web"),
        pytest.param([RECENT], "Plan.xlsx", None, id="recent"),
        pytest.param([WRITTEN], "C:\\Users\\m.keller\\Documents\\Copy.xlsx", Origin.LOCAL, id="written"),
        pytest.param(
            [WRITTEN, RECENT, ZONE, TRUST, OWNER],
            "C:\\Users\\m.keller\\Downloads\\Rates.xlsm",
            Origin.DOWNLOAD,
            id="the strongest of all",
        ),
        pytest.param(
            [OWNER, event(11, seconds=-1, TargetFilename="D:\\~$Late.xlsx")],
            "D:\\Late.xlsx",
            Origin.LOCAL,
            id="the last of equals",
        ),
    ],
)
def test_document_by_events(events: list[RelatedEvent], path: str | None, origin: Origin | None) -> None:
    """Where the command line names none, the strongest and then the latest event does."""
    found_one = document(DDE, *events)
    assert (path, origin) == (found_one.path, found_one.origin)


def test_command_line_first() -> None:
    """The document that Excel was started with is the row's; others that it had to do with are named."""
    row = process(parent_command_line=f'"{EXCEL}" "{MAIL}Invoice.xlsx"')
    trust = event(
        13,
        TargetObject=f"{TRUSTED}%USERPROFILE%/AppData/Local/Microsoft/Windows/INetCache/Content.Outlook/7Q/Invoice.xlsx",
    )
    found_one = document(row, trust, OWNER)
    assert found_one.path == f"{MAIL}Invoice.xlsx"
    assert found_one.origin is Origin.MAIL
    assert [clue.event for clue in found_one.clues] == [None, trust], "two spellings of one document are one"
    assert [path for path, _ in found_one.others] == ["C:\\Users\\m.keller\\Downloads\\Rates.xlsm"]


def test_no_events() -> None:
    """Then there is only what the command line says."""
    assert document(DDE).path is None
    assert document(DDE).note == document_of(DDE.parent_command_line).note


@pytest.mark.parametrize(
    ("events", "sign"),
    [
        ([OWNER], Sign.OPENED),
        ([TRUST], Sign.TRUSTED),
        ([ZONE], Sign.MARKED),
        ([RECENT], Sign.RECENT),
        ([WRITTEN], Sign.WRITTEN),
        ([WRITTEN, OWNER], Sign.OPENED),
    ],
)
def test_the_strongest_sign_is_told(events: list[RelatedEvent], sign: Sign) -> None:
    """A file that Excel wrote need not have been opened."""
    assert sign is document(DDE, *events).sign


LATER = event(13, seconds=-1, TargetObject=f"{TRUSTED}%USERPROFILE%/Documents/Later.xlsm")


@pytest.mark.parametrize(
    ("events", "count", "is_last"),
    [([], 0, False), ([OWNER], 1, True), ([OWNER, WRITTEN], 2, True), ([OWNER, WRITTEN, LATER], 3, False)],
)
def test_how_many_there_are(events: list[RelatedEvent], count: int, is_last: bool) -> None:
    """And whether the one that is told is the last of them."""
    found = document(DDE, *events)
    assert (count, is_last) == (found.count, found.is_last)
    assert len(found.others) == max(0, count - 1)


def test_not_all_others_are_named() -> None:
    """But counted."""
    many = [event(11, TargetFilename=f"D:\\{number}.xlsx") for number in range(MOST_OTHERS + 5)]
    found = document(DDE, *many)
    assert (found.count, len(found.others)) == (MOST_OTHERS + 5, MOST_OTHERS)
