"""Which document was open, by the command line and by what Excel did before the start."""

from __future__ import annotations

import pytest

from core.detection.document import Origin, document_of
from core.processes.process import ProcessCreation
from core.story.document_found import DocumentFound, document_found
from core.work.related_event import RelatedEvent, RelatedFound
from tests.core.builders import EXCEL, process
from tests.core.story.events import event, found

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


def document(row: ProcessCreation, related: RelatedFound | None) -> DocumentFound:
    """Find the document of a row."""
    return document_found(row, document_of(row.parent_command_line), related)


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
        pytest.param(
            [event(11, seconds=90, TargetFilename="D:\\~$Late.xlsx")], None, None, id="after the start"
        ),
        pytest.param([event(11, by=0, TargetFilename="D:\\~$Own.xlsx")], None, None, id="by the child"),
    ],
)
def test_document_by_events(events: list[RelatedEvent], path: str | None, origin: Origin | None) -> None:
    """Where the command line names none, the strongest and then the latest event does."""
    found_one = document(DDE, found(*events))
    assert (path, origin) == (found_one.path, found_one.origin)


def test_command_line_first() -> None:
    """The document that Excel was started with is the row's; others that it had to do with are named."""
    row = process(parent_command_line=f'"{EXCEL}" "{MAIL}Invoice.xlsx"')
    trust = event(
        13,
        TargetObject=f"{TRUSTED}%USERPROFILE%/AppData/Local/Microsoft/Windows/INetCache/Content.Outlook/7Q/Invoice.xlsx",
    )
    found_one = document(row, found(trust, OWNER))
    assert found_one.path == f"{MAIL}Invoice.xlsx"
    assert found_one.origin is Origin.MAIL
    assert [clue.event for clue in found_one.clues] == [None, trust], "two spellings of one document are one"
    assert [path for path, _ in found_one.others] == ["C:\\Users\\m.keller\\Downloads\\Rates.xlsm"]


def test_not_looked_for() -> None:
    """Before the search there is only what the command line says."""
    assert document(DDE, None).path is None
    assert document(DDE, None).note == document_of(DDE.parent_command_line).note
